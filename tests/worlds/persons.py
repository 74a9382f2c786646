"""Who speaks for a party in the worlds, where the record has to name a person."""

from uuid import NAMESPACE_URL, uuid5


def person_of(party: str) -> str:
    """The one person who speaks for a party: the same for the same party, another for another."""
    return str(uuid5(NAMESPACE_URL, f"party:{party}"))
