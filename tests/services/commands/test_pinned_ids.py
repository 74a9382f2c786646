"""What is written holds now: an id that names a read point is refused, and told as that."""

import pytest

from services.commands.parse import InvalidInput, parse
from services.commands.report import ReportProgress

PINNED = "commitment:psu/D06@120,20250729T0200Z"


@pytest.mark.parametrize("given", [PINNED, f"{PINNED},readiness-2"])
def test_a_pinned_id_is_told_as_pinned(given: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(ReportProgress, {"idempotencyKey": "k", "commitment": given, "value": 1})
    (refusal,) = refused.value.refusals
    assert (refusal.variant, refusal.params) == ("pinned_id", {"plain": "commitment:psu/D06"})


@pytest.mark.parametrize("given", ["commitment:psu/D06@", "commitment:psu/D06@x", "psu/D06", 7])
def test_what_is_no_id_is_told_its_form(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(ReportProgress, {"idempotencyKey": "k", "commitment": given, "value": 1})
    assert refused.value.refusals[0].variant == "id"
