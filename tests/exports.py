"""Exports taken apart and put together again, as somebody does who knows the format."""

import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Any

Lines = list[dict[str, Any]]


def lines_of(export: bytes) -> Lines:
    """The objects in an export, read with the standard library alone."""
    return [json.loads(line) for line in gzip.decompress(export).splitlines()]


def packed(lines: Lines) -> bytes:
    """An export of these objects; the last one gets the hash over those before it."""
    rows = [json.dumps(line).encode() + b"\n" for line in lines[:-1]]
    end = {"end": {**lines[-1]["end"], "sha256": hashlib.sha256(b"".join(rows)).hexdigest()}}
    return gzip.compress(b"".join([*rows, json.dumps(end).encode() + b"\n"]))


def changed(export: bytes, change: Callable[[Lines], object]) -> bytes:
    """An export after somebody has changed its lines, and its last line to fit."""
    lines = lines_of(export)
    change(lines)
    return packed(lines)


def event_line(lines: Lines, position: int) -> dict[str, Any]:
    """The line of an event."""
    return next(line for line in lines if line.get("position") == position)


def put(number: int, **fields: Any) -> Callable[[Lines], object]:
    """A change of names in a line, counted from 1; None takes a name away."""

    def change(lines: Lines) -> None:
        line = lines[number - 1] | fields
        lines[number - 1] = {name: value for name, value in line.items() if value is not None}

    return change
