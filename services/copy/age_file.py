"""A file that only an offline key opens: the age format (age-encryption.org/v1), as a stream.

pyrage is handed one end of a pipe and works beside the writer or reader of the other end: what is
encrypted stands on no disk in the clear, and no part of it is larger in memory than the pipe.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient


class NoAgeKey(Exception):
    """This is no recipient or no identity of age."""


class NotOpened(Exception):
    """The file was changed, cut off, or is for another key."""


def new_identity() -> Identity:
    """A pair that nobody else has: its text is the private half, `to_public()` the other."""
    return Identity.generate()


def read_recipient(text: str) -> Recipient:
    """The recipient of `age1…`. Raises NoAgeKey."""
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise NoAgeKey(str(error)) from None


def read_identity(text: str) -> Identity:
    """The identity in a file's text: its one line that is no comment. Raises NoAgeKey."""
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1:
        raise NoAgeKey("not one AGE-SECRET-KEY")
    try:
        return Identity.from_str(keys[0])
    except pyrage.IdentityError:
        raise NoAgeKey("no AGE-SECRET-KEY") from None


@contextmanager
def encrypted(target: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """A stream whose bytes arrive in `target` for these recipients. Raises OSError."""
    given, taken = _pipe()

    def work() -> None:
        with taken:
            pyrage.encrypt_io(taken, target, recipients)

    with _beside(work) as wait:
        try:
            yield given
            given.close()
        except BrokenPipeError:
            wait()  # the other side says why
            raise
        finally:
            with suppress(OSError):
                given.close()
        wait()


@contextmanager
def decrypted(source: BinaryIO, identity: Identity) -> Iterator[BinaryIO]:
    """The bytes of a file, of which each part is proven whole before it is given.

    Read it to its end: only then it is known that nothing is missing. Raises NotOpened.
    """
    given, taken = _pipe()

    def work() -> None:
        with given, suppress(BrokenPipeError):  # the reader has had enough, and says why
            pyrage.decrypt_io(source, given, [identity])

    with _beside(work) as wait:
        try:
            yield taken
            while taken.read(1 << 16):
                pass
        except BaseException:
            taken.close()
            wait()  # a damaged file is why its reader stumbled
            raise
        taken.close()
        wait()


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    """The end to write to, and the end to read from."""
    taken, given = os.pipe()
    return os.fdopen(given, "wb"), os.fdopen(taken, "rb")


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Work in a thread; what is yielded waits for it, and raises what went wrong."""
    with ThreadPoolExecutor(1, "age") as threads:
        done = threads.submit(work)

        def wait() -> None:
            try:
                done.result()
            except pyrage.DecryptError as error:
                raise NotOpened(str(error)) from None
            except OSError as error:
                if error.errno is None:  # what pyrage says of a part that does not fit its tag
                    raise NotOpened(str(error)) from None
                raise

        yield wait
