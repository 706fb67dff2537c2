"""Messages both ways through the office: who reads which; to a station one complainant is like another."""

import re

import pytest

from casebook.case.taxonomy import Channel
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.signed_in import follow
from tests.stages.conftest import World, _case

NIU = {"name": "牛长顺", "telephone": "100-0000-0001", "village": "上棚村"}


def handled(world: World, by: str = "citizen", channel: Channel = Channel.ONLINE, named: bool = True) -> str:
    """A case at its station, of somebody who came by this way."""
    with world.writing() as session:
        life = Life(session, world.town)
        now = life.now()
        party = keep_party(session, vault_keys(), NIU, False, False, now) if named else None
        life.register(by, party, channel=channel).accept().text().dispatch().sign()
        return f"/cases/{life.file.reference}"


def citizen(world: World, case: str) -> object:
    """The complainant at his own page."""
    client = world.app.test_client()
    uid = world.read(lambda session: _case(session, case).receipts[0].uid)
    follow(world.app, client, uid)
    return client


def test_each_reads_what_is_meant_for_him(world: World) -> None:
    case = handled(world)
    writer = citizen(world, case)
    page = writer.get("/track/case/message")
    assert page.status_code == 200
    fields = dict(re.findall(r'name="(csrf_token|key|version)" value="([^"]*)"', page.text))
    assert writer.post("/track/case/message", data={**fields, "text": "还是没电，我牛长顺等着。"}).status_code == 303
    assert world.at("officer").do(f"{case}/message", text="牛先生，已经催了。").status_code == 303
    assert world.at("power-head").do(f"{case}/station-message", text="今晚八点恢复。").status_code == 303
    inside, station = (world.at(one).client.get(case).text for one in ("officer", "power-head"))
    for words in ("还是没电，我牛长顺等着。", "牛先生，已经催了。", "今晚八点恢复。"):
        assert words in inside
        assert (words in station) is (words == "今晚八点恢复。")
    own = writer.get("/track/case").text
    assert "牛先生，已经催了。" in own and "今晚八点恢复。" not in own
    assert world.at("clerk").do(f"{case}/relay").status_code == 303
    assert "今晚八点恢复。" in writer.get("/track/case").text


def test_the_office_passes_on_in_its_own_words_what_the_complainant_adds(world: World) -> None:
    case = handled(world)
    writer = citizen(world, case)
    officer = world.at("officer")
    refused = officer.do(f"{case}/tell-station", text="牛长顺说还是没电，请今晚答复。")
    assert refused.status_code == 422 and "姓名（第1字起）" in refused.text
    assert officer.do(f"{case}/tell-station", text="反映人说还是没电，请今晚答复。").status_code == 303
    for account in ("power-head", "power-handler"):
        page = world.at(account).client.get(case).text
        assert "反映人说还是没电，请今晚答复。" in page
        assert "效能办" in page.split("反映人说还是没电", 1)[1][:300]
    assert "发给站所" in officer.client.get(case).text
    assert "请今晚答复" not in writer.get("/track/case").text
    assert "请今晚答复" not in world.at("land-head").client.get(case).text


def station_pages(world: World, case: str, account: str) -> list[str]:
    """What one of the station gets of a case, with what differs between any two cases taken out."""
    client = world.at(account).client
    addresses = [case, f"{case}/station-message", f"{case}/contact", f"{case}/close"]
    pages = [client.get(address).text for address in addresses]
    secret = re.compile(r'name="(?:csrf_token|key)" value="[^"]*"')
    return [secret.sub("", page.replace(case.rsplit("/", 1)[-1], "AJ")) for page in pages]


@pytest.mark.parametrize("account", ["power-head", "power-handler"])
def test_a_station_cannot_tell_how_anybody_came_or_whether_he_left_a_name(world: World, account: str) -> None:
    unnamed = station_pages(world, handled(world, named=False), account)
    assert "AJ" in unnamed[0] and len({*unnamed}) > 1
    for by, channel in (("citizen", Channel.ONLINE), ("clerk", Channel.HOTLINE), ("clerk", Channel.LETTER)):
        assert station_pages(world, handled(world, by, channel), account) == unnamed
    assert station_pages(world, handled(world, "clerk", Channel.VISIT), account) == unnamed
