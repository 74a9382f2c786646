"""Verifies a log at a URL by its public files alone, and what its API shows of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote, TreeHead
from events.heads.witness_policy import WitnessPolicy
from events.progress import Progress
from events.tree.tiles import FilledTile, Tile, TileHashes
from events.verify.expected_head import Holder
from events.verify.findings import Finding
from services.readiness.rules import RULES
from services.state.commitment import CommitmentState
from services.state.occasion import Occasion, OccasionState, whole_minute
from services.state.periods import claimed_at
from services.state.replay import REPLAY_ERRORS
from services.verify.public_log import CannotFetch, NotThere, PublicLog
from services.verify.public_states import PublicStates
from services.verify.verification import Remark, Trust, Verification, VerificationReport
from services.verify.witnessed_heads import witnessed_heads

KEYS = "{ log { publicKeys } }"
WITNESSED = "{ log { witnessedCheckpoint { note } } }"
FIGURES = ("light", "score", "verified", "ceiling", "coverage", "confidence", "planned")
PAGE = 100
Totals = tuple[float | None, float | None]
"""How much of a commitment is claimed and verified, as the API shows it."""
SHOWN = """query ($o: ID!, $p: Position!, $t: DateTime!, $after: String) {
  readiness(occasion: $o, asOf: {position: $p, effectiveAt: $t}) {
    light score verified ceiling coverage confidence planned }
  commitments(occasion: $o, asOf: {position: $p, effectiveAt: $t}, first: 100, after: $after) {
    edges { node { code claimedTotal verifiedTotal } }
    pageInfo { hasNextPage endCursor } } }"""


class Comparison:
    """Holds the states that the public can rebuild against what the API shows of them."""

    def __init__(self, states: PublicStates) -> None:
        self._states = states

    def compare(self, log: PublicLog, run: Verification, now: dt.datetime) -> None:
        """Ask the API for the same moment, and note what differs."""
        replay = self._states.replay
        if replay is None or not run.check.log.size:
            return
        for code, state in sorted(replay.occasions.items()):
            latest = state.latest
            if not state.occasion or (latest and whole_minute(latest) > whole_minute(now)):
                continue
            try:
                self._compare_one(log, run, (code, state), now)
            except CannotFetch as error:
                run.drift(f"occasion:{code} cannot be compared: {error}")

    def _compare_one(
        self, log: PublicLog, run: Verification, named: tuple[str, OccasionState], now: dt.datetime
    ) -> None:
        code, state = named
        figures, occasion = _figures(run, state, now), state.occasion
        if figures is None or occasion is None:
            return
        place = {"o": f"occasion:{code}", "p": run.check.log.size - 1, "t": now.isoformat()}
        shown, commitments = _shown(log, place, len(state.commitments))
        hidden = {item for within, item in self._states.hidden if within == code}
        for own in state.commitments.values():
            theirs = commitments.pop(own.code, None)
            if theirs is None:
                run.drift(f"commitment:{code}/{own.code} is not shown")
            elif own.code not in hidden and theirs != _totals(own, occasion, now):
                run.drift(f"commitment:{code}/{own.code} is shown as {theirs}")
        for extra in commitments:
            run.drift(f"commitment:{code}/{extra} follows from no event")
        if hidden:
            run.remark(Remark.REGIONS_SEALED)
            return
        for figure, value in figures.items():
            if value != shown[figure]:
                detail = f"{figure} of occasion:{code} is shown as {shown[figure]}"
                run.drift(f"{detail}, and follows as {value}")


def _figures(run: Verification, state: OccasionState, now: dt.datetime) -> dict[str, object] | None:
    """The occasion's figures by the rule that it was declared with; None, and why, if none follow.

    What is recorded may hold a rule, or a time zone, that nobody could have asked for.
    """
    position = state.occasion.position if state.occasion else None
    rule = RULES.get(state.occasion.rule) if state.occasion else None
    if rule is None:
        run.findings.add(Finding.NEEDS_UPGRADE, position, "a readiness rule that is not known here")
        return None
    try:
        whole = rule.judge(state, now).whole
    except REPLAY_ERRORS as error:
        detail = f"cannot be judged: {type(error).__name__}"
        run.findings.add(Finding.MALFORMED, position, detail)
        return None
    return {figure: getattr(whole, figure) for figure in FIGURES}


def _totals(own: CommitmentState, occasion: Occasion, now: dt.datetime) -> Totals:
    return _number(claimed_at(own, occasion, whole_minute(now))), _number(own.verified)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _shown(
    log: PublicLog, place: dict[str, object], expected: int
) -> tuple[dict[str, Any], dict[str, tuple[float | None, float | None]]]:
    """Readiness, and claimed and verified totals by code, as the API shows them.

    No more pages are read than the commitments fill that are expected.
    """
    found: dict[str, tuple[float | None, float | None]] = {}
    after: str | None = None
    answer: dict[str, Any] = {}
    try:
        for _ in range(expected // PAGE + 2):
            answer = log.ask(SHOWN, {**place, "after": after})
            for edge in answer["commitments"]["edges"]:
                node = edge["node"]
                found[node["code"]] = (node["claimedTotal"], node["verifiedTotal"])
            page = answer["commitments"]["pageInfo"]
            if not page["hasNextPage"]:
                break
            after = page["endCursor"]
        return {figure: answer["readiness"][figure] for figure in FIGURES}, found
    except (AttributeError, LookupError, TypeError) as error:
        raise CannotFetch("the API shows nothing of it") from error


def verify_url(url: str, trust: Trust, now: dt.datetime, progress: Progress) -> VerificationReport:
    """Verify a log from outside. `now` is the moment at which figures are compared.

    Raises CannotFetch where a file of it cannot be fetched.
    """
    log = PublicLog(url)
    keys = trust.log_keys or tuple(_shown_keys(log))
    run = Verification(trust, keys)
    if trust.policy:
        _ask_witnesses(log, run, trust.policy, keys)
    note = log.checkpoint()  # after the witnesses: what they have seen is no newer
    run.remark(Remark.NO_SEALED)
    if log.is_read_only():
        run.remark(Remark.READ_ONLY)
    run.expect(note)
    size = note.head.size
    states = PublicStates()
    with suppress(NotThere):  # it does not hold what it has signed, as its head will tell
        for entry in log.entries(size):
            filled = run.take(entry)
            states.take(entry.leaf, run)
            compare_tiles(log, run, filled)
            progress(run.check.log.size, size)
        _prove_receipts(log, run, note.head)
    Comparison(states).compare(log, run, now)
    return run.finish()


def _ask_witnesses(
    log: PublicLog, run: Verification, policy: WitnessPolicy, keys: Sequence[VerifierKey]
) -> None:
    """Demand what the witnesses hold, and the newest head that the log shows as witnessed."""
    held = witnessed_heads(policy, keys)
    for note in held.heads:
        run.expect(note, Holder.WITNESS)
    if held.silent:
        run.remark(Remark.WITNESS_SILENT)
    with suppress(CannotFetch, MalformedNote):  # a log need not show it: then less is witnessed
        shown = _log_of(log, WITNESSED).get("witnessedCheckpoint")
        if isinstance(shown, dict):
            run.expect(SignedNote.parse(str(shown.get("note"))))


def _shown_keys(log: PublicLog) -> Iterator[VerifierKey]:
    texts = _log_of(log, KEYS).get("publicKeys")
    for text in texts if isinstance(texts, list) else ():
        try:
            yield VerifierKey.parse(str(text))
        except MalformedNote as error:
            raise CannotFetch(f"a public key of the log is none: {error}") from error


def _log_of(log: PublicLog, query: str) -> dict[str, Any]:
    found = log.ask(query, {}).get("log")
    if not isinstance(found, dict):
        raise CannotFetch("the API shows nothing of the log")
    return found


def _prove_receipts(log: PublicLog, run: Verification, head: TreeHead) -> None:
    """Prove the receipts from tiles alone: who doubts the entries need not read them."""

    def hashes(level: int, number: int) -> list[bytes]:
        return log.hashes(level, number, Tile(level, number).width_in(head.size))

    try:
        run.receipts.prove(head.size, head.root, TileHashes(hashes).at)
    except (LookupError, NotThere) as error:
        detail = f"no proof of the receipts: {error}"
        run.findings.add(Finding.DAMAGED, None, detail)


def compare_tiles(log: PublicLog, run: Verification, filled: list[FilledTile]) -> None:
    """Tiles of level 0 came with the entries; those above are asked for once they are full."""
    for tile in filled:
        if tile.level == 0:
            continue
        try:
            stored = log.hashes(tile.level, tile.number)
        except NotThere:
            stored = []
        run.compare_tile(tile, stored)
