"""A server that is watched as an operator would: its lines, and what it says to Prometheus."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.worlds.program import PATIENCE, Serving, free_port, run_here

Labels = dict[str, str]


class Watched(Serving):
    """`rakor serve` with a listener for metrics."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.metrics_port = free_port()
        given = {"RAKOR_METRICS_PORT": str(self.metrics_port), **more}
        super().__init__(folder, run=run_here, begin=True, **given)

    def metrics_text(self) -> str:
        """What Prometheus is given."""
        url = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def metrics(self) -> dict[str, list[tuple[Labels, float]]]:
        """The same by name, as Prometheus reads it."""
        found: dict[str, list[tuple[Labels, float]]] = {}
        for family in text_string_to_metric_families(self.metrics_text()):
            for sample in family.samples:
                found.setdefault(sample.name, []).append((sample.labels, sample.value))
        return found

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric over everything that has these labels."""
        return sum(
            value for own, value in self.metrics().get(name, []) if labels.items() <= own.items()
        )


def lines_of(told: str, event: str) -> list[dict[str, Any]]:
    """The lines of an event in what a server has said on standard error."""
    found = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return [line for line in found if line["event"] == event]
