"""Facts about the log itself: opened, and gone on under another name."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.vocabulary import Dataset


class LogOpened(Fact):
    """The log was opened: its origin, data set and format are bound for ever."""

    origin: Open[str] = Field(description="Name of the log, as it stands in signed checkpoints.")
    dataset: Open[Dataset] = Field(description="LIVE or DEMO, for the log as a whole.")
    format: Open[int] = Field(description="Version of the byte format of the leaves.")


class OriginChanged(Fact):
    """The log goes on under another name, because a history signed under the old one was lost."""

    origin: Open[str] = Field(description="Name of the log from here on, in signed checkpoints.")
    abandoned_size: Open[int] = Field(description="Size of the last head that was signed before.")
    abandoned_root: Open[str] = Field(description="Root of that head, lower-case hex.")
