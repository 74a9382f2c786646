"""What every decision is made from, what it comes to, and the checks that many of them share."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from events.facts.fact import Fact, Text
from events.format.recorded_event import Actor, RecordedEvent
from services.evidence.kinds import KeptFile, Standing
from services.ids import InOccasion, make_id
from services.permissions import forbid_answering, forbid_judging, is_same_person
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CLOSED, CommitmentState
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState
from services.state.records import TextAt, acted_by
from services.state.report import Report


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a decision may look at: nothing else enters it, not even the clock."""

    now: dt.datetime
    actor: Actor
    directory: Directory
    occasion: OccasionState = field(default_factory=OccasionState)
    elsewhere: Mapping[str, OccasionState] = field(default_factory=dict)
    """Those of the other occasions named by the command that are on record."""
    commitment: CommitmentState | None = None
    """The commitment that the command is about, if it is on record."""
    size: int = 0
    """How many events the log holds."""
    report: Report | None = None
    """The report that the command names, if it is one."""
    texts: Mapping[TextAt, str] = field(default_factory=dict)
    """The texts the decision has to compare."""

    is_key_usable: bool | None = None
    """Whether the key that the command names is one that can be signed with."""
    standing: Standing | None = None
    """What became of the file that the command names or is about; None: no files are kept here."""
    file: KeptFile | None = None
    """That file, where it is kept."""
    is_person_known: bool = False
    """Whether the person that the command names ever acted."""
    proposal: RecordedEvent | None = None
    """The event at the position that the command names as a proposal."""
    text_is_disclosed: bool | None = None
    """Whether the text that is to be erased can still be read; None: there never was one."""
    occasion_of_text: str | None = None
    """The occasion of the event that holds the text."""

    @property
    def known_occasion(self) -> Occasion:
        """The occasion, without its commitments. Refused where it is unknown."""
        if self.occasion.occasion is None:
            raise Refusal(No.NOT_FOUND)
        return self.occasion.occasion

    @property
    def known_commitment(self) -> CommitmentState:
        """The commitment. Refused where it is unknown."""
        if self.commitment is None:
            raise Refusal(No.NOT_FOUND)
        return self.commitment


@dataclass(frozen=True, slots=True)
class Decided:
    """One fact that follows from a command, and where it belongs."""

    stream: str
    fact: Fact
    occasion: str | None = None
    commitment: str | None = None
    occurred_at: dt.datetime | None = None
    """Set where the time is that of another event (corrections)."""
    by_system: bool = False
    """The system noted it because of the fact before it."""


def about(state: CommitmentState, fact: Fact, occurred_at: dt.datetime | None = None) -> Decided:
    """A fact about a commitment, in that commitment's stream."""
    stream = make_id("commitment", state.occasion, state.code)
    return Decided(stream, fact, state.occasion, state.code, occurred_at)


def text(value: str | None) -> Text | None:
    """An optional text as it goes into a fact."""
    return None if value is None else Text(value=value)


def require_party(directory: Directory, code: str | None, *where: str) -> None:
    """Refuse a party that is not registered."""
    if code is not None and code not in directory.parties:
        raise Refusal(No.UNKNOWN_PARTY, field=where, party=code)


def require_region(directory: Directory, code: str | None, *where: str) -> None:
    """Refuse a region that is not registered."""
    if code is not None and code not in directory.regions:
        raise Refusal(No.UNKNOWN_REGION, field=where, region=code)


def require_free(taken: str | None, code: str, *where: str) -> None:
    """Refuse a code beside which one on record could not be told; `taken` is that one."""
    if taken is None:
        return
    if taken == code:
        raise Refusal(No.ALREADY_EXISTS, field=where or ("code",), code=taken)
    raise Refusal(No.ALREADY_EXISTS, "spelling", field=where or ("code",), code=taken)


def require_open(state: CommitmentState) -> None:
    """Refuse what cannot be done to a closed commitment."""
    if state.status in CLOSED:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)


def require_reason(reason: str | None) -> str:
    """Refuse a missing reason."""
    if not reason:
        raise Refusal(No.REASON_REQUIRED, field=("reason",))
    return reason


def require_same_occasion(occasion: str, ids: Mapping[str, InOccasion | None]) -> None:
    """Refuse ids that point into another occasion."""
    for name, given in ids.items():
        if given is not None and given.occasion != occasion:
            raise Refusal(No.NOT_FOUND, field=(name,))


def require_no_owner(situation: Situation) -> None:
    """Refuse that who answers for a commitment eases it: owner, partner, heir, who acted for one.

    Whoever stands above the owner may: a head of region grants what its agencies promised.
    """
    state, actor = situation.known_commitment, situation.actor
    holder = situation.directory.holder
    answering = {holder(party) for party in (state.owner, *state.partners) if party is not None}
    is_own = not answering.isdisjoint(map(holder, acted_by(actor).parties))
    if is_own or any(is_same_person(actor, who) for who in state.answered_by):
        raise Refusal(No.SEPARATION_OF_DUTIES, "eased")


def require_judge(situation: Situation) -> None:
    """Refuse a verdict by who answers or answered for the commitment, or for a part of it, and one
    while nobody answers for the whole."""
    state = situation.known_commitment
    divided = state.indicator.breakdown if state.indicator else ()
    own = [*state.owners, *state.partners, *(part.party for part in divided if part.party)]
    forbid_judging(situation.actor, own, state.answered_by, situation.directory)
    if state.owner is None:
        raise Refusal(No.NOT_SPECIFIED, "owner")


def require_no_judge(situation: Situation) -> None:
    """Refuse that who gave a verdict answers for what was judged."""
    verified_by = situation.known_commitment.verified_by
    forbid_answering(situation.actor, verified_by, situation.directory)
