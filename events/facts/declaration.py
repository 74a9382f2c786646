"""Facts about what a leader declares."""

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open
from events.facts.vocabulary import Light


class ReadinessDeclared(Fact):
    """A leader declared how ready the occasion is; it never changes a figure."""

    statement: Erasable[FreeText] = Field(description="What was declared.")
    light: Open[Light | None] = Field(None, description="The light that was declared.")
