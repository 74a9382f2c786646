"""Decisions about sources."""

from events.facts import source as facts
from services.commands import source as commands
from services.decisions.deciding import Decided, Situation, require_free
from services.decisions.sources import require_source
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def register_source(command: commands.RegisterSource, situation: Situation) -> list[Decided]:
    """SourceRegistered, unless the code or the document is already there."""
    occasion = situation.known_occasion
    require_free(occasion.taken("source", command.code), command.code)
    held = command.sha256 is not None
    if (command.held is None and not held) or command.held not in (None, held):
        raise Refusal(No.BAD_USER_INPUT, "held", field=("sha256",))
    for source in occasion.sources.values():
        if held and source.sha256 == command.sha256:
            raise Refusal(No.ALREADY_EXISTS, "document", field=("sha256",), code=source.code)
    fact = facts.SourceRegistered(
        code=command.code,
        source_kind=command.kind,
        title=command.title,
        number=command.number,
        issuer=command.issuer,
        date=command.date,
        held=held,
        sha256=command.sha256,
        replaces=require_source(situation, command.replaces, "replaces"),
    )
    return [Decided(make_id("source", occasion.code, command.code), fact, occasion.code)]
