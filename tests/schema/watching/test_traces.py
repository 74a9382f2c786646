"""Traces go to a collector where one is named; elsewhere nothing of OpenTelemetry is there."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.worlds.program import PATIENCE, Serving, environment, free_port, rakor_here


class Collector(ThreadingHTTPServer):
    """An OTLP receiver on a socket: it keeps the spans that it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.spans: list[Any] = []
        self.services: set[str] = set()


class _Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        assert (self.path, self.headers["content-encoding"]) == ("/v1/traces", None)
        sent = ExportTraceServiceRequest.FromString(body)
        for resource in sent.resource_spans:
            named = {item.key: item.value.string_value for item in resource.resource.attributes}
            self.server.services.add(named["service.name"])
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that listens."""
    with Collector() as collector:
        thread = Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


def said(span: Any) -> dict[str, Any]:
    """What a span says."""
    return {item.key: item.value.string_value or item.value.int_value for item in span.attributes}


def test_each_request_is_one_span_that_says_nothing_of_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert rakor_here(folder, "init").returncode == 0
    with collecting() as collector:
        endpoint = f"http://127.0.0.1:{collector.server_address[1]}"
        serving = Serving(folder, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
        with serving:
            for _ in range(2):  # the second one is known, and answered at once
                serving.ask("{ occasions { edges { node { name } } } }")
            code, told = serving.end(signal.SIGTERM)
        assert code == 0, told
    found = [said(span) for span in collector.spans if span.name == "POST /graphql"]
    assert [(item["rakor.kind"], item["http.response.status_code"]) for item in found] == [
        ("present", 200),
        ("kept", 200),
    ]
    assert collector.services == {"rakor-ledger"}
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano for span in collector.spans)
    assert "occasions" not in str(collector.spans)


def test_without_a_collector_nothing_of_it_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys, schema.cli.main; from schema.watching.traces import traced\n"
        "with traced(): print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    given = environment(tmp_path / "var")
    ran = subprocess.run(
        [sys.executable, "-c", program], env=given, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_collector_without_the_packages_that_send_to_it_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert rakor_here(folder, "init").returncode == 0
    program = (
        "import sys; sys.modules['opentelemetry'] = None\nfrom schema.cli.main import main; main()"
    )
    given = environment(folder, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    given["RAKOR_PORT"] = str(free_port())
    ran = subprocess.run(
        [sys.executable, "-c", program, "serve"],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ran.returncode, "requirements-traces.txt" in ran.stderr) == (1, True), ran.stderr
    assert "Traceback" not in ran.stderr
