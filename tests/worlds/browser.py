"""A server that people sign in to, and browsers that show its pages, with cookies and Origin."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from events.facts.vocabulary import PartyKind, Role
from schema.app import make_app
from schema.open_server import open_server
from schema.settings import Settings
from services.accounts.account import Account
from services.commands.admission import AdmitPerson
from services.commands.party import RegisterParty
from services.permissions import MACHINE, Viewer
from services.state.admission import TAKES_TWO
from tests.worlds.acts_admission import make_administrator
from tests.worlds.authenticator import Device
from tests.worlds.office import GOOD_PASSWORD, ORIGIN, Office

VIEWER = "{ viewer { roles party { code } person { id } } }"
SEED = Viewer((Role.ADMINISTRATOR, Role.RECORDER), "SEED", "77777777-2222-4333-8444-555555555555")
"""An administrator who was there before anybody signs in."""
ADMIT = """mutation ($input: PersonAdmitInput!) { answer: personAdmit(input: $input) {
    position signing { challenge nonce act rpId } userErrors { code message } } }"""
REGISTER = """mutation ($input: PartyRegisterInput!) { answer: partyRegister(input: $input) {
    position userErrors { code message } } }"""
END = ADMIT.replace("PersonAdmitInput", "AdmissionEndInput").replace("personAdmit", "admissionEnd")
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.7"


class Counter(Office):
    """An office with its server. The server's accounts are the office's own."""

    def __init__(self, folder: Path, **more: Any) -> None:
        settings: dict[str, Any] = {"public_address": ORIGIN, "language": "EN", **more}
        self.settings = Settings(data=folder, **settings)
        self.server = open_server(self.settings, "a test", keeps_files=True)
        super().__init__(folder)
        self.app: ASGIApp = make_app(self.settings, self.server, now=lambda: self.now)

    def close(self) -> None:
        """Close all of it."""
        self.book.close()
        self.server.close()

    def add(
        self, *roles: Role, name: str = "Siti Aminah", party: str = "DINKES"
    ) -> tuple[Account, str]:
        """A new person, in roles that take two already admitted by two: with whatever key."""
        made = super().add(*roles, name=name, party=party)
        for role in sorted(TAKES_TWO.intersection(roles)):
            self._admit(made[0], role)
        return made

    def _admit(self, account: Account, role: Role) -> None:
        """The machine proposes, and an administrator of another party confirms."""
        recorder = self.server.house.recorder
        directory = self.server.house.look_up.directory()
        if not directory.admissions.in_force(Role.ADMINISTRATOR):
            make_administrator(recorder, SEED.person or "", SEED.party or "")
        for party in sorted({account.party, SEED.party or ""} - directory.parties.keys()):
            register = RegisterParty(
                idempotency_key=f"party-{party}", code=party, name=party, kind=PartyKind.AGENCY
            )
            recorder.record(register, SEED)
        for number, viewer in enumerate((MACHINE, SEED)):
            command = AdmitPerson(
                idempotency_key=f"{number}-{role.value}-{account.person}",
                person=f"person:{account.person}",
                party=f"party:{account.party}",
                role=role,
                public_key=None,
                rp_id=None,
            )
            recorder.record(command, viewer)

    def browser(self, address: str = HERE, origin: str = ORIGIN) -> "Browser":
        """A browser that shows a page of the server."""
        return Browser(self.app, address, origin)

    def signed_in(self, *roles: Role, name: str = "Siti Aminah") -> "Browser":
        """The browser of a person who has just enrolled a passkey."""
        _, secret = self.add(*roles, name=name)
        browser = self.browser()
        browser.enrol(secret)
        return browser

    def with_password(self, *roles: Role, name: str = "Budi Santoso") -> "Browser":
        """The browser of a person who has just chosen a password."""
        _, secret = self.add(*roles, name=name)
        browser = self.browser()
        browser.act("link/password", secret=secret, password=GOOD_PASSWORD)
        return browser


class Browser:
    """One browser with one device."""

    def __init__(self, app: ASGIApp, address: str, origin: str) -> None:
        self.client = TestClient(
            app, base_url=origin, client=(address, 50_000), raise_server_exceptions=False
        )
        self.client.headers["accept-language"] = "en"
        self.origin, self.device = origin, Device(ORIGIN)

    def post(self, path: str, body: Any = None, **headers: str) -> Response:
        """What the server answers to a page's POST."""
        said = {"origin": self.origin, **headers}
        return self.client.post(path, json={} if body is None else body, headers=said)

    def act(self, name: str, /, **body: Any) -> dict[str, Any]:
        """What comes of an act that must not be refused."""
        answer = self.post(f"/account/{name}", body)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def refused(self, name: str, /, **body: Any) -> tuple[int, str]:
        """Status and code of an act that is refused."""
        answer = self.post(f"/account/{name}", body)
        return answer.status_code, code_of(answer)

    def enrol(self, secret: str, label: str = "HP saya") -> dict[str, Any]:
        """Use a link with the browser's device."""
        asked = self.act("link", secret=secret)["publicKey"]
        credential = self.device.create(asked)
        return self.act("link/passkey", secret=secret, credential=credential, label=label)

    def come(self, device: Device | None = None) -> dict[str, Any]:
        """Sign in by passkey."""
        asked = self.act("sign-in")["publicKey"]
        return self.act("sign-in/passkey", credential=(device or self.device).get(asked))

    def confirm(self) -> None:
        """Show the passkey again."""
        asked = self.act("confirm")["publicKey"]
        self.act("confirm/passkey", credential=self.device.get(asked))

    def account(self) -> dict[str, Any]:
        """One's own account."""
        answer = self.client.get("/account")
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def ask(self, query: str = VIEWER, **headers: str) -> Response:
        """What GraphQL answers to the page."""
        return self.post("/graphql", {"query": query}, **headers)

    def roles(self) -> list[str]:
        """The roles in which GraphQL sees this browser."""
        found: list[str] = self.ask().json()["data"]["viewer"]["roles"]
        return found

    def record(self, query: str, **given: Any) -> list[str]:
        """Record something, signed where it has to be; the codes with which it is refused."""
        given = {"idempotencyKey": str(uuid4()), **given}
        answer = self._sent(query, given)
        if signing := answer.get("signing"):
            asked = {"challenge": signing["challenge"]}
            shown = self.device.get(asked)["response"]
            given["assertion"] = {
                "nonce": signing["nonce"],
                "authenticatorData": shown["authenticatorData"],
                "clientData": shown["clientDataJSON"],
                "signature": shown["signature"],
            }
            answer = self._sent(query, given)
        return [error["code"] for error in answer["userErrors"]]

    def _sent(self, query: str, given: dict[str, Any]) -> Any:
        body = {"query": query, "variables": {"input": given}}
        said = self.post("/graphql", body).json()
        assert "errors" not in said, said
        return said["data"]["answer"]

    def admit(self, name: str, role: str) -> list[str]:
        """Admit a person with the keys that the list of people shows."""
        (found,) = self.act("people/list", search=name)["people"]
        key = found["passkeys"][0]
        return self.record(
            ADMIT,
            person=found["person"],
            party=found["party"],
            role=role,
            publicKey=key["publicKey"],
            rpId=key["rpId"],
        )

    def closed(self) -> dict[str, str]:
        """Why each closed role is closed."""
        return {each["role"]: each["why"] for each in self.account()["closedRoles"]}


def code_of(answer: Response) -> str:
    """The code of an answer's one error."""
    (error,) = answer.json()["errors"]
    assert error["message"]
    found: str = error["extensions"]["code"]
    return found
