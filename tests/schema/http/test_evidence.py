"""Files of evidence: sent, attached, opened, erased; the same in a folder and in a bucket."""

import base64
import datetime as dt
import errno
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from structlog.testing import capture_logs

from schema.open_server import evidence_store
from services.evidence.store import FolderStore, name_of
from tests.worlds.bucket import BucketServer, bucket_server
from tests.worlds.gallery import STORES, Gallery, sha
from tests.worlds.hall import D01, D02, Hall
from tests.worlds.pictures import HEIC, PDF, picture

UNKNOWN = "There is no such file here for you."


@pytest.fixture(scope="module")
def buckets() -> Iterator[BucketServer]:
    with bucket_server() as server:
        yield server


@pytest.fixture
def where(
    request: pytest.FixtureRequest, buckets: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The settings of a store: a folder, or a bucket of its own."""
    if getattr(request, "param", "folder") == "folder":
        return {}
    for name, value in buckets.variables.items():
        monkeypatch.setenv(name, value)
    return {"evidence_store": buckets.bucket()}


@pytest.fixture
def gallery(tmp_path: Path, where: dict[str, str]) -> Iterator[Gallery]:
    with Gallery(tmp_path, **where) as opened:
        yield opened.furnish()


both = pytest.mark.parametrize("where", STORES, indirect=True)


@both
def alike(answer: Response) -> list[tuple[str, str]]:
    """The headers of an answer, but for the name of its request."""
    return sorted(item for item in answer.headers.multi_items() if item[0] != "x-request-id")


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


@both
@pytest.mark.parametrize("wanted", ["bytes=10-19", "bytes=-10", "bytes=700-", "bytes=0-99999"])
def test_a_part_of_a_file_is_asked_for(gallery: Gallery, wanted: str) -> None:
    file = gallery.attached()
    whole = gallery.open(file["url"]).content
    size, (first, _, last) = len(whole), wanted.removeprefix("bytes=").partition("-")
    start = int(first) if first else size - int(last)
    end = min(int(last) + 1, size) if first and last else size
    part = gallery.open(file["url"], range=wanted)
    assert part.status_code == 206
    assert part.content == whole[start:end]
    assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    assert part.headers["content-length"] == str(end - start)


def test_a_range_is_only_taken_of_the_very_file(gallery: Gallery) -> None:
    file = gallery.attached()
    whole = gallery.open(file["url"])
    etag = whole.headers["etag"]
    assert etag == f'"{file["sha256"]}"'
    part = gallery.open(file["url"], range="bytes=0-9", if_range=etag)
    other = gallery.open(file["url"], range="bytes=0-9", if_range='"other"')
    several = gallery.open(file["url"], range="bytes=0-9,20-29")
    beyond = gallery.open(file["url"], range=f"bytes={len(whole.content)}-")
    answers = [answer.status_code for answer in (part, other, several, beyond)]
    assert answers == [206, 200, 200, 416]
    assert beyond.headers["content-range"] == f"bytes */{len(whole.content)}"
    known = gallery.open(file["url"], if_none_match=etag)
    assert (known.status_code, known.content) == (304, b"")


def test_a_file_is_never_shown_as_a_page(gallery: Gallery) -> None:
    file = gallery.attached()
    for path in (file["url"], file["thumbnailUrl"], "/evidence/none"):
        headers = gallery.open(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "private, no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        policy = [part.strip() for part in headers["content-security-policy"].split(";")]
        assert {"default-src 'none'", "frame-ancestors 'none'", "sandbox"} <= set(policy)
        assert "Cookie" in headers["vary"]
        if path != "/evidence/none":
            name = headers["content-disposition"]
            assert name.startswith(f'attachment; filename="evidence-{file["sha256"][:12]}')


SEES = {
    ("OWNER", "KPU-LOG"): True,
    ("OWNER", "KPU"): True,  # above the owner
    ("RECORDER", "KPU"): True,
    ("VERIFIER", "BAWASLU"): True,
    ("AUDITOR", "POLRES"): True,
    ("OWNER", "DINKES"): False,
    ("RECORDER", "SETDA"): False,
    ("COORDINATOR", "SEKDA"): False,
    ("LEADER", "INSPEKTORAT"): False,
    ("ADMINISTRATOR", "POLRES"): False,
    ("", ""): False,
}


@pytest.mark.parametrize(("role", "party"), SEES)
def test_who_may_open_a_file(gallery: Gallery, role: str, party: str) -> None:
    file = gallery.attached()
    none = gallery.open(f"/evidence/{'0' * 64}", role, party)
    for path in (file["url"], file["thumbnailUrl"]):
        answer = gallery.open(path, role, party)
        if SEES[role, party]:
            assert answer.status_code == 200
        else:  # not even whether there is one
            assert (answer.status_code, answer.content) == (none.status_code, none.content)
            assert alike(answer) == alike(none)
    assert none.status_code == 404
    if role:
        shown = gallery.shown(role, party)[0]
        assert (shown["url"] is not None) is SEES[role, party]


def test_a_bad_token_is_never_nobody(gallery: Gallery) -> None:
    file = gallery.attached()
    asked = {"authorization": "Bearer wrong"}
    assert gallery.client.get(file["url"], headers=asked).status_code == 401
    assert gallery.client.post("/evidence", content=b"x", headers=asked).status_code == 401


def test_until_it_is_attached_a_file_is_seen_where_it_came_from(gallery: Gallery) -> None:
    said = gallery.sent(picture())
    assert gallery.open(said["url"]).status_code == 200
    assert gallery.open(said["url"], "VERIFIER", "BAWASLU").status_code == 404
    assert gallery.open(said["url"], "OWNER", "DINKES").status_code == 404


@pytest.mark.parametrize(
    ("role", "party"), [("", ""), ("OWNER", "NOBODY")], ids=["nobody", "unregistered"]
)
def test_who_may_not_attach_may_not_send(gallery: Gallery, role: str, party: str) -> None:
    status, words = gallery.refused(picture(), role=role, party=party)
    assert (status, words.split(":")[0]) == (
        403,
        "Files of evidence are sent by who may attach them",
    )


def test_only_a_file_that_is_kept_can_be_attached(gallery: Gallery) -> None:
    def wrong(**more: Any) -> list[tuple[str, str]]:
        given = {"commitment": D01, "mediaType": "image/jpeg", "size": 10, **more}
        payload = gallery.mutate("commitmentAttachEvidence", "OWNER", "KPU-LOG", **given)
        return [(error["code"], error["field"][-1]) for error in payload["userErrors"]]

    said = gallery.sent(picture())
    known = {"sha256": said["sha256"]}
    assert wrong(sha256="0" * 64) == [("NOT_FOUND", "sha256")]
    assert wrong(**known, mediaType="image/png", size=said["size"]) == [
        ("BAD_USER_INPUT", "mediaType")
    ]
    assert wrong(**known, size=said["size"] + 1) == [("BAD_USER_INPUT", "size")]
    assert gallery.attach(said)


def test_an_old_record_without_a_file_says_so(tmp_path: Path) -> None:
    with Hall(tmp_path) as before:  # where no files are kept
        before.furnish().owner(
            "commitmentAttachEvidence", D01, sha256="e" * 64, mediaType="image/jpeg", size=10
        )
    with Gallery(tmp_path) as gallery:
        (shown,) = gallery.shown()
        assert (shown["sha256"], shown["size"]) == ("e" * 64, 10)
        assert shown["url"] is shown["thumbnailUrl"] is shown["isLocationRemoved"] is None
        assert shown["isFileErased"] is False
        assert gallery.open(f"/evidence/{'e' * 64}").status_code == 404


# ---- what goes wrong on the way


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


# ---- what goes


@both
def test_a_file_that_two_people_erase_is_gone_when_that_is_answered(gallery: Gallery) -> None:
    file, other = gallery.attached(), gallery.attached(colour=3)
    gallery.erase(file["position"])
    assert gallery.lying() == {other["sha256"] + end for end in ("", ".json", ".thumbnail")}
    erased, left = gallery.shown()
    assert (erased["sha256"], erased["isFileErased"]) == (file["sha256"], True)
    assert erased["url"] is erased["thumbnailUrl"] is None
    assert (left["isFileErased"], left["url"]) == (False, other["url"])
    assert gallery.open(file["url"]).status_code == 404
    status, words = gallery.refused(picture())
    assert (status, words) == (
        409,
        "This very file was erased by two people, and is not taken again.",
    )


def test_a_file_is_erased_by_two_of_two_parties(gallery: Gallery) -> None:
    file = gallery.attached()
    at = {"event": file["position"], "path": "/file", "legalBasis": "UU 27/2022"}
    proposal = gallery.secretary("textProposeRedaction", **at)["position"]
    own = gallery.refusals("textRedact", "ADMINISTRATOR", "SETDA", proposal=proposal)
    assert own == ["SEPARATION_OF_DUTIES"]
    gallery.record("textRedact", "ADMINISTRATOR", "POLRES", proposal=proposal)
    again = gallery.refusals("textProposeRedaction", "RECORDER", "SETDA", **at)
    assert again == ["WRONG_STATUS"]
    assert gallery.refusals(
        "commitmentAttachEvidence",
        "OWNER",
        "DINKES",
        commitment=D02,
        region="region:62.05.01",
        **{name: file[name] for name in ("sha256", "mediaType", "size")},
    ) == ["WRONG_STATUS"]


def test_nothing_is_erased_where_there_is_no_file(gallery: Gallery) -> None:
    at = {"event": 1, "path": "/file", "legalBasis": "UU 27/2022"}
    assert gallery.refusals("textProposeRedaction", "RECORDER", "SETDA", **at) == ["NOT_FOUND"]


def test_a_file_that_cannot_be_taken_away_is_tried_again_until_it_is(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    files = gallery.server.house.files
    assert files is not None
    file = gallery.attached()
    with monkeypatch.context() as patched, capture_logs() as lines:
        patched.setattr(FolderStore, "delete", stuck)
        gallery.erase(file["position"])
        assert not files.settled.is_set()
        assert gallery.open(file["url"]).status_code == 404  # nobody sees it from now on
    assert [line["event"] for line in lines] == ["file_not_taken_away"]
    files.sweep()
    assert files.settled.is_set()
    assert gallery.lying() == set()


@both
def test_what_nobody_attaches_is_swept_after_a_day(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = gallery.server.house.files
    assert files is not None
    attached, left = gallery.attached(), gallery.sent(picture(colour=4))
    start = files._now()
    for hours, is_there in ((23, True), (25, False)):
        monkeypatch.setattr(files, "_now", lambda by=hours: start + dt.timedelta(hours=by))
        files.sweep()
        assert (left["sha256"] in gallery.lying()) is is_there
    assert attached["sha256"] in gallery.lying()
    assert gallery.open(left["url"]).status_code == 404


@both
def test_what_a_killed_server_left_is_swept_at_the_next_start(
    tmp_path: Path, where: dict[str, str]
) -> None:
    with Gallery(tmp_path, **where) as gallery:
        gallery.furnish()
        attached, erased = gallery.attached(), gallery.attached(colour=5)
        gallery.erase(erased["position"])
        store, files = evidence_store(gallery.settings), gallery.server.house.files
        assert files is not None
        store.put_bytes(name_of("a" * 64), b"arrived by half")
        store.put_bytes(name_of(erased["sha256"]), b"back from a backup")
        files.incoming.mkdir(parents=True, exist_ok=True)
        (files.incoming / "half").write_bytes(b"on its way")
    with Gallery(tmp_path, **where) as gallery:
        assert gallery.lying() == {attached["sha256"] + end for end in ("", ".json", ".thumbnail")}
        assert not gallery.on_its_way()
        assert gallery.open(attached["url"]).status_code == 200


def test_a_file_that_the_log_speaks_of_is_kept_though_nothing_else_is_known_of_it(
    tmp_path: Path,
) -> None:
    with Gallery(tmp_path) as gallery:
        file = gallery.furnish().attached()
        evidence_store(gallery.settings).delete(name_of(file["sha256"], ".json"))
    with Gallery(tmp_path) as gallery:
        answer = gallery.open(file["url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert sha(answer.content) == file["sha256"]
