"""What witnesses hold of a log: a memory that is not the operator's, asked by an auditor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.heads.checkpoint import SignedNote
from events.heads.note_keys import BadSignature, VerifierKey
from events.heads.tree_head import origin_hash
from events.heads.witness_policy import PolicyWitness, WitnessPolicy
from services.verify.public_log import CannotFetch, PublicLog


@dataclass(frozen=True, slots=True)
class WitnessedHeads:
    """Heads with the cosignatures under them; and the witnesses of whom nothing could be had."""

    heads: tuple[SignedNote, ...]
    silent: tuple[str, ...]


def witnessed_heads(policy: WitnessPolicy, keys: Sequence[VerifierKey]) -> WitnessedHeads:
    """The latest head that each witness of a policy has cosigned of the logs of some keys.

    It is asked for where the witness takes heads (tlog-witness: the monitoring prefix may be the
    same). Only what a key of the log and the witness itself have signed is believed.
    """
    texts: dict[str, SignedNote] = {}
    silent: list[str] = []
    for witness in policy.witnesses:
        found = list(_held_by(witness, keys))
        if not found:
            silent.append(witness.label)
        for note in found:
            known = texts.get(note.text, note)
            texts[note.text] = known.with_signatures(note.signatures)
    return WitnessedHeads(tuple(texts.values()), tuple(silent))


def _held_by(witness: PolicyWitness, keys: Sequence[VerifierKey]) -> Iterator[SignedNote]:
    if witness.url is None:
        return
    for origin in dict.fromkeys(key.name for key in keys):
        try:
            note = PublicLog(f"{witness.url.rstrip('/')}/{origin_hash(origin)}").checkpoint()
            own = [key for key in keys if key.name == note.head.origin == origin]
            if note.verify(own) and note.verify([witness.key]):
                yield note
        except (BadSignature, CannotFetch):
            continue  # it has not seen this log, or says nothing that could be believed
