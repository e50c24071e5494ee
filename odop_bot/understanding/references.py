"""Read what points at what was shown: "the UP one", "the second", "iske liye", "more", "go back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.language.tokens import Token, key_of, normalise, tokenise
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT, STATE
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.phrases import PhraseIndex
from odop_bot.understanding.recognisers.districts import ASPECTS
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Request,
)  # fmt: skip

MAX_WORDS = 9
"""A longer message stands for itself unless it points back with a pronoun."""
_MAX_PICK_WORDS = 7
_MAX_LOOSE = 2
"""Words beside the pick that nothing explains: "ok then rewa please na"."""
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_PAGED = ("state", "product", "count")


class References:
    """Resolves words against the memory of what was shown; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._openers = {key_of(phrase) for phrase in knowledge.words.follow_ups["openers"]}
        self._phrases = PhraseIndex.of_words(
            knowledge, "follow-ups",
            lambda words: {kind: phrases for kind, phrases in words.follow_ups.items() if kind != "openers"},
        )  # fmt: skip
        self._corrections = PhraseIndex.of_words(
            knowledge, "corrections", lambda words: {"correction": words.corrections}
        )

    def resolve(self, evidence: Evidence) -> Decision | None:
        """Label what a message points at; return the decision itself where that is all that it does."""
        memory = evidence.memory
        said = self._said(evidence.tokens)
        evidence.corrects = bool(memory.trail or memory.choices) and bool(
            self._corrections.find(evidence.tokens, exact_only=range(len(evidence.tokens)))
        )
        opener = self._opens(evidence.tokens)
        evidence.refers = bool(memory.trail) and (opener or evidence.corrects or "pronouns" in said)
        picked = self._picked(evidence, said) or self._paged(evidence, said) or self._narrowed(evidence, said, opener)
        if picked is not None:
            return Decision(
                requests=(picked,), confidence=0.95, language=evidence.language, forgets=evidence.corrects,
                why=(Why(evidence.text, picked.subject, "reference to what was shown", 0.95),),
            )  # fmt: skip
        self._point(evidence, said, opener)
        about = self._about(evidence, said)
        if about is not None:
            return Decision(
                requests=(about,), confidence=0.9, language=evidence.language,
                why=(Why(evidence.text, about.subject, "reference to what was shown", 0.9),),
            )  # fmt: skip
        return None

    def _about(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        """Return what is asked of the districts shown, where that is all that a short message says."""
        aspects = frozenset(aspect for aspect in ASPECTS if evidence.wants(aspect))
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.needs and evidence.referred and not aspects and "pronouns" in said:
            families = last.families if last.kind == "product" else ()
            return AskSupport(
                needs=evidence.needs, groups=evidence.groups, families=families, districts=evidence.referred
            )
        if last.kind == "support" and evidence.needs and len(loose) <= _MAX_LOOSE + 1:
            return replace(self.again(last), needs=evidence.needs, groups=evidence.groups or last.groups)  # type: ignore[call-arg] # the request of a support screen has both
        if last.kind == "product" and "gi" in aspects and "pronouns" not in said and len(loose) <= 1:
            return self.again(replace(last, gi=True, page=0))
        nth = self._nth(evidence, said, len(last.districts))
        if nth is not None and len(last.districts) > 1 and not evidence.needs and len(loose) <= 1:
            return AskDistricts(districts=(last.districts[nth],), aspects=aspects, list_id=evidence.list_id)
        if not evidence.referred or evidence.needs or not (aspects or evidence.lists) or len(loose) > 1:
            return None
        if "other_districts" in aspects:
            district = self.knowledge.districts[evidence.referred[0]]
            listing = next((x for x in district.listings if x.families and evidence.list_id in (None, x.list)), None)
            return AskProduct(families=listing.families[:1]) if listing else None
        return AskDistricts(districts=evidence.referred, aspects=aspects - {"count"}, list_id=evidence.list_id)

    def _nth(self, evidence: Evidence, said: dict[str, set[int]], most: int) -> int | None:
        """Return which of the things shown, from 0, a message points at: "the second", "2 wala"."""
        number = next((n for name, n in _ORDINALS.items() if name in said), None)
        digits = [int(t.text) for t in evidence.tokens if t.text.isdecimal() and len(t.text) == 1]
        if number is None and len(digits) == 1 and "page" not in said:
            number = digits[0]
        if number == -1:
            return most - 1
        return number - 1 if number and 1 <= number <= most else None

    def _said(self, tokens: Sequence[Token]) -> dict[str, set[int]]:
        """Return the tokens of each kind of referring word: ordinals, pronouns, `more`, `back`, …"""
        out: dict[str, set[int]] = {}
        for hit in self._phrases.find(tokens, exact_only=range(len(tokens))):
            for kind in hit.values:
                out.setdefault(kind, set()).update(range(hit.start, hit.end))
        return out

    def _opens(self, tokens: Sequence[Token]) -> bool:
        """Whether a message begins like one that goes on with the one before."""
        texts = [token.text for token in tokens]
        return any(" ".join(texts[:size]) in self._openers for size in (1, 2, 3))

    # What the message points at

    def _point(self, evidence: Evidence, said: dict[str, set[int]], opener: bool) -> None:
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or (len(evidence.tokens) > MAX_WORDS and "pronouns" not in said):
            return
        pronoun = "pronouns" in said
        districts = evidence.memory.districts
        aspects = evidence.lists or evidence.wants(*(a for a in ASPECTS if a not in ("count", "special")))
        if last.kind in ("faq", "support") and not (pronoun and aspects):
            evidence.referred_entry = last.entry
            evidence.subject = self._subject(last.entry)
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        chatter = len(loose) > _MAX_LOOSE or bool(set(evidence.small) - {"ok"})
        if not districts or (chatter and not aspects) or (last.kind == "support" and not aspects):
            return
        if last.kind in ("district", "support", "pin", "compare", "product") and (
            pronoun or opener or aspects or evidence.needs
        ):  # fmt: skip
            evidence.referred = districts
            evidence.refers = True

    def _subject(self, entry: str | None) -> tuple[str, ...]:
        """Return the stems of the name of what an entry is about."""
        if entry is None or entry not in self.knowledge.faq:
            return ()
        name = self.knowledge.subjects[self.knowledge.faq[entry].subject].name[ENGLISH]
        return tuple(token.stem for token in tokenise(normalise(name)))

    # A pick among what was offered

    def _picked(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        memory = evidence.memory
        if len(evidence.tokens) > _MAX_PICK_WORDS:
            return None
        if memory.choices:
            choice = (
                self._by_number(memory.choices, evidence, said) or self._by_place(memory.choices, evidence)
                or self._by_label(memory.choices, evidence)
            )  # fmt: skip
            return self.open(choice, memory) if choice else None
        # What was offered before may be picked again by its State: "no, the UP one".
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        if evidence.sure or evidence.products or len(loose) > 1 or not (evidence.refers or "one" in said):
            return None
        choice = self._by_place(memory.offered, evidence)
        return self.open(choice, memory) if choice else None

    def _by_number(self, choices: Sequence[Choice], evidence: Evidence, said: dict[str, set[int]]) -> Choice | None:
        tokens = evidence.tokens
        numbers = [int(t.text) for t in tokens if t.text.isdecimal() and len(t.text) <= 2]
        rest = [i for i in evidence.unexplained if i not in {j for spans in said.values() for j in spans}]
        if len(rest) > _MAX_LOOSE or evidence.mentions:
            return None
        number = numbers[0] if len(numbers) == 1 else None
        if number is None:
            number = next((n for name, n in _ORDINALS.items() if name in said), None)
        if number is None and len(choices) == 1 and "yes" in said:
            number = 1
        if number == -1:
            return choices[-1]
        return choices[number - 1] if number and 1 <= number <= len(choices) else None

    def _by_place(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only choice in a State that is named, or whose own name is."""
        places = [c for m in (*evidence.mentions, *evidence.doubted) for c in m.candidates if c.exact or c.score > 0.8]
        named = {c.place.id for c in places if c.place.kind == DISTRICT}
        by_name = [c for c in choices if c.kind == "district" and int(c.id) in named]
        if len(by_name) == 1 and len(named) >= 1:
            return by_name[0]
        states = {c.place.id for c in places if c.place.kind == STATE}
        states |= {s.lgd for s in self.knowledge.states.values() for t in evidence.tokens if t.text == s.code.lower()}
        among = by_name or [c for c in choices if c.kind == "district"]
        fitting = [c for c in among if self.knowledge.districts[int(c.id)].state in states]
        if len(fitting) == 1:
            return fitting[0]
        directions = {t.text for i, t in enumerate(evidence.tokens) if i in evidence.flags.direction}
        pointed = [c for c in among if directions & set(self.knowledge.districts[int(c.id)].name.lower().split())]
        return pointed[0] if directions and len(pointed) == 1 else None

    def _by_label(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only choice whose label holds all the words of the message that say something."""
        asked = {evidence.tokens[i].stem for i in range(len(evidence.tokens)) if i not in evidence.flags.filler}
        if not asked:
            return None
        fitting = [choice for choice in choices if asked <= self._words(choice)]
        return fitting[0] if len(fitting) == 1 else None

    def _words(self, choice: Choice) -> set[str]:
        knowledge = self.knowledge
        if choice.kind == "district":
            district = knowledge.districts[int(choice.id)]
            state = knowledge.state_of(district)
            labels = [district.name, *district.also, *district.names.values(), state.name, *state.names.values()]
        elif choice.kind == "faq":
            labels = list(knowledge.faq[choice.id].title.values())
        elif choice.kind == "family":
            labels = list(knowledge.families[choice.id].name.values())
        else:
            labels = [choice.id]
        return {token.stem for label in labels for token in tokenise(normalise(label))}

    def open(self, choice: Choice, memory: Memory) -> Request:
        """Return the request that a choice stands for; what was asked before the choice is still asked."""
        asked = memory.asked or Shown(kind="district")
        if choice.kind == "district":
            code = (int(choice.id),)
            if asked.kind == "support":
                return AskSupport(needs=asked.needs, groups=asked.groups, families=asked.families, districts=code)
            return AskDistricts(districts=code, aspects=asked.aspects, list_id=asked.list_id)
        if choice.kind == "state":
            return AskState(states=(int(choice.id),), list_id=asked.list_id)
        if choice.kind == "faq":
            return AskFaq(entries=(choice.id,))
        if choice.kind == "support":
            need = AskSupport.of(choice.id)
            # A bare need is asked for the maker who was spoken of.
            return replace(
                need, families=need.families or asked.families, districts=need.districts or asked.districts,
                states=need.states or asked.states, groups=need.groups or asked.groups,
            )  # fmt: skip
        return AskProduct(families=(choice.id,), states=asked.states)

    # More, back, only there

    def _paged(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        memory = evidence.memory
        last = memory.last
        if last is None or len(evidence.tokens) > MAX_WORDS or evidence.sure:
            return None
        if "back" in said:
            pages = [shown for shown in memory.trail[1:] if self._fits(shown, evidence)] or list(memory.trail[1:2])
            return self.again(pages[0]) if pages else None
        loose = set(evidence.unexplained) - said.get("more", set())
        numbers = [int(t.text) for t in evidence.tokens if t.text.isdecimal() and len(t.text) <= 2]
        if "page" in said and len(numbers) == 1 and numbers[0] and last.kind in _PAGED:
            return self.again(replace(last, page=numbers[0] - 1))
        if evidence.wants("more") and last.kind in _PAGED and not evidence.mentions and len(loose) <= 1 and (
            len(evidence.tokens) <= 4 and not evidence.needs and not evidence.lists
        ):  # fmt: skip
            return self.again(replace(last, page=last.page + 1))
        return None

    def _fits(self, shown: Shown, evidence: Evidence) -> bool:
        """Whether a screen is the one that the words of a message name."""
        if evidence.states:
            return bool(set(evidence.states) & set(shown.states))
        if evidence.families:
            return bool(set(evidence.families) & set(shown.families))
        return not evidence.products and shown.kind in _PAGED

    def _narrowed(self, evidence: Evidence, said: dict[str, set[int]], opener: bool) -> Request | None:
        """Return the question before, asked of another State: "only in odisha", "and bihar?"."""
        last = evidence.memory.last
        if last is None or last.kind not in _PAGED or not evidence.states or evidence.sure or evidence.products:
            return None
        named = {i for m in evidence.mentions for i in range(m.start, m.end)}
        around = set(range(len(evidence.tokens))) - named
        # "in rajasthan?" goes on with the question before; "rajasthan" alone asks for the State.
        asks_there = bool(around) and around <= evidence.flags.filler | evidence.flags.beside
        if not (opener or "only" in said or evidence.corrects or asks_there) or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.wants("count") or evidence.needs or len(evidence.unexplained) > 1:
            return None
        return self.again(replace(last, states=evidence.states, page=0, list_id=evidence.list_id or last.list_id))

    def again(self, shown: Shown) -> Request:
        """Return the request that a screen answered."""
        if shown.kind == "state":
            return AskState(states=shown.states, list_id=shown.list_id, gi=shown.gi, page=shown.page)
        if shown.kind == "product":
            return AskProduct(
                families=shown.families, states=shown.states, list_id=shown.list_id, gi=shown.gi, page=shown.page
            )
        if shown.kind == "count":
            return AskCount(families=shown.families, states=shown.states, list_id=shown.list_id, gi=shown.gi)
        if shown.kind == "compare":
            return AskCompare(districts=shown.districts, states=shown.states, list_id=shown.list_id)
        if shown.kind == "faq" and shown.entry:
            return AskFaq(entries=(shown.entry,))
        if shown.kind == "support":
            return AskSupport(
                needs=shown.needs,
                groups=shown.groups,
                families=shown.families,
                districts=shown.districts,
                states=shown.states,
            )
        return AskDistricts(districts=shown.districts, aspects=shown.aspects, list_id=shown.list_id)


__all__ = ["References"]
