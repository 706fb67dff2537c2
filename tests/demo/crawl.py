"""Every page of the demo town that a person can reach by links, one of each kind, and what stands on it."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.people.browsing import sign_in

PASSWORD = "casebook-demo"
LINK = re.compile(r'href="(/(?!static/|sign-out|preferences)[^"#]*)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
UNSEEN = {"script", "style", "svg", "template"}
PER_KIND = 2
MOST = 400


@dataclass
class Words(HTMLParser):
    """All that is read of a page, seen or spoken."""

    read: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    VOID = {"input", "img", "br", "link", "meta", "hr", "path", "use", "col", "source"}

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where one is, and what is read out of a tag's own attributes."""
        given = dict(attrs)
        for name in ("aria-label", "title", "alt", "placeholder"):
            if given.get(name) and not UNSEEN & {*self.inside, tag}:
                self.read.append(str(given[name]))
        if tag not in self.VOID:
            # What is marked as of another language is meant to be.
            self.inside.append("foreign" if given.get("lang") and tag != "html" else tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that it is left."""
        if tag not in self.VOID and self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        text = " ".join(data.split())
        if text and not (UNSEEN | {"foreign"}) & set(self.inside):
            self.read.append(text)


def words_of(page: str) -> Words:
    """The words of a page."""
    words = Words()
    words.feed(page)
    return words


def kind_of(address: str) -> str:
    """Pages of one kind differ by references, uids and what is asked of them."""
    parts = urlsplit(address)
    path = re.sub(r"/(AJ\d\d-\w+|TS\d\d-\w+|[0-9a-f-]{32,36}|\d[\d-]*)(?=/|$)", "/*", parts.path)
    return path + "?" + "&".join(sorted(one.split("=")[0] for one in parts.query.split("&")))


def pages(client: FlaskClient, start: str) -> Iterator[tuple[str, str]]:
    """(address, page) of what links lead to from a start, a few of each kind."""
    waiting, known, taken = deque([start]), {start}, dict[str, int]()
    while waiting and sum(taken.values()) < MOST:
        address = waiting.popleft()
        kind = kind_of(address)
        if taken.get(kind, 0) == PER_KIND:
            continue
        taken[kind] = taken.get(kind, 0) + 1
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        if answer.mimetype != "text/html":
            continue
        yield address, answer.text
        for found in LINK.findall(answer.text):
            link = found.replace("&amp;", "&")
            if link not in known:
                known.add(link)
                waiting.append(link)


def reader(app: Flask, account: str, language: str) -> FlaskClient:
    """The browser of one of the town, who reads this language."""
    client = app.test_client()
    if account:
        assert sign_in(client, account, PASSWORD).status_code == 303
    page = client.get("/me" if account else "/")
    found = TOKEN.search(page.text)
    assert found
    client.post("/preferences", data={"csrf_token": found[1], "language": language})
    return client
