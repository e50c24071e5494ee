"""Which of two statements are correct? As UPSC words it."""

from __future__ import annotations

from odop_bot.quiz.draft import Maker, Option, finished
from odop_bot.quiz.ground import Fact, FigureFact, Subject
from odop_bot.quiz.kinds.claims import claim_about, others
from odop_bot.quiz.question import QuizQuestion

KIND = "statements"
_PLACES = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}
"""Where the right option stands: 1 only, 2 only, both, neither."""


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question on two statements, one of them about the subject."""
    voice, random = maker.voice, maker.random
    other = _other(maker, subject)
    if other is None or (isinstance(subject, Fact) and subject.telling):
        return None
    subjects = [subject, other]
    random.shuffle(subjects)
    truths = random.random() < 0.5, random.random() < 0.5
    claims = [claim_about(maker, item, true) for item, true in zip(subjects, truths, strict=True)]
    first, second = claims
    if first is None or second is None:
        return None
    right = _PLACES[truths]
    remarks = "; ".join(
        f"{number} {voice.strings.right_mark}" if claim.true else f"{number} {claim.answer}"
        for number, claim in ((1, first), (2, second))
    )
    stem = voice.fill("statements", statements=[first.text, second.text])
    explanation = (
        voice.explain_figures(f"{remarks}.", first.tail) if isinstance(subject, FigureFact)
        else voice.explain(f"{remarks}.", first.list or "", first.source)
    )  # fmt: skip
    districts = [claim.district for claim in (first, second) if claim.district]
    return finished(
        maker, KIND, subject.id, stem, [Option(text) for text in voice.strings.statements_options], right, explanation,
        (first.source, second.source), first.list, districts,
    )  # fmt: skip


def _other(maker: Maker, subject: Subject) -> Subject | None:
    if isinstance(subject, Fact):
        found = others(maker, subject, 1)
        return found[0] if found else None
    figures = [figure for figure in maker.ground.topic_figures(maker.topic) if figure is not subject]
    return maker.random.choice(figures) if figures else None
