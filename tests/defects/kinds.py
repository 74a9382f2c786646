"""Small defects that can be put into a source text: each one edit, and still a program.

Types, docstrings, decorators and texts are left alone: mypy and readers watch over those.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: (r"<", "<="),
    ast.LtE: (r"<=", "<"),
    ast.Gt: (r">", ">="),
    ast.GtE: (r">=", ">"),
    ast.Eq: (r"==", "!="),
    ast.NotEq: (r"!=", "=="),
    ast.Is: (r"is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: (r"in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: (r"-", "+"),
    ast.Mult: (r"\*", "+"),
    ast.FloorDiv: (r"//", "*"),
    ast.BitOr: (r"\|", "&"),
    ast.BitAnd: (r"&", "|"),
}
OTHER_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}


@dataclass(frozen=True)
class Defect:
    """One edit: the bytes from `start` to `end` of a source become others."""

    start: int
    end: int
    by: bytes
    told: str

    def put_into(self, source: bytes) -> bytes:
        """The source with the defect in it."""
        return source[: self.start] + self.by + source[self.end :]


def defects_of(source: bytes) -> list[Defect]:
    """Every defect that can be put into a source, in the order of their places."""
    tree = ast.parse(source)
    same = ast.dump(tree)
    found = {
        (one.start, one.end, one.by): one
        for one in _Finder(source).of(tree)
        if _meaning(one.put_into(source)) not in (None, same)
    }
    return [found[place] for place in sorted(found)]


def _meaning(source: bytes) -> str | None:
    """What a source says, whatever its spelling; None where it is no program."""
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return None


class _Finder:
    """Walks a tree and names the defects of each node."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def of(self, node: ast.AST) -> Iterator[Defect]:
        """The defects of a node and of what stands below it."""
        yield from self._at(node)
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for item in child if isinstance(child, list) else [child]:
                if isinstance(item, ast.AST):
                    yield from self.of(item)

    def _at(self, node: ast.AST) -> Iterator[Defect]:
        match node:
            case ast.Compare() | ast.BinOp() | ast.BoolOp() | ast.UnaryOp():
                yield from self._operation(node)
            case ast.Constant():
                yield from self._constant(node)
            case ast.Call():
                yield from self._call(node)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield self._instead(test, "False", "a condition never met")
                yield self._instead(test, "True", "a condition always met")
            case ast.comprehension(ifs=conditions):
                for condition in conditions:
                    yield self._instead(condition, "True", "nothing left out")
            case ast.Set(elts=items) | ast.List(elts=items) | ast.Tuple(elts=items):
                yield from self._members(items)
            case ast.stmt():
                yield from self._statement(node)
            case _:
                return  # holds others, and has no defect of its own

    def _operation(self, node: ast.AST) -> Iterator[Defect]:
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for i, op in enumerate(node.ops):
                    yield from self._operator(sides[i], sides[i + 1], COMPARISONS[type(op)])
            case ast.BinOp(left=left, right=right, op=op) if type(op) in OPERATORS:
                yield from self._operator(left, right, OPERATORS[type(op)])
            case ast.BoolOp():
                yield from self._and_or(node)
            case ast.UnaryOp(op=ast.Not()):
                rest = self._text(node).removeprefix("not").lstrip()
                yield self._instead(node, rest, "`not` left out")
            case _:
                return  # a sign, or a sum of texts

    def _constant(self, node: ast.Constant) -> Iterator[Defect]:
        match node.value:
            case bool() as value:
                yield self._instead(node, str(not value), "the other truth value")
            case int() as value:
                yield self._instead(node, str(value + 1), "one more")
                yield self._instead(node, str(value - 1), "one less")
            case _:
                return  # words are read by people

    def _operator(
        self, left: ast.expr, right: ast.expr, change: tuple[str, str]
    ) -> Iterator[Defect]:
        start, end = self._end(left), self._start(right)
        found = re.search(change[0].encode(), self._source[start:end])
        if found is not None:
            old = found[0].decode()
            at = (start + found.start(), start + found.end())
            yield Defect(*at, change[1].encode(), f"{change[1]} for {old}")

    def _and_or(self, node: ast.BoolOp) -> Iterator[Defect]:
        old, new, neutral = ("and", "or", "True")
        if isinstance(node.op, ast.Or):
            old, new, neutral = ("or", "and", "False")
        for before, after in pairwise(node.values):
            yield from self._operator(before, after, (rf"\b{old}\b", new))
        for value in node.values:
            yield self._instead(value, neutral, f"a part of `{old}` left out")

    def _call(self, node: ast.Call) -> Iterator[Defect]:
        if isinstance(node.func, ast.Name) and node.func.id in OTHER_CALLS:
            other = OTHER_CALLS[node.func.id]
            if other == "list" and node.args:
                text = f"list({self._text(node.args[0])})"
                yield self._instead(node, text, "not put in order")
            else:
                yield self._instead(node.func, other, f"{other} for {node.func.id}")
        commutes = isinstance(node.func, ast.Name) and node.func.id in ("min", "max")
        starred = any(isinstance(one, ast.Starred) for one in node.args[:2])
        if len(node.args) > 1 and not commutes and not starred:
            first, second = node.args[:2]
            between = self._source[self._end(first) : self._start(second)].decode()
            swapped = self._text(second) + between + self._text(first)
            at = (self._start(first), self._end(second))
            yield Defect(*at, swapped.encode(), "arguments swapped")
        for keyword in node.keywords:
            if keyword.arg is not None:
                yield self._instead(keyword.value, "None", f"`{keyword.arg}` not handed on")

    def _members(self, items: list[ast.expr]) -> Iterator[Defect]:
        if len(items) < 2:
            return
        for item, after in pairwise(items):
            yield Defect(self._start(item), self._start(after), b"", "a member left out")
        yield Defect(self._end(items[-2]), self._end(items[-1]), b"", "a member left out")

    def _statement(self, node: ast.stmt) -> Iterator[Defect]:
        match node:
            case ast.Return(value=ast.expr() as value):
                yield self._instead(value, "None", "nothing returned")
            case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.AugAssign():
                yield self._instead(node, "pass", "a statement left out")
            case ast.Break() | ast.Continue() | ast.Delete():
                yield self._instead(node, "pass", "a statement left out")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield self._instead(node, "pass", "a statement left out")
            case _:
                return  # without it, names would be missing

    def _instead(self, node: ast.AST, by: str, told: str) -> Defect:
        return Defect(self._start(node), self._end(node), by.encode(), told)

    def _text(self, node: ast.AST) -> str:
        return self._source[self._start(node) : self._end(node)].decode()

    def _start(self, node: ast.AST) -> int:
        assert isinstance(node, ast.expr | ast.stmt)
        return self._lines[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.AST) -> int:
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._lines[node.end_lineno - 1] + node.end_col_offset
