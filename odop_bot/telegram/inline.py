"""Inline mode: cards for what a person is typing in any chat."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from odop_bot.answering import Reply
from odop_bot.answering.dates import readable_date
from odop_bot.knowledge import NATIONAL
from odop_bot.language.sound import fold
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.telegram.callbacks import Tap
from odop_bot.telegram.screens import fitting
from odop_bot.telegram.talk import Talk

MAX_RESULTS = 12
MAX_SUBJECTS = 400
"""Subjects that are looked at for one prefix."""
_MARKED = re.compile(r"\+([^+]{2,60})\+")


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to choose: shown as title and line, sent as HTML or plain text."""

    id: str
    title: str
    line: str
    html: str


class InlineCards:
    """Finds cards by the beginning of a name, and by understanding."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        knowledge = talk.screens.answerer.knowledge
        names: list[tuple[str, str, str]] = []
        for district in knowledge.districts.values():
            known = (district.name, *district.names.values(), *district.also, *district.former)
            names += [(_key(name), "d", str(district.lgd)) for name in known]
        for family in knowledge.families.values():
            words = (*family.name.values(), *(word for group in family.also.values() for word in group))
            names += [(_key(word), "p", family.id) for word in words]
        for entry in knowledge.faq.values():
            names += [(_key(title), "f", entry.id) for title in entry.title.values()]
        self._names = sorted(name for name in names if name[0])

    def cards(self, query: str) -> list[Card]:
        """Return the cards for what was typed so far, best first."""
        marked = _MARKED.search(query)
        if marked:
            card = self._insertion(query, marked)
            return [card] if card else []
        taps = list(dict.fromkeys([*self._understood(query), *self._beginning(query)]))
        cards = [self._card(tap) for tap in taps[:MAX_RESULTS]]
        return [card for card in cards if card]

    def _understood(self, query: str) -> list[Tap]:
        reading = self._talk.screens.answerer.understander.read(query)
        if reading.kind == "district":
            return [Tap("d", str(code)) for code in reading.districts[:4]]
        if reading.kind == "product" and reading.families:
            return [Tap("p", reading.families[0])]
        if reading.kind == "faq":
            return [Tap("f", entry) for entry in reading.faq]
        if reading.kind == "state":
            return [Tap("s", str(reading.states[0]))]
        verbs = {"district": "d", "faq": "f", "family": "p", "state": "s"}
        return [Tap(verbs[choice.kind], choice.id) for choice in reading.choices]

    def _beginning(self, query: str) -> list[Tap]:
        key = _key(query)
        if not key:
            return []
        start = bisect_left(self._names, (key,))
        found = [name for name in self._names[start : start + MAX_SUBJECTS] if name[0].startswith(key)]
        # Whole names first, then the shortest: "mau" is Mau before Mauganj.
        found.sort(key=lambda name: (len(name[0]), name))
        return [Tap(verb, argument) for _, verb, argument in found]

    def _reply(self, tap: Tap) -> Reply | None:
        reading = self._talk.reading(tap)
        return self._talk.screens.answerer.reply(reading) if reading else None

    def _card(self, tap: Tap) -> Card | None:
        reply = self._reply(tap)
        if reply is None:
            return None
        screens = self._talk.screens
        html = fitting(screens.answerer.renderer.html(reply))
        lines = [line for line in screens.answerer.renderer.text(reply).split("\n") if line.strip()]
        return Card(f"{tap.verb}{tap.argument}", lines[0][:60], " · ".join(lines[1:4])[:110], html)

    def _insertion(self, query: str, marked: re.Match[str]) -> Card | None:
        """Return the typed text with the marked words replaced by the short answer."""
        answerer = self._talk.screens.answerer
        reading = answerer.understander.read(marked.group(1))
        if reading.kind != "district":
            return None
        knowledge = answerer.knowledge
        district = knowledge.districts[reading.districts[0]]
        products = [x.product for x in knowledge.listings(district, NATIONAL)] or ["not listed"]
        item = knowledge.lists[NATIONAL]
        short = f"{district.name}: {', '.join(products[:2])} ({item.name['en']}, {readable_date(item.as_of)})"
        text = f"{query[: marked.start()]}{short}{query[marked.end() :]}".strip()
        return Card(f"i{district.lgd}", text[:60], short[:110], _escaped(text))


def _escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


def _key(text: str) -> str:
    return " ".join(token.fold for token in tokenise(normalise(text)) if token.fold) or fold(text)
