"""Decisions that put right what is on record of a meeting."""

from events.facts import rakor as facts
from services.commands import rakor_amendment as commands
from services.decisions.deciding import Decided, Situation, require_party, require_reason
from services.decisions.rakor import require_no_such_meeting
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.rakor import Rakor


def amend_rakor(command: commands.AmendRakor, situation: Situation) -> list[Decided]:
    """RakorAmended: what is on record from now on; what it was stays in its history."""
    occasion = situation.known_occasion
    require_reason(command.reason)
    rakor = occasion.rakors.get(command.rakor.code)
    if rakor is None:
        raise Refusal(No.NOT_FOUND, field=("rakor",))
    require_party(situation.directory, command.organiser, "organiser")
    require_party(situation.directory, command.chair, "chair")
    stated = command.held_on
    held_on = None if stated is None else facts.StatedDate(**stated.model_dump())
    fact = facts.RakorAmended(
        rakor=rakor.code,
        name=command.name,
        held_on=held_on,
        venue=command.venue,
        organiser=command.organiser,
        chair=command.chair,
    )
    amended = _amended(rakor, fact)
    if amended == rakor:
        raise Refusal(No.BAD_USER_INPUT, "unchanged")
    others = (each for each in occasion.rakors.values() if each.code != rakor.code)
    require_no_such_meeting(others, amended.organiser, amended.name, amended.held_on)
    return [Decided(make_id("rakor", occasion.code, rakor.code), fact, occasion.code)]


def _amended(rakor: Rakor, fact: facts.RakorAmended) -> Rakor:
    named = type(fact).model_fields.keys() - {"rakor"}
    said = {name: value for name in named if (value := getattr(fact, name)) is not None}
    return rakor.model_copy(update=said)
