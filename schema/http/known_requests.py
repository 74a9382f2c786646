"""Requests that were seen before, byte for byte: answered before anything of them is read again.

Only who has no token is served here, and only what is kept: everything else goes on to the
endpoint, which decides anew. The answer is the same, headers included; a test holds both together.
"""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.caching import Key, cache_control, is_known
from schema.http.compression import WORTH_IT, compressed
from schema.http.headers import encoded, security_headers
from schema.http.kept_answers import BESIDE, Answer, KeptAnswers, weight_of_key
from schema.http.negotiation import takes_gzip
from schema.http.request_id import new_id
from schema.watching.lines import REQUEST_ID
from services.read.look_up import LookUp

LONGEST = 16 << 10
"""Bytes of a request that is remembered."""
ANSWERED = "rakor.answered"
"""Under which name the endpoint says in the scope by which key it has answered."""
NAMED = (b"content-type", b"accept", b"accept-language")
"""Headers on which an answer depends."""
BLOCKING = frozenset({b"authorization", b"content-encoding", b"cookie", b"expect", b"origin"})
"""Headers with which a request is left to the endpoint."""

RawHeaders = list[tuple[bytes, bytes]]
Raw = tuple[Any, ...]
Said = tuple[int, RawHeaders, bytes]
"""Status, headers and body of an answer."""


@dataclass(slots=True)
class Known:
    """A request that was answered, and by which key it was last; the store has the answer."""

    key: Key
    etag: str


class KnownRequests:
    """Answers known requests to `/graphql`; hands everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        look_up: Callable[[], LookUp],
        kept: KeptAnswers,
        vary: str,
        *,
        is_by_https: bool = False,
    ) -> None:
        self._security = encoded(security_headers(is_by_https=is_by_https))
        self._app, self._look_up, self._kept, self._vary = app, look_up, kept, vary.encode()
        self._known: OrderedDict[Raw, Known] = OrderedDict()
        self.bytes = 0
        """What the known requests weigh together."""

    def at_once(self, scope: Scope) -> Said | None:
        """The answer to a known request by GET, where nothing has to be waited for."""
        if scope["method"] != "GET" or not _may_be_known(scope):
            return None
        headers = dict(scope["headers"])
        raw = _raw(scope, headers, [])
        known = self._known.get(raw) if raw else None
        if known is None or (answer := self._answer_now(known)) is None:
            return None
        is_packed = answer.packed is not None or not _is_to_be_packed(answer, headers)
        return self._said(known, answer, headers) if is_packed else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on as it came."""
        if not _may_be_known(scope):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        taken = [await receive()] if scope["method"] == "POST" else []
        raw = _raw(scope, headers, taken)
        known = self._known.get(raw) if raw else None
        if known is not None and (answer := self._answer_now(known)) is not None:
            if answer.packed is None and _is_to_be_packed(answer, headers):
                packed = await compressed(answer.body)
                self._kept.note_packed(known.key, answer, packed)
                answer = replace(answer, packed=packed)  # the kept one may be gone meanwhile
            status, said, body = self._said(known, answer, headers)
            await send({"type": "http.response.start", "status": status, "headers": said})
            await send({"type": "http.response.body", "body": body})
            return
        await self._app(scope, _again(taken, receive), send)
        key = scope.get(ANSWERED)
        if raw and isinstance(key, Key):
            self._remember(raw, Known(key, key.etag))

    def _answer_now(self, known: Known) -> Answer | None:
        """The answer of a request at this position and minute, where it is kept."""
        look_up = self._look_up()
        if not look_up.leads:
            return None
        key = known.key.moved(look_up.now(), look_up.count_erasures())
        answer = self._kept.find(key)
        if answer is not None and answer.is_fixed:
            key = key.for_ever
        if key is not known.key:
            known.key, known.etag = key, key.etag
        return answer

    def _remember(self, raw: Raw, known: Known) -> None:
        before = self._known.pop(raw, None)
        self.bytes += _weight(raw, known) - (0 if before is None else _weight(raw, before))
        self._known[raw] = known
        while self.bytes > self._kept.for_requests:
            self.bytes -= _weight(*self._known.popitem(last=False))

    def _said(self, known: Known, answer: Answer, headers: MutableMapping[bytes, bytes]) -> Said:
        """What is sent of an answer; in gzip, where that is wanted, it must be there."""
        now, etag, vary = self._look_up().time(), known.etag, self._vary
        control = cache_control(
            is_public=True,
            is_fixed=answer.is_fixed,
            is_kept=True,
            now=now,
            minute=known.key.minute,
        )
        whole = etag.encode()
        said = [(b"cache-control", control.encode()), (b"etag", whole)]
        said.append((REQUEST_ID, new_id().encode()))
        tag = headers.get(b"if-none-match")
        if tag is not None and (tag == whole or is_known(etag, tag.decode("latin-1"))):
            return 304, [*said, (b"vary", vary), *self._security], b""
        body = answer.body
        if len(body) >= WORTH_IT:
            vary += b", Accept-Encoding"
        if answer.packed is not None and _is_to_be_packed(answer, headers):
            body = answer.packed
            said.append((b"content-encoding", b"gzip"))
        media_type = f"{answer.media_type}; charset=utf-8".encode()
        said += [(b"vary", vary), (b"content-type", media_type)]
        said.append((b"content-length", str(len(body)).encode()))
        return 200, [*said, *self._security], body


def _weight(raw: Raw, known: Known) -> int:
    return BESIDE + sum(len(part) for part in raw if part) + weight_of_key(known.key)


def _raw(scope: Scope, headers: MutableMapping[bytes, bytes], taken: list[Message]) -> Raw | None:
    """The bytes of a request on which its answer depends; None where it is not remembered."""
    if len(headers) != len(scope["headers"]):
        return None  # a header that is named twice is left to the endpoint
    body, query = b"", scope["query_string"]
    if taken:
        (message,) = taken
        body = message.get("body", b"")
        if message["type"] != "http.request" or message.get("more_body"):
            return None
    if len(body) + len(query) > LONGEST:
        return None
    return (scope["method"], query, body, *(headers.get(name) for name in NAMED))


def _again(taken: list[Message], receive: Receive) -> Receive:
    """What was received already, and then what comes."""

    async def receive_again() -> Message:
        return taken.pop(0) if taken else await receive()

    return receive_again


def _may_be_known(scope: Scope) -> bool:
    """Whether a request is one of those that are remembered, by its path, method and headers."""
    return (
        scope["type"] == "http"
        and scope["path"] == "/graphql"
        and scope["method"] in ("GET", "POST")
        and not any(name in BLOCKING for name, _ in scope["headers"])
    )


def _is_to_be_packed(answer: Answer, headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether this client is sent this answer in gzip."""
    accepted = headers.get(b"accept-encoding", b"")
    return len(answer.body) >= WORTH_IT and takes_gzip(accepted.decode("latin-1"))
