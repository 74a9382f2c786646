"""Requests that no server may accept: valid ones with one part made rubbish, by a fixed seed."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GLADI = "gladi-psu-2025"
READ = "query Q($id: ID!, $o: ID!, $at: AsOf, $n: Int, $after: String) {"
READS = {
    "occasion": READ + " readiness(occasion: $o, asOf: $at) { score } }",
    "id": READ + " commitment(id: $id, asOf: $at) { code } }",
    "node": READ + " node(id: $id) { id } }",
    "page": READ + " commitments(occasion: $o, first: $n, after: $after) { edges { cursor } } }",
    "events": READ
    + " events(first: $n, after: $after, filter: {commitment: $id}) { edges { cursor } } }",
}
WRITE = """
mutation M($input: CommitmentReportProgressInput!) { commitmentReportProgress(input: $input) {
  position userErrors { code message }
} }
"""
ATTACH = """
mutation M($input: CommitmentAttachEvidenceInput!) { commitmentAttachEvidence(input: $input) {
  position userErrors { code message }
} }
"""
ESCALATE = """
mutation M($input: CommitmentEscalateInput!) { commitmentEscalate(input: $input) {
  position userErrors { code message }
} }
"""
WAIVE = """
mutation M($input: CommitmentProposeWaiverInput!) { commitmentProposeWaiver(input: $input) {
  position userErrors { code message }
} }
"""
REDACT = """
mutation M($input: TextProposeRedactionInput!) { textProposeRedaction(input: $input) {
  position userErrors { code message }
} }
"""
ABOUT = f"commitment:{GLADI}/D13"
"""A claimed commitment of DINKES: everything below would be recorded, were it not rubbish."""
REPORT = {"idempotencyKey": "k", "commitment": ABOUT, "value": 1}
EVIDENCE = {
    "idempotencyKey": "k",
    "commitment": ABOUT,
    "sha256": "0" * 64,
    "mediaType": "image/png",
    "size": 10,
}
QUESTION = {
    "idempotencyKey": "k",
    "commitment": ABOUT,
    "code": "E9",
    "to": "party:PIMPINAN",
    "question": "Who pays?",
}
WAIVER = {
    "idempotencyKey": "k",
    "commitment": ABOUT,
    "code": "W9",
    "remainder": 1,
    "reason": "Rain",
}
LAW = {"idempotencyKey": "k", "event": 92, "path": "/reason", "legalBasis": "UU 27/2022"}
WRITES: list[tuple[str, dict[str, Any]]] = [
    (WRITE, REPORT),
    (ATTACH, EVIDENCE),
    (ESCALATE, QUESTION),
    (WAIVE, WAIVER),
    (REDACT, LAW),
]
ODD_CHARACTERS = ["\x00", "\x07", "\x1b[31m", "\ud800", "\udfff", "\x7f", "\u0085", "\r"]
NO_TEXTS: list[Any] = [[], {}, ["a"], {"a": 1}, True]
NO_NUMBERS: list[Any] = ["1", "", [], {}, True, "NaN", None]
BAD_QUANTITIES: list[Any] = [-1, -0.5, 10**15, 1e300, 0.0001, 1.23456, 10**400, -(10**400)]
BAD_IDS = [
    "",
    ":",
    "commitment:",
    "occasion:x",
    f"{ABOUT}/",
    f"{ABOUT}@1",
    f"{ABOUT}@1,2",
    "a" * 100_000,
]
BAD_MOMENTS = [
    "",
    "now",
    "2025-13-01T00:00:00Z",
    "2025-02-30T00:00:00Z",
    "2025-08-01T00:00:00",
    "2025-08-01 00:00:00Z",
    "2025-08-01T24:61:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2025-08-01T00:00:00+99:99",
    "\u0662\u0660\u0662\u0665-08-01T00:00:00Z",
]


@dataclass(frozen=True)
class Rubbish:
    """One request body, and what was done to it."""

    told: str
    body: bytes


Spoil = Callable[[random.Random], tuple[str, Any]]


def _odd(rng: random.Random, text: str) -> str:
    """A text with a character in it that may not be shown."""
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(ODD_CHARACTERS) + text[place:]


def _random_text(rng: random.Random) -> str:
    return "".join(
        chr(rng.choice([rng.randrange(1, 128), rng.randrange(0x80, 0xD7FF)]))
        for _ in range(rng.randrange(1, 40))
    )


def _bad_id(rng: random.Random) -> Any:
    return rng.choice(
        [
            rng.choice(BAD_IDS),
            rng.choice(NO_TEXTS),
            _odd(rng, ABOUT),
            "?" + _random_text(rng),
            f"commitment:{GLADI}/{_random_text(rng)}?",
            None,
            1.5,
        ]
    )


def _read(rng: random.Random) -> tuple[str, Any]:
    name = rng.choice(list(READS))
    values: dict[str, Any] = {"id": ABOUT, "o": f"occasion:{GLADI}"}
    part = {"occasion": "o", "id": "id", "node": "id", "page": "o", "events": "id"}[name]
    if name in ("page", "events") and rng.random() < 0.5:
        wrong: list[tuple[str, Any]] = [
            ("n", rng.choice([0, -1, 101, 2**31, 2**63, 10**400, 1.5, "1", True, []])),
            (
                "after",
                rng.choice(["%", "\ud800", "=", "a" * 100_000, 1, [], _random_text(rng) + "!"]),
            ),
        ]
        part, value = rng.choice(wrong)
    elif name in ("occasion", "id") and rng.random() < 0.5:
        moment: dict[str, Any] = {rng.choice(["knownAt", "effectiveAt"]): rng.choice(BAD_MOMENTS)}
        position = {"position": rng.choice([-1, 2**53, 1e400, 1.5, "1", True, 10**400])}
        part, value = "at", rng.choice([moment, position, [], "x", 1, {"unknown": 1}])
    else:
        value = _bad_id(rng)
    return f"{name}, {part}", {"query": READS[name], "variables": {**values, part: value}}


def _write(rng: random.Random) -> tuple[str, Any]:
    query, good = rng.choice(WRITES)
    spoilt: dict[str, Any] = {
        "idempotencyKey": rng.choice(["", "a b", "k" * 65, _odd(rng, "key"), *NO_TEXTS, None]),
        "occurredAt": rng.choice([*BAD_MOMENTS, "2199-01-01T00:00:00Z", 1, [], True]),
        "expectedVersion": rng.choice([-1, 0, 10**400, 2**31, 1.5, "1", [], True]),
        "reason": rng.choice(["a" * 100_000, _odd(rng, "why"), *NO_TEXTS, 1]),
        "actAs": rng.choice(["SYSTEM", "KING", "", 1, [], "AUDITOR"]),
        "onBehalfOf": rng.choice(["party:NOBODY", "NOBODY", _odd(rng, "party:KPU"), *NO_TEXTS]),
        "correlation": rng.choice(["", " ", "c" * 129, _odd(rng, "c"), *NO_TEXTS]),
        "unknown": 1,
    }
    if "commitment" in good:
        spoilt["commitment"] = _bad_id(rng)
    if query in (ESCALATE, WAIVE, REDACT):
        spoilt |= _spoilt_steering(rng, good)
    elif query is WRITE:
        spoilt["value"] = rng.choice([*NO_NUMBERS, *BAD_QUANTITIES])
        spoilt["region"] = rng.choice(
            ["region:62.05.01", "region:", "", _odd(rng, "62"), *NO_TEXTS]
        )
        spoilt["note"] = rng.choice(["n" * 100_000, _odd(rng, "note"), *NO_TEXTS, 1])
    else:
        spoilt["sha256"] = rng.choice(
            ["", "0" * 63, "G" * 64, "A" * 64, "\u0660" * 64, *NO_TEXTS, None]
        )
        spoilt["mediaType"] = rng.choice(
            ["", "image", "IMAGE/PNG", "a/b\n", "a" * 100_000, *NO_TEXTS]
        )
        spoilt["size"] = rng.choice([0, -1, 2**53, 1.5, "1", [], None, True])
        spoilt["title"] = rng.choice(["t" * 100_000, _odd(rng, "title"), *NO_TEXTS, 1])
        spoilt["takenAt"] = rng.choice([*BAD_MOMENTS, 1, []])
    name = rng.choice(list(spoilt))
    return name, {"query": query, "variables": {"input": {**good, name: spoilt[name]}}}


def _spoilt_steering(rng: random.Random, good: dict[str, Any]) -> dict[str, Any]:
    """Rubbish for the fields of the commands that steer and erase."""
    text = rng.choice(["", " ", "q" * 100_000, _odd(rng, "text"), *NO_TEXTS, None, 1])
    spoilt: dict[str, Any] = {
        "code": rng.choice(["", "-", "a b", "c" * 65, _odd(rng, "E9"), *NO_TEXTS, None]),
        "to": rng.choice(["party:NOBODY", "PIMPINAN", "", _odd(rng, "party:KPU"), *NO_TEXTS, None]),
        "question": text,
        "legalBasis": text,
        "remainder": rng.choice([*NO_NUMBERS, *BAD_QUANTITIES, 0, 10**6]),
        "event": rng.choice([-1, 2**53, 10**400, 1.5, "5", [], True, None, 10**9]),
        "path": rng.choice(
            ["", "/", "note", "//", "/note/", "/no-te", "/" + "a" * 41, "/../..", *NO_TEXTS, None]
        ),
    }
    if "question" in good:
        spoilt["level"] = rng.choice([0, 10, -1, 10**400, 1.5, "1", [], True])
    return {name: value for name, value in spoilt.items() if name in good or name == "level"}


def _envelope(rng: random.Random) -> tuple[str, Any]:
    good: dict[str, Any] = {"query": "{ __typename }"}
    spoilt: dict[str, Any] = {
        "query": rng.choice(
            [None, 1, [], {}, "", " ", "{", "}", "{ a", "{ unknown }", _random_text(rng) + "{"]
        ),
        "variables": rng.choice([1, "x", [], True, [{}]]),
        "operationName": rng.choice([1, [], {}, "Unknown", True]),
        "extensions": rng.choice([1, "x", [], True]),
    }
    name = rng.choice(list(spoilt))
    return name, {**good, name: spoilt[name]}


def _document(rng: random.Random) -> tuple[str, Any]:
    """A valid document in which a character is no GraphQL, or is missing."""
    text = READS["occasion"]
    place = rng.randrange(len(text))
    spoilt = (
        text[:place] + rng.choice(["\x00", "\ud800", "?", "`", "%", "}", "{", '"']) + text[place:]
    )
    given = {"id": ABOUT, "o": f"occasion:{GLADI}"}
    return f"document at {place}", {"query": spoilt, "variables": given}


def _broken(rng: random.Random, body: bytes) -> tuple[str, bytes]:
    """A body that is no JSON any more."""
    place = rng.randrange(1, len(body))
    cut = body[:place]
    return rng.choice(
        [
            ("cut off", cut),
            ("no UTF-8", cut + bytes([rng.choice([0x80, 0xFF, 0xC0])]) + body[place:]),
            (
                "constant",
                body[:-1] + b', "n": ' + rng.choice([b"NaN", b"Infinity", b"-Infinity"]) + b"}",
            ),
            ("more behind it", body + rng.choice([b"}", b"x", body])),
            ("nothing", b""),
        ]
    )


def rubbish(seed: int) -> Rubbish:
    """The malformed request of a seed."""
    rng = random.Random(seed)  # rubbish that can be made again, no secret
    spoil: Spoil = rng.choice([_read, _read, _write, _write, _write, _envelope, _document])
    told, given = spoil(rng)
    body = json.dumps(given).encode()
    if rng.random() < 0.15:
        told, body = _broken(rng, body)
    return Rubbish(f"{seed}: {told}", body)
