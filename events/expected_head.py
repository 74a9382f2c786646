"""What a signed checkpoint demands of a history that is verified. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.checkpoint import SignedNote
from events.findings import Finding, Findings
from events.note_keys import BadSignature, VerifierKey
from events.tree_head import MalformedNote, TreeHead
from events.witness_policy import WitnessPolicy


@dataclass(frozen=True, slots=True)
class ExpectedHead:
    """A signed head that the history must hold, and whose word it is."""

    head: TreeHead
    kept: bool = False
    """Whether the auditor kept it, rather than the log showing it now."""
    witnessed_at: tuple[int, ...] = ()
    """When known witnesses cosigned it, in seconds since 1970.

    Never 0: a cosignature without a time vouches for the tree, but promises nothing of it being
    the largest that was seen (C2SP tlog-cosignature)."""
    is_witnessed: bool = False
    """Whether as many of them did as the auditor's policy asks for."""


def expected_head(
    note: SignedNote,
    keys: Iterable[VerifierKey],
    policy: WitnessPolicy | None,
    findings: Findings,
    *,
    kept: bool = False,
) -> ExpectedHead | None:
    """What a checkpoint demands of a history; None, with a finding, where it demands nothing.

    It must be signed by one of the log's keys; the cosignatures that count are those of the
    policy's witnesses.
    What an auditor kept is demanded even where the log no longer knows the key that signed it.
    """
    try:
        head = note.head
    except MalformedNote as error:
        findings.add(Finding.MALFORMED, None, f"a checkpoint: {error}")
        return None
    try:
        signed = note.verify(key for key in keys if key.name == head.origin)
    except BadSignature as error:
        findings.add(Finding.BAD_SIGNATURE, head.size, f"the signature of {error} does not fit")
        return None
    try:
        seen = policy.cosignatures(note) if policy else []
    except BadSignature as error:
        detail = f"the cosignature of {error} does not fit"
        findings.add(Finding.BAD_SIGNATURE, head.size, detail)
        seen = []
    if not signed:
        detail = f"no known key of {head.origin} has signed the checkpoint"
        findings.add(Finding.BAD_SIGNATURE, head.size, detail)
        if not kept:
            return None
    is_witnessed = policy is not None and policy.is_met_by({item.key for item in seen})
    times = tuple(item.seconds for item in seen if item.seconds)
    return ExpectedHead(head, kept, times, is_witnessed)
