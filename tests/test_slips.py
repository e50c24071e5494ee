"""`check` finds single slips, tells each in few faults, and the first names the place and the cure."""

from __future__ import annotations

import random

from odop_bot.answering import Answerer
from tools.slips import KINDS, Checker, misspelt, slips

COUNT, SEED = 18, 5


def test_every_kind_of_slip_is_found_and_told_with_place_and_cure(answerer: Answerer) -> None:
    checker = Checker()
    checker.use(answerer)
    found = [checker.check(slip) for slip in slips(COUNT, SEED)]
    assert {each.slip.kind for each in found} == set(KINDS)
    unfound = [(each.slip.file, each.slip.line, each.slip.after) for each in found if not each.faults]
    assert unfound == []
    many = [(each.slip.file, each.slip.after, [*map(str, each.faults)]) for each in found if len(each.faults) > 3]
    assert many == []
    badly = [(each.slip.file, each.slip.line, each.slip.after, str(each.faults[0])) for each in found if not each.told]
    assert badly == []
    # Most are one fault.
    assert sum(len(each.faults) == 1 for each in found) >= 0.75 * COUNT


def test_a_slip_is_another_word_and_repeated_by_its_seed() -> None:
    chance = random.Random(1)
    assert all(misspelt(word, chance) != word for word in ("odop", "gi", "aa", "figure") for _ in range(50))
    assert [slip.after for slip in slips(6, 3)] == [slip.after for slip in slips(6, 3)]
