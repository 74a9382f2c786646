"""What one operation may cost, and how its failures are told: one extension of our own.

Everything that a client cannot mend is masked with an id that the log line carries.
"""

import secrets
from collections.abc import Iterator
from dataclasses import asdict

import structlog
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from schema.operation.catalogue import Language, say
from schema.operation.context import Context
from schema.operation.errors import ClientError
from schema.operation.graphql_errors import Stage, in_words, recognised

logger = structlog.get_logger()
MASKED = "INTERNAL"


class TellErrors(SchemaExtension):
    """Adds the data set to every answer, and masks the errors that are not for clients."""

    def on_parse(self) -> Iterator[None]:
        """Hand over the document that was parsed and validated already."""
        execution = self.execution_context
        if isinstance(execution.context, Context):
            document = execution.context.document
            execution.graphql_document = document.ast
            execution.pre_execution_errors = list(document.errors)
        yield

    def on_operation(self) -> Iterator[None]:
        """After the operation: mask what must be masked."""
        yield
        result = self.execution_context.result
        errors = getattr(result, "errors", None)
        if errors:
            context = self.execution_context.context
            language = context.language if isinstance(context, Context) else Language.ID
            is_begun = isinstance(context, Context) and not context.document.errors
            stage = Stage.VALUE if is_begun else Stage.VALIDATION
            result.errors = [told(error, language, stage) for error in errors]  # type: ignore[union-attr]  # a result with errors is an execution result

    def get_results(self) -> dict[str, object]:
        """What every answer's extensions carry."""
        context = self.execution_context.context
        return extensions_of(context) if isinstance(context, Context) else {}


def extensions_of(context: Context) -> dict[str, object]:
    """What the extensions of an operation's answer carry."""
    said: dict[str, object] = {
        "dataset": context.house.dataset.value,
        "cost": asdict(context.cost),
    }
    points = [
        {"position": point.position, "minute": point.minute.isoformat()} for point in context.points
    ]
    if points:  # one of them is said plainly, several as a list
        said["asOf"] = points[0] if len(points) == 1 else points
    if context.withheld:
        said["withheld"] = sorted(context.withheld)
    return said


def noted(error: Exception, **details: object) -> str:
    """Write an unexpected error into the log; the id under which it stands there."""
    reference = secrets.token_hex(8)
    logger.error("unexpected_error", error_id=reference, exc_info=error, **details)
    return reference


def told(error: GraphQLError, language: Language, stage: Stage) -> GraphQLError:
    """An error as the client sees it; `stage`: how far the operation had come."""
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, ClientError):
        error.extensions = original.extensions
        return error
    is_own = original is None or isinstance(original, GraphQLError)
    if is_own and (error.path is None or recognised(error.message)):
        return in_words(error, language, stage)
    reference = noted(original or error, path=error.path)
    return GraphQLError(
        say(language, "error.INTERNAL", id=reference),
        nodes=error.nodes,
        path=error.path,
        extensions={"code": MASKED, "id": reference},
    )
