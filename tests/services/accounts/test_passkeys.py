"""What a device is asked, and which answers hold: with real keys and signatures."""

from collections.abc import Callable
from functools import partial
from typing import Any

import cbor2
import pytest

from events.facts.vocabulary import Role
from services.accounts.challenges import Challenges, Purpose
from services.accounts.enrol import ask_for_first_key, with_passkey
from services.accounts.passkeys import Passkeys
from services.accounts.refused import Refused, Why
from services.accounts.sign_in import by_passkey, confirm
from tests.worlds.authenticator import EDDSA, ES256, ES384, RS256, Device, bytes_of, text_of
from tests.worlds.office import HOST, MONDAY, ORIGIN, Office

ALGORITHMS = [EDDSA, ES256, RS256]


def refused(act: Callable[[], object]) -> Why:
    """Why an act is refused."""
    with pytest.raises(Refused) as error:
        act()
    return error.value.why


def test_a_device_is_asked_for_exactly_what_the_rules_say(office: Office) -> None:
    account, secret = office.add()
    _, asked = ask_for_first_key(office.book, office.passkeys, secret, office.now)
    assert asked["rp"]["id"] == HOST
    assert len(bytes_of(asked["challenge"])) == 32
    assert asked["timeout"] == 300_000
    assert asked["attestation"] == "none"
    assert [item["alg"] for item in asked["pubKeyCredParams"]] == [-8, -7, -257]
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert bytes_of(asked["user"]["id"]) == account.handle
    assert len(account.handle) == 32
    assert account.person not in str(asked)
    assert secret not in str(asked)


def test_who_comes_is_asked_for_a_key_that_the_device_finds_itself(office: Office) -> None:
    asked = office.ask_to_sign_in()
    assert (asked["rpId"], asked["userVerification"]) == (HOST, "required")
    assert (asked["timeout"], asked["allowCredentials"]) == (300_000, [])
    assert len(bytes_of(asked["challenge"])) == 32
    assert asked["challenge"] != office.ask_to_sign_in()["challenge"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("is_synced", [False, True])
def test_a_passkey_of_each_kind_is_enrolled_and_signs_in(
    office: Office, algorithm: int, is_synced: bool
) -> None:
    device = Device(ORIGIN, algorithm=algorithm, is_synced=is_synced, counts=not is_synced)
    first, _ = office.person(Role.OWNER, device=device)
    with office.book.reading() as rows:
        (kept,) = rows.passkeys(first.account.person)
    assert (kept.id, kept.is_synced, kept.is_backed_up) == (device.id, is_synced, is_synced)
    for _ in range(2):
        again = office.later(minutes=1).come(device)
        assert again.account.person == first.account.person
    with office.book.reading() as rows:
        (kept,) = rows.passkeys(first.account.person)
    assert (kept.counter, kept.used_at) == (device.counter, office.now)


def test_a_key_of_another_algorithm_is_refused(office: Office) -> None:
    _, secret = office.add()
    assert refused(lambda: office.enrol(secret, Device(ORIGIN, algorithm=ES384))) is (
        Why.PASSKEY_REFUSED
    )


WRONG: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://rakor.example.go.id.evil.example"},
    "http": {"origin": f"http://{HOST}"},
    "another port": {"origin": f"{ORIGIN}:8443"},
    "a host above": {"host": "example.go.id"},
    "a host below": {"host": f"www.{HOST}"},
    "nobody verified": {"verifies": False},
    "a frame of another page": {"is_cross_origin": True},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_device_or_page_that_is_not_as_asked_enrols_nothing(
    office: Office, change: dict[str, Any]
) -> None:
    account, secret = office.add()
    device = Device(**{"origin": ORIGIN, **change})
    assert refused(lambda: office.enrol(secret, device)) is Why.PASSKEY_REFUSED
    with office.book.reading() as rows:
        assert rows.passkeys(account.person) == []
    office.enrol(secret, Device(ORIGIN))


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_and_signs_nobody_in(office: Office, change: dict[str, Any]) -> None:
    _, device = office.person()
    for name, value in change.items():
        setattr(device, name, value)
    assert refused(lambda: office.come(device)) is Why.PASSKEY_REFUSED


def test_a_page_that_names_who_frames_it_is_refused(office: Office) -> None:
    _, device = office.person()
    framed = {"crossOrigin": False, "topOrigin": "https://evil.example"}
    assert refused(lambda: office.come(device, **framed)) is Why.PASSKEY_REFUSED


def test_an_answer_counts_once(office: Office) -> None:
    _, device = office.person()
    answer = device.get(office.ask_to_sign_in())
    by_passkey(office.book, office.passkeys, answer, office.now)
    again = partial(by_passkey, office.book, office.passkeys, answer, office.now)
    assert refused(again) is Why.CHALLENGE_OVER


def test_an_answer_that_was_refused_cannot_be_mended_and_sent_again(office: Office) -> None:
    _, device = office.person()
    answer = device.get(office.ask_to_sign_in())
    signature = answer["response"]["signature"]
    answer["response"]["signature"] = text_of(bytes(64))
    come = partial(by_passkey, office.book, office.passkeys, answer, office.now)
    assert refused(come) is Why.PASSKEY_REFUSED
    answer["response"]["signature"] = signature
    assert refused(come) is Why.CHALLENGE_OVER


@pytest.mark.parametrize(("seconds", "holds"), [(300, True), (300.001, False)])
def test_a_challenge_is_good_for_five_minutes(office: Office, seconds: float, holds: bool) -> None:
    _, device = office.person()
    answer = device.get(office.ask_to_sign_in())
    office.later(seconds=seconds)
    if holds:
        by_passkey(office.book, office.passkeys, answer, office.now)
    else:
        come = partial(by_passkey, office.book, office.passkeys, answer, office.now)
        assert refused(come) is Why.CHALLENGE_OVER


def test_a_challenge_for_one_use_is_good_for_no_other(office: Office) -> None:
    signed_in, device = office.person()
    answer = device.get(office.ask_to_sign_in())
    act = partial(confirm, office.book, office.passkeys, signed_in.session, answer, office.now)
    assert refused(act) is Why.CHALLENGE_OVER


def test_a_challenge_for_one_link_enrols_nothing_with_another(office: Office) -> None:
    _, first = office.add(name="One")
    _, other = office.add(name="Other")
    _, asked = ask_for_first_key(office.book, office.passkeys, first, office.now)
    answer = Device(ORIGIN).create(asked)
    act = partial(with_passkey, office.book, office.passkeys, other, answer, "HP", office.now)
    assert refused(act) is Why.CHALLENGE_OVER


def test_a_copied_key_is_refused_once_the_other_one_was_used(office: Office) -> None:
    _, device = office.person()
    office.come(device)
    device.counter -= 2
    assert refused(lambda: office.come(device)) is Why.PASSKEY_REFUSED


def test_a_key_that_one_device_alone_held_is_never_a_synced_one(office: Office) -> None:
    _, device = office.person()
    device.is_synced = True
    assert refused(lambda: office.come(device)) is Why.PASSKEY_REFUSED


def test_a_synced_key_need_not_count(office: Office) -> None:
    _, device = office.person(device=Device(ORIGIN, is_synced=True, counter=4))
    device.counter = -1
    office.come(device)


def test_a_key_of_nobody_is_not_known(office: Office) -> None:
    office.person()
    stranger = Device(ORIGIN)
    assert refused(lambda: office.come(stranger)) is Why.PASSKEY_UNKNOWN


@pytest.mark.parametrize("handle", [b"", b"somebody else" * 2])
def test_a_key_that_names_another_person_is_refused(office: Office, handle: bytes) -> None:
    _, device = office.person()
    device.handle = handle
    assert refused(lambda: office.come(device)) is Why.PASSKEY_REFUSED


def test_a_key_signs_for_itself_alone(office: Office) -> None:
    _, one = office.person(name="One")
    _, other = office.person(name="Other")
    one.id, one.handle = other.id, other.handle
    assert refused(lambda: office.come(one)) is Why.PASSKEY_REFUSED


def test_a_credential_that_is_known_is_enrolled_for_nobody_else(office: Office) -> None:
    _, device = office.person(name="One")
    _, secret = office.add(name="Other")
    assert refused(lambda: office.enrol(secret, device)) is Why.PASSKEY_REFUSED


def _places(found: Any, way: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(found, dict):
        return [way]
    return [place for name, inner in found.items() for place in _places(inner, (*way, name))]


RUBBISH: list[Any] = [
    None,
    7,
    [],
    {},
    "",
    "%%%",
    "AAAA",
    text_of(b"{}"),
    text_of(b"[1]"),
    text_of(b"\xff" * 90),
    text_of(b"[" * 20_000),
]


UNUSABLE = {
    "no point of the curve": {1: 2, 3: ES256, -1: 1, -2: b"\x01" * 32, -3: b"\x01" * 32},
    "a kind that does not fit": {1: 3, 3: ES256, -1: b"\xff" * 32, -2: b"\1\0\1"},
    "too short": {1: 3, 3: RS256, -1: b"\xc1" * 64, -2: b"\1\0\1"},
    "longer than the log takes": {1: 3, 3: RS256, -1: b"\xc1" * 20_000, -2: b"\1\0\1"},
    "by which anybody signs": {1: 1, 3: EDDSA, -1: 6, -2: b"\1" + bytes(31)},
    "the same with a sign": {1: 1, 3: EDDSA, -1: 6, -2: bytes(31) + b"\x80"},
    "half a key": {1: 1, 3: EDDSA, -1: 6, -2: bytes(3)},
    "a text": {1: 1, 3: EDDSA, -1: 6, -2: "abc"},
    "no map": [1, 2, 3],
}


@pytest.mark.parametrize("key", UNUSABLE.values(), ids=UNUSABLE)
def test_a_key_by_which_nothing_can_be_checked_is_not_enrolled(office: Office, key: Any) -> None:
    """With it its person would be admitted without a key, and judge unsigned."""
    _, secret = office.add()
    device = Device(ORIGIN, shown_key=cbor2.dumps(key))
    assert refused(lambda: office.enrol(secret, device)) is Why.PASSKEY_REFUSED
    office.enrol(secret, Device(ORIGIN))  # the link is not used up


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda each: repr(each)[:20])
def test_rubbish_in_any_place_is_refused_and_nothing_worse(office: Office, rubbish: Any) -> None:
    _, device = office.person()
    told = {Why.PASSKEY_REFUSED, Why.CHALLENGE_OVER, Why.PASSKEY_UNKNOWN}
    for place in _places(device.get(office.ask_to_sign_in())):
        answer = device.get(office.ask_to_sign_in())
        _put(answer, place, rubbish)
        come = partial(by_passkey, office.book, office.passkeys, answer, office.now)
        assert refused(come) in told, place
    _, secret = office.add(name="Other")
    _, asked = ask_for_first_key(office.book, office.passkeys, secret, office.now)
    for place in _places(Device(ORIGIN).create(asked)):
        _, asked = ask_for_first_key(office.book, office.passkeys, secret, office.now)
        answer = Device(ORIGIN).create(asked)
        _put(answer, place, rubbish)
        enrol = partial(
            with_passkey, office.book, office.passkeys, secret, answer, "HP", office.now
        )
        assert refused(enrol) in told, place


def _put(answer: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    *way, last = place
    for name in way:
        answer = answer[name]
    answer[last] = value


def test_how_many_challenges_are_out_is_bounded() -> None:
    challenges = Challenges(most=2)
    first, *others = [challenges.new(Purpose.SIGN_IN, b"", MONDAY) for _ in range(3)]
    for challenge in others:
        challenges.take(challenge, Purpose.SIGN_IN, b"", MONDAY)
    assert refused(lambda: challenges.take(first, Purpose.SIGN_IN, b"", MONDAY)) is (
        Why.CHALLENGE_OVER
    )


def test_who_is_signed_in_pushes_out_no_challenge_but_their_own() -> None:
    challenges = Challenges(most=20)
    another = challenges.new(Purpose.SIGN_IN, b"", MONDAY)
    first, *_, last = [challenges.new(Purpose.CONFIRM, b"session", MONDAY) for _ in range(50)]
    challenges.take(another, Purpose.SIGN_IN, b"", MONDAY)
    challenges.take(last, Purpose.CONFIRM, b"session", MONDAY)
    assert refused(lambda: challenges.take(first, Purpose.CONFIRM, b"session", MONDAY)) is (
        Why.CHALLENGE_OVER
    )


def test_a_challenge_is_no_other_process_s(office: Office) -> None:
    _, device = office.person()
    elsewhere = Passkeys(HOST, ORIGIN, Challenges())
    answer = device.get(office.ask_to_sign_in())
    come = partial(by_passkey, office.book, elsewhere, answer, office.now)
    assert refused(come) is Why.CHALLENGE_OVER
