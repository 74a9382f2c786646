"""The log as anyone may check it: its head, checkpoints and proofs, over GraphQL and as files."""

import base64
import gzip
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import SignedNote
from events.heads.note_keys import VerifierKey
from events.log.event_log import LogReadOnly
from events.tree.merkle_tree import Frontier, verify_consistency, verify_inclusion
from events.tree.tiles import entries_of
from schema.http.negotiation import takes_gzip
from services.heads.seal_history import Sealer
from services.heads.signing_keys import KeyFolder
from tests.worlds.api import Api, rehearse, scenario
from tests.worlds.furniture import RECORDER
from tests.worlds.hall import Hall

HEAD = "{ log { origin dataset size rootHash head publicKeys checkpoint { size rootHash note } } }"
INCLUSION = """query ($p: Position!, $s: Position) { log { inclusionProof(position: $p, size: $s) {
  position size leafHash hashes rootHash tlogProof } } }"""
CONSISTENCY = """query ($f: Position!, $t: Position) { log {
  consistencyProof(from: $f, to: $t) { from to hashes } } }"""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The first rehearsal, signed to its end, and two more parties that are not signed yet."""
    folder = tmp_path_factory.mktemp("signed")
    rehearse(folder, scenario())
    with Api(folder, Dataset.DEMO) as api:
        KeyFolder(folder / "keys").make(api.server.house.origin)
        Sealer(api.server.log, KeyFolder(folder / "keys")).seal()
        yield api


def head_of(api: Api) -> Any:
    return api.data(HEAD)["log"]


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def test_the_head_is_that_of_all_leaves(signed: Api) -> None:
    stands = head_of(signed)
    tree = Frontier()
    for leaf, _ in signed.server.house.look_up.recorded.bytes_of(range(stands["size"])).values():
        tree.push(leaf_hash(leaf))
    assert (stands["rootHash"], stands["head"]) == (tree.root().hex(), stands["size"] - 1)
    assert stands["dataset"] == "DEMO"
    assert stands["origin"].endswith("/demo")


def test_the_checkpoint_is_signed_by_a_key_that_the_log_shows(signed: Api) -> None:
    stands = head_of(signed)
    (key,) = map(VerifierKey.parse, stands["publicKeys"])
    note = SignedNote.parse(stands["checkpoint"]["note"])
    assert [item.key for item in note.verify([key])] == [key]
    assert (note.head.origin, note.head.size) == (stands["origin"], stands["checkpoint"]["size"])
    assert note.head.root.hex() == stands["checkpoint"]["rootHash"]


def test_the_checkpoint_is_served_byte_for_byte(signed: Api) -> None:
    answer = signed.client.get("/checkpoint")
    assert answer.text == head_of(signed)["checkpoint"]["note"]
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"


def test_what_proves_the_log_may_be_checked_from_every_page(signed: Api) -> None:
    for path in ("/checkpoint", "/tile/0/000.p/1", "/tile/entries/000.p/1"):
        answer = signed.client.get(path, headers={"origin": "https://saksi.example"})
        assert answer.status_code == 200, path
        assert answer.headers["access-control-allow-origin"] == "*"


def test_every_event_is_proved_to_be_under_the_checkpoint(signed: Api) -> None:
    stands = head_of(signed)
    root = bytes.fromhex(stands["checkpoint"]["rootHash"])
    for position in range(stands["checkpoint"]["size"]):
        proof = signed.data(INCLUSION, p=position)["log"]["inclusionProof"]
        assert (proof["position"], proof["size"]) == (position, stands["checkpoint"]["size"])
        leaf = bytes.fromhex(proof["leafHash"])
        verify_inclusion(position, proof["size"], leaf, hashes(proof["hashes"]), root)
        assert proof["tlogProof"].endswith(stands["checkpoint"]["note"])
        assert proof["tlogProof"].startswith(f"c2sp.org/tlog-proof@v1\nindex {position}\n")


def test_a_proof_can_be_asked_for_any_size_up_to_the_log(signed: Api) -> None:
    proof = signed.data(INCLUSION, p=3, s=77)["log"]["inclusionProof"]
    root = bytes.fromhex(proof["rootHash"])
    verify_inclusion(3, 77, bytes.fromhex(proof["leafHash"]), hashes(proof["hashes"]), root)
    assert proof["tlogProof"] is None


def test_that_the_log_only_grew_is_proved_between_any_two_sizes(signed: Api) -> None:
    roots: list[str] = []
    for size in range(1, 20):
        proof = signed.data(INCLUSION, p=0, s=size)["log"]["inclusionProof"]
        roots.append(proof["rootHash"])
    for old in range(1, 20):
        proof = signed.data(CONSISTENCY, f=old, t=19)["log"]["consistencyProof"]
        assert (proof["from"], proof["to"]) == (old, 19)
        one, other = bytes.fromhex(roots[old - 1]), bytes.fromhex(roots[18])
        verify_consistency(old, 19, one, other, hashes(proof["hashes"]))
    assert signed.data(CONSISTENCY, f=0, t=19)["log"]["consistencyProof"]["hashes"] == []


@pytest.mark.parametrize(
    ("query", "given", "code"),
    [
        (INCLUSION, {"p": 9_999}, "NOT_YET_AVAILABLE"),
        (INCLUSION, {"p": 5, "s": 5}, "BAD_USER_INPUT"),
        (INCLUSION, {"p": 5, "s": 9_999}, "NOT_YET_AVAILABLE"),
        (INCLUSION, {"p": 0, "s": 0}, "BAD_USER_INPUT"),
        (CONSISTENCY, {"f": 5, "t": 9_999}, "NOT_YET_AVAILABLE"),
        (CONSISTENCY, {"f": 6, "t": 5}, "BAD_USER_INPUT"),
        (INCLUSION, {"p": -1}, "BAD_USER_INPUT"),
    ],
)
def test_what_cannot_be_proved_is_said_clearly(
    signed: Api, query: str, given: dict[str, int], code: str
) -> None:
    assert signed.codes(query, None, **given) == [code]


def test_entries_are_the_leaves_and_hash_to_the_tile(signed: Api) -> None:
    size = head_of(signed)["checkpoint"]["size"]
    bundle = signed.client.get(
        f"/tile/entries/000.p/{size}", headers={"accept-encoding": "identity"}
    )
    tile = signed.client.get(f"/tile/0/000.p/{size}")
    leaves = entries_of(bundle.content)
    known = signed.server.house.look_up.recorded.bytes_of(range(size))
    assert leaves == [known[position][0] for position in range(size)]
    assert tile.content == b"".join(leaf_hash(leaf) for leaf in leaves)
    for answer in (bundle, tile):
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_entries_travel_compressed_where_the_client_can_read_it(signed: Api) -> None:
    plain = signed.client.get("/tile/entries/000.p/9", headers={"accept-encoding": "identity"})
    packed = signed.client.get("/tile/entries/000.p/9", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content  # the client has unpacked it


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("deflate , gzip ; q=1.000", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; Q=0.000", False),
        ("*, gzip;q=0", False),
        ("*;q=0", False),
        ("x-gzipped", False),
        ("gzip;q=nonsense", False),
        ("gzip;q=-1", False),
    ],
)
def test_only_who_can_read_gzip_is_answered_with_it(signed: Api, header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes
    headers = {"accept-encoding": header}
    answer = signed.client.get("/tile/entries/000.p/9", headers=headers)
    assert ("content-encoding" in answer.headers) is takes
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/07",
        "tile/0/0.p/7",
        "tile/00/000.p/7",
        "tile/64/000.p/7",
        "tile/-1/000.p/7",
        "tile/entries/000",
        "tile/entries/x000/000.p/7",
        "tile/",
        "tile/0/000.p/7/",
        "tile/0/../0/000.p/7x",
        "tile/0/000.p/7%0A",  # other names for one file would be kept as if it were another
        "tile/0/000%2Ep/7",
        "tile/%30/000.p/7",
        "tile/0/000.p%2F7",
    ],
)
def test_what_the_log_does_not_reach_is_not_there(signed: Api, path: str) -> None:
    answer = signed.client.get(f"/{path}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_files_are_only_read(signed: Api) -> None:
    for path in ("/checkpoint", "/tile/0/000.p/7"):
        assert signed.client.head(path).status_code == 200
        for method in ("POST", "PUT", "DELETE"):
            assert signed.client.request(method, path).status_code == 405


def test_a_log_without_a_key_has_no_checkpoint(hall: Hall) -> None:
    assert head_of(hall)["checkpoint"] is None
    assert hall.client.get("/checkpoint").status_code == 404
    proof = hall.data(INCLUSION, p=1)["log"]["inclusionProof"]
    assert proof["size"] == hall.size()


def test_the_receipt_of_a_write_is_the_leaf_that_is_served(hall: Hall) -> None:
    party = {"code": "BARU", "name": "Baru", "kind": "AGENCY"}
    receipt = hall.mutate("partyRegister", "RECORDER", RECORDER, **party)
    asked = f"{{ event(position: {receipt['position']}) {{ bytes leafHash }} }}"
    event = hall.data(asked)["event"]
    leaf = base64.b64decode(event["bytes"])
    assert receipt["leafHash"] == event["leafHash"]
    assert event["leafHash"] == hashlib.sha256(b"\x00" + leaf).hexdigest()


def test_a_log_that_lost_its_history_is_shown_and_takes_nothing(hall: Hall) -> None:
    size = hall.size()
    hall.server.house.recorder.stop_writing(LogReadOnly("ROLLBACK"))
    party = {"idempotencyKey": "x", "code": "BARU", "name": "Baru", "kind": "AGENCY"}
    query = "mutation ($i: PartyRegisterInput!) { partyRegister(input: $i) { position } }"
    token = hall.token("RECORDER", party=RECORDER)
    assert hall.codes(query, token, i=party) == ["LOG_READ_ONLY"]
    assert head_of(hall)["size"] == size
    assert hall.client.get("/readyz").json()["status"] == "read-only"


def test_bundles_are_packed_the_same_each_time(signed: Api) -> None:
    """So that caches of several servers hold one file, not two."""
    with signed.client.stream("GET", "/tile/entries/000.p/9") as answer:
        raw = b"".join(answer.iter_raw())
    assert raw == gzip.compress(gzip.decompress(raw), 6, mtime=0)
