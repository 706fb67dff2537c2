"""A real `casebook serve` on a free port, in a process group of its own, that can be killed and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

STARTING = 30.0
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
REFERENCE = re.compile(r"TS\d\d-[0-9A-Z]{8}")
CODE = re.compile(r'class="code"[^>]*>(.*?)</p>', re.DOTALL)


class Served:
    """The server and its worker; `start` waits until it answers."""

    def __init__(self, instance: Path, database: str, log: Path = Path(os.devnull)) -> None:
        self.port, self.log = free_port(), log
        self.environment = {
            **os.environ,
            "CASEBOOK_INSTANCE": str(instance),
            "CASEBOOK_DATABASE_URL": database,
            "CASEBOOK_BIND": f"127.0.0.1:{self.port}",
            "CASEBOOK_TESTING": "1",
            "CASEBOOK_ARGON2_CHEAP": "1",
            "CASEBOOK_REQUIRE_TOTP": "0",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the group and wait for its first answer."""
        command = [sys.executable, "-m", "casebook", "serve"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        end = time.monotonic() + STARTING
        while not self._answers():
            assert time.monotonic() < end and self.process.poll() is None, "the server did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL the whole group, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self._answers():
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def _answers(self) -> bool:
        try:
            return Visitor(self.port, "127.0.0.1").get("/healthz")[0] == 200
        except OSError:
            return False


class Visitor:
    """A browser without script on one loopback address."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status and text."""
        return self._ask("POST", path, urlencode(fields))

    def csrf(self, path: str) -> str:
        """The token on a page."""
        found = CSRF.search(self.get(path)[1])
        assert found is not None
        return found.group(1)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(self.address, 0))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.split(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def submit(visitor: Visitor, key: str, text: str) -> tuple[str, str]:
    """Send a no-name complaint; its reference and query code."""
    fields = {"csrf_token": visitor.csrf("/complaints/new"), "key": key, "text": text, "station": ""}
    status, page = visitor.post("/complaints/receipt", {**fields, "item_type": "complaint", "contact": "none"})
    assert status == 200, page[:500]
    codes = [re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found)) for found in CODE.findall(page)]
    return REFERENCE.findall(page)[0], next(code for code in codes if len(code) == 25)


def track(visitor: Visitor, reference: str, code: str) -> tuple[int, str]:
    """Look the case up as its complainant would."""
    fields = {"csrf_token": visitor.csrf("/track"), "reference": reference, "code": code}
    status, page = visitor.post("/track", fields)
    return visitor.get("/track/case") if status == 303 else (status, page)


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
