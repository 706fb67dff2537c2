"""A mail server on this machine that keeps what it is given, refuses it, or says nothing."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """The server: its `answer` to DATA, what it does at QUIT, and every mail it took or turned away."""

    port: int
    host: str = "127.0.0.1"
    answer: str = "250 OK"
    at_quit: Callable[[], None] = lambda: None
    hangs_up: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    refused: int = 0

    @property
    def url(self) -> str:
        """What CASEBOOK_SMTP_URL must be."""
        return f"smtp://{self.host}:{self.port}/?from=office@wanghe.test"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of all mails taken."""
        return [mail["Message-ID"] for mail in self.taken]

    def sent_to(self) -> list[str]:
        """Everybody who got a mail, in alphabetical order."""
        return sorted(mail["To"] for mail in self.taken)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail, unless told to refuse."""
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        else:
            self.refused += 1
        return self.answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        """Do what is to be done between the last answer and the goodbye."""
        self.at_quit()
        if self.hangs_up:
            server.transport.abort()
        return "221 Bye"


@contextmanager
def sink(host: str = "127.0.0.1", **options: Any) -> Iterator[Sink]:
    """A running server; `options` are the controller's (for TLS)."""
    kept = Sink(free_port(), host)
    controller = Controller(kept, hostname=host, port=kept.port, **options)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        yield listening.getsockname()[1]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
