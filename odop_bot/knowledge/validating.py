"""Compare plain data with the schema classes, and say in plain words what does not fit."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from odop_bot.knowledge.yaml_reader import KeyPath

T = TypeVar("T")
Wrong = tuple[KeyPath, str, str]
"""Path of a value, what is wrong, what to do."""

_UNKNOWN = "unexpected_keyword_argument"
_MISSING = ("missing", "missing_argument")
_NEAR = 60
"""From this likeness in percent on, one word may be a slip for another."""
_REMEDIES = {
    "string_type": "write text; put a number in quotes",
    "string_too_short": "write something or remove the field",
    "int_type": "write a whole number without quotes",
    "float_type": "write a number",
    "bool_type": "write true or false",
    "literal_error": "use one of the words named here",
    "less_than_equal": "write a smaller number",
    "greater_than_equal": "write a larger number",
    "too_short": "write at least one entry, or remove the field",
    "int_parsing": "write a whole number",
    "tuple_type": "write a list: [a, b]",
    "list_type": "write a list: [a, b]",
    "dict_type": "write keys with values",
    "dataclass_type": "write keys with values",
}

_COORDINATES = "write latitude, then longitude, in degrees: [28.84, 78.77]"
_FORMS = {
    list: (list, "this file must be a list", "begin each entry with `- `"),
    dict: (dict, "this file must map ids to entries", "write `id:` and indent"),
}
"""What a file of many entries must be."""
_ADAPTERS: dict[Any, Any] = {}
"""Validators of types, made on first use; pydantic is imported only when files have changed."""


def validated(type_: Any, value: Any) -> tuple[Any, list[Wrong]]:
    """Return plain data as a type, as far as it is right, and what is wrong.

    Of a list wrong entries are None, of a map they are left out, anything else is None.
    """
    valid, wrong = _whole(type_, value)
    form = typing.get_origin(type_)
    if not wrong or form is None:
        return valid, wrong
    kind, message, remedy = _FORMS[form]
    if not isinstance(value, kind):
        return None, [((), message, remedy)]
    inner = typing.get_args(type_)[-1]
    parts = list(enumerate(value)) if form is list else list(value.items())
    found = [(key, _whole(inner, part)) for key, part in parts]
    wrong = [((key, *path), *what) for key, (_, faults) in found for path, *what in faults]
    if form is list:
        return [part for _, (part, _) in found], wrong
    return {key: part for key, (part, faults) in found if not faults}, wrong


def _whole(type_: Any, value: Any) -> tuple[Any, list[Wrong]]:
    from pydantic import TypeAdapter, ValidationError

    adapter = _ADAPTERS.get(type_)
    if adapter is None:
        adapter = _ADAPTERS[type_] = TypeAdapter(type_)
    try:
        # JSON, because strict validation of Python objects takes no list where a tuple is meant.
        return adapter.validate_json(msgspec.json.encode(value), strict=True), []
    except ValidationError as error:
        return None, _told(type_, error.errors(include_url=False, include_input=True))


def _told(type_: Any, errors: Sequence[Any]) -> list[Wrong]:
    """Return faults for people: a field that is misspelt is one, not an unknown and a missing one."""
    missing = [item["loc"] for item in errors if item["type"] in _MISSING]
    out: list[Wrong] = []
    for item in errors:
        path, kind = item["loc"], item["type"]
        if kind == _UNKNOWN:
            here = path[:-1]
            wanted = [str(other[-1]) for other in missing if other[:-1] == here]
            meant = near(str(path[-1]), wanted) or near(str(path[-1]), _fields_at(type_, here))
            if meant is None and len(wanted) == 1:
                meant = wanted[0]
            if meant in wanted:
                missing.remove((*here, meant))
            cure = f"rename it to {meant}, or remove it" if meant else f"remove it; there are: {_listed(type_, here)}"
            out.append((path, f"unknown field {path[-1]}", cure))
        elif kind not in _MISSING:
            out.append((path, _message(item), _COORDINATES if path[-2:-1] == ("at",) else _remedy(kind, item)))
    # Coordinates the wrong way round are one slip.
    out = [
        fault
        for i, fault in enumerate(out)
        if fault[2] != _COORDINATES or not any(f[0][:-1] == fault[0][:-1] for f in out[:i])
    ]
    return out + [(path, f"the field {path[-1]} is missing", f"add {path[-1]}: here") for path in missing]


def near(word: str, words: Iterable[str], least: int = _NEAR) -> str | None:
    """Return the word that is most like one, if any is like enough."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, list(words), scorer=fuzz.ratio, score_cutoff=least)
    return str(best[0]) if best else None


def _listed(type_: Any, path: KeyPath) -> str:
    return ", ".join(_fields_at(type_, path)) or "none"


def _fields_at(type_: Any, path: KeyPath) -> list[str]:
    """Return the fields that may stand at a path in a value of a type."""
    for part in path:
        type_ = _bare(type_)
        if dataclasses.is_dataclass(type_):
            type_ = typing.get_type_hints(type_, include_extras=True).get(str(part), Any)
        else:
            inner = typing.get_args(type_)
            type_ = (inner[0] if typing.get_origin(type_) is tuple else inner[-1]) if inner else Any
    type_ = _bare(type_)
    return [field.name for field in dataclasses.fields(type_)] if dataclasses.is_dataclass(type_) else []


def _bare(type_: Any) -> Any:
    """Return a type without its annotations, and of `T | None` the `T`."""
    while typing.get_origin(type_) in (typing.Annotated, typing.Union, types.UnionType):
        type_ = next(arg for arg in typing.get_args(type_) if arg is not types.NoneType)
    return type_


def _message(item: Any) -> str:
    return str(item["msg"]).replace("Input should be", "this should be")


def _remedy(kind: str, item: Any) -> str:
    if kind == "literal_error":
        words = [word.strip("'") for word in re.split(r", | or ", str(item["ctx"]["expected"]))]
        meant = near(str(item["input"]), words)
        return f"write {meant}" if meant else "use one of the words named here"
    return _REMEDIES.get(kind, "correct the value")
