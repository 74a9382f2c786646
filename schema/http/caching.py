"""How long an answer is good, and by what it is known again: ETag and Cache-Control.

RFC 9110, 8.8.3 and 13.1.2; RFC 9111, 5.2.
"""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from schema.operation.catalogue import Language
from services.permissions import PUBLIC, Viewer
from services.read.read_point import ReadPoint

KEPT_BY_NOBODY = "no-store"
PRIVATE = f"private, {KEPT_BY_NOBODY}"
"""A browser may be another person's in a minute."""
FOR_EVER = "max-age=31536000, immutable"
PROGRAM = hashlib.sha256(
    b"".join(
        files("schema").joinpath(*place).read_bytes()
        for place in (("schema.graphql",), ("locales", "id.toml"), ("locales", "en.toml"))
    )
).hexdigest()
"""What the program can say: another one may answer the same question otherwise."""
TAG = re.compile(r'(?:W/)?"([!#-~\x80-\xff]*)"')
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Key:
    """Everything that an answer depends on: two requests with one key have one answer."""

    log: str
    """Its name: another log at the same address answers otherwise."""
    document: str
    operation: str | None
    variables: str
    """As JSON, sorted: equal however a client orders them."""
    language: Language
    media_type: str
    viewer: Viewer | None
    """None for everybody without a token."""
    position: int | None
    """None, like the minute, where the answer is the same at every head and minute."""
    minute: dt.datetime | None
    erasures: int

    @property
    def for_ever(self) -> "Key":
        """The key of an answer that never changes, but by an erasure."""
        return self if self.position is None else replace(self, position=None, minute=None)

    def moved(self, point: ReadPoint, erasures: int) -> "Key":
        """The key of the same request at the present that is now."""
        stands = (None, None) if self.position is None else (point.position, point.minute)
        if (self.position, self.minute, self.erasures) == (*stands, erasures):
            return self
        position, minute = stands
        return replace(self, position=position, minute=minute, erasures=erasures)

    @property
    def etag(self) -> str:
        """The entity tag, weak: compressed or not, it is the same answer."""
        said = repr(
            (
                PROGRAM,
                self.log,
                self.document,
                self.operation,
                self.variables,
                self.language.value,
                self.media_type,
                self.viewer,
                self.position,
                self.minute and self.minute.isoformat(),
                self.erasures,
            )
        )
        return f'W/"{hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def key_of(
    document: str,
    operation: str | None,
    variables: dict[str, Any] | None,
    asked: tuple[Language, str, Viewer],
    stands: tuple[str, ReadPoint, int],
) -> Key:
    """The key of a request: `asked` in a language, as a media type, by a viewer; of a log, at a
    read point, after so many erasures."""
    language, media_type, viewer = asked
    log, point, erasures = stands
    given = json.dumps(variables or {}, sort_keys=True, separators=(",", ":"))
    return Key(
        log,
        document,
        operation,
        given,
        language,
        media_type,
        None if viewer == PUBLIC else viewer,  # a token without a role names somebody too
        point.position,
        point.minute,
        erasures,
    )


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether a client that sends this If-None-Match has the answer; compared weakly."""
    if if_none_match.strip() == "*":
        return True
    (wanted,) = TAG.findall(etag)
    return wanted in TAG.findall(if_none_match)


def cache_control(
    *,
    is_public: bool,
    is_fixed: bool,
    is_kept: bool,
    now: dt.datetime,
    minute: dt.datetime | None = None,
) -> str:
    """For whom and how long an answer is good; `minute`: the one that it judges.

    `is_fixed`: at a read point before the head, by a rule that was asked for, it never changes.
    One that is not `is_kept`, for it holds a text or an error, nobody keeps.
    """
    if not is_public:
        return PRIVATE
    if not is_kept:
        return KEPT_BY_NOBODY
    if is_fixed:
        return f"public, {FOR_EVER}"
    end = (minute or now.replace(second=0, microsecond=0)) + dt.timedelta(seconds=MINUTE)
    left = (end - now) // dt.timedelta(seconds=1)
    return f"public, max-age={min(max(left, 0), MINUTE)}, must-revalidate"
