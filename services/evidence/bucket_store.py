"""Files of evidence in S3-compatible storage, with what the usual AWS_ variables say."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from services.evidence.store import NAME

SCHEME = "s3://"
PATIENCE = timedelta(seconds=10)
"""How long a request is tried again: whoever writes into the log may wait for it."""


class BucketUnreachable(OSError):
    """The storage does not do what it is asked; without its address and without keys."""


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What the library says, as an error that is a file's: without addresses, without keys."""
    try:
        yield
    except (FileNotFoundError, NotFoundError):
        raise FileNotFoundError from None
    except BaseError as error:
        raise BucketUnreachable(f"the storage did not do it: {type(error).__name__}") from None


class BucketStore:
    """Files under a prefix of a bucket (`s3://bucket/prefix`). Raises OSError."""

    def __init__(self, address: str) -> None:
        with _as_os_error():
            self._store = S3Store.from_url(
                address,
                retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
                client_options={
                    "connect_timeout": "5s",
                    "timeout": "60s",
                    "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
                },
            )

    def put(self, name: str, file: Path) -> None:
        """Send a file; a large one in parts."""
        with _as_os_error():
            obstore.put(self._store, name, file)

    def put_bytes(self, name: str, data: bytes) -> None:
        """Send a small file."""
        with _as_os_error():
            obstore.put(self._store, name, data)

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`. Raises FileNotFoundError."""
        with _as_os_error():
            return bytes(obstore.get_range(self._store, name, start=start, end=end))

    def delete(self, name: str) -> None:
        """Let a file be gone; storage is content where it is already."""
        with _as_os_error():
            try:
                obstore.delete(self._store, name)
            except (FileNotFoundError, NotFoundError):
                return

    def sizes(self) -> dict[str, int]:
        """How long each file is, by name; what is called otherwise is none of ours."""
        with _as_os_error():
            found = [item for part in obstore.list(self._store) for item in part]
        return {item["path"]: item["size"] for item in found if NAME.fullmatch(item["path"])}
