"""Tell which products are named only to be left out: "what has Anantapur besides silk?"."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from odop_bot.understanding.phrases import Hit

_GAP = 1
"""Words that may stand between a product and what leaves it out: "jewels *that* besides", "silk *sarees* kakunda"."""


def excepted(
    products: Sequence[Hit], exceptions: Sequence[Hit], places: AbstractSet[int], prepositions: AbstractSet[str]
) -> list[Hit]:
    """Return the products that are left out.

    A word of English stands before what it leaves out, one of an Indian language behind it. `places` are tokens of
    places: of "saffron besides Pulwama" the place is left out.
    """
    out: list[Hit] = []
    for word in exceptions:
        if word.text in prepositions:
            beside = range(word.end, word.end + _GAP + 1)
        else:
            beside = range(word.start - _GAP - 1, word.start)
        if places.isdisjoint(beside):
            out += [hit for hit in products if not set(range(hit.start, hit.end)).isdisjoint(beside)]
    return out
