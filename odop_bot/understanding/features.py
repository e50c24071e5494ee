"""What speaks for and against each kind of request: the features of a message, all of them readable.

Names are replaced by what they are (`DST` a district, `STT` a State, `PRD` a product, `LST` a list),
words by their sound without endings, so that one word counts the same in every script.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from odop_bot.understanding.evidence import Evidence, span_of

GRAM = 4
"""Letters of the pieces of long words."""
LONG = 5
"""Letters from which on a word's pieces count too: a typo leaves most of them."""
_NEAR = 3
"""How far apart two concepts may stand to count as a pair."""
_MAX_TOKENS = 60
_GOES_ON = 10
"""Words from which on a message stands for itself."""
_BOUNDS = (2, 3, 6, 13)
_LENGTHS = ("1", "2", "3-5", "6-12", "13+")
"""Lengths of messages in words, told apart at the bounds."""


def features_of(evidence: Evidence) -> tuple[set[str], set[str]]:
    """Return the features of the words, which are weighed by how rare they are, and those of the whole message."""
    return set(_of_words(evidence)), set(_of_message(evidence))


def symbols_of(evidence: Evidence) -> list[str]:
    """Return the message with names replaced by what they are."""
    symbols = [_plain(token.text, token.stem) for token in evidence.tokens[:_MAX_TOKENS]]
    spans: list[tuple[int, int, str]] = [
        (mention.start, mention.end, "STT" if mention.best.place.kind == "state" else "DST")
        for mention in evidence.mentions
    ]
    spans += [(hit.start, hit.end, "PRD") for hit in evidence.products]
    spans += [(hit.start, hit.end, "LST") for hit in evidence.lists]
    for start, end, symbol in spans:
        for i in range(start, min(end, len(symbols))):
            symbols[i] = symbol if i == start or symbols[i] == symbol else ""
        for i in range(start + 1, min(end, len(symbols))):
            symbols[i] = ""
    for i in evidence.programme:
        if i < len(symbols) and symbols[i]:
            symbols[i] = "" if i - 1 in evidence.programme else "odop"
    # What the message points at counts as if it were named.
    return [symbol for symbol in (*evidence.subject, *symbols, *("DST",) * bool(evidence.referred)) if symbol]


def _plain(text: str, stem: str) -> str:
    if not text.isdigit():
        return stem
    return "PIN" if len(text) == 6 else "YEAR" if len(text) == 4 and text[:2] in ("19", "20") else "NUM"


def _of_words(evidence: Evidence) -> Iterator[str]:
    symbols = symbols_of(evidence)
    for symbol in symbols:
        yield f"w:{symbol}"
    for left, right in pairwise(["^", *symbols, "$"]):
        yield f"b:{left} {right}"
    hidden = evidence.named | span_of(evidence.products) | span_of(evidence.lists)
    for i, token in enumerate(evidence.tokens[:_MAX_TOKENS]):
        if i in hidden:
            yield f"n:{token.stem}"
        elif len(token.fold) >= LONG and not token.text.isdigit():
            word = f"<{token.fold}>"
            for k in range(len(word) - GRAM + 1):
                yield f"g:{word[k : k + GRAM]}"
    concepts = [concept for _, _, concept in evidence.concepts]
    for i, concept in enumerate(concepts):
        yield f"c:{concept}"
        for other in concepts[i + 1 : i + 1 + _NEAR]:
            yield f"d:{concept} {other}"
    for kind in evidence.types:
        yield f"y:{kind}"


def _of_message(evidence: Evidence) -> Iterator[str]:
    yield from _of_names(evidence)
    yield from _of_wishes(evidence)
    yield from _of_schemes(evidence)
    yield from _of_the_talk(evidence)
    if evidence.language:
        yield f"x:language={evidence.language}"


def _of_names(evidence: Evidence) -> Iterator[str]:
    """Yield how places, products and lists are named, and how much of the message nothing explains."""
    some, places, products = _unexplained(evidence), _places(evidence), _products(evidence)
    length = len(evidence.tokens)
    yield f"x:unexplained={some}"
    yield f"x:places={places}"
    yield f"x:products={products}"
    yield f"x:places={places} products={products}"
    yield f"x:places={places} unexplained={some}"
    yield f"x:products={products} unexplained={some}"
    yield f"x:states={min(len(evidence.states), 2)}"
    yield f"x:length={_LENGTHS[bisect(_BOUNDS, length)]}"
    if evidence.lists:
        yield "x:list"
    if evidence.pins:
        yield "x:pin"
        yield f"x:pin length={min(length, 8)}"
    if evidence.doubted:
        yield "x:doubted"
    if evidence.agreed:
        yield "x:place makes the product"
    if evidence.lacking:
        yield "x:place lacks the product"
        for intent in evidence.intents:
            yield f"x:place lacks the product intent={intent}"


def _of_wishes(evidence: Evidence) -> Iterator[str]:
    """Yield what is asked, needed and said by the way."""
    places, products = _places(evidence), _products(evidence)
    for intent in evidence.intents:
        yield f"x:intent={intent}"
        if places != "none":
            yield f"x:intent={intent} with a place"
        if products != "none":
            yield f"x:intent={intent} with a product"
    for need in evidence.needs:
        yield f"x:need={need}"
    if evidence.needs:
        yield f"x:need with places={places != 'none'} products={products != 'none'}"
    for group in evidence.groups:
        yield f"x:group={group}"
    for kind, hits in evidence.small.items():
        yield f"x:small={kind}"
        if len(span_of(hits)) >= len(evidence.tokens) - 1:
            yield f"x:nothing but small={kind}"
    for name in ("in_domain", "out_of_domain", "abroad", "refers", "corrects"):
        if getattr(evidence, name):
            yield f"x:{name}"


def _of_schemes(evidence: Evidence) -> Iterator[str]:
    """Yield which schemes are spoken of, and what of GIs."""
    places, products = _places(evidence), _products(evidence)
    # What the message goes on from counts as if it were named.
    about = evidence.about or ((evidence.subject_id,) if evidence.subject_id else ())
    for subject in about:
        yield f"x:about={subject}"
    if about:
        yield f"x:about a scheme needs={bool(evidence.needs)} places={places != 'none'} products={products != 'none'}"
    if evidence.wants("gi"):
        for concept in {concept for _, _, concept in evidence.concepts}:
            yield f"x:gi and {concept}"
        for kind in evidence.types:
            yield f"x:gi asked {kind}"
    if evidence.registered.names:
        how = "whole" if evidence.registered.whole else "part"
        yield f"x:registered={how}"
        yield f"x:registered={how} asked={evidence.wants('gi')}"
        yield f"x:registered={how} unexplained={_unexplained(evidence)}"


def _of_the_talk(evidence: Evidence) -> Iterator[str]:
    """Yield what was shown before, which a short message may go on from."""
    length = len(evidence.tokens)
    last = evidence.memory.last
    if last is not None and length < _GOES_ON:
        yield f"x:after={last.kind}"
        yield f"x:after={last.kind} places={_places(evidence)} unexplained={_unexplained(evidence)}"
    if evidence.referred_entry:
        yield f"x:after={evidence.referred_entry}"
        yield f"x:after a scheme length={_LENGTHS[bisect(_BOUNDS, length)]}"
        if evidence.subject_id:
            yield f"x:after subject={evidence.subject_id}"


def _unexplained(evidence: Evidence) -> str:
    """Return in a word how much of a message nothing explains."""
    left = len(evidence.unexplained)
    return "0" if not left else "1" if left == 1 else "2" if left == 2 else "3-5" if left < 6 else "6+"


def _products(evidence: Evidence) -> str:
    """Return in a word how surely products are named."""
    if evidence.quoted:
        return "quoted"
    if any(hit.rule == "exact" for hit in evidence.products):
        return "exact"
    return "near" if evidence.products else "none"


def _places(evidence: Evidence) -> str:
    """Return in a word how surely districts are named."""
    if evidence.sure:
        exact = "exact" if all(candidate.exact for candidate in evidence.sure) else "near"
        return f"{'one' if len(evidence.sure) == 1 else 'several'} {exact}"
    if evidence.agreed:
        return "one exact"
    if evidence.unsure:
        return "shared" if evidence.unsure[0].best.exact else "unsure"
    return "one exact" if evidence.pinned or evidence.referred else "none"


def weighed(
    words: Sequence[str] | set[str], message: set[str], rarity: Mapping[str, float], share: float
) -> dict[str, float]:
    """Return features with their values: those of words by rarity, together of length 1, the others `share` each."""
    known = {feature: rarity[feature] for feature in words if feature in rarity}
    length = math.sqrt(sum(value * value for value in known.values())) or 1.0
    values = {feature: value / length for feature, value in known.items()}
    values.update((feature, share) for feature in message)
    return values
