"""What is wrong with an installation: a word for each, under which its cure stands in the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that is wrong (`is_grave`), or that an operator should know all the same."""

    name: str
    """Its key under `doctor` in the catalogues, where it is said what to do."""
    params: Mapping[str, object] = field(default_factory=dict)
    is_grave: bool = True


def advice(name: str, **params: object) -> Ailment:
    """What is no fault, and may become one."""
    return Ailment(name, params, is_grave=False)


def ailment(name: str, **params: object) -> Ailment:
    """What is wrong."""
    return Ailment(name, params)
