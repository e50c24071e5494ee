"""Whether the words of a sentence only sound like a name that they are not.

In a message of a word or two whatever is near a name may be meant as it. A sentence is made of everyday words, most of
which we do not list, and each of them is near something: करोड़, a crore, is near Karur and carrot, "mudra" near murga,
"udyam" near Udham. Of what people wrote in our development questions nearly every such word was no name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from rapidfuzz.distance import OSA

from odop_bot.language.endings import CASES
from odop_bot.language.scripts import SPOKEN
from odop_bot.language.tokens import Token, known_words
from odop_bot.understanding.mentions import Mention
from odop_bot.understanding.phrases import Hit

_LATIN = "Latn"
_NATIVE = SPOKEN - {_LATIN}
_BRIEF = 3
"""Words of a message that is hardly more than a name."""
_SHORTEST = 3
"""Letters that a misspelt name of a place has at least, in any script."""
_LETTERS = 6
"""Letters of a sound that few everyday words share with a name."""
_HEARD = ((10, 0.8), (7, 0.86))
"""Letters of the sound of some words, and from which score on they are the name of a place that they are not quite."""
_STEM = 5
"""Letters of a product's name that stay when it is inflected: బొమ్మలకు, for dolls."""
_SHORT = 4
"""Letters of a name that stands whole before a case ending."""
_NEAR = (8, 0.86)
"""Letters of the sounds of a word and of a product's name, and how alike they are at least."""
_TYPO = 6
"""Letters of a name in Latin letters that is known with one wrong; with one less, if its first is right."""


def is_faint_place(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether words of a sentence in Devanagari or Telugu only sound like the name of a place.

    In these scripts we have the names of places as people write them, of everyday words the commonest only.
    """
    best, span = mention.best, tokens[mention.start : mention.end]
    if best.exact or len(tokens) <= _BRIEF:
        return False
    heard = "".join(token.fold for token in span)
    if not any(token.script in _NATIVE for token in span):
        return len(heard) < _SHORTEST  # "rs" is rupees rather than the town of RS Pura
    if len(heard) >= _LETTERS and heard == "".join(token.fold for token in known_words(best.name)):
        return False
    return not any(len(heard) >= letters and best.score >= score for letters, score in _HEARD)


def is_faint_product(tokens: Sequence[Token], hit: Hit, written: Callable[[str], Collection[str]]) -> bool:
    """Whether a word of a sentence only sounds like a product; `written` returns how people write a word, by its stem.

    In Latin letters a slip of one letter is a typo; in other scripts only the sound is compared.
    """
    if hit.rule == "exact" or len(tokens) <= _BRIEF or hit.end - hit.start > 1:
        return False
    token = tokens[hit.start]
    return not any(
        _sounds_so(token, word) or any(_is_typo(token, form) for form in written(word.stem))
        for word in known_words(hit.text)
    )


def _sounds_so(token: Token, word: Token) -> bool:
    """Whether a word of a message sounds like one of a product's name, or is that word inflected."""
    said, name = token.fold, word.fold
    if said == name:
        return True
    if token.script in (word.script, _LATIN) and len(name) > _STEM and said.startswith(name[:-1]):
        return True
    if token.script == word.script and len(name) >= _SHORT and said.startswith(name) and said[len(name) :] in CASES:
        return True  # మిర్చికి, to chilli
    letters, alike = _NEAR
    return min(len(said), len(name)) >= letters and OSA.normalized_similarity(said, name) >= alike


def _is_typo(token: Token, form: str) -> bool:
    letters = min(len(token.text), len(form))
    if token.script != _LATIN or letters < _TYPO - 1 or OSA.distance(token.text, form, score_cutoff=1) > 1:
        return False
    return max(len(token.text), len(form)) >= _TYPO or token.text[0] == form[0]
