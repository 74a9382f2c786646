"""Who asked for a change and who grants it: never the same person, party or kin."""

from events.facts.vocabulary import ChangeKind
from services.commands.granting import Granting
from services.decisions.deciding import Situation, require_no_owner
from services.permissions import is_near, is_same_person, speaks_for
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.change_request import ChangeRequest
from services.state.codes import found_in
from services.state.records import acted_by


def request_of(
    command: Granting, situation: Situation, kind: ChangeKind | None = None
) -> ChangeRequest | None:
    """The open request that a command names. Refused where it is none of this kind."""
    state, named = situation.known_commitment, command.request
    if named is None:
        return None
    is_here = (named.occasion, named.commitment) == (state.occasion, state.code)
    request = found_in(state.requests, named.code) if is_here else None
    if request is None:
        raise Refusal(No.NOT_FOUND, field=("request",))
    if request.granted_by is not None:
        raise Refusal(No.WRONG_STATUS, "request_granted", field=("request",))
    if kind not in (None, request.change):
        raise Refusal(No.BAD_USER_INPUT, "request_kind", field=("request",))
    return request


def require_approver(
    command: Granting, situation: Situation, request: ChangeRequest | None, *, as_asked: bool
) -> None:
    """Refuse that somebody grants what it asked for, or eases what it answers for.

    What is granted otherwise than it was asked for is the coordinator's own motion too.
    """
    if request is not None:
        _require_another(situation, request)
    require_no_owner(situation)
    if command.source is None and not (request is not None and as_asked):
        _require_no_kin(situation)


def _require_another(situation: Situation, request: ChangeRequest) -> None:
    """Refuse who asked, as a person, a party or its kin; and who answered for a party that did."""
    directory, actor = situation.directory, situation.actor
    answered_by = situation.known_commitment.answered_by
    before = [who for who in answered_by if is_same_person(actor, who)]
    asked_for = request.asked_by.parties
    is_own = any(speaks_for(who, party, directory) for who in before for party in asked_for)
    if is_own or is_near(actor, request.asked_by, directory):
        raise Refusal(No.SEPARATION_OF_DUTIES, "requester", field=("request",))


def _require_no_kin(situation: Situation) -> None:
    """Refuse a motion of one's own by kin of who answers for it, as a whole or for a part."""
    state, directory = situation.known_commitment, situation.directory
    answering = [state.owner, *state.partners]
    parties = acted_by(situation.actor).parties
    for party in answering:
        if party is not None and any(directory.is_kin(party, own) for own in parties):
            raise Refusal(No.SEPARATION_OF_DUTIES, "own_motion", party=party)
