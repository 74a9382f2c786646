"""What `/metrics` measures of an open server at the moment when it is asked."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from events.log.event_log import LogUnavailable
from schema.conditions.conditions import Heads, conditions_of
from schema.http.admission import Admission
from schema.open_server import Server
from schema.settings import Settings
from services.heads.prove import is_witnessed
from services.write.record import Condition


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"rakor_{name}", words, value=value)


class ServerGauges(Collector):
    """Measures one server. What cannot be read is left out, and `rakor_up` is 0."""

    def __init__(self, server: Server, settings: Settings, admission: Admission) -> None:
        self._server, self._settings, self._admission = server, settings, admission

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the log is not read when it is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every gauge, as it stands now."""
        yield from self._queues()
        try:
            found = [*self._conditions(), *self._log(), *self._heads()]
        except LogUnavailable:
            yield _gauge("up", "Whether the log can be read.", 0)
            return
        yield _gauge("up", "Whether the log can be read.", 1)
        yield from found

    def _queues(self) -> Iterator[Metric]:
        running = GaugeMetricFamily("rakor_running", "Executions at work.", labels=["lane"])
        waiting = GaugeMetricFamily("rakor_waiting", "Executions that wait.", labels=["lane"])
        for lane, queue in self._admission.queues.items():
            running.add_metric([lane.value.lower()], queue.running)
            waiting.add_metric([lane.value.lower()], queue.waiting)
        yield running
        yield waiting

    def _conditions(self) -> Iterator[Metric]:
        found = conditions_of(self._server, self._settings)
        words = "1 for the condition of the recorder, 0 for the others."
        writes = GaugeMetricFamily("rakor_writes_condition", words, labels=["condition"])
        for condition in Condition:
            writes.add_metric([condition.value], condition is found.writes)
        yield writes
        yield _gauge("lock_held", "Whether no other process could begin to write.", found.has_lock)
        failed = found.heads is Heads.UNSEALED
        yield _gauge("sealing_failed", "Whether the last attempt to sign a head failed.", failed)
        yield _gauge("disk_free_bytes", "Room on the log's disk.", found.free_bytes)
        low = found.is_disk_low
        yield _gauge("disk_low", "Whether that is below RAKOR_DISK_RESERVE.", low)

    def _log(self) -> Iterator[Metric]:
        shown, held = self._server.house.look_up.head(), self._server.house.proofs.size()
        yield _gauge("log_events", "Events in the log.", held)
        words = "Events in the log that what is shown has not followed yet."
        yield _gauge("projection_lag_events", words, max(0, held - shown.size))
        if shown.recorded_at is not None:
            at = shown.recorded_at.timestamp()
            yield _gauge("last_event_timestamp_seconds", "When the newest was recorded.", at)
        file = self._server.log.bytes_on_disk()
        yield _gauge("log_bytes", "Bytes of the log's files on disk.", file)

    def _heads(self) -> Iterator[Metric]:
        house = self._server.house
        newest = house.proofs.checkpoint()
        covered = newest.signed.head.size if newest else 0
        uncovered = max(0, house.look_up.head().size - covered)
        yield _gauge("sealed_events", "Events under the newest signed head.", covered)
        yield _gauge("unsealed_events", "Events under no signed head yet.", uncovered)
        if newest is not None:
            signed_at = newest.signed_at.timestamp()
            yield _gauge("sealed_timestamp_seconds", "When that head was signed.", signed_at)
            age = (house.look_up.time() - newest.signed_at).total_seconds() if uncovered else 0.0
            words = "Seconds since the newest head was signed, while it does not cover the log."
            yield _gauge("sealed_age_seconds", words, max(0.0, age))
        if house.policy is None:
            return
        yield _gauge("witnesses", "Witnesses of the policy.", len(house.policy.witnesses))
        signers = len(house.policy.cosigners(newest.note)) if newest else 0
        yield _gauge("witnesses_cosigned", "Of them, who cosigned the newest head.", signers)
        met = newest is not None and is_witnessed(house.policy, newest)
        yield _gauge("witnessed", "Whether that is enough for the policy.", met)
