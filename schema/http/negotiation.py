"""What a client sends and can read, by its headers (RFC 9110, 8.3 and 12.5); parsed by werkzeug."""

from functools import lru_cache

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HTML = "text/html"
REMEMBERED = 64
"""Headers of each kind that are not parsed again."""


@lru_cache(REMEMBERED)
def media_type_for(accept: str | None) -> str | None:
    """As what a client reads an answer; None where it reads neither.

    Who does not say, or takes everything, gets plain JSON: GraphQL's own type is asked for by name.
    """
    if accept is None or not accept.strip():
        return JSON
    wanted = _wanted(accept)
    named = GRAPHQL_JSON in {value.lower() for value, _ in wanted}
    plain, own = wanted.quality(JSON), wanted.quality(GRAPHQL_JSON)
    if own > 0 and (own > plain or (named and own == plain)):
        return GRAPHQL_JSON
    return JSON if plain > 0 else None


@lru_cache(REMEMBERED)
def prefers_page(accept: str | None) -> bool:
    """Whether a client is a browser that wants to see a page: it names HTML, before all else."""
    wanted = _wanted(accept or "")
    named = HTML in {value.lower() for value, _ in wanted}
    return named and wanted.quality(HTML) > 0 and wanted.quality(HTML) >= wanted.quality(JSON)


def _wanted(accept: str) -> MIMEAccept:
    """The media types of an Accept; that they are to be in UTF-8 changes nothing."""
    found = []
    for value, quality in parse_accept_header(accept, MIMEAccept):
        kind, parameters = parse_options_header(value)
        is_utf8 = parameters.keys() == {"charset"} and _is_utf8(parameters["charset"])
        found.append((kind if is_utf8 else value, quality))
    return MIMEAccept(found)


@lru_cache(REMEMBERED)
def is_json(content_type: str) -> bool:
    """Whether a body that is sent as this is JSON in UTF-8."""
    kind, parameters = parse_options_header(content_type)
    return kind.lower() == JSON and _is_utf8(parameters.get("charset", "utf-8"))


def _is_utf8(charset: str) -> bool:
    return charset.lower() in ("utf-8", "utf8")


@lru_cache(REMEMBERED)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client that sends this Accept-Encoding can read gzip; what is malformed says no."""
    return parse_accept_header(accept_encoding, Accept).quality("gzip") > 0
