"""A code generator as it lies in a drawer, and somebody who uses it at the real pages."""

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casebook.kernel.columns import new_uid
from tests.people.browsing import PASSWORD, send, sign_in

KEY = re.compile(r'<code class="key">([A-Z2-7 ]+)</code>')
CODE = re.compile(r"<li><code>(\d{1,2}-[0-9A-Z]{5}-[0-9A-Z]{5})</code></li>")
SEALED = re.compile(r'name="sealed" value="([0-9a-f]+)"')
STEP = timedelta(seconds=30)


def code(secret: str, at: datetime) -> str:
    """The six digits of RFC 6238 for this instant, reckoned by hand."""
    key = base64.b32decode(secret.replace(" ", ""))
    mixed = hmac.digest(key, struct.pack(">Q", int(at.timestamp()) // 30), hashlib.sha1)
    start = mixed[-1] & 15
    return f"{(struct.unpack('>I', mixed[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def offer(client: FlaskClient, address: str = "/sign-in/set-up") -> tuple[TestResponse, str]:
    """The set-up page, and the secret on it."""
    page = client.get(address)
    found = KEY.search(page.text)
    assert found, page.text
    return page, found[1]


def set_up(client: FlaskClient, at: datetime, **more: str) -> tuple[str, list[str]]:
    """Set the second step up in this browser: the secret and the ten codes."""
    page, secret = offer(client)
    sealed = SEALED.search(page.text)
    assert sealed
    answer = send(client, "/sign-in/set-up", code=code(secret, at), sealed=sealed[1], key=new_uid(), next="", **more)
    assert answer.status_code == 200, answer.text
    return secret, CODE.findall(answer.text)


def answer(client: FlaskClient, typed: str, place: str = "127.0.0.1") -> TestResponse:
    """Send the second step from a place."""
    return send(client, "/sign-in/code", code=typed, next="", environ_base={"REMOTE_ADDR": place})


def step_in(client: FlaskClient, account: str, typed: str, place: str = "127.0.0.1") -> TestResponse:
    """Sign in with both steps."""
    first = sign_in(client, account, PASSWORD, place)
    assert first.location.startswith("/sign-in/code"), first.location
    return answer(client, typed, place)
