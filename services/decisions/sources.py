"""Sources that a command names, of its own occasion."""

from services.decisions.deciding import Situation
from services.ids import InOccasion
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def require_source(situation: Situation, source: InOccasion | None, *where: str) -> str | None:
    """The code of a source of the occasion, if one is named. Refused where it is not on record."""
    if source is None:
        return None
    occasion = situation.known_occasion
    if source.occasion != occasion.code or source.code not in occasion.sources:
        raise Refusal(No.NOT_FOUND, field=where or ("source",))
    return source.code
