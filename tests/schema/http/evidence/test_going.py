"""Files of evidence that go: erased by two people, swept, or left by a server that was killed."""

import datetime as dt
import errno
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from schema.open_server import evidence_store
from services.evidence.store import FolderStore, name_of
from tests.worlds.gallery import Gallery, both, sha
from tests.worlds.hall import D02
from tests.worlds.pictures import picture


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
    told = [line for line in lines if line["event"] == "file_not_taken_away"]
    assert [line["sha256"] for line in told] == [file["sha256"]]
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
