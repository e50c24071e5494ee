"""What the commands and buttons of the quiz do, on any channel. What a round does is in `rounds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from odop_bot.conversation import arguments
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.media import Media
from odop_bot.conversation.quiz import plans
from odop_bot.conversation.quiz.asker import Asker, Done
from odop_bot.conversation.quiz.files import QuizFiles
from odop_bot.conversation.quiz.menus import DAILY_HOURS
from odop_bot.conversation.quiz.played import challenged, played
from odop_bot.conversation.quiz.rounds import Rounds
from odop_bot.conversation.quiz.screens import QuizScreens
from odop_bot.conversation.quiz.spelled import day_and_minute, of_day
from odop_bot.conversation.quiz.starter import Starter
from odop_bot.conversation.quiz.text import answered_screen
from odop_bot.conversation.screen import Screen
from odop_bot.quiz import memory
from odop_bot.quiz.rounds import missed, plan_from, question_from
from odop_bot.quiz.topics import Topic, topic_of
from odop_bot.storage.quiz import QuizStore
from odop_bot.storage.quiz_rows import RUNNING

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

_MAKES = frozenset(
    {
        QuizStep.BEGIN,
        QuizStep.BEGIN_MOCK,
        QuizStep.TAKE_UP,
        QuizStep.AGAIN,
        QuizStep.CONTINUE,
        QuizStep.CHALLENGE,
        QuizStep.PICTURE,
        QuizStep.EXPORT_AS,
    }
)
"""Steps that begin a round, or send a message or file."""
_NEW = ".n"
"""End of the argument of a button that opens a review in a message of its own."""
PRACTICE = 20
"""Facts that are repeated at once, at most."""


class Play:
    """Does what people ask of the quiz."""

    def __init__(
        self,
        desk: Callable[[], QuizDesk],
        rounds: Rounds,
        store: QuizStore,
        files: QuizFiles,
        now: Callable[[], dt.datetime],
        languages: Callable[[str], str],
    ) -> None:
        """Take a function that returns the desk in use, and one that says what a language calls itself."""
        self._desk = desk
        self._rounds = rounds
        self._starter = Starter(desk, rounds, store, now)
        self._store = store
        self._files = files
        self._now = now
        self._languages = languages

    def screens(self, asker: Asker) -> QuizScreens:
        """Return the screens in a person's language."""
        return QuizScreens(self._desk(), self._desk().language(asker.language))

    # Commands

    async def open(self, asker: Asker) -> Screen:
        """Return the topics, and the way on in one's own round that waits."""
        row = await self._store.running_in(asker.chat_id)
        if row is None or not row.alone:
            return self.screens(asker).menu()
        number = len(await self._store.questions(row.round_id))
        return self.screens(asker).menu((row.round_id, max(number, 1), plan_from(row.plan).length))

    async def follow(self, asker: Asker, argument: str) -> Screen | None:
        """Return what a deep link opens: the quiz, a friend's challenge; None if it leads nowhere."""
        name, _, code = argument.partition("-")
        if name != plans.LINK:
            return None
        screens = self.screens(asker)
        if not code:
            return await self.open(asker)
        if not asker.alone:
            return Screen(screens.texts.private_only)
        found = await challenged(self._store, code)
        if found is None:
            return Screen(screens.texts.challenge_over, (), "quiz")
        if found.row.person_id == asker.person_id:
            return Screen(screens.texts.challenge_own, (), "quiz")
        other = "" if found.plan.language == screens.language else self._languages(found.plan.language)
        return screens.challenged(found.plan, code, len(found.answers), other)

    async def exams(self, asker: Asker) -> Screen:
        """Return the exams."""
        return self._private(asker, self.screens(asker).exams())

    async def export(self, asker: Asker) -> Screen:
        """Return the states to take along."""
        return self.screens(asker).export_states()

    async def daily(self, asker: Asker) -> Screen:
        """Return the times of day for a daily set."""
        return self._private(asker, self.screens(asker).daily(await self._store.daily_of(asker.person_id)))

    async def practice(self, asker: Asker) -> Screen | None:
        """Begin a round of what is due; return what to say where there is none."""
        screens = self.screens(asker)
        if not asker.alone:
            return Screen(screens.texts.private_only)
        subjects = await self._store.due_subjects(asker.person_id, self._now(), PRACTICE)
        if not subjects:
            due = [memory.due(card) for _subject, card in await self._store.cards(asker.person_id)]
            when = f"{min(due).astimezone(memory.INDIA_TIME):%d.%m. %H:%M}" if due else ""
            return Screen(screens.texts.fill("nothing_due", next=when))
        plan = plans.plan_of(asker.origin, Topic(), screens.language, len(subjects), subjects=tuple(subjects))
        await self._starter.begin(asker, plan)
        return None

    async def progress(self, asker: Asker) -> Media | str | Screen:
        """Return what a person knows, as a picture; as a screen where that is nothing yet."""
        rows = await self._store.cards(asker.person_id)
        screens = self.screens(asker)
        if not rows:
            return Screen(screens.texts.no_progress)
        cards = [memory.Remembered(subject, card) for subject, card in rows]
        days = [day for day, _right, _answered in await self._store.days(asker.person_id)]
        return await self._files.progress(screens.language, cards, days, _shown(asker))

    # Buttons

    def makes(self, tap: QuizAction) -> bool:
        """Whether a tap makes something new, which two taps in a moment must not do twice."""
        return tap.step in _MAKES or tap.argument.endswith(_NEW)

    async def tap(self, asker: Asker, tap: QuizAction) -> Done:
        """Carry out a tap. Raises TooEarlyError as `Rounds.vote` does."""
        screens = self.screens(asker)
        stale = Done(notice=screens.texts.stale)
        match tap.step:
            case QuizStep.BEGIN | QuizStep.BEGIN_MOCK:
                return await self._starter.by_button(asker, tap, screens)
            case QuizStep.TAKE_UP:
                return await self._starter.take_up(asker, tap.argument, screens)
            case QuizStep.NEXT:
                named = arguments.numbered(tap.argument)
                number = arguments.number(named[1]) if named else None
                done = named and number is not None and await self._rounds.next(named[0], number, asker.person_id)
                return Done() if done else stale
            case QuizStep.CHOOSE:
                return await self._choose(asker, tap.argument) or stale
            case QuizStep.STOP:
                round_id = arguments.number(tap.argument)
                if round_id is None:
                    return stale
                done = await self._rounds.stop(round_id, asker.person_id)
                return Done() if done else Done(notice=screens.texts.not_yours)
            case QuizStep.CONTINUE:
                round_id = arguments.number(tap.argument)
                done = round_id is not None and await self._rounds.point(round_id, asker.person_id)
                return Done() if done else stale
            case QuizStep.AGAIN | QuizStep.REVIEW | QuizStep.PICTURE | QuizStep.CHALLENGE:
                return await self._of_round(asker, tap, screens) or stale
            case QuizStep.DAILY:
                return await self._set_daily(asker, tap.argument, screens) or stale
            case QuizStep.EXPORT_AS:
                return await self._export_as(tap.argument, screens) or stale
        screen = await self._menu(asker, tap, screens)
        return Done(screen) if screen else stale

    async def _menu(self, asker: Asker, tap: QuizAction, screens: QuizScreens) -> Screen | None:
        """Return the menu that a button opens; None if there is none."""
        desk, argument = self._desk(), tap.argument
        match tap.step:
            case QuizStep.TOPICS:
                return await self.open(asker)
            case QuizStep.STATES:
                return screens.states()
            case QuizStep.SECTORS:
                return screens.sectors()
            case QuizStep.LENGTHS:
                topic = plans.known_topic(argument, desk)
                return screens.lengths(topic, not asker.alone) if topic else None
            case QuizStep.EXAMS:
                return self._private(asker, screens.exams())
            case QuizStep.PAPERS if argument in desk.exams:
                return screens.papers(argument)
            case QuizStep.PAPER:
                paper = plans.known_paper(argument, desk)
                return screens.paper(*paper) if paper else None
            case QuizStep.MOCK_STATES if argument in desk.papers:
                return screens.states(QuizStep.PAPER, f"{argument}.")
            case QuizStep.EXPORT:
                state = arguments.state(desk.answerer.knowledge, argument)
                return screens.export(state.lgd) if state else None
        return None

    async def _choose(self, asker: Asker, argument: str) -> Done | None:
        """Count an answer that is given by a button, and show it with its explanation."""
        round_and_number, _, choice = argument.rpartition(".")
        named, chosen = arguments.numbered(round_and_number), arguments.number(choice)
        number = arguments.number(named[1]) if named else None
        if named is None or number is None or chosen is None:
            return None
        await self._rounds.vote(round_and_number, asker.person_id, asker.name, chosen)
        found = await played(self._store, named[0])
        if found is None or number >= len(found.questions):
            return None
        mine = [vote for vote in found.votes if vote.number == number and vote.person_id == asker.person_id]
        if not mine:
            return None
        if found.plan.exam:
            return Done()
        keys = self.screens(asker).question_keys(found.row.round_id, number, found.plan)
        goes_on = found.row.status == RUNNING and found.row.alone
        question = question_from(found.questions[number].question)
        return Done(answered_screen(question, mine[0].choice, keys if goes_on else ()))

    async def _of_round(self, asker: Asker, tap: QuizAction, screens: QuizScreens) -> Done | None:
        """Do what the buttons under a result say: again, review, picture, challenge."""
        code, _, new = tap.argument.partition(".")
        round_id = arguments.number(code)
        found = await played(self._store, round_id) if round_id is not None else None
        if found is None or found.row.person_id != asker.person_id or found.row.chat_id != asker.chat_id:
            return None
        asked, plan = found.asked, found.plan
        if not asked:
            return None
        if tap.step is QuizStep.AGAIN:
            subjects = missed(asked, found.answers[: len(asked)])
            if not subjects:
                return None
            topic = topic_of(plan.topic) or Topic()
            again = plans.plan_of(asker.origin, topic, screens.language, len(subjects), subjects=subjects)
            return Done() if await self._starter.begin(asker, again) else Done(notice=screens.texts.running)
        if tap.step is QuizStep.CHALLENGE:
            link = asker.link(f"{plans.LINK}-{plans.challenge_code(found.row.round_id, plan)}")
            return Done(more=screens.challenge(plan, found.outcome, link)) if found.votes else None
        own = QuizScreens(self._desk(), plan.language)
        if tap.step is QuizStep.PICTURE:
            title, outcome = own.title(plan), found.outcome
            card = self._files.result(plan.language, title, found.answers, _shown(asker), asker.name, outcome)
            return Done(more=await card)
        chosen = {vote.number: vote.choice for vote in found.votes}
        screen = own.review(found.row.round_id, asked, [chosen.get(i) for i in range(len(asked))], tap.page)
        return Done(more=screen) if new else Done(screen)

    async def _set_daily(self, asker: Asker, argument: str, screens: QuizScreens) -> Done | None:
        if not asker.alone:
            return Done(notice=screens.texts.private_only)
        now = self._now()
        minute = None if argument == "off" else arguments.number(argument)
        if argument != "off" and minute not in {hour * 60 for hour in DAILY_HOURS}:
            return None
        today, this_minute = day_and_minute(now)
        # A time that is past today means tomorrow.
        last = today if minute is not None and minute <= this_minute else None
        await self._store.set_daily(asker.person_id, minute, screens.language, last, now)
        texts = screens.texts
        return Done(Screen(texts.daily_off if minute is None else texts.fill("daily_on", time=of_day(minute))))

    async def _export_as(self, argument: str, screens: QuizScreens) -> Done | None:
        code, _, form = argument.partition("_")
        state = arguments.state(self._desk().answerer.knowledge, code)
        if state is None:
            return None
        file = await self._files.export(screens.language, state.lgd, form, screens.export_caption(state.lgd))
        return Done(more=file) if file else None

    def _private(self, asker: Asker, screen: Screen) -> Screen:
        return screen if asker.alone else Screen(self.screens(asker).texts.private_only)


def _shown(asker: Asker) -> str:
    """Return the address of the quiz as a picture shows it."""
    return asker.link(plans.LINK).partition("://")[2]
