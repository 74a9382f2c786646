"""The bill of materials names all that the lock names, and nothing else."""

import json
import re
import subprocess
import sys
from typing import Any

from tests.contracts.sbom import LOCK, ROOT

LINES = LOCK.read_text("utf-8").splitlines()


def listed() -> dict[str, Any]:
    """What `make sbom` prints."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.contracts.sbom"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_every_locked_distribution_is_named_with_its_version_and_hashes() -> None:
    made = listed()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made["metadata"]["component"]["name"] == "rakor-ledger"
    components = made["components"]
    named = {f"{one['name']}=={one['version']}" for one in components}
    pins = {re.split(r"[ ;]", line)[0] for line in LINES if "==" in line and line[0].isalnum()}
    assert named == pins
    assert len(components) == len(pins) > 30
    hashes = [
        hashed["content"]
        for one in components
        for reference in one["externalReferences"]
        for hashed in reference["hashes"]
        if hashed["alg"] == "SHA-256"
    ]
    assert sorted(hashes) == sorted(
        line.partition("sha256:")[2].split()[0] for line in LINES if "--hash=" in line
    )
    assert all(one["purl"].startswith("pkg:pypi/") for one in components)
