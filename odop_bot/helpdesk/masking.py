"""Keep of what people write only the words that we know, and of those none that tells who a person is."""

from __future__ import annotations

import re

from odop_bot.helpdesk.addresses import AddressFinder
from odop_bot.helpdesk.clauses import ClauseFinder
from odop_bot.helpdesk.localities import LocalityFinder
from odop_bot.helpdesk.names import NameFinder
from odop_bot.helpdesk.numbers import NumberFinder
from odop_bot.helpdesk.page import HIDDEN, Page, Phrases, is_number
from odop_bot.helpdesk.vocabulary import Vocabulary
from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import key_of, normalise

MAX_READ = 450
"""Characters of a message that are looked at; what stands behind them is not kept."""
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\u20e3\ufeff]")
_JOINED_DIGITS = re.compile("(?<=[0-9])[\u200c\u200d]+(?=[0-9])")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/|wa\.me/)\S+", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++\s?(?:@|[(\[{]\s?at\s?[)\]}])\s?[\w-]++(?:\s?(?:\.|[(\[{]\s?dot\s?[)\]}])\s?[\w-]++)*",
    re.IGNORECASE,
)
_SPOKEN_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s+at(?:\s+the\s+rate)?(?:\s+of)?\s+[\w.]++(?:\s+dot\s+\w++){1,3}", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
_PAN = re.compile(r"\b[A-Za-z]{5}[0-9]{4}[A-Za-z]\b|\b[A-Z]{5}[ -]?[0-9]{4}[ -]?[A-Z]\b")
_MIXED = re.compile(r"(?<![\w/-])(?=[A-Za-z/-]*[0-9])(?=[0-9/-]*[A-Za-z])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*+(?!\w)")
"""Letters and digits in one word: numbers of papers, accounts, houses."""
_GLUED = re.compile(r"(?:[0-9]+(?P<behind>[a-z]+)|(?P<before>[a-z]+)[0-9]+)(?:-[0-9]+)?")
_UNITS = frozenset(
    [
        "st",
        "nd",
        "rd",
        "th",
        "rs",
        "inr",
        "k",
        "l",
        "lakh",
        "lac",
        "cr",
        "crore",
        "kg",
        "km",
        "hp",
        "kw",
        "ml",
        "pm",
        "am",
    ]
)


class Masker:
    """Hides whom a message tells of; pure."""

    def __init__(self, knowledge: Knowledge) -> None:
        words, kinds = knowledge.words, knowledge.words.personal
        self.knowledge = knowledge
        self._vocabulary = Vocabulary(knowledge)
        given = {key_of(name) for name in kinds.get("given_names", ())}
        stops = frozenset(key_of(word) for word in (*words.fillers, *words.weak_cues, *kinds.get("from_words", ())))
        stops = stops | {"id", "email", "mail", "number", "no", "num", "code", "codes", "नंबर", "నంబర్", "नं"}
        self._stops = stops - given
        self._numbers = NumberFinder(knowledge, self._stops)
        self._addresses = AddressFinder(knowledge, self._vocabulary, self._stops)
        self._clauses = ClauseFinder(knowledge, self._vocabulary, self._stops)
        self._localities = LocalityFinder(knowledge, self._vocabulary, self._stops)
        self._names = NameFinder(knowledge, self._vocabulary, self._stops)
        self._phrases = Phrases(self._vocabulary.phrases)
        self._openings = Phrases(kinds.get("openings", ()))
        codes = "|".join(
            sorted({state.code for state in knowledge.states.values()} | {"TS", "TG", "OR", "UA", "OD", "CG"})
        )
        self._vehicle = re.compile(
            rf"(?<!\w)(?:(?:{codes})[ -]?[0-9]{{1,2}}[ -]?[A-Z]{{1,3}}|[0-9]{{2}}[ -]?BH)[ -]?[0-9]{{3,4}}(?!\w)", re.I
        )
        self._glued = _UNITS | frozenset(words.glued)

    def mask(self, text: str) -> str:
        """Return a message, normalised and cut, with all but the words that we know replaced by `HIDDEN`."""
        text = normalise(_INVISIBLE.sub("", "; ".join(" ".join(x.split()) for x in text.splitlines() if x.split())))
        text = _JOINED_DIGITS.sub("", text)[:MAX_READ]
        for pattern in (_LINK, _SPOKEN_ADDRESS, _ADDRESS, _HANDLE, self._vehicle, _PAN):
            text = pattern.sub(HIDDEN, text)
        page = Page(_MIXED.sub(self._mixed, text))
        page.hide(i for i, word in enumerate(page.words) if not is_number(word) and not self._vocabulary.knows(word))
        numbers = self._numbers.hide(page)
        personal = numbers or HIDDEN in page.text or self._names.tells(page)
        spoken = any(self._openings.at(page, i) for i in range(len(page.words)))
        kept = self._long_places(page, personal=personal or spoken)
        before = list(page.hidden)
        self._addresses.hide(page, kept, personal=personal)
        self._clauses.hide(page, kept)
        found = {i for i, (now, then) in enumerate(zip(page.hidden, before, strict=True)) if now and not then}
        if personal or spoken or self._is_somebody(page):
            self._localities.hide(page, kept, found)
        self._names.hide(page, kept, personal=personal)
        return page.kept()

    def _is_somebody(self, page: Page) -> bool:
        """Whether a word that nobody knows ends as names do."""
        return any(page.hidden[i] and self._vocabulary.sounds_named(word) for i, word in enumerate(page.words))

    def _mixed(self, match: re.Match[str]) -> str:
        """Return what stays of a word of letters and digits: a number with its unit or ending, a word of ours."""
        text = match.group().lower()
        glued = _GLUED.fullmatch(text)
        ours = glued is not None and (glued["behind"] or glued["before"]) in self._glued
        return match.group() if ours or text in self._vocabulary.mixed else HIDDEN

    def _long_places(self, page: Page, *, personal: bool) -> set[int]:
        """Return the words of place names of several words; where a person tells of themselves, only of districts."""
        out: set[int] = set()
        for start in range(len(page.words)):
            size = self._phrases.at(page, start)
            ends = {start, start + size - 1}
            if size and (not personal or any(self._names.neighbours.is_from(page, end) for end in ends)):
                out.update(range(start, start + size))
        for i in out:
            page.hidden[i] = False
        return out
