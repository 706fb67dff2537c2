"""Whatever happens to an account has its line in the history of the person's page, in both languages."""

import pytest
from flask import Flask

from casebook.people import admin_words, notices
from casebook.people.rights import PeopleDeed
from casebook.web.acting import moment
from tests.people.browsing import NOON, at, signed_in, writing
from tests.town import Town

D = PeopleDeed
ON_ACCOUNTS = [
    *(D.NEW_DEVICE, D.SET_UP_FACTOR, D.SWITCH_OFF_FACTOR, D.MISS_FACTOR, D.NEW_CODES, D.USE_CODE, D.CHANGE_PASSWORD),
    *(D.SEND_LINK, D.END_SESSIONS, D.CLOSE_ACCOUNT, D.REOPEN_ACCOUNT, D.ASK_REMOVAL, D.AGREE_REMOVAL, D.REFUSE_REMOVAL),
]


@pytest.mark.parametrize("deed", ON_ACCOUNTS, ids=lambda deed: deed.value)
def test_it_stands_on_the_persons_page(app: Flask, people: Town, deed: PeopleDeed) -> None:
    with at(NOON):
        with writing(app) as session:
            facts = {"reason": "人员调动", "link": "x"}
            notices.tell(session, people.uid("clerk"), deed, moment(), facts=facts, audiences=())
        page = signed_in(app, "admin").get(f"/people/persons/{people.uid('clerk')}")
    assert page.status_code == 200
    with app.test_request_context("/"):
        assert admin_words.line(deed.value, facts) in page.text
