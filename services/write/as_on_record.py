"""A command with every id in it as that is on record, in whatever case the client gave it.

So what is decided and written compares codes as such, and shows them as they were first given.
"""

import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from services.commands.command import Command, InputPart
from services.commands.values import AsId
from services.ids import SHAPES, make_id, parse_any_id
from services.projections.present import Advance
from services.state.key_on_record import Key, key_on_record

Spell = Callable[[str, Key], Key]
"""From the kind and the key of an id to its key on record."""
Rewrite = Callable[[Any, Spell], Any]
M = TypeVar("M", bound=BaseModel)


def command_on_record(command: Command, state: Advance) -> Command:
    """A command whose ids are spelt as on record; one that is not on record stays as it is.

    Only what is within the occasion that it is about is looked for there: no other is read.
    """
    named, _ = command.concerns()
    own = None if named is None else state.directory.spelt("occasion", named)
    known = None if own is None else state.occasion(own)
    return _spelt(command, lambda kind, key: key_on_record(kind, key, state.directory, known))


def _spelt(model: M, spell: Spell) -> M:
    changes = {}
    for name, rewrite in _ids_of(type(model)).items():
        value = getattr(model, name)
        if value is not None and (changed := rewrite(value, spell)) != value:
            changes[name] = changed
    return model.model_copy(update=changes) if changes else model


@cache
def _ids_of(model: type[BaseModel]) -> dict[str, Rewrite]:
    """The fields of a model that hold ids, and how each is rewritten."""
    found = {
        name: _rewrite(field.annotation, field.metadata)
        for name, field in model.model_fields.items()
    }
    return {name: rewrite for name, rewrite in found.items() if rewrite}


def _rewrite(annotation: Any, metadata: list[Any]) -> Rewrite | None:
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        return _rewrite(inner, metadata)
    for mark in metadata:
        if isinstance(mark, AsId):
            return _rewrite_id(mark.kind)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kinds = (_rewrite(kind, []) for kind in typing.get_args(annotation))
        return next((kind for kind in kinds if kind), None)
    if typing.get_origin(annotation) is tuple:
        each = _rewrite(typing.get_args(annotation)[0], [])
        return each and (lambda values, spell: tuple(each(value, spell) for value in values))
    if isinstance(annotation, type) and issubclass(annotation, InputPart):
        return _spelt
    return None


def _rewrite_id(kind: str) -> Rewrite | None:
    """How an id of a kind is rewritten, as commands hold it: a code, several, or a whole id."""
    if kind == "node":
        return _spelt_whole
    if kind not in SHAPES:
        return None
    if len(SHAPES[kind]) == 1:
        return lambda code, spell: spell(kind, (code,))[0]
    return lambda key, spell: type(key)(*spell(kind, key))


def _spelt_whole(text: str, spell: Spell) -> str:
    kind, key = parse_any_id(text)
    return make_id(kind, *spell(kind, key))
