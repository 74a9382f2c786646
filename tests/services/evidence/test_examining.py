"""Files that tell the truth, and files that lie: what is kept of them."""

import struct
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from services.evidence.examiner import examine
from services.evidence.kinds import Location, Unfit, UnfitFile
from tests.worlds.pictures import HEIC, PDF, PLACE, TAKEN, XMP, bomb, chunk, drawn, opened, picture

KINDS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
GPS, OF_PICTURE = 0x8825, 0x8769


def sample(kind: str) -> bytes:
    return HEIC if kind == "HEIF" else picture(kind)


class Bench:
    """A folder in which files are examined."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def examine(self, data: bytes, *, keeps: bool = False) -> tuple[str, Location, bytes]:
        """Media type, what became of the location, and the bytes that are kept."""
        sent, kept = self.folder / "sent", self.folder / "kept"
        sent.write_bytes(data)
        kept.unlink(missing_ok=True)
        said = examine(sent, self.folder, keeps_location=keeps)
        return said.media_type, said.location, (kept if kept.exists() else sent).read_bytes()

    def unfit(self, data: bytes) -> Unfit:
        """Why a file is not taken."""
        with pytest.raises(UnfitFile) as raised:
            self.examine(data)
        return raised.value.why


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_loses_the_place_where_it_was_taken_and_no_pixel(bench: Bench, kind: str) -> None:
    data = sample(kind)
    media_type, location, kept = bench.examine(data)
    assert (media_type, location) == (KINDS[kind], Location.REMOVED)
    before, after = opened(data), opened(kept)
    assert before.getexif().get_ifd(GPS)
    assert not after.getexif().get_ifd(GPS)
    assert after.tobytes() == before.tobytes()
    assert after.getexif().get_ifd(OF_PICTURE)[0x9003] == TAKEN
    # Nor does it stand anywhere that a reader of one block does not look: 113 degrees east.
    degrees = [struct.pack(order, 113, 1) for order in ("<II", ">II")]
    assert any(found in data for found in degrees)
    assert not any(found in kept for found in degrees)
    assert b"GPS" not in kept
    assert after.getexif().get(0x0112) == (None if kind == "HEIF" else 6)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_kept_as_it_is_when_it_is_sent_again(bench: Bench, kind: str) -> None:
    _, _, once = bench.examine(sample(kind))
    _, location, twice = bench.examine(once)
    assert (location, twice) == (Location.NONE, once)


@pytest.mark.parametrize("kind", KINDS)
def test_who_asks_keeps_the_place_and_every_byte(bench: Bench, kind: str) -> None:
    data = sample(kind)
    assert bench.examine(data, keeps=True) == (KINDS[kind], Location.KEPT, data)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_place_in_xmp_goes_too(bench: Bench, kind: str) -> None:
    _, location, kept = bench.examine(picture(kind, place=False, xmp=XMP))
    assert location is Location.REMOVED
    assert b"xmpmeta" not in kept


def test_a_place_in_the_texts_of_a_png_goes_too(bench: Bench) -> None:
    data = picture("PNG", place=False)
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)
    _, location, kept = bench.examine(data.replace(chunk(b"IEND", b""), text + chunk(b"IEND", b"")))
    assert location is Location.REMOVED
    assert b"xmpmeta" not in kept


def test_a_second_picture_behind_the_first_goes_with_its_own_place(bench: Bench) -> None:
    file = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(GPS).update(PLACE)
    second = drawn(colour=7)
    second.encoderinfo = {"exif": exif.tobytes()}  # read by Pillow
    drawn().save(file, "MPO", save_all=True, append_images=[second])
    data = file.getvalue()
    assert data.count(b"Exif\0\0")
    media_type, _, kept = bench.examine(data)
    assert media_type == "image/jpeg"
    assert kept.count(b"\xff\xd8\xff") == 1
    assert b"Exif" not in kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_kept_behind_the_end_of_a_picture(bench: Bench, kind: str) -> None:
    page = b"<html><script>alert(1)</script>PK\x03\x04"
    clean = bench.examine(picture(kind))[2]
    assert bench.examine(picture(kind) + page)[2] == clean


def test_a_comment_in_a_jpeg_is_not_kept(bench: Bench) -> None:
    data = picture(place=False)
    page = b"<?php evil ?>"
    comment = b"\xff\xfe" + (len(page) + 2).to_bytes(2, "big") + page
    assert page not in bench.examine(data[:2] + comment + data[2:])[2]


def test_a_foreign_box_in_a_heic_is_emptied(bench: Bench) -> None:
    box = b"\0\0\0\x18mpvdGPSLatitude=2S"
    _, _, kept = bench.examine(HEIC + box.ljust(24, b"!"))
    assert b"mpvd" not in kept
    assert b"Latitude" not in kept
    assert opened(kept).tobytes() == opened(HEIC).tobytes()


def test_a_thumbnail_is_small_upright_and_says_nothing(bench: Bench) -> None:
    bench.examine(picture(side=1_000))
    small = opened((bench.folder / "thumbnail").read_bytes())
    assert small.format == "JPEG"
    assert small.size == (160, 320)  # lying by its pixels, upright by its EXIF
    assert not small.getexif()


def test_a_pdf_is_kept_as_it_is_and_has_no_thumbnail(bench: Bench) -> None:
    assert bench.examine(PDF) == ("application/pdf", Location.NONE, PDF)
    assert not (bench.folder / "thumbnail").exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unfit.EMPTY),
        (b"hello", Unfit.KIND),
        (b"<html><script>alert(1)</script></html>", Unfit.KIND),
        (b"PK\x03\x04" + PDF, Unfit.KIND),
        (b"\0" + PDF, Unfit.KIND),
        (PDF[:-30], Unfit.BROKEN),
        (picture()[:-60], Unfit.BROKEN),
        (picture("PNG")[:-40], Unfit.BROKEN),
        (picture("WEBP")[:-40], Unfit.BROKEN),
        (HEIC[:-40], Unfit.BROKEN),
        (bomb(10_000, 5_001), Unfit.PIXELS),
        (bomb(60_000, 60_000 // 64), Unfit.PIXELS),
    ],
    ids=[
        "nothing",
        "text",
        "page",
        "zip before a PDF",
        "PDF not at the beginning",
        "PDF cut off",
        "JPEG cut off",
        "PNG cut off",
        "WebP cut off",
        "HEIC cut off",
        "a row too many",
        "wide",
    ],
)
def test_what_is_not_taken(bench: Bench, data: bytes, why: Unfit) -> None:
    assert bench.unfit(data) is why


def test_fifty_megapixels_are_taken(bench: Bench) -> None:
    assert bench.examine(bomb(10_000, 5_000))[0] == "image/png"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_pictures_are_not_taken(bench: Bench, kind: str) -> None:
    file = BytesIO()
    drawn().save(file, kind)
    assert bench.unfit(file.getvalue()) is Unfit.KIND


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_not_taken(bench: Bench, kind: str) -> None:
    file = BytesIO()
    drawn().save(file, kind, save_all=True, append_images=[drawn(colour=9)])
    assert bench.unfit(file.getvalue()) is Unfit.MOVING


def test_what_takes_too_much_memory_is_refused_and_not_the_server_s_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    starved = (
        "import services.evidence.examine as it; it.MEMORY = 120 << 20; "
        "import sys; sys.argv[0] = 'examine'; it.main()"
    )
    program = "services.evidence.examiner.PROGRAM"
    monkeypatch.setattr(program, [sys.executable, "-c", starved])
    assert bench.unfit(bomb(10_000, 5_000)) is Unfit.TOO_MUCH


def test_the_program_that_reads_files_knows_no_key_of_the_server(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    looks = "import os, sys; sys.exit('AWS_SECRET_ACCESS_KEY' in os.environ and 'told')"
    monkeypatch.setattr("services.evidence.examiner.PROGRAM", [sys.executable, "-c", looks])
    with pytest.raises(ValueError, match="Expecting value"):  # it said nothing, and was not told
        bench.examine(PDF)
