"""What every log does, whatever database it stands on: one suite, run once for each engine.

An engine's test class inherits from EventLogContract and provides the fixture `log`: an empty log
that may be written.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from events.log.event_log import EventLog, LogUnavailable
from events.log.event_queries import EventQuery, position_at, read_events
from events.log.log_queries import (
    append,
    read_bytes,
    read_commands,
    read_head,
    read_texts,
    stream_version,
)
from tests.events.log.entries import TAMPERING, at, contents, entry, remembered, write


class EventLogContract:
    """The behaviour that commands and readers rely on."""

    @pytest.fixture
    def three(self, log: EventLog) -> EventLog:
        """A log with three events and a remembered key."""
        write(log, entry(0), entry(1), entry(2), keys=("key-1",))
        return log

    def test_a_new_log_is_empty(self, log: EventLog) -> None:
        with log.reading() as connection:
            head = read_head(connection)
            assert (head.size, head.position, head.recorded_at) == (0, -1, None)
            assert read_events(connection, EventQuery()) == []
            assert position_at(connection, at(0)) == -1
            assert stream_version(connection, "log") == 0

    def test_what_was_written_reads_back_byte_for_byte(self, three: EventLog) -> None:
        written = [entry(position) for position in range(3)]
        with three.reading() as connection:
            assert read_events(connection, EventQuery()) == [one.event for one in written]
            assert read_bytes(connection, [2, 0]) == {
                position: (written[position].leaf, written[position].sealed) for position in (0, 2)
            }
            assert read_texts(connection, [(1, "/comment"), (1, "/reason"), (9, "/comment")]) == {
                (1, "/comment"): "words at 1"
            }
            assert read_commands(connection, [("KPU", "key-1"), ("DINKES", "key-1")]) == {
                ("KPU", "key-1"): remembered("key-1")
            }

    def test_positions_are_dense_from_zero(self, three: EventLog) -> None:
        write(three, entry(3), entry(4))
        with three.reading() as connection:
            found = [event.position for event in read_events(connection, EventQuery())]
            assert found == [0, 1, 2, 3, 4]
            assert (read_head(connection).size, read_head(connection).recorded_at) == (5, at(4))

    @pytest.mark.parametrize("position", [0, 2, 4, 100])
    def test_only_the_next_position_can_be_written(self, three: EventLog, position: int) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable):
            write(three, entry(position, stream="another"))
        assert contents(three) == before

    def test_a_log_begins_at_position_0(self, log: EventLog) -> None:
        with pytest.raises(LogUnavailable):
            write(log, entry(1))
        write(log, entry(0))

    def test_a_hole_within_one_insert_is_refused_whole(self, three: EventLog) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable):
            write(three, entry(3), entry(5))
        assert contents(three) == before

    def test_a_version_of_a_stream_is_written_once(self, three: EventLog) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable):
            write(three, entry(3, stream="commitment:psu/D1", stream_version=1))
        assert contents(three) == before
        write(three, entry(3, stream="commitment:psu/D1", stream_version=2))
        with three.reading() as connection:
            assert stream_version(connection, "commitment:psu/D1") == 2

    def test_a_key_is_taken_for_ever(self, three: EventLog) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable):
            write(three, entry(3), keys=("key-1",))
        assert contents(three) == before
        write(three, entry(3), keys=("key-2",))

    @pytest.mark.parametrize("statement", TAMPERING)
    def test_the_database_refuses_to_change_the_record(
        self, three: EventLog, statement: str
    ) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable), three.writing() as connection:
            connection.execute(text(statement))
        assert contents(three) == before

    def test_an_error_while_writing_leaves_nothing_behind(self, three: EventLog) -> None:
        before = contents(three)
        with pytest.raises(ZeroDivisionError), three.writing() as connection:
            append(connection, [entry(3)], [remembered("key-3")])
            raise ZeroDivisionError
        assert contents(three) == before
        write(three, entry(3), keys=("key-3",))

    def test_what_is_not_committed_is_not_seen(self, three: EventLog) -> None:
        with three.writing() as connection:
            append(connection, [entry(3)], [])
            with three.reading() as reader:
                assert read_head(reader).size == 3
        with three.reading() as reader:
            assert read_head(reader).size == 4

    def test_a_reader_keeps_its_snapshot(self, three: EventLog) -> None:
        with three.reading() as reader:
            assert read_head(reader).size == 3
            write(three, entry(3))
            assert read_head(reader).size == 3
            assert len(read_events(reader, EventQuery())) == 3
        with three.reading() as reader:
            assert read_head(reader).size == 4

    def test_a_reader_cannot_write(self, three: EventLog) -> None:
        before = contents(three)
        with pytest.raises(LogUnavailable), three.reading() as connection:
            append(connection, [entry(3)], [])
        assert contents(three) == before

    def test_writers_take_turns(self, log: EventLog) -> None:
        def write_next(_: int) -> None:
            with log.writing() as connection:
                append(connection, [entry(read_head(connection).size)], [])

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write_next, range(40)))
        with log.reading() as connection:
            found = [event.position for event in read_events(connection, EventQuery())]
        assert found == list(range(40))

    def test_a_closed_log_writes_no_more(self, three: EventLog) -> None:
        three.close()
        with pytest.raises(LogUnavailable):
            write(three, entry(3))
