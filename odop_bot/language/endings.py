"""Take case and plural endings off a word of an Indian language, as they sound in Latin letters.

Telugu glues its postpositions to the word (జిల్లాలో, utpattulaku), and people glue those of Hindi in
chat (jileka). What is left is a key for words that are not known as they stand; it is compared with
keys made in the same way only, so that it need not be a word.
"""

from __future__ import annotations

from functools import lru_cache

CASES = (
    "koraku",
    "kosam",
    "gurinci",
    "nunci",
    "nundi",
    "valla",
    "dvara",
    "mida",
    "loni",
    "lona",
    "loki",
    "lon",
    "lo",
    "yoka",
    "ioka",
    "to",
    "ki",
    "ku",
    "ni",
    "nu",
    "pe",
    "ga",
    "ka",
    "ke",
    "ko",
    "me",
    "mein",
    "men",
    "se",
)
"""Endings that say where, to whom, of what; folded, so that one spelling covers the usual variants."""
_PLURALS = ("ulu", "alu", "ilu", "ula", "ala", "ila", "al", "ul", "lu", "la", "on", "en")
_SINGULARS = ("ani", "am", "an")
"""Telugu -ం, which turns into -ాని before a case ending and away before that of the plural."""
_LEFT = 4
"""Letters that must be left of a word."""
_VOWELS = "aeiou"


@lru_cache(maxsize=65536)
def bare_forms(folded: str) -> tuple[str, ...]:
    """Return the keys of the words that a folded word may be a form of, the nearest first.

    The first is the key of the word itself.
    """
    caseless = _without(folded, CASES)
    return tuple(dict.fromkeys(map(_key, (folded, caseless, _without(folded, _PLURALS), _without(caseless, _PLURALS)))))


def _key(text: str) -> str:
    text = _without(text, _SINGULARS)
    return text[:-1] if len(text) > _LEFT and text[-1] in _VOWELS else text


def _without(text: str, endings: tuple[str, ...]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if text.endswith(ending) and len(text) - len(ending) >= _LEFT:
            return text[: -len(ending)]
    return text
