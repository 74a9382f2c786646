"""Everything that is wrong with an installation, at once. Nothing is changed, nothing is begun."""

import datetime as dt
from collections.abc import Iterator

from events.progress import Progress, untold
from schema.doctor.finding import Ailment
from schema.doctor.machine import of_address, of_folder, of_means, of_port, of_program
from schema.doctor.record import (
    Log,
    look_at,
    of_accounts,
    of_copies,
    of_keys,
    of_log,
    of_witnesses,
)
from schema.settings import Settings


def examine(settings: Settings, now: dt.datetime, progress: Progress = untold) -> Iterator[Ailment]:
    """What is wrong, the ground before what stands on it."""
    yield from of_program()
    yield from of_folder(settings)
    yield from of_means(settings)
    yield from of_port(settings)
    found = look_at(settings)
    origin = found.origin if isinstance(found, Log) else None
    yield from of_address(settings, origin)
    if isinstance(found, Log):
        yield from of_log(settings, found, now, progress)
    else:
        yield found
    yield from of_keys(settings, origin)
    yield from of_accounts(settings)
    yield from of_witnesses(settings, origin)
    yield from of_copies(settings)
