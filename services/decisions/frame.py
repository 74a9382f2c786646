"""Decisions about the frame: parties, regions, occasions, meetings, sources, discrepancies."""

import zoneinfo
from collections.abc import Container
from functools import cache

from events.facts import occasion as facts
from events.facts.fact import Text
from services.commands import frame as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    require_party,
    require_region,
    require_same_occasion,
    text,
)
from services.ids import make_id
from services.permissions import is_same
from services.readiness.rules import RULES
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.directory import parent_code


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


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


def register_regions(command: commands.RegisterRegions, situation: Situation) -> list[Decided]:
    """RegionRegistered for each, parents before children."""
    known = set(situation.directory.regions)
    decided = []
    for index, entry in enumerate(command.regions):
        above = parent_code(entry.code)
        where = ("regions", str(index), "code")
        if entry.code in known:
            raise Refusal(No.ALREADY_EXISTS, field=where, code=entry.code)
        if above is not None and above not in known:
            raise Refusal(No.UNKNOWN_REGION, "parent", field=where, region=above)
        known.add(entry.code)
        fact = facts.RegionRegistered(code=entry.code, name=entry.name, region_level=entry.level)
        decided.append(Decided(make_id("region", entry.code), fact))
    return decided


def declare_occasion(command: commands.DeclareOccasion, situation: Situation) -> list[Decided]:
    """OccasionDeclared, unless the code is taken."""
    if command.code in situation.directory.occasions:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    if command.time_zone not in _time_zones():
        raise Refusal(No.BAD_USER_INPUT, "time_zone", field=("timeZone",))
    if command.rule not in RULES:
        raise Refusal(No.BAD_USER_INPUT, "rule", field=("rule",), known=", ".join(RULES))
    if len({area.code for area in command.areas}) < len(command.areas):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("areas",))
    require_region(situation.directory, command.region, "region")
    fact = facts.OccasionDeclared(
        code=command.code,
        name=command.name,
        day=command.day,
        time_zone=command.time_zone,
        areas=tuple(facts.Area(code=area.code, name=area.name) for area in command.areas),
        region=command.region,
        rule=command.rule,
    )
    return [Decided(make_id("occasion", command.code), fact, command.code)]


def record_rakor(command: commands.RecordRakor, situation: Situation) -> list[Decided]:
    """RakorRecorded and one ParticipantRecorded each, unless the meeting is already there."""
    frame = situation.frame
    held_on = facts.StatedDate(**command.held_on.model_dump())
    if command.code in frame.rakors:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    for rakor in frame.rakors.values():
        same_name = (rakor.organiser, rakor.name) == (command.organiser, command.name)
        if same_name and _is_same_day(rakor.held_on, held_on):
            raise Refusal(No.ALREADY_EXISTS, "rakor", field=("name",), code=rakor.code)
    require_party(situation.directory, command.organiser, "organiser")
    require_party(situation.directory, command.chair, "chair")
    if len({entry.party for entry in command.participants}) < len(command.participants):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("participants",))
    for index, entry in enumerate(command.participants):
        require_party(situation.directory, entry.party, "participants", str(index), "party")
    stream = make_id("rakor", frame.code, command.code)
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
    return [Decided(stream, fact, frame.code) for fact in (meeting, *joined)]


def _is_same_day(one: facts.StatedDate, other: facts.StatedDate) -> bool:
    if one.resolved and other.resolved:
        return one.resolved == other.resolved
    return one.verbatim == other.verbatim or (
        bool(one.candidates) and set(one.candidates) == set(other.candidates)
    )


def register_source(command: commands.RegisterSource, situation: Situation) -> list[Decided]:
    """SourceRegistered, unless the code or the document is already there."""
    frame = situation.frame
    if command.code in frame.sources:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    held = command.sha256 is not None
    if (command.held is None and not held) or command.held not in (None, held):
        raise Refusal(No.BAD_USER_INPUT, "held", field=("sha256",))
    for source in frame.sources.values():
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
    )
    return [Decided(make_id("source", frame.code, command.code), fact, frame.code)]


def note_discrepancy(command: commands.NoteDiscrepancy, situation: Situation) -> list[Decided]:
    """DiscrepancyNoted, with every reading as it stands."""
    frame = situation.frame
    if command.code in frame.discrepancies:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
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
    return [Decided(make_id("discrepancy", frame.code, command.code), fact, frame.code)]


def _is_known(subject: str, situation: Situation) -> bool:
    kind, _, key = subject.partition(":")
    frame, parts = situation.frame, key.split("/")
    if kind in ("party", "region"):
        return key in (
            situation.directory.parties if kind == "party" else situation.directory.regions
        )
    if kind == "event":
        return int(key) < situation.size
    if parts[0] != frame.code:
        return False
    if kind in ("occasion", "readiness"):
        return True
    items: dict[str, Container[str]] = {
        "rakor": frame.rakors,
        "source": frame.sources,
        "discrepancy": frame.discrepancies,
        "commitment": situation.occasion.commitments,
    }
    if kind in items:
        return parts[1] in items[kind]
    commitment = situation.occasion.commitments.get(parts[1])
    if commitment is None:
        return False
    if kind == "obstacle":
        return parts[2] in {obstacle.code for obstacle in commitment.obstacles}
    return parts[2] in {waiver.code for waiver in commitment.waivers}


def resolve_discrepancy(
    command: commands.ResolveDiscrepancy, situation: Situation
) -> list[Decided]:
    """DiscrepancyResolved, never by who noted it."""
    frame = situation.frame
    noted = frame.discrepancies.get(command.discrepancy.code)
    if noted is None:
        raise Refusal(No.NOT_FOUND, field=("discrepancy",))
    if noted.resolved_by is not None:
        raise Refusal(No.WRONG_STATUS, "resolved", field=("discrepancy",))
    require_same_occasion(frame.code, {"source": command.source})
    if command.source is not None and command.source.code not in frame.sources:
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
    return [Decided(make_id("discrepancy", frame.code, noted.code), fact, frame.code)]
