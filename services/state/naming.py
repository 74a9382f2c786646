"""Names that change: what something was called, from when on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.state.records import Moment


@dataclass(frozen=True, slots=True)
class Renaming(Moment):
    """From then on it bears another name."""

    name: str


def name_at(
    name: str, renamings: Sequence[Renaming], minute: dt.datetime, known: int | None = None
) -> str:
    """What something was called at a minute that was first called `name`.

    By what was recorded up to the position `known`; None: by all that is.
    """
    end = minute.replace(second=59, microsecond=999_999)
    since = sorted(
        (each.order, each.name)
        for each in renamings
        if each.occurred_at <= end and (known is None or each.position <= known)
    )
    return since[-1][1] if since else name
