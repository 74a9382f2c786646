"""Files of evidence that are attached by their hash."""

from pathlib import Path
from typing import Any

from tests.worlds.gallery import Gallery, both
from tests.worlds.hall import D01, D02, Hall
from tests.worlds.pictures import picture


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


def test_by_its_hash_alone_nobody_attaches_what_another_party_sent(gallery: Gallery) -> None:
    """Whoever sees a commitment sees the hashes of its evidence, and must not open it so."""
    file = gallery.attached()
    (shown,) = gallery.shown("OWNER", "DINKES")
    assert (shown["sha256"], shown["url"]) == (file["sha256"], None)
    given = {"commitment": D02, "region": "region:62.05.01"}
    named = {name: file[name] for name in ("sha256", "mediaType", "size")}
    none = {**named, "sha256": "0" * 64}
    for wanted in (named, {**named, "size": 1}, {**named, "mediaType": "image/png"}, none):
        refused = gallery.refusals("commitmentAttachEvidence", "OWNER", "DINKES", **given, **wanted)
        assert refused == ["NOT_FOUND"]  # the same as if it were not kept
    assert gallery.open(file["url"], "OWNER", "DINKES").status_code == 404
    gallery.sent(picture(), party="DINKES")  # who has it may
    gallery.record("commitmentAttachEvidence", "OWNER", "DINKES", **given, **named)


@both
def test_who_sent_a_file_is_still_known_after_a_new_start(
    tmp_path: Path, where: dict[str, str]
) -> None:
    with Gallery(tmp_path, **where) as gallery:
        file = gallery.furnish().sent(picture())
        gallery.sent(picture(), party="DINKES")
    with Gallery(tmp_path, **where) as gallery:
        assert gallery.attach(file)
        assert gallery.open(file["url"], "OWNER", "DINKES").status_code == 200
