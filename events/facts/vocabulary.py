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
    STATE_ENTERPRISE = "STATE_ENTERPRISE"
    PRIVATE = "PRIVATE"
    VILLAGE = "VILLAGE"
    OTHER = "OTHER"


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
    """How a promise was made. An ASSURANCE and a DECISION are recorded but never enter a sum."""

    UNDERTAKING = "UNDERTAKING"
    ASSURANCE = "ASSURANCE"
    ONGOING = "ONGOING"
    JOINT = "JOINT"
    REQUEST = "REQUEST"
    DECISION = "DECISION"


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


class Measure(StrEnum):
    """How the quantities of an indicator are to be read."""

    COUNT = "COUNT"
    """They add up over parts."""
    DELIVERABLE = "DELIVERABLE"
    """One thing that is delivered (1) or not (0)."""
    RATE = "RATE"
    """A share or a rate: never added, the whole is the mean of its parts."""
    PERIODIC = "PERIODIC"
    """A duty that comes back: in how many periods it was kept."""


class Direction(StrEnum):
    """Whether an indicator is to rise to its target or to fall to it."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"


class Every(StrEnum):
    """How long the periods are of a duty that comes back."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class ChangeKind(StrEnum):
    """What somebody asks to be changed of a commitment."""

    DEADLINE = "DEADLINE"
    INDICATOR = "INDICATOR"
    OWNER = "OWNER"


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
