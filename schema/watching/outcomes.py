"""What became of a request, in few words. Pure."""

ANSWERED, LEFT = "answered", "left"
NAMED = {
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    429: "too_often",
    503: "unavailable",
}
"""Refusals that an operator wants to tell apart."""
SIGN_INS = {
    "/account/sign-in/passkey": "passkey",
    "/account/sign-in/password": "password",
    "/account/link/passkey": "link_passkey",
    "/account/link/password": "link_password",
    "/account/provider/callback": "provider",
}
"""The routes by which somebody signs in."""


def outcome_of(status: int | None) -> str:
    """The word for a status; None: the client left before there was one."""
    if status is None:
        return LEFT
    if status in NAMED:
        return NAMED[status]
    if status < 400:
        return ANSWERED
    return "refused" if status < 500 else "failed"
