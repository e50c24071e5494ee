"""What the live page says beside the answers: `templates/<language>/web.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering.texts import read_texts
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WebWords(Strict):
    """The texts of one language."""

    language: Text
    """What the language calls itself."""
    name: Text
    chat: dict[str, Text]
    cookie: str
    """What the cookie is for; HTML."""
    export: Text
    map: Text
    """Label of the button that opens the map in Telegram."""
    map_text: Text
    """What is said above it."""
    map_command: Text
    site: dict[str, Text]
    """What stands where a page is missing or not yet written."""
    helpdesk: dict[str, Text]


def read_web_words(folder: Path) -> dict[str, WebWords]:
    """Return the texts by language, English first. Raises StringsError when a file is missing or wrong."""
    languages = [path.parent.name for path in sorted(folder.glob("*/web.yaml"))]
    return {code: read_texts(folder / code / "web.yaml", WebWords) for code in dict.fromkeys([ENGLISH, *languages])}
