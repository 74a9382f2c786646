"""What a value in a fact names: part of its type, so that no field's name ever decides it.

`stated_by: Open[PartyCode]` is all that a new field needs. Codes are those of the event's own
occasion, where the thing belongs to one.
"""

from enum import StrEnum
from typing import Annotated


class Refers(StrEnum):
    """The kinds of things that a value can name."""

    PARTY = "party"
    REGION = "region"
    PERSON = "person"
    RAKOR = "rakor"
    RAKOR_ELSEWHERE = "rakorElsewhere"
    """Of another occasion: `occasion/code`."""
    SOURCE = "source"
    COMMITMENT = "commitment"
    COMMITMENT_ELSEWHERE = "commitmentElsewhere"
    """Of another occasion: `occasion/code`."""
    EVENT = "event"
    """By its position."""
    DOCUMENT = "document"
    """By its SHA-256."""
    SIZE = "size"
    """Nothing: a number of bytes, which may be greater than an ordinary number of the API."""
    AREA = "area"
    ANYTHING = "anything"
    """By its whole id, whatever its kind."""


PartyCode = Annotated[str, Refers.PARTY]
RegionCode = Annotated[str, Refers.REGION]
PersonId = Annotated[str, Refers.PERSON]
RakorCode = Annotated[str, Refers.RAKOR]
RakorElsewhere = Annotated[str, Refers.RAKOR_ELSEWHERE]
SourceCode = Annotated[str, Refers.SOURCE]
CommitmentCode = Annotated[str, Refers.COMMITMENT]
CommitmentElsewhere = Annotated[str, Refers.COMMITMENT_ELSEWHERE]
EventPosition = Annotated[int, Refers.EVENT]
ByteCount = Annotated[int, Refers.SIZE]
AreaCode = Annotated[str, Refers.AREA]
AnyId = Annotated[str, Refers.ANYTHING]
DocumentHash = Annotated[str, Refers.DOCUMENT]
