"""A browser without script: it reads the forms of a page, fills them in and presses buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


@dataclass
class Button:
    """A submit button: what it adds to the form, and where it sends it instead."""

    text: str = ""
    name: str = ""
    value: str = ""
    address: str = ""


@dataclass
class Form:
    """A form as the page drew it: what its fields hold, and its buttons."""

    address: str
    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: list[Button] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.writing = self.selecting = ""
        self.button: Button | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(given.get("action", ""))
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self.inside is not None
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.inside.fields.add(given["name"], given.get("value", ""))
        elif tag == "textarea":
            self.writing = given["name"]
            self.inside.fields[self.writing] = ""
        elif tag == "select":
            self.selecting = given["name"]
        elif tag == "option" and (self.selecting not in self.inside.fields or "selected" in given):
            self.inside.fields[self.selecting] = given.get("value", "")
        elif tag == "button" and given.get("type", "submit") == "submit":
            self.button = Button("", given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
            self.inside.buttons.append(self.button)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.inside is not None:
            # A browser drops the line end after the opening tag.
            self.inside.fields[self.writing] = self.inside.fields[self.writing].removeprefix("\r\n")
            self.writing = ""
        elif tag == "button":
            self.button = None

    def handle_data(self, data: str) -> None:
        if self.button is not None:
            self.button.text += data.strip()
        elif self.writing and self.inside is not None:
            self.inside.fields[self.writing] += data


def forms_of(page: TestResponse) -> list[Form]:
    """The forms of a page in their order."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms


class Visitor:
    """Somebody at a browser without script; `page` is what he sees."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None
        self.sent: dict[str, list[str]] = {}

    @property
    def text(self) -> str:
        """The page as it came."""
        assert self.page is not None
        return self.page.text

    @property
    def status(self) -> int:
        """Its status."""
        assert self.page is not None
        return self.page.status_code

    def open(self, address: str) -> "Visitor":
        """Go to an address, following where it leads."""
        self.page = self.client.get(address, follow_redirects=True)
        return self

    def form(self, text: str) -> tuple[Form, Button]:
        """The form with the button of this text."""
        assert self.page is not None
        found = [(form, button) for form in forms_of(self.page) for button in form.buttons if button.text == text]
        assert found, f"no button {text!r} on {self.page.request.path}: {self.text}"
        return found[0]

    def press(self, text: str, /, **filled: str | None) -> "Visitor":
        """Fill in fields (None unticks one) and press the button of this text."""
        assert self.page is not None
        form, button = self.form(text)
        fields = form.fields.copy()
        for name, value in filled.items():
            fields.pop(name, None)
            if value is not None:
                fields[name] = value
        if button.name:
            fields[button.name] = button.value
        self.sent = dict(fields.lists())
        address = button.address or form.address or self.page.request.path
        self.page = self.client.post(address, data=self.sent, follow_redirects=True)
        return self

    def press_again(self, address: str, /, **changed: str) -> "Visitor":
        """Send what was sent last once more."""
        self.page = self.client.post(address, data={**self.sent, **changed}, follow_redirects=True)
        return self

    def speaks(self, language: str) -> "Visitor":
        """Read the pages in "zh" or "en"."""
        with self.client.session_transaction() as kept:
            kept["language"] = language
        return self
