"""What is counted while a server runs, for Prometheus. No label has values without bound.

They are this process's own, as is prometheus-client's custom: one process is one server.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
"""All that `/metrics` shows."""

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds in seconds: from a kept answer to the time limit of an execution."""

REQUESTS = Counter(
    "rakor_requests",
    "Requests by route, what kind of work they asked for, and what became of them.",
    ("route", "kind", "outcome"),
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "rakor_request_seconds",
    "Seconds from a request's head to the end of its answer.",
    ("kind",),
    buckets=FAST,
    registry=REGISTRY,
)
ANSWER_BYTES = Counter(
    "rakor_answer_bytes", "Bytes of answers, as sent.", ("kind",), registry=REGISTRY
)
REFUSED = Counter(
    "rakor_connections_refused",
    "Connections closed before there was a whole request, by status: too many, too slow, no HTTP.",
    ("status",),
    registry=REGISTRY,
)
WRITES = Counter(
    "rakor_writes",
    "Commands: recorded, replayed (the key was known), refused, or failed.",
    ("outcome",),
    registry=REGISTRY,
)
REFUSALS = Counter(
    "rakor_write_refusals", "Refused commands by code.", ("code",), registry=REGISTRY
)
WRITE_SECONDS = Histogram(
    "rakor_write_seconds",
    "Seconds from a command's input to its commit or refusal.",
    buckets=FAST,
    registry=REGISTRY,
)
SIGN_INS = Counter(
    "rakor_sign_ins",
    "Attempts to sign in, by the way that was tried and what became of them.",
    ("way", "outcome"),
    registry=REGISTRY,
)
LINES_LOST = Counter(
    "rakor_lines_lost",
    "Log lines that standard error did not take: nobody read it, or its disk was full.",
    registry=REGISTRY,
)
