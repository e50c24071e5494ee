"""Is a statement true?"""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.facts import Fact, FigureFact, Subject
from odop_bot.quiz.kinds.claims import claim_about
from odop_bot.quiz.question import QuizQuestion

KIND = "true-false"


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a statement to be judged."""
    if isinstance(subject, Fact) and subject.gives_away:
        return None  # of such a product nothing false can be said, so that it would be true too often
    true = maker.random.random() < 0.5
    claim = claim_about(maker, subject, true, lead=True)
    if claim is None:
        return None
    phrasing = maker.phrasing
    note = phrasing.note(subject.district, subject.listing) if isinstance(subject, Fact) else ""
    explanation = (
        phrasing.explain_figure(subject)
        if isinstance(subject, FigureFact)
        else phrasing.explain(phrasing.sentence(claim.answer), claim.list or "", claim.source, note)
    )
    return finished(
        maker,
        KIND,
        subject.id,
        phrasing.fill("true_false", statement=claim.text),
        [Option(text) for text in phrasing.strings.true_false_options],
        0 if true else 1,
        explanation,
        (claim.source,),
        claim.list,
        [claim.district] if claim.district else (),
    )
