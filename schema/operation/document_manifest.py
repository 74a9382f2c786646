"""Manifests of trusted documents, as the tools of clients write them.

Relay's compiler and graphql-codegen write an object of texts by id; Apollo's
`generate-persisted-query-manifest` writes a list of operations with `id` and `body`.
"""

import json
from collections.abc import Sequence
from pathlib import Path

LONGEST_ID = 128
"""Characters of an id."""
LARGEST = 16 << 20
"""Bytes of a manifest."""


class MalformedManifest(Exception):
    """A file that is no manifest, and why."""


def read_manifest(path: Path) -> dict[str, str]:
    """The texts of a manifest by id. Raises MalformedManifest, OSError."""
    with path.open("rb") as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise MalformedManifest(f"over {LARGEST} bytes")
    return manifest_in(text)


def manifest_in(text: bytes) -> dict[str, str]:
    """What a manifest says: texts by id. Raises MalformedManifest."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedManifest("no JSON") from None
    if not isinstance(said, dict):
        raise MalformedManifest("no JSON object")
    listed = said.get("operations")
    found: dict[str, str] = {}
    for name, document in (_operations(listed) if isinstance(listed, list) else said).items():
        if not 0 < len(name) <= LONGEST_ID:
            raise MalformedManifest(f"an id of {len(name)} characters")
        if not isinstance(document, str) or not document.strip():
            raise MalformedManifest(f"no document: {name}")
        found[name] = document
    return found


def _operations(operations: Sequence[object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in operations:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise MalformedManifest("an operation without an id")
        found[item["id"]] = item.get("body", "")
    return found
