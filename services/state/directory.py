"""The directory: parties, regions and who was let in, which belong to no occasion."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from events.facts.admission import AdmissionEnded, PersonAdmitted
from events.facts.erasure import PersonalDataErased
from events.facts.occasion import OccasionDeclared
from events.facts.party import PartyRegistered, PartyRenamed, PartySucceeded
from events.facts.region import RegionRegistered, RegionRenamed
from events.format.recorded_event import RecordedEvent
from services.state.admission import Admissions
from services.state.codes import Spellings
from services.state.naming import Renaming
from services.state.party import Party, Succession
from services.state.records import folded
from services.state.region import Region


@dataclass(frozen=True, slots=True)
class Directory:
    """Every party and region that is known, and the occasions' codes that are taken."""

    parties: dict[str, Party] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    occasions: dict[str, int] = field(default_factory=dict)
    """Code of each occasion, and the position that declared it."""
    erased_persons: dict[str, int] = field(default_factory=dict)
    """Persons whose names were erased, and the position that did it."""
    admissions: Admissions = field(default_factory=Admissions)
    """Who was let in, in which role, by whom."""
    spellings: Spellings = field(default_factory=Spellings, compare=False)
    """Of the codes of all three; made of them where it is not given."""

    def __post_init__(self) -> None:
        if self.spellings == Spellings():
            for kind, known in self._by_kind.items():
                for code in known:
                    self.spellings.note(kind, code)

    @property
    def _by_kind(self) -> dict[str, Mapping[str, Any]]:
        return {"party": self.parties, "region": self.regions, "occasion": self.occasions}

    def spelt(self, kind: str, code: str) -> str | None:
        """The code of a party, region or occasion as it was given at registration.

        None where none is on record, or several that differ by case and none is spelt so.
        """
        return self.spellings.of(kind, code, self._by_kind[kind])

    def taken(self, kind: str, code: str) -> str | None:
        """The code on record beside which another could not be told; None where there is none."""
        return self.spellings.taken(kind, code, self._by_kind[kind])

    def another(self) -> "Directory":
        """An equal one, to go on with differently."""
        return Directory(
            dict(self.parties),
            dict(self.regions),
            dict(self.occasions),
            dict(self.erased_persons),
            self.admissions.another(),
            self.spellings.another(),
        )

    def follow(self, event: RecordedEvent) -> None:
        """Take one more event in, in place: it costs the same however large the directory is."""
        match event.fact:
            case PartyRegistered() as fact:
                self.spellings.note("party", fact.code)
                self.parties[fact.code] = Party(
                    code=fact.code,
                    name=fact.name,
                    kind=fact.party_kind,
                    parent=fact.parent_party,
                    position=event.position,
                )
            case RegionRegistered() as fact:
                self.spellings.note("region", fact.code)
                self.regions[fact.code] = Region(
                    code=fact.code, name=fact.name, level=fact.region_level, position=event.position
                )
            case OccasionDeclared() as fact:
                self.spellings.note("occasion", fact.code)
                self.occasions[fact.code] = event.position
            case PartyRenamed() | PartySucceeded() | RegionRenamed():
                self._change(event)
            case PersonalDataErased() as fact:
                self.erased_persons[fact.person] = event.position
            case PersonAdmitted() | AdmissionEnded():
                self.admissions.follow(event, self.is_kin)
            case _:
                pass

    def _change(self, event: RecordedEvent) -> None:
        """Take in that something bears another name, or that another stands in its place."""
        place = event.position, event.occurred_at
        match event.fact:
            case PartyRenamed() as fact:
                party = self.parties[fact.party]
                changed = {"renamings": (*party.renamings, Renaming(*place, fact.name))}
                self.parties[fact.party] = party.model_copy(update=changed)
            case RegionRenamed() as fact:
                region = self.regions[fact.region]
                changed = {"renamings": (*region.renamings, Renaming(*place, fact.name))}
                self.regions[fact.region] = region.model_copy(update=changed)
            case PartySucceeded() as fact:
                party = self.parties[fact.party]
                succession = Succession(*place, fact.successor)
                self.parties[fact.party] = party.model_copy(update={"succession": succession})
            case _:
                raise TypeError(type(event.fact))

    @property
    def size(self) -> int:
        """How many entries it has."""
        kinds = (self.parties, self.regions, self.occasions, self.erased_persons, self.admissions)
        return sum(len(kind) for kind in kinds)

    def lineage(self, party: str) -> list[str]:
        """A party and all above it, itself first; then what stands in its place, and above that."""
        line, coming = list[str](), [party]
        while coming:
            current = coming.pop()
            if current in line:
                continue
            line.append(current)
            known = self.parties.get(self.spelt("party", current) or "")
            if known is not None:
                heir = known.succession.successor if known.succession else None
                coming += [code for code in (heir, known.parent) if code is not None]
        return line

    def holder(
        self, party: str, minute: dt.datetime | None = None, known: int | None = None
    ) -> str:
        """Who stands in the place of a party at a minute (None: now): itself, or its last heir.

        By what was recorded up to the position `known`; None: by all that is.
        """
        passed = {party}
        while True:
            state = self.parties.get(self.spelt("party", party) or "")
            heir = state.succession if state else None
            is_later = heir is not None and (
                (minute is not None and heir.occurred_at.replace(second=0, microsecond=0) > minute)
                or (known is not None and heir.position > known)
            )
            if heir is None or is_later or heir.successor in passed:
                return party
            party = heir.successor
            passed.add(party)

    def is_kin(self, one: str, other: str) -> bool:
        """Whether two parties are the same, or one stands above the other; in whatever case.

        What became one institution is one, under each of its earlier names.
        An older log may hold one institution under two spellings, or have one act before it was
        registered under another.
        """
        if folded(self.holder(one)) == folded(self.holder(other)):
            return True
        return _is_above(one, self.lineage(other)) or _is_above(other, self.lineage(one))


def _is_above(party: str, line: list[str]) -> bool:
    return folded(party) in map(folded, line)
