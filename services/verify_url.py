"""Verifies a log at a URL by its public files alone, and what its API shows of them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from events.canonical_bytes import UnreadableEvent
from events.fact import FieldClass, field_classes
from events.facts import FACT_BY_NAME
from events.findings import Finding
from events.note_keys import VerifierKey
from events.progress import Progress
from events.tree_head import MalformedNote
from services.fetch_log import CannotFetch, PublicLog
from services.public_leaves import NotPublic, public_event
from services.readiness_rule import RULES
from services.replay import REPLAY_ERRORS, Replay
from services.state.occasion_state import OccasionState, whole_minute
from services.verification import Remark, Report, Trust, Verification

KEYS = "{ log { publicKeys } }"
FIGURES = ("light", "score", "verified", "ceiling", "coverage", "confidence")
SHOWN = """query ($o: ID!, $p: Position!, $t: DateTime!, $after: String) {
  readiness(occasion: $o, asOf: {position: $p, effectiveAt: $t}) {
    light score verified ceiling coverage confidence }
  commitments(occasion: $o, asOf: {position: $p, effectiveAt: $t}, first: 100, after: $after) {
    edges { node { code claimedTotal verifiedTotal } }
    pageInfo { hasNextPage endCursor } } }"""


class PublicStates:
    """The states that the public can rebuild, to be held against what the API shows."""

    def __init__(self) -> None:
        self._replay: Replay | None = Replay()
        self._hidden: set[tuple[str | None, str | None]] = set()
        """Commitments with values that only stand in sealed bytes: those of regions."""

    def take(self, leaf: bytes) -> None:
        """Take the next leaf in."""
        if self._replay is None:
            return
        try:
            self._replay.follow(public_event(leaf))
        except NotPublic as error:
            if _has_values(error.fact_name):
                self._hidden.add((error.occasion, error.commitment))
        except (UnreadableEvent, *REPLAY_ERRORS):
            self._replay = None  # was reported as a finding, with its position

    def compare(self, log: PublicLog, run: Verification, now: dt.datetime) -> None:
        """Ask the API for the same moment, and note what differs."""
        if self._replay is None or not run.check.log.size:
            return
        for code, state in sorted(self._replay.occasions.items()):
            latest = state.latest
            if state.frame and not (latest and whole_minute(latest) > whole_minute(now)):
                self._compare_one(log, run, (code, state), now)

    def _compare_one(
        self, log: PublicLog, run: Verification, named: tuple[str, OccasionState], now: dt.datetime
    ) -> None:
        code, state = named
        place = {"o": f"occasion:{code}", "p": run.check.log.size - 1, "t": now.isoformat()}
        shown, commitments = _shown(log, place)
        hidden = {item for occasion, item in self._hidden if occasion == code}
        for own in state.commitments.values():
            theirs = commitments.pop(own.code, None)
            if theirs is None:
                run.drift(f"commitment:{code}/{own.code} is not shown")
            elif own.code not in hidden and theirs != (_number(own.claimed), _number(own.verified)):
                run.drift(f"commitment:{code}/{own.code} is shown as {theirs}")
        for extra in commitments:
            run.drift(f"commitment:{code}/{extra} follows from no event")
        if hidden:
            run.remark(Remark.REGIONS_SEALED)
            return
        whole = RULES[state.frame.rule](state, now).whole if state.frame else None
        for figure in FIGURES:
            if getattr(whole, figure) != shown[figure]:
                detail = f"{figure} of occasion:{code} is shown as {shown[figure]}"
                run.drift(f"{detail}, and follows as {getattr(whole, figure)}")


def _has_values(fact_name: str) -> bool:
    return FieldClass.REGIONAL in field_classes(FACT_BY_NAME[fact_name]).values()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _shown(
    log: PublicLog, place: dict[str, object]
) -> tuple[dict[str, Any], dict[str, tuple[float | None, float | None]]]:
    """Readiness, and claimed and verified totals by code, as the API shows them."""
    found: dict[str, tuple[float | None, float | None]] = {}
    after: str | None = None
    while True:
        answer = log.ask(SHOWN, {**place, "after": after})
        for edge in answer["commitments"]["edges"]:
            node = edge["node"]
            found[node["code"]] = (node["claimedTotal"], node["verifiedTotal"])
        page = answer["commitments"]["pageInfo"]
        if not page["hasNextPage"]:
            return answer["readiness"], found
        after = page["endCursor"]


def verify_url(url: str, trust: Trust, now: dt.datetime, progress: Progress) -> Report:
    """Verify a log from outside. `now` is the moment at which figures are compared.

    Raises CannotFetch where its files cannot be had.
    """
    log = PublicLog(url)
    note = log.checkpoint()
    run = Verification(trust, () if trust.keys else _shown_keys(log))
    run.remark(Remark.NO_SEALED)
    run.expect(note)
    size = note.head.size
    states = PublicStates()
    for entry in log.entries(size):
        states.take(entry.leaf)
        _compare_tiles(log, run, run.take(entry))
        progress(run.check.log.size, size)
    states.compare(log, run, now)
    return run.finish()


def _shown_keys(log: PublicLog) -> Iterator[VerifierKey]:
    for text in log.ask(KEYS, {})["log"]["publicKeys"]:
        try:
            yield VerifierKey.parse(text)
        except MalformedNote as error:
            raise CannotFetch(f"a public key of the log is none: {error}") from error


def _compare_tiles(
    log: PublicLog, run: Verification, filled: list[tuple[int, int, list[bytes]]]
) -> None:
    """Tiles of level 0 came with the entries; those above are asked for once they are full."""
    for level, number, hashes in filled:
        if level and log.hashes(level, number) != hashes:
            detail = f"tile {number} of level {level} is not that of the entries"
            run.findings.add(Finding.DAMAGED, run.check.log.size - 1, detail)
