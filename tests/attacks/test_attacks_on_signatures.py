"""An insider who has the server, the database and the log's key: in whose name can they write?

Everything else of these logs is sound: bytes, tree, heads and snapshots are those of the forger.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.fact import Fact
from events.facts.verdict import ProgressVerified
from events.facts.vocabulary import Role, VerificationMethod
from events.format.base64url import encoded
from events.format.canonical_bytes import leaf_hash, seal
from events.format.canonical_json import canonical_json
from events.format.log_entry import LogEntry
from events.format.recorded_event import SYSTEM, Actor, Assertion, Draft
from events.format.signed_act import act_of, challenge_of
from events.log.log_queries import append, read_bytes, read_head, stream_version
from services.verify.verification import Trust, Verification
from services.write.open_log import new_salt
from tests.attacks.signed_log import Verdict
from tests.worlds.court import ANI, BUDI, CITRA, DEWI, Court
from tests.worlds.furniture import VERIFIER
from tests.worlds.passkey import Passkey
from tests.worlds.program import rakor_here
from tests.worlds.sealed_world import findings

JUDGE = Actor(Role.VERIFIER, VERIFIER, CITRA)
FIRST, SECOND = Actor(Role.ADMINISTRATOR, "POLRES", ANI), Actor(Role.ADMINISTRATOR, "SEKDA", BUDI)
FOUND = ProgressVerified(value=Decimal(1), method=VerificationMethod.SITE)
BAD = "BAD_ASSERTION"


@pytest.fixture
def court(tmp_path: Path) -> Iterator[Court]:
    """Two administrators and a verifier, each with a passkey; one verdict is on record."""
    with Court(tmp_path) as made:
        made.judge()
        made.sealed()
        assert findings(made.log) == []
        yield made


def forge(
    court: Court, actor: Actor, fact: Fact, by: Passkey | None = None, stream: str = "forged"
) -> int:
    """Write an event past the rules, as the database's owner does, and sign the head; where."""
    is_verdict = isinstance(fact, ProgressVerified)
    with court.log.writing() as connection:
        position = read_head(connection).size
        stream = "commitment:psu/D01" if is_verdict else stream
        draft = Draft(
            stream=stream,
            fact=fact,
            actor=actor,
            occurred_at=court.time.wall,
            occasion="psu" if is_verdict else None,
            commitment="D01" if is_verdict else None,
        )
        now = max(court.time.wall, read_head(connection).recorded_at or court.time.wall)
        draft = replace(draft, occurred_at=now)

        def sealed(one: Draft) -> Any:
            return seal(
                one,
                position=position,
                stream_version=stream_version(connection, stream) + 1,
                recorded_at=now,
                new_salt=new_salt,
            )

        if by is not None:
            act = act_of(sealed(draft).event, court.events()[0].leaf_hash)
            signed = by.sign(encoded(challenge_of(act)))
            assertion = Assertion(
                signed["authenticatorData"], signed["clientData"], signed["signature"]
            )
            draft = replace(draft, assertion=assertion)
        append(connection, [sealed(draft)], [])
    court.following.forget()
    court.sealed()
    return position


def admitted(person: str, role: Role, party: str, passkey: Passkey | None = None) -> PersonAdmitted:
    """The fact."""
    return PersonAdmitted(
        person=person,
        party=party,
        role=role,
        public_key=passkey.public_key if passkey else None,
        rp_id=passkey.rp_id if passkey else None,
    )


def test_a_verdict_in_the_name_of_who_signs_is_found(court: Court) -> None:
    position = forge(court, JUDGE, FOUND)
    (said,) = findings(court.log)
    assert said.startswith(f"{BAD} {position}: ProgressVerified of {CITRA} as VERIFIER: it is not")


@pytest.mark.parametrize("whose", [None, ANI, BUDI], ids=["the insider's", "first", "second"])
def test_a_verdict_signed_by_another_key_is_found(court: Court, whose: str | None) -> None:
    position = forge(court, JUDGE, FOUND, court.keys_of[whose] if whose else Passkey())
    (said,) = findings(court.log)
    assert said.startswith(f"{BAD} {position}: ")
    assert "by no key that was admitted" in said


def test_the_person_s_own_signature_is_found_sound(court: Court) -> None:
    """So it is the signature that decides, and not who wrote the row."""
    forge(court, JUDGE, FOUND, court.keys_of[CITRA])
    assert findings(court.log) == []


@pytest.mark.parametrize("fields", [{"flags": 1}, {"said": {"origin": "https://evil.example"}}])
def test_a_device_that_asked_nobody_or_another_page_is_found(
    court: Court, fields: dict[str, Any]
) -> None:
    position = forge(court, JUDGE, FOUND, replace(court.keys_of[CITRA], **fields))
    (said,) = findings(court.log)
    assert said.startswith(f"{BAD} {position}: ")


def test_an_act_that_was_signed_once_and_stands_twice_is_found(court: Court) -> None:
    own = court.keys_of[CITRA]
    forge(court, JUDGE, FOUND, own)
    court.wait(hours=1)
    position = forge(court, JUDGE, FOUND, own)
    (said,) = findings(court.log)
    assert said.startswith(f"{BAD} {position}: ")
    assert "stands here again" in said


def test_a_swapped_key_is_found_unless_both_administrators_sign_for_it(court: Court) -> None:
    own = Passkey()
    swapped = admitted(CITRA, Role.VERIFIER, VERIFIER, own)
    places = [forge(court, actor, swapped, stream="admission:x") for actor in (FIRST, SECOND)]
    forge(court, JUDGE, FOUND, own)
    told = findings(court.log)
    assert [said.split(":")[0] for said in told] == [f"{BAD} {place}" for place in places]


@pytest.mark.parametrize("actor", [FIRST, SYSTEM, Actor(Role.ADMINISTRATOR, "KPU", DEWI)], ids=str)
def test_a_key_that_one_alone_admits_signs_nothing(court: Court, actor: Actor) -> None:
    own = Passkey()
    swapped = admitted(CITRA, Role.VERIFIER, VERIFIER, own)
    by = court.keys_of.get(actor.person)
    forge(court, actor, swapped, by, stream="admission:x")
    position = forge(court, JUDGE, FOUND, own)
    assert f"{BAD} {position}" in [said.split(":")[0] for said in findings(court.log)]


def test_an_end_that_nobody_signed_is_found(court: Court) -> None:
    """Without a key in force, a verdict would need no signature."""
    ended = AdmissionEnded(person=CITRA, role=Role.VERIFIER)
    position = forge(court, FIRST, ended, stream="admission:x")
    forge(court, JUDGE, FOUND)
    assert f"{BAD} {position}" in [said.split(":")[0] for said in findings(court.log)]


def test_whoever_was_never_admitted_is_shown_as_unsigned_and_not_as_forged(court: Court) -> None:
    """There is nothing to hold it against: the audit lists it."""
    forge(court, Actor(Role.VERIFIER, "INSPEKTORAT", DEWI), FOUND)
    assert findings(court.log) == []


def test_a_signature_where_no_key_was_admitted_is_found(court: Court) -> None:
    position = forge(court, Actor(Role.VERIFIER, "INSPEKTORAT", DEWI), FOUND, Passkey())
    (said,) = findings(court.log)
    assert said.startswith(f"{BAD} {position}: ")
    assert "no key was admitted" in said


def test_rakor_verify_names_it_in_plain_words_and_by_its_exit_code(court: Court) -> None:
    position = forge(court, JUDGE, FOUND)
    court.close()
    keys = {"RAKOR_KEYS": str(court.keys_folder)}
    ended = rakor_here(court.folder, "verify", "--json", str(court.folder), **keys)
    verdict = Verdict.parse(ended.returncode, ended.stdout)
    assert (verdict.code, verdict.found) == (20, {BAD: position})
    said = rakor_here(court.folder, "verify", str(court.folder), **keys).stdout
    assert f"{position}" in said and BAD in said


# ---- a history that is told otherwise, every hash anew


Change = Callable[[dict[str, Any], dict[str, Any]], object]


def retold(court: Court, position: int, change: Change) -> list[tuple[str, int | None, str]]:
    """What a verifier finds who holds nothing but the history that is told now."""
    with court.log.reading() as connection:
        bytes_of = read_bytes(connection, range(court.head().size))
    run = Verification(Trust())
    for at, (leaf, sealed) in sorted(bytes_of.items()):
        if at == position:
            outer, pair = json.loads(leaf), json.loads(sealed)
            change(outer["open"], pair[1])
            sealed = canonical_json(pair)  # noqa: PLW2901  # told anew in its place
            outer["format"] = 2 if "assertion" in pair[1] else 1
            outer["sealed"] = _digest(sealed)
            leaf = canonical_json(outer)  # noqa: PLW2901  # told anew in its place
        run.take(LogEntry(at, leaf, sealed, leaf_hash=leaf_hash(leaf)))
    return [(item.finding.name, item.position, item.detail) for item in run.finish().findings.first]


def _digest(sealed: bytes) -> str:

    return sha256(sealed).hexdigest()


def test_a_history_told_as_it_is_is_sound(court: Court) -> None:
    last = court.head().size - 1
    assert retold(court, last, lambda opened, closed: None) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda opened, closed: opened.update(value="39"),
        lambda opened, closed: opened.update(method="DOCUMENT"),
        lambda opened, closed: closed.update(correlation="c"),
        lambda opened, closed: closed.update(reason="0" * 64),
        lambda opened, closed: closed.update(idempotencyKey="other"),
        lambda opened, closed: opened.update(occurredAt="2025-07-11T00:30:00.000000Z"),
        lambda opened, closed: closed["actor"].update(party="INSPEKTORAT"),
        lambda opened, closed: closed["actor"].update(onBehalfOf="INSPEKTORAT"),
    ],
    ids=["value", "method", "correlation", "reason", "key", "time", "party", "behalf"],
)
def test_a_changed_value_is_found_though_every_hash_is_made_anew(
    court: Court, change: Change
) -> None:
    last = court.head().size - 1
    ((finding, position, detail),) = retold(court, last, change)
    assert (finding, position) == (BAD, last)
    assert "another act than this was signed" in detail


def test_a_signature_that_is_taken_off_is_found(court: Court) -> None:
    last = court.head().size - 1
    ((finding, position, _),) = retold(court, last, lambda _, closed: closed.pop("assertion"))
    assert (finding, position) == (BAD, last)


def test_a_signature_of_another_act_of_the_same_person_is_found(court: Court) -> None:
    other = court.judge(25).last.assertion
    assert other is not None
    said = {
        "authenticatorData": other.authenticator_data,
        "clientData": other.client_data,
        "signature": other.signature,
    }
    at = court.head().size - 2
    ((finding, position, _),) = retold(court, at, lambda _, closed: closed.update(assertion=said))
    assert (finding, position) == (BAD, at)


@pytest.mark.parametrize("part", ["authenticatorData", "clientData", "signature"])
@pytest.mark.parametrize("value", ["", "AAAA", "=", "e30"])
def test_a_part_of_a_signature_that_is_none_is_found(court: Court, part: str, value: str) -> None:
    last = court.head().size - 1
    told = retold(court, last, lambda _, closed: closed["assertion"].update({part: value}))
    assert [(finding, position) for finding, position, _ in told] == [(BAD, last)]


def test_a_key_swapped_at_its_admission_is_found_there_and_at_what_it_signed(court: Court) -> None:
    own = Passkey().public_key
    told = retold(court, court.admitted, lambda _, closed: closed.update(publicKey=own))
    verdict = court.head().size - 1
    assert [(finding, position) for finding, position, _ in told] == [
        (BAD, court.admitted),
        (BAD, verdict),
    ]


def test_a_format_that_says_signed_of_what_is_not_is_no_event(court: Court) -> None:
    def says_signed(opened: dict[str, Any], closed: dict[str, Any]) -> None:
        closed["assertion"] = None

    last = court.head().size - 1
    told = retold(court, last, says_signed)
    assert [(finding, position) for finding, position, _ in told] == [("MALFORMED", last)]
