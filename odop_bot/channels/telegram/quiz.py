"""The quiz in Telegram: commands, buttons, votes. What a round does is in `rounds`."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, PollAnswerHandler, filters

from odop_bot.channels.telegram.codec import pattern, quiz_action
from odop_bot.channels.telegram.handlers import Handler, Handlers, button_of, sender_of
from odop_bot.channels.telegram.rounds import Rounds, answers_of
from odop_bot.channels.telegram.sending import keyboard, quietly, send_media
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import QuizAction, QuizStep
from odop_bot.conversation.idempotency import unfinished
from odop_bot.conversation.quiz_files import QuizFiles
from odop_bot.conversation.quiz_screens import DAILY_HOURS, MOCK_LENGTHS, QuizScreens, of_day
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Said, Talk
from odop_bot.quiz import memory
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.rounds import GROUP_SECONDS, LENGTHS, RoundPlan, missed, plan_from, question_from
from odop_bot.quiz.topics import MIXED, Topic, topic_of
from odop_bot.storage.quiz_rows import RoundRow, TooEarlyError

_MAKES = frozenset({QuizStep.BEGIN, QuizStep.BEGIN_MOCK, QuizStep.AGAIN, QuizStep.PICTURE, QuizStep.EXPORT_AS})
"""Steps that begin a round or send a file."""
_NEW = ".n"
"""End of the argument of a button that opens a review in a message of its own."""
PRACTICE = 20
"""Facts that are repeated at once, at most."""


class QuizHandlers:
    """The handlers of the quiz, with what they need."""

    def __init__(self, handlers: Handlers, desk: Callable[[], QuizDesk], rounds: Rounds, files: QuizFiles) -> None:
        self._handlers = handlers
        self._talk: Talk = handlers.talk
        self._desk = desk
        self._rounds = rounds
        self._files = files
        self._store = handlers.store.quiz
        self._turns = handlers.turns

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register every handler; to be called before the general ones are."""
        for name, command in self.commands().items():
            app.add_handler(CommandHandler(name, command, filters=filters.UpdateType.MESSAGE))
        app.add_handler(CallbackQueryHandler(self.tap, pattern=pattern(*QuizStep)))
        app.add_handler(PollAnswerHandler(self.vote))
        self._handlers.links["quiz"] = self.open

    def commands(self) -> dict[str, Handler]:
        """Return the handlers of the commands."""
        return {
            "quiz": self.open,
            "practice": self.practice,
            "progress": self.progress,
            "mock": self.mock,
            "daily": self.daily,
            "export": self.export,
        }

    # Commands

    async def open(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the topics."""
        await self._show(update, lambda screens: screens.menu())

    async def mock(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the exams."""
        await self._show(update, lambda screens: screens.exams(), private=True)

    async def export(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the states to take along."""
        await self._show(update, lambda screens: screens.states(QuizStep.EXPORT))

    async def daily(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the times of day for a daily set."""
        person = update.effective_user
        minute = await self._store.daily_of(person.id) if person else None
        await self._show(update, lambda screens: screens.daily(minute), private=True)

    async def practice(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask again what is due."""
        message, person = update.message, update.effective_user
        if message is None or person is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            await self._show(update, lambda screens: Screen(screens.texts.private_only))
            return
        now = self._talk.clock()
        subjects = await self._store.due_subjects(person.id, now, PRACTICE)
        if not subjects:
            due = [memory.due(card) for _subject, card in await self._store.cards(person.id)]
            when = f"{min(due).astimezone(memory.INDIA_TIME):%d.%m. %H:%M}" if due else ""
            await self._show(update, lambda screens: Screen(screens.texts.fill("nothing_due", next=when)))
            return
        origin = f"m{message.chat.id}.{message.message_id}"
        plan = await self._plan(update, origin, Topic(), len(subjects), tuple(subjects))
        await self._begin(origin, message.chat.id, person.id, plan)

    async def progress(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what a person knows, as a picture."""
        message, person = update.message, update.effective_user
        if message is None or person is None:
            return
        rows = await self._store.cards(person.id)
        if not rows:
            await self._show(update, lambda screens: Screen(screens.texts.no_progress))
            return
        cards = [memory.Remembered(subject, card) for subject, card in rows]
        days = [day for day, _right, _answered in await self._store.days(person.id)]
        picture = await self._files.progress(await self._language(update), cards, days, _link(message))
        await send_media(message, picture)

    # Votes and buttons

    async def vote(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Count an answer; one that was taken back does not count."""
        answer = update.poll_answer
        if answer is None or answer.user is None or not answer.option_ids:
            return
        try:
            await self._rounds.vote(answer.poll_id, answer.user.id, answer.user.full_name, answer.option_ids[0])
        except TooEarlyError:
            unfinished.set(True)

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button of the quiz says."""
        query = update.callback_query
        tap = quiz_action(query.data) if query else None
        if query is None or tap is None or not isinstance(query.message, Message):
            if query is not None:
                texts = self._desk().texts(await self._language(update))
                await quietly(query.answer(texts.stale))
            return
        message, screens = query.message, await self._screens(update)
        notice = None

        async def act() -> None:
            nonlocal notice
            notice = await self._act(tap, query, message, update, screens)

        if tap.step in _MAKES or tap.argument.endswith(_NEW):
            await self._turns.for_tap(button_of(query), update.update_id, act)
        else:
            await act()
        await quietly(query.answer(notice))

    async def _act(
        self, tap: QuizAction, query: CallbackQuery, message: Message, update: Update, screens: QuizScreens
    ) -> str | None:
        """Carry out a tap; return what is to be said in a notice."""
        if tap.step in (QuizStep.BEGIN, QuizStep.BEGIN_MOCK):
            return await self._begin_by(tap, query, message, update, screens)
        if tap.step is QuizStep.SKIP:
            named = arguments.numbered(tap.argument)
            asked = arguments.number(named[1]) if named else None
            done = named and asked is not None and await self._rounds.skip(named[0], asked, query.from_user.id)
            return None if done else screens.texts.stale
        if tap.step is QuizStep.STOP:
            round_id = arguments.number(tap.argument)
            if round_id is None:
                return screens.texts.stale
            return None if await self._rounds.stop(round_id, query.from_user.id) else screens.texts.not_yours
        if tap.step in (QuizStep.AGAIN, QuizStep.REVIEW, QuizStep.PICTURE):
            return await self._of_round(tap, query, message, update, screens)
        if tap.step is QuizStep.DAILY:
            return await self._set_daily(tap, query, message, update, screens)
        if tap.step is QuizStep.EXPORT_AS:
            code, _, form = tap.argument.partition("_")
            state = arguments.state(self._desk().answerer.knowledge, code)
            if state is not None:
                language, caption = await self._language(update), screens.export_caption(state.lgd)
                file = await self._files.export(language, state.lgd, form, caption)
                if file is not None:
                    await send_media(message, file)
                    return None
            return screens.texts.stale
        screen = self._menu(tap, message, screens)
        if screen is None:
            return screens.texts.stale
        await self._handlers.show_at(update, query, screen)
        return None

    def _menu(self, tap: QuizAction, message: Message, screens: QuizScreens) -> Screen | None:
        """Return the menu that a button opens; None if there is none."""
        knowledge = self._desk().answerer.knowledge
        if tap.step is QuizStep.TOPICS:
            return screens.menu()
        if tap.step is QuizStep.STATES:
            return screens.states()
        if tap.step is QuizStep.SECTORS:
            return screens.sectors()
        if tap.step is QuizStep.LENGTHS:
            topic = _known_topic(tap.argument, self._desk())
            return screens.lengths(topic, message.chat.type != ChatType.PRIVATE) if topic else None
        if tap.step is QuizStep.EXAM and tap.argument in self._desk().exams:
            return screens.mock_lengths(tap.argument)
        state = arguments.state(knowledge, tap.argument) if tap.step is QuizStep.EXPORT else None
        return screens.export(state.lgd) if state is not None else None

    async def _begin_by(
        self, tap: QuizAction, query: CallbackQuery, message: Message, update: Update, screens: QuizScreens
    ) -> str | None:
        """Begin the round that a button promises."""
        name, _, length = tap.argument.rpartition("_")
        private = message.chat.type == ChatType.PRIVATE
        origin = f"t{query.id}"
        exam = name if tap.step is QuizStep.BEGIN_MOCK else None
        topic = Topic() if exam else _known_topic(name, self._desk())
        count = arguments.number(length)
        known = count in (MOCK_LENGTHS if exam else LENGTHS)
        if topic is None or count is None or not known or (exam and exam not in self._desk().exams):
            return screens.texts.stale
        if exam and not private:
            return screens.texts.private_only
        plan = await self._plan(update, origin, topic, count, (), exam, None if private else GROUP_SECONDS)
        if await self._begin(origin, message.chat.id, query.from_user.id, plan):
            return None
        return screens.texts.running

    async def _of_round(
        self, tap: QuizAction, query: CallbackQuery, message: Message, update: Update, screens: QuizScreens
    ) -> str | None:
        """Do what the buttons under a result say: again, review, picture."""
        code, _, new = tap.argument.partition(".")
        round_id = arguments.number(code)
        row = await self._store.round(round_id) if round_id is not None else None
        if row is None or row.person_id != query.from_user.id or row.chat_id != message.chat.id:
            return screens.texts.stale
        questions = await self._store.questions(row.round_id)
        votes = await self._store.votes(row.round_id)
        plan = plan_from(row.plan)
        answers = answers_of(questions, votes, plan)
        asked = [question_from(item.question) for item in questions][: len(answers)]
        if not asked:
            return screens.texts.stale
        if tap.step is QuizStep.AGAIN:
            return await self._again(query, row, missed(asked, answers[: len(asked)]), update, screens)
        if tap.step is QuizStep.PICTURE:
            await send_media(
                message, await self._files.result(plan.language, screens.title(plan), answers, _link(message))
            )
            return None
        chosen = {vote.number: vote.choice for vote in votes}
        screen = screens.review(row.round_id, asked, [chosen.get(i) for i in range(len(asked))], tap.page)
        if new:
            await message.reply_text(screen.html, reply_markup=keyboard(screen))
        else:
            await self._handlers.show_at(update, query, screen)
        return None

    async def _again(
        self, query: CallbackQuery, row: RoundRow, subjects: tuple[str, ...], update: Update, screens: QuizScreens
    ) -> str | None:
        if not subjects:
            return screens.texts.stale
        origin = f"t{query.id}"
        topic = topic_of(plan_from(row.plan).topic) or Topic()
        plan = await self._plan(update, origin, topic, len(subjects), subjects)
        return None if await self._begin(origin, row.chat_id, row.person_id, plan) else screens.texts.running

    async def _set_daily(
        self, tap: QuizAction, query: CallbackQuery, message: Message, update: Update, screens: QuizScreens
    ) -> str | None:
        if message.chat.type != ChatType.PRIVATE:
            return screens.texts.private_only
        now = self._talk.clock()
        minute = None if tap.argument == "off" else arguments.number(tap.argument)
        if tap.argument != "off" and minute not in {hour * 60 for hour in DAILY_HOURS}:
            return screens.texts.stale
        today, this_minute = day_and_minute(now)
        # A time that is past today means tomorrow.
        last = today if minute is not None and minute <= this_minute else None
        language = await self._language(update)
        await self._store.set_daily(query.from_user.id, minute, language, last, now)
        texts = screens.texts
        said = texts.daily_off if minute is None else texts.fill("daily_on", time=of_day(minute))
        await self._handlers.show_at(update, query, Screen(said))
        return None

    # What several do

    async def _begin(self, origin: str, chat_id: int, person_id: int, plan: RoundPlan) -> bool:
        """Begin a round; a person's own round that still runs ends first."""
        if await self._rounds.begin(origin, chat_id, person_id, plan):
            return True
        running = await self._store.running_in(chat_id)
        if chat_id < 0 or running is None:
            return False
        await self._rounds.end(running)
        return await self._rounds.begin(origin, chat_id, person_id, plan)

    async def _plan(
        self,
        update: Update,
        origin: str,
        topic: Topic,
        length: int,
        subjects: tuple[str, ...] = (),
        exam: str | None = None,
        seconds: int | None = None,
    ) -> RoundPlan:
        return RoundPlan(
            topic=topic.code,
            language=await self._language(update),
            length=length,
            seed=zlib.crc32(origin.encode()),
            subjects=subjects,
            exam=exam,
            seconds=seconds,
        )

    async def _show(self, update: Update, screen: Callable[[QuizScreens], Screen], private: bool = False) -> None:
        """Answer a message with a screen, once."""
        message = update.message
        if message is None:
            return
        screens = await self._screens(update)
        elsewhere = private and message.chat.type != ChatType.PRIVATE
        shown = Screen(screens.texts.private_only) if elsewhere else screen(screens)

        async def say() -> Said:
            return Said(shown)

        await self._handlers.answer(update, message, say)

    async def _screens(self, update: Update) -> QuizScreens:
        return QuizScreens(self._desk(), await self._language(update))

    async def _language(self, update: Update) -> str:
        screens = await self._talk.screens_of(sender_of(update))
        return self._desk().language(screens.language)


def _link(message: Message) -> str:
    return f"t.me/{message.get_bot().username}?start=quiz"


def _known_topic(code: str, desk: QuizDesk) -> Topic | None:
    """Return the topic of a code, if its state exists."""
    _, dot, state = code.partition(".")
    if dot and arguments.state(desk.answerer.knowledge, state) is None:
        return None
    return topic_of(code)


def daily_plan(language: str, origin: str, subjects: tuple[str, ...]) -> RoundPlan:
    """Return the round of a daily set: what is due, then new questions."""
    return RoundPlan(
        topic=MIXED, language=language, length=LENGTHS[0], seed=zlib.crc32(origin.encode()), subjects=subjects
    )


def day_and_minute(now: dt.datetime) -> tuple[dt.date, int]:
    """Return the day in India and the minute of it."""
    local = now.astimezone(memory.INDIA_TIME)
    return local.date(), local.hour * 60 + local.minute
