"""Which events one command wrote, told by the events alone."""

from collections.abc import Iterable

import pytest

from events.facts.vocabulary import Role
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import SYSTEM, Actor, RecordedEvent
from events.verify.commands_due import CommandsDue
from tests.events.log.entries import entry

KPU, SETDA = Actor(Role.OWNER, "KPU"), Actor(Role.RECORDER, "SETDA")
Told = list[tuple[Actor, str | None, int | None]]
"""Who acts, under which key, and which event caused it."""


def events(told: Told) -> list[RecordedEvent]:
    return [
        entry(position, actor=actor, key=key, causation=cause).event
        for position, (actor, key, cause) in enumerate(told)
    ]


def command(party: str, key: str, first: int, last: int) -> AcceptedCommand:
    return AcceptedCommand(party, key, "5a17", "d16e57", first, last)


def differing(told: Told, commands: Iterable[AcceptedCommand]) -> set[int]:
    """The positions at which something differs, commands coming with their first events."""
    due, found = CommandsDue(), set[int]()
    known = list(commands)
    for event in events(told):
        here = [one for one in known if one.first_position == event.position]
        found |= {position for position, _ in due.take(event, here, event.position)}
    return found | {position for position, _ in due.finish()}


WROTE: dict[str, tuple[Told, list[AcceptedCommand]]] = {
    "nobody asked": ([(SYSTEM, None, None)], []),
    "several events of one command": (
        [(SYSTEM, None, None), (KPU, "a", None), (KPU, "a", None), (KPU, "b", None)],
        [command("KPU", "a", 1, 2), command("KPU", "b", 3, 3)],
    ),
    "two parties with one key": (
        [(KPU, "a", None), (SETDA, "a", None)],
        [command("KPU", "a", 0, 0), command("SETDA", "a", 1, 1)],
    ),
    "what the system adds": (
        [(KPU, "a", None), (SYSTEM, "a", 0), (SETDA, "a", None), (SYSTEM, "a", 2)],
        [command("KPU", "a", 0, 1), command("SETDA", "a", 2, 3)],
    ),
    "what nobody asked for stands between": (
        [(KPU, "a", None), (SYSTEM, None, None), (KPU, "b", None)],
        [command("KPU", "a", 0, 0), command("KPU", "b", 2, 2)],
    ),
}


@pytest.mark.parametrize("told", WROTE)
def test_what_is_remembered_follows_from_the_events(told: str) -> None:
    assert differing(*WROTE[told]) == set()


@pytest.mark.parametrize("told", [told for told in WROTE if WROTE[told][1]])
def test_each_command_is_missed(told: str) -> None:
    written, commands = WROTE[told]
    for missing in commands:
        rest = [one for one in commands if one is not missing]
        assert differing(written, rest) == {missing.first_position}


def test_what_the_system_adds_names_its_cause() -> None:
    """An event of another cause was not written by the command."""
    told: Told = [(KPU, "a", None), (SYSTEM, "a", None)]
    assert differing(told, [command("KPU", "a", 0, 1)]) == {0, 1}


def test_a_key_that_is_used_again_later_has_nothing_to_be_remembered_by() -> None:
    told: Told = [(KPU, "a", None), (KPU, "b", None), (KPU, "a", None)]
    known = [command("KPU", "a", 0, 0), command("KPU", "b", 1, 1)]
    assert differing(told, known) == {2}


def test_nothing_is_told_once_something_was_left_out() -> None:
    first, second = events([(KPU, "a", None), (KPU, "b", None)])
    due = CommandsDue()
    assert list(due.take(first, None, 0)) == list(due.take(second, [], 1)) == []
    assert list(due.finish()) == []
    assert not due.is_whole
