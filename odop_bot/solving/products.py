"""Tell how well a listing is what a text speaks of, by the annotators' products and the list's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing
from odop_bot.language.tokens import known_words
from odop_bot.solving.wordings import PART, Wordings, core
from odop_bot.understanding.evidence import PRODUCT, Evidence, span_of
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE
from odop_bot.understanding.phrases import Hit

SURE = 0.6
"""From this match on a listing is what the text speaks of."""
NONE = 0.3
"""Up to this match it is surely something else."""
_SAME_FAMILY = 0.7
"""The match of a listing that has the family but none of the words."""
_LITERAL = 0.75
"""Share of the words that must stand in a listing that the annotators found no product for."""
_NEAR = 0.45
"""The match of a listing of a broader family, or with a word before it that we do not know: it may be the same."""
_WHOLE = 0.95
"""The match of a listing whose own wording stands in the text."""
_OWN_FAMILY = 0.05
"""What a listing gains that has the very family, not one that it is a part of."""
_WITHOUT_FAMILY = 0.5
"""What shared words are worth where no family says that both are one thing."""
_WIDE = """
handicraft handloom textile food-processing agro-products engineering marine-products dairy home-decor
"""
_UMBRELLAS = frozenset(_WIDE.split())
"""Families as wide as a sector: that both products belong to one says nothing."""
_CROPS = frozenset({"spices", "fruits", "vegetables", "pulses", "oilseeds", "millet"})
"""Families whose parts are plants of their own, so that one of them is never another."""
_BETWEEN = re.compile(r"[\s'\"‘’“”(]*|-")
"""What may stand between a product and the word before it that tells which one."""
_EITHER = re.compile(r"/|\s(?:or|या|లేదా)\s")
"""What shows that two words are two products, either of which is meant: "carpet / dari"."""
_LIKE = 4
"""Letters that a word must have in common with a district's name to be made of it: Moradabadi."""
_REMEMBERED = 20_000
"""Pairs of families of which is remembered whether they are other crops."""


@dataclass(frozen=True, slots=True)
class Named:
    """One product that a text names."""

    wordings: frozenset[str]
    families: frozenset[str]
    stems: frozenset[str]
    """Of the words that name it."""
    before: str | None = None
    """The stem of the word before it, if that may tell which one it is: "Riyawan garlic"."""
    home: tuple[int, ...] = ()
    """LGD codes of the districts that this word names."""


@dataclass(frozen=True, slots=True)
class Products:
    """What a text says of products."""

    named: tuple[Named, ...]
    stems: frozenset[str]
    """Of all words that may be part of a product's name."""

    def __bool__(self) -> bool:
        return bool(self.named or self.stems)


NOTHING = Products((), frozenset())


class ProductReader:
    """Reads the products of texts, and matches listings with them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._wordings = Wordings(knowledge)
        self._unlike: dict[tuple[frozenset[str], tuple[str, ...]], bool] = {}
        """By families named and those of a listing: whether they are other crops."""

    def read(self, evidence: Evidence, ignore: Iterable[int] = (), *, name: bool = False) -> Products:
        """Return the products of a text, tokens to be ignored (those of a place that was asked for) left out.

        `name`: the text is a product's name and no more, so that everyday words are part of it too.
        """
        left_out = set(ignore)
        hits = self._narrowest(
            [hit for hit in evidence.products if not span_of([hit]) & left_out and _is_likely(hit, evidence)]
        )
        spans = span_of(evidence.products)
        flags = evidence.flags
        empty = flags.filler | flags.cue | span_of(evidence.lists) | evidence.programme
        empty |= {i for found in evidence.intents.values() for i in span_of(found)}
        stems = frozenset(
            core(token)
            for i, token in enumerate(evidence.tokens)
            if i not in left_out
            and core(token) in self._wordings.rarity
            and (i in spans or (i not in empty and not token.text.isdigit()))
        )
        stems |= self._wordings.spaced_otherwise(evidence.tokens, span_of(evidence.products).union(left_out, empty))
        return Products(tuple(self._named(hit, evidence, name) for hit in hits), stems)

    def homes(self, products: Products) -> frozenset[int]:
        """Return the LGD codes of all districts that may have listings of some products on any list."""
        codes: set[int] = set()
        for named in products.named:
            for family in named.families:
                codes |= self._wordings.by_family.get(family, frozenset())
        for stem in products.stems.union(*(named.stems for named in products.named)):
            codes |= self._wordings.by_stem.get(stem, frozenset())
        return frozenset(codes)

    def best(self, products: Products, listings: Sequence[Listing], district: District) -> tuple[float, list[Listing]]:
        """Return how well some listings of a district together are all that a text names, and which of them are."""
        if not listings or not products:
            return 0.0, []
        if not products.named:
            return self._literal(products.stems, listings)
        found: dict[int, Listing] = {}
        total = 0.0
        for named in products.named:
            scores = [(self._one(named, products.stems, listing, district), listing) for listing in listings]
            score, listing = max(scores, key=lambda item: item[0])
            total += score
            if score >= SURE:
                found[id(listing)] = listing
        return total / len(products.named), list(found.values())

    def differing(self, texts: Sequence[str], listing: Listing) -> list[bool]:
        """Return which of some texts have words that the others have not all, and that a listing has."""
        stems = [{core(token) for token in known_words(text)} for text in texts]
        common = set.intersection(*stems)
        words = self._wordings.words(listing)
        return [bool((found - common) & words) or found <= common for found in stems]

    def _named(self, hit: Hit, evidence: Evidence, name: bool) -> Named:
        before, home = self._qualifier(hit, evidence, name)
        wordings = frozenset(v.removeprefix(PRODUCT) for v in hit.values if v.startswith(PRODUCT))
        families = frozenset(v for v in hit.values if not v.startswith(PRODUCT))
        if not families and _EITHER.search(
            evidence.text[evidence.tokens[hit.start].end : evidence.tokens[hit.end - 1].start]
        ):
            families = frozenset().union(*(self._wordings.families[wording] for wording in wordings)) - _UMBRELLAS
        return Named(
            wordings,
            families,
            frozenset(core(evidence.tokens[i]) for i in range(hit.start, hit.end)),
            before,
            home,
        )

    def _qualifier(self, hit: Hit, evidence: Evidence, name: bool) -> tuple[str | None, tuple[int, ...]]:
        """Return the word before a product that may tell which one it is, and the districts that it names."""
        if not hit.start:
            return None, ()
        token, flags = evidence.tokens[hit.start - 1], evidence.flags
        between = evidence.text[token.end : evidence.tokens[hit.start].start]
        if not _BETWEEN.fullmatch(between) or token.text.isdigit():
            return None, ()
        places = [
            c
            for m in (*evidence.mentions, *evidence.doubted)
            if m.start < hit.start <= m.end
            for c in m.candidates
            if c.exact
        ]
        home = tuple(code for c in places if c.place.kind in (DISTRICT, SHARED) for code in c.place.districts)
        if home:
            return core(token), home
        if name and hit.start - 1 not in flags.filler:
            return core(token), ()
        empty = flags.filler | flags.cue | flags.everyday | span_of(evidence.lists) | evidence.programme
        empty |= span_of(evidence.products) | {i for found in evidence.intents.values() for i in span_of(found)}
        if any(c.place.kind == STATE for c in places) or hit.start - 1 in empty:
            return None, ()
        return (core(token), ()) if hit.start - 1 in evidence.unexplained else (None, ())

    def _narrowest(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the products without those that only say what kind another one is: "Kaji nemu (lemon)"."""
        out: list[Hit] = []
        for hit in hits:
            mine = {v for v in hit.values if not v.startswith(PRODUCT)}
            others = [
                {v for v in o.values if not v.startswith(PRODUCT)} for o in hits if o is not hit and o.start < hit.start
            ] + [{v for v in o.values if not v.startswith(PRODUCT)} - mine for o in hits if o.start > hit.start]
            wider = {b for other in others for f in other for b in self._knowledge.broader(f)}
            if not mine or not mine <= wider:
                out.append(hit)
        return out or list(hits)

    def _one(self, named: Named, stems: frozenset[str], listing: Listing, district: District) -> float:
        score = self._match(named, stems, listing)
        if named.before is None or score < SURE:
            return score
        # "Sea buckthorn" may be written as two words or one.
        told = district.lgd in named.home or any(
            word == named.before or (len(named.before) >= PART and word.endswith(named.before))
            for word in self._wordings.words(listing)
        )
        return score if told or self._is_of(named.before, district) else min(score, _NEAR)

    def _is_of(self, stem: str, district: District) -> bool:
        """Whether a word is made of the name of a district: Moradabadi."""
        names = (district.name, *district.names.values(), *district.also, *district.former)
        stems = {core(token) for name in names for token in known_words(name)}
        return len(stem) >= _LIKE and any(
            name.startswith(stem[:-1]) or (len(name) >= _LIKE and stem.startswith(name)) for name in stems
        )

    def _match(self, named: Named, stems: frozenset[str], listing: Listing) -> float:
        if listing.product in named.wordings:
            return 1.0
        words = self._wordings.words(listing)
        share = self._share(named.stems, words)
        broader = {b for f in listing.families for b in self._knowledge.broader(f)}
        if named.families & broader:
            exactly = _OWN_FAMILY if named.families & set(listing.families) else 0.0
            return _SAME_FAMILY + (_WHOLE - _SAME_FAMILY) * self._share(named.stems | stems, words) + exactly
        if self._are_other_crops(named.families, listing.families) and not share:
            return NONE * share
        wider = {b for f in named.families for b in self._knowledge.broader(f)} - _UMBRELLAS
        if wider & broader:
            return max(_NEAR, _WITHOUT_FAMILY * share)
        if not named.families or not listing.families:
            return share if share >= _LITERAL else _WITHOUT_FAMILY * share
        return _WITHOUT_FAMILY * share if share < 1 else _NEAR

    def _are_other_crops(self, ours: frozenset[str], theirs: tuple[str, ...]) -> bool:
        """Whether what both have in common is only that they are spices, fruits, …: saffron is no chilli."""
        found = self._unlike.get((ours, theirs))
        if found is None:
            if len(self._unlike) > _REMEMBERED:
                self._unlike.clear()
            found = self._unlike[ours, theirs] = self._found_unlike(ours, theirs)
        return found

    def _found_unlike(self, ours: frozenset[str], theirs: tuple[str, ...]) -> bool:
        mine, others = self._narrowest_of(ours), self._narrowest_of(theirs)
        if not mine or not others or mine & _CROPS or others & _CROPS:
            return False
        broader = {f: self._knowledge.broader(f) for f in mine | others}
        both = {b for f in mine for b in broader[f]} & {b for f in others for b in broader[f]}
        return bool(both & _CROPS) and not any(a in broader[b] or b in broader[a] for a in mine for b in others)

    def _narrowest_of(self, families: Iterable[str]) -> set[str]:
        found = set(families)
        return {f for f in found if not any(f in self._knowledge.broader(o) - {o} for o in found)}

    def _literal(self, stems: frozenset[str], listings: Sequence[Listing]) -> tuple[float, list[Listing]]:
        """Return how well the words of a text are the wordings of listings, where no product was found in it."""
        scores = []
        for listing in listings:
            whole = any(len(variant) > 1 and variant <= stems for variant in self._wordings.variants(listing))
            share = self._share(stems, self._wordings.words(listing))
            scores.append((_WHOLE if whole else share if share >= _LITERAL else min(share, _NEAR), listing))
        best = max(score for score, _ in scores)
        return best, [listing for score, listing in scores if score == best and score >= SURE]

    def _share(self, stems: Iterable[str], words: frozenset[str]) -> float:
        """Return which share of the weight of some words stands among those of a listing."""
        weights = {stem: self._wordings.rarity.get(stem, 1.0) for stem in stems}
        total = sum(weights.values())
        return sum(weight for stem, weight in weights.items() if stem in words) / total if total else 0.0


def _is_likely(hit: Hit, evidence: Evidence) -> bool:
    """Whether a misspelt product is one: people rarely mistake the first letter (दालों is not फलों)."""
    words = known_words(hit.text)
    return hit.rule == "exact" or all(
        token.roman[:1] == word.roman[:1]
        for token, word in zip(evidence.tokens[hit.start : hit.end], words, strict=False)
    )
