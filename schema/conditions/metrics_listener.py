"""Where `/metrics` is served: on a listener of its own, and only where one is asked for.

What it shows is for whoever runs the server, so it is never on the port that people reach.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)

from schema.conditions.gauges import ServerGauges
from schema.http.admission import Admission
from schema.open_server import Server
from schema.settings import Settings
from schema.watching.counters import REGISTRY


@contextmanager
def metrics_served(server: Server, settings: Settings, admission: Admission) -> Iterator[None]:
    """Serve the metrics of a server meanwhile; nothing where no port is set. Raises OSError."""
    if settings.metrics_port is None:
        yield
        return
    gauges = ServerGauges(server, settings, admission)
    of_process = (
        ProcessCollector(registry=REGISTRY),
        PlatformCollector(registry=REGISTRY),
        GCCollector(registry=REGISTRY),
    )
    REGISTRY.register(gauges)
    try:
        listener, thread = start_http_server(settings.metrics_port, settings.metrics_host, REGISTRY)
        try:
            yield
        finally:
            listener.shutdown()
            listener.server_close()
            thread.join()
    finally:
        for collector in (gauges, *of_process):
            REGISTRY.unregister(collector)
