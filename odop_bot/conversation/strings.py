"""What the bot says beside its answers: `templates/<language>/conversation.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odop_bot.answering.texts import by_language, text_template
from odop_bot.knowledge import ENGLISH as ENGLISH
from odop_bot.knowledge.models import Strict

FILE = "conversation.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases(Strict):
    """What people write about themselves and the language of the talk; in lower case."""

    mine: tuple[str, ...]
    """Words that mean one's own district."""
    from_here: tuple[str, ...]
    """Sentences that say where one is from; `{}` stands for the place."""
    called: tuple[str, ...]
    """What people call the language."""
    around_language: tuple[str, ...]
    """Words that may stand beside a language where it is asked for."""
    wishes: dict[str, tuple[str, ...]]
    """Messages that ask the bot to do something: `person`, `quiz`, `sources`, `file`, `mistake`."""
    polite: tuple[str, ...]
    """Words that may stand beside a wish."""


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
    privacy_more: str
    forgotten: str
    about: str
    choose_state: str
    choose_state_list: str
    choose_district: str
    choose_product: str
    choose_topic: str
    choose_question: str
    choose_language: str
    choose_need: str
    choose_any_need: str
    choose_wrong: str
    which_district: str
    own_district: str
    sources: str
    language_fixed: str
    language_free: str
    send_location: str
    no_location: str
    card_caption: str
    no_card: str
    not_text: str
    no_contact: str
    sticker: str
    hello_group: str
    busy: str
    old_button: str
    old_link: str
    unknown_command: str
    for_admins: str
    for_helpdesk: str
    no_helpdesk: str
    ask_person: str
    to_quiz: str
    to_file: str
    in_private: str
    thanks_right: str
    thanks_wrong: str
    failed: str
    no_memory: str
    admin_error: str
    admin_again: str
    admin_memory: str
    stats: str
    ids: str
    reloaded: str
    not_reloaded: str
    phrases: Phrases
    offer_language: str
    buttons: dict[str, str]
    wrongs: dict[str, str]
    """What may be wrong, as buttons say it: `product`, `district`, `old`, `other`."""
    written_out: dict[str, str]
    """Short forms in titles, and what buttons say instead."""
    topics: dict[str, str]

    def label(self, key: str, **data: Any) -> str:
        """Return the label of a button with its data filled in; plain text."""
        return text_template(self.buttons[key], autoescape=False).render(**data).strip()

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in and escaped."""
        return text_template(getattr(self, key), autoescape=True).render(**data).strip()


def read_strings(folder: Path) -> dict[str, Strings]:
    """Return the strings by language, English first. Raises StringsError when a file is missing or wrong."""
    return by_language(folder, FILE, Strings)
