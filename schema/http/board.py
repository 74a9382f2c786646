"""The board: pages for whoever looks, under a policy that runs nothing but its own files."""

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from graphql import strip_ignored_characters
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from events.log.event_log import LogUnavailable
from schema.http.pages import Pages
from schema.http.persisted_documents import digest
from schema.operation.catalogue import Language, catalogue, preferred, say
from services.read.look_up import LookUp
from services.read.occasion_view import BareOccasionView

SHELL = "index.html"
MANIFEST = "persisted-documents.json"
SERVICE_WORKER = "worker.js"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types worker"
    ),
}
"""A text of the log can become neither script nor markup, whatever a page does with it."""
SCREENS = (
    "/papan/{occasion}",
    "/semua",
    "/janji/{occasion}/{code:path}",
    "/matriks/{occasion}",
    "/audit/{occasion}",
    "/periksa",
    "/periksa/{position:int}",
)
"""Addresses that the shell answers; which screen each shows, `board.js` says."""
ENUMS = (
    *("ChangeKind", "CommitmentStatus", "ConditionState", "DeadlineBasis", "EventType"),
    *("Role", "Severity", "VerificationMethod"),
)
"""Enums of the API whose values are said on the board."""
SAID = ("board.", *(f"label.{name}." for name in ENUMS))
"""Beginnings of the keys whose words the board has."""


class Board:
    """Serves the shell at the address of every screen, and the files that it loads."""

    def __init__(
        self,
        folder: Path,
        questions: Path,
        look_up: Callable[[], LookUp],
        threads: ThreadPoolExecutor,
    ) -> None:
        self._look_up, self._threads = look_up, threads
        asked = asked_documents(folder)
        self.documents = (*asked.values(), *asked_documents(questions).values())
        """Documents that may be trusted: what the board asks, and the auditor's other questions."""
        made = {
            "catalogue.js": words(),
            "documents.js": module("documents", asked),
            MANIFEST: manifest(self.documents),
        }
        made[SERVICE_WORKER] = stamped_worker(folder, made)
        self._pages = Pages(folder, made, HEADERS)

    @property
    def routes(self) -> list[Route]:
        """Where the board is served; GET and HEAD."""
        return [
            Route("/", self.home),
            *(Route(screen, self.shell) for screen in SCREENS),
            Route("/board/{name}", self._pages.file),
            Route(f"/{SERVICE_WORKER}", self.worker),
        ]

    async def home(self, request: Request) -> Response:
        """On to the board of the occasion that matters most now; to all of them without one."""
        try:
            loop = asyncio.get_running_loop()
            code = await loop.run_in_executor(self._threads, self._foremost)
        except LogUnavailable:
            language = preferred(request.headers.get("accept-language", ""))
            vary = {"Vary": "Accept-Language"}
            return PlainTextResponse(f"{say(language, 'error.UNAVAILABLE')}\n", 503, vary)
        return RedirectResponse("/semua" if code is None else f"/papan/{quote(code, safe='')}")

    async def shell(self, request: Request) -> Response:
        """The page that loads the rest; the same for every screen."""
        return await self._pages.answer(request, SHELL, "Accept-Encoding")

    async def worker(self, request: Request) -> Response:
        """The service worker: it must lie at the top to be there for every screen."""
        return await self._pages.answer(request, SERVICE_WORKER, "Accept-Encoding")

    def _foremost(self) -> str | None:
        look_up = self._look_up()
        point = look_up.now()
        views = look_up.bare_occasions(look_up.occasion_codes(point), point)
        return foremost(views, look_up.time().date())


def foremost(views: Sequence[BareOccasionView], today: dt.date) -> str | None:
    """The code of the next occasion to come; else of the last one that was; else of an open one."""
    dated = [(view.occasion.day, view.occasion.code) for view in views if view.occasion.day]
    to_come = sorted(each for each in dated if each[0] >= today)
    if to_come:
        return to_come[0][1]
    if dated:
        return max(dated)[1]
    return views[0].occasion.code if views else None


def words(beginnings: tuple[str, ...] = SAID) -> bytes:
    """The catalogues' words as a module: by key, in Indonesian and in English."""
    indonesian, english = catalogue(Language.ID), catalogue(Language.EN)
    said = {
        key.split(".", 1)[1]: [text, english[key]]
        for key, text in indonesian.items()
        if key.startswith(beginnings)
    }
    return module("catalogue", said)


def asked_documents(folder: Path) -> dict[str, str]:
    """What pages ask: each `.graphql` of the folder by its name, as it is sent."""
    return {
        path.stem: strip_ignored_characters(path.read_text("utf-8"))
        for path in sorted(folder.glob("*.graphql"))
    }


def manifest(asked: Iterable[str]) -> bytes:
    """The documents by their SHA-256, as Relay and graphql-codegen write manifests."""
    by_digest = {digest(text): text for text in asked}
    return f"{json.dumps(by_digest, ensure_ascii=False, indent=2)}\n".encode()


def stamped_worker(folder: Path, made: Mapping[str, bytes]) -> bytes:
    """The service worker under the version of all files: other bytes are installed anew."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    worker = files[SERVICE_WORKER]
    whole = hashlib.sha256()
    for name, content in sorted((files | dict(made)).items()):
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return f'const VERSION = "{whole.hexdigest()[:16]}";\n'.encode() + worker


def module(name: str, content: object) -> bytes:
    """A script that exports one constant."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"export const {name} = {text};\n".encode()
