"""A second opinion on calls and updates: the models of aiogram, which know every field of the Bot API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import aiogram.methods
import aiogram.types
from pydantic import BaseModel, ValidationError


def call_faults(method: str, parameters: dict[str, Any]) -> list[str]:
    """Return what is wrong with a call: fields that are missing, of a wrong type, or unknown."""
    model = getattr(aiogram.methods, method[0].upper() + method[1:], None)
    return [f"no method {method}"] if model is None else _faults(model, parameters)


def update_faults(update: dict[str, Any]) -> list[str]:
    """Return what is wrong with an update."""
    return _faults(aiogram.types.Update, update)


def _faults(model: type[BaseModel], data: dict[str, Any]) -> list[str]:
    try:
        read = model.model_validate(data)
    except ValidationError as error:
        return [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    return list(_unknown(read, model.__name__))


def _unknown(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{where}: unknown field {name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _unknown(item, where)
