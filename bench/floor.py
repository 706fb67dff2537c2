"""The floor: bare Flask, raw sqlite3, one query per page, no accounts, no history."""

import sqlite3
from pathlib import Path

from flask import Flask, render_template_string, request

PAGE = (
    "<!doctype html><title>floor</title><table>{% for r in rows %}<tr><td><a href='/x/{{ r[0] }}'>{{ r[0] }}</a></td>"
    "<td>{{ r[1] }}</td><td>{{ r[2] }}</td><td>{{ r[3] }}</td></tr>{% endfor %}</table>"
)
LIST = (
    "SELECT reference, title, state, sort_due_at FROM case_file WHERE closed_at IS NULL"
    " ORDER BY sort_due_at, reference LIMIT 50"
)
ONE = "SELECT reference, title, state, sort_due_at FROM case_file WHERE reference = ?"
EVENTS = (
    "SELECT action, at, role, to_state FROM event WHERE subject_uid = (SELECT uid FROM case_file WHERE reference = ?)"
)


def floor(database: Path) -> Flask:
    """The bare app over a copy of the same database."""
    app = Flask("floor")
    connection = sqlite3.connect(database, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=full")
    connection.execute("CREATE TABLE IF NOT EXISTS floor_case (id INTEGER PRIMARY KEY, text TEXT)")

    @app.get("/list")
    def _list() -> str:
        return render_template_string(PAGE, rows=connection.execute(LIST).fetchall())

    @app.get("/one/<reference>")
    def _one(reference: str) -> str:
        rows = connection.execute(ONE, (reference,)).fetchall() + connection.execute(EVENTS, (reference,)).fetchall()
        return render_template_string(PAGE, rows=rows)

    @app.get("/submit")
    def _form() -> str:
        return render_template_string("<form method=post><textarea name=text></textarea></form>")

    @app.post("/submit")
    def _submit() -> str:
        connection.execute("INSERT INTO floor_case (text) VALUES (?)", (request.form["text"],))
        connection.commit()
        return "ok"

    return app


SEARCHED = (
    "SELECT c.reference, c.title, c.state, c.sort_due_at FROM search_index i JOIN search_text s ON s.id = i.rowid"
    " JOIN case_file c ON c.uid = s.case_uid WHERE search_index MATCH ? ORDER BY i.rowid DESC LIMIT 20"
)


def search_floor(database: Path) -> Flask:
    """The bare app's search over a copy of the same index: the newest twenty, nobody asked who he is."""
    app = Flask("floor")
    connection = sqlite3.connect(database, check_same_thread=False)

    @app.get("/search")
    def _search() -> str:
        word = request.args["q"]
        pairs = " AND ".join(f'"{word[at : at + 2]}"' for at in range(len(word) - 1))
        return render_template_string(PAGE, rows=connection.execute(SEARCHED, (pairs,)).fetchall())

    return app
