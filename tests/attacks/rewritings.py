"""Ways to tell the history of `signed_log` otherwise; each changes it from event 200 on."""

import pytest

from tests.attacks.attacker import Telling


def drop_one(told: list[Telling]) -> None:
    """Drop an event in the middle."""
    told.pop(200)


def swap_two(told: list[Telling]) -> None:
    """Let two events have happened in the other order."""
    told[200], told[201] = told[201], told[200]
    one, other = told[200].leaf, told[201].leaf
    one["recordedAt"], other["recordedAt"] = other["recordedAt"], one["recordedAt"]


def back_date(told: list[Telling]) -> None:
    """Insert an event as if it had been recorded between two that were."""
    told.insert(200, told[200].again("P9999"))


def change_one(told: list[Telling]) -> None:
    """Let an event say something else."""
    told[200].leaf["open"]["name"] = "Lembaga lain"


REWRITINGS = pytest.mark.parametrize("change", [drop_one, swap_two, back_date, change_one])
