"""Compare plain data with the schema classes, and say in plain words what does not fit."""

from __future__ import annotations

import typing
from typing import Any, TypeVar

import msgspec

from odop_bot.knowledge.yaml_reader import KeyPath

T = TypeVar("T")
Wrong = tuple[KeyPath, str, str]
"""Path of a value, what is wrong, what to do."""

_REMEDIES = {
    "unexpected_keyword_argument": "remove it or correct its spelling",
    "missing": "add it",
    "missing_argument": "add it",
    "string_type": "write text; put a number in quotes",
    "string_too_short": "write something or remove the field",
    "int_type": "write a whole number without quotes",
    "float_type": "write a number",
    "bool_type": "write true or false",
    "literal_error": "use one of the words named here",
    "tuple_type": "write a list: [a, b]",
    "list_type": "write a list: [a, b]",
    "dict_type": "write keys with values",
    "dataclass_type": "write keys with values",
}

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
        return None, [
            (item["loc"], _message(item["type"], item["msg"]), _REMEDIES.get(item["type"], "correct the value"))
            for item in error.errors(include_url=False, include_input=False)
        ]


def _message(kind: str, message: str) -> str:
    if kind == "unexpected_keyword_argument":
        return "unknown field"
    if kind in ("missing", "missing_argument"):
        return "a required field is missing"
    return message.replace("Input should be", "this should be")
