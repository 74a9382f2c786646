"""The closed set of reasons for which a sign-in, or what belongs to it, is refused."""

from enum import StrEnum


class Why(StrEnum):
    """Why something is refused; each has its words in the catalogue, under `account`."""

    BAD_INPUT = "BAD_INPUT"
    NAME_INVALID = "NAME_INVALID"
    NAME_TAKEN = "NAME_TAKEN"
    LABEL_INVALID = "LABEL_INVALID"
    ROLES_NEEDED = "ROLES_NEEDED"
    ROLE_NOT_HELD = "ROLE_NOT_HELD"
    ROLE_APPROVES = "ROLE_APPROVES"
    DAYS_INVALID = "DAYS_INVALID"
    PERSON_UNKNOWN = "PERSON_UNKNOWN"
    NOT_THERE = "NOT_THERE"
    BLOCKED = "BLOCKED"
    OF_PROVIDER = "OF_PROVIDER"
    LINK_INVALID = "LINK_INVALID"
    CHALLENGE_OVER = "CHALLENGE_OVER"
    PASSKEY_REFUSED = "PASSKEY_REFUSED"
    PASSKEY_UNKNOWN = "PASSKEY_UNKNOWN"
    LAST_PASSKEY = "LAST_PASSKEY"
    PASSWORD_SHORT = "PASSWORD_SHORT"
    PASSWORD_LONG = "PASSWORD_LONG"
    PASSWORD_COMMON = "PASSWORD_COMMON"
    PASSWORD_CONTAINS = "PASSWORD_CONTAINS"
    PASSWORD_OPENS_NOTHING = "PASSWORD_OPENS_NOTHING"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    TOO_MANY_FAILURES = "TOO_MANY_FAILURES"
    SESSION_OVER = "SESSION_OVER"
    TOKEN_INVALID = "TOKEN_INVALID"
    CONFIRM_AGAIN = "CONFIRM_AGAIN"
    NOT_ALLOWED = "NOT_ALLOWED"
    OWN_ACCOUNT = "OWN_ACCOUNT"


class Refused(Exception):
    """It is not done; `params` fill in the words."""

    def __init__(self, why: Why, **params: object) -> None:
        super().__init__(why.value)
        self.why, self.params = why, params
