"""What the site says beside the answers: `templates/<language>/site.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odop_bot.answering.texts import by_language, text_template
from odop_bot.knowledge.models import Strict, Text

FILE = "site.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords(Strict):
    """The texts of one language; those with `{{ }}` are templates."""

    language: Text
    """What the language calls itself."""
    name: Text
    tagline: Text
    skip: Text
    menu: Text
    languages: Text
    pages: dict[str, Text]
    """Names of the overviews: `index`, `states`, `products`, …"""
    abouts: dict[str, Text]
    """One sentence on each of them."""
    kinds: dict[str, Text]
    """What the things are that have pages, by the letter of their address."""
    search: dict[str, Text]
    map: dict[str, Text]
    labels: dict[str, Text]
    """Headings of tables and of single facts."""
    described: dict[str, Text]
    """What a page is about, in a sentence for previews and search engines, by kind."""
    files: dict[str, Text]
    """What the files of the open data hold."""

    def fill(self, text: str, **data: Any) -> str:
        """Return a text with its data filled in, not escaped."""
        return text_template(text, autoescape=False).render(**data).strip()


def read_site_words(folder: Path) -> dict[str, SiteWords]:
    """Return the texts by language, English first. Raises StringsError when a file is missing or wrong."""
    return by_language(folder, FILE, SiteWords)
