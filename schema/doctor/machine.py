"""Examines the machine: program, folders, room, descriptors, and who listens at the port."""

import errno
import json
import os
import resource
import stat
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

from events.disk_room import MEBIBYTE, free_bytes
from events.log.sqlite.event_log import FILE_NAME, OLDEST_SQLITE, sqlite_version
from schema.doctor.finding import Ailment, advice, ailment
from schema.http.connections import most_connections
from schema.http.serving import listen_at
from schema.identity.public_address import LOOPBACK
from schema.settings import Settings

OLDEST_PYTHON = (3, 11)
OTHERS, OTHERS_WRITE = 0o077, 0o022
PRIVATE = (FILE_NAME, "accounts.sqlite", "development.key", "erasures.jsonl")
"""Files of the data folder that are for their owner alone."""
PATIENCE = 5.0
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared, never listened at


def of_program(
    python: tuple[int, ...] = sys.version_info[:2], sqlite: tuple[int, ...] = sqlite_version()
) -> Iterator[Ailment]:
    """Whether the program stands on what it needs."""
    if python < OLDEST_PYTHON:
        yield ailment("python_old", found=_dotted(python), oldest=_dotted(OLDEST_PYTHON))
    if sqlite < OLDEST_SQLITE:
        yield ailment("sqlite_old", found=_dotted(sqlite), oldest=_dotted(OLDEST_SQLITE))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def of_folder(settings: Settings) -> Iterator[Ailment]:
    """The data folder, what lies in it, and the room for more."""
    folder = settings.data.absolute()
    if not folder.exists():
        yield ailment("data_missing", folder=folder)
        return
    if not folder.is_dir():
        yield ailment("data_no_folder", folder=folder)
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield ailment("data_unwritable", folder=folder)
    if stat.S_IMODE(folder.stat().st_mode) & OTHERS_WRITE:
        yield ailment("data_open", folder=folder)
    for name in PRIVATE:
        file = folder / name
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & OTHERS:
            yield ailment("file_open", file=file)
    free = free_bytes(folder) // MEBIBYTE
    if free < settings.disk_reserve:
        yield ailment("disk_low", folder=folder, free=free, reserve=settings.disk_reserve)


def of_means(settings: Settings) -> Iterator[Ailment]:
    """File descriptors."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most_connections(settings) < settings.connections:
        wanted = settings.connections + settings.reserved_files
        yield advice("few_files", found=soft, wanted=wanted)


def of_port(settings: Settings) -> Iterator[Ailment]:
    """Whether the server can listen; where one runs already, what it says of itself."""
    place = {"host": settings.host, "port": settings.port}
    try:
        listen_at(settings.host, settings.port).close()
        return
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            yield ailment("cannot_listen", **place, reason=error.strerror or error)
            return
    said = running(settings)
    if said is None:
        yield ailment("port_taken", **place)
        return
    status = said.get("status", "?")
    if status != "ready":
        shown = ", ".join(f"{name}: {word}" for name, word in said.items() if name != "status")
        yield ailment("server_unwell", status=status, conditions=shown or status)


def running(settings: Settings) -> dict[str, Any] | None:
    """What a server of this program says at the port; None where nobody, or another, answers."""
    host = "127.0.0.1" if settings.host in ANYWHERE else settings.host
    shown = f"[{host}]" if ":" in host else host
    said = fetched(f"http://{shown}:{settings.port}/readyz")
    try:
        found = json.loads(said) if said else None
    except ValueError:
        return None
    return found if isinstance(found, dict) and "status" in found else None


def fetched(url: str) -> str | None:
    """What an address of this installation answers, whatever the status; None where it does not."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310  # an address of http or https by the settings
            return str(answer.read(1 << 16).decode("utf-8", "replace"))
    except urllib.error.HTTPError as refused:
        with refused:
            return str(refused.read(1 << 16).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return None


def of_address(settings: Settings, origin: str | None) -> Iterator[Ailment]:
    """Where people come in. `origin`: the log's name, which the public address must show."""
    is_at_home = settings.host in LOOPBACK
    if settings.public is None:
        yield ailment("no_sign_in", host=settings.host)
    elif not settings.public.is_secure and not is_at_home:
        yield ailment("sign_in_at_home_only", address=settings.public.origin, host=settings.host)
    elif settings.public_address and origin and running(settings) is not None:
        shown = fetched(f"{settings.public.origin}/checkpoint")
        if shown is None:
            yield ailment("address_unreached", address=settings.public.origin)
        elif shown.startswith(f"{origin}\n") is False and "\n" in shown.strip():
            yield ailment("address_elsewhere", address=settings.public.origin, origin=origin)
    is_open = settings.public is not None and settings.public.is_secure
    if settings.development and (is_open or not is_at_home):
        yield ailment("development_on")
    if settings.host in ANYWHERE and settings.proxies == Settings.model_fields["proxies"].default:
        yield advice("proxies_unnamed")
