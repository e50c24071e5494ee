"""What the bot says beside its answers: `templates/<language>/telegram.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import jinja2
import yaml
from pydantic import TypeAdapter, ValidationError

from odop_bot.knowledge import ENGLISH

T = TypeVar("T")


class StringsError(Exception):
    """The file of strings is wrong; the message names file and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """The texts of one language; those with `{{ }}` are templates of HTML."""

    language: str
    """What the language calls itself."""
    name: str
    short: str
    description: str
    commands: dict[str, str]
    group_commands: tuple[str, ...]
    admin_commands: dict[str, str]
    start: str
    privacy: str
    forgotten: str
    about: str
    choose_state: str
    choose_state_list: str
    choose_district: str
    choose_product: str
    choose_topic: str
    choose_question: str
    choose_language: str
    language_fixed: str
    language_free: str
    send_location: str
    no_location: str
    card_caption: str
    no_card: str
    not_text: str
    busy: str
    old_button: str
    thanks_right: str
    thanks_wrong: str
    failed: str
    admin_error: str
    stats: str
    reloaded: str
    not_reloaded: str
    buttons: dict[str, str]
    topics: dict[str, str]

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in and escaped."""
        return text_template(getattr(self, key)).render(**data).strip()


@lru_cache(maxsize=512)
def text_template(text: str) -> jinja2.Template:
    """Return the compiled template of a text of HTML."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)


def read_strings(folder: Path) -> dict[str, Strings]:
    """Return the strings by language, English first. Raises StringsError when a file is missing or wrong."""
    languages = [path.parent.name for path in sorted(folder.glob("*/telegram.yaml"))]
    return {language: read_texts(folder / language / "telegram.yaml", Strings) for language in [ENGLISH, *languages]}


def read_texts(path: Path, kind: type[T]) -> T:
    """Return the texts of a file as a dataclass. Raises StringsError when the file is missing or wrong."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return TypeAdapter(kind).validate_python(data)
    except (OSError, yaml.YAMLError) as error:
        raise StringsError(f"{path}: {error}; restore the file") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise StringsError(f"{path}: {faults}") from error
