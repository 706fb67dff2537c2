"""What is written when something goes wrong: a number and the way through the code, never a word anybody typed."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from casebook import logs
from casebook.extensions import db
from casebook.stages.intake import service as intake
from casebook.stages.intake import views as intake_views
from casebook.vault import service as vault
from casebook.web.acting import acted
from tests.logged import logged
from tests.town import build

CANARY, NUMBER, ADDRESS = "牛金丝雀", "13900000001", "127.9.9.9"
TYPED = {
    "text": f"我是{CANARY}，电话{NUMBER}",
    "name": CANARY,
    "telephone": NUMBER,
    "email": "canary@example.test",
    "village": "金丝雀村",
    "contact": "office",
    "item_type": "complaint",
    "station": "",
    "key": "c4na12yc4na12yc4na12yc4na12y",
}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def written(app: Flask) -> Iterator[io.StringIO]:
    """All that any log writes, as it would be kept."""
    with logged() as kept:
        yield kept


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of a town, at an address that must be nowhere."""
    with app.app_context(), acted() as session:
        build(session)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    return client


def send(client: FlaskClient) -> str:
    """Send the complaint; the page that answers."""
    found = TOKEN.search(client.get("/complaints/new").text)
    assert found
    return client.post("/complaints/receipt", data={**TYPED, "csrf_token": found[1]}).text


def is_clean(kept: str) -> bool:
    return not any(word in kept for word in (CANARY, "金丝雀", NUMBER, "canary@", ADDRESS, TYPED["key"], "csrf"))


def fail(*given: object, **named: object) -> None:
    raise ValueError(f"could not handle {given!r} {named!r} {CANARY} {NUMBER} {ADDRESS}")


def database_fails(*given: object, **named: object) -> None:
    db.session.execute(text("SELECT :name FROM nowhere"), {"name": CANARY + NUMBER})


@pytest.mark.parametrize("error", [fail, database_fails])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        (intake_views, "_register"),  # the view
        (intake_views, "receipt_page"),  # what it shows
        (intake_views, "register"),  # the service
        (intake, "perform"),  # the kernel
        (vault, "prints_of"),  # the vault
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_an_error_in_any_layer_leaves_its_number_and_no_word(
    client: FlaskClient,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    error: object,
) -> None:
    monkeypatch.setattr(module, name, error)
    page = send(client)
    number = re.search(r"请报这个号码：([0-9a-f]{8})|([0-9a-f]{8})", page.split("<main")[1])
    assert number, page
    kept = written.getvalue()
    assert f"error {number[1] or number[2]}: " in kept
    assert "test_logs.py" in kept and "Error" in kept  # the way through the code is there
    assert is_clean(kept), kept
    assert is_clean(re.sub(r'name="csrf_token"', "", page)), page


def test_the_same_words_are_found_where_they_are_written(written: io.StringIO) -> None:
    logging.getLogger("casebook.test").warning("%s", CANARY)
    assert not is_clean(written.getvalue())


def test_a_cause_is_written_by_its_type_alone(written: io.StringIO) -> None:
    try:
        try:
            fail(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        logging.getLogger("casebook.test").exception("error %s", "abc")
    kept = written.getvalue()
    assert kept.index("builtins.ValueError") < kept.index("builtins.RuntimeError")
    assert is_clean(kept)


def test_nobody_writes_a_line_of_his_own(written: io.StringIO) -> None:
    logging.getLogger("casebook.test").warning("job %s", "1\n2026-09-01 ERROR casebook: forged\r\x1b[2J\u2028x")
    assert written.getvalue().count("\n") == 1
    assert "\\x0a2026-09-01 ERROR casebook: forged\\x0d\\x1b[2J\\x2028x" in written.getvalue()


@pytest.mark.parametrize(
    ("said", "given", "kept"),
    [
        ("Invalid request from ip=127.9.9.9: GET /牛金丝雀", (), ""),
        ("Error handling request %s", ("/track?reference=TS26-牛金丝雀",), ": Error handling request …"),
        ("Worker (pid:%s) was sent %s!", (41, "SIGKILL"), ": Worker (pid:41) was sent …!"),
        ("%d", (CANARY,), ""),
    ],
)
def test_a_library_is_cited_without_its_words(said: str, given: tuple[object, ...], kept: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "base.py", 7, said, given, None, "handle_error")
    assert logs.message(record) == f"handle_error (base.py:7){kept}"


def test_an_address_of_ours_is_masked(written: io.StringIO) -> None:
    logging.getLogger("casebook.test").warning("from 127.9.9.9 and fe80::1 with 12345 67890 12345 67890 12345")
    assert written.getvalue().endswith("from … and … with …\n")
