"""Decisions about discrepancies between sources."""

from collections.abc import Container

from events.facts import discrepancy as facts
from events.facts.fact import Text
from services.commands import discrepancy as commands
from services.decisions.deciding import Decided, Situation, require_free, require_same_occasion
from services.ids import make_id
from services.permissions import is_same
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in
from services.state.key_on_record import CODED


def note_discrepancy(command: commands.NoteDiscrepancy, situation: Situation) -> list[Decided]:
    """DiscrepancyNoted, with every reading as it stands."""
    occasion = situation.known_occasion
    require_free(occasion.taken("discrepancy", command.code), command.code)
    if len(set(command.readings)) < len(command.readings):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("readings",))
    if not _is_known(command.subject, situation):
        raise Refusal(No.NOT_FOUND, field=("subject",))
    fact = facts.DiscrepancyNoted(
        code=command.code,
        subject=command.subject,
        field=command.field,
        readings=tuple(Text(value=reading) for reading in command.readings),
    )
    return [Decided(make_id("discrepancy", occasion.code, command.code), fact, occasion.code)]


def _is_known(subject: str, situation: Situation) -> bool:
    kind, _, key = subject.partition(":")
    occasion, parts = situation.known_occasion, key.split("/")
    if kind in ("party", "region"):
        return key in (
            situation.directory.parties if kind == "party" else situation.directory.regions
        )
    if kind == "event":
        return int(key) < situation.size
    if parts[0] != occasion.code:
        return False
    if kind in ("occasion", "readiness"):
        return True
    items: dict[str, Container[str]] = {
        "rakor": occasion.rakors,
        "source": occasion.sources,
        "discrepancy": occasion.discrepancies,
        "commitment": situation.occasion.commitments,
    }
    if kind in items:
        return parts[1] in items[kind]
    commitment = situation.occasion.commitments.get(parts[1])
    if commitment is None:
        return False
    return found_in(getattr(commitment, CODED[kind]), parts[2]) is not None


def resolve_discrepancy(
    command: commands.ResolveDiscrepancy, situation: Situation
) -> list[Decided]:
    """DiscrepancyResolved, never by who noted it."""
    occasion = situation.known_occasion
    noted = occasion.discrepancies.get(command.discrepancy.code)
    if noted is None:
        raise Refusal(No.NOT_FOUND, field=("discrepancy",))
    if noted.resolved_by is not None:
        raise Refusal(No.WRONG_STATUS, "resolved", field=("discrepancy",))
    require_same_occasion(occasion.code, {"source": command.source})
    if command.source is not None and command.source.code not in occasion.sources:
        raise Refusal(No.NOT_FOUND, field=("source",))
    if is_same(situation.actor, noted.noter):
        raise Refusal(No.SEPARATION_OF_DUTIES, "noter")
    readings = [situation.texts.get(place) for place in noted.readings]
    reading = readings.index(command.chosen) if command.chosen in readings else None
    if reading is None and command.source is None:
        raise Refusal(No.UNSUPPORTED_CHOICE, field=("chosen",))
    fact = facts.DiscrepancyResolved(
        code=noted.code,
        chosen=Text(value=command.chosen) if reading is None else None,
        basis=Text(value=command.basis),
        source=command.source and command.source.code,
        reading=reading,
    )
    return [Decided(make_id("discrepancy", occasion.code, noted.code), fact, occasion.code)]
