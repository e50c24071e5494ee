"""Read from the rows of a round how people did. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odop_bot.quiz.exams import Answered
from odop_bot.quiz.rounds import NOT_ASKED, Player, RoundPlan, group_of, leaders, question_from
from odop_bot.storage.quiz_rows import QuestionRow, RoundRow, VoteRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one person did in a round, to be compared."""

    right: int
    asked: int
    seconds: float

    def beats(self, other: Outcome) -> bool:
        """Whether it is better: more right answers, then less time."""
        return (self.right, -self.seconds) > (other.right, -other.seconds)


def answers_of(questions: Sequence[QuestionRow], votes: Sequence[VoteRow], plan: RoundPlan) -> list[Answered]:
    """Return the answers of a round of one person; in a mock test what was never asked is not answered."""
    right = {vote.number: vote.right for vote in votes}
    out = [Answered(group_of(question_from(item.question)), right.get(item.number)) for item in questions]
    if plan.exam:
        out += [Answered(NOT_ASKED, None)] * (plan.length - len(out))
    elif out and out[-1].right is None and not questions[-1].closed:
        # A round that was stopped: its last question does not count.
        out.pop()
    return out


def players(questions: Sequence[QuestionRow], votes: Sequence[VoteRow]) -> list[Player]:
    """Return the leaderboard of a round."""
    mine: dict[int, list[VoteRow]] = {}
    for vote in votes:
        mine.setdefault(vote.person_id, []).append(vote)
    out = []
    for person_id, group in mine.items():
        right = sum(vote.right for vote in group)
        out.append(Player(person_id, group[-1].name, right, len(group), thinking(questions, group)))
    return leaders(out)


def thinking(questions: Sequence[QuestionRow], votes: Sequence[VoteRow]) -> float:
    """Return the seconds that all answers took, without those in which explanations were read."""
    asked_at = {item.number: item.asked_at for item in questions}
    return sum((vote.voted_at - begun).total_seconds() for vote in votes if (begun := asked_at.get(vote.number)))


def seconds_of(row: RoundRow, plan: RoundPlan, questions: Sequence[QuestionRow], votes: Sequence[VoteRow]) -> float:
    """Return how long a round of one person took: a mock test from its begin, any other its answers."""
    return (row.touched_at - row.begun_at).total_seconds() if plan.exam else thinking(questions, votes)


def outcome_of(row: RoundRow, plan: RoundPlan, questions: Sequence[QuestionRow], votes: Sequence[VoteRow]) -> Outcome:
    """Return how the person did who played a round alone."""
    answers = answers_of(questions, votes, plan)
    return Outcome(sum(vote.right for vote in votes), len(answers), seconds_of(row, plan, questions, votes))
