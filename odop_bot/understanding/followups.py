"""Read what leans on the chat: "and Agra?", "iska GI tag hai?", "the second one"."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import key_of
from odop_bot.understanding.message import Message
from odop_bot.understanding.phrases import PhraseIndex
from odop_bot.understanding.places import Candidate
from odop_bot.understanding.reading import Choice, Context, Reading, Why

_MAX_WORDS = 9
"""A longer message stands for itself."""
_MAX_PICK_WORDS = 4
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
ASPECTS = ("gi", "earlier", "source", "state", "sector", "other_districts", "state_list", "count")
"""What of a district may be asked about."""


class FollowUps:
    """Reads messages in the light of what the chat last spoke of."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        words = knowledge.words
        self._openers = {key_of(phrase) for phrase in words.follow_ups["openers"]}
        self._pronouns = PhraseIndex((phrase, "pronoun") for phrase in words.follow_ups["pronouns"])
        self._ordinals = {
            key_of(phrase): number for name, number in _ORDINALS.items() for phrase in words.follow_ups[name]
        }

    def leans(self, m: Message) -> bool:
        """Whether a message begins like one that goes on with the one before."""
        texts = [token.text for token in m.tokens]
        return any(" ".join(texts[:size]) in self._openers for size in (1, 2, 3))

    def read(self, m: Message, districts: Sequence[Candidate], states: tuple[int, ...]) -> Reading | None:
        """Return the reading of a message that leans on the chat; None for one that does not."""
        context = m.context
        if len(m.tokens) > _MAX_WORDS:
            return None
        if m.wants("more") and len(m.tokens) <= 3 and context.kind in ("state", "product") and not m.mentions:
            return Reading(
                kind=context.kind, states=context.states, families=context.families, list_id=context.list_id,
                page=context.page + 1, why=(Why(m.text, "the answer before", "next page", 1.0),),
            )  # fmt: skip
        if m.mentions or districts:
            return self._same_of_state(m, districts, states)
        pronoun = bool(self._pronouns.find(m.tokens, exact_only=m.flags.everyday))
        aspects = aspects_of(m) - {"count"}
        leaning = pronoun or self.leans(m) or not m.residue
        if context.districts and (aspects or m.list_id) and leaning and len(m.residue) <= 2:
            return self._about_last(m, aspects)
        if context.districts and pronoun and (m.flags.cue or m.own) and not m.residue:
            return self._about_last(m, aspects)
        if m.families and context.kind in ("product", "count") and self.leans(m) and not m.residue:
            families = tuple(dict.fromkeys(v for h in m.families for v in h.values if v in self.knowledge.families))
            return Reading(
                kind=context.kind, families=families, states=context.states, confidence=0.9,
                why=tuple(Why(m.text, h.text, f"product {h.rule}", 0.9) for h in m.families),
            )  # fmt: skip
        return None

    def _same_of_state(self, m: Message, districts: Sequence[Candidate], states: tuple[int, ...]) -> Reading | None:
        """Return the question before, asked of another state."""
        context = m.context
        only_place = not m.residue and not m.families and not m.wants("count", "all", "districts", "products")
        if not (states and not districts and only_place and self.leans(m)):
            return None
        if context.kind not in ("product", "count", "state"):
            return None
        return Reading(
            kind=context.kind, states=states, families=context.families, list_id=context.list_id, confidence=0.9,
            why=tuple(
                Why(x.text, x.best.name, x.best.rule, round(x.best.score, 3)) for x in m.mentions
            ),
        )  # fmt: skip

    def _about_last(self, m: Message, aspects: frozenset[str]) -> Reading:
        context = m.context
        why = (Why(m.text, "the district spoken of last", "follow-up", 0.9),)
        if "other_districts" in aspects:
            district = self.knowledge.districts[context.districts[0]]
            listing = next((x for x in district.listings if x.families and m.list_id in (None, x.list)), None)
            if listing is not None:
                return Reading(kind="product", families=listing.families[:1], confidence=0.9, why=why)
        return Reading(
            kind="district", districts=context.districts, aspects=aspects, list_id=m.list_id, confidence=0.9, why=why
        )

    def picked(self, key: str, words: int, context: Context) -> Reading | None:
        """Return the reading of an answer to the choice that was offered last."""
        if not context.choices or words > _MAX_PICK_WORDS:
            return None
        number = int(key) if key.isdecimal() and len(key) <= 2 else self._ordinals.get(key, 0)
        if 1 <= number <= len(context.choices):
            return self._open(context.choices[number - 1], context)
        fitting = [choice for choice in context.choices if key in self._labels(choice)]
        return self._open(fitting[0], context) if len(fitting) == 1 else None

    def _labels(self, choice: Choice) -> set[str]:
        """Return what a person may type to pick a choice."""
        knowledge = self.knowledge
        labels: list[str] = []
        if choice.kind == "district":
            district = knowledge.districts[int(choice.id)]
            state = knowledge.state_of(district)
            labels += [district.name, *district.also, *district.names.values()]
            labels += [state.name, state.code, *state.also, *state.names.values()]
            labels += [f"{district.name} {state.name}", f"{district.name} {state.code}"]
        elif choice.kind == "faq":
            labels += knowledge.faq[choice.id].title.values()
        else:
            labels += knowledge.families[choice.id].name.values()
        return {key_of(label) for label in labels}

    def _open(self, choice: Choice, context: Context) -> Reading:
        why = (Why("the choice", choice.id, "picked", 1.0),)
        if choice.kind == "district":
            return Reading(
                kind="district", districts=(int(choice.id),), aspects=context.aspects, list_id=context.list_id, why=why
            )
        if choice.kind == "faq":
            return Reading(kind="faq", faq=(choice.id,), why=why)
        return Reading(kind="product", families=(choice.id,), why=why)


def aspects_of(m: Message) -> frozenset[str]:
    """Return what of a district a message asks about."""
    return frozenset(aspect for aspect in ASPECTS if m.wants(aspect))
