"""What a witness remembers: for each origin the latest checkpoint that it has cosigned.

One file for each origin, named by the SHA-256 of the origin; it holds the note with the log's
verified signatures and the witness's own. Losing a file is forgetting a promise: one that cannot
be read back is an error, never an unknown origin.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock

from events.durable_file import make_folder, write_durably
from events.heads.checkpoint import SignedNote, signature_by
from events.heads.note_keys import BadSignature, SignerKey, VerifierKey
from events.heads.tree_head import MalformedNote, origin_hash
from events.heads.witnessing import AddCheckpoint, decide
from events.log.log_clock import system_time
from events.log.writer_lock import WriterLock
from events.tree.merkle_tree import SHA256

LOCK_FILE = "lock"
PUBLIC = 0o644


class WitnessBookDamaged(Exception):
    """A file that does not hold what a witness has written; the message names it."""


class WitnessBook:
    """A folder of one witness, held by one process. Thread-safe. Close it when done."""

    def __init__(
        self,
        folder: Path,
        signer: SignerKey,
        logs: Iterable[VerifierKey],
        now: Callable[[], dt.datetime] = system_time,
    ) -> None:
        """Open the folder for a witness's key and the keys of the logs that it trusts.

        Raises LogIsBusy, WitnessBookDamaged or OSError.
        """
        self._folder, self._signer, self._now = folder, signer, now
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        make_folder(folder)
        self._held = WriterLock(folder / LOCK_FILE)
        self._held.acquire("rakor witness")
        self._turn, self._is_open = Lock(), True
        try:
            self._latest = self._read_all()
        except BaseException:
            self._held.release()
            raise

    def __len__(self) -> int:
        """How many logs are remembered."""
        return len(self._latest)

    def close(self) -> None:
        """Let go of the folder, once a running request is answered."""
        with self._turn:
            self._is_open = False
            self._held.release()

    def latest(self, hashed: str) -> SignedNote | None:
        """The latest cosigned checkpoint of the origin that has this hash."""
        return self._latest.get(hashed)

    def cosign(self, request: AddCheckpoint) -> SignedNote:
        """Judge a request, and remember its checkpoint; returned with the witness's signature last.

        Raises CheckpointRefused; OSError where it cannot be kept, and then nothing was signed for
        anyone to see.
        """
        hashed = origin_hash(request.origin)
        # One at a time: otherwise a smaller tree, judged earlier, could be written over a larger
        # one; and the time in a signature says that until then nothing larger was seen.
        with self._turn:
            if not self._is_open:
                raise OSError("the witness has stopped")
            held = self._latest.get(hashed)
            note = decide(held.head if held else None, self._logs, request)
            seconds = int(self._now().timestamp())
            note = note.with_signatures([signature_by(self._signer, note.text, seconds)])
            write_durably(self._folder / hashed, str(note).encode(), PUBLIC)
            self._latest[hashed] = note
            return note

    def _read_all(self) -> dict[str, SignedNote]:
        paths = sorted(self._folder.iterdir())
        return {path.name: self._read(path) for path in paths if SHA256.fullmatch(path.name)}

    def _read(self, path: Path) -> SignedNote:
        try:
            note = SignedNote.parse(path.read_bytes().decode())
            origin = note.head.origin
            verified = note.verify([self._signer.verifier, *self._logs.get(origin, [])])
        except (OSError, UnicodeDecodeError, MalformedNote, BadSignature) as error:
            raise WitnessBookDamaged(f"{path}: {error}") from error
        if origin_hash(origin) != path.name or not verified:
            raise WitnessBookDamaged(f"{path}: of another origin, or signed by no known key")
        return note
