"""The schema: queries, mutations, and the concrete type of every event."""

import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from schema.api.mutations import Mutation
from schema.api.queries import Query
from schema.operation.tell_errors import TellErrors
from schema.types.facts import EVENT_TYPES
from schema.types.scalars import CONFIG


class LedgerSchema(strawberry.Schema):
    """A schema that leaves the log lines about errors to `TellErrors`: no input is logged."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: errors were told already."""


SCHEMA = LedgerSchema(
    query=Query,
    mutation=Mutation,
    types=list(EVENT_TYPES.values()),
    extensions=[TellErrors],
    config=CONFIG,
)
