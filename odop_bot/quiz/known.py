"""What districts are known for beside their rows: by the Registry, by kin districts, by what grows all over a State."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Listing
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.likeness import Likeness
from odop_bot.quiz.names import sounds_of, without_side


def kin_of(bank: QuizBank, knowledge: Knowledge) -> dict[int, frozenset[int]]:
    """Return for each district that was split itself with its parents, children and siblings.

    Those that were split before 2005 are known by their names: Purba and Paschim Medinipur.
    """
    out: dict[int, set[int]] = defaultdict(set)
    named: dict[tuple[int, str], list[int]] = defaultdict(list)
    for district in knowledge.districts.values():
        named[district.state, without_side(district.name)].append(district.lgd)
    for group in (*bank.split, *(codes for codes in named.values() if len(codes) > 1)):
        for code in group:
            out[code].update(group)
    return {code: frozenset(found) for code, found in out.items()}


def with_known(has: Mapping[int, int], knowledge: Knowledge, bank: QuizBank, likeness: Likeness) -> dict[int, int]:
    """Return what each district has by any list, and all else that people may know it for."""
    out = {code: has.get(code, 0) for code in knowledge.districts}
    for item in knowledge.gi.values():
        for code in item.districts:
            out[code] |= likeness.mask(item.families, item.name)
    codes = {state.code: state.lgd for state in knowledge.states.values()}
    for state, families in bank.all_over.items():
        for district in knowledge.districts_of_state[codes[state]]:
            out[district.lgd] |= likeness.of_families_alone(families)
    for family, districts in bank.famous_for.items():
        for code in districts:
            out[code] |= likeness.of_families_alone((family,))
    shores, hills = (likeness.of_families_alone(families) for families in (bank.of_shore, bank.of_hills))
    for code in (code for districts in bank.coast.values() for code in districts):
        out[code] |= shores
    for code in (code for districts in bank.hills.values() for code in districts):
        out[code] |= hills
    # What a district made before it was split is made in one of its parts.
    own = dict(out)
    for code, kin in kin_of(bank, knowledge).items():
        for other in kin:
            out[code] |= own[other]
    return out


class PlaceNames:
    """Finds the names of towns and States in products, be they spelt otherwise: Narsapur is Narasapuram."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._sounds: dict[int, tuple[str, ...]] = {}
        self._words: dict[int, frozenset[str]] = {}
        of_states = {code: _long_words((state.name, *state.also)) for code, state in knowledge.states.items()}
        for district in knowledge.districts.values():
            state = knowledge.state_of(district)
            names = (district.name, district.headquarters or "", *district.also, *district.old_names, *district.towns)
            words = _long_words((*names, state.name, *state.also))
            sounds = {sound for word in words if len(sound := sounds_of(word)) >= _LEAST_SOUNDS}
            self._sounds[district.lgd] = tuple(sounds)
            self._words[district.lgd] = of_states[state.lgd]

    def names_one_of(self, listing: Listing, district: int) -> bool:
        """Whether a product bears the name of a town of a district, or of its State: Orissa Pattachitra."""
        words = _long_words((listing.product,))
        if not self._words[district].isdisjoint(words):
            return True  # the sounds of Orissa are too few
        sounds = self._sounds[district]
        return any(
            word.startswith(sounds) or any(sound.startswith(word) for sound in sounds)
            for word in map(sounds_of, words)
            if len(word) >= _LEAST_SOUNDS
        )


_LEAST_SOUNDS, _LONG = 4, 5
"""Consonants, and letters, of a name that is taken for a place's."""


def _long_words(names: Iterable[str]) -> frozenset[str]:
    words = " ".join(names).replace("-", " ").split()
    return frozenset(word.casefold() for word in words if len(word) >= _LONG and word.isascii())
