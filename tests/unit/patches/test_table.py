"""The list of all places where other packages are changed: it is whole, what it names is there, the guide has it."""

import ast
import importlib
import importlib.metadata
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from archive.patches.patching import Patch, Shortcut
from archive.patches.table import NEEDED, SHORTCUTS, version_differences

ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "_ext/archive"
OTHERS = frozenset(
    {"ablog", "docutils", "furo", "jinja2", "markdown_it", "mdit_py_plugins", "myst_parser", "pagefind_bin", "pybtex",
     "pygments", "sphinx", "sphinx_autobuild", "sphinxcontrib"}
)  # fmt: skip
ALL = [*SHORTCUTS, *NEEDED]
#: Public by their documentation: of Python, of lxml's types, and Sphinx's for translations.
PUBLIC = frozenset({"_", "_Element", "_exit", "_replace"})


@cache
def trees() -> dict[str, ast.Module]:
    """The code, by the names of its modules within ``archive``."""
    paths = {path: ".".join(path.relative_to(CODE).with_suffix("").parts) for path in sorted(CODE.rglob("*.py"))}
    return {name.removesuffix(".__init__"): ast.parse(path.read_text("utf-8")) for path, name in paths.items()}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


@cache
def own_names() -> frozenset[str]:
    """Private names that the archive's own code gives."""
    found: set[str] = set()
    for node in (node for tree in trees().values() for node in ast.walk(tree)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_of_self(node):
            found.add(node.attr)
    return frozenset(found)


def is_of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "made")


def private_names(tree: ast.Module) -> Iterator[str]:
    """What a module takes of other packages though it is not public."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and str(node.module).partition(".")[0] in OTHERS:
            yield from filter(is_private, [*str(node.module).split("."), *(alias.name for alias in node.names)])
        elif isinstance(node, ast.Import):
            named = (alias.name.split(".") for alias in node.names if alias.name.partition(".")[0] in OTHERS)
            yield from (part for parts in named for part in parts if is_private(part))
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own_names():
            yield node.attr


def overridden(module: str) -> Iterator[str]:
    """The methods of other packages' classes that a module's classes have in their own way, though they are private or
    final."""
    loaded = importlib.import_module(f"archive.{module}")
    for cls in vars(loaded).values():
        if not inspect.isclass(cls) or cls.__module__ != loaded.__name__:
            continue
        others = [base for base in cls.__mro__ if base.__module__.partition(".")[0] in OTHERS]
        for name in vars(cls):
            of_others = [vars(base)[name] for base in others if name in vars(base)]
            if of_others and (is_private(name) or any(getattr(one, "__final__", False) for one in of_others)):
                yield name


@pytest.mark.parametrize("module", [name for name in trees() if name != "cli.preview.__main__"])
def test_what_is_not_public_in_other_packages_is_in_the_list(module: str) -> None:
    listed = {part for patch in ALL if patch.where == module for name in patch.names for part in name.split(".")}
    missing = {*private_names(trees()[module]), *overridden(module)} - listed - PUBLIC
    assert not missing, "list it in patches/table.py and guide/patches.md, or do without"


@pytest.mark.parametrize("name", sorted({name for patch in ALL for name in patch.names}))
def test_other_packages_have_what_is_changed(name: str) -> None:
    """An upgrade that takes one of these away fails here, and says which."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        assert has(found, parts[end:])
        return
    pytest.fail(f"no module of {name}")


def has(owner: object, names: list[str]) -> bool:
    """Whether a module or class has something of that name; what only instances have stands in the class's source."""
    if not names:
        return True
    if hasattr(owner, names[0]):
        return has(getattr(owner, names[0]), names[1:])
    return inspect.isclass(owner) and bool(re.search(rf"\b{names[0]}\b", inspect.getsource(owner)))


@pytest.mark.parametrize("patch", ALL, ids=lambda patch: f"{patch.where} {patch.names[0]}")
def test_what_is_listed_is_there(patch: Patch) -> None:
    importlib.import_module(f"archive.{patch.where}")
    assert patch.install is None or patch.install.__module__ == f"archive.{patch.where}"


def test_shortcuts_are_made_for_the_pinned_versions() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split()[0].split("==") for line in lines if line[:1].isalnum())
    for shortcut in SHORTCUTS:
        assert shortcut.versions.items() <= pins.items()


def in_words(patch: Patch) -> str:
    """A patch as the guide has it, which says once what most have in common."""
    names = ", ".join(f"`{name}`" for name in patch.names)
    if not isinstance(patch, Shortcut):
        without = "" if patch.without == "the build ends" else f" Without it: {patch.without}."
        return f"- **`{patch.where}`**: {patch.why}. Concerns {names}.{without}"
    versions = ", ".join(f"{name} {version}" for name, version in patch.versions.items()) or "any version"
    return (f"- **`{patch.where}`**, {patch.gain}: {patch.why}. Concerns {names}; made for {versions}. Without it:"
            f" {patch.without}.")  # fmt: skip


def test_the_guide_has_the_list() -> None:
    page = (ROOT / "guide/patches.md").read_text("utf-8").replace("’", "'")
    listed = re.findall(r"^- .*(?:\n  .*)*", page, re.MULTILINE)
    assert [" ".join(one.split()) for one in listed] == [in_words(patch) for patch in ALL]


def test_other_versions_are_told_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {name: version for shortcut in SHORTCUTS for name, version in shortcut.versions.items()}
    monkeypatch.setattr(importlib.metadata, "version", here.__getitem__)
    assert version_differences() == ""
    made_for, here["sphinx"] = here["sphinx"], "99"
    assert version_differences() == f"sphinx 99 (not {made_for})"
    stepping = [one for one in SHORTCUTS if any(one.other_versions())]
    assert stepping == [one for one in SHORTCUTS if "sphinx" in one.versions]
