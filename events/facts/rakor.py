"""Facts about a coordination meeting (rakor), and who took part."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Part
from events.facts.reference import PartyCode, RakorCode, RakorElsewhere


class StatedDate(Part):
    """A date as a source states it, beside what can be made of it."""

    verbatim: str = Field(description="The date word for word, as the source gives it.")
    candidates: tuple[dt.date, ...] = Field(description="Every day it may mean.")
    resolved: dt.date | None = Field(None, description="The day it means, where that is certain.")


class RakorRecordedV1(Earlier):
    """The first version: of one occasion alone."""

    version = 1

    code: Open[str] = Field(description="Code of the meeting, unique in its occasion.")
    name: Open[str] = Field(description="Public name of the meeting.")
    held_on: Open[StatedDate] = Field(description="When it was held, as stated and as understood.")
    venue: Open[str | None] = Field(None, description="Where it was held, as stated.")
    organiser: Open[PartyCode | None] = Field(None, description="The party that convened it.")
    chair: Open[PartyCode | None] = Field(None, description="The party that chaired it.")


class RakorRecorded(Fact):
    """A coordination meeting was put on record."""

    version = 2
    earlier = RakorRecordedV1

    code: Open[str] = Field(description="Code of the meeting, unique in its occasion.")
    name: Open[str] = Field(description="Public name of the meeting.")
    held_on: Open[StatedDate] = Field(description="When it was held, as stated and as understood.")
    venue: Open[str | None] = Field(None, description="Where it was held, as stated.")
    organiser: Open[PartyCode | None] = Field(None, description="The party that convened it.")
    chair: Open[PartyCode | None] = Field(None, description="The party that chaired it.")
    same_as: Open[RakorElsewhere | None] = Field(
        None, description="The same meeting as it stands under another occasion that it served."
    )


class RakorAmended(Fact):
    """What is on record of a meeting was put right; what is absent stays as it was."""

    rakor: Open[RakorCode] = Field(description="The meeting.")
    name: Open[str | None] = Field(None, description="Its name from now on.")
    held_on: Open[StatedDate | None] = Field(None, description="When it was held.")
    venue: Open[str | None] = Field(None, description="Where it was held.")
    organiser: Open[PartyCode | None] = Field(None, description="The party that convened it.")
    chair: Open[PartyCode | None] = Field(None, description="The party that chaired it.")


class ParticipantRecorded(Fact):
    """A party took part in a coordination meeting."""

    rakor: Open[RakorCode] = Field(description="The meeting.")
    party: Open[PartyCode] = Field(description="The party that took part.")
    capacity: Erasable[FreeText | None] = Field(None, description="In what capacity, as stated.")
