"""Decisions about parties."""

from events.facts import party as facts
from services.commands import party as commands
from services.decisions.deciding import Decided, Situation, require_party
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def register_party(command: commands.RegisterParty, situation: Situation) -> list[Decided]:
    """PartyRegistered, unless the code is taken or the parent unknown."""
    if command.code in situation.directory.parties:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    require_party(situation.directory, command.parent, "parent")
    fact = facts.PartyRegistered(
        code=command.code,
        name=command.name,
        party_kind=command.kind,
        parent_party=command.parent,
    )
    return [Decided(make_id("party", command.code), fact)]
