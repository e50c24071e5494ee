"""Lay pages out: the templates of `templates/site/`, with the words of a language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from odop_bot.answering import Answerer
from odop_bot.knowledge import ENGLISH
from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.markup import environment, paper
from odop_bot.site.page import Link, Page
from odop_bot.site.pages.overviews import NAMES
from odop_bot.site.pictures import SIZE
from odop_bot.site.words import read_site_words

MENU = tuple(name for name in NAMES if name not in ("sources", "licence"))
"""Overviews in the menu of every page; the others are in its foot."""
PAPERS = {"licence": "LICENCE.md", "changes": "CHANGES.md"}
"""Files of the knowledge base that overviews show."""


class Layout:
    """Makes HTML of pages."""

    def __init__(
        self,
        answerer: Answerer,
        templates: Path,
        knowledge_dir: Path,
        base_url: str | None,
        *,
        pictures: bool,
        live: bool = False,
    ) -> None:
        """Take the folders, the public address if it is known, whether there are pictures, and whether a chat."""
        self._environment = environment(str(templates))
        self._answerer = answerer
        self._words = read_site_words(templates)
        self._base = base_url
        self._pictures = pictures
        self._live = live
        self._papers = {name: _paper(knowledge_dir / file) for name, file in PAPERS.items()}

    def html(self, page: Page, desk: Desk) -> str:
        """Return a page as HTML."""
        path = addresses.in_language(page.path, desk.language)
        up = addresses.way_up(path)

        def to(target: str) -> str:
            """Return the way to a file that all languages share."""
            return f"{up}{target}"

        def link(target: str) -> str:
            """Return the way to a page of the same language."""
            return f"{up}{addresses.in_language(target, desk.language)}"

        template = self._environment.get_template(f"site/{page.layout}.html")
        languages = [
            {"code": code, "name": self._words[code].language, "path": addresses.in_language(page.path, code)}
            for code in self._answerer.languages
        ]
        return template.render(
            page=page,
            words=desk.words,
            labels=desk.words.labels,
            ranks=desk.wording.words.ranks,
            said=self._answerer.renderer.parts(desk.language),
            lang=desk.language,
            to=to,
            link=link,
            page_of=addresses.page,
            absolute=self._absolute if self._base else to,
            languages=languages,
            path=path,
            base_url=self._base,
            menu=[desk.overview(name) for name in MENU],
            chat=f"{up}chat/{desk.language}" if self._live else None,
            foot=[desk.overview(name) for name in ("sources", "licence")],
            home=Link(label=desk.words.name, path=addresses.HOME),
            english=ENGLISH,
            sources=[desk.link("r", key, desk.wording.cite(key)) for key in page.sources],
            picture=page.picture if self._pictures else None,
            picture_size=SIZE,
            paper=self._papers.get(page.layout),
            ld=self._linked_data(page, desk, path),
            **page.data,
        )

    def _absolute(self, path: str) -> str:
        return f"{self._base}/{path}"

    def _linked_data(self, page: Page, desk: Desk, path: str) -> Markup:
        """Return what schema.org has for the page; nothing in it can end the element around it."""
        start = Link(label=desk.words.name, path=addresses.HOME)
        crumbs = [start, *page.crumbs, Link(label=page.title, path=page.path)]
        up = addresses.way_up(path)
        graph: list[Mapping[str, Any]] = [
            {
                **page.thing,
                "description": page.thing.get("description", page.description),
                "url": self._absolute(path) if self._base else path.rpartition("/")[2],
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": number,
                        "name": crumb.label,
                        "item": self._at(crumb.path, up, desk),
                    }
                    for number, crumb in enumerate(crumbs, start=1)
                ],
            },
        ]
        text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
        for sign in "<>&\u2028\u2029":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return Markup(text)  # noqa: S704 - what HTML would read is escaped above

    def _at(self, target: str, up: str, desk: Desk) -> str:
        path = addresses.in_language(target, desk.language)
        return self._absolute(path) if self._base else f"{up}{path}"


def _paper(path: Path) -> Markup | None:
    return paper(path.read_text(encoding="utf-8")) if path.is_file() else None
