"""Fetch the public leaves of a log, and hold them against its checkpoint: for recompute_readiness.

C2SP tlog-checkpoint and tlog-tiles, RFC 6962; with Python's standard library alone.
"""

import base64
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from judged import CannotRecompute, Event

WIDTH = 256  # leaves in a full bundle
MOST_BYTES = WIDTH * (2 + 65_535)
CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*\n")


class Tampered(Exception):
    """The leaves are not those that the checkpoint stands for."""


@dataclass(frozen=True)
class Log:
    """A log as far as its checkpoint reaches; the leaves fit the root."""

    origin: str
    root: str
    events: list[Event]


def fetch(url: str, body: bytes | None = None) -> bytes:
    """What a URL answers; with a body, what it answers to that JSON."""
    headers = {"Accept-Encoding": "gzip, identity"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    with urlopen(Request(url, body, headers), timeout=60) as answer:
        packed = answer.headers.get("Content-Encoding") == "gzip"
        data: bytes = (gzip.GzipFile(fileobj=answer) if packed else answer).read(MOST_BYTES)
        return data


def fetch_log(url: str) -> Log:
    """Checkpoint and leaves. Raises Tampered where the leaves do not have the checkpoint's root."""
    found = CHECKPOINT.match(fetch(f"{url}/checkpoint").decode())
    if found is None:
        raise CannotRecompute(f"{url}/checkpoint is no checkpoint")
    origin, size, root = found[1], int(found[2]), base64.b64decode(found[3])
    leaves: list[bytes] = []
    while len(leaves) < size:
        leaves += fetch_bundle(url, len(leaves) // WIDTH, min(WIDTH, size - len(leaves)))
        if sys.stderr.isatty():
            print(f"\r{len(leaves)} / {size}", end="\n" * (len(leaves) == size), file=sys.stderr)
    if merkle_root(leaves) != root:
        raise Tampered(f"the {size} leaves do not have the root of the checkpoint, {found[3]}")
    return Log(origin, found[3], [read_leaf(leaf, at) for at, leaf in enumerate(leaves)])


def bundle_path(index: int) -> str:
    """Where a bundle is served: its number is written in groups of three digits."""
    digits = str(index).zfill(-(-len(str(index)) // 3) * 3)
    *groups, last = re.findall("...", digits)
    return f"tile/entries/{''.join(f'x{group}/' for group in groups)}{last}"


def fetch_bundle(url: str, index: int, width: int) -> list[bytes]:
    """The first `width` leaves of a bundle."""
    path = f"{url}/{bundle_path(index)}"
    try:
        data, held = fetch(path if width == WIDTH else f"{path}.p/{width}"), width
    except HTTPError as error:
        if error.code != 404 or width == WIDTH:
            raise
        data, held = fetch(path), WIDTH  # a partial bundle may go once the full one is there
    leaves, at = [], 0
    while at < len(data):  # each leaf stands behind its length in two bytes
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        leaves.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(leaves) != held:
        raise Tampered(f"bundle {index} does not hold {held} whole leaves")
    return leaves[:width]


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """RFC 6962: leaves are hashed behind 00, pairs behind 01; who has no neighbour moves up."""
    row = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        row = above + row[2 * len(above) :]
    return row[0] if row else hashlib.sha256(b"").digest()


def read_leaf(leaf: bytes, position: int) -> Event:
    """The event of a leaf, which is canonical JSON so that nobody can read it in two ways."""
    try:
        outer = json.loads(leaf)
        again = json.dumps(outer, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if again.encode() != leaf or outer["position"] != position:
            raise ValueError("not canonical, or not of this position")
        if outer["format"] not in (1, 2):
            raise ValueError("of another format")
        said = outer["open"]
        recorded_at = datetime.fromisoformat(outer["recordedAt"])
        occurred_at = datetime.fromisoformat(said["occurredAt"])
        return Event(position, recorded_at, occurred_at, said["type"], said)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Tampered(f"leaf {position} is no event: {error}") from error
