"""What the case and its office say in every notice, whatever was decided."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from casebook.case.models import CaseFile, ClearedText, Submission
from casebook.case.taxonomy import Track
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.letters import shown
from casebook.letters.models import To
from casebook.people.models import Unit
from casebook.stages.intake.service import short_title

CHANNELS = {
    "online": "网上渠道",
    "hotline": "电话",
    "letter": "来信",
    "visit": "来访",
    "media": "媒体",
    "outreach": "走访",
    "transfer": "上级转办",
    "import": "台账",
}
PROCEDURES = {Track.HOTLINE: "效能投诉办理程序", Track.PETITION: "信访事项办理程序"}
NOT_YET = "（见查询页面）"
REMEDY = "在查询页面留言说明新的情况，或者要求书面答复"
PETITION_REMEDY = "自收到答复之日起30日内，向%(city)s申请复查；申请时提交书面申请、答复意见书和有关证据材料"
Office, City, Station = aliased(Unit), aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class Ground:
    """A case with its office, the body above it, the handling unit, how it came in, and the station's newest text."""

    case: CaseFile
    office: Unit
    city: Unit | None
    station: Unit | None
    channel: str
    cleared: str
    site: str

    @property
    def in_petition(self) -> bool:
        """Whether petition law binds the case."""
        return self.case.track is Track.PETITION

    def values(self, to: To, now: Moment) -> dict[str, str]:
        """The fields of source CASE, as a letter to this addressee may say them; what is not known is left out."""
        told = {**self._always(now), **(self._for_citizen(now) if to is To.CITIZEN else self._for_units())}
        return {name: value for name, value in told.items() if value}

    def _always(self, now: Moment) -> dict[str, str]:
        return {
            "office": self.office.label_zh,
            "telephone": self.office.telephone or NOT_YET,
            "office_place": f"{self.office.address or ''}{self.office.label_zh}",
            "unit": self.station.label_zh if self.station else "",
            "discipline": f"{self.office.town_zh or ''}纪检监察机构",
            "today": shown.plain_day(now.today),
        }

    def _for_units(self) -> dict[str, str]:
        # Of the matter no more than the office's own text: title, channel and hour would tell who wrote.
        return {"case_no": self.case.reference, "matter": short_title(self.cleared) or "内容见交办单"}

    def _for_citizen(self, now: Moment) -> dict[str, str]:
        city = self.city.label_zh if self.city else self.office.label_zh
        return {
            "received": shown.long_day(shown.day_of(self.case.received_at)),
            "channel": CHANNELS.get(self.channel, "其他渠道"),
            "matter": self.case.title or NOT_YET,
            "procedure": PROCEDURES[self.case.track],
            "track": f"{self.site}/track",
            "city": city,
            "city_of_petition": city if self.in_petition else "",
            "remedy": PETITION_REMEDY % {"city": city} if self.in_petition else REMEDY,
            **self._terms(now),
        }

    def _terms(self, now: Moment) -> dict[str, str]:
        answer, law = self.case.clock("feedback"), self.case.clock("law60")
        return {
            "term": shown.span_in_words(now.timetable.rules[answer.rule].span) if answer else "",
            "due": _end(answer) if answer else "",
            "law_due": _end(law) if law and self.in_petition else "",
        }


def ground_of(session: Session, case: CaseFile, site: str) -> Ground:
    """Everything a notice says of its case, in one query; `site` is the address of the public pages."""
    text = select(ClearedText.text).where(ClearedText.case_uid == case.uid, ClearedText.version == case.cleared_version)
    query = (
        select(Office, City, Station, Submission.channel, text.scalar_subquery())
        .select_from(Submission)
        .join(Office, Office.uid == case.office_uid)
        .outerjoin(City, City.id == Office.parent_id)
        .outerjoin(Station, Station.uid == case.main_unit_uid)
        .where(Submission.uid == case.submission_uid)
    )
    office, city, station, channel, cleared = session.execute(query).one()
    return Ground(case, office, city, station, channel.value, cleared or "", site.rstrip("/"))


def _end(clock: Clock) -> str:
    return shown.long_day(clock.due_on) if clock.due_on else shown.to_the_minute(clock.due_at)
