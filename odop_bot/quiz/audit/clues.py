"""A solver that knows no products: only names of States, coast and inland, lengths, positions, what codes share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from odop_bot.knowledge import Knowledge
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.question import QuizQuestion

OPTIONS = 4
_SEA = re.compile(
    r"\b(?:marine|fish|fisheries|prawn|shrimp|sea ?food|crab|coir|coconut)|मछली|समुद्री|झींगा|चेप|సముద్ర|చేప|రొయ్య", re.I
)
Feature = tuple[str, int]
_LEARNED = ("position", "length", "agreement")
"""Clues whose meaning is learned from questions, by kind."""
_CODED = ("match", "codes")
"""Kinds whose options are codes: what most of them say must not tell the right one."""
_SIGN = re.compile(r"[A-D]-\d|\d")


class CluesSolver:
    """Learns from the first half of some questions what gives answers away, and solves the second half."""

    def __init__(self, knowledge: Knowledge, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._coast = {code for codes in bank.coast.values() for code in codes}
        self._names = {
            state.lgd: [name.casefold() for name in (state.name, *state.names.values()) if len(name) > 3]
            for state in knowledge.states.values()
        }

    def solve(self, questions: Sequence[QuizQuestion]) -> dict[str, tuple[int, int]]:
        """Return by clue how many questions it solves, of how many with four options."""
        four = [question for question in questions if len(question.options) == OPTIONS]
        half = len(four) // 2
        learned: dict[str, Counter[Feature]] = defaultdict(Counter)
        for question in four[:half]:
            for name in _LEARNED:
                for feature in self._features(question, question.right[0], name):
                    learned[f"{question.kind} {name}"][feature] += 1
        out: dict[str, tuple[int, int]] = {}
        for clue in (*_LEARNED, "State names", "coast and inland", "all of these"):
            right = sum(self._guess(question, clue, learned) in question.right for question in four[half:])
            out[clue] = right, len(four) - half
        return out

    def _guess(self, question: QuizQuestion, clue: str, learned: dict[str, Counter[Feature]]) -> int:
        left = list(range(OPTIONS))
        if clue in ("State names", "all of these"):
            left = self._by_states(question, left)
        if clue in ("coast and inland", "all of these"):
            left = self._by_shore(question, left)
        scores: Counter[int] = Counter()
        for name in _LEARNED:
            if clue in (name, "all of these"):
                seen = learned[f"{question.kind} {name}"]
                total = seen.total() or 1
                for i in left:
                    scores[i] += max((seen[f] for f in self._features(question, i, name)), default=0) * 1000 // total
        # Without a clue it takes the place that the stem's length tells: as good as chance, and repeatable.
        return max(left, key=lambda i: (scores[i], (i + len(question.stem)) % OPTIONS))

    def _by_states(self, question: QuizQuestion, left: list[int]) -> list[int]:
        """Return the options that share the name of a State with the stem, or are alone in a State."""
        stem = question.stem.casefold()
        named = {code for code, names in self._names.items() if any(name in stem for name in names)}
        found = [
            i
            for i in left
            if any(name in question.options[i].casefold() for code in named for name in self._names[code])
        ]
        return found if 0 < len(found) < len(left) else left

    def _by_shore(self, question: QuizQuestion, left: list[int]) -> list[int]:
        """Return the options on the coast where the stem is of the sea; those of the sea for a place on the coast."""
        if question.option_districts and all(question.option_districts) and question.kind != "matched":
            if _SEA.search(question.stem):
                found = [i for i in left if question.option_districts[i] in self._coast]
                return found if 0 < len(found) < len(left) else left
            return left
        if question.kind == "district-product":
            on_coast = question.districts[0] in self._coast
            found = [i for i in left if bool(_SEA.search(question.options[i])) == on_coast]
            return found if 0 < len(found) < len(left) else left
        if question.kind == "matched":
            odd = [
                i for i in left if _SEA.search(question.options[i]) and question.option_districts[i] not in self._coast
            ]
            return odd or left
        return left

    @staticmethod
    def _features(question: QuizQuestion, option: int, name: str) -> list[Feature]:
        if name == "position":
            return [("at", option)]
        if name == "agreement":
            signs = [set(_SIGN.findall(text)) for text in question.options] if question.kind in _CODED else []
            likeness = [sum(len(one ^ other) for other in signs) for one in signs]
            return [("like", sorted(likeness).index(likeness[option]))] if signs else []
        lengths = sorted(len(text) for text in question.options)
        own = len(question.options[option])
        return [("rank", rank) for rank in range(OPTIONS) if lengths[rank] == own]
