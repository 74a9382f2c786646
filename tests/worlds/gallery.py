"""A hall in which evidence is a file: sent, attached, opened, erased."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schema.open_server import evidence_store
from services.evidence.store import NAME
from tests.worlds.hall import D01, Hall
from tests.worlds.pictures import picture

STORES = ("folder", "bucket")
both = pytest.mark.parametrize("where", STORES, indirect=True)
"""Tries it in a folder and in a bucket."""


def sha(data: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(data).hexdigest()


class Gallery(Hall):
    """Files in a folder, or in a bucket where settings name one."""

    def __init__(self, folder: Path, **more: Any) -> None:
        super().__init__(folder, keeps_files=True, **more)
        self._keys = 1_000  # a hall over the same log may have sent some before

    def send(
        self,
        data: bytes | Iterator[bytes],
        role: str = "OWNER",
        party: str = "KPU-LOG",
        query: str = "",
        **headers: str,
    ) -> Any:
        """The answer to a file that somebody sends."""
        sent = {"content-type": "application/octet-stream", "accept-language": "en"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if role:
            sent["authorization"] = f"Bearer {self.token(role, party=party)}"
        return self.client.post(f"/evidence{query}", content=data, headers=sent)

    def sent(self, data: bytes, **more: Any) -> dict[str, Any]:
        """What is said of a file that must be taken."""
        answer = self.send(data, **more)
        assert answer.status_code == 201, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def refused(self, data: bytes | Iterator[bytes], **more: Any) -> tuple[int, str]:
        """Status and words with which a file must be refused; nothing of it is left."""
        answer = self.send(data, **more)
        assert answer.status_code >= 400, answer.text
        assert not self.on_its_way()
        return answer.status_code, str(answer.json()["errors"][0]["message"])

    def attach(self, file: dict[str, Any], commitment: str = D01, **more: Any) -> Any:
        """Attach a file that was sent."""
        named = {name: file[name] for name in ("sha256", "mediaType", "size")}
        return self.owner("commitmentAttachEvidence", commitment, **{**named, **more})

    def attached(self, colour: int = 0) -> dict[str, Any]:
        """A picture that was sent and attached to D01; with the position of its event."""
        file = self.sent(picture(colour=colour))
        return {**file, "position": self.attach(file)["events"][0]["position"]}

    def open(self, path: str, role: str = "OWNER", party: str = "KPU-LOG", **headers: str) -> Any:
        """What is answered to who opens a file."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if role:
            sent["authorization"] = f"Bearer {self.token(role, party=party)}"
        return self.client.get(path, headers=sent)

    def erase(self, position: int) -> None:
        """Two people of two parties erase the file of an event."""
        at = {"event": position, "path": "/file", "legalBasis": "UU 27/2022"}
        proposal = self.secretary("textProposeRedaction", **at)["position"]
        self.record("textRedact", "ADMINISTRATOR", "POLRES", proposal=proposal)

    def shown(self, role: str = "OWNER", party: str = "KPU-LOG") -> list[dict[str, Any]]:
        """The evidence of D01 as somebody sees it."""
        wanted = "sha256 mediaType size url thumbnailUrl isLocationRemoved isFileErased"
        query = (
            f'{{ commitment(id: "{D01}") {{ evidence {{ edges {{ node {{ {wanted} }} }} }} }} }}'
        )
        found = self.data(query, token=self.token(role, party=party))["commitment"]["evidence"]
        return [edge["node"] for edge in found["edges"]]

    def lying(self) -> set[str]:
        """What lies in the store, by name without its folder."""
        names = evidence_store(self.settings).sizes()
        assert all(NAME.fullmatch(name) for name in names)
        return {name.partition("/")[2] for name in names}

    def on_its_way(self) -> list[Path]:
        """What is left of files on their way."""
        files = self.server.house.files
        assert files is not None
        return list(files.incoming.glob("*"))
