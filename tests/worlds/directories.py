"""Directories for histories that branch: each event gives another one, and the one before stays."""

from events.format.recorded_event import RecordedEvent
from services.state.directory import Directory


def followed(directory: Directory, event: RecordedEvent) -> Directory:
    """The directory after one more event."""
    after = directory.another()
    after.follow(event)
    return after
