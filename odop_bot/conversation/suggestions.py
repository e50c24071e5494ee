"""Inline mode: cards for what a person is typing in any chat."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from odop_bot.answering import Answerer, Reply
from odop_bot.conversation.actions import Open
from odop_bot.conversation.openings import opens_of
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import NATIONAL
from odop_bot.quiz.bank import read_bank
from odop_bot.understanding.requests import AskMcq, Choice

log = logging.getLogger(__name__)
MAX_RESULTS = 12
POPULAR = 6
"""Districts, each of another State, that are shown before anything is typed."""
MAX_QUERY = 256
"""Letters of a query that are read."""
MAX_ID = 60
"""Letters of a card's id."""
_MARKED = re.compile(r"\+([^+]{2,60})\+")


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to choose: shown as title and line, sent as HTML or plain text."""

    id: str
    title: str
    line: str
    html: str
    choice: Choice | None = None
    """What it is about, where that has a picture."""


class InlineCards:
    """Finds cards by the beginning of a name, and by understanding."""

    def __init__(self, talk: Talk) -> None:
        """Make cards of the knowledge that the talk uses."""
        self._talk = talk
        self._known: tuple[object, list[Open]] = (None, [])
        """The knowledge in use, and what is shown before anything is typed."""
        self._told: tuple[object, set[tuple[Open, str]]] = (None, set())
        """The knowledge in use, and which of its cards were told to be faulty."""

    @property
    def answerer(self) -> Answerer:
        """The knowledge in use."""
        return self._talk.answerer

    def cards(self, query: str, language: str) -> list[Card]:
        """Return the cards for what was typed so far, best first."""
        query = query[:MAX_QUERY]
        if not query.strip():
            found = (self._card(tap, language) for tap in self._popular())
            return [card for card in found if card]
        marked = _MARKED.search(query)
        if marked:
            card = self._insertion(query, marked, language)
            return [card] if card else []
        solved = self._solved(query, language)
        if solved is not None:
            return [solved]
        surely, perhaps = self._understood(query)
        begun = [Open(choice) for choice in self.answerer.understander.beginnings.find(query)]
        taps = list(dict.fromkeys([*surely, *begun, *perhaps]))
        cards = [self._card(tap, language) for tap in taps[:MAX_RESULTS]]
        return [card for card in cards if card]

    def _popular(self) -> list[Open]:
        """Return the districts that are shown before anything is typed: of each State the best known, GIs first."""
        if self._known[0] is not self.answerer:
            knowledge = self.answerer.knowledge
            marked = {code for (code, _product), items in knowledge.registered.items() if items}
            best = read_bank(TEMPLATES).best_known.values()
            known = [[code for code in codes if code in knowledge.districts] for codes in best]
            firsts = [min(codes, key=lambda code: code not in marked) for codes in known if codes]
            codes = firsts[:POPULAR]
            self._known = (self.answerer, [Open(Choice("district", str(code))) for code in codes])
        return self._known[1]

    def _solved(self, query: str, language: str) -> Card | None:
        """Return the card of the answer to a pasted multiple-choice question; None for any other query."""
        decision = self.answerer.understander.read(query)
        if not isinstance(decision.request, AskMcq):
            return None
        reply = self.answerer.reply(decision, language=decision.language or language)
        return card_of("q", reply, self.answerer) if reply.answer else None

    def _understood(self, query: str) -> tuple[list[Open], list[Open]]:
        """Return what the query surely asks, and what it may ask."""
        decision = self.answerer.understander.read(query)
        return opens_of(decision), [Open(choice) for choice in decision.choices]

    def _card(self, opened: Open, language: str) -> Card | None:
        """Return the card of a tap; None for what is gone or cannot be rendered: the others are shown then."""
        request = self._talk.request(opened)
        if request is None:
            return None
        try:
            card = card_of(
                f"{opened.choice.kind}.{opened.choice.id}"[:MAX_ID],
                self.answerer.reply(request, language=language),
                self.answerer,
            )
            return replace(card, choice=opened.choice)
        except Exception:
            self._tell_once(opened, language)
            return None

    def _tell_once(self, opened: Open, language: str) -> None:
        """Log a card that cannot be made, for the knowledge in use once: it is asked for at every letter."""
        if self._told[0] is not self.answerer:
            self._told = (self.answerer, set())
        if (opened, language) not in self._told[1]:
            self._told[1].add((opened, language))
            shown = f"{opened.choice.kind} {opened.choice.id}"
            log.exception("The inline result %s cannot be made in %s; it is left out.", shown, language)

    def _insertion(self, query: str, marked: re.Match[str], language: str) -> Card | None:
        """Return the typed text with the marked words replaced by the short answer."""
        decision = self.answerer.understander.read(marked.group(1))
        if decision.kind != "district":
            return None
        knowledge, wording = self.answerer.knowledge, self.answerer.renderer.wording(language)
        district = knowledge.districts[decision.districts[0]]
        products = [wording.product(x) for x in knowledge.listings(district, NATIONAL)] or [wording.words.not_listed]
        item = knowledge.lists[NATIONAL]
        source = f"{wording.text(item.name)}, {wording.date(item.as_of)}"
        short = f"{wording.place(district)}: {', '.join(products[:2])} ({source})"
        text = f"{query[: marked.start()]}{short}{query[marked.end() :]}".strip()
        return Card(f"i{district.lgd}", text[:60], short[:110], _escaped(text))


def card_of(key: str, reply: Reply, answerer: Answerer) -> Card:
    """Return a reply as a card. Raises what its template raises."""
    html = answerer.renderer.short_html(reply)
    # Every tag of the templates is closed on its line.
    lines = [
        Markup(line).striptags()  # noqa: S704 - our own HTML
        for line in answerer.renderer.html(reply).split("\n")
        if line.strip()
    ]
    return Card(key, lines[0][:60], " · ".join(lines[1:4])[:110], html)


def _escaped(text: str) -> str:
    return str(escape(text))
