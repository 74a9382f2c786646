"""A world in which acts are signed: two administrators and a verifier, each with a passkey."""

from pathlib import Path
from typing import Any

from events.facts.vocabulary import Role
from services.permissions import MACHINE, Viewer
from services.write.record_batch import Recorded
from services.write.signing import SignatureRequired, ToSign
from tests.worlds.furniture import VERIFIER
from tests.worlds.passkey import Passkey
from tests.worlds.sealed_world import SealedWorld
from tests.worlds.world import commitment_id

ANI, BUDI, CITRA, DEWI = (f"{digit * 8}-2222-4333-8444-555555555555" for digit in "abcd")
FIRST = Viewer((Role.ADMINISTRATOR,), "POLRES", ANI)
SECOND = Viewer((Role.ADMINISTRATOR,), "SEKDA", BUDI)
JUDGE = Viewer((Role.VERIFIER,), VERIFIER, CITRA, "Citra Lestari")
"""Who verifies, and signs."""
UNKEYED = Viewer((Role.VERIFIER,), "INSPEKTORAT", DEWI)
"""Who verifies, and has no key."""
VERIFY = "commitmentVerifyProgress"


class Court(SealedWorld):
    """A furnished log whose administrators and verifier sign; D01 has 40 reported."""

    def __init__(self, folder: Path, **more: Any) -> None:
        super().__init__(folder, **more)
        self.keys_of: dict[str | None, Passkey] = {
            each.person: Passkey() for each in (FIRST, SECOND, JUDGE)
        }
        self.owner("commitmentReportProgress", "D01", value=40)
        self.act(MACHINE, "personAdmit", **admission(FIRST, self.keys_of[ANI]))
        second = admission(SECOND, self.keys_of[BUDI])
        self.act(MACHINE, "personAdmit", **second)
        self.sign(FIRST, "personAdmit", **second)
        judge = admission(JUDGE, self.keys_of[CITRA])
        self.sign(FIRST, "personAdmit", **judge)
        self.admitted = self.sign(SECOND, "personAdmit", **judge).last.position
        """Where the verifier's key was confirmed."""

    def act(self, viewer: Viewer, mutation: str, /, **fields: Any) -> Recorded:
        """Record something as it is given."""
        return self.recorder.record(self.command(mutation, **fields), viewer)

    def ask(self, viewer: Viewer, mutation: str, /, **fields: Any) -> ToSign:
        """What somebody is asked to sign of an act; nothing is written."""
        size = self.head().size
        try:
            self.act(viewer, mutation, **fields)
        except SignatureRequired as required:
            assert self.head().size == size
            return required.to_sign
        raise AssertionError("it was recorded without a signature")

    def sign(
        self, viewer: Viewer, mutation: str, /, by: Passkey | None = None, **fields: Any
    ) -> Recorded:
        """Record something that is signed by the viewer's passkey, or by another."""
        self._keys += 1
        fields = {"idempotency_key": f"signed-{self._keys}", **fields}
        to_sign = self.ask(viewer, mutation, **fields)
        signed = (by or self.keys_of[viewer.person]).sign(to_sign.challenge)
        return self.act(viewer, mutation, **fields, assertion={"nonce": to_sign.nonce, **signed})

    def judge(self, value: int = 30, /, **more: Any) -> Recorded:
        """The verifier finds so much of D01 done, and signs it."""
        return self.sign(JUDGE, VERIFY, **verdict(value), **more)


def verdict(value: int) -> dict[str, Any]:
    """So much of D01 is found done, with a reason."""
    return {
        "commitment": commitment_id("D01"),
        "value": value,
        "method": "SITE",
        "reason": "Dihitung di gudang",
    }


def admission(who: Viewer, passkey: Passkey | None = None) -> dict[str, Any]:
    """A person in a role, with a key or without."""
    keyed = passkey.admitted if passkey else {}
    named = {"person": f"person:{who.person}", "party": f"party:{who.party}"}
    return {**named, "role": who.roles[0], **keyed}
