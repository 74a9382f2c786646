"""The versions of a fact: every shape that was ever published, and the way to the newest. Pure.

How a fact is changed stands in `docs/developers.md`.

States, API and rules know the newest shape alone; an event keeps the one in its bytes as `written`.
"""

from dataclasses import dataclass

from events.facts.fact import Fact, FieldClass, field_classes


@dataclass(frozen=True, slots=True)
class Shape:
    """One version of a fact."""

    fact: type[Fact]
    """The class that its bytes are read into."""
    later: tuple[type[Fact], ...] = ()
    """The shapes of the versions after it, the newest last; none for the newest itself."""

    def newest(self, fact: Fact) -> Fact:
        """A fact of this shape in the newest one."""
        for later in self.later:
            fact = later.upcast(fact)
        return fact


def shapes_of(fact: type[Fact]) -> dict[tuple[str, int], Shape]:
    """Every published shape of a fact by name and version, newest first.

    Raises TypeError where an earlier version is missing, or where one shape cannot follow another.
    """
    found: dict[tuple[str, int], Shape] = {}
    later: tuple[type[Fact], ...] = ()
    shape: type[Fact] | None = fact
    while shape is not None:
        found[fact.type_name(), shape.version] = Shape(shape, later)
        _require_predecessor(shape, fact.type_name())
        later, shape = (shape, *later), shape.earlier
    return found


def _require_predecessor(shape: type[Fact], name: str) -> None:
    """Raise TypeError unless a shape follows the version right before it, and hides what it hid."""
    earlier = shape.earlier
    if (earlier.version if earlier else 0) != shape.version - 1:
        raise TypeError(f"{name}: version {shape.version} does not follow the one before it")
    if earlier is None:
        return
    if earlier.type_name() != name or earlier.__name__ == name:
        raise TypeError(f"{earlier.__name__} is not called {name}V{earlier.version}")
    before, after = field_classes(earlier), field_classes(shape)
    for field in before.keys() & after.keys():
        if (before[field] is FieldClass.TEXT) != (after[field] is FieldClass.TEXT):
            raise TypeError(f"{name}: {field} is a text in one version and none in another")
        if _openness(shape, field) > _openness(earlier, field):
            raise TypeError(f"{name}: {field} was closed before version {shape.version}")
    for field in after.keys() - before.keys():
        if after[field] is FieldClass.TEXT and shape.model_fields[field].is_required():
            raise TypeError(f"{name}: {field} is a text that no earlier event has")


def _openness(shape: type[Fact], field: str) -> int:
    """How much of a field is public: 2 always, 1 where no region is named, 0 never."""
    match field_classes(shape)[field]:
        case FieldClass.OPEN:
            return 2
        case FieldClass.REGIONAL:
            return 1 if "region" in shape.model_fields else 2
        case _:
            return 0
