"""Files of evidence over HTTP: where they are served, and how it is said that they are not."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from schema.http.admission import TurnedAway
from schema.http.evidence_opening import Opening
from schema.http.evidence_sending import Sending
from schema.http.graphql_request import Rejected
from schema.http.rejections import VARY, nobody_can_say, rejection, turned_away, unauthenticated
from schema.identity.bearer import Unauthenticated
from schema.identity.provider_keys import ProviderUnreachable
from schema.identity.who_asks import ForeignOrigin, WhoAsks
from schema.operation.catalogue import preferred
from schema.operation.tell_errors import noted
from schema.settings import Settings
from services.accounts.account_book import AccountsUnavailable
from services.evidence.evidence_files import EvidenceFiles
from services.read.look_up import LookUp

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": VARY,
}
"""Of each answer: what somebody has sent is never shown as a page, and kept by nobody."""


class Evidence:
    """Serves the files of a server; an error has GraphQL's shape."""

    def __init__(
        self,
        files: EvidenceFiles,
        look_up: Callable[[], LookUp],
        who_asks: WhoAsks,
        settings: Settings,
    ) -> None:
        self._sending = Sending(files, look_up, who_asks, settings)
        self._opening = Opening(files, look_up, who_asks)
        self._cookie = who_asks.cookie

    @property
    def routes(self) -> list[Route]:
        """Where they are served."""
        opening, answer = self._opening, self._answer
        return [
            Route("/evidence", partial(answer, self._sending.take), methods=["POST"]),
            Route("/evidence/{sha256}", partial(answer, opening.file)),
            Route("/evidence/{sha256}/thumbnail", partial(answer, opening.thumbnail)),
        ]

    async def _answer(
        self, serve: Callable[[Request], Awaitable[Response]], request: Request
    ) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        said = partial(rejection, request)
        try:
            answer = await serve(request)
        except Unauthenticated as error:
            answer = unauthenticated(request, language, error.variant, self._cookie)
        except ForeignOrigin:
            answer = said(403, language, "error.FORBIDDEN.origin")
        except Rejected as error:
            answer = said(error.status, language, error.key, **error.params)
        except TurnedAway as error:
            answer = turned_away(request, language, error)
        except (AccountsUnavailable, ProviderUnreachable) as error:
            answer = nobody_can_say(request, language, error)
        except ClientDisconnect:
            answer = said(400, language, "error.EVIDENCE.broken_off")
        except OSError as error:
            noted(error)
            answer = said(503, language, "error.UNAVAILABLE.storage")
        except Exception as error:
            answer = said(500, language, "error.INTERNAL", id=noted(error))
        answer.headers.update(HEADERS)
        return answer
