"""What a plan consists of: which fields are written of which objects, and how."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.values import VariableValues

from schema.plans.leaves import Write

Given = Callable[[VariableValues], dict[str, Any]]
"""From the variables of a request to the arguments of a resolver."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Fields of objects of one class."""

    kind: type
    """The class; a plan abandons any other."""
    template: str
    """The JSON text of one object, with a place for each field."""
    fields: list["PlannedField"]


@dataclass(slots=True)
class Choice:
    """Fields of objects of an interface: they depend on the class of each."""

    make: Callable[[type], Selection]
    """The fields of a class that was not met before. Raises Unplannable."""
    _met: dict[type, Selection] = field(default_factory=dict)

    def selection(self, kind: type) -> Selection:
        """The fields of a class."""
        if kind not in self._met:
            self._met[kind] = self.make(kind)
        return self._met[kind]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a field's type is wrapped."""

    lists: tuple[bool, ...]
    """For each list around the innermost value, the outermost first: whether it may be null."""
    is_nullable: bool
    """Whether the innermost value may be null."""


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One field of a selection."""

    coordinate: str
    """The type of the objects and the field's name, such as `ProgressReported.note`."""
    resolve: Callable[..., Any]
    """From an object to the field's value; an awaitable where it `is_async`."""
    takes_info: bool
    is_async: bool
    given: Given | None
    """None: it has no arguments."""
    shape: Shape
    inner: Write | Selection | Choice
    """How the innermost values are written: as leaves, or field by field."""
