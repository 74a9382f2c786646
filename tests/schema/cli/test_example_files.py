"""The rehearsal brings a picture along, which whoever may sees like any other evidence."""

from pathlib import Path

from events.facts.vocabulary import Dataset
from services.evidence.store import FolderStore
from tests.worlds.api import Api
from tests.worlds.gallery import sha
from tests.worlds.program import rakor_here

SHOWN = """{ commitment(id: "commitment:gladi-psu-2025/D05") {
  evidence { edges { node { title url thumbnailUrl size } } } } }"""


def test_a_rehearsal_shows_evidence_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    for _ in range(2):  # the second time there is nothing to be done
        played = rakor_here(folder, "rehearse", "--resume", "gladi-psu-2025")
        assert played.returncode == 0, played.stderr
    assert len(FolderStore(folder / "evidence").sizes()) == 3
    with Api(folder, Dataset.DEMO, keeps_files=True) as api:
        token = api.token("VERIFIER", party="INSPEKTORAT-KAB")
        (edge,) = api.data(SHOWN, token=token)["commitment"]["evidence"]["edges"]
        shown = edge["node"]
        headers = {"authorization": f"Bearer {token}"}
        file = api.client.get(shown["url"], headers=headers)
        assert file.headers["content-type"] == "image/jpeg"
        assert (len(file.content), f"/evidence/{sha(file.content)}") == (
            shown["size"],
            shown["url"],
        )
        assert api.client.get(shown["thumbnailUrl"], headers=headers).status_code == 200
    assert rakor_here(folder, "verify").returncode == 0
