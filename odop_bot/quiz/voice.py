"""How the quiz speaks one language: names, dates and sentences."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.knowledge.models import District, Listing, ProductList
from odop_bot.quiz.ground import Fact, FigureFact
from odop_bot.quiz.question import MAX_EXPLANATION, cut, units
from odop_bot.quiz.strings import QuizStrings
from odop_bot.quiz.topics import MIXED, Topic

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEAST_ANSWER = 50
"""UTF-16 units of an explanation that always say the answer."""


class Voice:
    """What things are called in a quiz of one language."""

    def __init__(self, language: str, wording: Wording, strings: QuizStrings, knowledge: Knowledge) -> None:
        self.language = language
        self.wording = wording
        self.strings = strings
        self._knowledge = knowledge
        self._places: dict[int, str] = {}

    def product(self, listing: Listing) -> str:
        """Return a product's name in the language, else in the list's own wording."""
        if self.language == ENGLISH:
            return listing.product
        return self._knowledge.product_name(listing, self.language) or listing.product

    def alike(self, one: Listing, other: Listing) -> bool:
        """Whether two products are both named in the language, or both in the list's own wording."""
        return (self.product(one) == one.product) == (self.product(other) == other.product)

    def state(self, district: District) -> str:
        """Return the name of a district's state."""
        return self.wording.place(self._knowledge.state_of(district))

    def district(self, district: District) -> str:
        """Return the name of a district."""
        return self.wording.place(district)

    def place(self, district: District) -> str:
        """Return a district with its state."""
        name = self._places.get(district.lgd)
        if name is None:
            name = self.strings.fill("place", district=self.district(district), state=self.state(district))
            self._places[district.lgd] = name
        return name

    def list_data(self, list_id: str) -> dict[str, str]:
        """Return name and date of a list for a sentence."""
        return self._lists[list_id]

    def list_option(self, list_id: str) -> str:
        """Return a list with its year, as an option shows it."""
        item = self._knowledge.lists[list_id]
        return f"{self.wording.text(item.name)} ({item.as_of[:4]})"

    def claim(self, district: District, fact: Fact) -> str:
        """Return the statement that a fact's list names its product for a district."""
        return self.strings.fill(
            "claim", product=self.product(fact.listing), district=self.district(district), state=self.state(district),
            **self.list_data(fact.listing.list),
        )  # fmt: skip

    def figure_claim(self, fact: FigureFact, value: str) -> str:
        """Return the statement that a figure has a value."""
        return self.strings.fill("figure_claim", what=self.what(fact), as_of=self.as_of(fact), value=value)

    def what(self, fact: FigureFact) -> str:
        """Return what a figure counts or dates."""
        what = self.strings.figures.get(fact.key, fact.figure.what)
        return what[0].upper() + what[1:]

    def as_of(self, fact: FigureFact) -> str:
        """Return the date of a figure; nothing where it would give the figure away."""
        value = self.wording.figure(fact.key)
        if set(_YEAR.findall(fact.figure.as_of)) & set(_YEAR.findall(value)):
            return ""
        return self.wording.date(fact.figure.as_of)

    def explain(self, answer: str, list_id: str, source: str) -> str:
        """Return an answer with its list, date and source, as long as Telegram allows."""
        tail = self.strings.fill("explain", source=self.wording.cite(source), **self.list_data(list_id))
        return _joined(answer, tail)

    def explain_figure(self, fact: FigureFact) -> str:
        """Return the value of a figure with its date and source."""
        answer = self.strings.fill("figure_answer", what=self.what(fact), value=self.wording.figure(fact.key))
        return _joined(answer, self.figure_tail(fact))

    def explain_figures(self, answer: str, tail: str) -> str:
        """Return what is so of several figures, with the date and source of one."""
        return _joined(answer, tail)

    def figure_tail(self, fact: FigureFact) -> str:
        """Return the date and source of a figure."""
        return self.strings.fill(
            "figure_explain", as_of=self.wording.date(fact.figure.as_of), source=self.wording.cite(fact.figure.source)
        )  # fmt: skip

    def title(self, topic: Topic) -> str:
        """Return what a topic is called."""
        if topic.state is None:
            return self.strings.topics[topic.name]
        state = self.wording.place(self._knowledge.states[topic.state])
        return state if topic.name == MIXED else f"{state}: {self.strings.topics[topic.name]}"

    def fill(self, key: str, **data: Any) -> str:
        """Return a sentence with its data filled in."""
        return self.strings.fill(key, **data)

    @cached_property
    def _lists(self) -> dict[str, dict[str, str]]:
        return {key: self._list_data(item) for key, item in self._knowledge.lists.items()}

    def _list_data(self, item: ProductList) -> dict[str, str]:
        return {"list": self.wording.text(item.name), "as_of": self.wording.date(item.as_of)}


def _joined(answer: str, tail: str) -> str:
    tail = cut(tail, MAX_EXPLANATION - 1 - min(units(answer), _LEAST_ANSWER))
    return f"{cut(answer, MAX_EXPLANATION - 1 - units(tail))}\n{tail}"
