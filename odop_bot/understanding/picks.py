"""Read which of the choices that were offered a message picks: by number, place, product or words of a label."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT, STATE
from odop_bot.understanding.opening import of_choice
from odop_bot.understanding.pointers import Pointers, number_in
from odop_bot.understanding.requests import Choice, Request

MAX_LOOSE = 2
"""Words beside the pick that nothing explains: "ok then rewa please na"."""
_MAX_PICK_WORDS = 7


class Picks:
    """Reads picks; one object serves all messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def read(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the request of the one choice that a short message picks."""
        memory = evidence.memory
        if len(evidence.tokens) > _MAX_PICK_WORDS:
            return None
        if memory.choices:
            choice = (
                self._by_number(memory.choices, evidence, pointers)
                or self._by_place(memory.choices, evidence)
                or self._by_product(memory.choices, evidence)
                or self._by_label(memory.choices, evidence)
            )
            return of_choice(choice, memory) if choice else None
        # What was offered before may be picked again by its State: "no, the UP one".
        if (
            evidence.sure
            or evidence.products
            or len(pointers.loose) > 1
            or not (evidence.refers or pointers.say("one"))
        ):
            return None
        choice = self._by_place(memory.offered, evidence)
        return of_choice(choice, memory) if choice else None

    def _by_number(self, choices: Sequence[Choice], evidence: Evidence, pointers: Pointers) -> Choice | None:
        if len(pointers.loose) > MAX_LOOSE or evidence.mentions:
            return None
        number = number_in(evidence, 2)
        if number is None:
            number = pointers.ordinal
        if number is None and len(choices) == 1 and pointers.say("yes"):
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

    def _by_product(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only district offered that has the product that is named."""
        fitting = [c for c in choices if c.kind == "district" and makes(self.knowledge, int(c.id), evidence.families)]
        return fitting[0] if evidence.families and len(fitting) == 1 else None

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
