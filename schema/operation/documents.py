"""Documents that clients send: parsed, validated, counted and costed once, and then kept."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableDefinitionNode,
)

from schema.operation.cost import Costing
from schema.operation.counting import Counting
from schema.operation.fragments import innermost_first
from schema.operation.limits import Bound, Counts, Limits, require
from schema.operation.parsing import UnreadableDocument, errors_in, parsed

BYTES_OF_A_DOCUMENT = 8_000
BYTES_OF_A_TOKEN = 800
"""What is kept of a text weighs about so much, as measured, beside the text itself."""


class Beside(Protocol):
    """What is kept with a document, as long as it is kept."""

    @property
    def weight(self) -> int:
        """Bytes that it holds in memory, about."""


@dataclass(frozen=True)
class Document:
    """A text, and the one of its operations that is meant."""

    ast: DocumentNode | None
    """None where the text is no GraphQL."""
    tokens: int
    operations: int
    """How many operations stand in it."""
    operation: OperationDefinitionNode | None
    """The one that is meant; None where none is, or more than one may be: then nothing more
    is known of the document."""
    counts: Counts
    errors: tuple[GraphQLError, ...]
    """Why it cannot be executed, in GraphQL's own words: of its syntax, or of its validation."""
    _costing: Costing | None
    beside: list[Beside] = field(default_factory=list)

    @property
    def variables(self) -> tuple[VariableDefinitionNode, ...]:
        """The variables that the operation declares."""
        return () if self.operation is None else tuple(self.operation.variable_definitions or ())

    def cost(self, variables: Mapping[str, Any] | None) -> int:
        """How much it can reach with these variables; 0 where it cannot be executed."""
        return 0 if self._costing is None else self._costing.requested(variables or {})

    @property
    def weight(self) -> int:
        """Bytes that it holds in memory, about."""
        tokens = self.tokens if self.ast is None else self.ast.token_count
        own = BYTES_OF_A_DOCUMENT + BYTES_OF_A_TOKEN * tokens
        return own + sum(item.weight for item in self.beside)


class Documents:
    """The documents of one schema, the least recently used forgotten first. Thread-safe."""

    def __init__(self, schema: GraphQLSchema, most_bytes: int) -> None:
        self._schema, self._most_bytes = schema, most_bytes
        self._kept: OrderedDict[tuple[str, str | None], tuple[Document, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        """About how much memory all of them hold."""
        return self._bytes

    def get(self, text: str, operation_name: str | None, limits: Limits) -> Document:
        """The document of a text, within limits. Raises LimitExceeded."""
        require(Bound.BYTES, len(text.encode("utf-8", "surrogatepass")), limits.bytes)
        key = (text, operation_name)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            document = _read(self._schema, text, operation_name, limits)
            self._keep(key, document)
            return document
        document, _ = kept
        self._keep(key, document)  # weighed again: more may be kept beside it by now
        require(Bound.TOKENS, document.tokens, limits.tokens)
        limits.check(document.counts)
        return document

    def _keep(self, key: tuple[str, str | None], document: Document) -> None:
        text, name = key
        size = document.weight + 4 * (len(text) + len(name or ""))
        with self._lock:
            _, before = self._kept.pop(key, (None, 0))
            self._kept[key] = document, size
            self._bytes += size - before
            while self._bytes > self._most_bytes:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone


def _read(schema: GraphQLSchema, text: str, name: str | None, limits: Limits) -> Document:
    """A document made anew. What is cheap to refuse is refused before it is validated."""
    try:
        ast, tokens = parsed(text, limits.tokens)
    except (GraphQLSyntaxError, UnreadableDocument) as error:
        return Document(None, 0, 0, None, Counts(), (error,), None)
    operations = [item for item in ast.definitions if isinstance(item, OperationDefinitionNode)]
    meant = [
        item
        for item in operations
        if name is None or (item.name is not None and item.name.value == name)
    ]
    if len(meant) != 1:
        return Document(ast, tokens, len(operations), None, Counts(), (), None)
    (operation,) = meant
    fragments = innermost_first(ast)
    counts = Counting(fragments).of(operation)
    limits.check(counts)
    errors = errors_in(schema, ast)
    costing = None if errors else Costing(schema, operation, fragments)
    return Document(ast, tokens, len(operations), operation, counts, errors, costing)
