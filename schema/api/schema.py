"""The schema: queries, mutations, and the concrete type of every event."""

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext

from schema.api import lists, readiness_series  # noqa: F401  # imported for the fields that they add to Query
from schema.api.mutations import Mutation
from schema.api.queries import Query
from schema.operation.context import Context
from schema.operation.tell_errors import TellErrors
from schema.types.facts import EVENT_TYPES
from schema.types.scalars import CONFIG


class LedgerSchema(strawberry.Schema):
    """A schema that leaves the log lines about errors to `TellErrors`: no input is logged."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: errors were told already."""


class BoundedExecution(StrawberryGraphQLCoreExecutionContext):
    """An execution that begins no list any more once it is not wanted."""

    def complete_list_value(self, *arguments: Any) -> Any:
        """The list, as GraphQL completes it. Raises ClientError."""
        if isinstance(self.context_value, Context):
            self.context_value.deadline.check()
        return super().complete_list_value(*arguments)


SCHEMA = LedgerSchema(
    query=Query,
    mutation=Mutation,
    types=list(EVENT_TYPES.values()),
    extensions=[TellErrors],
    execution_context_class=BoundedExecution,
    config=CONFIG,
)
