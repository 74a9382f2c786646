"""Devices with passkeys, as Chromium plays them; and an office that people come to sign in at."""

import base64
import re
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from playwright.sync_api import expect

from events.format.base64url import encoded
from tests.pages.looking import Window
from tests.worlds.program import rakor_here

MAKE = "Buat kunci sandi di perangkat ini"
COME = "Masuk dengan kunci sandi (passkey)"
LINK = re.compile(r"https?://\S+/masuk#\S+")

SIZES = {"360": (360, 740), "1280": (1280, 900), "twice": (640, 370), "narrow": (320, 450)}
"""Windows at which each page of the door must fit."""


class Device:
    """A device of the person who looks through a window; it agrees at once unless told not to."""

    def __init__(self, window: Window, transport: str = "internal") -> None:
        self._told = window.page.context.new_cdp_session(window.page)
        self._told.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        said = self._told.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._of = {"authenticatorId": said["authenticatorId"]}

    def agrees(self, *, whether: bool) -> None:
        """Whether the person shows a finger from now on."""
        self._told.send("WebAuthn.setUserVerified", {**self._of, "isUserVerified": whether})

    def leaves(self) -> None:
        """It is not there any more."""
        self._told.send("WebAuthn.removeVirtualAuthenticator", self._of)

    @property
    def credentials(self) -> list[dict[str, Any]]:
        """All passkeys that it holds."""
        said = self._told.send("WebAuthn.getCredentials", self._of)
        found: list[dict[str, Any]] = said["credentials"]
        return found

    def holds(self, credential: dict[str, Any]) -> None:
        """It has this passkey too, as one that is synced has."""
        self._told.send("WebAuthn.addCredential", {**self._of, "credential": credential})

    @property
    def public_key(self) -> str:
        """The public part of its one passkey, as an admission names it."""
        (credential,) = self.credentials
        key = load_der_private_key(base64.b64decode(credential["privateKey"]), None).public_key()
        return encoded(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


class Doorway:
    """A server where people sign in, and whoever runs its machine."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def run(self, *arguments: str) -> str:
        """What `rakor account` says on the machine."""
        public = {"RAKOR_PUBLIC_ADDRESS": self.address}
        done = rakor_here(self.folder, "account", *arguments, **public)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, name: str, *roles: str, party: str = "DINKES") -> str:
        """The one-time link of a new person, as a path."""
        held = [part for role in roles for part in ("--role", role)]
        return self.link_in(self.run("add", *held, "--party", f"party:{party}", "--name", name))

    def link(self, name: str) -> str:
        """A new link for a person who lost what they had."""
        return self.link_in(self.run("link", name))

    def link_in(self, told: str) -> str:
        """The link that a text holds, as a path."""
        found = LINK.search(told)
        assert found is not None, told
        return found[0].removeprefix(self.address)


def enrol(window: Window, link: str) -> Device:
    """Use a link with a new device, and wait for one's account."""
    device = Device(window)
    window.open(link)
    press(window, MAKE)
    window.page.wait_for_selector("#keys")
    return device


def press(window: Window, button: str) -> None:
    """Press a button by its name."""
    window.page.get_by_role("button", name=button, exact=True).click()


def unfold(window: Window, summary: str) -> None:
    """Open what is folded up."""
    window.page.locator("summary", has_text=summary).click()


def alert(window: Window) -> str:
    """What a form says went wrong."""
    return str(window.page.locator("[role=alert] .notice").first.inner_text())


def gone(window: Window, text: str) -> None:
    """Wait until the page no longer says something."""
    expect(window.page.locator("main")).not_to_contain_text(text)


def out(window: Window) -> None:
    """Leave, and wait until it is said."""
    press(window, "Keluar")
    expect(window.page.locator("#say")).to_contain_text("Anda sudah keluar")
    window.drawn()
