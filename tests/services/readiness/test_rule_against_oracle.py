"""The rule against an independent calculation of it, over random histories and moments."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.format.recorded_event import RecordedEvent
from services.readiness.answer import SEVERITY_OF_LIGHT, Figures, Leaf, ReasonCode
from services.readiness.readiness_1 import readiness_1
from services.state.growing_occasion import fold_occasion
from tests.worlds import oracle
from tests.worlds.oracle_reads import as_the_oracle_reads
from tests.worlds.random_histories import histories


def figures(found: Figures) -> dict[str, Any]:
    names = ("light", "score", "verified", "ceiling", "coverage", "confidence")
    return {name: getattr(found, name) for name in names}


def leaf(found: Leaf) -> dict[str, Any]:
    names = ("score", "claimed", "verified", "freshness", "planned")
    numbers = {name: getattr(found, name) for name in names}
    shown = {
        name: None if number is None else oracle.rounded(number, 4)
        for name, number in numbers.items()
    }
    return {
        "light": found.light,
        **shown,
        "reasons": [(reason.code, list(reason.events)) for reason in found.reasons],
    }


def answer(events: list[RecordedEvent], moment: dt.datetime) -> dict[str, Any]:
    found = readiness_1(fold_occasion(events, moment), moment)
    lists = {
        "overdue": ReasonCode.OVERDUE,
        "claimedUnverified": ReasonCode.CLAIMED_UNVERIFIED,
        "unassessable": ReasonCode.NOT_ASSESSABLE,
    }
    return {
        **figures(found.whole),
        "daysLeft": found.days_left,
        "areas": {code: figures(area) for code, area in found.areas.items()},
        "leaves": {code: leaf(judged) for code, judged in found.leaves.items()},
        "blocked": sorted(found.blocked),
        "regions": {
            region: (
                min((figure.light for figure in figures), key=SEVERITY_OF_LIGHT.__getitem__),
                {
                    figure.commitment: (figure.light, figure.reason and figure.reason.code)
                    for figure in figures
                },
            )
            for region, figures in found.regions.items()
        },
        "dueSoon": sorted(judged.commitment for judged in found.due_within(3)),
        **{
            name: sorted(judged.commitment for judged in found.with_reason(code))
            for name, code in lists.items()
        },
    }


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers(0, 100))
def test_every_figure_light_reason_and_event_named_is_that_of_the_oracle(
    drawn: tuple[list[RecordedEvent], dt.datetime], forgotten: int
) -> None:
    events, moment = drawn
    known = events[: max(1, len(events) - forgotten // 10)]
    read = [as_the_oracle_reads(event) for event in events]
    expected = oracle.readiness(read, "psu", known[-1].position, moment)
    assert answer(known, moment) == expected
