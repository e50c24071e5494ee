"""Tell in which language a message is written, as far as it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.tokens import Token, known_words

_MARKER, _SCRIPT, _EVERYDAY = 1.0, 1.0, 0.5
"""How much a small word of a language says, a word in its script, an everyday word that only it has."""


class _Tables(msgspec.Struct, array_like=True):
    """What is kept in the compiled copy."""

    markers: dict[str, set[str]]
    """Languages by their small words."""
    scripts: dict[str, str]
    """Languages by their scripts."""
    own: dict[str, frozenset[str]]
    """Words in Latin letters that no other language and no name has."""


def _tables(knowledge: Knowledge) -> _Tables:
    markers: dict[str, set[str]] = defaultdict(set)
    scripts: dict[str, str] = {}
    for language, words in knowledge.words.markers.items():
        for token in (token for word in words for token in known_words(word)):
            markers[token.text].add(language)
            if token.script != "Latn":
                scripts.setdefault(token.script, language)
    shared = knowledge.everyday_words.get(ENGLISH, frozenset()) | _words_of_names(knowledge)
    # A letter alone may be what is left of an abbreviation: r/o, s/o.
    own = {
        code: frozenset(word for word in (knowledge.everyday_words[code] | fillers) - shared if len(word) > 1)
        for code, fillers in knowledge.fillers.items()
        if code != ENGLISH
    }
    return _Tables(dict(markers), scripts, own)


class LanguageTeller:
    """Counts what speaks for each language: its script, its small words, its everyday words.

    Names say nothing, since a district is called the same in every language; so `agra` shows no
    language, `agra ka odop` shows Hindi and `odop of agra` English.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        tables = knowledge.kept(
            "languages", _Tables, _tables, of=("states", "districts", "families", "words", "everyday_words", "fillers")
        )
        self._markers = tables.markers
        self._scripts = tables.scripts
        self._own = tables.own
        self._knowledge = knowledge

    def tell(self, tokens: Sequence[Token]) -> str | None:
        """Return the code of the language that a message shows most, or None."""
        votes: dict[str, float] = defaultdict(float)
        for token in tokens:
            marked = self._markers.get(token.text, ())
            if len(marked) > 1:
                continue  # what two languages share says nothing
            for language in marked:
                votes[language] += _MARKER
            if token.script in self._scripts:
                votes[self._scripts[token.script]] += _SCRIPT
            elif not marked and token.script == "Latn":
                knowing = [language for language, words in self._own.items() if token.roman in words]
                for language in knowing:
                    votes[language] += _EVERYDAY / len(knowing)
        if not votes:
            return ENGLISH if self._is_english(tokens) else None
        # English words stand in messages of every language, so in a tie another one shows more.
        best = max(votes, key=lambda language: (votes[language], language != ENGLISH))
        rivals = [language for language in votes if language not in (best, ENGLISH)]
        return None if any(votes[rival] == votes[best] for rival in rivals) else best

    def _is_english(self, tokens: Sequence[Token]) -> bool:
        """Whether a small word that English shares stands among English words only: `help me`, but not `agra me`."""
        rest = [token for token in tokens if ENGLISH not in self._markers.get(token.text, ())]
        return 0 < len(rest) < len(tokens) and all(ENGLISH in self._knowledge.everyday_in(token.text) for token in rest)


def _words_of_names(knowledge: Knowledge) -> frozenset[str]:
    """Return the words in Latin letters of the names of places and product families."""
    names = [
        *(name for d in knowledge.districts.values() for name in (d.name, *d.also, *d.old_names, *d.towns)),
        *(name for state in knowledge.states.values() for name in (state.name, *state.also)),
        *(family.name[ENGLISH] for family in knowledge.families.values()),
    ]
    return frozenset(token.roman for name in names for token in known_words(name) if token.script == "Latn")
