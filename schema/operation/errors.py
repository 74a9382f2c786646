"""Errors of a read that clients can act on; everything else is masked with an id."""

from enum import StrEnum

from graphql import GraphQLError

from schema.operation.catalogue import Language, say


class ErrorCode(StrEnum):
    """The word in `extensions.code` of an error."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    NOT_YET_AVAILABLE = "NOT_YET_AVAILABLE"
    POSITION_AHEAD = "POSITION_AHEAD"
    CLOCK_REFUSED = "CLOCK_REFUSED"
    UNAVAILABLE = "UNAVAILABLE"
    LOG_READ_ONLY = "LOG_READ_ONLY"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    OVERLOADED = "OVERLOADED"
    TIMED_OUT = "TIMED_OUT"


class ClientError(GraphQLError):
    """An error with a code and a message in the client's language."""

    def __init__(
        self, code: ErrorCode, language: Language, variant: str = "", **params: object
    ) -> None:
        key = f"error.{code.value}" + (f".{variant}" if variant else "")
        super().__init__(say(language, key, **params), extensions={"code": code.value})
