"""The plans of a schema: made when a document is seen again, or dear; kept as long as it is.

A plan writes only answers without errors. Whatever it does not know, while it is made or while it
runs, and whatever a resolver raises, graphql-core answers. That costs a part of an execution twice,
so a document whose plans were in vain some times in turn is tried by plan only now and then.
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

TRIALS, SELDOM = 3, 8
"""After how many plans in vain, in turn, a document is tried by plan only each time of how many."""
DEAR = 3_000
"""From what cost on a document has a plan at first sight: graphql-core would hold up everybody."""
MOST_PLANS = 8
"""Of one document: one for each set of what its `@skip` and `@include` ask about."""
BYTES, BYTES_OF_A_FIELD = 2_000, 400
"""What a document's plans weigh beside it, as measured, and each of their fields."""


class Outcome(Enum):
    """What a plan came to."""

    WRITTEN = "it wrote the answer"
    NEW = "the document was not seen before"
    UNPLANNABLE = "no plan could be made"
    ABANDONED = "the plan was given up while it ran"
    LEFT = "plans of this document were in vain before"


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
        self._in_vain = self._left = 0

    @property
    def weight(self) -> int:
        """Bytes that all of it takes, about."""
        return BYTES + BYTES_OF_A_FIELD * self._room.fields

    def is_worth_a_try(self) -> bool:
        """Whether a plan is tried this time."""
        if self._in_vain < TRIALS:
            return True
        self._left += 1
        return self._left % SELDOM == 0

    def learn(self, *, was_written: bool) -> None:
        """Note what this time came to."""
        self._in_vain = 0 if was_written else self._in_vain + 1

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
            making = Making(schema, writers, self._fragments, self._operation, switches, self._room)
            self._plans[key] = making.root()
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
            planned = Planned(document)
            document.beside.append(planned)
            if context.cost.requested < DEAR:
                return self._ended(Outcome.NEW)
        if not planned.is_worth_a_try():
            return self._ended(Outcome.LEFT)
        attempt = await self._run(planned, dict(given or {}), context)
        planned.learn(was_written=attempt.data is not None)
        return attempt

    async def _run(self, planned: Planned, given: dict[str, Any], context: Context) -> Attempt:
        try:
            plan = planned.plan(self._schema, self._writers, given)
            declared = context.document.variables
            variables = get_variable_values(self._schema._schema, declared, given)
            if not isinstance(variables, VariableValues):
                raise Abandoned("variables")
            data = await Run(context, variables).of(plan)
        except Unplannable:
            return self._ended(Outcome.UNPLANNABLE)
        except Abandoned:
            return self._ended(Outcome.ABANDONED)
        except Exception as error:  # graphql-core meets it again, and says what and where
            return self._ended(Outcome.ABANDONED, error=error)
        return self._ended(Outcome.WRITTEN, data)

    def _ended(
        self, outcome: Outcome, data: str | None = None, error: Exception | None = None
    ) -> Attempt:
        self.outcomes[outcome] += 1
        return Attempt(data, error)
