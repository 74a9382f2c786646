"""Long passwords that many people would take: from lists of what people took, put together.

No list of the 100,000 commonest passwords of 15 characters or more can be had under a free licence:
among the 49,233 commonest of all there are 41. Long ones are made of short ones. So these are
refused: the 41, and whatever is made of at most two different pieces, in any order and as often as
one likes, where a piece is one of the 5,000 commonest shorter passwords, a word of an Indonesian
office, or a run along a row of keys, the alphabet, or one character.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

PIECES = 2
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
RUNS = ROWS + tuple(row[::-1] for row in ROWS)
SHORTEST_RUN = 3


@cache
def words() -> frozenset[str]:
    """The lists' passwords and words."""
    text = files("services.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    listed = [line.casefold() for line in text.splitlines() if line and line[0] != "#"]
    return frozenset(listed) | {plain for plain in map(_plain, listed) if len(plain) > SHORTEST_RUN}


@cache
def _longest() -> int:
    return max(map(len, (*words(), *RUNS)))


def is_common(password: str) -> bool:
    """Whether a password is one of them, whatever is written large or stands between the pieces."""
    plain = _plain(password)
    return password.casefold() in words() or plain in words() or _is_made_of_few(plain)


def _plain(password: str) -> str:
    """Its letters and digits, all of them small."""
    return "".join(c for c in password.casefold() if c.isalnum())


def _is_made_of_few(text: str) -> bool:
    """Whether a text consists of at most two different pieces."""
    reached: dict[int, set[frozenset[str]]] = {0: {frozenset()}}
    for start in range(len(text)):
        ways = reached.get(start, set())
        for piece in _pieces(text, start) if ways else ():
            used = {way | {piece} for way in ways}
            reached.setdefault(start + len(piece), set()).update(
                way for way in used if len(way) <= PIECES
            )
    return bool(reached.get(len(text)))


def _pieces(text: str, start: int) -> Iterator[str]:
    """The pieces that a text could go on with from a place."""
    same = len(text) - start - len(text[start:].lstrip(text[start]))
    if same >= SHORTEST_RUN:
        yield text[start : start + same]  # to its end: else there are as many ways as lengths
    for end in range(start + SHORTEST_RUN, min(len(text), start + _longest()) + 1):
        piece = text[start:end]
        if len(set(piece)) > 1 and (piece in words() or any(piece in row for row in RUNS)):
            yield piece
