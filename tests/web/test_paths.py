"""Where an address from outside may lead."""

import pytest

from casebook.web.paths import own_path


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/cases?state=open", "/cases?state=open"),
        ("/", "/"),
        ("", "/here"),
        (None, "/here"),
        ("cases", "/here"),
        ("//evil.example/", "/here"),
        ("///evil.example/", "/here"),
        ("/\\evil.example/", "/here"),
        ("\\\\evil.example/", "/here"),
        ("/\t/evil.example/", "/here"),
        (" https://evil.example/", "/here"),
        ("https:/evil.example/", "/here"),
        ("javascript:alert(1)", "/here"),
        ("http://[", "/here"),
    ],
)
def test_only_paths_of_this_site(address: str | None, path: str) -> None:
    assert own_path(address, "/here") == path
