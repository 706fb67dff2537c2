"""One's own rights in words, and the table of all personas."""

import csv
import io
import re
from datetime import date

from flask import Flask
from sqlalchemy import update

from casebook.case.models import State
from casebook.case.workflow import ROWS
from casebook.kernel.columns import new_uid
from casebook.people.models import Grant, Leave, PersonTie, Role, TieKind
from tests import town as towns
from tests.people.browsing import NOON, at, signed_in, writing
from tests.people.test_admin import post
from tests.town import LONG_AGO, Town


def lines(page: str) -> set[str]:
    return set(re.findall(r"<li>([^<]+)</li>", page))


def test_a_clerk_reads_what_he_may_do(app: Flask, people: Town) -> None:
    with at(NOON):
        page = signed_in(app, "clerk").get("/me/rights").text
    assert "受理员" in page and "2024-01-02" in page and "系统" in page
    assert {"登记", "查看值班日志"} <= lines(page)
    assert not {"受理", "派单", "查看全部人员和岗位", "决定和终止岗位，指定单位答复人"} & lines(page)


def test_a_director_reads_more_and_an_administrator_no_case(app: Flask, people: Town) -> None:
    with at(NOON):
        director, admin = (signed_in(app, name).get("/me/rights").text for name in ("director", "admin"))
    assert {"查看全部人员和岗位", "决定和终止岗位，指定单位答复人", "安排值班", "查看全部回避关系申报"} <= lines(
        director
    )
    assert "无：本岗位不看办件。" in admin
    assert "开立账号、生成设置密码链接、申请岗位" in lines(admin)


def test_it_names_who_asked_and_decided_and_what_begins_later(app: Flask, people: Town) -> None:
    with at(NOON):
        wanted = {
            "person": people.uid("clerk"),
            "unit": "office",
            "role": "callback",
            "first": "2026-09-07",
            "last": "",
        }
        address = post(signed_in(app, "admin"), "/people/grants/new", **wanted).location
        clerk = signed_in(app, "clerk")
        assert "尚未决定" in clerk.get("/me/rights").text
        post(signed_in(app, "director"), f"{address}/agree", address)
        page = clerk.get("/me/rights").text
    assert "某admin" in page and "某director" in page and "2026-09-07" in page


def test_ties_and_leave_stand_with_it_and_what_is_over_does_not(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "clerk", Role.PUBLISHER, "office")
        over = update(Grant).where(Grant.role == Role.PUBLISHER).values(ended_at=NOON)
        session.execute(over)
        kept = {"kind": TieKind.KIN, "declared_on": date(2026, 8, 1), "recorded_at": LONG_AGO}
        session.add(
            PersonTie(uid=new_uid(), person_uid=people.uid("clerk"), tied_unit_uid=people.units["land"].uid, **kept)
        )
        session.add(
            Leave(
                uid=new_uid(),
                person_uid=people.uid("officer"),
                deputy_uid=people.uid("clerk"),
                unit_uid=people.office.uid,
                first=date(2026, 9, 5),
                last=date(2026, 9, 6),
                recorded_at=LONG_AGO,
            )
        )
    with at(NOON):
        page = signed_in(app, "clerk").get("/me/rights").text
    assert people.units["land"].label_zh in lines(page)
    assert any("2026-09-05" in line and "某officer" in line for line in lines(page))
    assert "信息公开审核员" not in page


def test_every_persona_state_and_action_is_printed(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["matrix", "--personas"]).output
    rows = list(csv.DictReader(io.StringIO(output)))
    states = len(State)
    cells = sum(states if row.from_states is not None else 1 for row in ROWS)
    assert len(rows) == cells * (len(Role) + 2)
    found = {(row["persona"], row["state"], row["action"]): row for row in rows}
    assert found["officer", "REGISTERED", "accept"]["may"] == "if"
    assert found["officer", "REGISTERED", "accept"]["guards"] == "not_integrity"
    assert found["officer", "CLOSED", "accept"]["may"] == "no"
    assert found["clerk", "REGISTERED", "accept"]["may"] == "no"
    assert found["clerk", "-", "register"]["may"] == "if"
    assert {row["may"] for row in rows if row["persona"] in ("admin", "auditor")} == {"no"}
