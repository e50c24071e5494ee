"""Label the products of a message: official wordings first, then families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.language.endings import bare_forms
from odop_bot.language.tokens import Token, known_words, tokenise
from odop_bot.understanding.annotators.faint import is_faint_product
from odop_bot.understanding.evidence import PRODUCT, span_of
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.phrases import Hit, PhraseIndex

_MOST_DISTRICTS = 3
"""A wording that more districts bear is the name of a family rather than of a listing."""
_MOST_WORDS = 5


class ProductAnnotator:
    """Finds products; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._wordings = PhraseIndex.kept(
            knowledge, "wordings", _wordings, of=("districts", "families", "translations")
        )
        self._families = PhraseIndex.kept(knowledge, "families", _family_phrases, of=("families",), fuzzy=True)
        self._units = frozenset(knowledge.words.units)
        self._numbers = knowledge.kept("stems of numbers", set[str], _numbers, of=("words",))
        self._false_friends = {code: frozenset(words) for code, words in knowledge.words.false_friends.items()}

    def find(
        self, tokens: Sequence[Token], flags: Flags, taken: set[int], needed: set[int], language: str | None
    ) -> list[Hit]:
        """Return the products of a message in a language outside the tokens that are taken.

        `needed` are tokens that name a need: they are a product only with other words (handmade paper).
        """
        others = self._false_friends.get(language or "", frozenset())
        taken = taken | {
            i for i, token in enumerate(tokens) if token.text in self._units and i and self._counts(tokens[i - 1])
        }
        friends = {i for i, token in enumerate(tokens) if token.text in others}
        common = flags.everyday | flags.cue | flags.also_word
        longer = self._families.find(tokens, taken - needed, common, flags.filler)
        hits = [
            hit
            for hit in self._wordings.find(tokens, taken - needed, flags.everyday)
            if not any(other.start <= hit.start and hit.end <= other.end and len(other) > len(hit) for other in longer)
        ]
        hits += self._families.find(tokens, taken - needed | span_of(hits), common, flags.filler)
        return [
            hit
            for hit in hits
            if (hit.end - hit.start > 1 or hit.start not in needed)
            and not friends >= set(range(hit.start, hit.end))
            and not is_faint_product(tokens, hit, self._families.written)
        ]

    def _counts(self, token: Token) -> bool:
        return token.text.isdigit() or token.stem in self._numbers


def _numbers(knowledge: Knowledge) -> set[str]:
    return {token.stem for word in knowledge.words.digit_words for token in tokenise(word)}


def _family_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    for family in knowledge.families.values():
        yield family.id.replace("-", " "), family.id
        for text in family.name.values():
            yield text, family.id
        for texts in family.also.values():
            for text in texts:
                yield text, family.id


def _stems(text: str) -> str:
    return " ".join(token.stem for token in known_words(text))


def _wordings(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Yield official wordings that are long enough to stand for themselves and name one listing."""
    known: dict[str, list[str]] = defaultdict(list)
    common: set[str] = set()
    for phrase, family in _family_phrases(knowledge):
        known[_stems(phrase)].append(family)
        common.update(form for token in known_words(phrase) for form in bare_forms(token.fold))
    bearers: dict[str, set[int]] = defaultdict(set)
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for district in knowledge.districts.values():
        for listing in district.listings:
            if not listing.families:
                continue
            for text in _called(knowledge, district, listing):
                key = _stems(text)
                # "Stone carvings" in another language is what all of a family make.
                if text not in (listing.product, listing.reading) and not _has_own_word(text, common):
                    continue
                bearers[key].add(district.lgd)
                texts[key].append((text, listing.product))
    for key, found in texts.items():
        if 2 <= len(key.split()) <= _MOST_WORDS and (key not in known or len(bearers[key]) <= 1):
            for text, product in found:
                yield text, f"{PRODUCT}{product}"
                # What is a family's name as well stands for both: the listing first, then its like.
                yield from ((text, family) for family in known.get(key, ()))


def _has_own_word(text: str, common: set[str]) -> bool:
    return any(common.isdisjoint(bare_forms(token.fold)) for token in known_words(text))


def _called(knowledge: Knowledge, district: District, listing: Listing) -> Iterator[str]:
    """Yield what a listing is called: as the list has it, as it is read, and in each language.

    In another language a place's name in it is left out as well: గొల్లభామ చీరలు of Siddipet.
    """
    yield listing.product
    if listing.reading:
        yield listing.reading
    for language in knowledge.translations:
        own = knowledge.product_name(listing, language)
        if own:
            yield own
            place = district.names.get(language)
            if place and own.startswith(f"{place} "):
                yield own.removeprefix(f"{place} ")
