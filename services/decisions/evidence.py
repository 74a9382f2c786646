"""Decisions about evidence."""

from itertools import count

from events.facts import evidence as facts
from events.facts.discrepancy import DiscrepancyNoted
from events.facts.fact import Text
from services.commands import evidence as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_no_judge,
    text,
)
from services.decisions.parts import require_known_part, require_own_part
from services.evidence.kinds import Standing
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus
from services.state.records import coded


def attach_evidence(command: commands.AttachEvidence, situation: Situation) -> list[Decided]:
    """EvidenceAttached; if the same document serves another commitment, that is noted too."""
    state = situation.known_commitment
    require_no_judge(situation)
    if state.status is CommitmentStatus.WITHDRAWN:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    if command.size == 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("size",))
    _require_file(command, situation)
    if state.evidence.last_of(coded(command.sha256)):
        raise Refusal(No.ALREADY_EXISTS, "document", field=("sha256",), code=state.code)
    require_known_part(situation, command.region, command.party)
    require_own_part(situation, command.party)
    fact = facts.EvidenceAttached(
        sha256=command.sha256,
        media_type=command.media_type,
        byte_count=command.size,
        title=text(command.title),
        taken_at=command.taken_at,
        region=command.region,
        party=command.party,
    )
    return [about(state, fact), *_evidence_used_twice(command, situation)]


def _require_file(command: commands.AttachEvidence, situation: Situation) -> None:
    """Refuse a file that is not kept, or is another one than is said; where files are kept."""
    match situation.standing:
        case Standing.ABSENT:
            raise Refusal(No.NOT_FOUND, "file", field=("sha256",))
        case Standing.ERASED:
            raise Refusal(No.WRONG_STATUS, "file_erased", field=("sha256",))
        case Standing.KEPT | None:
            pass
    file = situation.file
    if file is not None and command.media_type != file.media_type:
        found = file.media_type
        raise Refusal(No.BAD_USER_INPUT, "file_media_type", field=("mediaType",), found=found)
    if file is not None and command.size != file.size:
        raise Refusal(No.BAD_USER_INPUT, "file_size", field=("size",), found=file.size)


def _evidence_used_twice(command: commands.AttachEvidence, situation: Situation) -> list[Decided]:
    occasion, state = situation.known_occasion, situation.known_commitment
    others = [
        make_id("commitment", other.occasion, other.code)
        for other in situation.occasion.commitments.values()
        if other.evidence.last_of(coded(command.sha256))
    ]
    if not others:
        return []
    here = make_id("commitment", state.occasion, state.code)
    code = next(
        code
        for code in (f"EVIDENCE-{n}" for n in count(1))
        if occasion.taken("discrepancy", code) is None
    )
    noted = DiscrepancyNoted(
        code=code,
        subject=here,
        field="evidence",
        readings=tuple(Text(value=place) for place in (*others, here)),
    )
    stream = make_id("discrepancy", occasion.code, code)
    return [Decided(stream, noted, occasion.code, by_system=True)]
