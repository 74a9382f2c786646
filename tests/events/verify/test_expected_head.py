"""What a signed head demands of a history, and since when witnesses have seen it."""

import pytest

from events.format.canonical_bytes import leaf_hash
from events.format.log_entry import LogEntry
from events.heads.checkpoint import SignedNote, sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, ML_DSA_44, SignerKey
from events.heads.tree_head import TreeHead
from events.verify.expected_head import ExpectedHead, expected_head
from events.verify.findings import Finding, Findings
from events.verify.verify_history import HistoryCheck
from tests.worlds.memory_log import any_of

LOG = SignerKey("log.example", ED25519, bytes([1] * 32))
LEAF = b"whatever stands there"
HEAD = TreeHead(LOG.name, 1, leaf_hash(LEAF))
SIGNED = sign_head(HEAD, [LOG], 0)
WITNESSES = [
    SignerKey(f"witness{kind}.example", kind, bytes([kind] * 32))
    for kind in (COSIGNATURE, ML_DSA_44)
]


def demanded(note: SignedNote, findings: Findings | None = None) -> ExpectedHead | None:
    """What a note demands of whoever knows the log and both witnesses."""
    return expected_head(note, [LOG.verifier], any_of(*WITNESSES), findings or Findings())


def cosigned(*times: int) -> SignedNote:
    """The head, cosigned by each witness at a time."""
    lines = [
        signature_by(witness, SIGNED.text, time)
        for witness, time in zip(WITNESSES, times, strict=True)
    ]
    return SIGNED.with_signatures(lines)


@pytest.mark.parametrize(
    ("times", "seen"),
    [((5, 9), 5), ((9, 5), 5), ((0, 9), 9), ((5, 0), 5), ((0, 0), None), ((1, 1), 1)],
)
def test_a_cosignature_without_a_time_promises_nothing(
    times: tuple[int, int], seen: int | None
) -> None:
    findings = Findings()
    found = demanded(cosigned(*times), findings)
    assert found is not None
    assert found.witnessed_at == seen
    assert findings.gravest is None


@pytest.mark.parametrize(("times", "size"), [((0, 0), 0), ((0, 1), 1), ((1, 0), 1)])
def test_a_history_is_not_witnessed_by_a_cosignature_without_a_time(
    times: tuple[int, int], size: int
) -> None:
    found = demanded(cosigned(*times))
    assert found is not None
    check = HistoryCheck(Findings(), [found])
    check.take(LogEntry(0, LEAF))
    assert (check.log.heads, check.log.witnessed) == (1, size)


def test_a_cosignature_that_does_not_fit_is_told_whatever_its_time() -> None:
    findings = Findings()
    other = signature_by(WITNESSES[0], TreeHead(LOG.name, 2, HEAD.root).text, 0)
    assert demanded(SIGNED.with_signatures([other]), findings) is not None
    assert findings.gravest is Finding.BAD_SIGNATURE
