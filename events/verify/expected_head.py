"""What a signed checkpoint demands of a history that is verified. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from events.heads.checkpoint import SignedNote, Verified
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import MalformedNote, TreeHead
from events.heads.witness_policy import WitnessPolicy
from events.verify.findings import Finding, Findings


class Holder(StrEnum):
    """In whose hands a checkpoint was found."""

    LOG = "shown by the log itself"
    SERVER = "kept by the server beside its key"
    AUDITOR = "kept by the auditor"
    WITNESS = "held by a witness"


@dataclass(frozen=True, slots=True)
class ExpectedHead:
    """A signed head that the history must hold, and whose word it is."""

    head: TreeHead
    holder: Holder = Holder.LOG
    witnessed_at: int | None = None
    """When so many witnesses had cosigned it as the auditor's policy asks for, in seconds since
    1970; None where they have not."""


def expected_head(
    note: SignedNote,
    keys: Iterable[VerifierKey],
    policy: WitnessPolicy | None,
    findings: Findings,
    *,
    holder: Holder = Holder.LOG,
) -> ExpectedHead | None:
    """What a checkpoint demands of a history; None, with a finding, where it demands nothing.

    It must be signed by one of the log's keys; the cosignatures that count are those of the
    policy's witnesses.
    Nothing follows from what nobody is known to have signed: whoever kept a checkpoint of a key
    that the log no longer shows gives that key, too.
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
        detail = f"no known key of {head.origin} has signed the checkpoint: give its key, too"
        findings.add(Finding.BAD_SIGNATURE, head.size, detail)
        return None
    return ExpectedHead(head, holder, _enough_by(policy, seen) if policy else None)


def _enough_by(policy: WitnessPolicy, seen: Iterable[Verified]) -> int | None:
    """The time of the cosignature with which there were enough; one wrong clock decides nothing."""
    cosigners: set[VerifierKey] = set()
    for item in sorted(seen, key=lambda item: item.seconds or 0):
        cosigners.add(item.key)
        if policy.is_met_by(cosigners):
            return item.seconds
    return None
