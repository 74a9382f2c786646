"""Queries by chance over the served schema: valid nearly always, with whatever a plan must know.

Aliases, fields asked twice, fragments, inline fragments on interfaces, `@skip` and `@include`,
variables with and without defaults, pages, read points.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

Owner = GraphQLObjectType | GraphQLInterfaceType
ROOTS = {
    "readiness": 9,
    "commitments": 6,
    "commitment": 5,
    "node": 5,
    "events": 4,
    "event": 3,
    "occasion": 3,
    "rakor": 2,
    "audit": 2,
    "changes": 1,
    "compare": 1,
    "occasions": 1,
    "parties": 1,
    "regions": 1,
    "viewer": 1,
    "labels": 1,
    "log": 1,
}
"""How often each is asked for."""
SELDOM = {"Log", "Checkpoint", "InclusionProof", "ConsistencyProof", "DeclarationCheck"}
"""Types whose fields are refused for most arguments, or take long."""
DECLARED = {
    "p": "Boolean = true",
    "q": "Boolean!",
    "n": "Int = 4",
    "lang": "Language",
    "asOf": "AsOf",
}
"""The variables of every query that uses them."""


@dataclass
class Asked:
    """A query, and how its variables may be given."""

    text: str
    names: set[str]
    pools: dict[str, list[Any]]

    def variables(self, chance: random.Random) -> dict[str, Any]:
        """Some variables; what has a default may be left out."""
        drawn = {name: chance.choice(self.pools[name]) for name in sorted(self.names)}
        return {name: value for name, value in drawn.items() if value is not ...}


@dataclass
class Asking:
    """Makes queries; `literals` are what may stand as an argument of a name."""

    schema: GraphQLSchema
    literals: dict[str, list[str]]
    pools: dict[str, list[Any]]
    chance: random.Random
    _fragments: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _count: int = 0

    def make(self) -> Asked:
        """A query of one to three root fields."""
        self._fragments, self._names, self._count = [], set(), 0
        query = self.schema.query_type
        assert query is not None
        roots = self.chance.choices(list(ROOTS), list(ROOTS.values()), k=self._some(1, 1, 1, 2, 3))
        parts = [self._field(query, name, self._some(1, 2, 3, 4)) for name in roots]
        declared = ", ".join(f"${name}: {DECLARED[name]}" for name in sorted(self._names))
        head = f"query Asked({declared})" if declared else ""
        return Asked(
            f"{head} {{ {' '.join(parts)} }} {' '.join(self._fragments)}", self._names, self.pools
        )

    def _some(self, *numbers: int) -> int:
        return self.chance.choice(numbers)

    def _is(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _selection(self, kind: Owner, deep: int) -> str:
        fitting = [name for name in sorted(kind.fields) if self._fits(kind.fields[name], deep)]
        chosen = self.chance.sample(fitting, min(len(fitting), self._some(1, 2, 3, 5, 8)))
        parts = [self._part(kind, name, deep) for name in chosen]
        if isinstance(kind, GraphQLInterfaceType):
            narrow = sorted(self.schema.get_possible_types(kind), key=lambda one: one.name)
            for one in self.chance.sample(narrow, min(3, len(narrow))):
                parts.append(f"... on {one.name} {{ {self._selection(one, deep - 1)} }}")
        if self._is(0.25) or not parts:
            parts.append(self.chance.choice(["__typename", "typeName: __typename"]))
        return " ".join(parts)

    def _fits(self, declared: GraphQLField, deep: int) -> bool:
        below = get_named_type(declared.type)
        return is_leaf_type(below) or (deep > 0 and (below.name not in SELDOM or self._is(0.05)))

    def _part(self, kind: Owner, name: str, deep: int) -> str:
        one, luck = self._field(kind, name, deep), self.chance.random()
        if luck < 0.08:
            return f"... on {kind.name}{self._switch()} {{ {one} }}"
        if luck < 0.12:
            return f"...{self._switch()} {{ {one} }}"
        if luck < 0.2:
            fragment = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {fragment} on {kind.name} {{ {one} }}")
            return f"...{fragment}{self._switch()} ...{fragment}"
        return one

    def _field(self, kind: Owner, name: str, deep: int) -> str:
        declared = kind.fields[name]
        given = [
            f"{argument}: {self._value(kind, argument)}"
            for argument, one in declared.args.items()
            if is_required_argument(one) or (argument in self.literals and self._is(0.35))
        ]
        alias = ""
        if given or self._is(0.15):
            self._count += 1
            alias = f"a{self._count}: "
        asked = alias + name + (f"({', '.join(given)})" if given else "")
        below = get_named_type(declared.type)
        if is_leaf_type(below) or not isinstance(below, Owner):
            return asked + self._switch()
        whole = asked + self._switch() + " { " + self._selection(below, deep - 1) + " }"
        if not alias and not given and self._is(0.15):  # the same field again, for other fields
            whole += f" {name} {{ {self._selection(below, 0)} }}"
        return whole

    def _value(self, kind: Owner, argument: str) -> str:
        variable = {"first": "n", "lang": "lang", "asOf": "asOf", "open": "p"}.get(argument)
        if variable and self._is(0.3):
            self._names.add(variable)
            return f"${variable}"
        usual = self.literals.get(argument, ["null"])
        return self.chance.choice(self.literals.get(f"{kind.name}.{argument}", usual))

    def _switch(self) -> str:
        """Mostly nothing; else @skip or @include, by a variable or not."""
        if not self._is(0.08):
            return ""
        value = self.chance.choice(["true", "false", "$p", "$q"])
        if value[0] == "$":
            self._names.add(value[1:])
        return f" @{self.chance.choice(['skip', 'include', 'include'])}(if: {value})"
