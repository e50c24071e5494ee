"""Find the districts and states that a message names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.language.scripts import in_devanagari
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.gazetteer import Gazetteer
from odop_bot.understanding.mentions import GLUED, Candidate, Flags, Mention
from odop_bot.understanding.name_matcher import POSSIBLE, NameMatcher, direction_factor
from odop_bot.understanding.word_kinds import WordKinds

MAX_SPAN = 5
"""Words of the longest name that is looked for."""
MAX_FUZZY_SPAN = 4
SURE = 0.75
"""From this probability on a place is answered for."""
_BRIEF = 3
"""Words of a message that is hardly more than a name."""
MAX_SLOW = 3
"""Words of a message that are compared with every name."""
MAX_TOKENS = 60
"""Words of a message in which places are looked for."""


class PlaceFinder:
    """Finds place mentions; one object serves all messages."""

    def __init__(self, gazetteer: Gazetteer, kinds: WordKinds, knowledge: Knowledge) -> None:
        self._gazetteer = gazetteer
        self._kinds = kinds
        self.matcher = NameMatcher(gazetteer, knowledge)

    def find(self, tokens: Sequence[Token], flags: Flags) -> list[Mention]:
        """Return every span that may name a place, with raw scores; spans may overlap."""
        tokens = tokens[:MAX_TOKENS]
        exact = self._gazetteer.exact
        unknown = [self._unknown(i, flags) for i in range(len(tokens))]
        part = [False, *(self._kinds.of(token).only_inside for token in tokens), False]
        nameable = [
            self._nameable(i, token, unknown[i], flags)
            # An everyday word beside one that is only in names may be misspelt itself: cooch bear.
            or (i in flags.everyday and i not in flags.filler and (part[i] or part[i + 2]))
            for i, token in enumerate(tokens)
        ]
        garbled = [
            i in flags.direction and token.fold not in self._gazetteer.direction_of for i, token in enumerate(tokens)
        ]
        matched = [0.0] * len(tokens)
        mentions: list[Mention] = []
        for start in range(len(tokens)):
            native = ""
            whole = True  # every word so far may be part of a misspelt name
            some = False  # one of them is not known otherwise
            for end in range(start + 1, min(start + MAX_SPAN, len(tokens)) + 1):
                native += tokens[end - 1].text
                whole = whole and nameable[end - 1]
                some = some or unknown[end - 1] or garbled[end - 1]
                numbers = exact.get(native)
                everyday = end - 1 in flags.everyday and len(tokens) > 1
                if numbers is None and tokens[end - 1].script != "Latn" and not everyday:
                    # "ਮੇਰਠ" is मेरठ letter by letter, whichever scripts a name is written in here.
                    numbers = exact.get(in_devanagari(native) or "")
                if numbers is None and end - start == 2 and part[start + 1] and part[end]:
                    # "Garhwal Tehri": a name of two words, the other way round.
                    numbers = exact.get(tokens[end - 1].text + tokens[start].text)
                if numbers is None and not (whole and some):
                    continue
                mention = self._span(tokens, start, end, flags, numbers or ())
                if mention is not None:
                    mentions.append(mention)
                    for i in range(start, end):
                        matched[i] = max(matched[i], mention.best.score)
        return mentions + self._misspelt(tokens, matched, unknown)

    def _misspelt(self, tokens: Sequence[Token], matched: list[float], unknown: list[bool]) -> list[Mention]:
        """Return mentions for the words that no index knows; a few only, as this is slow."""
        lost = [i for i, token in enumerate(tokens) if matched[i] < 0.5 and unknown[i] and len(token.fold) >= 5]
        return [mention for i in lost[:MAX_SLOW] if (mention := self.matcher.similar(tokens, i)) is not None]

    def _unknown(self, i: int, flags: Flags) -> bool:
        return not (i in flags.filler or i in flags.cue or i in flags.everyday or i in flags.direction)

    def _nameable(self, i: int, token: Token, unknown: bool, flags: Flags) -> bool:
        """Whether a word may be part of a misspelt name."""
        known_part = token.fold in self._gazetteer.words
        if unknown:
            return known_part or not token.text.isdigit()
        return i in flags.direction or (known_part and len(token.fold) > 2 and i not in flags.filler)

    def _span(
        self, tokens: Sequence[Token], start: int, end: int, flags: Flags, exact: Sequence[int]
    ) -> Mention | None:
        gazetteer = self._gazetteer
        span = tokens[start:end]
        single = end - start == 1
        core, directions = span, frozenset[str]()
        found: dict[int, Candidate] = {}
        small = (start in flags.filler or start in flags.cue) and span[0].script == "Latn"
        if exact and single and small and start not in flags.also_word:
            return None
        for number in exact:
            name = gazetteer.names[number]
            self.matcher.keep(found, name, 1.0, direction_factor(frozenset(), name.directions), name.rule, True)
        if found and span[0].script != "Latn":
            self.matcher.shared(found, span)
        if not found:
            if not flags.direction.isdisjoint(range(start, end)):
                core, directions = gazetteer.split(span)
            if not core and len(directions) == len(span):
                for number in gazetteer.by_directions.get(directions, ()):
                    self.matcher.keep(found, gazetteer.names[number], 0.9, 1.0, "typo", False)
            if core and any(token.roman for token in core):
                self.matcher.sounding(found, core, directions, end - start <= MAX_FUZZY_SPAN, len(tokens) <= _BRIEF)
            if end not in flags.direction and not any(c.score > GLUED for c in found.values()):
                self.matcher.with_postposition(found, span)
        candidates = tuple(sorted(found.values(), key=lambda c: -c.score))[:6]
        if not candidates or candidates[0].score < 0.2:
            return None
        also_word = single and start in flags.also_word
        directed = bool(directions) and direction_factor(directions, self._directions_of(candidates[0])) == 1.0
        return Mention(start, end, " ".join(token.text for token in span), candidates, also_word, directed)

    def _directions_of(self, candidate: Candidate) -> frozenset[str]:
        """Return the directions in the name that a candidate matched."""
        return self._gazetteer.split(known_words(candidate.name))[1]


_PIN = re.compile(
    r"(?<!\d)(?<!rs )(?<!rs\. )(?<!rs)(?<!rs\.)(?<!₹)(?<!₹ )(?<!रु )(?<!रु\. )([1-9]\d{2})[ -]?(\d{3})(?!\d)"
    r"(?!\s*(?:rs\b|rupees?\b|rupa[iy]|रुप|रूप|రూపా|/-))",
    re.I,
)
"""Six digits that are no sum of money."""


def pins_in(text: str) -> list[str]:
    """Return the six-digit numbers of a normalised message that may be PIN codes; sums of rupees are none."""
    return ["".join(match.groups()) for match in _PIN.finditer(text)]


__all__ = ["POSSIBLE", "PlaceFinder", "pins_in"]
