"""What every log answers, whatever database it stands on: pages, filters, counts."""

import datetime as dt
from typing import Any

from events.facts.vocabulary import Role
from events.format.recorded_event import Actor
from events.log.event_log import EventLog
from events.log.event_queries import EventQuery, position_at, read_events, read_page
from events.log.log_queries import count_events_of_parties
from tests.events.log.entries import at, entry, write


class EventQueriesContract:
    """How events are found. An engine's test class provides the fixture `log`, an empty log."""

    def test_events_are_found_by_what_is_asked(self, log: EventLog) -> None:
        write(log, entry(0, occasion="other"), entry(1, actor=Actor(Role.LEADER, "SEKDA")))
        write(log, entry(2), entry(3, commitment="D1", stream="commitment:psu/E1"))
        asked: dict[tuple[int, ...], EventQuery] = {
            (0,): EventQuery(occasion="other"),
            (1,): EventQuery(party="SEKDA"),
            (1, 3): EventQuery(occasion="psu", commitment="D1"),
            (0, 2, 3): EventQuery(role="OWNER", types=["CommitmentAccepted"]),
            (): EventQuery(types=[]),
            (2,): EventQuery(positions=[2, 9]),
            (1, 2): EventQuery(recorded_from=at(1), recorded_to=at(2)),
            (2, 3): EventQuery(from_position=2, to_position=8),
            (0, 1): EventQuery(up_to=1),
            (3,): EventQuery(late_by_more_than=2 * 3600),
            (0, 1, 2): EventQuery(occurred_from=at(-119), occurred_to=at(0)),
        }
        with log.reading() as connection:
            for positions, query in asked.items():
                found = [event.position for event in read_events(connection, query)]
                assert found == list(positions), query

    def test_pages_follow_each_other_from_either_end(self, log: EventLog) -> None:
        write(log, *(entry(position) for position in range(7)))

        def page(**asked: Any) -> list[int]:
            with log.reading() as connection:
                return [e.position for e in read_page(connection, EventQuery(), limit=3, **asked)]

        assert (page(), page(after=2), page(after=5)) == ([0, 1, 2], [3, 4, 5], [6])
        assert (page(backwards=True), page(backwards=True, before=2)) == ([4, 5, 6], [0, 1])
        assert page(after=1, before=4) == [2, 3]

    def test_the_position_known_at_a_moment_is_the_last_one_recorded_by_then(
        self, log: EventLog
    ) -> None:
        write(log, entry(0), entry(1), entry(2))
        just_before = at(1) - dt.timedelta(microseconds=1)
        with log.reading() as connection:
            moments = (at(0) - dt.timedelta(days=1), at(0), just_before, at(1), at(99))
            assert [position_at(connection, known) for known in moments] == [-1, 0, 0, 1, 2]

    def test_events_are_counted_by_party_since_a_moment(self, log: EventLog) -> None:
        write(log, entry(0), entry(1, actor=Actor(Role.OWNER, "DINKES")), entry(2))
        with log.reading() as connection:
            assert count_events_of_parties(connection, ["KPU", "DINKES", "X"], at(1)) == {
                "DINKES": 1,
                "KPU": 1,
            }
