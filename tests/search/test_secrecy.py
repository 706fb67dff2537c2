"""What a reader may not see is answered like nonsense: texts, cases, names, places in an answer (T1-T3, CR1-CR7)."""

import random
import re
from urllib.parse import quote

import pytest
from sqlalchemy import select, text

from casebook.case.models import CallBack, CaseRating, Letter, Note, Side, State, Submission
from casebook.case.taxonomy import NoteReaders
from casebook.case.workflow import Action
from casebook.search.models import SearchText
from casebook.stages.handling import service as handling
from casebook.web.acting import acted
from tests.desk.conftest import NAME, TELEPHONE, Desks, file_of
from tests.faults.test_sealed import EACH, Story
from tests.lives import Life
from tests.moves import MOVES
from tests.queries import count_queries
from tests.search.finding import found, search
from tests.search.stories import every_kind, with_a_co_unit, with_notes_and_orders
from tests.stages.sealing.moves import seal
from tests.stages.sealing.people import discipline

NONSENSE = "甲乙丙丁戊己庚"
PAIRS = re.compile("(?=([\u4e00-\u9fff]{2}))")


def alike(desks: Desks, account: str, hidden: str) -> None:
    """A hidden word is answered like one that is in no text: to the byte, but for the word itself."""
    nonsense = NONSENSE[: len(hidden)]
    answers = []
    for typed in (hidden, nonsense):
        page = search(desks, account, typed)
        with count_queries(desks.app) as sent:
            desks.page(account, f"/search?q={quote(typed)}")
        answers.append((page.replace(typed, "?").replace(quote(typed), "?"), len(sent)))
    assert answers[0] == answers[1], (account, hidden)
    assert found(search(desks, account, hidden)) == []


def words_of(desks: Desks) -> dict[str, set[str]]:
    """Pairs of characters by the kind of reader whose document has them."""
    rows = desks.ask(lambda session: session.execute(select(SearchText.scope, SearchText.body)).all())
    pairs: dict[str, set[str]] = {}
    for scope, body in rows:
        pairs.setdefault(scope, set()).update(PAIRS.findall(body))
    return pairs


def test_what_only_the_office_reads_is_nonsense_to_everybody_else(desks: Desks) -> None:
    every_kind(desks)
    pairs, power = words_of(desks), desks.town.units["power"].uid
    hidden = sorted(pairs["office"] - pairs[power])
    assert len(hidden) > 40
    for word in hidden:
        assert found(search(desks, "power-head", word)) == []
    for word in hidden[::10]:
        alike(desks, "power-head", word)
    for word in sorted(pairs["office"] - pairs["overseer"])[::5]:
        alike(desks, "leader", word)
        alike(desks, "oversight", word)


@pytest.mark.parametrize(("story", "excluded"), EACH)
def test_a_case_that_does_not_exist_for_somebody_is_found_by_none_of_its_words(
    desks: Desks, story: Story, excluded: list[str]
) -> None:
    desks.live(State.HANDLING)
    with desks.app.app_context(), acted() as session:
        life = Life(session, desks.town)
        story(life)
        reference = life.done().file.reference
        receipt = life.file.receipts[0].reference
    bodies = desks.ask(
        lambda session: session.scalars(
            select(SearchText.body).where(SearchText.case_uid == file_of(session, reference).uid)
        ).all()
    )
    ordinary = PAIRS.findall("上棚村三组从六点多就没电了。电话没人接。三组停电，请立即抢修。")
    hidden = sorted({pair for body in bodies for pair in PAIRS.findall(body)} - {*ordinary})
    for account in excluded:
        for word in hidden:
            assert found(search(desks, account, word)) == [], (account, word)
        alike(desks, account, hidden[0])
        for given in (reference, receipt):
            assert found(search(desks, account, given)) == []


def test_only_discipline_finds_what_it_was_given(desks: Desks) -> None:
    with desks.app.app_context(), acted() as session:
        discipline(session, desks.town)
        session.expunge_all()
    mine = desks.live(State.SEALED, register={"text": "经办人收了两条金沙香烟。"})
    assert found(search(desks, "leader", "金沙香烟")) == [mine]
    for account in ("officer", "clerk", "director", "callback", "oversight", "power-head"):
        alike(desks, account, "金沙香烟")


def test_what_was_written_while_discipline_had_it_stays_there(desks: Desks) -> None:
    with desks.app.app_context(), acted() as session:
        discipline(session, desks.town)
        session.expunge_all()

    def back_again(life: Life) -> None:
        seal(life)
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "他们又来要金沙香烟。")
        life.done()
        MOVES[Action.HAND_BACK](life, life.actor("leader"), life.now())
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "现在来电了，谢谢小李。")

    mine = desks.live(State.REGISTERED, then=back_again)
    assert found(search(desks, "officer", "谢谢小李")) == [mine]
    alike(desks, "officer", "金沙香烟")


def test_the_name_of_whoever_wrote_in_is_in_no_index(desks: Desks) -> None:
    words = f"我叫{NAME}，电话{TELEPHONE}，欧阳 某某家停电，快来修变压器。"
    mine = desks.live(State.HANDLING, register={**desks.named(), "text": words})
    desks.live(State.HANDLING, register={"text": f"隔壁的{NAME}收了我的钱。"})
    assert found(search(desks, "officer", "快来修变压器")) == [mine]
    assert found(search(desks, "officer", "隔壁")) != []
    for typed in (NAME, TELEPHONE, TELEPHONE.replace("-", ""), "欧阳", "0000 0042", f"{NAME} 变压器"):
        assert mine not in found(search(desks, "officer", typed)), typed
    query = select(SearchText.body, SearchText.tokens).join_from(SearchText, Submission, text("true"))
    kept = desks.ask(lambda session: session.execute(query).all())
    mentioned = [row for row in kept if "变压器" in row.body]
    assert mentioned and not [row for row in mentioned if "欧阳" in row.body + row.tokens or "0042" in row.tokens]


def test_a_place_to_go_on_from_that_one_may_not_know_is_none(desks: Desks) -> None:
    others = desks.live(State.HANDLING, "land")
    mine = [desks.live(State.HANDLING) for _number in range(2)]
    for way in ("after", "before"):
        pages = [
            desks.page("power-head", f"/search?q=停电&{way}={place}").replace(place, "?")
            for place in (others, "AJ26-00000000")
        ]
        assert pages[0] == pages[1]
        assert set(found(pages[0])) == set(mine)


# What no station and no overseer reads: columns of texts by the rows that have them.
UNSEEN = (
    (Submission, "text", None),
    (Submission, "happened", None),
    (Letter, "text", Letter.side != Side.STATION),
    (CallBack, "words", None),
    (CaseRating, "words", None),
)
TO_STATIONS_UNSEEN = (*UNSEEN, (Note, "text", Note.readers == NoteReaders.OFFICE))


@pytest.mark.parametrize(
    ("account", "columns"), [("power-head", TO_STATIONS_UNSEEN), ("land-head", TO_STATIONS_UNSEEN), ("leader", UNSEEN)]
)
def test_hidden_words_changed_about_leave_every_answer_as_it_was(
    desks: Desks, account: str, columns: tuple[tuple[type, str, object], ...]
) -> None:
    every_kind(desks)
    pairs = words_of(desks)
    asked = sorted(random.Random(4).sample(sorted(set().union(*pairs.values())), 60))
    before = [search(desks, account, word) for word in asked]
    inside = [found(search(desks, "officer", word)) for word in asked]
    _permute(desks, columns)
    assert [search(desks, account, word) for word in asked] == before
    assert [found(search(desks, "officer", word)) for word in asked] != inside


def _permute(desks: Desks, columns: tuple[tuple[type, str, object], ...]) -> None:
    with desks.app.app_context(), acted() as session:
        for turn, (model, name, where) in enumerate(columns):
            query = select(model) if where is None else select(model).where(where)  # type: ignore[call-overload]
            rows = list(session.scalars(query))
            values = [f"{getattr(row, name) or ''}换{number}" for number, row in enumerate(rows)]
            random.Random(turn).shuffle(values)
            for row, value in zip(rows, values, strict=True):
                setattr(row, name, value)


def test_what_another_unit_wrote_before_is_not_found_by_the_next(desks: Desks) -> None:
    lived = every_kind(desks)
    for words in ("头一个站的话", "头一个站的答复"):
        assert found(search(desks, "officer", words)) == [lived["elsewhere"]]
        for account in ("power-head", "land-head"):
            alike(desks, account, words)
    assert lived["elsewhere"] in found(search(desks, "land-head", "三组停电"))
    assert lived["elsewhere"] not in found(search(desks, "power-head", "三组停电"))


def test_an_answer_of_the_main_unit_is_not_found_by_a_co_unit(desks: Desks) -> None:
    def lived(life: Life) -> None:
        with_a_co_unit(life)
        life.close("换了新的配电箱。")

    mine = desks.live(State.ACCEPTED, then=lived)
    for account in ("power-head", "officer", "leader"):
        assert found(search(desks, account, "配电箱")) == [mine]
    alike(desks, "land-head", "配电箱")
    assert found(search(desks, "land-head", "三组停电")) == [mine]


def test_a_note_is_found_by_those_it_is_for(desks: Desks) -> None:
    mine = desks.live(State.HANDLING, then=with_notes_and_orders)
    for account, words in (("officer", "站里写给效能办"), ("leader", "只给效能办看"), ("power-liaison", "站里自己看")):
        assert found(search(desks, account, words)) == [mine]
    for account, words in (("power-head", "站里写给效能办"), ("power-liaison", "只给效能办看")):
        alike(desks, account, words)
