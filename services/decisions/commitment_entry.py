"""Decisions about a commitment that is recorded, with what a source states of it besides."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from events.facts import commitment as facts
from services.commands.command import Command, InputPart, OnCommitment
from services.commands.commitment import RecordCommitment
from services.commands.commitment_entry import CommitmentFields
from services.commands.deadline import SetDeadline
from services.commands.indicator import DefineIndicator
from services.commands.owner import AssignOwner, NamePartners
from services.decisions.deadline import set_deadline
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_party,
    require_region,
    text,
)
from services.decisions.indicator import define_indicator
from services.decisions.owner import assign_owner, name_partners
from services.decisions.sequence import Sequence, inside, moved
from services.decisions.sources import require_source
from services.decisions.stated import require_stated_then
from services.decisions.umbrella import require_umbrella
from services.ids import InOccasion
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState

Stated = tuple[tuple[str, ...], OnCommitment, Callable[[Any, Situation], list[Decided]]]
"""Where a part of an entry stands in it, the command that it stands for, and what decides that."""
BESIDE = frozenset({("source",)})
"""What stands beside deadline and indicator in an entry, and inside of their own commands."""


def record_commitment(command: RecordCommitment, situation: Situation) -> list[Decided]:
    """CommitmentRecorded, and what a source states of owner, deadline, indicator and partners."""
    sequence = Sequence(command, situation)
    record_in(sequence, command, command.rakor, command)
    return sequence.decided


def record_in(
    sequence: Sequence, entry: CommitmentFields, rakor: InOccasion, command: Command
) -> None:
    """Record a commitment after what was decided before it: the same facts as one by one.

    Unknown owner, deadline and indicator are no reason to refuse it.
    """
    sequence.follow([_recorded(entry, rakor.code, sequence.situation())])
    if not entry.states_more():
        return
    situation = sequence.situation(entry.code)
    if entry.source is None:
        raise Refusal(No.NOT_AUTHORISED, "source", field=("source",))
    require_source(situation, entry.source)
    require_stated_then(command, situation)
    for part, sub, decide in _stated(entry, rakor.occasion, command):
        with inside(*part, beside=BESIDE):
            sequence.follow(decide(sub, sequence.situation(entry.code)))


def _stated(entry: CommitmentFields, occasion: str, command: Command) -> list[Stated]:
    """What a source states beside the promise, each as the command that it stands for, in order."""
    given: dict[str, Any] = {
        "idempotency_key": command.idempotency_key,
        "occurred_at": command.occurred_at,
        "reason": command.reason,
        "commitment": InOccasion(occasion, entry.code),
        "source": entry.source,
    }
    found: list[Stated] = []
    if entry.owner is not None:
        assign = AssignOwner.model_construct(**given, owner=entry.owner)
        found.append(((), assign, assign_owner))
    if entry.deadline is not None:
        set_it = SetDeadline.model_construct(**given, **_fields(entry.deadline))
        found.append((("deadline",), set_it, set_deadline))
    if entry.indicator is not None:
        define = DefineIndicator.model_construct(**given, **_fields(entry.indicator))
        found.append((("indicator",), define, define_indicator))
    if entry.partners:
        name = NamePartners.model_construct(**given, parties=entry.partners)
        found.append(((), name, _name_partners))
    return found


def _fields(entry: InputPart) -> dict[str, Any]:
    """The values of an entry, which were checked where they were given."""
    return {name: getattr(entry, name) for name in type(entry).model_fields}


def _name_partners(command: NamePartners, situation: Situation) -> list[Decided]:
    try:
        return name_partners(command, situation)
    except Refusal as refusal:  # they bear another name in an entry
        raise moved(refusal, ("partners", *refusal.field[1:])) from refusal


def _recorded(entry: CommitmentFields, rakor: str, situation: Situation) -> Decided:
    """CommitmentRecorded, as it was promised."""
    occasion = situation.known_occasion
    if rakor not in occasion.rakors:
        raise Refusal(No.NOT_FOUND, field=("rakor",))
    require_free(situation.occasion.taken(entry.code), entry.code)
    if entry.weight is not None and entry.weight <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("weight",))
    area = occasion.spelt("area", entry.area)
    if area is None:
        known = ", ".join(each.code for each in occasion.areas)
        raise Refusal(No.UNKNOWN_AREA, field=("area",), area=entry.area, known=known)
    require_region(situation.directory, entry.region, "region")
    for index, party in enumerate(entry.committed_by):
        require_party(situation.directory, party, "committedBy", str(index))
    parent = entry.parent and _known(entry.parent, situation)
    if entry.parent is not None and parent is None:
        raise Refusal(No.NOT_FOUND, field=("parent",))
    if parent is not None:
        require_umbrella(situation.occasion.commitments[parent], situation)
    links, references = _related(entry, situation)
    fact = facts.CommitmentRecorded(
        rakor=rakor,
        code=entry.code,
        title=entry.title,
        commitment_kind=entry.kind,
        commitment_role=entry.role,
        parent=parent,
        area=area,
        region=entry.region,
        weight=Decimal(1) if entry.weight is None else entry.weight,
        critical=entry.critical,
        committed_by=entry.committed_by,
        sources=_sources(entry, situation),
        links=links,
        references=references,
        verbatim=text(entry.verbatim),
        condition=entry.condition,
    )
    return about(CommitmentState(occasion=occasion.code, code=entry.code), fact)


def _known(commitment: InOccasion, situation: Situation) -> str | None:
    """The code of a commitment of the occasion that is decided about, as it is on record.

    An earlier row of the same meeting is on record only by now, whatever case it is named in.
    """
    if commitment.occasion != situation.known_occasion.code:
        return None
    return situation.occasion.spelt(commitment.code)


def _sources(entry: CommitmentFields, situation: Situation) -> tuple[str, ...]:
    """The sources that report it; also one of which nothing else is told that it states."""
    found = [
        require_source(situation, source, "sources", str(index))
        for index, source in enumerate(entry.sources)
    ]
    if not entry.states_more():
        found.append(require_source(situation, entry.source))
    return tuple(dict.fromkeys(code for code in found if code is not None))


def _related(
    entry: CommitmentFields, situation: Situation
) -> tuple[tuple[facts.Link, ...], tuple[facts.LinkElsewhere, ...]]:
    """How it relates to others; one of another occasion is a reference only."""
    links, references = list[facts.Link](), list[facts.LinkElsewhere]()
    for index, link in enumerate(entry.links):
        occasion, code = link.commitment
        other = situation.elsewhere.get(occasion)
        if (own := _known(link.commitment, situation)) is not None:
            links.append(facts.Link(kind=link.kind, commitment=own))
        elif other is not None and (spelt := other.spelt(code)) is not None:
            place = f"{occasion}/{spelt}"
            references.append(facts.LinkElsewhere(kind=link.kind, commitment=place))
        else:
            raise Refusal(No.NOT_FOUND, field=("links", str(index), "commitment"))
    return tuple(links), tuple(references)
