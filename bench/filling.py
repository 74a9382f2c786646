"""Logs with histories that could have happened, made in seconds: sealed events, appended in bulk.

The events are those that the write path would have written, at times spread evenly over the last
24 days; only the commands that asked for them are left out.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from events.facts.commitment import CommitmentRecorded
from events.facts.deadline import DeadlineSet
from events.facts.fact import Fact
from events.facts.indicator import IndicatorDefined
from events.facts.occasion import Area, OccasionDeclared
from events.facts.owner import OwnerAssigned
from events.facts.party import PartyRegistered
from events.facts.rakor import RakorRecorded, StatedDate
from events.facts.report import ProgressReported, ReportCorrected
from events.facts.verdict import ProgressVerified
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    PartyKind,
    Role,
    VerificationMethod,
)
from events.format.canonical_bytes import seal
from events.format.recorded_event import Actor, Draft, SealedEvent
from events.log.event_log import EventLog
from events.log.log_clock import system_time
from events.log.log_queries import append
from services.write.open_log import new_salt

RULE = "readiness-2"
AREAS = 9
OWNERS = 12
TARGET = 120
VERIFIED_AFTER = 5
"""Reports until one of them is verified."""
SECRETARY = Actor(Role.RECORDER, "SETDA")
LEAD = Actor(Role.COORDINATOR, "SEKDA")
VERIFIER = Actor(Role.VERIFIER, "INSPEKTORAT")
PORTION = 10_000
LENGTH = dt.timedelta(days=24)
LEFT = dt.timedelta(days=9)
"""From now to the day of the occasion."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, before it has its place in a log."""

    stream: str
    fact: Fact
    actor: Actor
    occasion: str | None = None
    commitment: str | None = None
    late: dt.timedelta = dt.timedelta()
    """How long before its recording it happened."""


def owner(number: int) -> str:
    """The party that answers for a commitment."""
    return f"DINAS-{number % OWNERS:02d}"


def parties() -> Iterator[Happening]:
    """Everyone who acts."""
    for code in ("SETDA", "SEKDA", "INSPEKTORAT", *map(owner, range(OWNERS))):
        fact = PartyRegistered(
            code=code, name=f"Dinas nama {code.title()}", party_kind=PartyKind.AGENCY
        )
        yield Happening(f"party:{code}", fact, SECRETARY)


def frame(code: str) -> Iterator[Happening]:
    """An occasion and its meeting."""
    today = system_time().date()
    areas = tuple(Area(code=f"b{n}", name=f"Bidang kerja nomor {n}") for n in range(AREAS))
    declared = OccasionDeclared(
        code=code,
        name="Pemungutan suara ulang",
        day=today + LEFT,
        until=today + LEFT,
        time_zone="Asia/Jakarta",
        areas=areas,
        rule=RULE,
    )
    held = StatedDate(verbatim="hari ini", candidates=(today,))
    meeting = RakorRecorded(code="R", name="Rapat koordinasi", held_on=held)
    yield Happening(f"occasion:{code}", declared, SECRETARY, code)
    yield Happening(f"rakor:{code}/R", meeting, SECRETARY, code)


def promise(occasion: str, number: int) -> Iterator[Happening]:
    """A commitment with its owner, deadline and measure; some due soon, some past, few critical."""
    today, code = system_time().date(), f"D{number}"
    recorded = CommitmentRecorded(
        rakor="R",
        code=code,
        title=f"Janji nomor {number}: barang dan petugas siap “tepat waktu”",
        commitment_kind=CommitmentKind.UNDERTAKING,
        commitment_role=CommitmentRole.LEAF,
        area=f"b{number % AREAS}",
        weight=Decimal(1 + number % 3),
        critical=number % 10 == 0,
        committed_by=(),
        sources=(),
        links=(),
    )
    deadline = DeadlineSet(
        due=today + dt.timedelta(days=number % 14 - 5),
        planned_start=today - LENGTH,
        deadline_basis=DeadlineBasis.AGREED,
    )
    measure = IndicatorDefined(name="jumlah", target=Decimal(TARGET), unit="unit")
    assigned = OwnerAssigned(owner=owner(number))
    for fact, actor in ((recorded, SECRETARY), (assigned, LEAD), (deadline, LEAD), (measure, LEAD)):
        yield _about(occasion, number, fact, actor)


def report(
    occasion: str, number: int, value: int, late: dt.timedelta = dt.timedelta()
) -> Happening:
    """The owner of a commitment says how much is done."""
    fact = ProgressReported(value=Decimal(value % TARGET))
    return _about(occasion, number, fact, Actor(Role.OWNER, owner(number)), late)


def verification(occasion: str, number: int, value: int) -> Happening:
    """A verifier says how much is done."""
    fact = ProgressVerified(value=Decimal(value % TARGET), method=VerificationMethod.SITE)
    return _about(occasion, number, fact, VERIFIER)


def correction(occasion: str, number: int, corrects: int, value: int) -> Happening:
    """The owner puts another value in the place of the report at a position."""
    fact = ReportCorrected(corrects=corrects, value=Decimal(value % TARGET))
    return _about(occasion, number, fact, Actor(Role.OWNER, owner(number)))


def _about(
    occasion: str, number: int, fact: Fact, actor: Actor, late: dt.timedelta = dt.timedelta()
) -> Happening:
    code = f"D{number}"
    return Happening(f"commitment:{occasion}/{code}", fact, actor, occasion, code, late)


def occasion(code: str, commitments: int, reports: int, on: int | None = None) -> list[Happening]:
    """A whole occasion: its promises, and reports on each in turn, after each fifth a verification.

    `on`: all reports are on the first so many commitments.
    """
    found = [*frame(code), *(item for n in range(commitments) for item in promise(code, n))]
    reported = on or commitments
    for turn in range(reports):
        number, value = turn % reported, turn // reported * 7 + turn % 11
        found.append(report(code, number, value))
        if turn % VERIFIED_AFTER == VERIFIED_AFTER - 1:
            found.append(verification(code, number, value))
    return found


def reports_among(events: int) -> int:
    """How many reports there are among so many events of which some are their verifications."""
    return max(0, events * VERIFIED_AFTER // (VERIFIED_AFTER + 1))


class Placing:
    """Gives happenings their places, one after another: position, version, time, bytes."""

    def __init__(self, position: int, start: dt.datetime, step: dt.timedelta) -> None:
        self._position, self._start, self._step = position, start, step
        self._first = position
        self._versions: dict[str, int] = {}

    def place(self, item: Happening) -> SealedEvent:
        """The sealed event of what happens next."""
        now = self._start + (self._position - self._first) * self._step
        version = self._versions[item.stream] = self._versions.get(item.stream, 0) + 1
        draft = Draft(
            stream=item.stream,
            fact=item.fact,
            actor=item.actor,
            occurred_at=now - item.late,
            occasion=item.occasion,
            commitment=item.commitment,
        )
        self._position += 1
        return seal(
            draft,
            position=self._position - 1,
            stream_version=version,
            recorded_at=now,
            new_salt=new_salt,
        )


def fill(log: EventLog, happenings: Iterable[Happening], placing: Placing) -> None:
    """Append everything that happened, a portion at a time."""
    items = iter(happenings)
    while portion := list(islice(items, PORTION)):
        with log.writing() as connection:
            append(connection, [placing.place(item) for item in portion], [])
