"""The plans of a schema: made when a document is seen again, kept as long as the document is.

A plan writes only answers without errors. Whatever it does not know, while it is made or while it
runs, and whatever a resolver raises, graphql-core answers; that costs a part of an execution twice,
so a document whose plans were in vain some times in turn is not tried again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    VariableNode,
    Visitor,
    get_variable_values,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues
from strawberry import Schema

from schema.operation.context import Context
from schema.operation.documents import Document
from schema.plans.giving_up import Abandoned, Unplannable
from schema.plans.making import Making, Room, Writers
from schema.plans.plan import Selection
from schema.plans.running import Run

TRIALS = 3
"""How often in turn the plans of a document may be in vain."""
MOST_PLANS = 8
"""Of one document: one for each set of what its `@skip` and `@include` ask about."""
BYTES, BYTES_OF_A_FIELD = 2_000, 1_500
"""What a document's plans weigh beside it, as measured, and each of their fields."""


class Outcome(Enum):
    """What a plan came to."""

    WRITTEN = "it wrote the answer"
    NEW = "the document was not seen before"
    UNPLANNABLE = "no plan could be made"
    ABANDONED = "the plan was given up while it ran"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is left of an answer by plan."""

    data: str | None = None
    """The data of the answer as JSON; None: graphql-core must answer."""
    error: Exception | None = None
    """What ended the run, unless that was Abandoned: graphql-core will meet it too."""


class Planned:
    """The plans of one document; kept beside it."""

    def __init__(self, document: Document) -> None:
        definitions = document.ast.definitions if document.ast else ()
        fragments = [item for item in definitions if isinstance(item, FragmentDefinitionNode)]
        self._fragments = {item.name.value: FragmentDetails(item) for item in fragments}
        self._operation = document.operation
        asked = Switches()
        for node in (document.operation, *fragments):
            if node is not None:
                visit(node, asked)
        self._switches = [
            item for item in document.variables if item.variable.name.value in asked.names
        ]
        self._plans: dict[tuple[Any, ...], Selection | None] = {}
        self._room = Room()
        self.in_vain = 0
        """How many plans in turn were made or run in vain."""

    @property
    def weight(self) -> int:
        """Bytes that all of it takes, about."""
        return BYTES + BYTES_OF_A_FIELD * self._room.fields

    def plan(self, schema: Schema, writers: Writers, given: dict[str, Any]) -> Selection:
        """The plan for some variables, made where there is none. Raises Unplannable."""
        switches = get_variable_values(schema._schema, self._switches, given)
        if not isinstance(switches, VariableValues) or self._operation is None:
            raise Unplannable("variables")
        key = tuple(sorted(switches.coerced.items()))
        if key not in self._plans:
            if len(self._plans) >= MOST_PLANS:
                raise Unplannable(f"more than {MOST_PLANS} plans")
            self._plans[key] = None  # what cannot be planned once is not tried again
            self._plans[key] = Making(
                schema, writers, self._fragments, self._operation, switches, self._room
            ).root()
        plan = self._plans[key]
        if plan is None:
            raise Unplannable("tried before")
        return plan


class Switches(Visitor):
    """The variables on which it depends what is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Note the variable of a @skip or @include."""
        values = (argument.value for argument in node.arguments or ())
        self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}


class Plans:
    """Answers queries of one schema by plan, where it can. Belongs to one event loop."""

    def __init__(self, schema: Schema) -> None:
        self._schema, self._writers = schema, Writers()
        self.outcomes: Counter[Outcome] = Counter()
        """How often it came to what."""

    async def attempt(
        self, document: Document, given: Mapping[str, Any] | None, context: Context
    ) -> Attempt:
        """What a plan of a valid document writes, with some variables."""
        planned = next((item for item in document.beside if isinstance(item, Planned)), None)
        if planned is None:
            document.beside.append(Planned(document))
            return self._ended(Outcome.NEW)
        if planned.in_vain >= TRIALS:
            return self._ended(Outcome.UNPLANNABLE)
        planned.in_vain += 1
        try:
            plan = planned.plan(self._schema, self._writers, dict(given or {}))
            variables = get_variable_values(
                self._schema._schema, document.variables, dict(given or {})
            )
            if not isinstance(variables, VariableValues):
                raise Abandoned("variables")
            data = await Run(context, variables).of(plan)
        except Unplannable:
            return self._ended(Outcome.UNPLANNABLE)
        except Abandoned:
            return self._ended(Outcome.ABANDONED)
        except Exception as error:
            return self._ended(Outcome.ABANDONED, error=error)
        planned.in_vain = 0
        return self._ended(Outcome.WRITTEN, data)

    def _ended(
        self, outcome: Outcome, data: str | None = None, error: Exception | None = None
    ) -> Attempt:
        self.outcomes[outcome] += 1
        return Attempt(data, error)
