"""The files of evidence that come with the scripts: drawn for them, and shown like any other."""

import hashlib
import tempfile
from importlib.resources import files
from pathlib import Path

from schema.open_server import Server, open_files
from schema.settings import Settings
from services.evidence.evidence_files import Sent
from services.evidence.examiner import examine


def keep_examples(settings: Settings, server: Server) -> None:
    """Keep each of them that a log speaks of, once. Raises OSError, NoRoom or UnfitFile."""
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
