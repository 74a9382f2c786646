"""The wiring of who comes in: by which ways, and who vouches for whom."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from schema.http.account_acts import AccountActs
from schema.http.accounts import Accounts
from schema.http.addresses import Addresses
from schema.http.caching import PRIVATE
from schema.http.people_acts import PeopleActs
from schema.http.proposing import Proposing
from schema.http.provider import CALLBACK, ProviderDoor, way_in
from schema.http.rejections import VARY
from schema.http.sign_in_rates import SignInRates
from schema.identity.account_identity import Now
from schema.identity.bearer import IdentityProvider
from schema.identity.by_issuer import ByIssuer
from schema.identity.development import ISSUER, DevelopmentTokens, development_key
from schema.identity.oidc import OidcTokens
from schema.identity.oidc_cookie import OidcCookie
from schema.identity.oidc_flow import Client, OidcFlow
from schema.identity.oidc_people import ProviderPeople
from schema.identity.oidc_settings import read_secret
from schema.identity.provider_keys import ProviderKeys
from schema.identity.session_cookie import SessionCookie
from schema.identity.who_asks import WhoAsks
from schema.open_server import Server
from schema.settings import Settings
from services.accounts.challenges import Challenges
from services.accounts.failures import Failures
from services.accounts.passkeys import Passkeys

PROVIDER_THREADS = 4
"""For what waits for an identity provider: nobody else does."""


class Entry:
    """Knows who asks (`who_asks`), and serves what lets people in. Close it when done."""

    def __init__(self, settings: Settings, server: Server, now: Now) -> None:
        self._settings, self._server, self._now = settings, server, now
        self._threads = ThreadPoolExecutor(PROVIDER_THREADS, "provider")
        self._keys = ProviderKeys(settings.oidc_issuer) if settings.oidc_issuer else None
        host = settings.public.host if settings.public else ""
        self._proposing = Proposing(server.house.recorder, server.house.look_up, host)
        on_record = self._proposing.on_record
        self._people = ProviderPeople(server.accounts, now, self._proposing.propose, on_record)
        self._rates = SignInRates(Addresses(settings.proxies), settings.rate_wait)
        self.who_asks = WhoAsks(
            self._bearer_tokens(),
            server.accounts,
            settings.public,
            now,
            on_record,
            threads=self._threads,
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where one comes in, and is told how."""
        ways = Route("/account/ways", self._ways)
        return [ways, *self._account_routes(), *self._provider_routes()]

    def close(self) -> None:
        """Wait for no provider any more."""
        self._threads.shutdown(cancel_futures=True)

    def _bearer_tokens(self) -> IdentityProvider | None:
        """Who vouches for bearer tokens, each for its own; None: nobody does."""
        settings, keys = self._settings, self._keys
        found: dict[str, IdentityProvider] = {}
        if settings.development:
            found[ISSUER] = DevelopmentTokens(development_key(settings.data))
        claims, audience = settings.oidc_claims, settings.oidc_audience
        if keys and claims and audience:
            found[keys.issuer] = OidcTokens(keys, audience, claims, self._people.viewer)
        return ByIssuer(found) if found else None

    async def _ways(self, _: Request) -> Response:
        """By what one can sign in here."""
        ways = {
            "passkeys": self._settings.public is not None,
            "provider": way_in(self._settings),
            "development": self._settings.development,
        }
        return JSONResponse(ways, headers={"Cache-Control": PRIVATE, "Vary": VARY})

    def _account_routes(self) -> Sequence[BaseRoute]:
        """Where people sign in; nowhere, where no page of this server has an address for it."""
        address, book = self._settings.public, self._server.accounts
        if address is None:
            return ()
        passkeys = Passkeys(address.host, address.origin, Challenges())
        acts = AccountActs(book, passkeys, Failures(), self._proposing, self._party_names)
        people = PeopleActs(book, self._proposing, address)
        cookie = SessionCookie(address)
        return Accounts(acts, people, self.who_asks, cookie, self._rates, self._now).routes

    def _party_names(self, code: str) -> list[str]:
        party = self._proposing.on_record().parties.get(code)
        return [party.name, *(naming.name for naming in party.renamings)] if party else []

    def _provider_routes(self) -> Sequence[BaseRoute]:
        """Where people come in by an identity provider; nowhere, where they do not."""
        settings, keys = self._settings, self._keys
        address, claims, client_id = settings.public, settings.oidc_claims, settings.oidc_client_id
        if keys is None or address is None or claims is None or client_id is None:
            return ()
        file = settings.oidc_client_secret_file
        client = Client(
            client_id, f"{address.origin}{CALLBACK}", read_secret(file) if file else None
        )
        return ProviderDoor(
            OidcFlow(keys, client),
            claims,
            self._people,
            self.who_asks,
            OidcCookie(address),
            SessionCookie(address),
            self._rates,
            self._threads,
        ).routes
