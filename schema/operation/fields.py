"""How types and fields are declared: described by their docstring, closed as what they show is."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast, dataclass_transform

import strawberry
from strawberry.types import get_object_definition
from strawberry.types.arguments import StrawberryArgumentAnnotation
from strawberry.types.field import StrawberryField

from events.facts.fact import Fact, FieldClass, field_classes
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.info import Info
from schema.operation.security_log import note
from services.permissions import may_see

C = TypeVar("C")
F = TypeVar("F", bound=Callable[..., Any])


ARGUMENTS = {
    "after": "Cursor of the entry after which the page begins.",
    "as_of": "The read point; omitted: the head of the log, now.",
    "at_least": "Wait up to 2 s until the log holds this position, such as one just written.",
    "before": "Cursor of the entry before which the page ends.",
    "days": "How many days ahead, 0 to 366.",
    "filter": "Which entries; omitted: all.",
    "first": "How many entries from the beginning, 1 to 100; without it and `last`: the default "
    "beside it, or 20.",
    "from_": "The earlier read point.",
    "id": "Id of what is asked for; a pinned one brings its read point along.",
    "input": "What is to be recorded.",
    "lang": "Language of the words; omitted: as Accept-Language says, else Indonesian.",
    "last": "How many entries from the end, 1 to 100; excludes `first`.",
    "min_hours": "At least so many hours late.",
    "occasion": "Id of the occasion.",
    "order_by": "In which order; omitted: that of recording.",
    "points": "How many points, 1 to 100.",
    "position": "Position of the event.",
    "rule": "Version of the readiness rule; omitted: the occasion's own.",
    "size": "Size of the tree; omitted: that of the newest checkpoint.",
    "since": "The last position that the client has heard of; omitted: none.",
    "to": "The later read point; omitted: now.",
    "types": "Kinds of events; omitted: all.",
    "under": "Id of a region: only what lies below it.",
}
"""What each argument means, wherever it stands: one name, one meaning."""


def describe_arguments(resolver: Any) -> None:
    """Give every argument of a resolver its description. Raises KeyError for one without."""
    signature = inspect.signature(resolver)
    arguments = [_described(argument) for argument in signature.parameters.values()]
    resolver.__signature__ = signature.replace(parameters=arguments)


def _described(argument: inspect.Parameter) -> inspect.Parameter:
    name, annotation = argument.name, argument.annotation
    if name in ("self", "info"):
        return argument
    mark = _mark(annotation)
    if mark is None:
        described = strawberry.argument(description=ARGUMENTS[name])
        return argument.replace(annotation=Annotated[annotation, described])
    if mark.description is None:
        mark.description = ARGUMENTS[name]
    return argument


def _mark(annotation: Any) -> StrawberryArgumentAnnotation | None:
    """What an annotation says of its argument, if anything."""
    marks = getattr(annotation, "__metadata__", ())
    return next((mark for mark in marks if isinstance(mark, StrawberryArgumentAnnotation)), None)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def object_type(cls: type[C]) -> type[C]:
    """An object of the API, whose description is the class's docstring."""
    return strawberry.type(cls, description=inspect.cleandoc(cls.__doc__ or ""))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def interface(cls: type[C]) -> type[C]:
    """An interface of the API, whose description is the class's docstring."""
    return strawberry.interface(cls, description=inspect.cleandoc(cls.__doc__ or ""))


def field(resolver: F) -> F:
    """A field whose description is the resolver's docstring."""
    describe_arguments(resolver)
    return cast(F, strawberry.field(resolver=resolver, description=inspect.getdoc(resolver) or ""))


def field_named(name: str) -> Callable[[F], F]:
    """A field with a name of its own, where the method cannot bear it."""

    def declare(resolver: F) -> F:
        description = inspect.getdoc(resolver) or ""
        return cast(F, strawberry.field(resolver=resolver, name=name, description=description))

    return declare


def extend(owner: type, name: str) -> Callable[[F], F]:
    """Add a field to a type that stands below this file: GraphQL's own `extend type`.

    A field whose type stands above its owner's is declared beside that type, never in the owner.
    """

    def add(resolver: F) -> F:
        made: Any = field(resolver)
        made.python_name, made.origin = name, owner
        get_object_definition(owner, strict=True).fields.append(made)
        return resolver

    return add


def require(context: Context, field_class: FieldClass) -> None:
    """Refuse a root field or a node as a whole: raise FORBIDDEN.

    For a viewer who does not see a class of fields. What is below is withheld instead.
    """
    if not may_see(context.viewer, field_class):
        note("closed", ErrorCode.FORBIDDEN)
        raise context.error(ErrorCode.FORBIDDEN)


def shown_if(info: Info, is_seen: bool) -> bool:
    """Whether the viewer sees the field; where not, it is noted as withheld, and must be null.

    It must be asked before the value is looked at: what is noted tells nothing of the value.
    """
    if not is_seen:
        info.context.withheld.add(info.coordinate)
    return is_seen


def closed(field_class: FieldClass | Callable[[Any], FieldClass]) -> Callable[[F], F]:
    """Close a resolver to viewers who do not see a class of fields: it is withheld, so null.

    The class may depend on the object. The resolver must take `info`, its field be nullable.
    """

    def close(resolver: F) -> F:
        @functools.wraps(resolver)
        def show(owner: Any, *args: Any, **kwargs: Any) -> Any:
            own = field_class if isinstance(field_class, FieldClass) else field_class(owner)
            info = kwargs["info"]
            is_shown = shown_if(info, may_see(info.context.viewer, own))
            return resolver(owner, *args, **kwargs) if is_shown else None

        return cast(F, show)

    return close


def seen_as(fact: type[Fact], name: str) -> Callable[[F], F]:
    """Close a resolver as the field of the fact that it shows is closed."""
    return closed(field_classes(fact)[name])
