"""Reports into a log that is open in this process, by the write path itself."""

from concurrent.futures import Future
from itertools import count

from bench.filling import TARGET, owner
from bench.worlds import OCCASION
from events.facts.vocabulary import Role
from schema.open_server import Server
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.write.record_batch import Recorded

KEYS = count()


def submit_report(
    server: Server, number: int, value: int, note: str | None = None
) -> "Future[Recorded]":
    """Ask for one report on a commitment, as a client's request becomes a command."""
    command = COMMAND_BY_MUTATION["commitmentReportProgress"].model_validate(
        {
            "idempotencyKey": f"bench-{next(KEYS)}",
            "commitment": f"commitment:{OCCASION}/D{number}",
            "value": value % TARGET,
            "note": note,
        }
    )
    return server.house.recorder.submit(command, Viewer((Role.OWNER,), owner(number)))


def report(server: Server, number: int, value: int, note: str | None = None) -> Recorded:
    """Record one report and wait for its receipt."""
    return submit_report(server, number, value, note).result()
