"""Files of evidence that are sent: what is taken, what is not, and that nothing is left of that."""

import base64
import errno
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.evidence.store import FolderStore
from tests.worlds.gallery import Gallery, both, sha
from tests.worlds.pictures import HEIC, PDF, picture


@both
def test_a_file_is_sent_attached_and_opened(gallery: Gallery) -> None:
    data = picture()
    answer = gallery.send(data)
    said = answer.json()
    kept = gallery.open(said["url"])
    assert (answer.status_code, answer.headers["location"]) == (201, said["url"])
    assert said == {
        "sha256": sha(kept.content),
        "mediaType": "image/jpeg",
        "size": len(kept.content),
        "isLocationRemoved": True,
        "isChanged": True,
        "receivedSha256": sha(data),
        "url": f"/evidence/{sha(kept.content)}",
        "thumbnailUrl": f"/evidence/{sha(kept.content)}/thumbnail",
    }
    gallery.attach(said)
    assert gallery.shown() == [
        {
            "sha256": said["sha256"],
            "mediaType": "image/jpeg",
            "size": said["size"],
            "url": said["url"],
            "thumbnailUrl": said["thumbnailUrl"],
            "isLocationRemoved": True,
            "isFileErased": False,
        }
    ]
    assert gallery.open(said["url"], "VERIFIER", "BAWASLU").content == kept.content
    assert gallery.open(said["thumbnailUrl"]).content.startswith(b"\xff\xd8")
    assert gallery.lying() == {said["sha256"] + end for end in ("", ".json", ".thumbnail")}
    assert not gallery.on_its_way()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(picture("PNG"), "image/png"), (HEIC, "image/heic"), (PDF, "application/pdf")],
    ids=["png", "heic", "pdf"],
)
def test_what_a_file_is_follows_from_its_content_alone(
    gallery: Gallery, data: bytes, media_type: str
) -> None:
    said = gallery.sent(data, content_type="image/jpeg")
    assert said["mediaType"] == media_type
    assert gallery.open(said["url"]).headers["content-type"] == media_type


def test_who_asks_keeps_the_place_where_a_picture_was_taken(gallery: Gallery) -> None:
    data = picture()
    said = gallery.sent(data, query="?location=keep")
    assert (said["sha256"], said["isLocationRemoved"], said["isChanged"]) == (
        sha(data),
        False,
        False,
    )
    assert gallery.refused(data, query="?location=maybe")[0] == 400


@pytest.mark.parametrize(
    ("role", "party"), [("", ""), ("OWNER", "NOBODY")], ids=["nobody", "unregistered"]
)
def test_who_may_not_attach_may_not_send(gallery: Gallery, role: str, party: str) -> None:
    status, words = gallery.refused(picture(), role=role, party=party)
    assert (status, words.split(":")[0]) == (
        403,
        "Files of evidence are sent by who may attach them",
    )


@pytest.mark.parametrize(
    ("data", "more", "status", "words"),
    [
        (b"", {}, 422, "The file is empty."),
        (b"hello", {}, 422, "This is none of the kinds that are taken"),
        (PDF[:-30], {}, 422, "The file cannot be read to its end"),
        (picture()[:-60], {}, 422, "The file cannot be read to its end"),
        (picture(), {"content_type": "multipart/form-data; boundary=x"}, 415, "Send the file its"),
        (picture(), {"content_encoding": "gzip"}, 415, "The request is packed as gzip"),
        (picture(), {"repr_digest": "sha-256=?"}, 400, "The Repr-Digest cannot be read."),
    ],
    ids=["empty", "text", "pdf cut off", "picture cut off", "form", "packed", "digest"],
)
def test_what_is_not_taken(
    gallery: Gallery, data: bytes, more: dict[str, str], status: int, words: str
) -> None:
    before = gallery.lying()
    found = gallery.refused(data, **more)
    assert (found[0], found[1][: len(words)]) == (status, words)
    assert gallery.lying() == before


def test_a_refusal_is_told_in_the_reader_s_language(gallery: Gallery) -> None:
    assert gallery.refused(b"", accept_language="id") == (
        422,
        "Berkas kosong. Pilih berkas lain.",
    )


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    def parts(count: int) -> Iterator[bytes]:
        for number in range(count):
            taken.append(number)
            yield bytes(1_024)

    with Gallery(tmp_path, max_evidence=4_096) as gallery:
        gallery.furnish()
        taken = list[int]()
        status, words = gallery.refused(parts(8))
        assert (status, words.split(".")[0]) == (
            413,
            "The file is too large: at most 4096 bytes are taken",
        )
        assert gallery.refused(bytes(5_000))[0] == 413
        assert gallery.lying() == set()


def test_a_file_that_arrives_otherwise_than_its_digest_says_is_not_kept(gallery: Gallery) -> None:
    data = picture()
    right = base64.b64encode(hashlib.sha256(data).digest()).decode()
    wrong = base64.b64encode(bytes(32)).decode()
    status, words = gallery.refused(data, repr_digest=f"sha-256=:{wrong}:")
    assert status == 400
    assert sha(data) in words
    assert gallery.lying() == set()
    gallery.sent(data, repr_digest=f"sha-512=:AAAA:, sha-256=:{right}:")


@both
def test_the_same_file_from_two_at_once_is_kept_once(gallery: Gallery) -> None:
    data = picture()
    with ThreadPoolExecutor(4) as several:
        said = [each.result() for each in [several.submit(gallery.sent, data) for _ in range(4)]]
    assert len({file["sha256"] for file in said}) == 1
    assert gallery.lying() == {said[0]["sha256"] + end for end in ("", ".json", ".thumbnail")}
    assert gallery.sent(data) == said[0]
    assert not gallery.on_its_way()


def test_a_full_disk_is_told_and_leaves_nothing(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FolderStore, "put_bytes", full)
    with capture_logs() as lines:
        status, words = gallery.refused(picture())
    assert (status, words.split(":")[0]) == (503, "The storage for files did not do it")
    assert lines
    assert gallery.lying() == set()
    monkeypatch.undo()
    assert gallery.sent(picture())


def test_what_is_left_of_a_disk_is_the_log_s(tmp_path: Path) -> None:
    with Gallery(tmp_path, disk_reserve=1 << 40) as gallery:
        gallery.furnish()
        with capture_logs() as lines:
            status, words = gallery.refused(picture())
        assert (status, words.split(":")[0]) == (503, "The storage for files did not do it")
        assert any("RAKOR_DISK_RESERVE" in str(line) for line in lines)


def test_a_party_has_so_much_room(tmp_path: Path) -> None:
    with Gallery(tmp_path, evidence_room=1_500) as gallery:
        gallery.furnish()
        gallery.sent(picture(colour=1))
        assert gallery.refused(picture(colour=2))[0] == 507
        assert gallery.sent(picture(colour=2), party="DINKES")


def test_a_person_sends_so_many_files_a_minute(tmp_path: Path) -> None:
    with Gallery(tmp_path, rate_uploads=2, rate_wait=0) as gallery:
        gallery.furnish()
        for _ in range(2):
            gallery.refused(b"")
        assert gallery.refused(b"")[0] == 429
        assert gallery.refused(b"", party="DINKES")[0] == 422
