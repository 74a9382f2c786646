"""Where `make soak` keeps what it finds, for every later run to begin with."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from hypothesis.database import ExampleDatabase

STEPS = (b".secondary", b".pareto")
"""How hypothesis marks what is no failure at its smallest."""


def _name(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


class FoundExamples(ExampleDatabase):
    """One file for each failure, at its smallest. It stays when the failure is mended."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """What was found by the test of this key."""
        return [path.read_bytes() for path in sorted(self._folder.glob(f"{_name(key)}-*"))]

    def save(self, key: bytes, value: bytes) -> None:
        """Keep a failure."""
        if not key.endswith(STEPS):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(key, value).write_bytes(value)

    def move(self, src: bytes, dest: bytes, value: bytes) -> None:
        """Forget a failure of which a smaller one was found."""
        self._path(src, value).unlink(missing_ok=True)
        self.save(dest, value)

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget nothing: hypothesis would drop what no longer fails."""

    def _path(self, key: bytes, value: bytes) -> Path:
        return self._folder / f"{_name(key)}-{_name(value)}"
