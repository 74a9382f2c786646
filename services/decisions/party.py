"""Decisions about parties."""

from events.facts import party as facts
from services.commands import party as commands
from services.decisions.deciding import Decided, Situation, require_free, require_party
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No


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


def rename_party(command: commands.RenameParty, situation: Situation) -> list[Decided]:
    """PartyRenamed, unless that was its name then; the names before stay on record."""
    require_party(situation.directory, command.party, "party")
    since = command.occurred_at or situation.now
    if situation.directory.parties[command.party].name_at(since) == command.name:
        raise Refusal(No.ALREADY_SET, "name", field=("name",))
    fact = facts.PartyRenamed(party=command.party, name=command.name)
    return [Decided(make_id("party", command.party), fact)]


def succeed_party(command: commands.SucceedParty, situation: Situation) -> list[Decided]:
    """PartySucceeded, once: who came in its place may be succeeded in turn, never by itself."""
    directory = situation.directory
    require_party(directory, command.party, "party")
    require_party(directory, command.successor, "successor")
    if directory.parties[command.party].succession is not None:
        raise Refusal(No.ALREADY_SET, "successor", field=("successor",))
    if directory.holder(command.successor) == command.party:
        raise Refusal(No.CIRCULAR_DEPENDENCY, "succession", field=("successor",))
    fact = facts.PartySucceeded(party=command.party, successor=command.successor)
    return [Decided(make_id("party", command.party), fact)]
