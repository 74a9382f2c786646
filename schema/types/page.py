"""What every list shares: pages, and the cursors at which they are cut."""

import base64
import binascii
import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, cast

import strawberry

from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import object_type

T = TypeVar("T")
S = TypeVar("S")
K = TypeVar("K")
OpenOnly = Annotated[
    bool | None,
    strawberry.argument(name="open", description="Only open (true) or settled (false) ones."),
]
"""The argument `open` of lists whose entries are settled at some time."""
MAX_PAGE = 100
DEFAULT_PAGE = 20
LONGEST_POSITION = 16
"""Digits that a position has at most."""


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
    total_count: int | None = strawberry.field(
        description="How many entries the whole list has; null for events, which nobody counts."
    )


class Paging(NamedTuple):
    """Which part of a list is asked for: from its beginning, or with `last` from its end."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None


def paged(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """Let a resolver that takes `paging` have the four arguments of every list for it."""

    @functools.wraps(resolver)
    def page(
        *args: Any,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **kwargs: Any,
    ) -> Any:
        return resolver(*args, paging=Paging(first, after, last, before), **kwargs)

    signature = inspect.signature(resolver)
    own = [argument for name, argument in signature.parameters.items() if name != "paging"]
    four = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in Paging.__annotations__.items()
    ]
    cast("Any", page).__signature__ = signature.replace(parameters=[*own, *four])
    return page


class Cursors(Generic[K]):
    """How the keys of a list stand in its cursors; every key has one, and others are refused."""

    def __init__(self, write: Callable[[K], str], read: Callable[[str], K | None]) -> None:
        self._write, self._read = write, read

    def of(self, key: K) -> str:
        """The cursor of a key."""
        return base64.urlsafe_b64encode(self._write(key).encode()).decode()

    def key(self, context: Context, cursor: str | None) -> K | None:
        """The key in a cursor; None without one."""
        if cursor is None:
            return None
        try:
            text = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
        except (binascii.Error, ValueError):
            text = ""
        key = self._read(text) if text else None
        if key is None:
            raise context.error(ErrorCode.BAD_USER_INPUT, "cursor")
        return key


def _position(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_POSITION
    return int(text) if is_number else None


POSITIONS: Cursors[int] = Cursors(str, _position)
"""Of lists in the order of recording."""
CODES: Cursors[str] = Cursors(str, str)
"""Of lists in the order of codes."""


class Cut(NamedTuple, Generic[K]):
    """A page that is asked for: its size, and between which keys it lies."""

    size: int
    after: K | None
    before: K | None
    is_from_end: bool


def cut_of(context: Context, paging: Paging, cursors: Cursors[K]) -> Cut[K]:
    """The page that is asked for. Both ends at once, a size or a cursor that is none: refused."""
    first, after, last, before = paging
    if first is not None and last is not None:
        raise context.error(ErrorCode.BAD_USER_INPUT, "first_or_last")
    size = require_page_size(context, first if last is None else last)
    keys = cursors.key(context, after), cursors.key(context, before)
    return Cut(size, *keys, last is not None)


def require_page_size(context: Context, size: int | None) -> int:
    """A page size from 1 to 100; 20 for null."""
    if size is None:
        return DEFAULT_PAGE
    if not 1 <= size <= MAX_PAGE:
        raise context.error(ErrorCode.BAD_USER_INPUT, "page", most=MAX_PAGE)
    return size


class Part(NamedTuple, Generic[K, S]):
    """What a page shows of a whole list, with the keys; `has_more` in the page's direction."""

    items: list[tuple[K, S]]
    has_more: bool
    total: int


def part_of(keyed: Iterable[tuple[K, S]], cut: Cut[K]) -> Part[K, S]:
    """The part of a list that a page shows, in ascending order of the keys."""
    ordered = sorted(keyed, key=_key_of)
    inside = [pair for pair in ordered if _is_inside(pair[0], cut)]
    shown = inside[-cut.size :] if cut.is_from_end else inside[: cut.size]
    return Part(shown, len(inside) > cut.size, len(ordered))


def _key_of(pair: tuple[Any, object]) -> Any:
    return pair[0]


def _is_inside(key: Any, cut: Cut[Any]) -> bool:
    return (cut.after is None or key > cut.after) and (cut.before is None or key < cut.before)


def page_of(
    items: Sequence[tuple[K, T]],
    cut: Cut[K],
    cursors: Cursors[K],
    *,
    has_more: bool,
    total: int | None = None,
) -> Connection[T]:
    """A page from entries that are already cut, with their keys; `has_more` in its direction."""
    edges = [Edge(cursor=cursors.of(key), node=item) for key, item in items]
    page = PageInfo(
        has_next_page=cut.before is not None if cut.is_from_end else has_more,
        has_previous_page=has_more if cut.is_from_end else cut.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=page, total_count=total)


def page_in_memory(
    context: Context,
    keyed: Iterable[tuple[K, S]],
    show: Callable[[S], T],
    paging: Paging,
    cursors: Cursors[K],
) -> Connection[T]:
    """A page of a list that is in memory anyway, with its keys, in ascending order of these."""
    cut = cut_of(context, paging, cursors)
    part = part_of(keyed, cut)
    shown = [(key, show(item)) for key, item in part.items]
    return page_of(shown, cut, cursors, has_more=part.has_more, total=part.total)
