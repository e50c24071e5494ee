"""The menus of the quiz: topics, exams, times of day, what can be taken along. Pure: no chat, no clock, no database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odop_bot.conversation.actions import Browse, Menu, QuizAction, QuizStep
from odop_bot.conversation.quiz.spelled import of_day, plain
from odop_bot.conversation.screen import Key, Screen, in_rows, shortened
from odop_bot.knowledge import NATIONAL
from odop_bot.quiz.exams import Paper
from odop_bot.quiz.rounds import GROUP_SECONDS, LENGTHS, RoundPlan
from odop_bot.quiz.topics import GI, HISTORY, INDIA, MIXED, SCHEMES, SECTORS, Topic, topic_of

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

MOCK_LENGTHS = (10, 25, 50)
DAILY_HOURS = (6, 7, 8, 9, 13, 18, 20, 21, 22)
FORMS = ("anki", "csv", "pdf")


class QuizMenus:
    """Makes the menus of the quiz in one language."""

    def __init__(self, desk: QuizDesk, language: str) -> None:
        self._desk = desk
        self._phrasing = desk.phrasing(language)
        self.language = self._phrasing.language
        self.texts = desk.texts(language)

    def menu(self, running: tuple[int, int, int] | None = None) -> Screen:
        """Return the topics; `running` is the round that waits for its person: id, question from 1, length."""
        labels = self.texts.buttons
        topics = [
            Key(self._title(Topic(name)), QuizAction(QuizStep.LENGTHS, name)) for name in (INDIA, GI, SCHEMES, HISTORY)
        ]
        going_on: tuple[tuple[Key, ...], ...] = ()
        if running is not None:
            round_id, number, length = running
            label = self.texts.label("continue", number=number, length=length)
            going_on = ((Key(label, QuizAction(QuizStep.CONTINUE, str(round_id))),),)
        return Screen(
            self.texts.fill("menu"),
            (
                *going_on,
                (Key(labels["start"], QuizAction(QuizStep.BEGIN, f"{MIXED}_{LENGTHS[1]}")),),
                (
                    Key(labels["state"], QuizAction(QuizStep.STATES)),
                    Key(labels["sector"], QuizAction(QuizStep.SECTORS)),
                ),
                *in_rows(topics, 2),
                (
                    Key(self._title(Topic()), QuizAction(QuizStep.LENGTHS, MIXED)),
                    Key(labels["mock"], QuizAction(QuizStep.EXAMS)),
                ),
                (Key(f"« {labels['back']}", Browse(Menu.START)),),
            ),
            "quiz",
        )

    def states(self, step: QuizStep = QuizStep.LENGTHS, before: str = f"{MIXED}.") -> Screen:
        """Return the states to choose from: for a step whose argument is a state behind `before`."""
        states = self._desk.answerer.knowledge.states.values()
        keys = [(self._phrasing.wording.place(state), state.lgd) for state in states]
        rows = in_rows([Key(shortened(name), QuizAction(step, f"{before}{code}")) for name, code in sorted(keys)], 2)
        text = self.texts.fill("export_states" if step is QuizStep.EXPORT else "states")
        return Screen(text, (*rows, self._back()), "quiz")

    def export_states(self) -> Screen:
        """Return the states to take along."""
        return self.states(QuizStep.EXPORT, "")

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

    def exams(self) -> Screen:
        """Return the exams to choose from."""
        keys = [Key(exam.name, QuizAction(QuizStep.PAPERS, key)) for key, exam in self._desk.exams.items()]
        return Screen(self.texts.fill("mock_menu"), (*in_rows(keys, 2), self._back()), "quiz")

    def papers(self, exam: str) -> Screen:
        """Return the papers of an exam, with how each is timed and marked."""
        papers = self._desk.exams[exam].papers
        keys = [Key(paper.name, QuizAction(QuizStep.PAPER, f"{exam}.{key}")) for key, paper in papers.items()]
        text = self.texts.fill("mock_papers", papers=[self._scheme(paper) for paper in papers.values()])
        back = (Key(f"« {self.texts.buttons['back']}", QuizAction(QuizStep.EXAMS)),)
        return Screen(text, (*in_rows(keys, 1), back), "quiz")

    def paper(self, code: str, state: int | None = None) -> Screen:
        """Return the lengths of a mock test on a paper; on India or the exam's own State, or on a chosen one alone."""
        exam, _, _ = code.partition(".")
        own, paper = self._desk.exams[exam].state, self._desk.papers[code]
        wanted = [state] if state is not None else [None] if own is None else [None, own]
        rows = []
        for place in wanted:
            about = code if place is None else f"{code}.{place}"
            rows.append(
                tuple(
                    Key(
                        f"{self._about(place)}: {length}" if length == MOCK_LENGTHS[0] else str(length),
                        QuizAction(QuizStep.BEGIN_MOCK, f"{about}_{length}"),
                    )
                    for length in MOCK_LENGTHS
                )
            )
        others = (Key(self.texts.buttons["other_state"], QuizAction(QuizStep.MOCK_STATES, code)),)
        back = (Key(f"« {self.texts.buttons['back']}", QuizAction(QuizStep.PAPERS, exam)),)
        text = self.texts.fill("mock_lengths", paper=self._scheme(paper))
        return Screen(text, (*rows, others, back), "quiz")

    def _about(self, state: int | None) -> str:
        return self.texts.all_india if state is None else self._title(Topic(MIXED, state))

    def _scheme(self, paper: Paper) -> dict[str, object]:
        return {
            "name": paper.name,
            "questions": paper.questions,
            "minutes": paper.minutes,
            "marks": plain(paper.marks),
            "each": plain(paper.each),
            "off": plain(paper.off) if paper.penalty else "",
            "year": paper.year if paper.source else None,
            "source": paper.source.name if paper.source else "",
            "url": paper.source.url if paper.source else "",
        }

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
        """Return what a round is about: of a mock test the paper, with the State where it is about one."""
        topic = topic_of(plan.topic) or Topic()
        paper = self._desk.papers.get(plan.exam or "")
        if paper is None:
            return self._title(topic)
        return paper.name if topic.state is None else f"{paper.name}: {self._title(topic)}"

    def _title(self, topic: Topic) -> str:
        return self._phrasing.title(topic)

    def _back(self) -> tuple[Key, ...]:
        """Return the way to the topics."""
        return (Key(f"« {self.texts.buttons['back']}", QuizAction(QuizStep.TOPICS)),)
