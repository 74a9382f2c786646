"""What the modules of a package declare, so that nobody keeps a list of it by hand."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules_of(package: ModuleType, besides: str) -> Iterator[ModuleType]:
    """Every module of a package but the one named `besides`, by name."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name != besides:
            yield importlib.import_module(found.name)


def classes_of(package: ModuleType, besides: str, base: type[T]) -> list[type[T]]:
    """The classes under `base` that the modules of a package declare, each where it is declared.

    By module, and within one as they stand there; `base` itself is none of them.
    """
    return [
        declared
        for module in modules_of(package, besides)
        for declared in vars(module).values()
        if isinstance(declared, type)
        and issubclass(declared, base)
        and declared is not base
        and declared.__module__ == module.__name__
    ]
