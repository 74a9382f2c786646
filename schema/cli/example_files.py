"""The files of evidence that come with the scripts: drawn for them, and shown like any other."""

import hashlib
import tempfile
from importlib.resources import files
from pathlib import Path

from schema.cli.terminal import terminal
from schema.open_server import Server, open_files
from schema.settings import Settings
from services.evidence.evidence_files import NoRoom, Sent
from services.evidence.examiner import examine
from services.evidence.store import FOLDER


def keep_examples(settings: Settings, server: Server) -> None:
    """Keep each of them that a log speaks of, once; or say clearly why that cannot be."""
    try:
        _keep(settings, server)
    except (OSError, NoRoom) as error:
        reason = getattr(error, "strerror", None) or error
        terminal.stop("data_unwritable", folder=settings.evidence_store or FOLDER, reason=reason)


def _keep(settings: Settings, server: Server) -> None:
    kept = open_files(settings, server.log)
    for example in files("schema").joinpath("scripts").iterdir():
        if not example.name.endswith(".jpg"):
            continue
        data = example.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if not kept.places(sha256) or kept.find(sha256):
            continue
        kept.incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.incoming) as name:
            folder = Path(name)
            path = folder / "sent"
            path.write_bytes(data)
            examined = examine(path, folder, keeps_location=True)  # byte for byte
            kept.keep(Sent(path, folder / "thumbnail", sha256, len(data), ""), examined)
