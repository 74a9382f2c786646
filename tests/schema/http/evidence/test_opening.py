"""Files of evidence that are opened: by whom, whole or in part."""

import pytest
from httpx2 import Response

from tests.worlds.gallery import Gallery, both
from tests.worlds.pictures import picture


def alike(answer: Response) -> list[tuple[str, str]]:
    """The headers of an answer, but for the name of its request."""
    return sorted(item for item in answer.headers.multi_items() if item[0] != "x-request-id")


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
    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        known = gallery.open(file["url"], if_none_match=tag)
        assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("bytes=-0", 416),
        ("bytes=999999999999-", 416),
        ("bytes=-", 200),
        ("bytes=5-2", 200),
        ("bytes=a-b", 200),
        ("items=0-1", 200),
        ("bytes=99999999999999999999-", 200),
        ("bytes=-999999999999", 206),
    ],
)
def test_a_wrong_range_is_answered_whole_or_refused_and_never_breaks(
    gallery: Gallery, wanted: str, status: int
) -> None:
    file = gallery.attached()
    answer = gallery.open(file["url"], range=wanted)
    assert answer.status_code == status
    assert len(answer.content) == (0 if status == 416 else file["size"])


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


def test_who_sends_what_another_party_has_sent_does_not_learn_it(gallery: Gallery) -> None:
    before, file = gallery.sent(picture(colour=7), party="DINKES"), gallery.attached()
    again = gallery.sent(picture(), party="DINKES")
    assert {**again, "sha256": ""}.keys() == {**before, "sha256": ""}.keys()
    for said in (before, again):
        assert gallery.open(said["url"], "OWNER", "DINKES").status_code == 200
        assert gallery.open(said["thumbnailUrl"], "OWNER", "DINKES").status_code == 200
    assert again["sha256"] == file["sha256"]
