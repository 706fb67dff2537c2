"""The notices to a station and to the discipline authority. Neither says who wrote in, nor how or when."""

from casebook.letters.kind import NoticeKind, Shape, of_case, of_event
from casebook.letters.models import To

LADDER = of_case("case_no", "matter", "unit", "office", "telephone") + of_event("round", "reason", "days_overdue")
NEW_TERM = of_event("new_term", shape=Shape.DAY)
ON_FILE = "%(case_no)s号办件（%(matter)s）由你单位办理，已超过期限%(days_overdue)s个工作日。"
EXPLAIN = "请于%(new_term)s前办结，并书面说明超期的原因和责任人。"
LEADER = "分管领导"

ROWS = (
    NoticeKind(
        kind="remind",
        title="催办通知书",
        word="催",
        to=To.STATION,
        actions=("remind",),
        source="本办规定，参照各地12345热线的催办督办办法",
        needs=LADDER + NEW_TERM,
        paragraphs=(
            ON_FILE + "这是第%(round)s次催办。",
            "催办的原因：%(reason)s。",
            EXPLAIN,
            "逾期仍没有办结的，本办将督办。",
        ),
        copied_to=LEADER,
    ),
    NoticeKind(
        kind="supervise",
        title="督办单",
        word="督",
        to=To.STATION,
        actions=("supervise",),
        source="信访工作条例 39",
        needs=LADDER + NEW_TERM,
        paragraphs=(
            ON_FILE + "经催办仍没有办结，现予督办（第%(round)s次）。",
            "督办的原因：%(reason)s。",
            EXPLAIN + "书面说明由你单位负责人签字并加盖公章。",
            "逾期仍没有办结的，本办将挂牌督办。",
        ),
        copied_to=LEADER,
    ),
    NoticeKind(
        kind="list",
        title="挂牌督办通知书",
        word="挂督",
        to=To.STATION,
        actions=("list",),
        source="信访工作条例 39",
        needs=LADDER + NEW_TERM,
        paragraphs=(
            ON_FILE + "经督办仍没有办结，决定挂牌督办（第%(round)s次）。",
            "挂牌督办的原因：%(reason)s。",
            EXPLAIN + "你单位负责人为直接责任人，办结前每个工作日向本办报告一次进展。",
            "挂牌督办的办件列入本办通报，核查通过后摘牌。",
        ),
        copied_to=LEADER,
    ),
    NoticeKind(
        kind="talk",
        title="约谈通知书",
        word="约",
        to=To.STATION,
        actions=("talk",),
        source="信访工作条例 39",
        needs=LADDER + NEW_TERM + of_case("office_place"),
        paragraphs=(
            ON_FILE + "经多次督促仍没有办结，决定约谈你单位负责人（第%(round)s次）。",
            "约谈的原因：%(reason)s。",
            "请你单位负责人于%(new_term)s前到%(office_place)s接受约谈，"
            "并带齐本办件的办理记录、超期原因的书面说明和办结计划。",
            "具体时间请先拨打%(telephone)s商定。约谈情况记录在案，由双方签字。",
        ),
        copied_to=LEADER,
    ),
    NoticeKind(
        kind="order",
        title="整改通知书",
        word="整改",
        to=To.STATION,
        actions=("order",),
        source="信访工作条例 39",
        needs=of_case("case_no", "unit", "office", "telephone")
        + of_event("finding", "rule", "requirement", "responsible")
        + of_event("deadline", shape=Shape.DAY),
        paragraphs=(
            "在%(case_no)s号办件的办理中，经核实发现你单位存在下列问题，现通知你单位整改。",
            "# 发现的问题",
            "%(finding)s",
            "# 依据",
            "%(rule)s。",
            "# 整改要求和期限",
            "%(requirement)s",
            "于%(deadline)s前整改完毕。责任人：%(responsible)s。",
            "# 答复",
            "自收到之日起5个工作日内报送整改方案，写明问题产生的根本原因、整改措施、责任人和完成时间；"
            "整改完毕后附整改前后的证明材料申请销号，由本办现场核查。",
            "# 异议",
            "对本通知有异议的，可以自收到之日起30天内书面提出；3个工作日内提出的，复核期间整改期限暂停计算。",
        ),
        copied_to=LEADER,
    ),
    NoticeKind(
        kind="referral",
        title="问题线索移送函（限知）",
        word="线移",
        to=To.BODY,
        actions=("seal",),
        source="信访工作条例 22、30",
        needs=of_case("case_no", "discipline", "office", "today"),
        may=of_event("reason"),
        restricted=True,
        paragraphs=(
            "本办在办理群众反映的事项中，发现%(case_no)s号办件的内容属于你单位管辖的问题线索，现于%(today)s移送，请依规依纪依法处理。",
            "移送的理由：%(reason)s。",
            "随函只附必要的材料一份，不抄送其他单位。自移送时起，本办和被反映单位不再查阅该办件。",
            "请于收到之日起5个工作日内退回签收回执。不属于你单位管辖的部分，请注明后退回本办继续办理。",
            "本函及所附材料只限经办人员知悉，不得向被反映的单位和个人出示、转交或者透露。",
        ),
    ),
)
