"""One snapshot: a state as it is written beside the log, and read back. Pure."""

import datetime as dt
import zlib
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from events.format.columns import EPOCH, is_moment, micros
from services.state.admission import Admission, Admissions
from services.state.codes import Spellings
from services.state.commitment import CommitmentState
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState
from services.state.party import Party
from services.state.region import Region

DIRECTORY = ""
"""What stands in the place of an occasion's code for the directory: no code is empty."""
MAX_STATE = 1 << 30
"""Bytes that a state may have when it is unpacked."""


class UnreadableSnapshot(Exception):
    """Bytes that hold no state of this program."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of one occasion, or the directory, after the event at `position`."""

    occasion: str
    position: int
    latest: int | None
    """The latest time in the world of what it holds, in microseconds since 1970."""
    bare: bytes
    """JSON of the occasion without its commitments."""
    state: bytes
    """The rest, as JSON, packed."""


class _Commitments(BaseModel):
    model_config = ConfigDict(frozen=True)

    size: int
    commitments: list[CommitmentState]


class _Directory(BaseModel):
    model_config = ConfigDict(frozen=True)

    parties: list[Party]
    regions: list[Region]
    occasions: dict[str, int]
    erased_persons: dict[str, int]
    admissions: list[Admission]


def snapshot_of(state: OccasionState) -> Snapshot:
    """An occasion's state as it is written. Raises ValueError for an occasion that is unknown."""
    if state.occasion is None:
        raise ValueError("no occasion")
    rest = _Commitments.model_construct(
        size=state.size, commitments=list(state.commitments.values())
    )
    return Snapshot(
        occasion=state.occasion.code,
        position=state.last,
        latest=None if state.latest is None else micros(state.latest),
        bare=state.occasion.model_dump_json().encode(),
        state=_packed(rest),
    )


def snapshot_of_directory(directory: Directory, position: int) -> Snapshot:
    """The directory after the event at a position, as it is written."""
    rest = _Directory.model_construct(
        parties=list(directory.parties.values()),
        regions=list(directory.regions.values()),
        occasions=directory.occasions,
        erased_persons=directory.erased_persons,
        admissions=list(directory.admissions),
    )
    return Snapshot(DIRECTORY, position, None, b"", _packed(rest))


def bare_in(snapshot: Snapshot) -> Occasion:
    """The occasion without its commitments. Raises UnreadableSnapshot."""
    try:
        return Occasion.model_validate_json(snapshot.bare)
    except (ValidationError, TypeError) as error:
        raise UnreadableSnapshot(_named(snapshot)) from error


def state_in(snapshot: Snapshot) -> OccasionState:
    """The state that a snapshot holds. Raises UnreadableSnapshot."""
    occasion = bare_in(snapshot)
    try:
        rest = _Commitments.model_validate_json(_unpacked(snapshot.state))
        return OccasionState(
            occasion=occasion,
            commitments={state.code: state for state in rest.commitments},
            last=snapshot.position,
            size=rest.size,
            latest=_moment(snapshot.latest),
            spellings=Spellings({"commitment": [state.code for state in rest.commitments]}),
        )
    except (ValueError, TypeError, zlib.error) as error:
        raise UnreadableSnapshot(_named(snapshot)) from error


def directory_in(snapshot: Snapshot) -> Directory:
    """The directory that a snapshot holds. Raises UnreadableSnapshot."""
    try:
        rest = _Directory.model_validate_json(_unpacked(snapshot.state))
    except (ValueError, TypeError, zlib.error) as error:
        raise UnreadableSnapshot(_named(snapshot)) from error
    return Directory(
        {party.code: party for party in rest.parties},
        {region.code: region for region in rest.regions},
        rest.occasions,
        rest.erased_persons,
        Admissions(rest.admissions),
    )


def says_the_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same; the packing of equal bytes may differ by machine."""
    beside = (one.occasion, one.position, one.latest, one.bare)
    if beside != (other.occasion, other.position, other.latest, other.bare):
        return False
    try:
        return _unpacked(one.state) == _unpacked(other.state)
    except (ValueError, TypeError, zlib.error):
        return False


def _packed(rest: BaseModel) -> bytes:
    return zlib.compress(rest.model_dump_json().encode(), 1)


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    body = unpacking.decompress(data, MAX_STATE)
    if unpacking.unconsumed_tail:
        raise ValueError("too large")
    return body


def _moment(latest: int | None) -> dt.datetime | None:
    if latest is None:
        return None
    if not is_moment(latest):
        raise ValueError("no moment")
    return EPOCH + dt.timedelta(microseconds=latest)


def _named(snapshot: Snapshot) -> str:
    return f"the snapshot of {snapshot.occasion or 'the directory'} at {snapshot.position}"
