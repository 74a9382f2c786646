"""docs/recompute_readiness.py against servers that lie, tamper, or do not answer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.docs.published import Published
from tests.docs.recomputing import DIFFERENT, NOT_RECOMPUTED, changed, found, run
from tests.worlds.api import Api
from tests.worlds.program import free_port


@pytest.fixture
def suspect(rehearsed: Api) -> Iterator[Published]:
    """The bundled rehearsal, to be served otherwise."""
    with Published(rehearsed) as published:
        yield published


def dropped(said: Any) -> None:
    """The server shows one commitment less."""
    del said["data"]["readiness"]["commitments"][2]


LIES: dict[str, tuple[Callable[[Any], None], str]] = {
    "light": (changed(("light",), "GREEN"), "the whole: light recomputed RED, shown GREEN"),
    "score": (changed(("score",), 60.5), "the whole: score recomputed 60.4, shown 60.5"),
    "nothing": (changed(("verified",), None), "the whole: verified recomputed 57.1, shown None"),
    "of one": (changed(("commitments", 5, "light"), "GREEN"), "shown GREEN"),
    "total": (changed(("commitments", 5, "commitment", "claimedTotal"), 60), "shown 60"),
    "one less": (dropped, "recomputed, but not shown"),
    "one more": (
        changed(("commitments", 5, "commitment", "code"), "D99"),
        "D99: shown, but not to be judged by the leaves",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_figure_that_the_log_does_not_come_to_is_named(suspect: Published, lie: str) -> None:
    suspect.retell, told = LIES[lie]
    arguments = ("--known-at", "2025-08-03T12:30:00+07:00")
    said = found(suspect.url, *arguments)
    assert said["exitCode"] == DIFFERENT
    assert any(told in difference for difference in said["differences"]), said["differences"]
    ended = run(suspect.url, *arguments)
    assert (ended.returncode, told in ended.stdout) == (DIFFERENT, True)
    assert ended.stdout.splitlines()[-1].startswith("BERBEDA · DIFFERENT")


def one_byte(published: Published) -> None:
    """A reported value becomes another one."""
    at = next(n for n, leaf in enumerate(published.leaves) if b'"ProgressReported"' in leaf)
    published.leaves[at] = published.leaves[at].replace(b'"value":"', b'"value":"9')


def two_swapped(published: Published) -> None:
    """Two leaves change places."""
    published.leaves[40], published.leaves[41] = published.leaves[41], published.leaves[40]


def one_dropped(published: Published) -> None:
    """A leaf in the middle is gone."""
    del published.leaves[40]


def last_dropped(published: Published) -> None:
    """The last leaf is gone."""
    published.leaves.pop()


def one_replaced(published: Published) -> None:
    """A leaf is gone, and another one stands at the end so that the number fits."""
    published.leaves.append(published.leaves.pop(40))


def another_root(published: Published) -> None:
    """The checkpoint states a root that never was."""
    honest, published.leaves = published.leaves, [*published.leaves[:-1], b"{}"]
    published.sign()
    published.leaves = honest


def dropped_and_signed(published: Published) -> None:
    """A leaf is gone, and the rest signed as if it had never been: the numbers no longer fit."""
    one_dropped(published)
    published.sign()


def spelled_otherwise_and_signed(published: Published) -> None:
    """A leaf that one reader takes in one way, another reader in another."""
    leaf = published.leaves[-1]
    published.leaves[-1] = leaf.replace(b'"format":1,', b'"format":1,"format":1,')
    published.sign()


def no_event_and_signed(published: Published) -> None:
    """A leaf that is no event at all."""
    published.leaves[-1] = b"[" * 60_000
    published.sign()


@pytest.mark.parametrize(
    "tamper",
    [
        *(one_byte, two_swapped, one_dropped, last_dropped, one_replaced, another_root),
        *(dropped_and_signed, spelled_otherwise_and_signed, no_event_and_signed),
    ],
    ids=lambda tamper: str(tamper.__name__),
)
def test_leaves_that_are_not_those_of_the_checkpoint_are_found(
    suspect: Published, tamper: Callable[[Published], None]
) -> None:
    tamper(suspect)
    said = found(suspect.url)
    assert (said["exitCode"], "recomputed" in said) == (DIFFERENT, False)
    ended = run(suspect.url)
    assert ended.stdout.splitlines() == [said["problem"], ended.stdout.splitlines()[-1]]
    assert ended.stdout.splitlines()[-1].startswith("BERBEDA · DIFFERENT")


def test_a_rewritten_and_newly_signed_log_differs_from_what_is_shown(suspect: Published) -> None:
    one_byte(suspect)
    suspect.sign()
    said = found(suspect.url, "--at", "2025-07-20T09:00:00+07:00")
    assert said["exitCode"] == DIFFERENT
    assert said["differences"]


# ---- what cannot be recomputed or compared


def unknown_event(published: Published) -> None:
    """The last event is of a kind that came after the script."""
    published.leaves[-1] = published.leaves[-1].replace(b'"type":"', b'"type":"New')
    published.sign()


def newer_version(published: Published) -> None:
    """The last event has a shape that came after the script."""
    published.leaves[-1] = published.leaves[-1].replace(b'"version":2', b'"version":3')
    published.sign()


def another_rule(published: Published) -> None:
    """The occasion is judged by a rule that came after the script."""
    at = next(n for n, leaf in enumerate(published.leaves) if b'"OccasionDeclared"' in leaf)
    published.leaves[at] = published.leaves[at].replace(b'"readiness-1"', b'"readiness-3"')
    published.sign()


def malformed_field(published: Published) -> None:
    """A quantity that is none."""
    at = next(n for n, leaf in enumerate(published.leaves) if b'"ProgressReported"' in leaf)
    published.leaves[at] = published.leaves[at].replace(b'"value":"', b'"value":"x')
    published.sign()


def no_checkpoint(published: Published) -> None:
    """What stands in the checkpoint's place is none."""
    published.checkpoint = "<html></html>\n"


def empty_log(published: Published) -> None:
    """Nothing was recorded yet."""
    published.sign(0)


def refuses(published: Published) -> None:
    """GraphQL answers with an error."""
    published.retell = lambda said: said.update(data=None, errors=[{"message": "no"}])


def babbles(published: Published) -> None:
    """GraphQL answers with something else."""
    published.retell = changed(("commitments",), 1)


@pytest.mark.parametrize(
    "hinder",
    [
        *(unknown_event, newer_version, another_rule, malformed_field),
        *(no_checkpoint, empty_log, refuses, babbles),
    ],
    ids=lambda hinder: str(hinder.__name__),
)
def test_what_is_needed_and_not_there_is_told(
    suspect: Published, hinder: Callable[[Published], None]
) -> None:
    hinder(suspect)
    said = found(suspect.url)
    assert said["exitCode"] == NOT_RECOMPUTED
    assert said["problem"] in run(suspect.url).stdout


def test_an_occasion_of_another_rule_needs_another_program(suspect: Published) -> None:
    another_rule(suspect)
    said = found(suspect.url)
    assert (said["exitCode"], "recomputed" in said) == (NOT_RECOMPUTED, False)
    for word in ("NEEDS_UPGRADE", "readiness-1", "readiness-3"):
        assert word in said["problem"]


def test_a_server_that_is_not_there_is_told() -> None:
    for url in (f"http://127.0.0.1:{free_port()}", "file:///etc", "nothing"):
        said = found(url)
        assert (said["exitCode"], bool(said["problem"])) == (NOT_RECOMPUTED, True)
