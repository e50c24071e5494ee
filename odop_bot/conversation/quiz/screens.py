"""The screens of the rounds: what is said before, between and after the questions. Pure, as the menus are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.quiz.menus import QuizMenus
from odop_bot.conversation.quiz.results import Outcome
from odop_bot.conversation.quiz.spelled import clock, plain, spent
from odop_bot.conversation.screen import Key, Rows, Screen
from odop_bot.quiz.exams import Answered, tallies, tally
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import NOT_ASKED, Player, RoundPlan

REVIEW_PAGE = 3
LEADERS_SHOWN = 15
LETTERS = "ABCDEFGHIJKL"


class QuizScreens(QuizMenus):
    """Makes the screens of the quiz in one language."""

    def begun(self, plan: RoundPlan, ends_at: dt.datetime | None) -> Screen:
        """Return what is said before the first question."""
        title, paper = self.title(plan), self._desk.papers.get(plan.exam or "")
        if paper is not None and ends_at:
            minutes = paper.seconds(plan.length) // 60
            data = {"exam": title, "count": plan.length, "minutes": minutes, "until": clock(ends_at)}
            return Screen(self.texts.fill("mock_begun", **data))
        if plan.seconds:
            return Screen(self.texts.fill("group_begun", topic=title, count=plan.length, seconds=plan.seconds))
        return Screen(self.texts.fill("begun", topic=title, count=plan.length))

    def question_keys(self, round_id: int, number: int, plan: RoundPlan) -> Rows:
        """Return the buttons under a question of one person's round."""
        # An answer goes on by itself in a mock test and at the end; elsewhere its explanation is to be read.
        waits = plan.exam is None and number + 1 < plan.length
        label = self.texts.buttons["next" if waits else "skip"]
        on = Key(label, QuizAction(QuizStep.NEXT, f"{round_id}.{number}"))
        return ((on, *self.stop_keys(round_id)[0]),)

    def stop_keys(self, round_id: int) -> Rows:
        """Return the button that stops a group's round."""
        return ((Key(self.texts.buttons["stop"], QuizAction(QuizStep.STOP, str(round_id))),),)

    def here(self, number: int, plan: RoundPlan, round_id: int) -> Screen:
        """Return where a round stands that waits for its person."""
        text = self.texts.fill("here", topic=self.title(plan), number=number + 1, count=plan.length)
        return Screen(text, self.question_keys(round_id, number, plan), "quiz")

    def result(self, round_id: int, plan: RoundPlan, answers: Sequence[Answered], seconds: float) -> Screen:
        """Return how one person did."""
        count = tally(answers)
        labels = self.texts.buttons
        rows: list[tuple[Key, ...]] = []
        if count.right < count.asked:
            rows.append((Key(labels["again"], QuizAction(QuizStep.AGAIN, str(round_id))),))
        if count.asked:
            rows.append(
                (
                    Key(labels["review"], QuizAction(QuizStep.REVIEW, f"{round_id}.n")),
                    Key(labels["card"], QuizAction(QuizStep.PICTURE, str(round_id))),
                )
            )
        if count.right + count.wrong:
            rows.append((Key(labels["challenge"], QuizAction(QuizStep.CHALLENGE, str(round_id))),))
        rows.append((Key(labels["more"], QuizAction(QuizStep.TOPICS)),))
        data = {
            "right": count.right,
            "wrong": count.wrong,
            "open": count.open,
            "asked": count.asked,
            "time": spent(seconds),
        }
        paper = self._desk.papers.get(plan.exam or "")
        if paper is None:
            return Screen(self.texts.fill("result", topic=self.title(plan), **data), tuple(rows), "quiz")
        groups = [
            {"name": self._group(key), "right": part.right, "asked": part.asked}
            for key, part in tallies(answers).items()
            if key != NOT_ASKED
        ]
        text = self.texts.fill(
            "mock_result",
            exam=self.title(plan),
            marks=plain(count.marks(paper)),
            most=plain(count.most_marks(paper)),
            groups=groups,
            **data,
        )
        return Screen(text, tuple(rows), "quiz")

    def compared(self, result: Screen, mine: Outcome, theirs: Outcome) -> Screen:
        """Return a result with that of the friend who has challenged."""
        verdict = "ahead" if mine.beats(theirs) else "behind" if theirs.beats(mine) else "even"
        text = self.texts.fill("compared", verdict=verdict, **_told(theirs))
        return replace(result, html=f"{result.html}\n\n{text}")

    def taken_up(self, plan: RoundPlan, name: str, theirs: Outcome, mine: Outcome) -> Screen:
        """Return what is told who has challenged: how the friend did (`mine`) beside their own round (`theirs`)."""
        own = {f"own_{key}": value for key, value in _told(theirs).items()}
        return Screen(self.texts.fill("taken_up", topic=self.title(plan), name=name, **_told(mine), **own), (), "quiz")

    def challenge(self, plan: RoundPlan, mine: Outcome, link: str) -> Screen:
        """Return a message to be forwarded to a friend: its link opens the same questions."""
        text = self.texts.fill("challenge", topic=self.title(plan), link=link, **_told(mine))
        return Screen(text, ((Key(self.texts.buttons["accept"], url=link),),), "quiz")

    def challenged(self, plan: RoundPlan, code: str, asked: int, language: str) -> Screen:
        """Return what a friend's link opens: what will be asked, and the button that begins."""
        text = self.texts.fill("challenged", topic=self.title(plan), count=asked, language=language)
        rows = (
            (Key(self.texts.buttons["accept"], QuizAction(QuizStep.TAKE_UP, code)),),
            (Key(self.texts.buttons["more"], QuizAction(QuizStep.TOPICS)),),
        )
        return Screen(text, rows, "quiz")

    def leaders(self, plan: RoundPlan, players: Sequence[Player], asked: int) -> Screen:
        """Return the leaderboard of a group."""
        rows: Rows = ((Key(self.texts.buttons["more"], QuizAction(QuizStep.TOPICS)),),)
        if not players:
            return Screen(self.texts.no_votes, rows, "quiz")
        shown = [
            {"name": player.name, "right": player.right, "time": spent(player.seconds)}
            for player in players[:LEADERS_SHOWN]
        ]
        more = max(0, len(players) - LEADERS_SHOWN)
        text = self.texts.fill("leaders", topic=self.title(plan), players=shown, asked=asked, more=more)
        return Screen(text, rows, "quiz")

    def review(
        self, round_id: int, questions: Sequence[QuizQuestion], chosen: Sequence[int | None], page: int
    ) -> Screen:
        """Return a page of questions with their options, answers and explanations."""
        pages = max(1, -(-len(questions) // REVIEW_PAGE))
        page = min(page, pages - 1)
        first = page * REVIEW_PAGE
        items = []
        for number in range(first, min(first + REVIEW_PAGE, len(questions))):
            question, choice = questions[number], chosen[number]
            source = self._phrasing.cited(question.sources[0])
            items.append(
                {
                    "number": number + 1,
                    "stem": question.stem,
                    "options": [
                        {
                            "letter": LETTERS[i],
                            "text": option,
                            "mark": "✓" if i in question.right else "✗" if i == choice else "",
                            "chosen": i == choice,
                        }
                        for i, option in enumerate(question.options)
                    ],
                    "open": choice is None,
                    "explanation": question.explanation,
                    "source": "" if source in question.explanation else source,
                }
            )
        keys = []
        if page:
            keys.append(Key(self.texts.buttons["back"], QuizAction(QuizStep.REVIEW, str(round_id), page - 1)))
        if page + 1 < pages:
            keys.append(Key(self.texts.buttons["next"], QuizAction(QuizStep.REVIEW, str(round_id), page + 1)))
        text = self.texts.fill("review", items=items, page=page + 1, pages=pages)
        return Screen(text, (tuple(keys),) if keys else (), "quiz")

    def _group(self, key: str) -> str:
        lists = self._desk.answerer.knowledge.lists
        return self._phrasing.wording.text(lists[key].name) if key in lists else self.texts.schemes


def _told(outcome: Outcome) -> dict[str, object]:
    return {"right": outcome.right, "asked": outcome.asked, "time": spent(outcome.seconds)}
