"""Recording that a letter was delivered on paper: on the screen, with the paper that proves it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.workflow import Action
from casebook.letters.models import Delivery, How
from tests.letters.conftest import LATER, World
from tests.signed_in import sign_in
from tests.visitor import Visitor

pytestmark = pytest.mark.skipif(
    "deliver" not in {action.value for action in Action}, reason="the table of the case has no row for a delivery yet"
)
BUTTON = "登记送达"
BEFORE_ISSUE, LATE = "2026-09-01T08:00", "2026-09-05T08:00"


def officer(world: World, reference: str) -> Visitor:
    visitor = Visitor(world.app.test_client())
    sign_in(visitor.client, "officer")
    uid = world.notice(reference, "accept").uid
    return visitor.open(f"/cases/{reference}/deliver?letter={uid}")


def on_paper(world: World) -> list[Delivery]:
    query = select(Delivery).where(Delivery.how != How.PAGE)
    return world.ask(lambda session: list(session.scalars(query)))


def version(world: World, reference: str) -> int:
    query = select(CaseFile.version).where(CaseFile.reference == reference)
    return world.ask(lambda session: session.scalar(query))


def test_a_signed_receipt_is_recorded_and_raises_the_case_s_version(world: World) -> None:
    reference = world.reference(State.ACCEPTED)
    before = version(world, reference)
    officer(world, reference).press(BUTTON, how="signed", receipt="回证7", note="在村委会")
    (kept,) = on_paper(world)
    assert (kept.how, kept.receipt_reference, kept.note) == (How.SIGNED, "回证7", "在村委会")
    assert kept.delivered_at == LATER.replace(second=0) and kept.by_uid == world.town.uid("officer")
    assert kept.notice_uid == world.notice(reference, "accept").uid
    assert version(world, reference) == before + 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"how": "signed"}, "请填写回证编号。"),
        ({"how": "post"}, "请填写回证编号。"),
        ({"how": "refused_with_witness"}, "请填写拒收的见证人。"),
        ({"how": "signed", "receipt": "7", "when": LATE}, "请填写送达的日期和时间，不能晚于现在。"),
        ({"how": "signed", "receipt": "7", "when": BEFORE_ISSUE}, "文书不能在制发之前送达。"),
        ({"how": "signed", "receipt": "7", "letter": "none"}, "请选择送达的文书。"),
        ({"receipt": "7"}, "请选择送达方式。"),
    ],
)
def test_a_delivery_without_its_proof_is_refused_at_the_field(
    world: World, typed: dict[str, Any], sentence: str
) -> None:
    reference = world.reference(State.ACCEPTED)
    visitor = officer(world, reference).press(BUTTON, **{"note": "我写的备注", **typed})
    assert visitor.status == 422 and sentence in visitor.text and "我写的备注" in visitor.text
    assert on_paper(world) == []


def test_a_refusal_is_delivered_before_its_witness(world: World) -> None:
    reference = world.reference(State.ACCEPTED)
    with clock.pinned(LATER + timedelta(days=1)):
        officer(world, reference).press(BUTTON, how="refused_with_witness", witness="村干部甲")
    (kept,) = on_paper(world)
    assert (kept.how, kept.witness, kept.receipt_reference) == (How.REFUSED, "村干部甲", None)


def test_a_station_cannot_record_a_delivery(world: World) -> None:
    reference = world.reference(State.HANDLING)
    visitor = Visitor(world.app.test_client())
    sign_in(visitor.client, "power-head")
    assert visitor.open(f"/cases/{reference}/deliver").status == 403
