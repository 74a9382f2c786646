"""Codes: kept as they were given, found in whatever case they are asked for. Pure.

Two codes that differ by case alone are not recorded any more. A log may still hold some: each is
then found by its own spelling, and by no other.
"""

from collections.abc import Container, Iterable, Mapping
from typing import TypeVar

from services.state.change_request import ChangeRequest
from services.state.escalation import Escalation
from services.state.obstacle import Obstacle
from services.state.records import coded, folded
from services.state.statement import Statement
from services.state.timeline import Timeline
from services.state.waiver import Waiver
from services.state.withdrawal import Withdrawal

R = TypeVar("R", Obstacle, Escalation, Waiver, Statement, ChangeRequest, Withdrawal)


class Spellings:
    """How the codes of some kinds are spelt on record; to find one costs the same among many."""

    __slots__ = ("_spelt",)

    def __init__(self, codes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._spelt: dict[tuple[str, str], tuple[str, ...]] = {}
        for kind, some in (codes or {}).items():
            for code in some:
                self.note(kind, code)

    def another(self) -> "Spellings":
        """An equal one, to go on with differently."""
        other = Spellings()
        other._spelt = dict(self._spelt)
        return other

    def note(self, kind: str, code: str) -> None:
        """Take in a code; one that is there already changes nothing."""
        key = kind, folded(code)
        before = self._spelt.get(key, ())
        if code not in before:
            self._spelt[key] = (*before, code)

    def of(self, kind: str, code: str, known: Container[str]) -> str | None:
        """The spelling of a code among those that are known: its own, else the only one."""
        if code in known:
            return code
        found = self._known(kind, code, known)
        return found[0] if len(found) == 1 else None

    def taken(self, kind: str, code: str, known: Container[str]) -> str | None:
        """A code that is known and differs by case at most; None where there is none."""
        return code if code in known else next(iter(self._known(kind, code, known)), None)

    def _known(self, kind: str, code: str, known: Container[str]) -> list[str]:
        return [each for each in self._spelt.get((kind, folded(code)), ()) if each in known]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spellings) and self._spelt == other._spelt

    __hash__ = None  # type: ignore[assignment]  # it grows in place


def found_in(records: Timeline[R], code: str) -> R | None:
    """The record that bears a code: as it is spelt, else the only one in another case."""
    found = list(records.all_of(coded(code)))
    exact = [record for record in found if record.code == code]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def taken_in(records: Timeline[R], code: str) -> str | None:
    """The code of a record that differs by case at most; None where there is none."""
    found = found_in(records, code) or records.first_of(coded(code))
    return found.code if found else None
