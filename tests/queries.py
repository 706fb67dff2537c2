"""Counting the statements a page sends: free of noise, so tests can state the number."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from casebook.extensions import db

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def count_queries(app: Flask) -> Iterator[list[str]]:
    """The statements the application sends within the block; BEGIN, COMMIT and pragmas aside."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip(" (\n").upper().startswith(VERBS):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def own_queries(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page needs beyond what every page of a signed-in reader needs (decisions.md 47)."""
    lengths = []
    for page in (address, "/sign-out"):
        client.get(page)  # once before, so that what is cached is cached
        with count_queries(app) as sent:
            assert client.get(page).status_code == 200
        lengths.append(len(sent))
    return lengths[0] - lengths[1]
