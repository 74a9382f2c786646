"""`make sbom`: what the program is built of, as CycloneDX JSON, from the lock alone."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.txt"
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: *;.*?)?((?: *\\\n +--hash=\S+)+)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """A distribution as the lock names it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    """SHA-256 of each of its files, in hexadecimal."""


def locked(lock: str) -> Iterator[Locked]:
    """The distributions of a lock."""
    for name, version, hashes in PINNED.findall(lock):
        yield Locked(name, version, tuple(HASH.findall(hashes)))


def component(one: Locked) -> Component:
    """A distribution as a component; its files by their hashes."""
    address = PackageURL("pypi", name=one.name, version=one.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(address.to_string()),
        hashes=[HashType.from_composite_str(f"sha256:{each}") for each in one.hashes],
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=one.name,
        version=one.version,
        purl=address,
        bom_ref=address.to_string(),
        external_references=[files],
    )


def bom(lock: str, version: str) -> str:
    """The bill of materials of a lock, as CycloneDX 1.6 JSON."""
    own = Component(type=ComponentType.APPLICATION, name="rakor-ledger", version=version)
    made = Bom(metadata=BomMetaData(component=own), components=map(component, locked(lock)))
    written: str = JsonV1Dot6(made).output_as_string(indent=2)
    return f"{written}\n"


if __name__ == "__main__":
    from importlib.metadata import version

    sys.stdout.write(bom(LOCK.read_text("utf-8"), version("rakor-ledger")))
