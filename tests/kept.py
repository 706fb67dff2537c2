"""What is the same for all tests is made once in a process: addresses, templates, statements; it halves their time.

Each test has an application and a database of its own, with the same addresses, templates and statements as any other.
"""

import gc
import os
import shutil
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

SHARED_MEMORY = Path("/dev/shm")
ROOM = 4 << 30


def begin() -> None:
    """Keep from now on what every application makes anew."""
    Rule.compile = _compile_once  # type: ignore[method-assign]
    # A statement is compiled for a dialect; that of one application is as good as that of the next.
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


def share(app: Flask) -> None:
    """Give the application what was kept."""
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine._compiled_cache = STATEMENTS


def choose_folder() -> None:
    """Let the tests' folders lie in memory where there is room: a test waits for the disk some twenty times."""
    roomy = SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK)
    if roomy and shutil.disk_usage(SHARED_MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SHARED_MEMORY))


def spare_the_collector() -> None:
    """Nothing that is there once all tests are collected needs to be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


_compile = Rule.compile
_compiled: dict[Any, Any] = {}


def _compile_once(rule: Rule) -> None:
    assert rule.map is not None
    key = (rule.rule, rule.merge_slashes, repr(rule.defaults), rule.subdomain, rule.map.host_matching)
    if key not in _compiled:
        _compile(rule)
        builds: Any = (rule._build, rule._build_unknown)
        builds = tuple(one.__func__ for one in builds)
        _compiled[key] = (rule._parts, rule._trace, rule._converters, frozenset(rule.arguments), builds)
    rule._parts, rule._trace, rule._converters, arguments, builds = _compiled[key]
    rule.arguments.update(arguments)
    rule._build, rule._build_unknown = (one.__get__(rule, None) for one in builds)


class _Templates(BytecodeCache):
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _Templates()
STATEMENTS: Any = LRUCache(5000)
