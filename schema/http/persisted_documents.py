"""Documents that a client names instead of sending: trusted ones, and those sent once before.

`documentId` as in the GraphQL-over-HTTP draft (appendix "Persisted Documents"), and automatic
persisted queries as Apollo's and urql's clients speak them.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from schema.http.graphql_request import GraphQLRequest, Rejected
from services.permissions import Viewer

BESIDE = 200
"""What is kept of a text weighs so much beside it, in bytes, about."""


class UnknownDocument(Exception):
    """A document that is named, and not known here: the client sends its text."""


def digest(text: str) -> str:
    """SHA-256 of a document as it is sent, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class PersistedDocuments:
    """What is known by an id; the least recently used of what clients registered goes first."""

    def __init__(self, trusted: Mapping[str, str], most_bytes: int, *, only_trusted: bool) -> None:
        self._texts = frozenset(trusted.values())
        self._trusted = {**{digest(text): text for text in self._texts}, **trusted}
        self._only_trusted = only_trusted
        self._registered: OrderedDict[str, str] = OrderedDict()
        self._bytes, self._most_bytes = 0, most_bytes

    @property
    def bytes(self) -> int:
        """About how much memory the registered ones hold."""
        return self._bytes

    def resolved(self, asked: GraphQLRequest, viewer: Viewer) -> GraphQLRequest:
        """A request with its text. Raises UnknownDocument, Rejected."""
        text = asked.query or self._named(asked.document_id or "")
        if asked.query and asked.document_id and not self._fits(asked.query, asked.document_id):
            raise Rejected(400, "error.LIMIT.document_id")
        if self._only_trusted and viewer.is_public and text not in self._texts:
            raise Rejected(403, "error.PERSISTED_QUERY_NOT_IN_LIST")
        return replace(asked, query=text)

    def register(self, asked: GraphQLRequest) -> None:
        """Remember a text that came with its digest, and can be executed."""
        name, text = asked.document_id, asked.query
        if name is None or name in self._trusted or name != digest(text):
            return
        if name not in self._registered:
            self._bytes += _weight(text)
        self._registered[name] = text
        self._registered.move_to_end(name)
        while self._bytes > self._most_bytes:
            _, gone = self._registered.popitem(last=False)
            self._bytes -= _weight(gone)

    def _named(self, name: str) -> str:
        text = self._trusted.get(name) or self._registered.get(name)
        if text is None:
            raise UnknownDocument
        if name in self._registered:
            self._registered.move_to_end(name)
        return text

    def _fits(self, text: str, name: str) -> bool:
        return self._trusted.get(name, None) == text or digest(text) == name


def _weight(text: str) -> int:
    return BESIDE + 4 * len(text)
