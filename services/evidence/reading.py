"""What is known of files that lie in a store: written beside each, and read again at the start."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from services.evidence.kinds import KeptFile, Location
from services.evidence.on_record import EvidenceOnRecord
from services.evidence.store import ABOUT, NAME, THUMBNAIL, Store, name_of

AT_ONCE = 16
LONGEST_ABOUT = 1 << 20
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """What a store holds: files that are kept, and what has to go."""

    kept: dict[str, KeptFile]
    left: set[str]
    """Erased, or arrived by half: by SHA-256."""


def about(file: KeptFile) -> bytes:
    """What is known of a file, to lie beside it."""
    said = {
        "mediaType": file.media_type,
        "size": file.size,
        "location": file.location.value,
        "hasThumbnail": file.has_thumbnail,
        "party": file.party,
        "keptAt": file.kept_at.isoformat(),
        "senders": sorted(file.senders),
    }
    return json.dumps(said).encode()


def read_about(store: Store, sha256: str) -> KeptFile | None:
    """What is known of a file; None where that cannot be read. Raises OSError."""
    said = store.read(name_of(sha256, ABOUT), 0, LONGEST_ABOUT)
    try:
        found = json.loads(said)
        return KeptFile(
            sha256,
            str(found["mediaType"]),
            int(found["size"]),
            Location(found["location"]),
            bool(found["hasThumbnail"]),
            found["party"],
            dt.datetime.fromisoformat(found["keptAt"]),
            frozenset(map(str, found["senders"])),
        )
    except (ValueError, KeyError, TypeError):
        return None


def read_kept(store: Store, on_record: EvidenceOnRecord) -> Found:
    """What lies in a store. Raises OSError.

    A file of which nothing is known any more is kept all the same where the log speaks of it.
    """
    sizes = store.sizes()
    there = {match[1] for name in sizes if (match := NAME.fullmatch(name))}
    left = there & on_record.erased.keys()
    described = [each for each in there - left if name_of(each, ABOUT) in sizes]
    with ThreadPoolExecutor(AT_ONCE, "evidence") as threads:
        known = dict(
            zip(
                described, threads.map(lambda each: read_about(store, each), described), strict=True
            )
        )
    kept: dict[str, KeptFile] = {}
    for sha256 in there - left:
        size = sizes.get(name_of(sha256))
        file = known.get(sha256)
        if size is None and sha256 in on_record.attached:
            structlog.get_logger().error("evidence_missing", sha256=sha256)
        elif size is None:
            left.add(sha256)
        elif file is not None:
            kept[sha256] = file
        elif sha256 in on_record.attached:
            media_type = on_record.attached[sha256][0].media_type
            has_thumbnail = name_of(sha256, THUMBNAIL) in sizes
            kept[sha256] = KeptFile(
                sha256, media_type, size, Location.NONE, has_thumbnail, None, LONG_AGO
            )
        else:
            left.add(sha256)
    return Found(kept, left)
