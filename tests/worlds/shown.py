"""What a log shows beside its events, written anew from them."""

from events.log.event_log import EventLog
from services.projections import snapshots
from services.projections.following import Following
from services.projections.snapshot import snapshot_of, snapshot_of_directory


def write_snapshots(log: EventLog) -> None:
    """Throw the snapshots of a log away, and write one of each occasion and of the directory."""
    with log.writing() as connection:
        snapshots.prepare(connection, 0)
    following = Following(log)
    present = following.present()
    states = [following.occasion(code)[1] for code in present.directory.occasions]
    made = [snapshot_of(state) for state in states]
    made.append(snapshot_of_directory(present.directory, present.head.position))
    with log.writing() as connection:
        snapshots.save(connection, made)
