"""Who may do what to persons, grants, leave and the duty roster: decided by posts, asked nowhere else.

Terms speak of records with a life of their own; what is decided here are plain rows about people. Each function
answers the post under which the actor may, which the event keeps, or None.
"""

from enum import Enum

from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, Role, Unit, UnitKind

# What an event keeps where somebody acts for himself alone.
HIMSELF = "self"
OFFICE_ROLES = frozenset(Role) - STATION_ROLES - {Role.OVERSIGHT}
ROLES_AT = {
    UnitKind.CITY: frozenset({Role.OVERSIGHT}),
    UnitKind.OFFICE: OFFICE_ROLES,
    UnitKind.STATION: STATION_ROLES,
    UnitKind.OUTSIDE: frozenset(),
}
# On duty means answering for cases; the others read none.
ON_DUTY_AT_OFFICE = frozenset({Role.CLERK, Role.OFFICER, Role.DIRECTOR, Role.CALLBACK})
WORKS_WITH_STATIONS = (*ON_DUTY_AT_OFFICE, Role.LEADER, *STATION_ROLES)


class PeopleDeed(Enum):
    """What can be done to people; the value is what an event keeps as its action."""

    ADD_PERSON = "person-add"
    ASK_GRANT = "grant-ask"
    GIVE_GRANT = "grant-give"  # at the first start, by casebook itself
    AGREE_GRANT = "grant-agree"
    REFUSE_GRANT = "grant-refuse"
    END_GRANT = "grant-end"
    CONTINUE_GRANT = "grant-continue"  # the same post goes on in a new row, with or without answering
    RECORD_LEAVE = "leave-record"
    CANCEL_LEAVE = "leave-cancel"
    SET_DUTY = "duty-set"
    DECLARE_TIE = "tie-declare"
    END_TIE = "tie-end"
    HAND_OVER = "post-hand-over"
    NAME_SUCCESSOR = "post-successor"
    SIGN_HANDOVER = "post-sign"
    WRITE_ENTRY = "duty-entry"
    WRITE_SHIFT = "shift-write"
    SIGN_SHIFT = "shift-sign"
    NEW_DEVICE = "device-new"
    SET_UP_FACTOR = "factor-set-up"
    SWITCH_OFF_FACTOR = "factor-off"
    MISS_FACTOR = "factor-missed"  # a wrong code after the right password
    NEW_CODES = "codes-new"
    USE_CODE = "code-use"
    CHANGE_PASSWORD = "password-change"
    SEND_LINK = "link-send"
    END_SESSIONS = "sessions-end"
    CLOSE_ACCOUNT = "account-close"
    REOPEN_ACCOUNT = "account-reopen"
    ASK_REMOVAL = "factor-removal-ask"
    AGREE_REMOVAL = "factor-removal-agree"
    REFUSE_REMOVAL = "factor-removal-refuse"


def sees_people(actor: Staff) -> bool:
    """Whether he may read all persons and grants."""
    return actor.holds({Role.ADMIN, Role.DIRECTOR})


def asks(actor: Staff) -> str | None:
    """As whom he may make persons and ask for grants."""
    return _post(actor.holds({Role.ADMIN}), Role.ADMIN)


def decides(actor: Staff) -> str | None:
    """As whom he may decide on grants, end them and say who answers for a unit."""
    return _post(actor.holds({Role.DIRECTOR}), Role.DIRECTOR)


def ends(actor: Staff) -> str | None:
    """As whom he may end a grant: taking away needs no second person."""
    return decides(actor) or asks(actor)


def closes(actor: Staff) -> str | None:
    """As whom he may end another's sessions and close his account: taking away needs no second person."""
    return asks(actor) or decides(actor)


def hands_over(actor: Staff, person_uid: str, unit_uid: str) -> str | None:
    """As whom he may list what this person holds at this unit and name successors: as he may record a leave."""
    return records_leave(actor, person_uid, unit_uid)


def records_leave(actor: Staff, person_uid: str, unit_uid: str) -> str | None:
    """As whom he may record or cancel this person's leave at this unit: director, head of the unit, himself."""
    if unit_uid in actor.units(Role.DIRECTOR):
        return Role.DIRECTOR.value
    if unit_uid in actor.units(Role.STATION_HEAD):
        return Role.STATION_HEAD.value
    return HIMSELF if person_uid == actor.uid else None


def reads_roster(actor: Staff, unit: Unit) -> bool:
    """Whether he may read a roster: the office's all of office and stations, a station's whoever works with it."""
    if unit.kind is UnitKind.OFFICE:
        return actor.holds(OFFICE_ROLES | STATION_ROLES)
    return unit.kind is UnitKind.STATION and unit.uid in actor.units(*WORKS_WITH_STATIONS)


def sets_roster(actor: Staff, unit: Unit) -> str | None:
    """As whom he may say who is on duty at this unit: the director anywhere, a station head at his station."""
    if unit.uid in actor.units(Role.DIRECTOR):
        return Role.DIRECTOR.value
    return _post(unit.uid in actor.units(Role.STATION_HEAD), Role.STATION_HEAD)


def reads_log(actor: Staff, unit: Unit) -> bool:
    """Whether he may read the duty log and the shifts of a unit: whoever works there on cases or above it."""
    return unit.kind in (UnitKind.OFFICE, UnitKind.STATION) and unit.uid in actor.units(*WORKS_WITH_STATIONS)


def reads_some_log(actor: Staff) -> bool:
    """Whether there is any unit whose duty log he may read."""
    return actor.holds(WORKS_WITH_STATIONS)


def keeps_log(actor: Staff, unit: Unit) -> str | None:
    """As whom he may write into the duty log of this unit and hand its shifts over: by a post at the unit itself."""
    held = [post.role for post in actor.posts if post.unit_uid == unit.uid and post.role in takes_duty(unit)]
    return held[0].value if held else None


def takes_duty(unit: Unit) -> frozenset[Role]:
    """The roles that can be on duty at a unit."""
    return STATION_ROLES if unit.kind is UnitKind.STATION else ON_DUTY_AT_OFFICE


def reads_ties(actor: Staff) -> bool:
    """Whether he may read who is tied to whom: nobody else needs to know."""
    return actor.holds({Role.DIRECTOR, Role.DISCIPLINE})


def declares_tie(actor: Staff, person_uid: str) -> str | None:
    """As whom he may record a tie of this person: the director of anybody, everybody his own."""
    return decides(actor) or (HIMSELF if person_uid == actor.uid else None)


def _post(holds: bool, role: Role) -> str | None:
    return role.value if holds else None
