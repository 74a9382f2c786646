"""Whose word on a log's head is enough (C2SP tlog-policy): logs, witnesses and a quorum. Pure.

Names of witnesses and groups are octets without a meaning outside of the file.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from events.heads.checkpoint import SignedNote, Verified
from events.heads.note_keys import COSIGNATURE, ML_DSA_44, VerifierKey
from events.heads.tree_head import MalformedNote

FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
THRESHOLD = re.compile(rb"[0-9]{1,9}")
NONE = b"none"
WITNESS_KINDS = (COSIGNATURE, ML_DSA_44)
"""The kinds of keys that state when they have signed, as a witness must."""


class MalformedPolicy(Exception):
    """A file that is no policy: the number of the line, from 1, and what is wrong in it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log whose checkpoints are accepted; the key's name is the log's origin."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness; the url is its submission prefix (tlog-witness)."""

    name: bytes
    key: VerifierKey
    url: str | None = None

    @property
    def label(self) -> str:
        """The name, for people."""
        return self.name.decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Witnesses and groups of which at least `threshold` must have witnessed a head."""

    name: bytes
    threshold: int
    members: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """A policy as it stands in its file; groups come after what they are made of."""

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...]
    groups: tuple[PolicyGroup, ...]
    quorum: bytes

    @classmethod
    def parse(cls, data: bytes) -> "WitnessPolicy":
        """The policy in a file's bytes. Raises MalformedPolicy."""
        bad = FORBIDDEN.search(data)
        if bad:
            place = data.count(b"\n", 0, bad.start()) + 1
            raise MalformedPolicy(place, "a control character other than tab and newline")
        *lines, rest = data.split(b"\n")
        draft = _Draft()
        for number, line in enumerate(lines, 1):
            items = line.split()
            if not items or items[0].startswith(b"#"):
                continue
            try:
                draft.read(items)
            except (MalformedNote, ValueError) as error:
                raise MalformedPolicy(number, str(error)) from None
        if rest:
            raise MalformedPolicy(len(lines) + 1, "the line does not end in a newline")
        if draft.quorum is None:
            raise MalformedPolicy(max(len(lines), 1), "the file ends without a quorum line")
        return cls(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum)

    def is_witnessed(self, cosigned_by: AbstractSet[VerifierKey]) -> bool:
        """Whether verified cosignatures by these keys make a head witnessed."""
        if self.quorum == NONE:
            return True
        witnessed = {item.name for item in self.witnesses if item.key in cosigned_by}
        for group in self.groups:
            if sum(member in witnessed for member in group.members) >= group.threshold:
                witnessed.add(group.name)
        return self.quorum in witnessed

    def is_met_by(self, cosigned_by: AbstractSet[VerifierKey]) -> bool:
        """Whether to call a head witnessed: the quorum is met, by at least one cosignature.

        With the quorum `none` a head that nobody saw is accepted (`is_witnessed`), but not called
        witnessed.
        """
        return bool(cosigned_by) and self.is_witnessed(cosigned_by)

    def cosignatures(self, note: SignedNote) -> list[Verified]:
        """Those by the policy's witnesses under a checkpoint. Raises BadSignature.

        A cosignature at time zero does not say that the head was the latest, and is not counted.
        """
        verified = note.verify(item.key for item in self.witnesses)
        return [found for found in verified if found.seconds]

    def cosigners(self, note: SignedNote) -> set[VerifierKey]:
        """The policy's witnesses that have cosigned a checkpoint. Raises BadSignature."""
        return {found.key for found in self.cosignatures(note)}


@dataclass(slots=True)
class _Draft:
    """What has been read so far; `read` raises ValueError or MalformedNote."""

    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: list[PolicyWitness] = field(default_factory=list)
    groups: list[PolicyGroup] = field(default_factory=list)
    quorum: bytes | None = None
    names: set[bytes] = field(default_factory=set)
    members: set[bytes] = field(default_factory=set)

    def read(self, items: list[bytes]) -> None:
        match items:
            case [b"log", key, *url] if len(url) <= 1:
                self._log(_key(key), _url(url))
            case [b"witness", name, key, *url] if len(url) <= 1:
                self._witness(name, _key(key), _url(url))
            case [b"group", name, threshold, *members]:
                self._group(name, threshold, members)
            case [b"quorum", name]:
                self._quorum(name)
            case _:
                raise ValueError("not a log, witness, group or quorum line")

    def _log(self, key: VerifierKey, url: str | None) -> None:
        if any(log.key.public == key.public for log in self.logs):
            raise ValueError("a log with this public key stands above")
        self.logs.append(PolicyLog(key, url))

    def _witness(self, name: bytes, key: VerifierKey, url: str | None) -> None:
        if key.kind not in WITNESS_KINDS:
            raise ValueError("not a key of a kind that cosigns")
        if any(witness.key.public == key.public for witness in self.witnesses):
            raise ValueError("a witness with this public key stands above")
        self._define(name)
        self.witnesses.append(PolicyWitness(name, key, url))

    def _group(self, name: bytes, threshold: bytes, members: list[bytes]) -> None:
        for member in members:
            self._require(member)
            if member in self.members:
                raise ValueError("a member is listed a second time")
            self.members.add(member)
        if threshold in (b"any", b"all"):
            least = 1 if threshold == b"any" else len(members)
        elif THRESHOLD.fullmatch(threshold):
            least = int(threshold)
        else:
            raise ValueError("neither all, nor any, nor a number of members")
        if not 1 <= least <= len(members):
            raise ValueError("more members are demanded than listed, or none")
        self._define(name)
        self.groups.append(PolicyGroup(name, least, tuple(members)))

    def _quorum(self, name: bytes) -> None:
        if self.quorum is not None:
            raise ValueError("a second quorum line")
        if name != NONE:
            self._require(name)
        self.quorum = name

    def _define(self, name: bytes) -> None:
        if name == NONE or name in self.names:
            raise ValueError("the name is taken")
        self.names.add(name)

    def _require(self, name: bytes) -> None:
        if name not in self.names:
            raise ValueError("a name that no line above defines")


def _key(item: bytes) -> VerifierKey:
    return VerifierKey.parse(_text(item))


def _url(items: list[bytes]) -> str | None:
    return _text(items[0]) if items else None


def _text(item: bytes) -> str:
    try:
        return item.decode()
    except UnicodeDecodeError:
        raise ValueError("a key or url that is not UTF-8") from None
