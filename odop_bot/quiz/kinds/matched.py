"""Which one of four pairs of district and product is, or is not, correctly matched?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.ground import Fact, Subject
from odop_bot.quiz.kinds.claims import false_product, others
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

KIND = "matched"
PAIRS = 4


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on four pairs, the pair of the fact being the one asked for."""
    if not isinstance(fact, Fact) or fact.telling:
        return None
    ground, voice, random = maker.ground, maker.voice, maker.random
    facts = [fact, *others(maker, fact, PAIRS - 1)]
    if len(facts) < PAIRS:
        return None
    negative = random.random() < 0.5
    states = {member.district.state for member in facts}
    shown = {}
    for member in facts:
        false = (member is fact) == negative
        product = false_product(maker, member) if false else member
        if product is None:
            return None
        shown[member.id] = voice.fill(
            "pair",
            district=voice.district(member.district),
            product=voice.product(product.listing),
            state=voice.state(member.district) if len(states) > 1 else "",
        )
    if any(len(text) > WANTED_OPTION for text in shown.values()):
        return None
    random.shuffle(facts)
    state = voice.state(fact.district) if len(states) == 1 else ""
    stem = voice.fill("matched", under=voice.under(fact.listing.list), negative=negative, state=state)
    source = ground.knowledge.source_of(fact.listing)
    explanation = voice.explain(
        voice.sentence(f"{voice.place(fact.district)}: {voice.product(fact.listing)}"),
        fact.listing.list,
        source,
        voice.note(fact.district, fact.listing),
    )
    return finished(
        maker,
        KIND,
        fact.id,
        stem,
        [Option(shown[x.id], x.district.lgd) for x in facts],
        facts.index(fact),
        explanation,
        (source,),
        fact.listing.list,
        [fact.district],
    )
