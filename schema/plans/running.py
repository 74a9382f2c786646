"""A plan is run breadth first: level by level, each field for all the objects of its level at once.

Then the texts are put together, the innermost first.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any

from graphql.execution.values import VariableValues

from events.log.log_clock import elapsed_time
from schema.operation.context import Context
from schema.plans.giving_up import Abandoned
from schema.plans.plan import Choice, PlannedField, Selection, Shape

ALONE = -1
"""Instead of the length of a list: a value that is none."""
Awaited = Coroutine[Any, Any, Any] | None
"""None: what is withheld is not waited for."""
LISTS: set[type] = {list, tuple}
NULL: set[type] = {type(None)}
TURN = 0.02
"""Seconds after which others have their turn on the event loop."""
BLOCK = 200
"""For how many objects a field is resolved between two looks at the deadline."""


class Info:
    """What a resolver sees of the execution. It may ask for nothing else."""

    __slots__ = ("context", "coordinate")

    def __init__(self, context: Context, coordinate: str) -> None:
        self.context, self.coordinate = context, coordinate

    def __getattr__(self, name: str) -> Any:
        raise Abandoned(name)


class Batch:
    """Objects of one class, of which the same fields are written."""

    __slots__ = ("columns", "objects", "selection", "texts")

    def __init__(self, selection: Selection, objects: list[Any]) -> None:
        if set(map(type, objects)) != {selection.kind}:
            raise Abandoned(selection.kind.__name__)
        self.selection, self.objects = selection, objects
        self.columns = [Column(field) for field in selection.fields]
        self.texts: list[str] = []

    def write(self) -> None:
        """Put the texts of the fields together, object by object."""
        template = self.selection.template
        if self.columns:
            rows = zip(*(column.written() for column in self.columns), strict=True)
            self.texts = [template % row for row in rows]
        else:
            self.texts = [template] * len(self.objects)


class Column:
    """One field of all the objects of a batch."""

    __slots__ = ("_folds", "_parts", "_texts", "field")

    def __init__(self, field: PlannedField) -> None:
        self.field = field
        self._folds: list[list[int | None]] = []
        self._texts: list[str] = []
        self._parts: list[tuple[list[int] | None, Batch]] = []

    def unfold(self, values: list[Any]) -> Iterator[Batch]:
        """Take the values apart: what must be written below them, field by field."""
        inner, present = self.field.inner, self._present(values, self.field.shape)
        if not present:
            return
        if isinstance(inner, Selection):
            below = Batch(inner, present)
            self._parts.append((None, below))
            yield below
        elif isinstance(inner, Choice):
            yield from self._chosen(inner, present)
        else:
            self._texts = inner(present)

    def _present(self, values: list[Any], shape: Shape) -> list[Any]:
        """The innermost values that are not null; each list, and each null, is noted."""
        for may_be_null in shape.lists:
            if not set(map(type, values)) <= (LISTS | NULL if may_be_null else LISTS):
                raise Abandoned("no list")
            self._folds.append([None if value is None else len(value) for value in values])
            values = list(chain.from_iterable(value for value in values if value is not None))
        if not NULL & set(map(type, values)):
            return values
        if not shape.is_nullable:
            raise Abandoned("null")
        self._folds.append([None if value is None else ALONE for value in values])
        return [value for value in values if value is not None]

    def _chosen(self, inner: Choice, present: list[Any]) -> Iterator[Batch]:
        places: dict[type, list[int]] = {}
        for place, value in enumerate(present):
            places.setdefault(type(value), []).append(place)
        self._texts = [""] * len(present)
        for kind, where in places.items():
            below = Batch(inner.selection(kind), [present[place] for place in where])
            self._parts.append((where, below))
            yield below

    def written(self) -> list[str]:
        """The texts of the values, once those below are written."""
        texts = self._texts
        for places, below in self._parts:
            if places is None:
                texts = below.texts
            else:
                for place, text in zip(places, below.texts, strict=True):
                    texts[place] = text
        for fold in reversed(self._folds):
            texts = list(_folded(fold, iter(texts)))
        return texts


def _folded(fold: list[int | None], texts: Iterator[str]) -> Iterator[str]:
    for size in fold:
        if size is None:
            yield "null"
        elif size == ALONE:
            yield next(texts)
        else:
            yield f"[{','.join(islice(texts, size))}]"


class Run:
    """One run of a plan."""

    def __init__(self, context: Context, variables: VariableValues) -> None:
        self._context, self._deadline = context, context.deadline
        self._variables = variables
        self._waiting: list[tuple[Column, list[Awaited]]] = []
        self._since = elapsed_time()

    async def of(self, root: Selection) -> str:
        """The data of the answer as JSON. Raises Abandoned, and whatever a resolver raises."""
        try:
            batches = await self._batches(Batch(root, [None]))
        finally:
            for _, coroutines in self._waiting:
                for coroutine in coroutines:
                    if coroutine is not None:
                        coroutine.close()
        for batch in reversed(batches):
            await self._let_others()
            batch.write()
        return batches[0].texts[0]

    async def _let_others(self) -> None:
        """Let others have their turn once in a while, and look at the deadline."""
        self._deadline.check()
        if elapsed_time() - self._since > TURN:
            await asyncio.sleep(0)
            self._since = elapsed_time()

    async def _batches(self, root: Batch) -> list[Batch]:
        """All that is written, each batch before those below it.

        What must be waited for waits until everything else is there: so all of it is asked for
        together, and the loaders read once for all who ask.
        """
        level, batches = [root], [root]
        while level or self._waiting:
            found = self._resolved(level) if level else await self._awaited()
            level = []
            for column, values in found:
                level += column.unfold(values)
                await self._let_others()
            batches += level
        return batches

    def _resolved(self, level: list[Batch]) -> Iterator[tuple[Column, list[Any]]]:
        for batch in level:
            for column in batch.columns:
                values: list[Any] = []
                if column.field.is_async:
                    self._waiting.append((column, values))
                self._resolve(column.field, batch.objects, values)
                if not column.field.is_async:
                    yield column, values

    def _resolve(self, field: PlannedField, objects: list[Any], values: list[Any]) -> None:
        """Resolve a field of some objects, in their order."""
        given = field.given(self._variables) if field.given else {}
        if field.takes_info:
            given["info"] = Info(self._context, field.coordinate)
        resolve = partial(field.resolve, **given) if given else field.resolve
        for start in range(0, len(objects), BLOCK):
            self._deadline.check()
            values.extend(map(resolve, objects[start : start + BLOCK]))

    async def _awaited(self) -> list[tuple[Column, list[Any]]]:
        """What was waited for. Raises what one of them raises, once all have ended."""
        waiting, self._waiting = self._waiting, []
        coroutines = [each for _, values in waiting for each in values if each is not None]
        ended = iter(await asyncio.gather(*coroutines, return_exceptions=True))
        found = [
            (column, [None if each is None else next(ended) for each in values])
            for column, values in waiting
        ]
        for _, values in found:
            for value in values:
                if isinstance(value, BaseException):
                    raise value
        return found
