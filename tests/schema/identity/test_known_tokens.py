"""A token that was verified is known for a while, and never for longer than it is good."""

import pytest

from events.facts.vocabulary import Role
from schema.identity.bearer import Unauthenticated
from schema.identity.known_tokens import KEPT_FOR, MOST, KnownTokens
from services.permissions import Viewer

AUDITOR = Viewer((Role.AUDITOR,), "BPK")


class Asked:
    """Whoever vouches for tokens, and a clock; refuses what is not `good`."""

    def __init__(self, lasts: float) -> None:
        self.lasts, self.times, self.time, self.good = lasts, 0, 1_000.0, True

    def viewer(self, _: str) -> tuple[Viewer, float]:
        self.times += 1
        if not self.good:
            raise Unauthenticated
        return AUDITOR, self.lasts

    def known(self) -> KnownTokens:
        return KnownTokens(self, lambda: self.time)


def test_a_token_is_verified_once_for_many_requests() -> None:
    asked = Asked(3_600)
    known = asked.known()
    assert [known.viewer("a")[0] for _ in range(5)] == [AUDITOR] * 5
    assert asked.times == 1
    known.viewer("b")
    assert asked.times == 2


@pytest.mark.parametrize(("lasts", "kept"), [(10, 10), (3_600, KEPT_FOR)])
def test_it_is_verified_again_before_it_can_be_out_of_date(lasts: float, kept: float) -> None:
    asked = Asked(lasts)
    known = asked.known()
    known.viewer("a")
    asked.time += kept - 0.001
    known.viewer("a")
    assert asked.times == 1
    asked.time += 0.001
    asked.good = False
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            known.viewer("a")
    assert asked.times == 3  # a refusal is never remembered


def test_only_so_many_are_kept_and_those_used_last() -> None:
    asked = Asked(3_600)
    known = asked.known()
    for number in range(MOST):
        known.viewer(str(number))
    known.viewer("0")
    known.viewer("one more")
    known.viewer("0")
    assert asked.times == MOST + 1
    known.viewer("1")
    assert asked.times == MOST + 2


class Forgetting(Asked):
    """Has everything forgotten while it is asked, once."""

    known_here: KnownTokens | None = None

    def viewer(self, token: str) -> tuple[Viewer, float]:
        if self.known_here:
            self.known_here.clear()
            self.known_here = None
        return super().viewer(token)


def test_what_was_asked_for_while_all_was_forgotten_is_asked_for_again() -> None:
    asked = Forgetting(3_600)
    known = asked.known_here = asked.known()
    known.viewer("a")
    assert known.known("a") is None
    known.viewer("a")
    assert known.known("a") == (AUDITOR, KEPT_FOR)
    known.clear()
    assert known.known("a") is None
