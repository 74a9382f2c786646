"""Values that clients give: quantities, texts, lists, codes, days and moments."""

import datetime as dt
import unicodedata
from decimal import Decimal
from typing import Any

import pytest

from events.facts import report as facts
from services.commands.commitment import RecordCommitment
from services.commands.verdict import VerifyFulfilment
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OCCASION, READY
from tests.worlds.examples import EXAMPLES
from tests.worlds.given import Act

BAD_QUANTITIES: list[Any] = [
    *(float("nan"), float("inf"), float("-inf"), 1e15, 10**15, -(10**15), 0.0001, 0.1 + 0.2),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1.0005"), Decimal(10**15)),
    *(Decimal("9999999999999.999"), Decimal("123456789012345.5")),
    *(True, "40", None, 10**400),
]
QUANTITIES: list[tuple[Act, str]] = [
    (cast.RECORD, "weight"),
    (cast.DEFINE, "target"),
    (cast.REVISE, "old_target"),
    (cast.REVISE, "new_target"),
    (cast.REPORT, "value"),
    (cast.VERIFY_PROGRESS, "value"),
    (cast.VERIFY_FULFILMENT, "value"),
    (cast.REJECT, "accepted_value"),
    (cast.CORRECT, "value"),
]


@pytest.mark.parametrize("bad", BAD_QUANTITIES, ids=str)
@pytest.mark.parametrize(("act", "field"), QUANTITIES)
def test_a_quantity_is_finite_below_10_15_with_three_decimals_and_fifteen_digits(
    act: Act, field: str, bad: Any
) -> None:
    is_optional = act.command in (RecordCommitment, VerifyFulfilment) or field == "old_target"
    if bad is None and is_optional:
        return  # may be left out
    history, _ = EXAMPLES[act.command]
    history.when(act.but(**{field: bad})).then_refused(No.INVALID_QUANTITY)


def test_a_part_of_a_target_is_a_quantity_too() -> None:
    part = {"region": "62.05.01", "target": 1e15}
    cast.OWNED.when(cast.DEFINE.but(breakdown=[part])).then_refused(No.INVALID_QUANTITY)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (999_999_999_999.999, "999999999999.999"),
        (Decimal("999999999999.999"), "999999999999.999"),
        (Decimal("999999999999999"), "999999999999999"),
        (1234567890123.5, "1234567890123.5"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (1e3, "1000"),
        (-0.0, "0"),
        (Decimal("1.500"), "1.5"),
        (7, "7"),
    ],
)
def test_a_quantity_is_kept_as_it_was_given(given: Any, kept: str) -> None:
    history = READY.when(cast.REPORT.but(value=given, note="x")).accepted()
    fact = history.events[-1].fact
    assert isinstance(fact, facts.ProgressReported)
    assert fact.value == Decimal(kept)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1.0000000000000000000000000000001"),
        Decimal("999999999999.99999999999999999"),
        Decimal("0.00000000000000000000000000000000000001"),
    ],
)
def test_a_quantity_of_many_digits_is_refused_not_rounded(value: Decimal) -> None:
    READY.when(cast.REPORT.but(value=value, note="x")).then_refused(No.INVALID_QUANTITY)


def test_lists_hold_at_most_200() -> None:
    areas = [{"code": f"A{number}", "name": "x"} for number in range(201)]
    cast.DIRECTORY.when(cast.DECLARE_OCCASION.but(areas=areas)).then_refused(No.TOO_LARGE)
    cast.DIRECTORY.when(cast.DECLARE_OCCASION.but(areas=areas[:200])).accepted()
    parties = ["party:KPU"] * 201
    OCCASION.when(cast.RECORD.but(committed_by=parties)).then_refused(No.TOO_LARGE)


TITLES: list[tuple[Act, str]] = [
    (cast.REGISTER_PARTY, "name"),
    (cast.DECLARE_OCCASION, "name"),
    (cast.RECORD_RAKOR, "name"),
    (cast.RECORD_RAKOR, "venue"),
    (cast.REGISTER_SOURCE, "title"),
    (cast.REGISTER_SOURCE, "number"),
    (cast.REGISTER_SOURCE, "issuer"),
    (cast.NOTE_DISCREPANCY, "field"),
    (cast.RECORD, "title"),
    (cast.DEFINE, "name"),
    (cast.DEFINE, "unit"),
]
TEXTS: list[tuple[Act, str]] = [
    (cast.RECORD, "verbatim"),
    (cast.RESOLVE_DISCREPANCY, "chosen"),
    (cast.RESOLVE_DISCREPANCY, "basis"),
    (cast.DEFINE, "note"),
    (cast.REVISE, "note"),
    (cast.ACCEPT, "comment"),
    (cast.REPORT, "note"),
    (cast.ATTACH, "title"),
    (cast.CLAIM_BARE, "statement"),
    (cast.CLAIM_BARE, "evidence_waiver"),
    (cast.RAISE, "text"),
    (cast.RESOLVE, "how"),
    (cast.RESCHEDULE, "reason"),
]
UNPRINTABLE = {"NUL": "\0", "bell": "\a", "tab": "\t", "return": "\r", "delete": "\x7f"} | {
    "next line": "\x85",
    "high surrogate": "\ud800",
    "low surrogate": "\udc00",
}


def with_one(act: Act, field: str, value: object) -> Act:
    return EXAMPLES[act.command][1].but(None, **{field: value})


@pytest.mark.parametrize("character", UNPRINTABLE.values(), ids=list(UNPRINTABLE))
@pytest.mark.parametrize(("act", "field"), [*TITLES, *TEXTS])
def test_control_characters_and_lone_surrogates_are_refused(
    act: Act, field: str, character: str
) -> None:
    history, _ = EXAMPLES[act.command]
    asked = with_one(act, field, f"a{character}b")
    history.when(asked).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize(("act", "field"), TITLES)
def test_a_title_is_one_line_of_at_most_300_characters(act: Act, field: str) -> None:
    history, _ = EXAMPLES[act.command]
    history.when(with_one(act, field, "é" * 300)).accepted()
    history.when(with_one(act, field, "é" * 301)).then_refused(No.TOO_LARGE)
    history.when(with_one(act, field, "a\nb")).then_refused(No.BAD_USER_INPUT)
    history.when(with_one(act, field, " ")).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize(("act", "field"), TEXTS)
def test_a_text_has_lines_and_at_most_4000_characters(act: Act, field: str) -> None:
    history, example = EXAMPLES[act.command]
    if field == "chosen":
        history = history.and_(cast.REGISTER_SOURCE.but(code="S9", sha256=None, held=False))
        act = example.but(source="source:psu/S9")
    for_length = {"source": act.fields["source"]} if field == "chosen" else {}
    asked = with_one(act, field, "é\n" * 2000).but(**for_length)
    history.when(asked).accepted()
    asked = with_one(act, field, "é" * 4001).but(**for_length)
    history.when(asked).then_refused(No.TOO_LARGE)


UNSEEN = ["\u200b", "\u2060\ufeff", "\u00a0\u3000", "\u3164", "\u2800", "\u0301", "\u00ad \u200d"]
TURNING = ["\u202e", "\u202a", "\u2066", "\u2069"]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_cannot_be_seen_is_no_name_no_reason_and_no_waiver_of_evidence(unseen: str) -> None:
    OCCASION.when(cast.RECORD.but(title=unseen)).then_refused(No.BAD_USER_INPUT)
    OCCASION.when(cast.RECORD.but(verbatim=unseen)).then_refused(No.BAD_USER_INPUT)
    for act in (cast.RESCHEDULE, cast.REOPEN, cast.WITHDRAW):
        history, _ = EXAMPLES[act.command]
        history.when(with_one(act, "reason", unseen)).then_refused(No.REASON_REQUIRED)
    bare = cast.CLAIM_BARE.but(evidence_waiver=unseen)
    READY.and_(cast.REPORT.but(value=100)).when(bare).then_refused(No.EVIDENCE_REQUIRED)


@pytest.mark.parametrize("turning", TURNING, ids=ascii)
@pytest.mark.parametrize(("act", "field"), [*TITLES, *TEXTS])
def test_no_text_turns_the_direction_of_reading(act: Act, field: str, turning: str) -> None:
    history, _ = EXAMPLES[act.command]
    history.when(with_one(act, field, f"Rp 1{turning}00")).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize("ending", ["\u2028", "\u2029"], ids=ascii)
def test_a_title_has_one_line_and_a_text_ends_its_lines_in_one_way(ending: str) -> None:
    OCCASION.when(cast.RECORD.but(title=f"a{ending}b")).then_refused(No.BAD_USER_INPUT)
    history = READY.and_(cast.REPORT.but(note=f"a{ending}b\r\nc"))
    assert list(history.texts.values())[-1] == "a\nb\nc"


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_empty_optional_text_is_no_text(empty: str) -> None:
    fact = READY.when(cast.REPORT.but(note=empty)).accepted().events[-1].fact
    assert isinstance(fact, facts.ProgressReported)
    assert fact.note is None


DECOMPOSED = unicodedata.normalize("NFD", "Kafé “Muara Teweh”")


def test_texts_and_titles_are_brought_to_one_form() -> None:
    composed = unicodedata.normalize("NFC", DECOMPOSED)
    history = OCCASION.and_(cast.RECORD.but(title=DECOMPOSED)).and_(
        cast.ASSIGN.but(reason=DECOMPOSED)
    )
    recorded = history.commitment().recorded
    assert recorded is not None
    assert recorded.title == composed != DECOMPOSED
    assert list(history.texts.values())[-1] == composed


def test_a_text_is_short_enough_in_the_form_in_which_it_is_kept() -> None:
    grows = "\u0958" * 300  # one character that NFC writes as two
    OCCASION.when(cast.RECORD.but(title=grows)).then_refused(No.TOO_LARGE)


def test_what_a_source_says_is_kept_as_it_is() -> None:
    history = OCCASION.and_(
        cast.RECORD.but(verbatim=f" {DECOMPOSED}\n"),
        cast.NOTE_DISCREPANCY.but(readings=[DECOMPOSED, unicodedata.normalize("NFC", DECOMPOSED)]),
        cast.RECORD_RAKOR.but(code="R2", held_on={"verbatim": DECOMPOSED}),
    )
    assert f" {DECOMPOSED}\n" in history.texts.values()
    assert DECOMPOSED in history.texts.values()
    occasion = history.occasions["psu"].occasion
    assert occasion is not None
    assert occasion.rakors["R2"].held_on.verbatim == DECOMPOSED


def test_a_reading_is_chosen_as_it_stands_not_in_another_form() -> None:
    history = OCCASION.and_(cast.NOTE_DISCREPANCY.but(readings=[DECOMPOSED, "x"]))
    history.when(cast.RESOLVE_DISCREPANCY.but(chosen=DECOMPOSED)).accepted()
    other = cast.RESOLVE_DISCREPANCY.but(chosen=unicodedata.normalize("NFC", DECOMPOSED))
    history.when(other).then_refused(No.UNSUPPORTED_CHOICE)


@pytest.mark.parametrize("code", ["", ".a", "-a", "a b", "a/b", "a@b", "é", "a" * 65, "a\n", 7])
def test_a_code_is_plain(code: object) -> None:
    OCCASION.when(cast.RECORD.but(code=code)).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize("code", ["D04", "62.05.01", "0", "a_b-c.d", "a" * 64])
def test_a_code_may_hold_dots_and_dashes(code: str) -> None:
    OCCASION.when(cast.RECORD.but(code=code)).accepted()


@pytest.mark.parametrize(
    "day", ["2025-8-4", "20250804", "2025-08-32", "1899-12-31", "2200-01-01", "besok", 20250804]
)
def test_a_day_is_a_day(day: object) -> None:
    cast.OWNED.when(cast.SET_DEADLINE.but(due=day)).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize(
    "moment",
    [
        *("2025-07-01", "2025-07-01T09:00:00", "2025-07-01 09:00:00Z", "2025-07-01T25:00:00Z"),
        *("1899-12-31T23:59:59Z", "2025-07-01T09:00:00+99:00", 1),
        dt.datetime(2025, 7, 1),  # noqa: DTZ001  # without an offset: to be refused
    ],
)
def test_a_moment_names_its_offset(moment: object) -> None:
    READY.when(cast.REPORT.but(occurred_at=moment)).then_refused(No.BAD_USER_INPUT)


def test_a_moment_is_the_same_in_every_offset() -> None:
    history = READY.and_(cast.REPORT.but(occurred_at="2025-07-01T09:00:00+07:00"))
    assert history.events[-1].occurred_at == dt.datetime(2025, 7, 1, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("field", ["commitment", "party", "unknown"])
def test_a_field_that_is_not_asked_for_is_refused(field: str) -> None:
    OCCASION.when(cast.RECORD.but(None, **{field: "x"})).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize("role", ["RECORDER", "COORDINATOR"])
def test_acting_in_a_role_one_has_not_is_refused(role: str) -> None:
    outcome = OCCASION.when(cast.RECORD.but(act_as=role))
    if role == "RECORDER":
        outcome.accepted()
    else:
        outcome.then_refused(No.NOT_AUTHORISED)


@pytest.mark.parametrize("key", ["", "a b", "a/b", "a" * 65, "a\n"])
def test_an_idempotency_key_is_plain(key: str) -> None:
    OCCASION.when(cast.RECORD.but(idempotency_key=key)).then_refused(No.BAD_USER_INPUT)


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_a_day_lies_in_the_years_1900_to_2199(day: str) -> None:
    cast.OCCASION.when(
        cast.REGISTER_SOURCE.but(code="S2", sha256=cast.OTHER_SHA, date=day)
    ).accepted()
    taken = cast.ATTACH.but(taken_at=f"{day}T00:00:00Z")
    READY.when(taken).accepted()
