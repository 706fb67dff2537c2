"""Cases with a text of every kind in them, lived through the real services."""

from casebook.case.models import State
from casebook.case.taxonomy import NoteReaders
from casebook.case.workflow import Action as A
from casebook.stages.handling import service as handling
from casebook.stages.supervision import service as supervision
from tests.desk.conftest import Desks
from tests.lives import Life
from tests.moves import MOVES
from tests.stages.cohandling.moves import shared_out


def with_notes_and_orders(life: Life) -> None:
    """Notes for each kind of reader, an order put right, and messages of all three sides."""
    office, station = life.file.office_uid, life.town.units[life.station].uid
    for account, words, readers, unit in (
        ("officer", "只给效能办看", NoteReaders.OFFICE, office),
        (f"{life.station}-head", "站里自己看", NoteReaders.UNIT, station),
        (f"{life.station}-head", "站里写给效能办", NoteReaders.OFFICE, station),
    ):
        supervision.note(life.session, life.file, life.actor(account), life.now(), words, readers, unit)
        life.session.flush()
    MOVES[A.ORDER](life, life.actor("director"), life.now())
    MOVES[A.ORDER_VERIFY](life, life.actor("officer"), life.now())
    handling.write_as_office(life.session, life.file, life.actor("officer"), life.now(), "效能办正在核对。")
    handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "还是没电，孩子要写作业。")
    handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "请问下午上门方便吗")
    life.done()


def with_a_co_unit(life: Life) -> None:
    """Two units work on it; the other one has reported."""
    shared_out(life)
    MOVES[A.CO_REPORT](life, life.actor("land-head"), life.now())
    life.done().contact()


def sent_elsewhere(life: Life) -> None:
    """What the first station wrote is not read by the second."""
    handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "头一个站的话")
    life.done().contact().close("头一个站的答复")
    MOVES[A.SEND_BACK](life, life.actor("officer"), life.now())
    MOVES[A.RECALL](life, life.actor("officer"), life.now())
    life.done()
    life.station = "land"
    life.dispatch().sign()


def every_kind(desks: Desks) -> dict[str, str]:
    """A case of each state, and one for each kind of text, by what it is."""
    from tests.desk.conftest import every_state

    lived = {f"{state.value} {station}": one for (state, station), one in every_state(desks, ("power",)).items()}
    lived["notes"] = desks.live(State.HANDLING, then=with_notes_and_orders)
    lived["co"] = desks.live(State.ACCEPTED, then=with_a_co_unit)
    lived["elsewhere"] = desks.live(State.HANDLING, then=sent_elsewhere)
    lived["named"] = desks.live(State.CLOSED, register=desks.named())
    lived["rated"] = desks.live(State.CLOSED, then=lambda life: MOVES[A.RATE](life, life.citizen, life.now()))
    return lived
