"""The kinds of pages: each says which there are, and makes one in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.site.desk import Desk
from odop_bot.site.page import Page
from odop_bot.site.pages import districts, families, lists, overviews, registry, schemes, sources, states


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of pages."""

    keys: Callable[[Knowledge], Iterable[object]]
    """Returns the ids of the things that have a page."""
    make: Callable[[Desk, str], Page]
    """Makes the page of one, by its id as text."""


KINDS: Mapping[str, Kind] = {
    "o": Kind(lambda _: overviews.NAMES, overviews.page),
    "d": Kind(lambda knowledge: knowledge.districts, districts.page),
    "s": Kind(lambda knowledge: knowledge.states, states.page),
    "p": Kind(lambda knowledge: knowledge.families, families.page),
    "g": Kind(lambda knowledge: knowledge.gi, registry.page),
    "f": Kind(lambda knowledge: knowledge.faq, schemes.page),
    "l": Kind(lambda knowledge: knowledge.lists, lists.page),
    "r": Kind(lambda knowledge: knowledge.sources, sources.page),
}
"""By the letter of their addresses."""
