"""Hide what tells who a person is, before anything they wrote is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token, key_of, normalise, tokenise

HIDDEN = "•••"
"""Stands for what is hidden; no word of any language, so that it adds no meaning."""
MIN_DIGITS = 7
"""Digits of a number that may be a person's: a PIN code has six, a telephone at least seven."""
MAX_NAME = 3
"""Words of a person's name that are looked for behind an introduction."""
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINED_DIGITS = re.compile("(?<=[0-9])[\u200c\u200d]+(?=[0-9])")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/|wa\.me/)\S+", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[\w.+%-]+\s?(?:@|[(\[{]\s?at\s?[)\]}])\s?[\w-]+(?:\s?(?:\.|[(\[{]\s?dot\s?[)\]}])\s?[\w-]+)*", re.I
)
_SPOKEN_ADDRESS = re.compile(
    r"\b[\w.+-]+\s+at(?:\s+the\s+rate)?(?:\s+of)?\s+\w+\s+dot\s+\w+(?:\s+dot\s+\w+)?", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
_PAN = re.compile(r"\b[A-Za-z]{5}[0-9]{4}[A-Za-z]\b|\b[A-Z]{5}[ -]?[0-9]{4}[ -]?[A-Z]\b")
_CODE = re.compile(
    r"(?<![\w-])(?=(?:[A-Za-z/-]*[0-9]){5})(?=[0-9/-]*[A-Za-z])(?!(?i:rs)[0-9])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*(?!\w)"
)
"""Letters and at least five digits in one word: GST, voter, passport, Udyam, bank and application numbers."""
_YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2} ?[-–/] ?(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])(?! ?[-–/.]? ?[0-9])")
_DIGITS = re.compile(r"\+?\(?[0-9](?:[\s()\[\].,/_+*|:;'\"–—-]{0,4}[0-9])+")
_MONEY_BEFORE = re.compile(r"(?:₹|\brs\.?|\binr|\brupees?|रु\.?|रुपये|రూ\.?)\s*$", re.IGNORECASE)
_MONEY_BEHIND = re.compile(r"\s*(?:/-|rs\b|rupees?\b|rupaye\b|rupay\b|रुपये|रुपए|రూపాయ)", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.,;!?।\n:|(]")


class Masker:
    """Hides telephone and identity numbers, addresses, payment ids and names; pure."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words
        self._knowledge = knowledge
        self._digits = {key_of(word) for word in words.digit_words}
        self._openings = {tuple(key_of(phrase).split()) for phrase in words.introductions}
        self._longest = max(map(len, self._openings), default=0)
        self._marks = {key_of(word) for word in words.name_marks}
        self._surnames = {key_of(word) for word in words.address_marks}
        self._stops = {key_of(word) for word in (*words.fillers, *words.weak_cues)} - self._marks
        self._ours = set(_our_words(knowledge))

    def mask(self, text: str) -> str:
        """Return a message, normalised, with all that tells who a person is replaced by `HIDDEN`."""
        text = normalise(_INVISIBLE.sub("", text))
        text = _JOINED_DIGITS.sub("", text)
        for pattern in (_LINK, _SPOKEN_ADDRESS, _ADDRESS, _HANDLE, _PAN, _CODE):
            text = pattern.sub(HIDDEN, text)
        text = self._without_names(self._without_numbers(text))
        return re.sub(rf"{HIDDEN}(?:\s*{HIDDEN})+", HIDDEN, " ".join(text.split()))

    def _without_numbers(self, text: str) -> str:
        years = [match.span() for match in _YEARS.finditer(text)]
        spans = []
        for match in _DIGITS.finditer(text):
            start, end = match.span()
            digits = sum(c.isdigit() for c in match.group())
            money = _MONEY_BEFORE.search(text[:start]) or _MONEY_BEHIND.match(text[end:])
            covered = sum(b - a for a, b in years if a >= start and b <= end)
            only_years = covered and covered >= len(match.group().replace(" ", "")) - 2
            if digits >= MIN_DIGITS and not (money and digits < 10) and not only_years:
                spans.append((start, end))
        return _hidden(text, spans)

    def _without_names(self, text: str) -> str:
        tokens = tokenise(text)
        spans = list(self._spoken_numbers(tokens))
        i = 0
        while i < len(tokens):
            size = self._opening(tokens, i)
            if size:
                spans += self._name(text, tokens, i + size, sure=True)
            elif tokens[i].text in self._marks:
                spans += self._name(text, tokens, i + 1, sure=False)
            i += size or 1
        return _hidden(text, spans)

    def _opening(self, tokens: Sequence[Token], start: int) -> int:
        """Return of how many words the introduction is that begins at a word; 0 for none."""
        words = tuple(token.text for token in tokens[start : start + self._longest])
        return next((n for n in range(len(words), 0, -1) if words[:n] in self._openings), 0)

    def _name(self, text: str, tokens: Sequence[Token], start: int, *, sure: bool) -> Iterable[tuple[int, int]]:
        """Yield the words of a name; behind a mark that may mean something else, only words that nobody knows."""
        taken = 0
        for i in range(start, min(start + MAX_NAME + 2, len(tokens))):
            token = tokens[i]
            gap = text[tokens[i - 1].end : token.start]
            if taken and _SENTENCE_ENDS.search(gap.replace(".", "", 1) if len(tokens[i - 1].text) <= 2 else gap):
                return
            surname = taken > 0 and token.text in self._surnames
            initial = sure and len(token.text) == 1 and text[token.end : token.end + 1] == "."
            known = token.text in self._stops or (taken > 0 and self._is_common(token))
            known = known and not surname and not initial
            if known or (not sure and self._is_common(token)):
                if taken or not sure:
                    return
                continue
            if token.script == "Zyyy" or taken == MAX_NAME:
                return
            taken += 1
            yield token.start, token.end

    def _is_common(self, token: Token) -> bool:
        return token.text in self._ours or (token.script == "Latn" and self._knowledge.is_everyday(token.roman))

    def _spoken_numbers(self, tokens: Sequence[Token]) -> Iterable[tuple[int, int]]:
        """Yield the runs of digits that are written as words."""
        start = 0
        for i in range(len(tokens) + 1):
            spoken = i < len(tokens) and (tokens[i].text in self._digits or tokens[i].script == "Zyyy")
            if spoken:
                continue
            if i - start >= MIN_DIGITS:
                yield tokens[start].start, tokens[i - 1].end
            start = i + 1


def _our_words(knowledge: Knowledge) -> Iterable[str]:
    """Yield the words of our own subject: they are no names of persons where one only may stand."""
    words = knowledge.words
    groups = (words.own_words, words.strong_cues, *words.concepts.values(), *words.intents.values())
    places = (place.name for table in (knowledge.states, knowledge.districts) for place in table.values())
    families = (name for family in knowledge.families.values() for name in family.name.values())
    for text in (*(word for group in groups for word in group), *places, *families, *words.concepts):
        yield from key_of(text.replace("_", " ")).split()


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return text
