"""Which passwords are taken, and how they are kept."""

import re
import unicodedata
from itertools import product

import pytest

from services.accounts.common_passwords import is_common, words
from services.accounts.password_hash import fits, hashed
from services.accounts.password_rules import LEAST, MOST, as_compared, require_good
from services.accounts.refused import Refused, Why
from tests.worlds.office import GOOD_PASSWORD

NAMES = ("Siti Aminah", "Dinas Kesehatan Kabupaten Barito Utara")


def refusal(password: str) -> Refused | None:
    """Why a password of Siti of DINKES is not taken."""
    try:
        require_good(password, "DINKES", NAMES)
    except Refused as error:
        return error
    return None


@pytest.mark.parametrize(
    "password",
    [
        GOOD_PASSWORD,
        "kucing makan ikan asin",
        "correct horse battery staple",
        "monkey dragon baseball",
        "ayam;goreng;pedas;enak",
        "x7#kQ!pLw9$zRt2v",
        "ヤシの木の下で昼寝をする猫たち",
        "jalan 51234 dua sapi",
    ],
)
def test_a_long_password_that_nobody_guesses_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert refusal(password) is None


def test_fifteen_characters_are_enough_and_a_hundred_and_twenty_eight_the_most() -> None:
    long = "kera duyung lompat "
    assert (LEAST, MOST) == (15, 128)
    assert refusal((long * 7)[:15]) is None
    assert refusal((long * 7)[:128]) is None
    short, longer = refusal((long * 7)[:14]), refusal((long * 7)[:129])
    assert short and (short.why, short.params) == (Why.PASSWORD_SHORT, {"least": 15})
    assert longer and (longer.why, longer.params) == (Why.PASSWORD_LONG, {"most": 128})


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("gula kopi RAKOR teh susu", "rakor"),
        ("gula kopi r-a-k-o-r teh", "rakor"),
        ("gula kopi dinkes teh susu", "dinkes"),
        ("gula kopi kesehatan teh", "kesehatan"),
        ("gula aminah kopi teh susu", "aminah"),
        ("gula kopi 2026 teh susu", "2026"),
        ("gula kopi teh susu 1998", "1998"),
    ],
)
def test_what_is_at_hand_is_no_part_of_a_password(password: str, word: str) -> None:
    refused = refusal(password)
    assert refused and (refused.why, refused.params) == (Why.PASSWORD_CONTAINS, {"word": word})


def test_a_longer_number_holds_no_year() -> None:
    assert refusal("gula kopi 120265 teh susu") is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password1Password1",
        "1qaz2wsx3edc4rfv",
        "123456789012345",
        "qwertyuiop12345",
        "QWERTY-123456789",
        "aaaaaaaaaaaaaaaaa",
        "a" * 128,
        "indonesia merdeka",
        "Bupati & Gubernur",
        "bismillah 123456",
        "abcdefghijklmnopqrs",
        "zyxwvutsrqponmlk",
    ],
)
def test_what_many_would_take_is_refused(password: str) -> None:
    refused = refusal(password)
    assert refused and refused.why is Why.PASSWORD_COMMON


def test_the_lists_hold_passwords_and_nothing_of_their_licence() -> None:
    assert len(words()) > 5_000
    assert [word for word in words() if word.startswith("#") or " " in word] == []


def test_more_than_a_hundred_thousand_common_ones_of_that_length_are_refused() -> None:
    long = sorted(word for word in words() if len(word) >= 8)
    pairs = [one + other for one, other in product(long, long) if len(one + other) >= LEAST]
    assert len(set(pairs)) > 100_000
    assert all(is_common(pair) for pair in pairs[::997])


def test_a_password_is_kept_as_hard_as_was_agreed() -> None:
    kept = hashed(GOOD_PASSWORD)
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", kept)
    assert GOOD_PASSWORD not in kept
    assert hashed(GOOD_PASSWORD) != kept
    assert fits(GOOD_PASSWORD, kept)
    assert not fits(GOOD_PASSWORD + ".", kept)
    assert not fits(GOOD_PASSWORD, None)
    assert not fits(GOOD_PASSWORD, "rubbish")


def test_another_keyboard_writes_the_same_password() -> None:
    written = "sungai é kopi teh susu"
    kept = hashed(as_compared(written))
    assert fits(as_compared(unicodedata.normalize("NFD", written)), kept)
    with pytest.raises(Refused):
        as_compared("x" * 129)
