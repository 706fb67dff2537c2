"""The closed sets of a case and the categories of domain.md section 9."""

from dataclasses import dataclass
from enum import Enum

CATEGORY_VERSION = 1


class Channel(Enum):
    """How a matter came in."""

    ONLINE = "online"
    HOTLINE = "hotline"
    LETTER = "letter"
    VISIT = "visit"


class ItemType(Enum):
    """What the citizen wants."""

    COMPLAINT = "complaint"
    HELP = "help"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Grade(Enum):
    """How fast it must be answered: 2 hours, 24 hours, 5 or 15 working days."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"


class Track(Enum):
    """Hotline and efficiency practice, or formal petition procedure."""

    HOTLINE = "H"
    PETITION = "P"


class Solved(Enum):
    """Whether the matter is solved, in the complainant's words."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Rating(Enum):
    """The five grades of 好差评."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def is_bad(self) -> bool:
        """Whether the matter should be looked at again."""
        return self in (Rating.DISSATISFIED, Rating.VERY_DISSATISFIED)


class Outcome(Enum):
    """The decision on the matter."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    EXPLAINED = "explained"
    NOT_SUPPORTED = "not_supported"


class Part(Enum):
    """Parts a person played in a case, for separation of duties."""

    REGISTRAR = "registrar"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    REVIEWER = "reviewer"
    AUTHOR = "author"
    CALLER = "caller"
    DECIDER = "decider"
    ORDERER = "orderer"
    # No part at all: a person who may not know of it (CR7).
    EXCLUDED = "excluded"


class Supervision(Enum):
    """How far a late or bad handling has been taken up: 催办, 督办, 挂牌督办, 约谈."""

    REMINDED = "reminded"
    SUPERVISED = "supervised"
    LISTED = "listed"
    TALKED = "talked"


class ReviewResult(Enum):
    """What a review decided on the earlier decision."""

    UPHELD = "upheld"
    CHANGED = "changed"


class NoteReaders(Enum):
    """Who may read a note: the office, or the unit of whoever wrote it and the office."""

    OFFICE = "office"
    UNIT = "unit"


class LinkKind(Enum):
    """How one case hangs together with another, read from the first."""

    MERGED_INTO = "merged_into"
    EARLIER = "earlier"
    REVIEW_OF = "review_of"
    SPLIT_FROM = "split_from"
    TAKEN_UP_FROM = "taken_up_from"


@dataclass(frozen=True)
class Category:
    """A category with its two labels; `station_kind` proposes the handling station, `direct` allows T40 by default."""

    code: str
    label_zh: str
    label_en: str
    station_kind: str | None = None
    direct: bool = False

    @property
    def is_integrity(self) -> bool:
        """Class D goes to the discipline authority, never to a station."""
        return self.code.startswith("D")

    @property
    def shields_from_accused(self) -> bool:
        """Reprisal and leaks never go to the unit complained about."""
        return self.code in ("J1", "J2")

    @property
    def needs_two_readers(self) -> bool:
        """Classes D and J: a second person reads the text before a station does (security.md 3.4)."""
        return self.code[0] in "DJ"

    @property
    def needs_a_follow_up(self) -> bool:
        """A fine instead of governing, or fined again and again: no closing without what comes after the fine."""
        return self.code in ("F1", "F5")

    @property
    def is_enquiry(self) -> bool:
        """Class L: not a complaint."""
        return self.code.startswith("L")

    def label(self, language: str) -> str:
        """The label in the reader's language."""
        return self.label_en if language == "en" else self.label_zh


CLASSES = {
    "A": ("服务态度", "Attitude"),
    "B": ("首问责任", "First inquiry"),
    "C": ("时限效率", "Time limits"),
    "D": ("廉洁", "Integrity"),
    "E": ("收费公示", "Fees"),
    "F": ("执法规范", "Enforcement"),
    "G": ("在岗纪律", "Discipline at work"),
    "H": ("办事公开", "Service openness"),
    "I": ("服务质量", "Service quality"),
    "J": ("投诉处理", "Complaint handling"),
    "K": ("营商环境", "Business environment"),
    "L": ("非投诉", "Not a complaint"),
    "M": ("民生诉求", "Daily-life matter"),
    "Z": ("法定途径外", "Statutory routes"),
}

_ROWS = """
A1|简单粗暴|Rough manner
A2|冷漠不耐烦|Cold or impatient
A3|刁难歧视|Obstructive or discriminating
A4|不作解释|No explanation
B1|推诿“不归我管”|Pushed away as “not ours”
B2|未一次告知多次往返|Not told all at once, several trips
B3|转交无人接手|Handed over, nobody took it
B4|未登记|Not registered
C1|超承诺|Promise overdue
C2|超法定|Legal term overdue
C3|延期不说明|Extended without explanation
C4|接处警、抢修迟到|Late at an emergency or repair
C5|久拖不决|Dragged on
D1|吃|Meals asked for
D2|拿|Goods taken
D3|卡|Blocked for favours
D4|要|Favours demanded
D5|报|Bills passed on
D6|红包回扣礼品|Money, kickbacks or gifts
D7|赌嫖|Gambling or prostitution
E1|超标准、乱收费|Overcharged
E2|未公示|Fees not shown
E3|不开票|No receipt given
E4|搭车、强制服务|Forced extra services
F1|以罚代管|Fine instead of governing
F2|处罚不公|Unfair penalty
F3|程序不当|Improper procedure
F4|不作为|Inaction
F5|屡罚屡犯|Fined again and again
G1|迟到早退|Late or left early
G2|脱岗空岗|Post unmanned
G3|网聊游戏|Chat and games
G4|闲聊串岗|Idle talk
G5|工作日饮酒|Drinking on a working day
H1|缺项过期|Missing or out of date
H2|指南不实|Wrong guidance
H3|结果不公开|Results not shown
H4|监督电话不通|Supervision telephone dead
I1|错办漏办|Done wrong or left out
I2|停电停水故障|Power or water failure|power|direct
I3|诊疗服务|Medical service
I4|设施无障碍|Facilities and access||direct
I5|上门服务不落实|Home service not given
J1|打击报复|Reprisal
J2|泄露信息|Information leaked
J3|虚假办结|False closing
J4|不服结果|Result contested
K1|检查过频|Too many inspections
K2|摊派强制参评|Forced levies or awards
K3|承诺不兑现|Promise to business not kept
L1|咨询|Question||direct
L2|建议|Suggestion||direct
L3|求助|Request for help||direct
L4|表扬|Praise||direct
M1|供电|Power supply|power|direct
M2|供水灌溉|Water and irrigation|water|direct
M3|道路路灯|Roads and street lamps|construction|direct
M4|环境噪声|Environment and noise||direct
M5|宅基地邻里|Homestead and neighbours|land|direct
M6|补贴救助|Subsidies and relief|agriculture|direct
M7|医保社保|Medical and social insurance|medical-insurance|direct
M8|教育|Education|school|direct
M9|消费|Consumer matters|market|direct
M10|其他|Other||direct
Z1|诉讼仲裁|Lawsuit or arbitration
Z2|复议|Administrative review
Z3|信息公开|Information request
Z4|紧急热线|Emergency line
Z5|其他机关|Other authority
"""


def _category(line: str) -> Category:
    code, label_zh, label_en, kind, direct = (*line.split("|"), "", "")[:5]
    return Category(code, label_zh, label_en, kind or None, direct == "direct")


CATEGORIES = {row.code: row for row in map(_category, _ROWS.split("\n")[1:-1])}
