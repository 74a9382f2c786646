"""What every list and every object with an id shares: Node, pages, cursors."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import strawberry

from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import interface, object_type
from services.ids import make_id
from services.read.read_point import ReadPoint

T = TypeVar("T")
S = TypeVar("S")
OpenOnly = Annotated[
    bool | None,
    strawberry.argument(name="open", description="Only open (true) or settled (false) ones."),
]
"""The argument `open` of lists whose entries are settled at some time."""
MAX_PAGE = 100
DEFAULT_PAGE = 20


@interface
class Node:
    """Anything that can be fetched again by its id."""

    id: strawberry.ID = strawberry.field(description="Readable, stable id: `kind:key`.")


def plain_id(kind: str, *parts: str | int) -> strawberry.ID:
    """An id without a pin."""
    return strawberry.ID(make_id(kind, *parts))


def pinned_id(point: ReadPoint, kind: str, *parts: str | int) -> strawberry.ID:
    """An id that carries what was asked for, so that client caches mix no two moments or rules."""
    plain = make_id(kind, *parts)
    return strawberry.ID(f"{plain}@{point.pin}" if point.pin else plain)


@object_type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether there is more after it.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before it.")
    start_cursor: str | None = strawberry.field(description="Cursor of its first entry.")
    end_cursor: str | None = strawberry.field(description="Cursor of its last entry.")


@object_type
class Edge(Generic[T]):
    """One entry of a page."""

    cursor: str = strawberry.field(description="Opaque; stays valid whatever is recorded later.")
    node: T = strawberry.field(description="The entry.")


@object_type
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The entries of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


def encode_cursor(key: str | int) -> str:
    """An opaque cursor from a list's own key."""
    return base64.urlsafe_b64encode(str(key).encode()).decode()


def decode_cursor(context: Context, cursor: str | None) -> str | None:
    """The key in a cursor."""
    if cursor is None:
        return None
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise context.error(ErrorCode.BAD_USER_INPUT, "cursor") from None


def decode_position_cursor(context: Context, cursor: str | None) -> int | None:
    """The position in a cursor."""
    key = decode_cursor(context, cursor)
    if key is None:
        return None
    if not key.isascii() or not key.isdigit() or len(key) > 16:
        raise context.error(ErrorCode.BAD_USER_INPUT, "cursor")
    return int(key)


def require_page_size(context: Context, size: int | None) -> int:
    """A page size from 1 to 100; 20 for null."""
    if size is None:
        return DEFAULT_PAGE
    if not 1 <= size <= MAX_PAGE:
        raise context.error(ErrorCode.BAD_USER_INPUT, "page", most=MAX_PAGE)
    return size


def page_of(
    items: Sequence[tuple[str | int, T]], *, has_next: bool, has_previous: bool
) -> Connection[T]:
    """A page from entries that are already cut, with their keys."""
    edges = [Edge(cursor=encode_cursor(key), node=item) for key, item in items]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=has_next,
            has_previous_page=has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def page_in_memory(
    context: Context,
    items: Sequence[S],
    key: Callable[[S], str | int],
    show: Callable[[S], T],
    first: int | None,
    after: str | None,
) -> Connection[T]:
    """A page of a list that is in memory anyway, in ascending order of its key."""
    size = require_page_size(context, first)
    past = decode_cursor(context, after)
    if items and isinstance(key(items[0]), int):
        decode_position_cursor(context, after)
    ordered = sorted(((key(item), item) for item in items), key=lambda pair: pair[0])
    if past is not None:
        ordered = [pair for pair in ordered if _is_past(pair[0], past)]
    shown = [(number, show(item)) for number, item in ordered[:size]]
    return page_of(shown, has_next=len(ordered) > size, has_previous=past is not None)


def _is_past(key: str | int, past: str) -> bool:
    return key > int(past) if isinstance(key, int) else key > past
