"""A round that was played, with all its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.conversation.quiz import plans
from odop_bot.conversation.quiz.results import Outcome, answers_of, outcome_of
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import RoundPlan, plan_from, question_from
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import ENDED, QuestionRow, RoundRow, VoteRow


@dataclass(frozen=True, slots=True)
class Played:
    """A round with its questions and answers."""

    row: RoundRow
    plan: RoundPlan
    questions: Sequence[QuestionRow]
    votes: Sequence[VoteRow]

    @property
    def answers(self) -> list[Answered]:
        """The answers of who played it alone."""
        return answers_of(self.questions, self.votes, self.plan)

    @property
    def asked(self) -> list[QuizQuestion]:
        """The questions that count."""
        return [question_from(item.question) for item in self.questions][: len(self.answers)]

    @property
    def outcome(self) -> Outcome:
        """How who played it alone did."""
        return outcome_of(self.row, self.plan, self.questions, self.votes)


async def played(store: QuizStore, round_id: int) -> Played | None:
    """Return a round with its rows; None if it is forgotten. Raises StoreError."""
    row = await store.round(round_id)
    if row is None:
        return None
    return Played(row, plan_from(row.plan), await store.questions(round_id), await store.votes(round_id))


async def challenged(store: QuizStore, code: str) -> Played | None:
    """Return the round that a friend's link names, if it is over and kept, and somebody has answered in it."""
    named = plans.challenged_round(code)
    found = await played(store, named[0]) if named else None
    if found is None or named is None or found.plan.seed != named[1] or found.row.status != ENDED:
        return None
    return found if found.row.alone and found.votes else None
