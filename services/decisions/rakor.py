"""Decisions about coordination meetings (rakor)."""

from collections.abc import Iterable

from events.facts import rakor as facts
from services.commands import rakor as commands
from services.decisions.commitment_entry import record_in
from services.decisions.deciding import Decided, Situation, require_free, require_party, text
from services.decisions.sequence import Sequence, inside
from services.ids import InOccasion, make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.rakor import Rakor

MOST_PARTS = 5_000
"""Of all indicators in one request: nobody else is written meanwhile."""


def record_rakor(command: commands.RecordRakor, situation: Situation) -> list[Decided]:
    """RakorRecorded, each ParticipantRecorded and what was promised, unless it is already there."""
    occasion = situation.known_occasion
    held_on = facts.StatedDate(**command.held_on.model_dump())
    require_free(occasion.taken("rakor", command.code), command.code)
    require_no_such_meeting(occasion.rakors.values(), command.organiser, command.name, held_on)
    require_party(situation.directory, command.organiser, "organiser")
    require_party(situation.directory, command.chair, "chair")
    if len({entry.party for entry in command.participants}) < len(command.participants):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("participants",))
    for index, entry in enumerate(command.participants):
        require_party(situation.directory, entry.party, "participants", str(index), "party")
    parts = sum(len(row.indicator.breakdown) for row in command.commitments if row.indicator)
    if parts > MOST_PARTS:
        raise Refusal(No.TOO_LARGE, "parts", field=("commitments",), limit=MOST_PARTS)
    sequence = Sequence(command, situation)
    sequence.follow(_meeting(command, held_on, situation))
    for index, promise in enumerate(command.commitments):
        with inside("commitments", str(index)):
            record_in(sequence, promise, InOccasion(occasion.code, command.code), command)
    return sequence.decided


def _meeting(
    command: commands.RecordRakor, held_on: facts.StatedDate, situation: Situation
) -> list[Decided]:
    """The meeting itself, and who took part in it."""
    occasion = situation.known_occasion.code
    stream = make_id("rakor", occasion, command.code)
    meeting = facts.RakorRecorded(
        code=command.code,
        name=command.name,
        held_on=held_on,
        venue=command.venue,
        organiser=command.organiser,
        chair=command.chair,
        same_as=_same_meeting(command, situation),
    )
    joined = [
        facts.ParticipantRecorded(
            rakor=command.code, party=entry.party, capacity=text(entry.capacity)
        )
        for entry in command.participants
    ]
    return [Decided(stream, fact, occasion) for fact in (meeting, *joined)]


def _same_meeting(command: commands.RecordRakor, situation: Situation) -> str | None:
    """The same meeting as it stands under another occasion, if it served one."""
    if command.same_as is None:
        return None
    occasion, code = command.same_as
    if occasion == situation.known_occasion.code:
        raise Refusal(No.BAD_USER_INPUT, "same_occasion", field=("sameAs",))
    other = situation.elsewhere.get(occasion)
    known = other.occasion.spelt("rakor", code) if other and other.occasion else None
    if known is None:
        raise Refusal(No.NOT_FOUND, field=("sameAs",))
    return f"{occasion}/{known}"


def record_participant(command: commands.RecordParticipant, situation: Situation) -> list[Decided]:
    """ParticipantRecorded, for a meeting that is on record; each party once."""
    occasion = situation.known_occasion
    rakor = occasion.rakors.get(command.rakor.code)
    if rakor is None:
        raise Refusal(No.NOT_FOUND, field=("rakor",))
    require_party(situation.directory, command.party, "party")
    if any(joined.party == command.party for joined in rakor.participants):
        raise Refusal(No.ALREADY_EXISTS, "participant", field=("party",), party=command.party)
    fact = facts.ParticipantRecorded(
        rakor=rakor.code, party=command.party, capacity=text(command.capacity)
    )
    return [Decided(make_id("rakor", occasion.code, rakor.code), fact, occasion.code)]


def require_no_such_meeting(
    others: Iterable[Rakor], organiser: str | None, name: str, held_on: facts.StatedDate
) -> None:
    """Refuse a meeting of the same organiser, name and day as another one."""
    for rakor in others:
        same_name = (rakor.organiser, rakor.name) == (organiser, name)
        if same_name and _is_same_day(rakor.held_on, held_on):
            raise Refusal(No.ALREADY_EXISTS, "rakor", field=("name",), code=rakor.code)


def _is_same_day(one: facts.StatedDate, other: facts.StatedDate) -> bool:
    if one.resolved and other.resolved:
        return one.resolved == other.resolved
    return one.verbatim == other.verbatim or (
        bool(one.candidates) and set(one.candidates) == set(other.candidates)
    )
