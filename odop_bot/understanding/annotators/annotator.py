"""All annotators in their order: words, products, places, names of the GI Registry."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.language.tokens import Token
from odop_bot.understanding.annotators.agreeing import agreeing, lacking
from odop_bot.understanding.annotators.denying import SchemeDenier
from odop_bot.understanding.annotators.excepting import excepted
from odop_bot.understanding.annotators.places import PlaceAnnotator
from odop_bot.understanding.annotators.products import ProductAnnotator
from odop_bot.understanding.annotators.registry import COUNTRY, RegistryAnnotator
from odop_bot.understanding.annotators.words import WordAnnotator
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.languages import LanguageTeller
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.phrases import Hit
from odop_bot.understanding.places import pins_in


class Annotator:
    """Takes messages apart; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._superseded = frozenset(code for code, item in knowledge.lists.items() if item.superseded_by)
        self._prepositions = frozenset(knowledge.words.prepositions)
        self._languages = LanguageTeller(knowledge)
        self._words = WordAnnotator(knowledge)
        self._denier = SchemeDenier(knowledge, self._words.subjects)
        self._products = ProductAnnotator(knowledge)
        self._places = PlaceAnnotator(knowledge)
        self._registry = RegistryAnnotator(knowledge)

    def annotate(self, text: str, tokens: Sequence[Token], memory: Memory) -> Evidence:
        """Return what a normalised message holds."""
        tokens = self._denier.meant(text, tokens)
        flags = self._places.flags(tokens)
        words = self._words.read(tokens, flags)
        taken = span_of(words.lists) | span_of(words.intents.get("gi", []))
        # The country is no misspelt product (bindi).
        taken |= {i for start, end, concept in words.concepts if concept == COUNTRY for i in range(start, end)}
        goods = self._registry.goods(tokens, flags) if "gi" in words.intents else []
        if "gi" in words.intents:
            taken |= span_of([*goods, *words.intents.get("joint", []), *words.intents.get("products", [])])
        # "Kitni saari", so many, are no sarees.
        taken |= span_of(words.intents.get("count", []))
        language = self._languages.tell(tokens)
        # "Which paper?", "a form", "the machine" are what a maker needs; "which districts make paper" is not.
        needed = set() if "where_made" in words.intents else words.need_tokens
        # What has a speciality is a thing: "lac ki khasiyat" is not of a hundred thousand.
        friends = None if "special" in words.intents else language
        products = self._products.find(tokens, flags, taken, needed, friends)
        places = self._places.find(tokens, flags, products, words, bool(memory.trail or memory.choices))
        named = {i for mention in places.mentions for i in range(mention.start, mention.end)}
        products = self._meant(tokens, products, named, abroad=words.abroad)
        if places.sure and (exceptions := words.intents.get("except")):
            left_out = excepted(products, exceptions, named, self._prepositions)
            products = [hit for hit in products if hit not in left_out]
            places.denied |= span_of(left_out)
        pins = pins_in(text)
        evidence = Evidence(
            text=text,
            tokens=tokens,
            language=language,
            memory=memory,
            flags=flags,
            intents=words.intents,
            lists=words.lists,
            products=products,
            mentions=places.mentions,
            doubted=places.doubted,
            sure=places.sure,
            unsure=places.unsure,
            states=places.states,
            not_in=places.not_in,
            denied=places.denied,
            pins=pins,
            pinned=() if places.sure else self._lying_in(pins),
            in_domain=words.in_domain,
            out_of_domain=words.out_of_domain(tokens, named | _exact(products)),
            abroad=words.abroad,
            concepts=words.concepts,
            types=words.types,
            needs=words.needs,
            groups=words.groups,
            small=words.small,
            programme=words.programme,
            about=words.about,
        )
        return self._compared(evidence, goods)

    def _meant(self, tokens: Sequence[Token], products: Sequence[Hit], named: set[int], *, abroad: bool) -> list[Hit]:
        """Return the products without what stands in places' names or only sounds like one beside them."""
        return [
            hit
            for hit in products
            # "Narnia district" is a place that we do not know, not a misspelt coconut.
            if (hit.rule != "typo" or not self._places.is_district(tokens, hit.end))
            and named.isdisjoint(range(hit.start, hit.end))
            and (hit.rule in ("exact", "inflected") or not (abroad or named))
        ]

    def _compared(self, evidence: Evidence, goods: Sequence[Hit]) -> Evidence:
        """Add what comes of looking at places, products and lists beside each other."""
        evidence.old_lists = self._superseded & {hit.values[0] for hit in evidence.lists}
        evidence.agreed = agreeing(evidence, self._knowledge)
        evidence.lacking = lacking(evidence, self._knowledge)
        evidence.registered = self._registry.find(evidence, goods)
        named = evidence.registered.whole or evidence.agreed
        if named and evidence.wants("registered") and not evidence.needs:
            # "Is Silao khaja registered", "which class is Makrana marble": of GIs, which are not named.
            evidence.intents.setdefault("gi", evidence.intents["registered"])
            evidence.registered = self._registry.find(evidence, goods)
        return evidence

    def _lying_in(self, pins: Sequence[str]) -> tuple[int, ...]:
        """Return the LGD code of the district that PIN codes lie in; nothing where they lie in several."""
        codes = {area.district for pin in pins for area in self._knowledge.pins.areas(pin)}
        return tuple(codes) if len(codes) == 1 else ()

    def flags(self, tokens: Sequence[Token]) -> Flags:
        """Return what each word of a message is."""
        return self._places.flags(tokens)

    def language(self, tokens: list[Token]) -> str | None:
        """Return the language in which a message is written, if it shows one."""
        return self._languages.tell(tokens)


def _exact(products: Sequence[Hit]) -> set[int]:
    return span_of(hit for hit in products if hit.rule == "exact" and hit.end - hit.start > 1)
