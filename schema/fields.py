"""How fields are declared: described by their docstring, closed by the class of what they show."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

from events.fact import Fact, FieldClass, field_classes
from schema.context import Context
from schema.errors import ErrorCode
from services.permissions import may_see

F = TypeVar("F", bound=Callable[..., Any])


def field(resolver: F) -> F:
    """A field whose description is the resolver's docstring."""
    return cast(F, strawberry.field(resolver=resolver, description=inspect.getdoc(resolver) or ""))


def field_named(name: str) -> Callable[[F], F]:
    """A field with a name of its own, where the method cannot bear it."""

    def declare(resolver: F) -> F:
        description = inspect.getdoc(resolver) or ""
        return cast(F, strawberry.field(resolver=resolver, name=name, description=description))

    return declare


def require(context: Context, field_class: FieldClass) -> None:
    """Raise FORBIDDEN for a viewer who does not see a class of fields."""
    if not may_see(context.viewer, field_class):
        raise context.error(ErrorCode.FORBIDDEN)


def seen_as(fact: type[Fact], name: str) -> Callable[[F], F]:
    """Close a resolver as the field of the fact that it shows is closed.

    The resolver must take `info`. A closed field is null, with a FORBIDDEN error.
    """
    field_class = field_classes(fact)[name]

    def close(resolver: F) -> F:
        @functools.wraps(resolver)
        def closed(*args: Any, **kwargs: Any) -> Any:
            require(kwargs["info"].context, field_class)
            return resolver(*args, **kwargs)

        return cast(F, closed)

    return close
