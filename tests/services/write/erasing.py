"""Who erases what in a world, and how to look for what is left of it."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.write.record_batch import Recorded
from tests.events.log.entries import contents
from tests.worlds.persons import person_of
from tests.worlds.world import World, commitment_id, refusal_of

REPORT = "commitmentReportProgress"
NAME, SECRET, KEPT = "Siti-Aminah-binti-Ahmad", "diterima-oleh-Pak-Darto-62117", "kata-yang-tetap"
PERSON, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "ab")
OWNER = Viewer((Role.OWNER,), "KPU-LOG", PERSON, NAME)
OTHER_OWNER = Viewer((Role.OWNER,), "DINKES", OTHER, "Nama-lain")
AUDITOR = Viewer((Role.AUDITOR,), "INSPEKTORAT")
OPERATOR = Viewer((Role.ADMINISTRATOR,), "POLRES", person_of("POLRES"))
ERASURE = {"person": f"person:{PERSON}", "reason": "Permintaan"}
BASIS = "UU 27/2022 pasal 43"


def send(world: World, viewer: Viewer, mutation: str, **fields: Any) -> "Future[Recorded]":
    return world.recorder.submit(world.command(mutation, **fields), viewer)


def do(world: World, viewer: Viewer, mutation: str, **fields: Any) -> Recorded:
    return send(world, viewer, mutation, **fields).result()


def report(world: World, viewer: Viewer = OWNER, **fields: Any) -> int:
    asked = {"commitment": commitment_id("D01"), "value": 40, "note": SECRET} | fields
    return do(world, viewer, REPORT, **asked).last.position


def propose(world: World, event: int, path: str = "/note") -> int:
    asked = {"event": event, "path": path, "legal_basis": BASIS}
    return do(world, AUDITOR, "textProposeRedaction", **asked).last.position


def redact(world: World, event: int, path: str = "/note") -> int:
    proposal = propose(world, event, path)
    return do(world, OPERATOR, "textRedact", proposal=proposal).last.position


def erase(world: World, viewer: Viewer = OPERATOR) -> int:
    return do(world, viewer, "personErase", **ERASURE).last.position


def refused_redaction(world: World, proposal: int) -> No | None:
    return refusal_of(lambda: do(world, OPERATOR, "textRedact", proposal=proposal))


def files_with(folder: Path, words: str) -> list[str]:
    """Files of a log that hold some words, as a thief of the disk would search them."""
    kinds = (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"))
    return [
        path.name
        for path in sorted(folder.iterdir())
        if any(kind in path.read_bytes() for kind in kinds)
    ]


def disclosed(world: World) -> set[tuple[int, str]]:
    return {(row[0], row[1]) for row in contents(world.log)["disclosures"]}


def erasures(world: World) -> list[tuple[Any, ...]]:
    return contents(world.log)["erasures"]


def first_report(world: World) -> int:
    """Position of the first of Siti's reports."""
    return next(event.position for event in world.events() if event.actor.person == PERSON)
