"""Whatever is asked, by whomever and at whatever read point: a plan's bytes are graphql-core's."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts.vocabulary import Dataset
from schema.api.schema import SCHEMA
from schema.plans import running
from schema.plans.plans import Outcome
from tests.schema.plans.asked_by_chance import Asking
from tests.schema.plans.twins import Twins
from tests.worlds.api import DEMO, Api, rehearse, scenario
from tests.worlds.hall import D01, D02, THE_OCCASION
from tests.worlds.rehearsal import AFTER
from tests.worlds.secrets import D05, RAKOR, Vault
from tests.worlds.world import StillClock

ASKED_OF_EACH = 3
"""How often each query is asked: only from the second time on by plan."""
COMMON = {
    "open": ["true", "false", "null"],
    "first": ["1", "3", "20", "null", "100"],
    "last": ["2", "null"],
    "after": ["null", '"MTA="'],
    "before": ["null"],
    "days": ["3", "10", "null", "366"],
    "lang": ["ID", "EN", "null"],
    "rule": ['"readiness-1"', "null"],
    "since": ["3", "null"],
    "types": ["null", "[PROGRESS_REPORTED, COMMITMENT_RECORDED]"],
    "from": ["{position: 12}", "{position: 30}"],
    "to": ["null", "{position: 40}"],
    "Log.from": ["3", "20"],
    "Log.to": ["40"],
    "position": ["0", "5", "20", "33", "45", "60"],
    "minHours": ["1"],
    "under": ["null", '"62"'],
}


def literals(occasion: str, ids: list[str], moments: list[str]) -> dict[str, list[str]]:
    """What may stand for each argument over one log."""
    kinds = {kind: [f'"{one}"' for one in ids if one.startswith(kind)] for kind in ("rakor",)}
    points = ["null", "{position: 30}", "{position: 45}"]
    points += [f'{{knownAt: "{moment}"}}' for moment in moments]
    points += [f'{{position: 40, effectiveAt: "{moment}"}}' for moment in moments]
    return COMMON | {
        "occasion": [f'"{occasion}"'],
        "asOf": points,
        "id": [f'"{one}"' for one in ids] + kinds["rakor"],
    }


POOLS: dict[str, list[Any]] = {
    "p": [True, False, ...],
    "q": [True, False],
    "n": [1, 7, None, ...],
    "lang": ["ID", "EN", None, ...],
    "asOf": [{"position": 35}, {"position": 44}, None, ...],
}


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The rehearsal of the first part, under a clock that stands still."""
    folder = tmp_path_factory.mktemp("rehearsal")
    rehearse(folder, scenario())
    with Api(folder, Dataset.DEMO, StillClock(AFTER).log_clock()) as api:
        yield api


def hold(api: Api, occasion: str, ids: list[str], moments: list[str]) -> Counter[Outcome | None]:
    """Ask both twins many queries of a log; what became of the plans."""
    twins, outcomes = Twins(api), Counter[Outcome | None]()
    words = literals(occasion, ids, moments)
    auditor = api.token("AUDITOR", party="BPK")
    people = [auditor, auditor, api.token("OWNER", party="DINKES"), None]

    @settings(max_examples=80)
    @given(st.randoms(use_true_random=True))
    def ask(chance: random.Random) -> None:
        asked = Asking(SCHEMA._schema, words, POOLS, chance).make()
        for _ in range(ASKED_OF_EACH):
            variables, token = asked.variables(chance), chance.choice(people)
            language = chance.choice(["id", "en"])
            outcomes[twins.must_agree(asked.text, variables, token, language)] += 1

    ask()
    return outcomes


def share(outcomes: Counter[Outcome | None]) -> float:
    """Which part of what could be answered by plan was."""
    tried = sum(outcomes.values()) - outcomes[Outcome.NEW] - outcomes[None]
    return outcomes[Outcome.WRITTEN] / tried


def test_a_log_with_an_event_of_every_kind_is_told_the_same(vault: Vault) -> None:
    ids = [D01, D02, D05, f"{D05}@30", THE_OCCASION, RAKOR, "event:20", "party:DINKES", "event:60"]
    ids += ["region:62.05", f"readiness{THE_OCCASION.removeprefix('occasion')}"]
    moments = ["2025-07-11T01:30:00Z", "2025-07-20T01:00:00Z"]
    outcomes = hold(vault, THE_OCCASION, ids, moments)
    assert share(outcomes) > 0.5
    assert outcomes[Outcome.ABANDONED] > 0


def test_a_rehearsal_is_told_the_same(rehearsal: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BLOCK", 3)  # so that lists are resolved block by block
    listed = "{ commitments(occasion: %r, first: 9) { edges { node { id rakor { id } } } } }"
    found = rehearsal.data((listed % DEMO).replace("'", '"'))["commitments"]["edges"]
    ids = [edge["node"]["id"] for edge in found] + [found[0]["node"]["rakor"]["id"], DEMO]
    moments = ["2025-07-20T05:00:00Z", "2025-08-01T05:00:00Z"]
    outcomes = hold(rehearsal, DEMO, ids, moments)
    assert share(outcomes) > 0.5
