"""casebook in processes of its own, for tests that kill it: each gets the test's instance, database and clock."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds until something that must happen has not happened


def start(*command: str, instance: Path, database: str, **changed: str) -> "subprocess.Popen[bytes]":
    """Start `casebook …` in a process group of its own; `changed` are further settings by name."""
    given = {"INSTANCE": str(instance), "DATABASE_URL": database, "TESTING": "1", "ARGON2_CHEAP": "1"}
    given = {**given, "REQUIRE_TOTP": "0", **changed}
    environment = {**os.environ, **{f"CASEBOOK_{name}": value for name, value in given.items()}}
    with open(instance / "log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "casebook", *command],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and all its children outright, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop(process: "subprocess.Popen[bytes]") -> int:
    """Ask the process to end, and answer its exit code."""
    process.terminate()
    return process.wait(PATIENCE)


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is true."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
