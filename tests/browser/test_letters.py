"""Every kind of letter in a browser: on paper, on a phone, in the dark, by axe."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from casebook import clock
from casebook.case.models import State
from casebook.letters.kinds import KINDS
from casebook.letters.models import To
from casebook.web.acting import acted
from tests.browser.test_staff import sign_in
from tests.letters.conftest import issued
from tests.letters.sample import MAKES, OPINION
from tests.lives import WAY, Life
from tests.signed_in import town_with_passwords

DAYS_AGO = timedelta(days=9)
SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")
WHITE, A4_WIDE = "rgb(255, 255, 255)", 794


@pytest.fixture
def letters(app: Flask) -> Iterator[dict[str, str]]:
    """The address of one letter of each kind but the restricted one, and of a written opinion."""
    with app.app_context(), acted() as session:
        life = Life(session, town_with_passwords(session), at=clock.now() - DAYS_AGO)
        for step in WAY[State.HANDLING]:
            getattr(life, step)(**({"wants_written": True} if step == "register" else {}))
        made = {row.kind: issued(life, row.actions[0], **_fields(row.actions[0])) for row in KINDS.values()}
        found = {
            kind: f"/cases/{life.file.reference}/letters/{notice.uid}"
            for kind, notice in made.items()
            if not notice.restricted
        }
    yield found


def _fields(action: str) -> dict[str, Any]:
    return OPINION if action == "pass" else MAKES[action]


def test_every_letter_prints_on_paper(letters: dict[str, str], page: Page) -> None:
    sign_in(page, "officer")
    for kind, address in letters.items():
        page.goto(address)
        page.emulate_media(media="print")
        assert page.locator(".button, header, footer").locator("visible=true").count() == 0, kind
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        # The letter, and the proof of service on a page of its own.
        assert 2 <= len(SHEET.findall(pdf)) <= 4, kind
        assert len(pdf) > 10_000, kind
        page.emulate_media(media="screen")


def test_every_letter_is_a_whole_official_paper(letters: dict[str, str], page: Page) -> None:
    sign_in(page, "officer")
    for kind, address in letters.items():
        page.goto(address)
        paper = page.locator("article.notice").inner_text()
        assert KINDS[kind].title_for(in_petition=True) in paper and re.search(r"字第\d号", paper), kind
        assert "None" not in paper and "%(" not in paper and "{" not in paper, kind
        assert ("TS" in paper) is (KINDS[kind].to is To.CITIZEN), kind
        assert not re.search(r"。。|；。|：。|，。|。；", paper), kind


def test_the_paper_stays_white_and_fits_a_phone(letters: dict[str, str], page: Page) -> None:
    sign_in(page, "officer")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(letters["answer"])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
            ground = page.evaluate("getComputedStyle(document.querySelector('article.notice')).backgroundColor")
            assert ground == WHITE
            found = Axe().run(page)
            assert found.violations_count == 0, f"{scheme} {width}: {found.generate_report()}"
    assert page.locator("article.notice").bounding_box()["width"] <= A4_WIDE  # type: ignore[index]


def test_the_list_of_letters_fits_a_phone(letters: dict[str, str], page: Page) -> None:
    sign_in(page, "officer")
    address = letters["answer"].rsplit("/", 1)[0]
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        found = Axe().run(page)
        assert found.violations_count == 0, f"{width}: {found.generate_report()}"
