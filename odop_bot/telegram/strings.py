"""What the bot says beside its answers: `templates/<language>/telegram.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odop_bot.answering.texts import read_texts, text_template
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import Strict


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings(Strict):
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
    old_link: str
    unknown_command: str
    for_keepers: str
    for_helpdesk: str
    no_helpdesk: str
    in_private: str
    thanks_right: str
    thanks_wrong: str
    failed: str
    no_memory: str
    admin_error: str
    admin_again: str
    admin_memory: str
    stats: str
    reloaded: str
    not_reloaded: str
    buttons: dict[str, str]
    topics: dict[str, str]

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in and escaped."""
        return text_template(getattr(self, key), autoescape=True).render(**data).strip()


def read_strings(folder: Path) -> dict[str, Strings]:
    """Return the strings by language, English first. Raises StringsError when a file is missing or wrong."""
    languages = [path.parent.name for path in sorted(folder.glob("*/telegram.yaml"))]
    return {language: read_texts(folder / language / "telegram.yaml", Strings) for language in [ENGLISH, *languages]}
