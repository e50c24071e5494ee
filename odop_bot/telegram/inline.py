"""Inline mode: cards for what a person is typing in any chat."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from odop_bot.knowledge import NATIONAL
from odop_bot.language.sound import fold
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.telegram.callbacks import Tap
from odop_bot.telegram.screens import fitting
from odop_bot.telegram.talk import Talk

MAX_RESULTS = 12
MAX_SUBJECTS = 400
"""Subjects that are looked at for one prefix."""
MIN_SOUND = 3
"""Letters of a sound key from which on names that only sound alike are offered."""
_MARKED = re.compile(r"\+([^+]{2,60})\+")


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to choose: shown as title and line, sent as HTML or plain text."""

    id: str
    title: str
    line: str
    html: str


@dataclass(frozen=True, slots=True, order=True)
class _Subject:
    """What a name stands for; the smallest comes first: districts by their names, then the shortest name."""

    rank: int
    length: int
    tap: Tap


class _Beginnings:
    """Subjects by the beginning of a key."""

    def __init__(self, names: Iterable[tuple[str, _Subject]]) -> None:
        self._names = sorted(name for name in names if name[0])

    def find(self, key: str) -> list[Tap]:
        """Return what begins with a key, best first; nothing for an empty key."""
        if not key:
            return []
        start = bisect_left(self._names, key, key=lambda name: name[0])
        found = [subject for name, subject in self._names[start : start + MAX_SUBJECTS] if name.startswith(key)]
        return [subject.tap for subject in sorted(found)]


class InlineCards:
    """Finds cards by the beginning of a name, and by understanding."""

    def __init__(self, talk: Talk) -> None:
        """Look through every name of the knowledge that is in use now; it takes a tenth of a second."""
        self._talk = talk
        self.answerer = talk.answerer
        knowledge = talk.answerer.knowledge
        names: list[tuple[str, _Subject]] = []
        for district in knowledge.districts.values():
            tap = Tap("d", str(district.lgd))
            names += [(name, _Subject(0, len(name), tap)) for name in (district.name, *district.names.values())]
            names += [(name, _Subject(1, len(name), tap)) for name in (*district.also, *district.former)]
        for family in knowledge.families.values():
            words = (*family.name.values(), *(word for group in family.also.values() for word in group))
            names += [(word, _Subject(1, len(word), Tap("p", family.id))) for word in words]
        for entry in knowledge.faq.values():
            names += [(title, _Subject(2, len(title), Tap("f", entry.id))) for title in entry.title.values()]
        self._written = _Beginnings((key_of(name), subject) for name, subject in names)
        self._heard = _Beginnings((_sound(name), subject) for name, subject in names)

    def cards(self, query: str, language: str) -> list[Card]:
        """Return the cards for what was typed so far, best first."""
        marked = _MARKED.search(query)
        if marked:
            card = self._insertion(query, marked, language)
            return [card] if card else []
        surely, perhaps = self._understood(query)
        sound = _sound(query)
        begun = self._written.find(key_of(query)) + (self._heard.find(sound) if len(sound) >= MIN_SOUND else [])
        taps = list(dict.fromkeys([*surely, *begun, *perhaps]))
        cards = [self._card(tap, language) for tap in taps[:MAX_RESULTS]]
        return [card for card in cards if card]

    def _understood(self, query: str) -> tuple[list[Tap], list[Tap]]:
        """Return what the query surely asks, and what it may ask."""
        reading = self.answerer.understander.read(query)
        if reading.kind in ("district", "pin"):
            return [Tap("d", str(code)) for code in reading.districts[:4]], []
        if reading.kind == "product" and reading.families:
            return [Tap("p", reading.families[0])], []
        if reading.kind == "faq":
            return [Tap("f", entry) for entry in reading.faq], []
        if reading.kind == "state":
            return [Tap("s", str(reading.states[0]))], []
        verbs = {"district": "d", "faq": "f", "family": "p", "state": "s"}
        return [], [Tap(verbs[choice.kind], choice.id) for choice in reading.choices]

    def _card(self, tap: Tap, language: str) -> Card | None:
        reading = self._talk.reading(tap)
        if reading is None:
            return None
        reply = self.answerer.reply(reading, language=language)
        renderer = self.answerer.renderer
        html = fitting(renderer.short_html(reply))
        lines = [line for line in renderer.text(reply).split("\n") if line.strip()]
        return Card(f"{tap.verb}{tap.argument}", lines[0][:60], " · ".join(lines[1:4])[:110], html)

    def _insertion(self, query: str, marked: re.Match[str], language: str) -> Card | None:
        """Return the typed text with the marked words replaced by the short answer."""
        reading = self.answerer.understander.read(marked.group(1))
        if reading.kind != "district":
            return None
        knowledge, wording = self.answerer.knowledge, self.answerer.renderer.wording(language)
        district = knowledge.districts[reading.districts[0]]
        products = [wording.product(x) for x in knowledge.listings(district, NATIONAL)] or [wording.not_listed]
        item = knowledge.lists[NATIONAL]
        source = f"{wording.text(item.name)}, {wording.date(item.as_of)}"
        short = f"{wording.place(district)}: {', '.join(products[:2])} ({source})"
        text = f"{query[: marked.start()]}{short}{query[marked.end() :]}".strip()
        return Card(f"i{district.lgd}", text[:60], short[:110], _escaped(text))


def _escaped(text: str) -> str:
    return str(escape(text))


def _sound(text: str) -> str:
    return " ".join(token.fold for token in tokenise(normalise(text)) if token.fold) or fold(text)
