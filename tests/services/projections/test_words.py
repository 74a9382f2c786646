"""Titles are found by what a reader sees in them."""

import pytest

from services.projections.words import holds, words_of


@pytest.mark.parametrize(
    "title",
    [
        "Kotak suara",
        "kotak\u200b suara",
        "Ko\u00adtak \ufeffsuara",
        "Ko\u2060tak suara",
    ],
    ids=ascii,
)
def test_a_title_is_found_whatever_unseen_stands_in_it(title: str) -> None:
    assert words_of(title) == ("kotak", "suara")
    assert holds(title, words_of("SUARA ko\u200btak"))
    assert not holds(title, words_of("kotaksuara"))
