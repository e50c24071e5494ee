"""Decide what a message asks: one reading, a choice, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, normalise, tokenise
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE, Gazetteer
from odop_bot.understanding.phrases import Hit, PhraseIndex
from odop_bot.understanding.places import (
    POSSIBLE,
    SURE,
    Candidate,
    Flags,
    Mention,
    PlaceFinder,
    choose,
    pins_in,
    with_cues,
)
from odop_bot.understanding.questions import FaqMatch, FaqMatcher
from odop_bot.understanding.reading import Choice, Context, Reading, Why

MAX_CHOICES = 4
FAQ_SURE = 0.60
"""From this score on an FAQ entry is the answer, if the next one is not too close."""
FAQ_ASK = 0.42
"""From this score on FAQ entries are offered."""
FAQ_MARGIN = 0.03
CLOSE = 0.18
"""Districts whose scores differ by less are too close to call."""


@dataclass(slots=True)
class _Message:
    """One message while it is being read."""

    tokens: list[Token]
    flags: Flags
    context: Context
    text: str
    intents: dict[str, list[Hit]]
    lists: list[Hit]
    families: list[Hit]
    mentions: list[Mention]
    covered: set[int]
    """Tokens that belong to a name, a product, a list, or carry no content."""

    def wants(self, *intents: str) -> bool:
        """Whether the message shows one of these intents."""
        return any(intent in self.intents for intent in intents)


class Understander:
    """Reads messages; built once from the knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        words = knowledge.words
        gazetteer = Gazetteer(knowledge)
        self._places = PlaceFinder(gazetteer, words, _everyday(knowledge, gazetteer))
        self._families = PhraseIndex(_family_phrases(knowledge), fuzzy=True)
        self._products = PhraseIndex(_product_phrases(knowledge))
        self._lists = PhraseIndex(
            (phrase, item.id)
            for item in knowledge.lists.values()
            for phrases in item.also.values()
            for phrase in phrases
        )
        self._intents = PhraseIndex((phrase, intent) for intent, phrases in words.intents.items() for phrase in phrases)
        self._smalltalk = {_key(phrase): kind for kind, phrases in words.smalltalk.items() for phrase in phrases}
        self._openers = {_key(phrase) for phrase in words.follow_ups["openers"]}
        self._pronouns = PhraseIndex((phrase, "pronoun") for phrase in words.follow_ups["pronouns"])
        self._foreign_places = PhraseIndex((phrase, "place") for phrase in words.foreign_places)
        self._foreign_topics = PhraseIndex((phrase, "topic") for phrase in words.foreign_topics)
        self.faq = FaqMatcher(knowledge)

    def read(self, text: str, context: Context | None = None) -> Reading:
        """Return what a message asks, in the light of what the chat last spoke of."""
        context = context or Context()
        message = normalise(text)
        tokens = tokenise(message)
        if not tokens:
            return Reading(kind="help", confidence=0.0)
        key = " ".join(token.text for token in tokens)
        picked = self._picked(key, tokens, context)
        if picked is not None:
            return picked
        smalltalk = self._smalltalk.get(key)
        if smalltalk is not None:
            kind = "help" if smalltalk == "help" else "smalltalk"
            return Reading(kind=kind, smalltalk=smalltalk, why=(Why(key, smalltalk, "phrase", 1.0),))
        asked = self.faq.exact(text)
        if asked is not None:
            return Reading(kind="faq", faq=(asked,), why=(Why(key, asked, "exact question", 1.0),))
        pins = pins_in(message)
        if pins:
            reading = self._pin(pins)
            if reading is not None:
                return reading
        return self._decide(self._message(message, tokens, context))

    # What the message holds

    def _message(self, text: str, tokens: list[Token], context: Context) -> _Message:
        flags = self._places.flags(tokens)
        intents: dict[str, list[Hit]] = {}
        for hit in self._intents.find(tokens):
            for intent in hit.values:
                intents.setdefault(intent, []).append(hit)
        lists = self._lists.find(tokens)
        inside_list = {i for hit in lists for i in range(hit.start, hit.end)}
        families = self._products.find(tokens, inside_list)
        quoted = {i for hit in families for i in range(hit.start, hit.end)}
        families += self._families.find(tokens, inside_list | quoted | flags.filler, flags.everyday | flags.cue)
        mentions = self._mentions(tokens, flags, families, inside_list)
        taken = {i for m in mentions for i in range(m.start, m.end)}
        families = [h for h in families if taken.isdisjoint(range(h.start, h.end))]
        covered = taken | inside_list | {i for h in families for i in range(h.start, h.end)}
        covered |= flags.filler | flags.cue
        covered |= {i for i, token in enumerate(tokens) if token.text.isdigit()}
        covered |= {i for hits in intents.values() for h in hits for i in range(h.start, h.end)}
        return _Message(tokens, flags, context, text, intents, lists, families, mentions, covered)

    def _mentions(self, tokens: list[Token], flags: Flags, families: list[Hit], inside_list: set[int]) -> list[Mention]:
        found = self._places.find(tokens, flags)
        states = frozenset(
            m.best.place.id for m in found
            if m.best.place.kind == STATE and m.best.exact and m.best.score > 0.85
            and not (m.best.rule == "state code" and len(tokens) == 1)
        )  # fmt: skip
        state_tokens = {i for m in found if m.best.place.kind == STATE and m.best.exact for i in range(m.start, m.end)}
        foreign = bool(self._foreign_places.find(tokens))
        kept: list[Mention] = []
        for mention in found:
            span = range(mention.start, mention.end)
            if not inside_list.isdisjoint(span):
                continue
            if self._product_wins(mention, families):
                continue
            others = set(range(len(tokens))) - set(span) - state_tokens
            strong = any(i in flags.cue for i in others) or bool(families)
            alone = all(i in flags.filler or i in flags.cue for i in others)
            bare = not others
            if not self._credible(mention, strong, alone, bare, states, foreign, flags):
                continue
            kept.append(with_cues(mention, strong=strong, alone=alone, states=states))
        chosen = choose(kept)
        return [m for m in chosen if m.best.score >= POSSIBLE]

    def _product_wins(self, mention: Mention, families: list[Hit]) -> bool:
        span = set(range(mention.start, mention.end))
        for hit in families:
            product = set(range(hit.start, hit.end))
            if span & product:
                if len(product) > len(span):
                    return True
                if hit.rule == "exact" and not (mention.best.exact and span >= product):
                    return True
        return False

    def _credible(
        self, mention: Mention, strong: bool, alone: bool, bare: bool, states: frozenset[int],
        foreign: bool, flags: Flags,
    ) -> bool:  # fmt: skip
        best = mention.best
        if foreign and not best.exact:
            return False
        if mention.start in flags.after_name and not strong:
            return False
        if best.rule == "state code":
            return strong and not bare
        if mention.homonym:
            fits = best.place.kind == DISTRICT and best.place.state in states
            if not best.exact:
                return False
            return strong or bare or fits or alone
        return True

    # What it asks

    def _decide(self, m: _Message) -> Reading:
        districts, unsure, states = self._settle(m)
        names = {
            i for mention in m.mentions if mention.best.place.kind != STATE
            for i in range(mention.start, mention.end)
        }  # fmt: skip
        residue = [i for i in range(len(m.tokens)) if i not in m.covered]
        follow_up = self._follow_up(m, districts, states, residue)
        if follow_up is not None:
            return follow_up
        plain = (districts or unsure) and not residue and not m.wants("difference")
        matches = [] if plain else self._faq_matches(m, names)
        scheme = self._scheme_question(m, matches, residue, bool(districts or unsure))
        if scheme is not None:
            return scheme
        foreign = self._foreign(m)
        if districts or unsure:
            if foreign or (len(residue) > 3 and not m.flags.cue):
                return self._unknown(m, matches)
            return self._district_reading(m, districts, unsure, states)
        if m.families and not foreign and self._speaks_of_products(m, residue):
            return self._product_reading(m, states)
        if states and not foreign and self._speaks_of_state(m, residue):
            return self._state_reading(m, states)
        return self._faq_reading(m, matches, foreign)

    def _settle(self, m: _Message) -> tuple[list[Candidate], list[Mention], tuple[int, ...]]:
        """Split the mentions into sure districts, mentions to ask about, and states."""
        sure: list[Candidate] = []
        unsure: list[Mention] = []
        states: list[int] = []
        for mention in m.mentions:
            place = mention.best.place
            if place.kind == STATE and mention.best.score >= SURE:
                twin = [
                    c
                    for c in mention.candidates
                    if c.place.kind == DISTRICT and c.exact and c.score >= mention.best.score - 0.02
                ]
                if twin and not m.wants("all", "districts"):
                    sure.append(twin[0])
                else:
                    states.append(place.id)
        for mention in m.mentions:
            if mention.best.place.kind == STATE:
                continue
            rivals = self._rivals(mention, states, m.context)
            if len(rivals) == 1 and rivals[0].place.kind == DISTRICT and rivals[0].score >= SURE:
                if all(rivals[0].place.id != c.place.id for c in sure):
                    sure.append(rivals[0])
            else:
                unsure.append(replace(mention, candidates=tuple(rivals)))
        return sure, unsure, tuple(dict.fromkeys(states))

    def _rivals(self, mention: Mention, states: Sequence[int], context: Context) -> list[Candidate]:
        """Return the candidates too close to call, narrowed by a state that the message names."""
        candidates = [c for c in mention.candidates if c.place.kind != STATE]
        fitting = [c for c in candidates if c.place.kind == DISTRICT and c.place.state in states]
        if fitting and fitting[0].score >= POSSIBLE:
            candidates = fitting
        best = candidates[0]
        if best.exact:
            return [c for c in candidates if (c.exact and c.score >= 0.88 * best.score) or c is best][:MAX_CHOICES]
        return [c for c in candidates if c.score >= max(best.score - CLOSE, POSSIBLE - 0.1)][:MAX_CHOICES]

    def _foreign(self, m: _Message) -> bool:
        named = {i for mention in m.mentions for i in range(mention.start, mention.end)}
        topics = self._foreign_topics.find(m.tokens, named)
        if not topics:
            return False
        ours = {"odop", "pmfme", "utpad", "product", "products", "dpiit", "ओडीओपी", "उत्पाद"}
        return not any(token.text in ours for token in m.tokens) and not m.lists

    def _speaks_of_products(self, m: _Message, residue: list[int]) -> bool:
        if m.wants("where_made", "count", "districts") or m.flags.cue:
            return len(residue) <= 4
        return len(residue) <= 1

    def _speaks_of_state(self, m: _Message, residue: list[int]) -> bool:
        if m.wants("all", "districts", "products", "count") or m.flags.cue:
            return len(residue) <= 3
        return not residue

    def _faq_matches(self, m: _Message, names: set[int]) -> list[FaqMatch]:
        matches = self.faq.match(m.tokens, names)
        last = self.knowledge.faq.get(m.context.faq or "")
        if last and matches:
            near = last.topic.split("-")[0]
            matches = sorted(
                (replace(x, score=min(x.score + 0.06, 0.99)) if self.knowledge.faq[x.id].topic.startswith(near) else x
                 for x in matches),
                key=lambda x: -x.score,
            )  # fmt: skip
        return matches

    def _scheme_question(self, m: _Message, matches: list[FaqMatch], residue: list[int], place: bool) -> Reading | None:
        """Return an FAQ reading where the question outweighs the names in it."""
        if not matches or matches[0].score < FAQ_SURE:
            return self._two_questions(m) if not place else None
        if place or m.families:
            # A place or product is settled first, unless the rest of the message is a question.
            content = [i for i in residue if m.tokens[i].text]
            if not content and not m.wants("difference"):
                return None
            if place and len(content) < 2 and matches[0].score < 0.8:
                return None
        if m.mentions and not residue:
            return None
        return self._two_questions(m) or self._faq_reading(m, matches, foreign=False)

    def _two_questions(self, m: _Message) -> Reading | None:
        """Return a reading of two FAQ entries where the message joins two questions."""
        joints = [i for i, token in enumerate(m.tokens) if token.text in ("and", "aur", "और", "tatha", "మరియు")]
        for joint in joints:
            left, right = m.tokens[:joint], m.tokens[joint + 1 :]
            if len(left) < 3 or len(right) < 3:
                continue
            ends = [self.faq.match(part, limit=1) for part in (left, right)]
            if all(end and end[0].score >= FAQ_SURE - 0.05 for end in ends):
                first, second = ends[0][0], ends[1][0]
                if first.id != second.id:
                    return Reading(
                        kind="faq", faq=(first.id, second.id), confidence=min(first.score, second.score),
                        why=tuple(_faq_why(m, match, None) for match in (first, second)),
                    )  # fmt: skip
        return None

    def _faq_reading(self, m: _Message, matches: list[FaqMatch], foreign: bool) -> Reading:
        if matches and not foreign:
            best = matches[0]
            runner = matches[1] if len(matches) > 1 else None
            clear = runner is None or best.score - runner.score >= FAQ_MARGIN
            if best.score >= FAQ_SURE and clear:
                return Reading(
                    kind="faq", faq=(best.id,), confidence=best.score, list_id=_first(m.lists),
                    why=(_faq_why(m, best, runner),),
                )  # fmt: skip
            if best.score >= FAQ_ASK:
                close = [x for x in matches if x.score >= best.score - 0.2][:3]
                return Reading(
                    kind="choice", confidence=best.score,
                    choices=tuple(Choice("faq", x.id) for x in close),
                    why=(_faq_why(m, best, runner),),
                )  # fmt: skip
        return self._unknown(m, matches)

    def _unknown(self, m: _Message, matches: list[FaqMatch]) -> Reading:
        near = [
            Choice(DISTRICT, str(c.place.id))
            for mention in m.mentions for c in mention.candidates[:1] if c.place.kind == DISTRICT
        ]  # fmt: skip
        near += [Choice("faq", match.id) for match in matches if match.score > 0.3][:2]
        return Reading(kind="unknown", confidence=0.0, near=tuple(near[:3]))

    def _district_reading(
        self, m: _Message, sure: list[Candidate], unsure: list[Mention], states: tuple[int, ...]
    ) -> Reading:
        aspects = self._aspects(m)
        list_id = self._list_of(m)
        if m.context.districts and self._leans(m):
            aspects = aspects or m.context.aspects
            list_id = list_id or m.context.list_id
        if sure and not (unsure and len(sure) == 0):
            first = sure[0]
            town = first.name if first.rule in ("town", "headquarters") else None
            former = first.name if first.rule == "former name" else None
            whys = tuple(
                _place_why(mention, next((c for c in mention.candidates if c in sure), mention.best))
                for mention in m.mentions
            )
            return Reading(
                kind="district", districts=tuple(c.place.id for c in sure), confidence=min(c.score for c in sure),
                list_id=list_id, aspects=aspects, town=town,
                former=former, why=whys,
                families=tuple(h.values[0] for h in m.families), states=states,
            )  # fmt: skip
        mention = unsure[0]
        ids: list[int] = []
        shared: int | None = None
        for candidate in mention.candidates:
            ids += [code for code in candidate.place.districts if code not in ids]
            if candidate.place.kind == SHARED and shared is None:
                shared = candidate.place.id
        if states:
            fitting = [i for i in ids if self.knowledge.districts[i].state in states]
            ids = fitting or ids
        limit = MAX_CHOICES if shared is None else 6
        return Reading(
            kind="choice", confidence=mention.best.score, shared=shared, list_id=list_id, aspects=aspects,
            choices=tuple(Choice(DISTRICT, str(i)) for i in ids[:limit]), why=(_place_why(mention, mention.best),),
        )  # fmt: skip

    def _product_reading(self, m: _Message, states: tuple[int, ...]) -> Reading:
        hit = max(m.families, key=lambda h: (h.end - h.start, h.rule == "exact"))
        score = {"exact": 1.0, "sound": 0.9, "typo": 0.85}[hit.rule]
        why = tuple(
            Why(
                " ".join(t.text for t in m.tokens[h.start : h.end]),
                h.text,
                f"product {h.rule}",
                1.0 if h.rule == "exact" else 0.88,
            )
            for h in m.families
        )
        quoted = hit.values[0].startswith("product:")
        if quoted:
            product = hit.values[0].partition(":")[2]
            families = self._families_of_product(product)
        else:
            product = None
            families = tuple(dict.fromkeys(v for h in m.families for v in h.values if not v.startswith("product:")))
            if len(hit.values) > 1 and len(m.families) == 1:
                return Reading(
                    kind="choice",
                    confidence=score,
                    choices=tuple(Choice("family", v) for v in hit.values[:MAX_CHOICES]),
                    why=why,
                )
        kind = "count" if m.wants("count") else "product"
        return Reading(
            kind=kind, families=families, states=states, confidence=score, list_id=self._list_of(m), why=why,
            product=product,
        )  # fmt: skip

    def _families_of_product(self, product: str) -> tuple[str, ...]:
        for district in self.knowledge.districts.values():
            for listing in district.listings:
                if listing.product == product and listing.families:
                    return listing.families[:1]
        return ()

    def _state_reading(self, m: _Message, states: tuple[int, ...]) -> Reading:
        kind = "count" if m.wants("count") else "state"
        mention = next(x for x in m.mentions if x.best.place.kind == STATE)
        return Reading(
            kind=kind, states=states, confidence=mention.best.score, list_id=self._list_of(m),
            why=tuple(_place_why(x, x.best) for x in m.mentions),
        )  # fmt: skip

    def _aspects(self, m: _Message) -> frozenset[str]:
        return frozenset(
            a for a in ("gi", "earlier", "source", "state", "sector", "other_districts", "state_list", "count")
            if m.wants(a)
        )  # fmt: skip

    def _list_of(self, m: _Message) -> str | None:
        return _first(m.lists)

    # What leans on the chat

    def _leans(self, m: _Message) -> bool:
        texts = [token.text for token in m.tokens]
        return any(" ".join(texts[:size]) in self._openers for size in (1, 2, 3))

    def _follow_up(
        self, m: _Message, districts: list[Candidate], states: tuple[int, ...], residue: list[int]
    ) -> Reading | None:
        context = m.context
        if len(m.tokens) > 9:
            return None
        if m.wants("more") and len(m.tokens) <= 3 and context.kind in ("state", "product") and not m.mentions:
            return Reading(
                kind=context.kind, states=context.states, families=context.families, list_id=context.list_id,
                page=context.page + 1, why=(Why(m.text, "the answer before", "next page", 1.0),),
            )  # fmt: skip
        if m.mentions or districts:
            place_only = not residue and not m.families and not m.wants("count", "all", "districts", "products")
            if (
                states
                and not districts
                and context.kind in ("product", "count", "state")
                and self._leans(m)
                and place_only
            ):
                return Reading(
                    kind=context.kind, states=states, families=context.families, list_id=context.list_id,
                    confidence=0.9, why=tuple(_place_why(x, x.best) for x in m.mentions),
                )  # fmt: skip
            return None
        pronoun = bool(self._pronouns.find(m.tokens))
        aspects = self._aspects(m) - {"count"}
        list_id = self._list_of(m)
        leaning = pronoun or self._leans(m) or not residue
        if context.districts and (aspects or list_id) and leaning and len(residue) <= 2:
            return self._about_last(m, aspects, list_id)
        if context.districts and pronoun and m.flags.cue and not residue:
            return self._about_last(m, aspects, list_id)
        if m.families and context.kind in ("product", "count") and self._leans(m) and not residue:
            families = tuple(dict.fromkeys(v for h in m.families for v in h.values))
            return Reading(kind=context.kind, families=families, states=context.states, confidence=0.9,
                           why=tuple(Why(m.text, h.text, f"product {h.rule}", 0.9) for h in m.families))  # fmt: skip
        return None

    def _about_last(self, m: _Message, aspects: frozenset[str], list_id: str | None) -> Reading:
        context = m.context
        why = (Why(m.text, "the district spoken of last", "follow-up", 0.9),)
        if "other_districts" in aspects:
            district = self.knowledge.districts[context.districts[0]]
            listing = next((x for x in district.listings if x.families and list_id in (None, x.list)), None)
            if listing is not None:
                return Reading(kind="product", families=listing.families[:1], confidence=0.9, why=why)
        return Reading(
            kind="district", districts=context.districts, aspects=aspects, list_id=list_id, confidence=0.9, why=why
        )

    def _picked(self, key: str, tokens: list[Token], context: Context) -> Reading | None:
        """Return the reading of an answer to the choice that was offered last."""
        if not context.choices or len(tokens) > 4:
            return None
        number = int(key) if key.isdecimal() and len(key) <= 2 else 0
        if not number:
            ordinals = list(self.knowledge.words.intents.get("ordinals", ()))
            position = next((i for i, word in enumerate(ordinals) if _key(word) == key), None)
            number = _ORDINAL_OF[position] if position is not None and position < len(_ORDINAL_OF) else 0
        if 1 <= number <= len(context.choices):
            return self._open(context.choices[number - 1], context)
        fitting = [c for c in context.choices if self._named(c, key)]
        return self._open(fitting[0], context) if len(fitting) == 1 else None

    def _named(self, choice: Choice, key: str) -> bool:
        knowledge = self.knowledge
        if choice.kind == DISTRICT:
            district = knowledge.districts[int(choice.id)]
            state = knowledge.state_of(district)
            labels = [district.name, *district.also, state.name, state.code, *state.also, *state.names.values(),
                      *district.names.values(), f"{district.name} {state.name}", f"{district.name} {state.code}"]  # fmt: skip
            return key in {_key(label) for label in labels}
        if choice.kind == "faq":
            return key in {_key(t) for t in knowledge.faq[choice.id].title.values()}
        return key in {_key(t) for t in knowledge.families[choice.id].name.values()}

    def _open(self, choice: Choice, context: Context) -> Reading:
        why = (Why("the choice", choice.id, "picked", 1.0),)
        if choice.kind == DISTRICT:
            return Reading(
                kind="district", districts=(int(choice.id),), aspects=context.aspects, list_id=context.list_id, why=why
            )
        if choice.kind == "faq":
            return Reading(kind="faq", faq=(choice.id,), why=why)
        return Reading(kind="product", families=(choice.id,), why=why)

    def _pin(self, pins: list[str]) -> Reading | None:
        for pin in pins:
            areas = self.knowledge.pins.areas(pin)
            if areas:
                return Reading(
                    kind="pin", pin=pin, districts=tuple(area.district for area in areas),
                    why=(Why(pin, pin, "PIN code", 1.0),),
                )  # fmt: skip
        return None


_ORDINAL_OF = (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4)


def _first(hits: list[Hit]) -> str | None:
    return hits[0].values[0] if hits else None


def _key(text: str) -> str:
    return " ".join(token.text for token in tokenise(normalise(text)))


def _everyday(knowledge: Knowledge, gazetteer: Gazetteer) -> frozenset[str]:
    return knowledge.everyday_words


def _family_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    for family in knowledge.families.values():
        yield family.id.replace("-", " "), family.id
        for text in family.name.values():
            yield text, family.id
        for texts in family.also.values():
            for text in texts:
                yield text, family.id


def _product_phrases(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Yield official wordings that are long enough to stand for themselves."""
    known = {_key(phrase) for phrase, _ in _family_phrases(knowledge)}
    for district in knowledge.districts.values():
        for listing in district.listings:
            if not listing.families:
                continue
            for text in filter(None, (listing.product, listing.reading)):
                if 2 <= len(tokenise(text)) <= 5 and _key(text) not in known:
                    yield text, f"product:{listing.product}"


def _place_why(mention: Mention, candidate: Candidate) -> Why:
    other = next((c.name for c in mention.candidates if c.place.id != candidate.place.id), None)
    return Why(mention.text, candidate.name, candidate.rule, round(candidate.score, 3), other)


def _faq_why(m: _Message, match: FaqMatch, runner: FaqMatch | None) -> Why:
    return Why(m.text, match.line, match.rule, round(match.score, 3), runner.line if runner else None)
