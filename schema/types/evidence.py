"""What proves a commitment."""

import datetime as dt

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type, shown_if
from schema.operation.info import Info
from schema.types.event import Event, known_event
from schema.types.node import Node, plain_id
from schema.types.party import Party, party
from schema.types.region import Region, region
from schema.types.scalars import Hash, Position, local
from services.evidence.kinds import KeptFile, Location, Standing
from services.permissions import may_see_file, viewer_on_record
from services.read.occasion_view import OccasionView
from services.state import evidence as state_of


def file_address(sha256: str) -> str:
    """Where the file of a hash is served."""
    return f"/evidence/{sha256}"


def thumbnail_address(sha256: str) -> str:
    """Where its thumbnail is served."""
    return f"{file_address(sha256)}/thumbnail"


@object_type
class Evidence(Node):
    """A document named as evidence, by its hash."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.EvidenceItem]
    commitment_code: strawberry.Private[str]

    @field
    def sha256(self) -> Hash | None:
        """SHA-256 of the document."""
        return Hash(self.state.sha256)

    @field
    def media_type(self) -> str | None:
        """Media type of the document."""
        return self.state.media_type

    @field
    def size(self) -> Position | None:
        """Size of the document in bytes."""
        return Position(self.state.byte_count)

    @field
    async def title(self, info: strawberry.Info[Context, None]) -> str | None:
        """What the document is."""
        return await info.context.text(self.state.title)

    @field
    def taken_at(self) -> dt.datetime | None:
        """When it was made."""
        taken = self.state.taken_at
        return local(taken, self.view.occasion.time_zone) if taken else None

    @field
    def region(self) -> Region | None:
        """The region it shows."""
        return region(self.view.names, self.state.region)

    @field
    def party(self) -> Party | None:
        """The party it shows, where the target is divided by party."""
        return party(self.view.names, self.state.party)

    @field
    def url(self, info: Info) -> str | None:
        """Where the file can be fetched by GET, below the address of this server; null where only
        its hash is on record, where it was erased, and for who may not open it."""
        return file_address(self.state.sha256) if self._opened(info) else None

    @field
    def thumbnail_url(self, info: Info) -> str | None:
        """Where a small picture of it can be fetched, as `url`; null also where it is none."""
        file = self._opened(info)
        return thumbnail_address(file.sha256) if file and file.has_thumbnail else None

    @field
    def is_location_removed(self, info: Info) -> bool | None:
        """Whether the place where it was taken was removed from the file before it was kept; null
        where there is no file."""
        file = self._file(info)
        return file.location is Location.REMOVED if file else None

    @field
    def is_file_erased(self, info: Info) -> bool | None:
        """Whether its file was erased; its hash stays."""
        info.context.shows_present()
        files = info.context.house.files
        return files is not None and files.standing(self.state.sha256) is Standing.ERASED

    def _file(self, info: Info) -> KeptFile | None:
        # Whether it is kept is no question of the read point.
        info.context.shows_present()
        files = info.context.house.files
        return files.find(self.state.sha256) if files else None

    def _opened(self, info: Info) -> KeptFile | None:
        """The file, for who may open it."""
        directory = self.view.names.directory
        viewer = viewer_on_record(info.context.viewer, directory)
        commitment = self.view.state.commitments[self.commitment_code]
        is_seen = shown_if(info, may_see_file(viewer, commitment, directory))
        return self._file(info) if is_seen else None

    @field
    async def attached_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that attached it."""
        return await known_event(info.context, self.state.position, self.view.point)


def evidence(view: OccasionView, commitment_code: str, state: state_of.EvidenceItem) -> Evidence:
    """A document of a commitment. Only for viewers who see what is sealed."""
    return Evidence(
        id=plain_id("evidence", view.occasion.code, commitment_code, state.sha256),
        view=view,
        state=state,
        commitment_code=commitment_code,
    )
