"""The closed set of "no": every reason for which a command writes nothing."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a command was refused; the word that clients act on."""

    NOT_AUTHORISED = "NOT_AUTHORISED"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    TOO_LARGE = "TOO_LARGE"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    INVALID_DATES = "INVALID_DATES"
    FUTURE_EVENT = "FUTURE_EVENT"
    NOT_FOUND = "NOT_FOUND"
    UNKNOWN_PARTY = "UNKNOWN_PARTY"
    UNKNOWN_AREA = "UNKNOWN_AREA"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    ALREADY_SET = "ALREADY_SET"
    INVALID_QUANTITY = "INVALID_QUANTITY"
    INVALID_REGION = "INVALID_REGION"
    REGION_REQUIRED = "REGION_REQUIRED"
    BREAKDOWN_MISMATCH = "BREAKDOWN_MISMATCH"
    NOT_SPECIFIED = "NOT_SPECIFIED"
    WRONG_STATUS = "WRONG_STATUS"
    BELOW_TARGET = "BELOW_TARGET"
    EVIDENCE_REQUIRED = "EVIDENCE_REQUIRED"
    NOT_CLAIMED = "NOT_CLAIMED"
    REASON_REQUIRED = "REASON_REQUIRED"
    STALE_VALUE = "STALE_VALUE"
    SEPARATION_OF_DUTIES = "SEPARATION_OF_DUTIES"
    UNSUPPORTED_CHOICE = "UNSUPPORTED_CHOICE"
    NOT_A_REPORT = "NOT_A_REPORT"
    CIRCULAR_DEPENDENCY = "CIRCULAR_DEPENDENCY"
    APPROVAL_REQUIRED = "APPROVAL_REQUIRED"
    SIGNATURE_REQUIRED = "SIGNATURE_REQUIRED"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"


class Refusal(Exception):
    """A command is refused. `variant` picks a more exact message of the same code.

    `field` names the input field at fault (path from `input`), `params` fill the message.
    """

    def __init__(
        self,
        code: RefusalCode,
        variant: str = "",
        /,
        *,
        field: tuple[str, ...] = (),
        **params: object,
    ) -> None:
        super().__init__(code.value, variant, field, params)
        self.code, self.variant, self.field, self.params = code, variant, field, params

    @property
    def message_key(self) -> str:
        """Key of the message in the catalogues."""
        return f"{self.code.value}.{self.variant}" if self.variant else self.code.value
