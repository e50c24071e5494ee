"""How the quiz speaks one language: names, dates and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from functools import cached_property
from typing import Any

from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH, NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Listing, State
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.facts import Fact, FigureFact, GiFact
from odop_bot.quiz.homes import Homes
from odop_bot.quiz.names import beginnings, same_name
from odop_bot.quiz.question import MAX_EXPLANATION, units
from odop_bot.quiz.spelling import spelled
from odop_bot.quiz.strings import QuizStrings
from odop_bot.quiz.topics import MIXED, Topic

VALUE, BLANK = "{}", "____"
"""Where the value stands in the sentence on a figure, and what an exam prints in its place."""
_RANKS = ("primary", "secondary", "tertiary", "others")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Phrasing:
    """What things are called in a quiz of one language."""

    def __init__(
        self, language: str, wording: Wording, strings: QuizStrings, knowledge: Knowledge, bank: QuizBank
    ) -> None:
        self.language = language
        self.wording = wording
        self.strings = strings
        self._knowledge = knowledge
        self._not_printed = frozenset((*bank.wordings_not_asked, *bank.families_not_asked))
        """Wordings, and ids of families."""
        self._bank = bank
        self._homes: Homes | None = None
        self._products: dict[tuple[str, str | None], str] = {}
        self._places: dict[int, str] = {}
        self._pairs: dict[str, str] = {}
        self._under: dict[str, str] = {}

    def product(self, listing: Listing) -> str:
        """Return a product's name in the language, else in the list's own wording."""
        name = self._products.get((listing.product, listing.hi))
        if name is None:
            if self.language == ENGLISH:
                name = spelled(listing.product, self._bank.spelled)
            else:
                name = self._knowledge.product_name(listing, self.language) or listing.product
            self._products[listing.product, listing.hi] = name
        return name

    def alike(self, one: Listing, other: Listing) -> bool:
        """Whether two products are both named in the language, or both in the list's own wording."""
        if self.language == ENGLISH:
            return True
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

    def claim(self, district: District, fact: Fact) -> str:
        """Return the statement that a fact's list names its product for a district."""
        return self.strings.fill(
            "claim",
            product=self.product(fact.listing),
            district=self.district(district),
            state=self.state(district),
        )

    def figure_claim(self, fact: FigureFact, value: str, *, dated: bool = True) -> str:
        """Return the sentence that a figure has a value, as of its date if `dated`."""
        as_of = self.as_of(fact) if dated else ""
        sentence = self.strings.fill("figure_claim", sentence=self.sentence_of(fact, value), as_of=as_of)
        return sentence[0].upper() + sentence[1:]

    def has_sentence(self, fact: FigureFact) -> bool:
        """Whether the language has a sentence on a figure."""
        return fact.key in self.strings.figures

    def sentence_of(self, fact: FigureFact, value: str) -> str:
        """Return the sentence on a figure with a value, or a blank, in it; without its full stop."""
        return self.strings.figures[fact.key].replace(VALUE, value)

    def as_of(self, fact: FigureFact) -> str:
        """Return the date of a figure; nothing where it would give the figure away, or the sentence has its year."""
        value = self.wording.figure(fact.key)
        if _YEAR.search(self.sentence_of(fact, "")):
            return ""  # exports of 2023-24 were not so on a day
        if set(_YEAR.findall(fact.figure.as_of)) & set(_YEAR.findall(value)):
            return ""
        return self.wording.date(fact.figure.as_of)

    def explain(self, answer: str, list_id: str, source: str, *more: str) -> str:
        """Return an answer with what teaches more, its list and date, and its source, as far as all that fits."""
        name, as_of = self.list_data(list_id)["list"], self.list_data(list_id)["as_of"]
        return self.told(answer, self.strings.fill("told_by", list=name, as_of=as_of), source, *more)

    def explain_figure(self, fact: FigureFact) -> str:
        """Return the value of a figure with its date and source."""
        answer = self.figure_claim(fact, self.wording.figure(fact.key), dated=False)
        return self.told(answer, self.figure_tail(fact), fact.figure.source, self.strings.figures_more[fact.key])

    def as_on(self, date: str) -> str:
        """Return that something was so on a date; nothing for what is so by law, which has none."""
        return self.strings.fill("as_on", as_of=self.wording.date(date)) if date else ""

    def told(self, answer: str, dated: str, source: str, *more: str, beside: str = "") -> str:
        """Return an answer, its date and, as far as they fit whole, its sources and what teaches more.

        The answer is never cut: one that is too long by itself makes no question.
        """
        out = answer if not dated or units(f"{answer}\n{dated}") > MAX_EXPLANATION else f"{answer}\n{dated}"
        cite = self.cited(source)
        both = f"{cite}; {self.wording.cite(beside)}" if beside and beside != source else cite
        teaching = [text for text in more if text and text.rstrip(".।") not in answer]
        for text in teaching:
            longer = out.replace(answer, f"{answer} {text}", 1)
            if units(longer) <= MAX_EXPLANATION:
                out, answer = longer, f"{answer} {text}"
        if dated and out == answer:
            return out
        cited = (f"{out} {text}" if dated else f"{out}\n{text}" for text in (both, cite))
        return next((text for text in cited if units(text) <= MAX_EXPLANATION), out)

    def cited(self, source: str) -> str:
        """Return a source as explanations and reviews name it."""
        return self.strings.fill("source", source=self.wording.cite(source))

    def sentence(self, text: str) -> str:
        """Return a text with a full stop."""
        return text.rstrip(" .।") + self.strings.stop

    def note(self, district: District, listing: Listing) -> str:
        """Return what is special about a product; nothing where that is not known."""
        note = self._knowledge.notes.get((district.lgd, listing.product)) if listing.list == NATIONAL else None
        return note.note.get(self.language, "") if note else ""

    def notes(self, facts: Iterable[Fact]) -> list[str]:
        """Return what is special about each product that has a note, under its district's name."""
        return [f"{self.district(x.district)}: {note}" for x in facts if (note := self.note(x.district, x.listing))]

    def pair(self, fact: Fact) -> str:
        """Return a district with its product, as an option shows it."""
        if fact.id not in self._pairs:
            self._pairs[fact.id] = self.strings.fill(
                "pair", district=self.district(fact.district), state="", product=self.product(fact.listing)
            )
        return self._pairs[fact.id]

    def home(self, fact: Fact) -> str:
        """Return a product with the district where it belongs."""
        return f"{self.product(fact.listing)} – {self.place(fact.district)}"

    def homes(self, fact: Fact) -> str:
        """Return a product with the best-known district for which a list names it, and how many others there are."""
        self._homes = self._homes or Homes(self._knowledge, self._bank, self.product)
        first, *others = self._homes.of(fact.listing)
        home = f"{self.product(fact.listing)} – {self.place(first)}"
        return self.fill("homes", home=home, others=len(others)) if others else home

    def own(self, fact: Fact) -> str:
        """Return what a district has of its own, where another product was shown for it."""
        return self.sentence(f"{self.district(fact.district)}: {self.product(fact.listing)}")

    def lesson(self, fact: Fact, *, named: bool = True) -> str:
        """Return what teaches more of a product: its note (under its district if `named`), its GI, the others there."""
        name, listing, district = self.product(fact.listing), fact.listing, self.district(fact.district)
        note = self.note(fact.district, listing)
        if note:
            return f"{district}: {note}" if named else note
        if listing.list != NATIONAL:
            return self._lesson_national(fact.district, district)
        items = self._knowledge.registered.get((fact.district.lgd, listing.product))
        if items:
            return self.strings.fill("lesson_gi", product=name, number=items[0].serials[0])
        others = [self.product(x) for x in self.foremost(fact.district, listing.list) if x is not listing]
        if others:
            return self.strings.fill("lesson_others", district=district, products=", ".join(others[:2]))
        return self.strings.fill("lesson_only", district=district)

    def _lesson_national(self, district: District, name: str) -> str:
        """Return what the national list names for a district of another list."""
        named = [self.product(x) for x in self.foremost(district, NATIONAL)]
        if not named:
            return self.strings.fill("lesson_only", district=name)
        return self.strings.fill("lesson_national", district=name, products=", ".join(named[:2]))

    def foremost(self, district: District, list_id: str) -> list[Listing]:
        """Return what a list names for a district, in its own order, but for what no question prints."""
        listed = self._knowledge.listings(district, list_id)
        named = [x for x in listed if self._not_printed.isdisjoint((x.product, *x.families))]
        return sorted(named, key=lambda x: _RANKS.index(x.rank or "primary"))

    def contrast(self, district: District, list_id: str) -> str:
        """Return what a list names first for a district, as a sentence; nothing where it names none."""
        named = self.foremost(district, list_id)
        return self.sentence(f"{self.district(district)}: {self.product(named[0])}") if named else ""

    def state_beside(self, list_id: str, state: State) -> str:
        """Return the name of a State beside that of a list; nothing where the list is that State's own."""
        return "" if self._knowledge.lists[list_id].scope == str(state.lgd) else self.wording.place(state)

    def same_name(self, listing: Listing) -> tuple[str, ...]:
        """Return what is the same for products that a question may call by one name."""
        name = self.product(listing)
        return same_name(name) if self.language == ENGLISH else (name,)

    def under(self, list_id: str) -> str:
        """Return the words with which a question names its list: the national one is the initiative itself."""
        if list_id not in self._under:
            data = {**self.list_data(list_id)}
            data["list"] = self.strings.lists_under.get(list_id, data["list"])
            self._under[list_id] = self.strings.fill("under", national=list_id == NATIONAL, **data)
        return self._under[list_id]

    def gi_name(self, fact: GiFact) -> str | None:
        """Return what a registration is called in the language; None where no name is known in its script."""
        if self.language == ENGLISH:
            return fact.item.name
        if not fact.called_so:
            return None
        return self._knowledge.product_name(fact.listing[1], self.language) if fact.listing else None

    def states(self, codes: Iterable[int]) -> str:
        """Return the names of States."""
        return ", ".join(self.wording.place(self._knowledge.states[code]) for code in codes)

    def figure_tail(self, fact: FigureFact) -> str:
        """Return the date of a figure; nothing where it is that day itself: what began on it began as of it."""
        return self.as_on(fact.figure.as_of) if self.as_of(fact) else ""

    @cached_property
    def idle(self) -> frozenset[str]:
        """Beginnings of the words of the quiz's own sentences, which tell nothing of an answer."""
        return _idle(self.strings)

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
        told, wording = self.strings.lists_told, self.wording
        return {
            key: {"list": told.get(key) or wording.text(item.name), "as_of": wording.date(item.as_of)}
            for key, item in self._knowledge.lists.items()
        }


def _idle(strings: QuizStrings) -> frozenset[str]:
    texts = (text for text in (getattr(strings, item.name) for item in fields(strings)) if isinstance(text, str))
    return frozenset(begin for text in texts for begin in beginnings(re.sub(r"\{[{%].*?[%}]\}", " ", text)))
