"""Decide what a message asks: one reading, a choice, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, key_of, normalise, tokenise
from odop_bot.understanding.beginnings import Beginnings
from odop_bot.understanding.followups import FollowUps, aspects_of
from odop_bot.understanding.gazetteer import DISTRICT, SHARED, STATE
from odop_bot.understanding.languages import LanguageTeller
from odop_bot.understanding.message import PRODUCT, Message, MessageReader
from odop_bot.understanding.places import POSSIBLE, SURE, Candidate, Mention, pins_in
from odop_bot.understanding.questions import FaqMatch, FaqMatcher
from odop_bot.understanding.reading import Choice, Context, Reading, Why

MAX_CHOICES = 4
MAX_SHARED = 6
"""Districts that an everyday name may be shared by."""
FAQ_SURE = 0.62
"""From this score on an FAQ entry is the answer."""
FAQ_ASK = 0.35
"""From this score on FAQ entries are offered."""
FAQ_ASK_OWN = 0.25
"""The same, for a message that is surely meant for us."""
FAQ_OVER_PLACE = 0.75
"""From this score on a question with one word of content outweighs a place in it."""
FAQ_NEAR = 0.15
"""From this score on an FAQ entry is worth naming when nothing is found."""
CLOSE = 0.18
"""Districts whose scores differ by less are too close to call."""
SHORT = 8
"""Words of a message that may lean on the FAQ answer before it."""
_JOINTS = frozenset({"and", "aur", "और", "tatha", "మరియు"})


@dataclass(frozen=True, slots=True)
class _Places:
    """The places of a message, told apart by how sure they are."""

    sure: list[Candidate]
    unsure: list[Mention]
    states: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether a district is named as we have it written, even if several are called so."""
        return any(c.exact for c in self.sure) or any(mention.best.exact for mention in self.unsure)

    @property
    def districts(self) -> bool:
        """Whether the message names, or may name, a district."""
        return bool(self.sure or self.unsure)


class Understander:
    """Reads messages; built once from the knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._reader = MessageReader(knowledge)
        self._follow_ups = FollowUps(knowledge)
        self._smalltalk = {
            key_of(phrase): kind for kind, phrases in knowledge.words.smalltalk.items() for phrase in phrases
        }
        self._address = {key_of(word) for word in knowledge.words.address_marks}
        self._languages = LanguageTeller(knowledge)
        self.faq = FaqMatcher(knowledge)
        self.beginnings = Beginnings(knowledge)

    def language(self, text: str) -> str | None:
        """Return the language in which a message is written, if it shows one."""
        return self._languages.tell(tokenise(normalise(text)))

    def read(self, text: str, context: Context | None = None) -> Reading:
        """Return what a message asks, in the light of what the chat last spoke of."""
        message = normalise(text)
        tokens = tokenise(message)
        language = self._languages.tell(tokens)
        return replace(self._read(text, message, tokens, context or Context(), language), language=language)

    def _read(
        self, text: str, message: str, tokens: list[Token], context: Context, language: str | None
    ) -> Reading:  # fmt: skip
        if not tokens:
            return Reading(kind="help", confidence=0.0)
        key = " ".join(token.text for token in tokens)
        picked = self._follow_ups.picked(key, len(tokens), context)
        if picked is not None:
            return picked
        smalltalk = self._smalltalk.get(key) or self._smalltalk.get(self._without_address(tokens))
        if smalltalk is not None:
            kind = "help" if smalltalk == "help" else "smalltalk"
            return Reading(kind=kind, smalltalk=smalltalk, why=(Why(key, smalltalk, "phrase", 1.0),))
        asked = self.faq.exact(text)
        if asked is not None:
            return Reading(kind="faq", faq=(asked,), why=(Why(key, asked, "exact question", 1.0),))
        return self._pin(pins_in(message)) or self._decide(self._reader.read(message, tokens, context, language))

    def _without_address(self, tokens: Sequence[Token]) -> str:
        """Return a message's key without the `bhai`, `ji` or `sir` at its end."""
        words = [token.text for token in tokens]
        while words and words[-1] in self._address:
            words.pop()
        return " ".join(words)

    def _decide(self, m: Message) -> Reading:
        places = self._settle(m)
        follow_up = self._follow_ups.read(m, places.sure, places.states)
        if follow_up is not None:
            return follow_up
        plain = (places.districts or bool(m.families)) and not m.residue and not m.wants("difference")
        matches = [] if plain or m.foreign else self._faq_matches(m, places)
        scheme = self._scheme_question(m, matches, places)
        if scheme is not None:
            return scheme
        if not m.foreign:
            if places.districts and self._speaks_of_districts(m, bool(places.sure)):
                return self._district_reading(m, places)
            if places.districts and m.half_read:
                return self._which_district(m, m.mentions, places.states, aspects_of(m), m.list_id)
            if m.families and self._speaks_of_products(m):
                return self._product_reading(m, places.states)
            if places.states and not places.districts and self._speaks_of_states(m):
                return self._state_reading(m, places.states)
        return self._faq_reading(m, matches)

    # Which places

    def _settle(self, m: Message) -> _Places:
        """Split the mentions into sure districts, mentions to ask about, and states."""
        sure: list[Candidate] = []
        unsure: list[Mention] = []
        states: list[int] = []
        for mention in m.mentions:
            if mention.best.place.kind == STATE and mention.best.score >= SURE:
                twin = self._twin(mention)
                if twin and not m.wants("all", "districts"):
                    sure.append(twin)
                else:
                    states.append(mention.best.place.id)
        for mention in m.mentions:
            if mention.best.place.kind == STATE:
                continue
            rivals = self._rivals(mention, states)
            if len(rivals) == 1 and rivals[0].place.kind == DISTRICT and rivals[0].score >= SURE:
                if all(rivals[0].place.id != c.place.id for c in sure):
                    sure.append(rivals[0])
            else:
                unsure.append(replace(mention, candidates=tuple(rivals)))
        return _Places(sure, unsure, tuple(dict.fromkeys(states)))

    def _twin(self, mention: Mention) -> Candidate | None:
        """Return the district that has the same name as a state."""
        return next(
            (c for c in mention.candidates if c.place.kind == DISTRICT and c.score >= mention.best.score - 0.02),
            None,
        )

    def _rivals(self, mention: Mention, states: Sequence[int]) -> list[Candidate]:
        """Return the candidates too close to call, narrowed by a state that the message names."""
        candidates = [c for c in mention.candidates if c.place.kind != STATE]
        fitting = [c for c in candidates if c.place.kind == DISTRICT and c.place.state in states]
        if fitting and fitting[0].score >= POSSIBLE:
            candidates = fitting
        best = candidates[0]
        if best.exact:
            return [c for c in candidates if (c.exact and c.score >= 0.88 * best.score) or c is best][:MAX_CHOICES]
        return [c for c in candidates if c.score >= max(best.score - CLOSE, POSSIBLE - 0.1)][:MAX_CHOICES]

    # What it speaks of: a word with content that nothing explains makes every guess doubtful

    def _speaks_of_districts(self, m: Message, sure: bool) -> bool:
        if m.own or m.wants("gi"):
            return len(m.residue) <= (5 if sure else 2)
        return len(m.residue) <= (2 if m.flags.cue and sure else 1 if m.flags.cue or m.families else 0)

    def _speaks_of_products(self, m: Message) -> bool:
        if m.own or m.quotes_product or m.wants("where_made", "districts"):
            return len(m.residue) <= 3
        return len(m.residue) <= (1 if m.flags.cue else 0)

    def _speaks_of_states(self, m: Message) -> bool:
        return len(m.residue) <= (1 if m.own or m.wants("all", "districts", "products", "count") else 0)

    # Questions about schemes

    def _faq_matches(self, m: Message, places: _Places) -> list[FaqMatch]:
        """Return the entries nearest to a message; what was spoken of, or its place, tells the scheme."""
        if m.context.faq in self.knowledge.faq and len(m.tokens) <= SHORT:
            implied = self.faq.schemes_of(str(m.context.faq))
            return self.faq.match(m.tokens, m.names, language=m.language, implied=implied)
        codes = {c.place.state for c in places.sure} | set(places.states)
        implied = {"c:odop", *(f"c:state_{self.knowledge.states[code].code.lower()}" for code in codes)}
        implied = implied if m.mentions or m.families else set()
        matches = self.faq.match(m.tokens, m.names, language=m.language, implied=implied, in_place=True)
        if m.names and not (matches and matches[0].score >= FAQ_SURE):
            # A place may be what tells two entries apart: the malls of Lucknow and of Navi Mumbai.
            whole = self.faq.match(m.tokens, language=m.language, in_place=True)
            if whole and whole[0].score >= FAQ_OVER_PLACE:
                return whole
        return matches

    def _scheme_question(self, m: Message, matches: list[FaqMatch], places: _Places) -> Reading | None:
        """Return an FAQ reading where the question outweighs the names in it."""
        need = not m.foreign and self.faq.asks_for_help([m.tokens[i] for i in m.residue])
        if need and matches and matches[0].score >= FAQ_ASK_OWN:
            return self._faq_reading(m, matches, FAQ_ASK_OWN)
        if not matches or matches[0].score < FAQ_SURE:
            return self._two_questions(m) if not places.districts and not m.foreign else None
        if (m.mentions or m.families) and not m.residue and not m.wants("difference"):
            return None
        if places.districts and len(m.residue) < 2 and matches[0].score < FAQ_OVER_PLACE:
            return None
        if places.exact and self.faq.asks_of_place(m.around_names, m.language):
            return None
        return self._two_questions(m) or self._faq_reading(m, matches)

    def _two_questions(self, m: Message) -> Reading | None:
        """Return a reading of two FAQ entries where the message joins two questions."""
        for joint in (i for i, token in enumerate(m.tokens) if token.text in _JOINTS):
            parts = (m.tokens[:joint], m.tokens[joint + 1 :])
            if min(map(len, parts)) < 3:
                continue
            first = self._surely(parts[0], set(), m.language)
            second = self._surely(parts[1], self.faq.schemes_of(first.id), m.language) if first else None
            if first and second and first.id != second.id:
                return Reading(
                    kind="faq", faq=(first.id, second.id), confidence=min(first.score, second.score),
                    why=tuple(_faq_why(m, match, None) for match in (first, second)),
                )  # fmt: skip
        return None

    def _surely(self, tokens: Sequence[Token], implied: set[str], language: str | None) -> FaqMatch | None:
        matches = self.faq.match(tokens, limit=2, language=language, implied=implied)
        return matches[0] if matches and matches[0].score >= FAQ_SURE else None

    def _faq_reading(self, m: Message, matches: list[FaqMatch], least: float | None = None) -> Reading:
        if matches and matches[0].score >= (least or (FAQ_ASK_OWN if m.own else FAQ_ASK)):
            best = matches[0]
            why = (_faq_why(m, best, matches[1] if len(matches) > 1 else None),)
            if best.score >= FAQ_SURE:
                return Reading(kind="faq", faq=(best.id,), confidence=best.score, list_id=m.list_id, why=why)
            near = [match for match in matches if match.score >= 0.15 * best.score][:3]
            return Reading(
                kind="choice", confidence=best.score, choices=tuple(Choice("faq", match.id) for match in near), why=why
            )
        return self._unknown(m, matches)

    def _unknown(self, m: Message, matches: list[FaqMatch]) -> Reading:
        near = [
            Choice(DISTRICT, str(c.place.id))
            for mention in m.mentions for c in mention.candidates[:1] if c.place.kind == DISTRICT and c.score >= SURE
        ]  # fmt: skip
        near += [Choice("faq", match.id) for match in matches if match.score >= FAQ_NEAR][:2]
        return Reading(kind="unknown", confidence=0.0, near=tuple(near[:3]))

    # Districts, products, states, PIN codes

    def _district_reading(self, m: Message, places: _Places) -> Reading:
        aspects, list_id = aspects_of(m), m.list_id
        if m.context.districts and self._follow_ups.leans(m):
            aspects = aspects or m.context.aspects
            list_id = list_id or m.context.list_id
        if not places.sure:
            return self._which_district(m, places.unsure, places.states, aspects, list_id)
        first = places.sure[0]
        return Reading(
            kind="district", districts=tuple(c.place.id for c in places.sure),
            confidence=min(c.score for c in places.sure), list_id=list_id, aspects=aspects,
            town=first.name if first.rule in ("town", "headquarters") else None,
            former=first.name if first.rule == "former name" else None,
            families=tuple(hit.values[0] for hit in m.families), states=places.states,
            why=tuple(
                _place_why(mention, next((c for c in mention.candidates if c in places.sure), mention.best))
                for mention in m.mentions
            ),
        )  # fmt: skip

    def _which_district(
        self, m: Message, mentions: Sequence[Mention], states: tuple[int, ...], aspects: frozenset[str],
        list_id: str | None,
    ) -> Reading:  # fmt: skip
        """Return a choice between the districts that the first mention may name."""
        mention = next(x for x in mentions if x.best.place.kind != STATE)
        candidates = [c for c in mention.candidates if c.place.kind != STATE]
        ids = list(dict.fromkeys(code for c in candidates for code in c.place.districts))
        shared = next((c.place.id for c in candidates if c.place.kind == SHARED), None)
        ids = [i for i in ids if self.knowledge.districts[i].state in states] or ids
        return Reading(
            kind="choice", confidence=mention.best.score, shared=shared, list_id=list_id, aspects=aspects,
            choices=tuple(Choice(DISTRICT, str(i)) for i in ids[: MAX_CHOICES if shared is None else MAX_SHARED]),
            why=(_place_why(mention, mention.best),),
        )  # fmt: skip

    def _product_reading(self, m: Message, states: tuple[int, ...]) -> Reading:
        hit = max(m.families, key=lambda h: (h.end - h.start, h.rule == "exact"))
        score = {"exact": 1.0, "sound": 0.9, "typo": 0.85}[hit.rule]
        why = tuple(
            Why(
                " ".join(t.text for t in m.tokens[h.start : h.end]), h.text, f"product {h.rule}",
                1.0 if h.rule == "exact" else 0.88,
            )
            for h in m.families
        )  # fmt: skip
        product = None
        if hit.values[0].startswith(PRODUCT):
            product = hit.values[0].removeprefix(PRODUCT)
            families = self._families_of(product)
        else:
            families = tuple(dict.fromkeys(v for h in m.families for v in h.values if not v.startswith(PRODUCT)))
            if len(hit.values) > 1 and len(m.families) == 1:
                choices = tuple(Choice("family", value) for value in hit.values[:MAX_CHOICES])
                return Reading(kind="choice", confidence=score, choices=choices, why=why)
        return Reading(
            kind="count" if m.wants("count") else "product", families=families, states=states, confidence=score,
            list_id=m.list_id, why=why, product=product,
        )  # fmt: skip

    def _families_of(self, product: str) -> tuple[str, ...]:
        for district in self.knowledge.districts.values():
            for listing in district.listings:
                if listing.product == product and listing.families:
                    return listing.families[:1]
        return ()

    def _state_reading(self, m: Message, states: tuple[int, ...]) -> Reading:
        mention = next(x for x in m.mentions if x.best.place.kind == STATE)
        return Reading(
            kind="count" if m.wants("count") else "state", states=states, confidence=mention.best.score,
            list_id=m.list_id, why=tuple(_place_why(x, x.best) for x in m.mentions),
        )  # fmt: skip

    def _pin(self, pins: Sequence[str]) -> Reading | None:
        for pin in pins:
            areas = self.knowledge.pins.areas(pin)
            if areas:
                return Reading(
                    kind="pin", pin=pin, districts=tuple(area.district for area in areas),
                    why=(Why(pin, pin, "PIN code", 1.0),),
                )  # fmt: skip
        return None


def _place_why(mention: Mention, candidate: Candidate) -> Why:
    other = next((c.name for c in mention.candidates if c.place.id != candidate.place.id), None)
    return Why(mention.text, candidate.name, candidate.rule, round(candidate.score, 3), other)


def _faq_why(m: Message, match: FaqMatch, runner: FaqMatch | None) -> Why:
    return Why(m.text, match.line, match.rule, round(match.score, 3), runner.line if runner else None)
