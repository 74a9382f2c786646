"""The enumerations of the API, described by the catalogue's English labels."""

from enum import Enum, StrEnum
from typing import cast

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from events.facts import vocabulary
from events.facts.all import FACT_TYPES, event_type_name
from schema.operation.catalogue import Language, say
from services.read.mutual_approval import MutualApprovalKind
from services.readiness.answer import ReasonCode, Specification
from services.refusals import RefusalCode
from services.state.commitment import CommitmentStatus


class AuditStatus(StrEnum):
    """Analogy to the four statuses of audit follow-up (Peraturan BPK 2/2017)."""

    NOT_FOLLOWED_UP = "NOT_FOLLOWED_UP"
    NOT_YET_CONFORMING = "NOT_YET_CONFORMING"
    CONFORMING = "CONFORMING"
    CANNOT_BE_FOLLOWED_UP = "CANNOT_BE_FOLLOWED_UP"


class ConditionState(StrEnum):
    """What became of what a commitment depends on."""

    OPEN = "OPEN"
    MET = "MET"
    FAILED = "FAILED"


class CommitmentOrder(StrEnum):
    """In which order commitments are listed; of those that are equal, the one recorded first."""

    RECORDED = "RECORDED"
    CODE = "CODE"
    DUE = "DUE"
    LIGHT = "LIGHT"
    SCORE = "SCORE"


AUDIT_STATUS: dict[CommitmentStatus, AuditStatus] = {
    CommitmentStatus.RECORDED: AuditStatus.NOT_FOLLOWED_UP,
    CommitmentStatus.READY: AuditStatus.NOT_FOLLOWED_UP,
    CommitmentStatus.IN_PROGRESS: AuditStatus.NOT_YET_CONFORMING,
    CommitmentStatus.CLAIMED: AuditStatus.NOT_YET_CONFORMING,
    CommitmentStatus.NOT_YET_CONFORMING: AuditStatus.NOT_YET_CONFORMING,
    CommitmentStatus.REOPENED: AuditStatus.NOT_YET_CONFORMING,
    CommitmentStatus.VERIFIED: AuditStatus.CONFORMING,
    CommitmentStatus.CANNOT_BE_FOLLOWED_UP: AuditStatus.CANNOT_BE_FOLLOWED_UP,
    CommitmentStatus.CONDITION_FAILED: AuditStatus.CANNOT_BE_FOLLOWED_UP,
}
"""WITHDRAWN and SUPERSEDED have none."""

EventType = StrEnum("EventType", [(name, name) for name in map(event_type_name, FACT_TYPES)])  # type: ignore[misc]  # made from the facts, so that no name is written twice
EventType.__doc__ = "The kind of an event: one for each fact that can stand in the log."


def describe(name: str, enum: type[Enum]) -> None:
    """Make an enum one of the API: its docstring and the catalogue describe it."""
    strawberry.enum(enum, name=name, description=(enum.__doc__ or "").strip())
    definition = cast(StrawberryEnumDefinition, vars(enum)["__strawberry_definition__"])
    for value in definition.values:
        value.description = say(Language.EN, f"label.{name}.{value.name}")


_OF_THE_SAME_NAME: tuple[type[Enum], ...] = (
    AuditStatus,
    CommitmentOrder,
    CommitmentStatus,
    ConditionState,
    EventType,
    Language,
    MutualApprovalKind,
    ReasonCode,
    Specification,
    vocabulary.ChangeKind,
    vocabulary.CommitmentKind,
    vocabulary.CommitmentRole,
    vocabulary.Dataset,
    vocabulary.DeadlineBasis,
    vocabulary.Direction,
    vocabulary.Every,
    vocabulary.Light,
    vocabulary.LinkKind,
    vocabulary.Measure,
    vocabulary.PartyKind,
    vocabulary.RegionLevel,
    vocabulary.Role,
    vocabulary.Severity,
    vocabulary.SourceKind,
    vocabulary.VerificationMethod,
)

ENUMS: dict[str, type[Enum]] = {
    **{enum.__name__: enum for enum in _OF_THE_SAME_NAME},
    "UserErrorCode": RefusalCode,
}
"""Every enum by its name in the API."""

for _name, _enum in ENUMS.items():
    describe(_name, _enum)
