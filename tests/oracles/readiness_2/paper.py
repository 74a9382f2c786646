"""Write a case by hand: an occasion in Jakarta on 6 August 2025, and what was promised for it."""

from typing import Any

Case = dict[str, Any]

MORNING = "07-10 08:00"


def when(text: str) -> str:
    """A local time of 2025, "MM-DD HH:MM", as RFC 3339."""
    day, clock = text.split()
    return f"2025-{day}T{clock}:00+07:00"


class Paper:
    """A history in the making; every method adds events and gives the paper back."""

    def __init__(self, until: str | None = None) -> None:
        self.until = until
        self.events: list[dict[str, Any]] = []

    def add(self, at: str, event_type: str, about: str, **fields: Any) -> "Paper":
        """Any event; `recorded` is when it was written down, unless at once."""
        recorded = fields.pop("recorded", at)
        event = {
            "position": len(self.events) + 1,
            "type": event_type,
            "occurredAt": when(at),
            "recordedAt": when(recorded),
            **({"commitment": about} if about else {}),
            **fields,
        }
        self.events.append(event)
        return self

    def recorded(self, code: str = "A", at: str = MORNING, **fields: Any) -> "Paper":
        """A commitment, and nothing else of it."""
        plain = {
            "kind": "UNDERTAKING",
            "area": "LOG",
            "weight": "1",
            "critical": False,
            "links": [],
        }
        return self.add(at, "CommitmentRecorded", code, **(plain | fields))

    def promised(
        self,
        code: str = "A",
        at: str = MORNING,
        start: str = "07-10",
        due: str = "08-06",
        measured: dict[str, Any] | None = None,
        accepted: bool = True,
        **fields: Any,
    ) -> "Paper":
        """A commitment with owner, deadline and indicator (a count of 10), accepted."""
        measured = {"measure": "COUNT", "target": "10"} if measured is None else measured
        self.recorded(code, at, **fields)
        self.add(at, "OwnerAssigned", code, owner="KPU")
        plan = {"due": f"2025-{due}", "plannedStart": f"2025-{start}"}
        self.add(at, "DeadlineSet", code, **plan)
        self.add(at, "IndicatorDefined", code, **measured)
        return self.add(at, "CommitmentAccepted", code) if accepted else self

    def report(self, at: str, value: str, code: str = "A", **fields: Any) -> "Paper":
        """A report."""
        return self.add(at, "ProgressReported", code, value=value, **fields)

    def reports(self, month: int, days: range, value: str = "1", code: str = "A") -> "Paper":
        """A report at noon of each of these days of a month."""
        for day in days:
            self.report(f"{month:02d}-{day:02d} 12:00", value, code)
        return self

    def verify(self, at: str, value: str, code: str = "A", **fields: Any) -> "Paper":
        """A value that a verifier accepts."""
        return self.add(at, "ProgressVerified", code, value=value, **fields)

    def done(self, code: str = "A", at: str = "07-11 09:00") -> "Paper":
        """All of 10 reported and verified."""
        return self.report(at, "10", code).verify(at, "10", code)

    def judged(self, name: str, at: str, **expect: Any) -> Case:
        """The case: `A=…` is what is expected of a leaf, other names are the answer's own."""
        answered = ("whole", "areas", "lists")
        leaves = {code: leaf for code, leaf in expect.items() if code not in answered}
        occasion = {
            "day": "2025-08-06",
            "until": self.until and f"2025-{self.until}",
            "timeZone": "Asia/Jakarta",
            "areas": ["LOG", "SAR"],
        }
        return {
            "name": name,
            "history": {"occasion": occasion, "events": self.events},
            "at": when(at),
            "expect": {name: expect[name] for name in answered if name in expect}
            | {"leaves": leaves},
        }


def supersedes(code: str) -> list[dict[str, str]]:
    """The link of a commitment that is to replace another."""
    return [{"kind": "SUPERSEDES", "commitment": code}]


def reaffirms(code: str) -> list[dict[str, str]]:
    """The link of a commitment that says another once more."""
    return [{"kind": "REAFFIRMS", "commitment": code}]
