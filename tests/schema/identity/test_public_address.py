"""Which settings name an address at which people can sign in."""

import pytest

from schema.identity.public_address import parse_address


@pytest.mark.parametrize(
    ("text", "origin", "host"),
    [
        ("https://rakor.example", "https://rakor.example", "rakor.example"),
        ("https://Rakor.Example/", "https://rakor.example", "rakor.example"),
        ("https://rakor.example:443", "https://rakor.example", "rakor.example"),
        ("https://rakor.example:8443", "https://rakor.example:8443", "rakor.example"),
        ("http://localhost:8000", "http://localhost:8000", "localhost"),
        ("http://localhost:80", "http://localhost", "localhost"),
    ],
)
def test_a_public_address_is_an_origin_as_browsers_write_it(
    text: str, origin: str, host: str
) -> None:
    address = parse_address(text)
    assert address and (address.origin, address.host) == (origin, host)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rakor.example",
        "http://rakor.example",
        "http://192.168.1.7:8000",
        "http://127.0.0.1",
        "https://192.168.1.7",
        "https://[::1]",
        "https://",
        "https://rakor.example/masuk",
        "https://rakor.example?x",
        "https://rakor.example#x",
        "https://me@rakor.example",
        "https://rakor.example:x",
        "https://rakör.example",
        "ftp://rakor.example",
        "https://[",
    ],
)
def test_where_nobody_could_sign_in_is_no_public_address(text: str) -> None:
    assert parse_address(text) is None
