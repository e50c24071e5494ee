"""What an admin writes for a notice: to whom it goes, and how it reads in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from odop_bot.answering import Answerer
from odop_bot.conversation import arguments
from odop_bot.conversation.helpdesk.texts import Texts
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.knowledge.models import District, State

_PLACE = re.compile(r"^\[([^\]]{2,60})\]\s*")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice with the place that it is for; zeros for all of India."""

    text: str
    state: int = 0
    district: int = 0
    where: str = ""
    """The place as its admin reads it."""

    @classmethod
    def read(cls, text: str, answerer: Answerer) -> Addressed | str:
        """Return what was typed, `[Moradabad] The fair opens …`; or the name of a place that nobody knows."""
        place = _PLACE.match(text)
        if not place:
            return cls(text)
        knowledge, decision, rest = answerer.knowledge, answerer.understander.read(place[1]), text[place.end() :]
        if decision.kind == "district":
            district = knowledge.districts[decision.districts[0]]
            state = knowledge.state_of(district)
            return cls(rest, state.lgd, district.lgd, f"{district.name}, {state.name}")
        if decision.kind == "state":
            state = knowledge.states[decision.states[0]]
            return cls(rest, state.lgd, 0, state.name)
        return place[1]


def notice_html(texts: Texts, language: str | None, text: str) -> str:
    """Return a notice as a person sees it, in their language, as far as the admin has written it in that."""
    parts = parts_of(text, texts.people)
    words = parts.get(language or ENGLISH) or next(iter(parts.values()), text)
    return texts.of(language).fill("notice", text=escape(words))


def parts_of(text: str, languages: Iterable[str]) -> dict[str, str]:
    """Return a notice by language, where each begins with its code on a line of its own (`hi: …`); else nothing."""
    beginning = re.compile(rf"^({'|'.join(map(re.escape, languages))}):[ \t]*", re.MULTILINE)
    before, *parts = beginning.split(text.strip())
    if before.strip():
        return {}
    return {code: words.strip() for code, words in zip(parts[::2], parts[1::2], strict=True) if words.strip()}


def area_of(knowledge: Knowledge, argument: str) -> tuple[int, int] | None:
    """Return state and district of a button's argument; zeros for all of India, None for what is none of these."""
    if argument == "all":
        return 0, 0
    place = arguments.subject(knowledge, argument)
    if isinstance(place, District):
        return place.state, place.lgd
    return (place.lgd, 0) if isinstance(place, State) else None
