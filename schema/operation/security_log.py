"""What the server's log says of who comes in, what is refused, and who reads names: a line each.

Never a secret, a password, or a name (OWASP ASVS 5.0.0, 16.2.5 and 16.3). Who asks, from where, and
in which request stands in every line of a request.
"""

import structlog

from services.permissions import Viewer
from services.refusals import RefusalCode

OF_AUTHORITY = frozenset(
    {
        RefusalCode.NOT_AUTHORISED,
        RefusalCode.SEPARATION_OF_DUTIES,
        RefusalCode.SIGNATURE_INVALID,
    }
)
"""Refusals of somebody, and not of what was typed."""


def note_viewer(viewer: Viewer) -> None:
    """Say in every further line of this request who asks: by random id, never by name."""
    structlog.contextvars.bind_contextvars(
        person=viewer.person, party=viewer.party, role=",".join(viewer.roles)
    )


def note(what: str, result: str, **details: object) -> None:
    """One line: what was tried, and what came of it."""
    structlog.get_logger().info("security", what=what, result=result, **details)
