"""What is refused at the door: a NUL in an address, a form that names another site."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casebook.web.acting import acted
from tests.signed_in import sign_in, token, town_with_passwords


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> FlaskClient:
    """A clerk's browser."""
    with app.app_context(), acted() as session:
        town_with_passwords(session)
    sign_in(client, "clerk")
    return client


@pytest.mark.parametrize("address", ["/cases/a%00b", "/cases/a%00b/sign", "/cases?q=%00", "/track?reference=%00"])
def test_a_nul_in_an_address_is_no_page(staff: FlaskClient, address: str) -> None:
    assert staff.get(address).status_code == 404


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 303),
        ("null", 303),
        ("http://localhost", 303),
        ("https://evil.example", 400),
        ("http://localhost:81", 400),
    ],
)
def test_a_form_from_another_site_is_refused_in_spite_of_its_token(
    staff: FlaskClient, origin: str | None, status: int
) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = staff.post("/preferences", data={"csrf_token": token(staff), "language": "en"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("back", ["http://[", "//evil.example", "/\\evil.example", "https://evil.example/x"])
def test_the_way_back_never_leads_elsewhere(staff: FlaskClient, back: str) -> None:
    answer = staff.post("/preferences", data={"csrf_token": token(staff), "theme": "dark", "back": back})
    assert (answer.status_code, answer.location) == (303, "/")
