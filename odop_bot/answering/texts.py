"""Read a file of texts, `templates/<language>/<name>.yaml`, and fill them in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import jinja2
import msgspec
import yaml

from odop_bot.errors import OdopError
from odop_bot.knowledge import ENGLISH

T = TypeVar("T")


class StringsError(OdopError):
    """A file of texts is wrong; the message names file and field."""


def read_texts(path: Path, kind: type[T]) -> T:
    """Return the texts of a file as a dataclass. Raises StringsError when the file is missing or wrong."""
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StringsError(f"{path}: {error}; restore the file") from error
    return parse_texts(source, str(path), kind)


def parse_texts(source: str, name: str, kind: type[T]) -> T:
    """Return the texts that the source of a file holds. Raises StringsError, with the file's name."""
    try:
        data = yaml.load(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise StringsError(f"{name}: {error}; restore the file") from error
    try:
        value = msgspec.convert(data, kind)
    except msgspec.ValidationError:
        return _told(data, name, kind)
    # Fields that nobody knows are passed over without a word.
    return value if _holds(msgspec.to_builtins(value), data) else _told(data, name, kind)


def _holds(made: Any, data: Any) -> bool:
    """Whether all of some data came out again; what was left out has its default."""
    if isinstance(data, dict):
        return isinstance(made, dict) and all(key in made and _holds(made[key], data[key]) for key in data)
    if isinstance(data, list):
        return len(made) == len(data) and all(map(_holds, made, data))
    return bool(made == data)


def _told(data: object, name: str, kind: type[T]) -> T:
    """Return the texts, or say all that is wrong with them; this takes longer. Raises StringsError."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise StringsError(f"{name}: {faults}") from error


def by_language(folder: Path, name: str, kind: type[T]) -> dict[str, T]:
    """Return the texts `<language>/<name>` of a folder by language, English first. Raises StringsError."""
    spoken = [ENGLISH, *(path.parent.name for path in sorted(folder.glob(f"*/{name}")))]
    return {language: read_texts(folder / language / name, kind) for language in dict.fromkeys(spoken)}


@lru_cache(maxsize=1024)
def text_template(text: str, autoescape: bool) -> jinja2.Template:
    """Return the compiled template of a text, of HTML if `autoescape`."""
    environment = jinja2.Environment(
        autoescape=autoescape,  # noqa: S701 - plain text must stay as it is; HTML is escaped
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(text)
