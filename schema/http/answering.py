"""An operation to the answer that is sent: by plan where there is one, else by graphql-core."""

import json
from collections.abc import Callable
from typing import Any

from graphql import OperationType
from strawberry import Schema
from strawberry.types.execution import ExecutionResult, PreExecutionError

from schema.http.graphql_request import GraphQLRequest
from schema.http.kept_answers import Answer
from schema.http.negotiation import GRAPHQL_JSON
from schema.operation.context import Context
from schema.operation.security_log import note
from schema.operation.tell_errors import extensions_of, noted
from schema.plans.plans import Plans

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Answering:
    """Executes operations of one schema; without plans graphql-core executes all of them."""

    def __init__(self, schema: Schema, plans: Plans | None) -> None:
        self._schema, self._plans = schema, plans

    async def answer(
        self, asked: GraphQLRequest, media_type: str, make_context: Callable[[], Context]
    ) -> Answer:
        """The answer to a request.

        Tried by plan is what stands at one read point from the start, and what records something:
        there graphql-core, which starts anew where a plan gives up, answers the same.
        """
        context, error = make_context(), None
        if self._plans is not None and (context.at is not None or _records(context)):
            attempt = await self._plans.attempt(context.document, asked.variables, context)
            if attempt.data is not None:
                _note_names(context)
                return written(attempt.data, context, media_type)
            context, error = make_context(), attempt.error
        result = await self._schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
        )
        if error is not None and not result.errors:
            noted(error)  # a fault of the plan, for graphql-core does not meet it
        _note_names(context)
        return made(result, context, media_type)


def _note_names(context: Context) -> None:
    """Say that somebody was shown names of persons: of how many, and not which."""
    if count := len(context.loaders.names_shown):
        note("names", "shown", count=count)


def _records(context: Context) -> bool:
    operation = context.document.operation
    return operation is not None and operation.operation is OperationType.MUTATION


def written(data: str, context: Context, media_type: str) -> Answer:
    """The answer whose data a plan wrote."""
    text = f'{{"data":{data},"extensions":{_encode(extensions_of(context))}}}'
    return Answer(
        200,
        media_type,
        text.encode("utf-8", "replace"),
        is_kept=context.may_be_kept,
        is_fixed=context.never_changes,
    )


def made(result: ExecutionResult, context: Context | None, media_type: str) -> Answer:
    """An execution's result; what could not even be begun has no data, and 400 where asked for."""
    errors = result.errors or []
    refused = result.data is None and errors and all(error.path is None for error in errors)
    begun = not (refused or isinstance(result, PreExecutionError))
    body: dict[str, Any] = {}
    if begun:
        body["data"] = result.data
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        body["extensions"] = result.extensions
    return Answer(
        400 if media_type == GRAPHQL_JSON and not begun else 200,
        media_type,
        _encode(body).encode("utf-8", "replace"),
        is_kept=not errors and context is not None and context.may_be_kept,
        is_fixed=context is not None and context.never_changes,
    )
