"""Where each page and file lies, inside the folder of the site."""

from __future__ import annotations

import re

from odop_bot.knowledge import ENGLISH
from odop_bot.understanding.requests import Choice

HOME = "index.html"
_PAGES = {"district": "d", "state": "s", "family": "p", "faq": "f"}
_UNSAFE = re.compile(r"[^a-z0-9-]")


class PublicAddresses:
    """Tells where on the web the pages and pictures of things are, once the site lies there."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __call__(self, choice: Choice, language: str) -> str | None:
        """Return the address of the page of a thing; None where it has none."""
        kind = _PAGES.get(choice.kind)
        return f"{self._base}/{in_language(page(kind, choice.id), language)}" if kind else None

    def picture(self, choice: Choice, language: str) -> str | None:
        """Return the address of the preview picture of a thing; None where it has none."""
        return f"{self._base}/{picture('d', choice.id, language)}" if choice.kind == "district" else None


def page_of(base: str | None) -> PublicAddresses | None:
    """Return what tells where a thing has its page on a site; None where there is no site."""
    return PublicAddresses(base.rstrip("/")) if base else None


def slug(key: object) -> str:
    """Return an id as the name of a file: other characters than a-z, 0-9 and `-` by their code, so none is lost."""
    return _UNSAFE.sub(lambda match: f"_{ord(match.group()):x}_", str(key))


def page(kind: str, key: object) -> str:
    """Return the path of the page of a thing, the same in every language."""
    return f"{kind}/{slug(key)}.html"


def record(kind: str, key: object) -> str:
    """Return the path of the JSON of a thing, one for all languages."""
    return f"{kind}/{slug(key)}.json"


def picture(kind: str, key: object, language: str) -> str:
    """Return the path of the preview picture of a thing."""
    return f"pictures/{language}/{kind}/{slug(key)}.png"


def in_language(path: str, language: str) -> str:
    """Return the path of a page in a language: English at the root, the others in a folder each."""
    return path if language == ENGLISH else f"{language}/{path}"


def way_up(path: str) -> str:
    """Return the way from a page to the root of the site."""
    return "../" * path.count("/")
