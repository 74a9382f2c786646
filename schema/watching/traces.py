"""OpenTelemetry traces: one span for each request, none for a field; only where they are asked for.

Nothing of OpenTelemetry is imported unless `OTEL_EXPORTER_OTLP_ENDPOINT` (or the one for traces) is
set; its own variables say the rest. A client's trace id is not taken over: it is no client's to
choose what is kept of a request.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE = "rakor-ledger"

Attributes = Mapping[str, str | int]


class TracesMissing(Exception):
    """A collector is named, and the packages that would send to it are not installed."""


@dataclass(slots=True)
class Spans:
    """Where spans go; nowhere, until a server says otherwise."""

    write: Callable[[str, float, Attributes], None] | None = None
    """Takes a span's name, its seconds until now, and what it says."""

    def tell(self, name: str, seconds: float, attributes: Attributes) -> None:
        """Hand on a span that has ended just now."""
        if self.write is not None:
            self.write(name, seconds, attributes)


spans = Spans()
"""The spans of this process."""


@contextmanager
def traced() -> Iterator[None]:
    """Send spans to the collector of the environment meanwhile. Raises TracesMissing."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        yield
        return
    provider = _provider()
    tracer = provider.get_tracer(SERVICE)

    def write(name: str, seconds: float, attributes: Attributes) -> None:
        end = time.time_ns()  # noqa: TID251  # as OpenTelemetry counts; nothing is recorded by it
        span = tracer.start_span(name, start_time=end - int(seconds * 1e9), attributes=attributes)
        span.end(end)

    spans.write = write
    try:
        yield
    finally:
        spans.write = None
        provider.shutdown()  # sends what is waiting


def _provider() -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  # not installed where nobody traces
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  # as above
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  # as above
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # as above
    except ImportError as error:
        raise TracesMissing(str(error)) from error
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
