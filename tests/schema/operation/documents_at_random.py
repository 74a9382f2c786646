"""Documents with fragments, by chance, over the served schema: each field in them is there."""

import random

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

Owner = GraphQLObjectType | GraphQLInterfaceType
ROOTS = ("readiness", "commitments", "events", "changes", "audit", "node", "occasions", "compare")
PAGES = ("", "(first: 3)", "(first: 100)", "(last: 7)", "(first: $n)", "(first: null)")


class Documents:
    """Makes documents of one schema by a source of chance."""

    def __init__(self, schema: GraphQLSchema, chance: random.Random) -> None:
        self._schema, self._chance = schema, chance
        self._kinds: list[tuple[str, Owner]] = []

    def make(self) -> str:
        """A query with the variable `$n` and some fragments, each spread by those before it."""
        composite = [
            kind
            for name, kind in sorted(self._schema.type_map.items())
            if isinstance(kind, Owner) and not name.startswith("__") and kind.fields
        ]
        count = self._chance.randrange(5)
        self._kinds = [(f"F{n}", self._chance.choice(composite)) for n in range(count)]
        self._kinds += [(f"F{n}", self._owner("Event")) for n in range(count, count + 2)]
        self._kinds += [(f"F{n}", self._owner("Commitment")) for n in range(count + 2, count + 4)]
        query = " ".join(self._root() for _ in range(self._chance.randrange(1, 4)))
        fragments = " ".join(
            f"fragment {name} on {kind.name} {self._set(kind, 2, place + 1)}"
            for place, (name, kind) in enumerate(self._kinds)
        )
        return f"query Q($n: Int = 4) {{ {query} }} {fragments}"

    def _owner(self, name: str) -> Owner:
        kind = self._schema.type_map[name]
        if not isinstance(kind, Owner):
            raise TypeError(name)
        return kind

    def _root(self) -> str:
        return self._field(self._owner("Query"), self._chance.choice(ROOTS), 4, 0)

    def _set(self, kind: Owner, deep: int, place: int) -> str:
        """A selection of a type that spreads only fragments from a place on."""
        parts = [self._part(kind, deep, place) for _ in range(self._chance.randrange(1, 5))]
        return "{ __typename " + " ".join(parts) + " }"

    def _part(self, kind: Owner, deep: int, place: int) -> str:
        fitting = [name for name, of in self._kinds[place:] if of is kind or self._may_be(kind, of)]
        if fitting and self._chance.random() < 0.5:
            return f"...{self._chance.choice(fitting)}"
        if isinstance(kind, GraphQLInterfaceType) and self._chance.random() < 0.5:
            narrow = self._chance.choice(self._schema.get_possible_types(kind))
            return f"... on {narrow.name} {self._set(narrow, deep - 1, place)}"
        return self._field(kind, self._chance.choice(sorted(kind.fields)), deep, place)

    def _may_be(self, kind: Owner, other: Owner) -> bool:
        return isinstance(kind, GraphQLInterfaceType) and self._schema.is_sub_type(kind, other)

    def _field(self, kind: Owner, name: str, deep: int, place: int) -> str:
        declared = kind.fields[name]
        pages = [page for page in PAGES if not page or page[1:].split(":")[0] in declared.args]
        asked = name + self._chance.choice(pages)
        below = get_named_type(declared.type)
        if is_leaf_type(below) or not isinstance(below, Owner):
            return asked
        return asked + (" " + self._set(below, deep - 1, place) if deep > 0 else " { __typename }")
