"""Opening the log for a command that works on it, and serving it: what cannot be is told."""

import errno
import socket
from contextlib import ExitStack

from events.facts.vocabulary import Dataset
from events.log.log_clock import LogClock
from events.log.writer_lock import LogIsBusy
from schema.app import make_app
from schema.cli.terminal import ProgressBar, read_policy, read_settings, terminal
from schema.conditions.metrics_listener import metrics_served
from schema.http.execution import Executions
from schema.http.serving import listen, run_app
from schema.open_server import Server, is_begun, open_server
from schema.settings import Settings
from schema.watching.lines import lines
from schema.watching.request_lines import RequestLines
from schema.watching.standard_error import standard_error
from schema.watching.traces import TracesMissing, traced
from services.evidence.bucket_store import BucketUnreachable
from services.heads.signing_keys import KeyRefused
from services.write.open_log import WrongDataset


def open_or_stop(
    settings: Settings,
    holder: str,
    dataset: Dataset | None = None,
    log_clock: LogClock | None = None,
    *,
    keeps_files: bool = False,
) -> Server:
    """Open the log, or say clearly why that cannot be: a log that is unavailable, in `main`."""
    policy = read_policy(settings.witnesses) if settings.witnesses else None
    try:
        with ProgressBar("building_tree") as tree:
            return open_server(
                settings, holder, dataset, log_clock, tree, policy, keeps_files=keeps_files
            )
    except LogIsBusy as error:
        terminal.stop("log_busy", holder=error)
    except WrongDataset:
        terminal.stop("rehearse_live")
    except KeyRefused as error:
        terminal.stop("key_refused", reason=error)
    except BucketUnreachable as error:
        terminal.stop("bucket_unreachable", bucket=settings.evidence_store, reason=error)
    except OSError as error:
        terminal.stop("data_unwritable", folder=settings.data, reason=error.strerror or error)


def init() -> None:
    """Begin a log in RAKOR_DATA, which must hold none yet."""
    settings = read_settings()
    if is_begun(settings):
        terminal.stop("init_present", folder=settings.data.absolute())
    # Witnesses are asked by who serves: beginning a log waits for nobody.
    alone = settings.model_copy(update={"witnesses": None})
    server = open_or_stop(alone, "rakor init")
    server.close()
    terminal.tell("init_done", folder=settings.data.absolute(), origin=server.house.origin)


def require_log(settings: Settings) -> None:
    """Stop where there is no log: none is begun because a folder's name was mistyped."""
    if not is_begun(settings):
        terminal.stop("serve_no_log", folder=settings.data.absolute())


def listen_or_stop(settings: Settings) -> socket.socket:
    """The listening socket of the settings."""
    try:
        return listen(settings)
    except OSError as error:
        place = {"host": settings.host, "port": settings.port}
        if error.errno == errno.EADDRINUSE:
            terminal.stop("port_in_use", **place)
        terminal.stop("cannot_listen", **place, reason=error.strerror or error)


def run(settings: Settings, server: Server, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, let running requests end, close the log."""
    executions = Executions(settings)
    known = make_app(settings, server, executions)
    lines.write = standard_error.write
    with ExitStack() as meanwhile:
        try:
            meanwhile.enter_context(metrics_served(server, settings, executions.admission))
            meanwhile.enter_context(traced())
        except OSError as error:
            listening.close()
            server.close()
            place = {"host": settings.metrics_host, "port": settings.metrics_port}
            terminal.stop("metrics_cannot_listen", **place, reason=error.strerror or error)
        except TracesMissing as error:
            listening.close()
            server.close()
            terminal.stop("traces_missing", reason=error)
        run_app(RequestLines(known, known.at_once), listening, settings)
