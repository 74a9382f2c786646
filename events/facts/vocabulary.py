"""The closed word lists of the domain: every enumeration that stands in an event.

The values are the words that stand in the log's bytes and in the API; they only ever grow.
"""

from enum import StrEnum


class Dataset(StrEnum):
    """Whether a log holds what happened or what was made up for practice; fixed at position 0."""

    LIVE = "LIVE"
    DEMO = "DEMO"


class Role(StrEnum):
    """In which capacity somebody acts."""

    RECORDER = "RECORDER"
    COORDINATOR = "COORDINATOR"
    OWNER = "OWNER"
    VERIFIER = "VERIFIER"
    LEADER = "LEADER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    PUBLIC = "PUBLIC"
    SYSTEM = "SYSTEM"


class PartyKind(StrEnum):
    """What sort of institution a party is."""

    MINISTRY = "MINISTRY"
    ELECTION_BODY = "ELECTION_BODY"
    SUPERVISOR = "SUPERVISOR"
    REGIONAL_GOVERNMENT = "REGIONAL_GOVERNMENT"
    AGENCY = "AGENCY"
    AD_HOC_BODY = "AD_HOC_BODY"
    SECURITY = "SECURITY"
    PROSECUTOR = "PROSECUTOR"
    COUNCIL = "COUNCIL"
    TASK_STRUCTURE = "TASK_STRUCTURE"
    COMMUNITY = "COMMUNITY"


class RegionLevel(StrEnum):
    """The level of a region in the administrative order."""

    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"
    DISTRICT = "DISTRICT"
    VILLAGE = "VILLAGE"
    POLLING_STATION = "POLLING_STATION"


class SourceKind(StrEnum):
    """What sort of document a source is."""

    LETTER = "LETTER"
    INVITATION = "INVITATION"
    MINUTES = "MINUTES"
    OFFICIAL_RECORD = "OFFICIAL_RECORD"
    PRESS = "PRESS"
    DECREE = "DECREE"
    GRANT_AGREEMENT = "GRANT_AGREEMENT"
    OTHER = "OTHER"


class CommitmentKind(StrEnum):
    """How a promise was made. An ASSURANCE is recorded but never enters a sum."""

    UNDERTAKING = "UNDERTAKING"
    ASSURANCE = "ASSURANCE"
    ONGOING = "ONGOING"
    JOINT = "JOINT"
    REQUEST = "REQUEST"


class CommitmentRole(StrEnum):
    """Whether the recorder sees one promise, or a roof over several."""

    LEAF = "LEAF"
    UMBRELLA = "UMBRELLA"


class LinkKind(StrEnum):
    """How a commitment relates to one of an earlier meeting."""

    REAFFIRMS = "REAFFIRMS"
    REFINES = "REFINES"
    SUPERSEDES = "SUPERSEDES"


class DeadlineBasis(StrEnum):
    """Where a deadline comes from: stated in the room, agreed later, or anchored to the day."""

    STATED = "STATED"
    AGREED = "AGREED"
    ANCHORED = "ANCHORED"


class VerificationMethod(StrEnum):
    """How a verifier looked: on site, at documents, or at a sample."""

    SITE = "SITE"
    DOCUMENT = "DOCUMENT"
    SAMPLE = "SAMPLE"


class Severity(StrEnum):
    """How much an obstacle hinders."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class Light(StrEnum):
    """The traffic light of a readiness; GREY says that it cannot be assessed, or has not begun."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"
    GREY = "GREY"
