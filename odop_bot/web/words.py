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
    cases: Text
    """What is kept for visitors who have asked the helpdesk; HTML."""
    no_cases: Text
    """The same where there is none."""
    export: Text
    map: Text
    """Label of the button that opens the map in Telegram."""
    map_text: Text
    """What is said above it."""
    map_command: Text
    site: dict[str, Text]
    """What stands where a page is missing or not yet written."""
    helpdesk: dict[str, Text]

    def privacy(self, *, helpdesk: bool) -> str:
        """Return what is kept of visitors alone; HTML."""
        return f"{self.cookie.strip()} {self.cases if helpdesk else self.no_cases}"


def read_web_words(folder: Path) -> dict[str, WebWords]:
    """Return the texts by language, English first. Raises StringsError when a file is missing or wrong."""
    languages = [path.parent.name for path in sorted(folder.glob("*/web.yaml"))]
    return {code: read_texts(folder / code / "web.yaml", WebWords) for code in dict.fromkeys([ENGLISH, *languages])}
