"""Which of two statements are correct? As UPSC words it."""

from __future__ import annotations

from collections.abc import Collection

from odop_bot.quiz.bank import Stated
from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import BankFact, Fact, FigureFact, Subject
from odop_bot.quiz.kinds.claims import Claim, claim_about, is_at_home, is_deniable, others
from odop_bot.quiz.question import QuizQuestion

KIND = "statements"
_PLACES = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}
"""Where the right option stands: 1 only, 2 only, both, neither."""


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question on two statements, one of them about the subject."""
    phrasing, random = maker.phrasing, maker.random
    if isinstance(subject, Fact) and not is_deniable(maker, subject):
        return None
    other = _other(maker, subject)
    if other is None:
        return None
    subjects = [subject, other]
    random.shuffle(subjects)
    truths = random.random() < 0.5, random.random() < 0.5
    # The true one first: a false product that is like its own would tell that one of them is wrong.
    claims: dict[int, Claim] = {}
    near = False
    for index in sorted((0, 1), key=lambda place: not truths[place]):
        told = [claim.shown for claim in claims.values() if claim.shown]
        claim = _claim(maker, subjects[index], truths[index], told)
        # Both must be possible of each: else those with true statements would come more often.
        contrary = _claim(maker, subjects[index], not truths[index], told)
        if claim is None or contrary is None:
            return None
        near = near or _is_near(subjects[index], contrary if truths[index] else claim)
        claims[index] = claim
    first, second = claims[0], claims[1]
    if not near:
        return None  # asked of all truths: else "neither" would be right less often
    if any(claim.text in stem for claim in (first, second) for stem in maker.stems):
        return None
    right = _PLACES[truths]
    listed = isinstance(subject, Fact)
    notes: list[str] = []
    remarks = " ".join(_remark(maker, number, claim) for number, claim in ((1, first), (2, second)))
    if listed:
        notes = [phrasing.own(x) for x, true in zip(subjects, truths, strict=True) if not true and isinstance(x, Fact)]
        notes += [
            maker.phrasing.lesson(x) for x, true in zip(subjects, truths, strict=True) if true and isinstance(x, Fact)
        ]
    dated = first.tail if first.tail == second.tail else ""
    lead = phrasing.under(first.list or "") if listed else phrasing.strings.lead_facts
    stem = phrasing.fill("statements", lead=lead, statements=[first.text, second.text])
    explanation = (
        phrasing.explain(remarks, first.list or "", first.source, *notes)
        if listed
        else phrasing.told(remarks, dated, first.source, beside=second.source)
    )
    districts = [claim.district for claim in (first, second) if claim.district]
    return finished(
        maker,
        KIND,
        subject.id,
        stem,
        [Option(text) for text in phrasing.strings.statements_options],
        right,
        explanation,
        (first.source, second.source),
        first.list,
        districts,
        [other, *(claim.shown for claim in (first, second) if claim.shown)],
    )


def _is_near(subject: Subject, claim: Claim) -> bool:
    """Whether a false statement may be believed: its product is made in the same State."""
    return claim.shown is None or not isinstance(subject, Fact) or is_at_home(subject, claim.shown)


def _remark(maker: Maker, number: int, claim: Claim) -> str:
    """Return what is to be said of a statement: that it is right, where its product belongs, or what is so."""
    phrasing = maker.phrasing
    if claim.true and claim.shown is not None:
        return phrasing.sentence(f"{number} {phrasing.strings.right_mark}")
    if claim.true:
        return phrasing.sentence(f"{number} {phrasing.strings.right_mark}: {claim.answer}")
    return phrasing.sentence(f"{number}: {claim.answer}")


def _claim(maker: Maker, subject: Subject, true: bool, beside: Collection[Fact]) -> Claim | None:
    if not isinstance(subject, BankFact):
        return claim_about(maker, subject, true, beside=beside)
    item, language = subject.item, maker.phrasing.language
    if not isinstance(item, Stated):
        return None
    text = (item.right if true else item.wrong)[language]
    answer = (item.why if true else item.right)[language]
    return Claim(text, true, answer, maker.phrasing.as_on(subject.as_of), subject.source)


def _tell_of_one(one: Subject, other: Subject) -> bool:
    """Whether one of two statements tells the other: who leads ODOP stands in both."""
    stated = [x.item.faq for x in (one, other) if isinstance(x, BankFact)]
    figures = [x.entries for x in (one, other) if isinstance(x, FigureFact)]
    return any(faq in entries for faq in stated for entries in figures)


def _other(maker: Maker, subject: Subject) -> Subject | None:
    if isinstance(subject, Fact):
        found = others(maker, subject, 1, lambda other: is_deniable(maker, other))
        return found[0] if found else None
    pool: list[Subject] = [*maker.fact_base.topic_bank(maker.topic, Stated)]
    if isinstance(subject, FigureFact):
        figures = maker.fact_base.topic_figures(maker.topic)
        pool += [x for x in figures if maker.phrasing.has_sentence(x) and not x.moves]
    found_others = [x for x in pool if x is not subject and not _tell_of_one(x, subject) and maker.is_new(x)]
    return maker.random.choice(found_others) if found_others else None
