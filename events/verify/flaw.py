"""What exactly is wrong with a log, for a finding to name and for a copy to stop at. Pure."""

from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong. How grave that is depends on who looks: a finding says it."""

    HOLE = "hole"
    """An event is missing, or something stands beside one that is missing."""
    KIND = "kind"
    """What stands in the database is of another kind than its column."""
    NOT_TEXT = "not_text"
    """The bytes are not UTF-8."""
    LEAF = "leaf"
    """The bytes are not those that the leaf hash was made from."""
    EVENT = "event"
    """The bytes hold no event, not in canonical form, or one of a newer version."""
    POSITION = "position"
    """The leaf names another position."""
    SEALED = "sealed"
    """The sealed bytes are not those that the leaf names."""
    TEXT = "text"
    """A text is not one that the event was recorded with."""
    TEXT_MISSING = "text_missing"
    """A text is missing, and no event demands its erasure."""
    ERASURE = "erasure"
    """Other texts are noted as erased than the event demands."""
    ORDER = "order"
    """The version of the stream, or the time of recording, does not follow from what was before."""
    COMMAND = "command"
    """An accepted command does not fit its events, or its key was taken before."""
    OPENING = "opening"
    """Position 0 opens a log of another origin or data set, or none."""
    CHECKPOINT = "checkpoint"
    """The events lead to another root than the one that was signed, or to another origin."""
    SIGNATURE = "signature"
    """A checkpoint has no good signature by a key of the log."""
    KEY = "key"
    """A key is named that has signed no checkpoint."""
    ROOT = "root"
    """The events lead to another root than the one that is stated."""


class FlawedLog(Exception):
    """A log that is not sound: what is wrong, and where."""

    def __init__(self, flaw: Flaw, first: int, last: int | None = None, detail: str = "") -> None:
        super().__init__(flaw.value, first, last, detail)
        self.flaw, self.first, self.last, self.detail = flaw, first, last, detail

    @property
    def place(self) -> str:
        """The position, or the first and the last position between which the flaw lies."""
        if self.last is None or self.last == self.first:
            return str(self.first)
        return f"{self.first}–{self.last}"
