"""The closed union of facts: what can stand in the log.

Every fact that a module beside this one declares is in it. To add or to change one, see
`docs/developers.md`.
"""

from pydantic.alias_generators import to_snake

import events.facts
from events.facts.fact import Earlier, Fact
from events.facts.versions import Shape, shapes_of
from events.modules import classes_of

FACT_TYPES: tuple[type[Fact], ...] = tuple(
    declared
    for declared in classes_of(events.facts, __name__, Fact)
    if not issubclass(declared, Earlier)
)

SHAPES: dict[tuple[str, int], Shape] = {
    place: shape for fact in FACT_TYPES for place, shape in shapes_of(fact).items()
}
"""Every shape that was ever published, by name and version: what a reader of bytes knows."""


def event_type_name(fact_type: type[Fact]) -> str:
    """The fact's name as an API enum value: `ProgressReported` becomes `PROGRESS_REPORTED`."""
    return to_snake(fact_type.type_name()).upper()
