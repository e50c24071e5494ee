"""What the makers of pages work with in one language."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.knowledge import NATIONAL
from odop_bot.knowledge.models import District, Listing, State
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.site import addresses
from odop_bot.site.map import Maps
from odop_bot.site.page import Link
from odop_bot.site.words import SiteWords, read_site_words
from odop_bot.understanding.requests import AskDistricts

_EVERYTHING = frozenset({"special", "earlier"})


class Desk:
    """Answers, words and look-ups of one language."""

    def __init__(self, answerer: Answerer, templates: Path, language: str, maps: Maps) -> None:
        self.answerer = answerer
        self.knowledge = answerer.knowledge
        self.language = language
        self.maps = maps
        self.words: SiteWords = read_site_words(templates)[language]
        self.sectors = read_quiz_strings(templates)[language].topics
        self.wording = answerer.renderer.wording(language)
        self._views: dict[int, dict[str, Any]] = {}

    def view(self, district: District) -> dict[str, Any]:
        """Return what the bot says of a district: all lists, with their rows, each beside its listing."""
        if district.lgd not in self._views:
            request = AskDistricts(districts=(district.lgd,), aspects=_EVERYTHING)
            reply = self.answerer.reply(request, language=self.language)
            view = {**reply.data["district"], "sources": reply.sources}
            for block in view["lists"]:
                known = self.knowledge.listings(district, block["id"])
                block["rows"] = [
                    {**told, "families": self.families(listing)}
                    for told, listing in zip(block["listings"], known, strict=True)
                ]
            self._views[district.lgd] = view
        return self._views[district.lgd]

    def row(self, district: District, listing: Listing) -> dict[str, Any]:
        """Return what the bot says of one listing."""
        for block in self.view(district)["lists"]:
            if block["id"] == listing.list:
                number = self.knowledge.listings(district, listing.list).index(listing)
                row: dict[str, Any] = block["rows"][number]
                return row
        raise LookupError(listing)

    def families(self, listing: Listing) -> list[Link]:
        """Return the product families of a listing."""
        known = self.knowledge.families
        return [self.link("p", family, self.wording.text(known[family].name)) for family in listing.families]

    def link(self, kind: str, key: object, label: str) -> Link:
        """Return a way to the page of a thing."""
        return Link(label=label, path=addresses.page(kind, key))

    def overview(self, name: str) -> Link:
        """Return a way to an overview."""
        return Link(label=self.words.pages[name], path=f"{name}.html")

    def district(self, code: int) -> Link:
        """Return a way to a district."""
        return self.link("d", code, self.wording.place(self.knowledge.districts[code]))

    def state(self, code: int) -> Link:
        """Return a way to a State."""
        return self.link("s", code, self.wording.place(self.knowledge.states[code]))

    def listed(self, list_id: str) -> Link:
        """Return a way to a list."""
        return self.link("l", list_id, self.wording.text(self.knowledge.lists[list_id].name))

    def products(self, district: District, list_id: str = NATIONAL) -> list[str]:
        """Return what a list names for a district, as texts have it."""
        return [self.wording.product(listing) for listing in self.knowledge.listings(district, list_id)]

    def names(self, place: District | State) -> dict[str, str]:
        """Return the names of a place by language."""
        return {"en": place.name, **place.names}

    def date(self, text: str | None) -> str:
        """Return a date as people read it, or that it is not known."""
        return self.wording.date(text) if text else self.words.labels["undated"]

    @cached_property
    def national(self) -> str:
        """The date of the national list, as people read it."""
        return self.wording.date(self.knowledge.lists[NATIONAL].as_of)

    @cached_property
    def in_force(self) -> list[str]:
        """The ids of the lists that no newer edition has replaced."""
        return [key for key, item in self.knowledge.lists.items() if item.superseded_by is None]

    def describe(self, kind: str, **data: Any) -> str:
        """Return what a page is about, in a sentence."""
        return self.words.fill(self.words.described[kind], **data)
