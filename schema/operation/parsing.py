"""Reads and validates a document at a cost that is bounded whatever stands in it."""

from collections.abc import Callable

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Token,
    TokenKind,
    specified_rules,
    validate,
)
from graphql.language.parser import Parser
from graphql.validation.rules import overlapping_fields_can_be_merged as merging
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.operation.catalogue import Language, say
from schema.operation.limits import NESTING, Bound, LimitExceeded, require
from schema.operation.numbers import InexactNumber, exact_float, whole_number

RULES: tuple[type[ASTValidationRule], ...] = (
    *specified_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
MOST_ERRORS = 5
"""Errors told of one document: each may be compared with every name of the schema."""
MOST_COMMENTS = 1_000

MOST_STEPS = 200_000
"""Comparisons of fields that may be merged: a home screen takes less than 500, and every field of
every kind of event nearly 100,000. The library's own bound is 500,000."""

merging.MAX_COMPLEXITY_BUDGET = MOST_STEPS

OPENING = {TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L}
CLOSING = {TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R}


NUMBERS = {TokenKind.INT: whole_number, TokenKind.FLOAT: exact_float}
"""How the numbers of a document are read."""


class UnreadableDocument(GraphQLError):
    """A document whose grammar is right, and that says what cannot be kept as it is said."""


class BoundedParser(Parser):
    """Stops reading, with LimitExceeded, at the first token or bracket too many."""

    def __init__(self, text: str, most_tokens: int) -> None:
        super().__init__(text, max_comments=MOST_COMMENTS)
        self._most_tokens = most_tokens
        self._brackets = 0
        self.tokens = 0
        """How many tokens were read, comments apart."""

    def advance_lexer(self) -> None:
        """Go to the next token."""
        super().advance_lexer()
        token = self._lexer.token
        kind = token.kind
        if kind is TokenKind.EOF:
            return
        if kind in NUMBERS:
            self._require_exact(token, NUMBERS[kind])
        self.tokens += 1
        require(Bound.TOKENS, self.tokens, self._most_tokens)
        if kind in OPENING:
            self._brackets += 1
            require(Bound.NESTING, self._brackets, NESTING)
        elif kind in CLOSING:
            self._brackets -= 1

    def _require_exact(self, token: Token, read: Callable[[str], object]) -> None:
        try:
            read(token.value or "")
        except InexactNumber as error:
            message = say(Language.EN, "error.LIMIT.number", number=error.text)
            raise UnreadableDocument(
                message, source=self._lexer.source, positions=[token.start]
            ) from None


def parsed(text: str, most_tokens: int) -> tuple[DocumentNode, int]:
    """A document, and how many tokens it has. Raises LimitExceeded, GraphQLSyntaxError or
    UnreadableDocument.
    """
    parser = BoundedParser(text, most_tokens)
    return parser.parse_document(), parser.tokens


def errors_in(schema: GraphQLSchema, document: DocumentNode) -> tuple[GraphQLError, ...]:
    """What is not valid in a document; the first few errors. Raises LimitExceeded."""
    errors = validate(schema, document, RULES, max_errors=MOST_ERRORS)
    if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= MOST_ERRORS:
        raise LimitExceeded(Bound.VALIDATION, MOST_STEPS + 1, MOST_STEPS)
    return tuple(errors)
