"""Which files a log speaks of, read from it."""

from sqlalchemy import Connection

from events.log.event_queries import EventQuery, stream_events
from services.evidence.on_record import EvidenceOnRecord

TYPES = ["EvidenceAttached", "TextRedacted"]


def evidence_on_record(connection: Connection) -> EvidenceOnRecord:
    """Every file that is attached, and every one that was erased; in one statement."""
    found = EvidenceOnRecord()
    found.follow(stream_events(connection, EventQuery(types=TYPES)))
    return found
