"""The door: the page where people sign in, and what is theirs once they are in.

It is no part of the board: nothing of it is kept on a device, and it may ask for passkeys.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.http.board import asked_documents, module, words
from schema.http.pages import Pages
from schema.identity.public_address import PAGE, PublicAddress

SHELL = "index.html"
PAGES = (PAGE, f"{PAGE}/orang", f"{PAGE}/peran")
"""Addresses that the shell answers; which page each shows, `door.js` says."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
}
"""The board's policy, without a worker and a manifest."""
SAID = ("door.",)
"""Beginnings of the keys whose words the door has beside the board's."""


class Door:
    """Serves the shell at the address of each page, and the files that it loads.

    `address`: where people sign in; the page itself sends whoever comes elsewhere there.
    """

    def __init__(self, folder: Path, address: PublicAddress | None) -> None:
        made = {
            "catalogue.js": words(SAID),
            "documents.js": module("documents", asked_documents(folder)),
            "address.js": module("address", address and address.origin),
        }
        self._pages = Pages(folder, made, HEADERS)

    @property
    def routes(self) -> list[Route]:
        """Where the door is served; GET and HEAD."""
        shell = [Route(page, self.shell) for page in PAGES]
        return [*shell, Route("/door/{name}", self._pages.file)]

    async def shell(self, request: Request) -> Response:
        """The page that loads the rest."""
        return await self._pages.answer(request, SHELL, "Accept-Encoding")
