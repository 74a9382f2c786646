"""At a URL a receipt is proved from tiles: where they do not prove it, it does not hold."""

from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import sign_head
from events.heads.tree_head import TreeHead
from events.log.log_clock import system_time
from events.progress import untold
from events.tree.merkle_tree import Frontier
from events.tree.tiles import WIDTH, bundle, perfect_root
from events.verify.findings import Finding
from events.verify.receipts import Receipt
from services.verify.url import verify_url
from services.verify.verification import Trust, VerificationReport
from tests.services.verify.test_verify_strange_urls import answering
from tests.worlds.memory_log import LOG_KEY, NOON

SIZE, PLACE = 300, 270
"""The proof of this place needs the hash over the first tile, from the tile above it."""
LEAVES = [b"%d" % number for number in range(SIZE)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def verified(above: bytes | None) -> VerificationReport:
    """What is found at a server whose tile of level 1 is this; None: it is not there."""
    tree = Frontier()
    for own in HASHES:
        tree.push(own)
    head = TreeHead(LOG_KEY.name, SIZE, tree.root())
    files = {
        "/checkpoint": str(sign_head(head, [LOG_KEY], NOON)).encode(),
        "/tile/entries/000": bundle(LEAVES[:WIDTH]),
        "/tile/entries/001.p/44": bundle(LEAVES[WIDTH:]),
        "/tile/0/000": b"".join(HASHES[:WIDTH]),
        "/tile/0/001.p/44": b"".join(HASHES[WIDTH:]),
    }
    if above is not None:
        files["/tile/1/000.p/1"] = above
    trust = Trust((LOG_KEY.verifier,), receipts=(Receipt(PLACE, HASHES[PLACE]),))
    with answering(files) as url:
        return verify_url(url, trust, system_time(), untold)


def damage(report: VerificationReport) -> list[int | None]:
    """Where the tree was found damaged."""
    return [item.position for item in report.findings.first if item.finding is Finding.DAMAGED]


def test_a_receipt_holds_where_the_tiles_prove_it() -> None:
    report = verified(perfect_root(HASHES[:WIDTH]))
    assert [receipt.position for receipt in report.receipts] == [PLACE]
    assert damage(report) == []


def test_a_receipt_does_not_hold_where_the_tiles_lead_to_another_root() -> None:
    report = verified(b"\xff" * 32)
    assert (report.receipts, damage(report)) == ([], [PLACE])


def test_a_receipt_does_not_hold_where_a_tile_is_missing() -> None:
    for above in (None, b""):
        report = verified(above)
        assert (report.receipts, damage(report)) == ([], [None])
