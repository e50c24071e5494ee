"""The screens of the quiz: menus, results, reviews. Pure: no chat, no clock, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from odop_bot.conversation.actions import Browse, Menu, QuizAction, QuizStep
from odop_bot.conversation.screen import Key, Rows, Screen, in_rows, shortened
from odop_bot.knowledge import NATIONAL
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.exams import Answered, tallies, tally
from odop_bot.quiz.memory import INDIA_TIME
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.rounds import GROUP_SECONDS, LENGTHS, NOT_ASKED, Player, RoundPlan
from odop_bot.quiz.topics import GI, HISTORY, INDIA, MIXED, SCHEMES, SECTORS, Topic, topic_of

MOCK_LENGTHS = (10, 25, 50)
DAILY_HOURS = (6, 7, 8, 9, 13, 18, 20, 21, 22)
REVIEW_PAGE = 5
LEADERS_SHOWN = 15
FORMS = ("anki", "csv", "pdf")


class QuizScreens:
    """Makes the screens of the quiz in one language."""

    def __init__(self, desk: QuizDesk, language: str) -> None:
        self._desk = desk
        self._phrasing = desk.phrasing(language)
        self.texts = desk.texts(language)

    def menu(self) -> Screen:
        """Return the topics."""
        labels = self.texts.buttons
        topics = [
            Key(self._title(Topic(name)), QuizAction(QuizStep.LENGTHS, name)) for name in (INDIA, GI, SCHEMES, HISTORY)
        ]
        return Screen(
            self.texts.fill("menu"),
            (
                (Key(labels["start"], QuizAction(QuizStep.BEGIN, f"{MIXED}_{LENGTHS[1]}")),),
                (
                    Key(labels["state"], QuizAction(QuizStep.STATES)),
                    Key(labels["sector"], QuizAction(QuizStep.SECTORS)),
                ),
                *in_rows(topics, 2),
                (Key(self._title(Topic()), QuizAction(QuizStep.LENGTHS, MIXED)),),
                (Key(f"« {self.texts.buttons['back']}", Browse(Menu.START)),),
            ),
            "quiz",
        )

    def states(self, step: QuizStep = QuizStep.LENGTHS) -> Screen:
        """Return the states to choose from; `step` says what for."""
        states = self._desk.answerer.knowledge.states.values()
        keys = [(self._phrasing.wording.place(state), state.lgd) for state in states]
        for_round = step is QuizStep.LENGTHS
        argument = f"{MIXED}." if for_round else ""
        rows = in_rows([Key(shortened(name), QuizAction(step, f"{argument}{code}")) for name, code in sorted(keys)], 2)
        text = self.texts.fill("states" if for_round else "export_states")
        return Screen(text, (*rows, self._back()), "quiz")

    def sectors(self) -> Screen:
        """Return the sectors to choose from."""
        keys = [Key(self._title(Topic(name)), QuizAction(QuizStep.LENGTHS, name)) for name in SECTORS]
        return Screen(self.texts.fill("sectors"), (*in_rows(keys, 2), self._back()), "quiz")

    def lengths(self, topic: Topic, group: bool) -> Screen:
        """Return the lengths to choose from."""
        keys = tuple(Key(str(length), QuizAction(QuizStep.BEGIN, f"{topic.code}_{length}")) for length in LENGTHS)
        name = "group_lengths" if group else "lengths"
        text = self.texts.fill(name, topic=self._title(topic), seconds=GROUP_SECONDS)
        return Screen(text, (keys, self._back()), "quiz")

    def begun(self, plan: RoundPlan, ends_at: dt.datetime | None) -> Screen:
        """Return what is said before the first question."""
        topic = self.title(plan)
        if plan.exam and ends_at:
            exam = self._desk.exams[plan.exam]
            until, minutes = clock(ends_at), exam.seconds * plan.length // 60
            return Screen(
                self.texts.fill("mock_begun", exam=exam.name, count=plan.length, minutes=minutes, until=until)
            )
        if plan.seconds:
            return Screen(self.texts.fill("group_begun", topic=topic, count=plan.length, seconds=plan.seconds))
        return Screen(self.texts.fill("begun", topic=topic, count=plan.length))

    def question_keys(self, round_id: int, number: int) -> Rows:
        """Return the buttons under a question of one person's round."""
        skip = Key(self.texts.buttons["skip"], QuizAction(QuizStep.SKIP, f"{round_id}.{number}"))
        return ((skip, *self.stop_keys(round_id)[0]),)

    def stop_keys(self, round_id: int) -> Rows:
        """Return the button that stops a group's round."""
        return ((Key(self.texts.buttons["stop"], QuizAction(QuizStep.STOP, str(round_id))),),)

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
        rows.append((Key(labels["more"], QuizAction(QuizStep.TOPICS)),))
        data = {
            "right": count.right,
            "wrong": count.wrong,
            "open": count.open,
            "asked": count.asked,
            "time": spent(seconds),
        }
        if plan.exam:
            exam = self._desk.exams[plan.exam]
            groups = [
                {"name": self._group(key), "right": part.right, "asked": part.asked}
                for key, part in tallies(answers).items()
                if key != NOT_ASKED
            ]
            text = self.texts.fill(
                "mock_result",
                exam=exam.name,
                marks=plain(count.marks(exam)),
                most=plain(count.most_marks(exam)),
                groups=groups,
                **data,
            )
        else:
            text = self.texts.fill("result", topic=self.title(plan), **data)
        return Screen(text, tuple(rows), "quiz")

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
        """Return a page of questions with their answers and explanations."""
        pages = max(1, -(-len(questions) // REVIEW_PAGE))
        page = min(page, pages - 1)
        first = page * REVIEW_PAGE
        items = []
        for number in range(first, min(first + REVIEW_PAGE, len(questions))):
            question, choice = questions[number], chosen[number]
            right = choice is not None and question.is_right(choice)
            source = self._phrasing.cited(question.sources[0])
            items.append(
                {
                    "number": number + 1,
                    "stem": question.stem,
                    "explanation": question.explanation,
                    "source": "" if source in question.explanation else source,
                    "mark": "✓" if right else "✗",
                    "answer": ", ".join(question.options[i] for i in question.right),
                    "chosen": "" if right or choice is None else question.options[choice],
                }
            )
        keys = []
        if page:
            keys.append(Key(self.texts.buttons["back"], QuizAction(QuizStep.REVIEW, str(round_id), page - 1)))
        if page + 1 < pages:
            keys.append(Key(self.texts.buttons["next"], QuizAction(QuizStep.REVIEW, str(round_id), page + 1)))
        return Screen(self.texts.fill("review", items=items), (tuple(keys),) if keys else (), "quiz")

    def exams(self) -> Screen:
        """Return the exams to choose from."""
        exams = [
            {
                "name": exam.name,
                "marks": plain(exam.marks),
                "off": plain(round(exam.marks * exam.penalty, 2)),
                "seconds": exam.seconds,
            }
            for exam in self._desk.exams.values()
        ]
        keys = [Key(exam.name, QuizAction(QuizStep.EXAM, key)) for key, exam in self._desk.exams.items()]
        return Screen(self.texts.fill("mock_menu", exams=exams), (*in_rows(keys, 2), self._back()), "quiz")

    def mock_lengths(self, exam: str) -> Screen:
        """Return the lengths of a mock test."""
        keys = tuple(Key(str(length), QuizAction(QuizStep.BEGIN_MOCK, f"{exam}_{length}")) for length in MOCK_LENGTHS)
        return Screen(self.texts.fill("mock_lengths", exam=self._desk.exams[exam].name), (keys, self._back()), "quiz")

    def daily(self, minute: int | None) -> Screen:
        """Return the times of day to choose from."""
        keys = [Key(f"{hour}:00", QuizAction(QuizStep.DAILY, str(hour * 60))) for hour in DAILY_HOURS]
        rows = list(in_rows(keys, 3))
        if minute is not None:
            rows.append((Key(self.texts.buttons["no_daily"], QuizAction(QuizStep.DAILY, "off")),))
        return Screen(self.texts.fill("daily_menu", time=of_day(minute)), (*rows, self._back()), "quiz")

    def export(self, code: int) -> Screen:
        """Return the forms in which a state can be taken along."""
        state = self._desk.answerer.knowledge.states[code]
        keys = tuple(
            (Key(self.texts.buttons[form], QuizAction(QuizStep.EXPORT_AS, f"{code}_{form}")),) for form in FORMS
        )
        return Screen(
            self.texts.fill("export_kinds", state=self._phrasing.wording.place(state)), (*keys, self._back()), "quiz"
        )

    def export_caption(self, code: int) -> str:
        """Return what stands under an exported file."""
        wording, knowledge = self._phrasing.wording, self._desk.answerer.knowledge
        item = knowledge.lists[NATIONAL]
        return self.texts.fill(
            "export_done",
            state=wording.place(knowledge.states[code]),
            list=wording.text(item.name),
            as_of=wording.date(item.as_of),
            source=wording.cite(item.source),
        )

    def title(self, plan: RoundPlan) -> str:
        """Return what a round is about."""
        return self._title(topic_of(plan.topic) or Topic())

    def _title(self, topic: Topic) -> str:
        return self._phrasing.title(topic)

    def _group(self, key: str) -> str:
        lists = self._desk.answerer.knowledge.lists
        return self._phrasing.wording.text(lists[key].name) if key in lists else self.texts.schemes

    def _back(self) -> tuple[Key, ...]:
        """Return the way to the topics."""
        return (Key(f"« {self.texts.buttons['back']}", QuizAction(QuizStep.TOPICS)),)


def spent(seconds: float) -> str:
    """Return a length of time as `2:31`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def clock(moment: dt.datetime) -> str:
    """Return the time of day of a moment in India."""
    return f"{moment.astimezone(INDIA_TIME):%H:%M}"


def of_day(minute: int | None) -> str:
    """Return a minute of the day as `6:00`, nothing for none."""
    return "" if minute is None else f"{minute // 60}:{minute % 60:02}"


def plain(number: float) -> str:
    """Return a number without needless decimals."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
