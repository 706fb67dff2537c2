"""Fresh, migrated databases for tests.

SQLite: a file migrated once per process and copied for each test.
PostgreSQL: a cluster of the process's own, a database migrated once in it and cloned for each test.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

KNOWN = ("sqlite", "postgresql")


def chosen() -> tuple[str, ...]:
    """Return the databases to test on: CASEBOOK_TEST_DATABASES, else all that this machine has; CI must have all."""
    named = os.environ.get("CASEBOOK_TEST_DATABASES")
    names = tuple(named.split(",")) if named else tuple(n for n in KNOWN if n != "postgresql" or programs())
    if not set(names) <= set(KNOWN):
        raise pytest.UsageError(f"CASEBOOK_TEST_DATABASES={named}: known are {','.join(KNOWN)}")
    if os.environ.get("CI") == "true" and set(names) != set(KNOWN):
        raise pytest.UsageError(f"CI tests on {' and '.join(KNOWN)}; here only: {','.join(names)} (is initdb there?)")
    return names


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs (initdb, pg_ctl), None where there is no PostgreSQL."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].resolve().parent if found else None


def copied(template: Path, folder: Path) -> str:
    """Copy a closed SQLite file into the folder and return the copy's URL."""
    return f"sqlite:///{shutil.copy(template, folder / 'casebook.sqlite')}"


class Cluster:
    """A running PostgreSQL cluster; databases are cloned from TEMPLATE once that is migrated."""

    TEMPLATE = "template_casebook"

    def __init__(self, folder: Path) -> None:
        # Imported late: on SQLite alone the driver need not be there.
        import psycopg

        self.folder = folder
        self.numbers = count(1)
        self.admin = psycopg.connect(host=str(folder), user="casebook", dbname="postgres", autocommit=True)
        self.admin.execute(f"CREATE DATABASE {self.TEMPLATE}")

    def url(self, name: str) -> str:
        """Return the URL of the named database, by way of the cluster's socket."""
        return f"postgresql+psycopg://casebook@/{name}?host={self.folder}"

    @contextmanager
    def clone(self) -> Iterator[str]:
        """Give the URL of a fresh copy of the template and drop the copy at the end, whoever still holds it open."""
        name = f"test_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.TEMPLATE}")
        try:
            yield self.url(name)
        finally:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


# The shell waits for the end of its standard input, which comes when the test process closes it or dies in any way.
KEEPER = """
trap 'pg_ctl -D "$1/data" -m immediate stop >>"$1/log" 2>&1; rm -rf "$1"' EXIT
initdb -D "$1/data" -U casebook -A trust -E UTF8 --no-locale --no-sync >"$1/log" 2>&1 &&
pg_ctl -D "$1/data" -l "$1/log" -w -o "-k $1 $2" start >>"$1/log" 2>&1 && echo ready && { read -r _; exit; }
cat "$1/log"
"""
# Only a socket in the cluster's own folder; nothing here has to survive a power cut.
SETTINGS = " ".join(
    f"-c {setting}"
    for setting in (
        *("listen_addresses=", "shared_buffers=32MB", "autovacuum=off", "jit=off"),
        *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=4GB"),
        *("wal_level=minimal", "max_wal_senders=0"),
    )
)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster for the block; the server and its folder go with the block, or with this process if killed."""
    folder = Path(tempfile.mkdtemp(prefix="casebook-", dir=_fast_folder()))
    with _keeper(folder) as keeper:
        if keeper.stdout.readline() != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start:\n{keeper.stdout.read()}")
        running = Cluster(folder)
        try:
            yield running
        finally:
            running.admin.close()


def _fast_folder() -> str:
    """Memory where there is enough of it: cloning 80 tables takes 30 ms there and 600 ms on a disk.

    TMPDIR is not asked, for a socket's path may have 107 bytes at most.
    """
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 1 << 30
    return str(shared) if roomy else "/tmp"


def _keeper(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["sh", "-c", KEEPER, "keeper", str(folder), SETTINGS],
        cwd=folder,
        env={"PATH": f"{programs()}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **_unprivileged(folder),
    )


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root; then the folder and the processes are the user postgres's."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
