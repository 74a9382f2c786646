"""The triggers of an embedded log: they refuse whatever is not adding to it."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from events.log.tables import LOG_METADATA


def _refuse(table: str, what: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the log only grows: no {what} on {table}'); END"
    )


def _next(table: str, column: str, among: str = "") -> str:
    following = f"SELECT COALESCE(MAX({column}) + 1, 0) FROM {table} {among}"  # noqa: S608  # names of our own tables, never an input
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_dense BEFORE INSERT ON {table} "
        f"WHEN NEW.{column} IS NOT ({following}) "
        f"BEGIN SELECT RAISE(ABORT, 'the log is dense: only the next {column} of {table}'); END"
    )


GROWING = ("events", "erasures", "tiles", "checkpoints", "cosignatures", "log_keys")


SQLITE_TRIGGERS: tuple[str, ...] = (
    *(_refuse(table, what) for table in GROWING for what in ("UPDATE", "DELETE")),
    _refuse("accepted_commands", "DELETE"),
    _refuse("disclosures", "UPDATE"),
    "CREATE TRIGGER IF NOT EXISTS accepted_commands_forgotten BEFORE UPDATE ON accepted_commands "
    "WHEN NOT (NEW.party = OLD.party AND NEW.key = OLD.key "
    "AND NEW.first_position = OLD.first_position AND NEW.last_position = OLD.last_position "
    "AND NEW.salt = '' AND NEW.digest = '' AND EXISTS (SELECT 1 FROM erasures "
    "WHERE position BETWEEN OLD.first_position AND OLD.last_position)) "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows: no UPDATE on accepted_commands'); END",
    "CREATE TRIGGER IF NOT EXISTS disclosures_erased_by_event BEFORE DELETE ON disclosures "
    "WHEN NOT EXISTS (SELECT 1 FROM erasures "
    "WHERE position = OLD.position AND path = OLD.path) "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows: no DELETE on disclosures without an event'); "
    "END",
    "CREATE TRIGGER IF NOT EXISTS erasures_demanded BEFORE INSERT ON erasures "
    "WHEN NOT EXISTS (SELECT 1 FROM events WHERE position = NEW.erased_by "
    "AND (type = 'PersonalDataErased' AND NEW.path = '/actor/name' OR type = 'TextRedacted' "
    "AND json_extract(CAST(leaf AS TEXT), '$.open.redacts') = NEW.position)) "
    "OR EXISTS (SELECT 1 FROM erasures WHERE position = NEW.position AND path = NEW.path) "
    "BEGIN SELECT RAISE(ABORT, 'a text is erased once, by an event that demands it'); END",
    _next("events", "position"),
    _next("tiles", "number", "WHERE level = NEW.level"),
    _next("checkpoints", "number"),
    "CREATE TRIGGER IF NOT EXISTS cosignatures_once BEFORE INSERT ON cosignatures "
    "WHEN EXISTS (SELECT 1 FROM cosignatures "
    "WHERE checkpoint = NEW.checkpoint AND line = NEW.line) "
    "BEGIN SELECT RAISE(ABORT, 'this cosignature is already written'); END",
    "CREATE TRIGGER IF NOT EXISTS log_keys_once BEFORE INSERT ON log_keys "
    "WHEN EXISTS (SELECT 1 FROM log_keys WHERE key = NEW.key) "
    "BEGIN SELECT RAISE(ABORT, 'this key is already written'); END",
    "CREATE TRIGGER IF NOT EXISTS events_stream_once BEFORE INSERT ON events "
    "WHEN EXISTS (SELECT 1 FROM events "
    "WHERE stream = NEW.stream AND stream_version = NEW.stream_version) "
    "BEGIN SELECT RAISE(ABORT, 'this version of the stream is already written'); END",
    "CREATE TRIGGER IF NOT EXISTS disclosures_once BEFORE INSERT ON disclosures "
    "WHEN EXISTS (SELECT 1 FROM disclosures WHERE position = NEW.position AND path = NEW.path) "
    "BEGIN SELECT RAISE(ABORT, 'this text is already written'); END",
    "CREATE TRIGGER IF NOT EXISTS disclosures_before_their_event BEFORE INSERT ON disclosures "
    "WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position) "
    "BEGIN SELECT RAISE(ABORT, 'an event that is written takes no more texts'); END",
    "CREATE TRIGGER IF NOT EXISTS commands_once BEFORE INSERT ON accepted_commands "
    "WHEN EXISTS (SELECT 1 FROM accepted_commands WHERE party = NEW.party AND key = NEW.key) "
    "BEGIN SELECT RAISE(ABORT, 'this key is already taken'); END",
)


OLDER_TRIGGERS: tuple[str, ...] = (
    "CREATE TRIGGER IF NOT EXISTS events_dense BEFORE INSERT ON events "
    "WHEN NEW.position IS NOT (SELECT COALESCE(MAX(position) + 1, 0) FROM events) "
    "BEGIN SELECT RAISE(ABORT, 'the log is dense: only the next position can be written'); END",
)
"""As logs of version 1 have them, and keep them: they demand the same."""


SINCE_VERSION_2 = ("tiles", "checkpoints", "cosignatures", "log_keys")
"""The tables that a log of version 1 has not."""


def create_log_schema(connection: Connection, triggers: Sequence[str] = SQLITE_TRIGGERS) -> None:
    """Make what is not there yet of the log's tables, their indexes and triggers."""
    LOG_METADATA.create_all(connection)
    for trigger in triggers:
        connection.execute(text(trigger))
