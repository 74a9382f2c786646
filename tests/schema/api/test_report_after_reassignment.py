"""Over HTTP: a report stays that of who reported, whoever owns the commitment by now."""

from pathlib import Path

import pytest

from tests.worlds.hall import D01, Hall

CHANGES = {"reportCorrect": {"value": 35}, "reportRetract": {}}


@pytest.mark.parametrize("mutation", CHANGES)
def test_the_new_owner_changes_no_report_of_the_old_one(tmp_path: Path, mutation: str) -> None:
    given = {**CHANGES[mutation], "reason": "Counted twice"}
    with Hall.furnished(tmp_path) as hall:
        report = hall.owner("commitmentReportProgress", D01, value=40)["position"]
        moved = {"oldOwner": "party:KPU-LOG", "newOwner": "party:DINKES", "reason": "Wrong address"}
        hall.coordinator("commitmentReassign", D01, **moved)
        size = hall.size()
        assert hall.refusals(mutation, "OWNER", "DINKES", report=report, **given) == [
            "NOT_AUTHORISED"
        ]
        assert hall.size() == size
        own = hall.record("commitmentReportProgress", "OWNER", "DINKES", commitment=D01, value=41)
        for party, position in (("KPU-LOG", report), ("DINKES", own["position"])):
            assert hall.refusals(mutation, "OWNER", party, report=position, **given) == []
