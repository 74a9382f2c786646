"""The fixed vectors of tests/data/merkle.json, made by other people's libraries."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from events.tree.merkle_tree import HashAt
from events.tree.tiles import perfect_root

FILE = Path(__file__).parents[2] / "data" / "merkle.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
TREES: list[dict[str, Any]] = VECTORS["trees"]


def unhex(values: Iterable[str]) -> list[bytes]:
    """Bytes from hex."""
    return [bytes.fromhex(value) for value in values]


def hashes_above(leaves: list[bytes]) -> HashAt:
    """Complete subtrees straight from a list of leaf hashes."""
    return lambda level, index: perfect_root(leaves[index << level : (index + 1) << level])


def counter_leaf(number: int) -> bytes:
    """The leaves of `counter_leaf_trees`: their number in eight bytes, big end first."""
    return number.to_bytes(8, "big")
