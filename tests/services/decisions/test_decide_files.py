"""What is decided about evidence where its file is kept, and where no files are kept at all."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.commands.erasure import ProposeRedaction
from services.evidence.kinds import KeptFile, Location, Standing
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OTHER_SHA, READY
from tests.worlds.given import Act, History

FILE = KeptFile(
    OTHER_SHA,
    "image/jpeg",
    2048,
    Location.REMOVED,
    True,
    "KPU-LOG",
    dt.datetime(2025, 7, 1, tzinfo=dt.UTC),
    frozenset({"KPU"}),
)


def given(history: History, **files: KeptFile | Standing) -> History:
    """A history where files are kept: these."""
    return replace(history, files={name.removeprefix("f"): file for name, file in files.items()})


KEPT = given(READY, **{f"f{OTHER_SHA}": FILE})
ATTACHED = KEPT.and_(cast.ATTACH)


def test_a_file_that_is_kept_is_attached() -> None:
    assert ATTACHED.commitment().evidence


def test_where_no_files_are_kept_a_hash_is_enough() -> None:
    assert READY.and_(cast.ATTACH).commitment().evidence


@pytest.mark.parametrize(
    ("files", "code", "variant"),
    [
        ({}, No.NOT_FOUND, "file"),
        ({f"f{OTHER_SHA}": Standing.ERASED}, No.WRONG_STATUS, "file_erased"),
    ],
    ids=["never sent", "erased"],
)
def test_a_file_that_is_not_kept_is_refused(
    files: dict[str, KeptFile | Standing], code: No, variant: str
) -> None:
    refusal = given(READY, **files).when(cast.ATTACH).then_refused(code, variant)
    assert refusal.field == ("sha256",)


@pytest.mark.parametrize(
    ("said", "variant", "field"),
    [
        ({"media_type": "image/png"}, "file_media_type", "mediaType"),
        ({"size": 2047}, "file_size", "size"),
    ],
)
def test_what_is_said_of_a_file_is_true(said: dict[str, Any], variant: str, field: str) -> None:
    refusal = KEPT.when(cast.ATTACH.but(**said)).then_refused(No.BAD_USER_INPUT, variant)
    assert refusal.field == (field,)


def propose(history: History) -> Act:
    """The proposal to erase the file of the last event."""
    return Act(
        cast.AUDITOR,
        ProposeRedaction,
        {"event": len(history.events) - 1, "path": "/file", "legal_basis": "UU 27/2022"},
    )


def test_the_erasure_of_a_file_is_proposed_where_there_is_one() -> None:
    ATTACHED.when(propose(ATTACHED)).accepted()
    without = READY.and_(cast.ATTACH)
    without.when(propose(without)).then_refused(No.NOT_FOUND, "text")
    gone = given(ATTACHED, **{f"f{OTHER_SHA}": Standing.ERASED})
    gone.when(propose(gone)).then_refused(No.WRONG_STATUS, "erased")
    other = ATTACHED.and_(cast.REPORT)
    other.when(propose(other)).then_refused(No.NOT_FOUND, "text")
