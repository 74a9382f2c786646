"""Names for new logs: the origin that stands in every signed checkpoint."""

import secrets

from events.vocabulary import Dataset

DEMO_SUFFIX = "/demo"


def new_origin(dataset: Dataset | None, name: str | None = None) -> str:
    """The origin of a new log; without a name a random one, so that no two logs are mixed up.

    A synthetic log's origin ends in `/demo`, and no other's does.
    """
    base = (name or f"rakor.local/{secrets.token_hex(4)}").removesuffix(DEMO_SUFFIX)
    return base + DEMO_SUFFIX if dataset is Dataset.DEMO else base
