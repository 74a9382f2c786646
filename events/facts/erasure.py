"""Facts about erasing: what was taken out of the record's texts, by whom, and why.

The event stays for ever; the text it names is gone from the same transaction on.
"""

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Sealed
from events.facts.reference import EventPosition, PersonId


class PersonalDataErased(Fact):
    """The names of a person were erased; the person's id stays and tells nothing by itself."""

    person: Sealed[PersonId] = Field(description="The person.")


class TextRedactionProposed(Fact):
    """It was proposed to erase one text of one event."""

    redacts: Open[EventPosition] = Field(description="Position of the event that holds the text.")
    path: Sealed[str] = Field(description="Which of its texts: a JSON Pointer, such as /note.")
    legal_basis: Erasable[FreeText] = Field(description="The law that asks for it.")


class TextRedacted(Fact):
    """Somebody else granted the proposal: salt and value of the text are gone."""

    proposal: Open[EventPosition] = Field(description="Position of the proposal.")
    redacts: Open[EventPosition] = Field(description="Position of the event that held the text.")
    path: Sealed[str] = Field(description="Which of its texts: a JSON Pointer, such as /note.")
