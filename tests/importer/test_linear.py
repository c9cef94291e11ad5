"""Every regular expression of the importer takes time in proportion to the text, whatever the text is.

The expressions are found in the source, with the methods that they are used by. For each, texts are made from its own
parts: every repetition pumped, between what leads to it and what may fail after it. Then four times the text may not
take ten times the work.
"""

# ruff: noqa: E501 - tables of expressions stay as they are

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import importer
import pytest

_METHODS = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer", "compile"}
#: How often a text repeats what is pumped: few times at first, where what is exponential shows, then up to `_LONGEST`.
_TURNS = (8, 16, 24, 32, 48, 100, 400)
_LONGEST = 25_000
#: Seconds of the processor below which nothing is told from noise: a linear search of the longest takes a hundredth.
_NOISE = 0.05


def expressions() -> Iterator[tuple[str, re.Pattern[str], frozenset[str]]]:
    """Every expression: its place, compiled, and the methods by which it is used."""
    for found in pkgutil.walk_packages(importer.__path__, "importer."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        used: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
                holder = node.func.value
                if isinstance(holder, ast.Name) and holder.id == "re":
                    yield from _inline(node, module)
                elif isinstance(holder, ast.Name):
                    used.setdefault(holder.id, set()).add(node.func.attr)
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns(value)):
                methods = frozenset(used.get(name) or {"search"})
                yield f"{found.name}.{name}{f'[{number}]' if number else ''}", pattern, methods


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _patterns(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns(one)


def _inline(node: ast.Call, module: ModuleType) -> Iterator[tuple[str, re.Pattern, frozenset[str]]]:
    """An expression that is written where it is used; those of a function's own values are not known."""
    method = node.func.attr
    if method == "compile" or not node.args:
        return
    try:
        source = eval(ast.unparse(node.args[0]), vars(module))
    except NameError:
        return
    flags = 0
    for given in [*(one.value for one in node.keywords if one.arg == "flags"), *node.args[2:]]:
        flags |= sum(getattr(re, name) for name in re.findall(r"\bre\.([A-Z])\b", ast.unparse(given)))
    yield f"{module.__name__}:{node.lineno}", re.compile(source, flags), frozenset({method})


_parser = re._parser  # the standard library's own parser of expressions


def sample(parsed, flags: int) -> str:
    """A text that a part of an expression matches, as short as can be but with one turn of each repetition."""
    return "".join(_one(op, value, flags) for op, value in parsed)


def _one(op, value, flags: int) -> str:
    name = str(op)
    if name == "LITERAL":
        return chr(value)
    if name in ("NOT_LITERAL", "ANY"):
        return "a" if value != ord("a") else "b"
    if name == "IN":
        return _of_class(value)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return sample(value[2], flags) * max(1, min(value[0], 8))
    if name == "SUBPATTERN":
        return sample(value[3], flags)
    if name == "ATOMIC_GROUP":
        return sample(value, flags)
    if name == "BRANCH":
        return sample(value[1][0], flags)
    return ""


def _of_class(items) -> str:
    negated = items and str(items[0][0]) == "NEGATE"
    tests = []
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            tests.append(re.escape(chr(value)))
        elif name == "RANGE":
            tests.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif name == "CATEGORY":
            tests.append({"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S",
                          "NOT_WORD": r"\W"}[str(value).removeprefix("CATEGORY_")])  # fmt: skip
    matcher = re.compile(f"[{'^' if negated else ''}{''.join(tests)}]")
    candidates = ["a", "1", " ", "\n", "-", "<", ".", "\xa0", *map(chr, range(33, 127)), *map(chr, range(0x80, 0x300)),
                  "\u2028", "\ufeff", "\ufffe", "\udc80"]  # fmt: skip
    return next((one for one in candidates if matcher.match(one)), "\ud800")


def pumped(parsed, flags: int, before: str = "") -> Iterator[tuple[str, str]]:
    """What leads to each repetition of an expression, and what it repeats."""
    lead = before
    for op, value in parsed:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] > 20:
                yield lead, sample(value[2], flags)
                for branch in _branches(value[2]):
                    yield lead, sample(branch, flags)
            yield from pumped(value[2], flags, lead)
        elif name == "SUBPATTERN":
            yield from pumped(value[3], flags, lead)
        elif name == "ATOMIC_GROUP":
            yield from pumped(value, flags, lead)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from pumped(branch, flags, lead)
        lead += _one(op, value, flags)


def _branches(parsed) -> Iterator:
    for op, value in parsed:
        if str(op) == "BRANCH":
            yield from value[1]
        elif str(op) == "SUBPATTERN":
            yield from _branches(value[3])


def texts(pattern: re.Pattern) -> Iterator[tuple[str, str, str]]:
    """Beginning, what is pumped, and end of the texts to try."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(source, pattern.flags & ~(0 if isinstance(pattern.pattern, str) else re.UNICODE))
    whole = sample(parsed, pattern.flags)
    pumps = dict.fromkeys(pumped(parsed, pattern.flags))
    pumps |= dict.fromkeys(("", lead + pump) for lead, pump in list(pumps))
    pumps |= dict.fromkeys(
        [("", whole), ("", whole[:-1]), ("", whole[:1]), ("", " "), ("", "\n"), ("", "a"), ("", "<")]
    )
    for lead, pump in pumps:
        for end in ("", "\x00"):
            if pump:
                yield lead, pump, end


def work(pattern: re.Pattern, method: str, text: str) -> float:
    """Seconds of the processor that one use takes."""
    subject = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "surrogatepass")
    started = time.process_time()
    if method in ("search", "match", "fullmatch", "findall", "split"):
        getattr(pattern, method)(subject)
    elif method == "finditer":
        for _ in pattern.finditer(subject):
            pass
    else:
        pattern.sub(lambda match: match[0], subject)
    return time.process_time() - started


def slow(pattern: re.Pattern, methods: frozenset[str]) -> str:
    """A text that takes more work than its length, described; empty if none was found."""
    for lead, pump, end in texts(pattern):
        for method in methods - {"compile"} or {"search"}:
            before = 0.0
            turns = [number for number in _TURNS if number * len(pump) < _LONGEST // 8]
            for number in (*turns, _LONGEST // 4 // len(pump), _LONGEST // len(pump)):
                taken = work(pattern, method, lead + pump * number + end)
                if taken > _NOISE:  # the least of three: what else the machine does only ever adds
                    taken = min(taken, *(work(pattern, method, lead + pump * number + end) for _ in range(2)))
                if taken > _NOISE and taken > 10 * max(before, _NOISE / 100):
                    return f"{method}: {lead[:40]!r} + {pump[:40]!r} × n + {end!r}: {taken:.2f} s for {number}, {before:.4f} before"
                before = taken
    return ""


ALL = {place: (pattern, methods) for place, pattern, methods in expressions()}


@pytest.mark.parametrize("place", ALL)
def test_an_expression_is_linear(place):
    assert not slow(*ALL[place])


@pytest.mark.parametrize(
    ("expression", "method"),
    [(r"^\s*x", "search"), (r"\s+$", "search"), (r"<a.*?</a>", "sub")],
)
def test_the_test_finds_what_is_not(expression, method):
    assert slow(re.compile(expression, re.S | re.M), frozenset({method}))
