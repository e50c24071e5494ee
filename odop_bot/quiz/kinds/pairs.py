"""How many of three pairs of district and product are correctly matched? As UPSC words it."""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, Subject
from odop_bot.quiz.kinds.claims import false_product, is_at_home, is_deniable, others
from odop_bot.quiz.question import QuizQuestion

KIND = "pairs"
PAIRS = 3


def make(maker: Maker, fact: Subject) -> QuizQuestion | None:
    """Return a question on three pairs, one of them with the district of the fact."""
    if not isinstance(fact, Fact) or not is_deniable(maker, fact):
        return None
    fact_base, phrasing, random = maker.fact_base, maker.phrasing, maker.random
    facts = [fact, *others(maker, fact, PAIRS - 1, lambda other: is_deniable(maker, other))]
    if len(facts) < PAIRS:
        return None
    random.shuffle(facts)
    count = random.randint(0, PAIRS)
    true = set(random.sample(range(PAIRS), count))
    near = False
    told, shown = [facts[index] for index in true], []
    for index, member in enumerate(facts):
        # Looked for of true pairs too: else questions with few false ones would come more often.
        false = false_product(maker, member, told)
        if false is None:
            return None
        near = near or is_at_home(member, false)
        shown.append(member if index in true else false)
        told.append(shown[-1])
    if not near:
        return None  # asked of all counts: else "none" would be right less often
    pairs, remarks = [], []
    for index, (member, own) in enumerate(zip(facts, shown, strict=True)):
        district, product = phrasing.district(member.district), phrasing.product(own.listing)
        pairs.append(phrasing.fill("pair", district=district, state=phrasing.state(member.district), product=product))
        remarks.append(
            f"{index + 1} {phrasing.strings.right_mark}" if index in true else f"{index + 1}: {phrasing.homes(own)}"
        )
    list_id = fact.listing.list
    stem = phrasing.fill("pairs", pairs=pairs, under=phrasing.under(list_id))
    sources = [fact_base.knowledge.source_of(member.listing) for member in facts]
    notes = [phrasing.own(x) for index, x in enumerate(facts) if index not in true]
    notes += [phrasing.lesson(facts[index]) for index in sorted(true)]
    explanation = phrasing.explain(phrasing.sentence("; ".join(remarks)), list_id, sources[0], *notes)
    # As UPSC orders them: only one, only two, all three, none.
    place = (count - 1) % (PAIRS + 1)
    options = [Option(text) for text in phrasing.strings.pairs_options]
    return finished(
        maker, KIND, fact.id, stem, options, place, explanation, sources, list_id, [x.district for x in facts], told
    )
