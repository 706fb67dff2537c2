"""What is needed to start: `instance/settings.cfg` and the environment, the same names, read once."""

import os
import secrets
from collections.abc import Mapping
from configparser import ConfigParser
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class UnsafeSettings(RuntimeError):
    """The settings would put people at risk; casebook refuses to start."""


@dataclass(frozen=True)
class Settings:
    """Everything casebook reads before it starts. What an office may change while running is data, not a setting."""

    instance: Path
    database_url: str = ""
    bind: str = "127.0.0.1:8000"
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    proxy_hops: int = 0
    require_totp: bool = True
    workers: int = 2
    testing: bool = False
    argon2_cheap: bool = False

    @property
    def url(self) -> str:
        """The database: the one named, else SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{self.instance / 'casebook.sqlite'}"

    @property
    def on_loopback(self) -> bool:
        """Whether the server is reached from this machine alone."""
        return self.bind.rsplit(":", 1)[0].strip("[]") in LOOPBACK

    @property
    def behind_tls(self) -> bool:
        """Whether a proxy in front speaks TLS to the world."""
        return self.proxy_hops > 0

    def check(self) -> None:
        """Raise UnsafeSettings where names and quarrels would travel in the clear."""
        if not self.on_loopback and not self.behind_tls:
            raise UnsafeSettings(
                f"CASEBOOK_BIND={self.bind} is reachable from outside: "
                "put a TLS proxy in front and set CASEBOOK_PROXY_HOPS"
            )


def read(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read settings.cfg, then the environment, then `overrides` (names as in Settings, upper case)."""
    given = {name.upper(): value for name, value in (overrides or {}).items()}
    instance = Path(given.get("INSTANCE") or os.environ.get("CASEBOOK_INSTANCE") or "instance").resolve()
    raw: dict[str, Any] = {
        **_from_file(instance / "settings.cfg"),
        **_from_environment(),
        **given,
        "INSTANCE": instance,
    }
    settings = Settings(
        **{
            field.name: _typed(field, raw[field.name.upper()])
            for field in fields(Settings)
            if field.name.upper() in raw
        }
    )
    settings.check()
    return settings


def secret_key(instance: Path, name: str, size: int = 32) -> bytes:
    """The key file `instance/keys/<name>`, made at first use, readable by its owner alone, whole or not there."""
    path = instance / "keys" / name
    if not path.exists():
        _make_key(path, size)
    key = path.read_bytes()
    if len(key) < size:
        raise UnsafeSettings(f"the key file {path.name} is too short; put the right one back from your copy")
    return key


def _make_key(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    # Of two processes that start at once one wins, and both use its key.
    with suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)


def _from_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parser = ConfigParser(interpolation=None)
    parser.read_string("[casebook]\n" + path.read_text(encoding="utf-8"))
    return {name.upper().removeprefix("CASEBOOK_"): value for name, value in parser["casebook"].items()}


def _from_environment() -> dict[str, str]:
    prefix = "CASEBOOK_"
    return {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}


def _typed(field: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if field.type in (bool, "bool"):
        return value.strip().lower() in ("1", "true", "yes", "on")
    return int(value) if field.type in (int, "int") else value
