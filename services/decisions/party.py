"""Decisions about parties."""

from events.facts import party as facts
from services.commands import party as commands
from services.decisions.deciding import Decided, Situation, require_free, require_party
from services.ids import make_id


def register_party(command: commands.RegisterParty, situation: Situation) -> list[Decided]:
    """PartyRegistered, unless the code is taken or the parent unknown."""
    require_free(situation.directory.taken("party", command.code), command.code)
    require_party(situation.directory, command.parent, "parent")
    fact = facts.PartyRegistered(
        code=command.code,
        name=command.name,
        party_kind=command.kind,
        parent_party=command.parent,
    )
    return [Decided(make_id("party", command.code), fact)]
