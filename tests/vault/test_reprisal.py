"""A complaint of reprisal or a leak: whoever opened the earlier identity is kept out, and discipline reads who did."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade, Part
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails
from casebook.vault.service import record_reveal
from tests.lives import Life
from tests.past import CASE
from tests.people.browsing import NOON, at, people_of, signed_in, writing
from tests.vault.conftest import FIELDS, TELEPHONE, Kept, live
from tests.vault.test_openings import with_discipline
from tests.vault.test_reveal import show

REASON = "核对来电号码"


@pytest.fixture
def reprisal(app: Flask, kept: Kept) -> str:
    """The reference of a complaint of reprisal after a case whose identity two persons opened with a third."""
    with_discipline(app, kept)
    kept.town.actors.clear()
    with writing(app) as session:
        earlier = session.scalars(select(CaseFile).where(CaseFile.uid == kept.uid)).one()
        life = Life(session, kept.town, at=NOON.replace(hour=2))
        record_reveal(session, earlier, life.actor("officer2"), life.now(), REASON, True)
        record_reveal(session, earlier, life.actor("callback"), life.now(), REASON, True, second=kept.town.uid("clerk"))
        session.flush()
        return life.register().accept("J1", Grade.U2, earlier=earlier).file.reference


def test_whoever_opened_it_or_stood_by_knows_nothing_of_the_complaint(app: Flask, kept: Kept, reprisal: str) -> None:
    with at(NOON):
        for account, status in (("officer2", 404), ("callback", 404), ("clerk", 404), ("officer", 200)):
            assert signed_in(app, account).get(f"/cases/{reprisal}").status_code == status, account
    with app.app_context():
        case = db.session.scalars(select(CaseFile).where(CaseFile.reference == reprisal)).one()
        out = {part.person_uid for part in case.parts if part.part is Part.EXCLUDED}
    assert out >= {kept.town.uid(account) for account in ("officer2", "callback", "clerk", "power-head")}


def test_the_access_log_is_attached_as_it_stood(app: Flask, kept: Kept, reprisal: str) -> None:
    with app.app_context():
        opened = db.session.scalars(select(Event.uid).where(Event.action == "reveal").order_by(Event.id)).all()
        accepted = select(EventDetails.facts).join(Event).join(CaseFile, CaseFile.uid == Event.subject_uid)
        mine = accepted.where(Event.action == "accept", CaseFile.reference == reprisal)
        facts = db.session.scalars(mine).one()
    assert (facts["earlier"], facts["earlier_openings"]) == (kept.uid, list(opened))


def test_discipline_reads_it_beside_the_week(app: Flask, kept: Kept, reprisal: str) -> None:
    with at(NOON):
        page = signed_in(app, "inspector").get("/openings").text
        other = signed_in(app, "inspector").get("/openings?week=2026-08-24").text
    assert f"办件{reprisal}（原办件{kept.reference}）" in page
    log = page[page.index("（原办件") :]
    assert "某officer2" in log and "某callback" in log and "某clerk" in log and REASON in log
    assert reprisal not in other


def test_without_any_opening_it_says_so(app: Flask, kept: Kept) -> None:
    with_discipline(app, kept)
    kept.town.actors.clear()
    with writing(app) as session:
        earlier = session.scalars(select(CaseFile).where(CaseFile.uid == kept.uid)).one()
        Life(session, kept.town, at=NOON.replace(hour=2)).register().accept("J2", Grade.U2, earlier=earlier)
    with at(NOON):
        assert "此前没有人查看过。" in signed_in(app, "inspector").get("/openings").text


@pytest.mark.parametrize("category", ["J1", "J2"])
def test_discipline_may_ask_who_complains_of_reprisal_and_of_nothing_else(app: Flask, category: str) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.REGISTERED)
    with_discipline(app, kept)
    page = f"/cases/{kept.reference}"
    with at(NOON):
        inspector = signed_in(app, "inspector")
        assert inspector.get(page).status_code == 404
        with writing(app) as session:
            session.execute(update(CASE).values(category=category))
        shown = inspector.get(page).text
        assert f"{page}/reveal" in shown and TELEPHONE not in shown and "三组停电" not in shown
        assert FIELDS["name"] in show(inspector, kept, field="name").text
        log = inspector.get("/openings").text
    assert kept.reference in log and "某纪检" in log


@pytest.mark.parametrize("left", [True, False])
def test_the_city_learns_whether_anything_was_left_only_by_asking(app: Flask, left: bool) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.HANDLING)
    with writing(app) as session:
        session.execute(update(CASE).values(has_contact=left))
    page = f"/cases/{kept.reference}"
    with at(NOON):
        assert f"{page}/reveal" in signed_in(app, "oversight").get(page).text
        assert f"{page}/reveal" not in signed_in(app, "leader").get(page).text
