"""Values of declared types as JSON, and back: tuples stay tuples, and dataclasses and dates what they were."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, tzinfo
from typing import Any, Union, get_args, get_origin, get_type_hints

Convert = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Form:
    """How the values of a type stand in JSON."""

    description: str
    """Of all types within it: another description, and what was stored cannot be read."""
    write: Convert = _same
    """Gives what `json.dumps` takes."""
    read: Convert = _same
    """Gives the value, of what `json.loads` gives."""


def form_of(kind: Any, zone: tzinfo) -> Form:
    """The form of a type: of texts, numbers, dates, dataclasses, named tuples, and tuples, sets and mappings of these.

    Dates are taken to be in `zone`, and stored by the clock there. Raises TypeError for any other type.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, Any):
        return Form(str(kind))
    if kind is datetime:
        return Form("datetime", _write_date, lambda kept: _read_date(kept, zone))
    if origin in (Union, types.UnionType) and len(parts) == 2 and parts[1] is type(None):
        return _optional(form_of(parts[0], zone))
    if origin is tuple and parts[1:] == (...,):
        return _many(tuple, form_of(parts[0], zone))
    if origin is frozenset:
        return _many(frozenset, form_of(parts[0], zone))
    if origin is tuple:
        return _row(kind, [form_of(part, zone) for part in parts], tuple, lambda *values: values)
    if origin is Mapping:
        return _mapping(form_of(parts[0], zone), form_of(parts[1], zone))
    if is_dataclass(kind) and isinstance(kind, type):
        hints, names = get_type_hints(kind), [field.name for field in fields(kind)]
        forms = [form_of(hints[name], zone) for name in names]
        return _row(kind.__name__, forms, lambda value: [getattr(value, name) for name in names], kind)
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _row(kind.__name__, [form_of(hint, zone) for hint in get_type_hints(kind).values()], tuple, kind)
    raise TypeError(f"values of {kind} cannot be stored")


def _write_date(moment: datetime) -> list[Any]:
    return [moment.replace(tzinfo=None, fold=0).isoformat(), moment.fold]


def _read_date(kept: list[Any], zone: tzinfo) -> datetime:
    text, fold = kept
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def _optional(form: Form) -> Form:
    if form.read is _same:
        return Form(f"{form.description}?")
    return Form(
        f"{form.description}?",
        lambda value: None if value is None else form.write(value),
        lambda kept: None if kept is None else form.read(kept),
    )


def _many(kind: type[Any], form: Form) -> Form:
    """Tuples of any length, and sets, which are stored in order."""
    order: Convert = sorted if kind is frozenset else _same
    description = f"{kind.__name__}[{form.description}]"
    if form.read is _same:
        return Form(description, lambda values: list(order(values)), kind)
    write, read = form.write, form.read
    return Form(
        description,
        lambda values: [write(value) for value in order(values)],
        lambda kept: kind([read(value) for value in kept]),
    )


def _mapping(key: Form, value: Form) -> Form:
    """Where keys are texts, an object of JSON; else a list of pairs."""
    description = f"{{{key.description}: {value.description}}}"
    if key.read is not _same:
        return Form(
            description,
            lambda values: [[key.write(name), value.write(one)] for name, one in values.items()],
            lambda kept: {key.read(name): value.read(one) for name, one in kept},
        )
    if value.read is _same:
        return Form(description, dict)
    return Form(
        description,
        lambda values: {name: value.write(one) for name, one in values.items()},
        lambda kept: {name: value.read(one) for name, one in kept.items()},
    )


def _row(name: Any, forms: list[Form], parts: Convert, make: Callable[..., Any]) -> Form:
    """A list of a fixed length, each part of a type of its own; only what JSON has not is looked at one by one."""
    description = f"{name}({', '.join(form.description for form in forms)})"
    odd = [(place, form) for place, form in enumerate(forms) if form.read is not _same or form.write is not _same]

    def write(value: Any) -> list[Any]:
        row = list(parts(value))
        for place, form in odd:
            row[place] = form.write(row[place])
        return row

    def read(row: list[Any]) -> Any:
        for place, form in odd:
            row[place] = form.read(row[place])
        return make(*row)

    return Form(description, write, read)
