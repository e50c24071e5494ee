"""Of which of four districts is a product? With codes, as UPPSC asks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from odop_bot.knowledge.models import District
from odop_bot.quiz.draft import LOOKED_AT, Maker, Option, finished
from odop_bot.quiz.ground import UMBRELLAS, Fact, Subject, contains
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.voice import Voice

KIND = "codes"
ROWS = 4
_SIZES = ((1, 2, 2, 3), (2, 2, 2, 3), (1, 2, 2, 2), (2, 2, 3, 3))
_FEW = ((2, 2, 2, 2), (1, 1, 2, 2))
"""How many districts the codes name, where there are enough and where there are two; chance says which is right."""


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on a family of products and four districts, one of them that of the fact."""
    if not isinstance(fact, Fact):
        return None
    ground, voice, listing, random = maker.ground, maker.voice, fact.listing, maker.random
    families = [family for family in listing.families[:1] if family not in UMBRELLAS and not ground.is_wide(family)]
    if not families:
        return None
    family = families[0]
    name = voice.wording.text(ground.knowledge.families[family].name)
    if contains(name, fact.district.name) or contains(name, voice.district(fact.district)):
        return None
    region = {fact.district.state} if maker.topic.state else ground.fame.region(fact.district.state)
    members = {
        x.district.lgd: x
        for x in ground.of_family(family, listing.list)
        if x.district.state in region and not contains(name, x.district.name)
    }
    members.pop(fact.district.lgd, None)
    most = len(members) + 1
    if most < ROWS // 2:
        return None
    # Which of the sizes is the right one must not hang on how many districts there are.
    sizes = list(random.choice(_SIZES if most > ROWS // 2 else _FEW))
    random.shuffle(sizes)
    wanted = sizes.pop()
    home = {fact.district.state}
    chosen = ground.fame.sorted_by_fame(random.sample(list(members.values()), len(members)))[: wanted - 1]
    right = [fact.district, *(x.district for x in chosen)]
    home |= {district.state for district in right}
    bits = ground.family_bits(family) | fact.needs
    shore = ground.is_of_the_sea(fact)
    near = [x for state in sorted(home) for x in ground.districts(state)]
    wrong: list[District] = []
    for other in random.sample(near, min(len(near), LOOKED_AT)):
        listed = any(x.list == listing.list for x in other.listings)
        if listed and not ground.has[other.lgd] & bits and (not shore or other.lgd in ground.fame.coast):
            wrong.append(other)
        if len(wrong) == ROWS - wanted:
            break
    if len(wrong) < ROWS - wanted:
        return None
    districts = [*right, *wrong]
    random.shuffle(districts)
    numbers = tuple(i for i, district in enumerate(districts, start=1) if district in right)
    codes = [numbers]
    for size in sizes:
        others = [code for code in combinations(range(1, ROWS + 1), size) if code not in codes]
        near_by = [code for code in others if set(code) & set(numbers)]
        codes.append(random.choice(near_by or others))
    stem = voice.fill("codes", under=voice.under(listing.list), product=name, items=[voice.place(x) for x in districts])
    source = ground.knowledge.source_of(listing)
    answer = voice.sentence(f"{name}: {', '.join(voice.district(x) for x in districts if x in right)}")
    own = ground.knowledge.listings(wrong[0], listing.list)
    contrast = voice.sentence(f"{voice.district(wrong[0])}: {voice.product(own[0])}") if own else ""
    random.shuffle(codes)
    return finished(
        maker,
        KIND,
        fact.id,
        stem,
        [Option(_code(voice, code)) for code in codes],
        codes.index(numbers),
        voice.explain(answer, listing.list, source, voice.note(fact.district, listing), contrast),
        (source,),
        listing.list,
        right,
    )


def _code(voice: Voice, numbers: Sequence[int]) -> str:
    return voice.fill("only", numbers=[str(number) for number in numbers])
