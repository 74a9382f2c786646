"""The program that reads a file which may lie about itself: a process of its own, with limits.

It is given a file, a folder, and whether the location stays. It writes into the folder what is to
be kept (`kept`, where that differs from the file) and a `thumbnail`, and prints what it found.
"""

import json
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from services.evidence.kinds import (
    MEDIA_TYPES,
    MOST_PIXELS,
    PDF,
    THUMBNAIL_SIDE,
    Location,
    Unfit,
    UnfitFile,
)

MEMORY = 1 << 30
"""Bytes of address space: a picture of 50 megapixels takes 200 MB, and twice that in between."""
PROCESSOR_SECONDS = 20
LONGEST_FILE = 64 << 20


def limit() -> None:
    """From now on this process has so much of everything."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, LONGEST_FILE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def examine(data: bytes, folder: Path, *, keeps_location: bool) -> dict[str, Any]:
    """What a file is; what is kept of it lies in the folder then. Raises UnfitFile."""
    if not data:
        raise UnfitFile(Unfit.EMPTY)
    if data.startswith(b"%PDF-"):
        return _said(_pdf(data), Location.NONE, has_thumbnail=False)
    # What is read with it may be made to break it.
    from services.evidence.pictures import (  # noqa: PLC0415  # imported under the limits
        as_kept,
        read_picture,
        thumbnail,
    )

    picture = read_picture(data, MOST_PIXELS)
    kept, location = data, Location.KEPT if picture.has_location else Location.NONE
    if not keeps_location:
        kept = as_kept(data, picture)
        location = Location.REMOVED if picture.has_location else Location.NONE
        picture = read_picture(kept, MOST_PIXELS)
        if picture.has_location:
            raise UnfitFile(Unfit.LOCATION)
    small = BytesIO()
    thumbnail(picture, THUMBNAIL_SIDE).save(small, "JPEG", quality=80)
    if kept != data:
        (folder / "kept").write_bytes(kept)
    (folder / "thumbnail").write_bytes(small.getvalue())
    return _said(MEDIA_TYPES[picture.kind], location, has_thumbnail=True)


def _pdf(data: bytes) -> str:
    """A PDF is kept as it is; whether it is whole is told by how it ends (ISO 32000-2, 7.5.5)."""
    end = data[-1024:]
    if b"%%EOF" not in end or b"startxref" not in end:
        raise UnfitFile(Unfit.BROKEN)
    return PDF


def _said(media_type: str, location: Location, *, has_thumbnail: bool) -> dict[str, Any]:
    return {"mediaType": media_type, "location": location, "hasThumbnail": has_thumbnail}


def main() -> None:
    """Examine the file that the arguments name."""
    limit()
    file, folder, wish = sys.argv[1:]
    try:
        data = Path(file).read_bytes()
        said = examine(data, Path(folder), keeps_location=wish == "keep")
    except UnfitFile as error:
        said = {"unfit": error.why}
    except MemoryError:
        said = {"unfit": Unfit.TOO_MUCH}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
