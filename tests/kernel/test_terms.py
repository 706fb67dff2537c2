"""A term reads the same in memory and in SQL, in thousands of random worlds, on both databases."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from casebook.kernel.terms import NO, YES, All, Either, Term, is_, one_of, some, when

COLOURS = ("red", "green", "blue", None)
SIZES = (1, 2, 3, None)
FLAGS = (True, False, None)


class Base(DeclarativeBase):
    """Tables of the random worlds only."""


class World(Base):
    """A record with missing values and related records."""

    __tablename__ = "world"
    id: Mapped[int] = mapped_column(primary_key=True)
    colour: Mapped[str | None]
    size: Mapped[int | None]
    flag: Mapped[bool | None]
    moons: Mapped[list["Moon"]] = relationship(lazy="selectin", back_populates="world")
    sun: Mapped["Sun | None"] = relationship(lazy="selectin", back_populates="world", uselist=False)


class Moon(Base):
    """One of many."""

    __tablename__ = "moon"
    id: Mapped[int] = mapped_column(primary_key=True)
    world_id: Mapped[int] = mapped_column(ForeignKey("world.id"))
    colour: Mapped[str | None]
    size: Mapped[int | None]
    world: Mapped[World] = relationship(back_populates="moons")


class Sun(Base):
    """One or none."""

    __tablename__ = "sun"
    id: Mapped[int] = mapped_column(primary_key=True)
    world_id: Mapped[int] = mapped_column(ForeignKey("world.id"), unique=True)
    size: Mapped[int | None]
    world: Mapped[World] = relationship(back_populates="sun")


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    engine = create_engine(database)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def _people(session: Session, dice: random.Random, worlds: int) -> None:
    for _ in range(worlds):
        world = World(colour=dice.choice(COLOURS), size=dice.choice(SIZES), flag=dice.choice(FLAGS))
        world.moons = [Moon(colour=dice.choice(COLOURS), size=dice.choice(SIZES)) for _ in range(dice.randrange(3))]
        world.sun = Sun(size=dice.choice(SIZES)) if dice.random() < 0.5 else None
        session.add(world)
    session.commit()


def _leaf(dice: random.Random, related: bool) -> Term:
    choices = [
        lambda: when(dice.random() < 0.5),
        lambda: is_("colour", dice.choice(COLOURS)),
        lambda: one_of("size", dice.sample(SIZES, dice.randrange(4))),
        lambda: is_("flag", dice.choice(FLAGS)),
        lambda: some("moons", _term(dice, 2, related=False)),
        lambda: some("sun", one_of("size", dice.sample(SIZES, 2))),
    ]
    return dice.choice(choices if related else choices[:3])()


def _term(dice: random.Random, depth: int, related: bool = True) -> Term:
    if depth == 0 or dice.random() < 0.25:
        return _leaf(dice, related)
    made = dice.randrange(3)
    if made == 0:
        return ~_term(dice, depth - 1, related)
    left, right = _term(dice, depth - 1, related), _term(dice, depth - 1, related)
    return left & right if made == 1 else left | right


def _disagreements(session: Session, dice: random.Random, terms: int) -> list[Term]:
    worlds = session.scalars(select(World)).all()
    wrong = []
    for _ in range(terms):
        term = _term(dice, 4)
        in_memory = {world.id for world in worlds if term.holds(world)}
        in_sql = set(session.scalars(select(World.id).where(term.sql(World))))
        if in_memory != in_sql:
            wrong.append(term)
    return wrong


def test_both_readings_agree_in_random_worlds(session: Session) -> None:
    dice = random.Random(20261122)
    _people(session, dice, 60)
    assert _disagreements(session, dice, 400) == []


@pytest.mark.long
def test_both_readings_agree_in_very_many_random_worlds(session: Session) -> None:
    dice = random.Random(5000)
    _people(session, dice, 200)
    assert _disagreements(session, dice, 5000) == []


def test_a_term_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="use & | ~"):
        bool(is_("colour", "red"))
    with pytest.raises(TypeError):
        is_("colour", "red") and YES


def test_a_missing_value_matches_nothing_and_its_negation_everything() -> None:
    nowhere = World(colour=None, moons=[])
    assert not is_("colour", None).holds(nowhere)
    assert not one_of("colour", [None]).holds(nowhere)
    assert (~is_("colour", "red")).holds(nowhere)


def test_what_is_known_of_the_actor_is_folded_before_sql() -> None:
    red = is_("colour", "red")
    assert (YES & red) is red
    assert (NO & red) is NO
    assert (NO | red) is red
    assert (YES | red) is YES
    assert ~YES is NO
    assert ~~red is red
    assert some("moons", NO) is NO


def test_nested_terms_are_flattened() -> None:
    a, b, c = is_("size", 1), is_("size", 2), is_("size", 3)
    both, one = (a & b) & c, a | (b | c)
    assert isinstance(both, All) and len(both.terms) == 3
    assert isinstance(one, Either) and len(one.terms) == 3
