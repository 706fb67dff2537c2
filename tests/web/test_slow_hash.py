"""Slow hashes: one verification for every try, two at once at most."""

import threading
import time

import pytest
from argon2 import PasswordHasher

from casebook.web import slow_hash
from casebook.web.slow_hash import CHEAP, Busy, SlowHash


class Lingering(PasswordHasher):
    """A profile whose verification lasts until it is told to end."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.go_on = threading.Event()
        self.present = 0
        self.most = 0
        self.lock = threading.Lock()

    def verify(self, *arguments: object) -> bool:
        """Stay, and count who is there at the same time."""
        with self.lock:
            self.present += 1
            self.most = max(self.most, self.present)
        self.go_on.wait(5)
        with self.lock:
            self.present -= 1
        return True


def test_nobodys_hash_fits_nothing() -> None:
    slow = SlowHash(CHEAP)
    assert not slow.verify(None, "")
    assert not slow.verify(slow.nobodys, "anything")
    assert slow.nobodys != SlowHash(CHEAP).nobodys


def test_nobodys_hash_costs_what_every_other_costs() -> None:
    profile = PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1)
    assert SlowHash(profile).nobodys.split("$")[3] == profile.hash("x").split("$")[3] == "m=1024,t=2,p=1"


@pytest.mark.parametrize("kept", ["", "!", "x", "$argon2id$v=19$m=8,t=1,p=1$broken$broken"])
def test_a_broken_hash_is_a_wrong_one(kept: str) -> None:
    assert not SlowHash(CHEAP).verify(kept, "secret")


def test_two_at_once_and_the_others_one_after_the_other() -> None:
    profile = Lingering()
    slow = SlowHash(profile)
    threads = [threading.Thread(target=slow.verify, args=("x", "y")) for _ in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert profile.present == 2
    profile.go_on.set()
    for thread in threads:
        thread.join()
    assert profile.most == 2


def test_whoever_waits_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_hash, "PATIENCE", 0.05)
    profile = Lingering()
    slow = SlowHash(profile)
    threads = [threading.Thread(target=slow.verify, args=("x", "y")) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    with pytest.raises(Busy) as refused:
        slow.verify("x", "y")
    assert refused.value.code == 503
    profile.go_on.set()
    for thread in threads:
        thread.join()
    assert slow.verify("x", "y")  # the places are free again
