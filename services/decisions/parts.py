"""Parts of a commitment, regions or parties: which one is meant, and who answers for it."""

from services.decisions.deciding import Situation, require_party, require_region
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.indicator import Indicator
from services.state.records import part_named


def require_part(state: CommitmentState, region: str | None, party: str | None) -> str | None:
    """The name of the part that is meant, one of those by which the indicator is divided."""
    require_one_part(region, party)
    if state.indicator is None or not state.indicator.breakdown:
        if region is not None:
            raise Refusal(No.INVALID_REGION, field=("region",))
        if party is not None:
            raise Refusal(No.INVALID_REGION, "undivided", field=("party",))
        return None
    if is_by_party(state.indicator):
        _require_party_of(state.indicator, region, party)
    else:
        _require_region_of(state.indicator, region, party)
    return part_named(region, party)


def is_by_party(indicator: Indicator | None) -> bool:
    """Whether an indicator is divided by party."""
    return indicator is not None and any(part.party for part in indicator.breakdown)


def _require_party_of(indicator: Indicator, region: str | None, party: str | None) -> None:
    if region is not None:
        raise Refusal(No.INVALID_REGION, "by_party", field=("region",))
    if party is None:
        raise Refusal(No.REGION_REQUIRED, "party", field=("party",))
    if all(part.party != party for part in indicator.breakdown):
        raise Refusal(No.INVALID_REGION, "no_part", field=("party",), party=party)


def _require_region_of(indicator: Indicator, region: str | None, party: str | None) -> None:
    if party is not None:
        raise Refusal(No.INVALID_REGION, "by_region", field=("party",))
    if region is None:
        raise Refusal(No.REGION_REQUIRED, field=("region",))
    if all(part.region != region for part in indicator.breakdown):
        raise Refusal(No.INVALID_REGION, "not_divided", field=("region",), region=region)


def require_one_part(region: str | None, party: str | None) -> None:
    """Refuse a part that is named twice over."""
    if region is not None and party is not None:
        raise Refusal(No.BAD_USER_INPUT, "part", field=("party",))


def require_known_part(situation: Situation, region: str | None, party: str | None) -> None:
    """Refuse a part that is named twice over, or that is not registered."""
    require_one_part(region, party)
    require_region(situation.directory, region, "region")
    require_party(situation.directory, party, "party")


def require_own_part(situation: Situation, party: str | None, *where: str) -> None:
    """Refuse a partner who acts for another's part; the owner answers for all of them."""
    state, actor = situation.known_commitment, situation.actor.party
    lineage = situation.directory.lineage
    is_owner = state.owner is not None and actor in lineage(state.owner)
    if is_owner or not is_by_party(state.indicator):
        return
    if party is None or actor not in lineage(party):
        raise Refusal(No.NOT_AUTHORISED, "not_own_part", field=where or ("party",))
