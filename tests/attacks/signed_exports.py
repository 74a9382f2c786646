"""Exports of the signed log in each of their forms, and what is found in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.signed_log import BEFORE, SignedLog, Verdict
from tests.worlds.exports import Lines, event_line

FORMS: dict[str, tuple[str, ...]] = {
    "public": ("--public",),
    "plain": (),
    "whole": ("--disclosures",),
}
IN_ALL_FORMS = pytest.mark.parametrize("form", FORMS)
P40 = BEFORE + 40
"""Where a party is registered, before the heads over 219 and 269 events."""
P105 = BEFORE + 105
"""Where another one is, before the last head only."""


Found = Callable[..., Verdict]
"""Takes an export and options, and gives what is found in it."""


def exported(log: SignedLog, file: Path, *options: str) -> bytes:
    """The export of a log, made by the program."""
    ended = log.rakor("export", "--force", *options, str(file))
    assert ended.returncode == 0, ended.stderr
    return file.read_bytes()


def known(log: SignedLog) -> tuple[str, str]:
    """The option that names the verifier key."""
    return "--key", log.public_key


def replaced(position: int, name: str, old: str, new: str) -> Callable[[Lines], None]:
    """A change of words in the bytes of an event."""

    def change(lines: Lines) -> None:
        line = event_line(lines, position)
        assert old in line[name]
        line[name] = line[name].replace(old, new)

    return change
