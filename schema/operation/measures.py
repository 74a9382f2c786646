"""What a cost needs to know of values: of literals, of variables, and of points of the past."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from schema.operation.fragments import Fragments, selections

POINTS = ("asOf", "from", "to")
"""Arguments that take a read point."""
PARTS = ("position", "knownAt", "effectiveAt")


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one value: the number that it is, if it is one, and how many entries its lists have."""

    number: float | None = None
    entries: int = 0
    is_null: bool = False


def measure(value: object) -> Measure:
    """The measure of a value of JSON; walks without recursion, for it may be deep."""
    if value is None:
        return Measure(is_null=True)
    if isinstance(value, int | float):
        return Measure(number=min(max(value, 0), 1_000))
    entries = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            entries += len(item)
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
    return Measure(entries=entries)


def measure_literal(node: ValueNode, variables: Mapping[str, Measure]) -> Measure | None:
    """The measure of a value in a document; None for a variable that is not given."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if not isinstance(node, ListValueNode | ObjectValueNode):
        return measure(value_from_ast_untyped(node))
    entries = 0
    waiting: list[ValueNode] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ListValueNode):
            entries += len(item.values)
            waiting.extend(item.values)
        elif isinstance(item, ObjectValueNode):
            waiting.extend(field.value for field in item.fields)
        elif isinstance(item, VariableNode) and item.name.value in variables:
            entries += variables[item.name.value].entries
    return Measure(entries=entries)


def given_values(
    operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The value of each declared variable that has one: as sent, else its default."""
    values = {}
    for declared in operation.variable_definitions or ():
        name = declared.variable.name.value
        if name in variables:
            values[name] = variables[name]
        elif declared.default_value is not None:
            values[name] = value_from_ast_untyped(declared.default_value)
    return values


def root_fields(operation: OperationDefinitionNode, fragments: Fragments) -> Iterator[FieldNode]:
    """The root fields of an operation, each fragment unfolded once."""
    seen: set[str] = set()
    waiting = [operation.selection_set]
    while waiting:
        for selection in selections(waiting.pop()):
            if isinstance(selection, FieldNode):
                yield selection
            elif (inner := getattr(selection, "selection_set", None)) is not None:
                waiting.append(inner)
            else:
                name = selection.name.value  # type: ignore[union-attr]  # only a spread is left
                if name in fragments and name not in seen:
                    seen.add(name)
                    waiting.append(fragments[name].selection_set)


def points(roots: Iterable[FieldNode], values: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The distinct points of the past that root fields read: of which occasion, and which point."""
    found = set()
    for node in roots:
        given = {
            argument.name.value: value_from_ast_untyped(argument.value, dict(values))
            for argument in node.arguments or ()
            if argument.name.value in (*POINTS, "occasion", "id")
        }
        name, _, pin = _text(given.get("id")).partition("@")
        occasion = _text(given.get("occasion")) or name.partition(":")[2].partition("/")[0]
        if pin:
            found.add((occasion, pin))
        for point in (given.get(each) for each in POINTS):
            if isinstance(point, dict) and (parts := _parts(point)):
                found.add((occasion.partition(":")[2], parts))
    return found


def _parts(point: dict[str, Any]) -> str:
    return " ".join(f"{part}={_text(point[part])}" for part in PARTS if _text(point.get(part)))


def _text(value: object) -> str:
    """A scalar as a text; empty for null, for nothing, and for what is no scalar."""
    if value is None or value is Undefined or not isinstance(value, str | int | float):
        return ""
    return str(value)
