"""Decisions about coordination meetings (rakor)."""

from collections.abc import Iterable

from events.facts import rakor as facts
from services.commands import rakor as commands
from services.decisions.deciding import Decided, Situation, require_free, require_party, text
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.rakor import Rakor


def record_rakor(command: commands.RecordRakor, situation: Situation) -> list[Decided]:
    """RakorRecorded and one ParticipantRecorded each, unless the meeting is already there."""
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
    stream = make_id("rakor", occasion.code, command.code)
    meeting = facts.RakorRecorded(
        code=command.code,
        name=command.name,
        held_on=held_on,
        venue=command.venue,
        organiser=command.organiser,
        chair=command.chair,
    )
    joined = [
        facts.ParticipantRecorded(
            rakor=command.code, party=entry.party, capacity=text(entry.capacity)
        )
        for entry in command.participants
    ]
    return [Decided(stream, fact, occasion.code) for fact in (meeting, *joined)]


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
