"""A person of the town at a browser without script: opens forms, fills them in, sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.signed_in import sign_in


class Form(HTMLParser):
    """The fields of the form of a page that is sent to `action`, as the browser would send them untouched."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.fields, self.inside = action, dict[str, str](), False
        self.select = self.textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action") == self.action
        elif self.inside and tag == "input":
            self._input(given)
        elif self.inside and tag == "select":
            self.select = given["name"]
        elif self.inside and tag == "option" and self.select:
            if "selected" in given or self.select not in self.fields:
                self.fields[self.select] = given["value"]
        elif self.inside and tag == "textarea":
            self.textarea = given["name"]
            self.fields[self.textarea] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.fields[self.textarea] = self.fields.get(self.textarea, "").removeprefix("\n").removeprefix("\r\n")
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] += data

    def _input(self, given: dict[str, str]) -> None:
        unticked = given.get("type") in ("radio", "checkbox") and "checked" not in given
        if "name" in given and not unticked:
            self.fields[given["name"]] = given.get("value", "")


@dataclass
class Browser:
    """One person, signed in."""

    client: FlaskClient
    account: str
    pages: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, app: Flask, account: str) -> "Browser":
        """Sign in at the real page."""
        client = app.test_client()
        sign_in(client, account)
        return cls(client, account)

    def open(self, address: str) -> dict[str, str]:
        """The form of a page as it is drawn."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return Form(answer.text, address).fields

    def send(self, address: str, fields: dict[str, Any]) -> TestResponse:
        """Send fields to an address."""
        return self.client.post(address, data=fields)

    def do(self, address: str, **typed: Any) -> TestResponse:
        """Open the form, fill it in and send it."""
        return self.send(address, {**self.open(address), **typed})

    def token(self) -> str:
        """This browser's CSRF token."""
        return Form(self.client.get("/sign-out").text, "/sign-out").fields["csrf_token"]
