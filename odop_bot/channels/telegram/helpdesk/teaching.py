"""Teach the bot from what it did not know: `/gaps`, `/teach`, `/lessons`."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import json
import logging
import re
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    filters,
)

from odop_bot.channels.telegram import showing
from odop_bot.channels.telegram.aside import Aside
from odop_bot.channels.telegram.codec import desk_action, pattern
from odop_bot.channels.telegram.describing import described
from odop_bot.channels.telegram.handlers import Handlers
from odop_bot.channels.telegram.sending import quietly
from odop_bot.channels.telegram.showing import Posted
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.helpdesk.texts import StaffTexts
from odop_bot.conversation.screen import Key, Screen, shortened
from odop_bot.conversation.strings import ENGLISH
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.helpdesk.proposals import MAX_LINE, Kind, Proposal, language_of
from odop_bot.helpdesk.training import Training, Trial
from odop_bot.storage import GapStore, LessonStore, StoreError

log = logging.getLogger(__name__)
PAGE = 10
NEAR = 4
FAULTS = 6
"""Reasons against a lesson that are shown."""
WATCH = 20.0
"""Seconds after which a worker looks for what others were taught."""
_TEACH = re.compile(r"#?(\d+)\s+(?:(alias|synonym)\s+)?([^:]+?)\s*(?::\s*(.+))?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A lesson that is to be tried, and the gap that it fills."""

    lesson: Proposal
    gap: Mapping[str, Any]


class Teaching:
    """Gaps and lessons, for staff and admins; an admin accepts."""

    def __init__(
        self,
        talk: Talk,
        handlers: Handlers,
        gaps: GapStore,
        lessons: LessonStore,
        training: Training,
        texts: StaffTexts,
        group: int | None,
        admins: frozenset[int],
    ) -> None:
        self._talk = talk
        self._handlers = handlers
        self._gaps = gaps
        self._lessons = lessons
        self._training = training
        self._texts = texts
        self._group = group
        self._admins = admins
        self._aside = Aside()
        self._seen: dt.datetime | None = None

    def add_to(self, app: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, for the group and the admins, before those for all."""
        self._bot = app.bot
        whose = filters.User(user_id=list(self._admins)) if self._admins else filters.User(user_id=[])
        allowed = whose | filters.Chat(self._group) if self._group is not None else whose
        allowed = allowed & filters.UpdateType.MESSAGE
        for name, handler in {"gaps": self.gaps, "teach": self.teach, "lessons": self.lessons}.items():
            app.add_handler(CommandHandler(name, handler, filters=allowed), group=-1)
        app.add_handler(
            CallbackQueryHandler(
                self.tap,
                pattern=pattern(
                    DeskStep.TEACH,
                    DeskStep.PICK_ENTRY,
                    DeskStep.ACCEPT,
                    DeskStep.REFUSE,
                    DeskStep.DROP_GAP,
                    DeskStep.GAPS,
                ),
            ),
            group=-1,
        )

    async def gaps(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what the bot did not know, most often first."""
        if update.message is not None:
            await self._handlers.answer(update, update.message, lambda: self._gap_list(0))
        raise ApplicationHandlerStop

    async def teach(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Propose that a gap be answered by an entry, or named by a district or product."""
        message = update.message
        if message is None:
            return
        typed = " ".join(context.args or [])
        who = message.from_user
        by = (who.id if who else 0, who.full_name if who else "")
        plan: list[_Plan] = []

        async def say() -> Said:
            planned = await self._plan(typed)
            if isinstance(planned, Screen):
                return Said(planned)
            plan.append(planned)
            return Said(Screen(self._texts.fill("one_moment")))

        sent = await self._handlers.answer(update, message, say)
        if sent is not None and plan:
            self._propose(plan[0], by, Posted(message.chat.id, sent))
        raise ApplicationHandlerStop

    async def lessons(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what was taught, newest first."""
        if update.message is None:
            return
        rows = await self._lessons.all(PAGE * 2)
        shown = self._texts.fill("lessons", lessons=[dict(row) for row in rows])

        async def say() -> Said:
            return Said(Screen(shown))

        await self._handlers.answer(update, update.message, say)
        raise ApplicationHandlerStop

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn pages, pick a gap and its entry, drop a gap, accept or refuse a lesson."""
        query = update.callback_query
        tap = desk_action(query.data) if query else None
        message = query.message if query else None
        if query is None or tap is None or not isinstance(message, Message):
            return
        if message.chat.id != self._group and query.from_user.id not in self._admins:
            return
        number, entry = arguments.numbered(tap.argument) or (0, "")
        known = tap.step not in (DeskStep.ACCEPT, DeskStep.REFUSE) or await self._lessons.lesson(number) is not None
        if (tap.step is not DeskStep.GAPS and not number) or not known:
            return
        if tap.step in (DeskStep.ACCEPT, DeskStep.REFUSE) and query.from_user.id not in self._admins:
            await quietly(query.answer(self._texts.fill("admins_only"), show_alert=True))
            raise ApplicationHandlerStop
        await quietly(query.answer())
        at = Posted(message.chat.id, message.message_id)
        if tap.step is DeskStep.GAPS:
            await self._show(at, (await self._gap_list(tap.page)).screen)
        elif tap.step is DeskStep.TEACH:
            await self._show(at, await self._which_entry(number))
        elif tap.step is DeskStep.DROP_GAP:
            await self._drop(number, at)
        elif tap.step is DeskStep.PICK_ENTRY:
            by = (query.from_user.id, query.from_user.full_name)
            planned = await self._plan(f"{number} {entry}")
            if isinstance(planned, Screen):
                await self._show(at, planned)
            else:
                await self._show(at, Screen(self._texts.fill("one_moment")))
                self._propose(planned, by, at)
        elif tap.step is DeskStep.ACCEPT:
            # The buttons stay: whoever comes back after a power cut can tap them again.
            shown = await self._lesson_screen(number, Trial())
            await self._show(at, replace(shown, html=f"{shown.html}\n\n{self._texts.fill('one_moment')}"))
            self._later(f"lesson {number}", self._accept(number, query.from_user.full_name, at), at)
        else:
            await self._refuse(number, query.from_user.full_name, at)
        raise ApplicationHandlerStop

    async def follow_others(self) -> None:
        """Use what another worker has been taught, as soon as this one learns of it; until cancelled."""
        while True:
            try:
                await self._follow()
            except (StoreError, OSError) as error:
                log.warning("What others were taught could not be read (%s); trying again.", described(error))
            await asyncio.sleep(WATCH)

    async def _follow(self) -> None:
        newest = await self._lessons.newest_accepted()
        if newest is None or newest == self._seen:
            return
        if self._seen is not None:
            faults = await self._talk.renew(self._training.load)
            if faults:
                log.warning("What others were taught has faults (%s); trying again.", len(faults))
                return
        self._seen = newest

    async def _show(self, at: Posted, screen: Screen) -> None:
        await quietly(showing.edit(self._bot, screen, chat_id=at.chat_id, message_id=at.message_id))

    async def _gap_list(self, page: int) -> Said:
        rows = await self._gaps.top(PAGE + 1, page * PAGE)
        shown = [dict(row) for row in rows[:PAGE]]
        text = self._texts.fill("gaps", gaps=shown, causes=self._texts.causes)
        keys = [
            Key(self._texts.button("teach", number=row["number"]), DeskAction(DeskStep.TEACH, str(row["number"])))
            for row in shown
        ]
        buttons = [tuple(keys[i : i + 3]) for i in range(0, len(keys), 3)]
        if len(rows) > PAGE:
            buttons.append((Key(self._texts.button("next"), DeskAction(DeskStep.GAPS, "", page + 1)),))
        return Said(Screen(text, tuple(buttons)))

    async def _which_entry(self, number: int) -> Screen:
        gap = await self._gaps.gap(number)
        if gap is None:
            return Screen(self._texts.fill("no_gap", number=number))
        faq = self._talk.answerer.knowledge.faq
        rows = [
            (Key(shortened(faq[str(entry)].title[ENGLISH]), DeskAction(DeskStep.PICK_ENTRY, f"{number}.{entry}")),)
            for entry, _score in gap["near"][:NEAR]
            if entry in faq
        ]
        rows.append((Key(self._texts.button("no_gap"), DeskAction(DeskStep.DROP_GAP, str(number))),))
        shown = self._texts.fill("which_entry", number=number, text=gap["text"], language=gap["language"])
        return Screen(shown, tuple(rows))

    async def _drop(self, number: int, at: Posted) -> None:
        gap = await self._gaps.gap(number)
        if gap is not None:
            await self._gaps.fill(gap["key"])
        await self._show(at, (await self._gap_list(0)).screen)

    async def finish(self) -> None:
        """Let the lessons that are being tried come to their end."""
        await self._aside.finish()

    def _later(self, name: str, work: Coroutine[Any, Any, None], at: Posted) -> None:
        """Do what takes seconds while the chat goes on; the message shows what came of it."""
        self._aside.begin(name, work, lambda: self._show(at, Screen(self._texts.fill("lesson_failed"))))

    async def _plan(self, typed: str) -> _Plan | Screen:
        """Return the lesson that was typed, or what is said where it is none."""
        match = _TEACH.match(typed)
        asked = arguments.number(match[1]) if match else None
        if match is None or asked is None:
            return Screen(self._texts.fill("teach_how"))
        gap = await self._gaps.gap(asked)
        if gap is None:
            return Screen(self._texts.fill("no_gap", number=asked))
        line = " ".join((match[4] or gap["text"]).replace(HIDDEN, " ").split())[:MAX_LINE]
        target = self._target(match[2] or Kind.ASK, match[3])
        if target is None:
            near = self._talk.answerer.understander.read(match[3])
            ids = [*near.faq, *(choice.id for choice in (*near.choices, *near.near) if choice.kind == "faq")]
            return Screen(self._texts.fill("no_entry", near=ids[:NEAR]))
        return _Plan(Proposal(str(match[2] or Kind.ASK), target, language_of(line, gap["language"]), line), dict(gap))

    def _propose(self, plan: _Plan, by: tuple[int, str], at: Posted) -> None:
        """Try a lesson aside, and show what it would do."""
        self._later(f"{at.chat_id}.{at.message_id}", self._attempt(plan, by, at), at)

    async def _attempt(self, plan: _Plan, by: tuple[int, str], at: Posted) -> None:
        lesson, gap = plan.lesson, plan.gap
        trial = await asyncio.to_thread(self._training.attempt, lesson, self._talk.answerer.understander)
        why = {"gap": gap["text"], "asked": gap["count"], "cause": gap["cause"], "against": self._against(trial)}
        number = await self._lessons.add(
            {
                "gap": gap["number"],
                "kind": lesson.kind,
                "target": lesson.target,
                "language": lesson.language,
                "line": lesson.line,
                "stage": "proposed" if trial.passed else "refused by the checks",
                "by_id": by[0],
                "by_name": by[1],
                "made_at": self._talk.clock(),
                "why": json.dumps(why, ensure_ascii=False),
            }
        )
        await self._record()
        await self._show(at, await self._lesson_screen(number, trial))

    def _target(self, kind: str, name: str) -> str | None:
        """Return the id of what is to learn: an FAQ entry, a district, a product family."""
        knowledge, understander = self._talk.answerer.knowledge, self._talk.answerer.understander
        if kind == Kind.ASK:
            if name in knowledge.faq:
                return name
            return next(iter(understander.read(name).faq), None)
        if kind == Kind.SYNONYM and name in knowledge.families:
            return name
        decision = understander.read(name)
        if kind == Kind.ALIAS:
            return str(decision.districts[0]) if decision.kind == "district" else None
        return decision.families[0] if decision.families else None

    async def _accept(self, number: int, by: str, at: Posted) -> None:
        """Take a lesson into the knowledge base. What is done already is only shown again."""
        row, trial = await self._lessons.lesson(number), Trial()
        if row is not None and row["stage"] == "proposed":
            lesson = Proposal(row["kind"], row["target"], row["language"], row["line"])
            trial, answerer = await asyncio.to_thread(self._training.learn, lesson, self._talk.answerer.understander)
            why = {**json.loads(row["why"]), "against": self._against(trial)}
            stage = "accepted" if answerer is not None else "refused by the checks"
            now = self._talk.clock()
            await self._lessons.decide(number, stage, by, now, json.dumps(why, ensure_ascii=False))
            if answerer is not None:
                self._talk.use(answerer)
                self._seen = await self._lessons.newest_accepted()
                gap = await self._gaps.gap(row["gap"])
                if gap is not None:
                    await self._gaps.fill(gap["key"])
        await self._record()
        await self._show(at, await self._lesson_screen(number, trial))

    async def _refuse(self, number: int, by: str, at: Posted) -> None:
        """Refuse a lesson. What is done already is only shown again."""
        row = await self._lessons.lesson(number)
        if row is not None and row["stage"] == "proposed":
            await self._lessons.decide(number, "refused", by, self._talk.clock())
        await self._record()
        await self._show(at, await self._lesson_screen(number, Trial()))

    def _against(self, trial: Trial) -> list[str]:
        """Return what speaks against a lesson, as people read it."""
        regressions = [
            self._texts.fill("regression", text=x.text, before=x.before, now=x.now) for x in trial.regressions
        ]
        unmoved = [self._texts.fill("unmoved", now=trial.unmoved)] if trial.unmoved else []
        # They are filled into a text once more, and escaped there.
        return [*trial.faults, *map(html.unescape, (*regressions, *unmoved))][:FAULTS]

    async def _lesson_screen(self, number: int, trial: Trial) -> Screen:
        row = await self._lessons.lesson(number)
        if row is None:
            return Screen(self._texts.fill("teach_how"))
        shown = self._texts.fill(
            "lesson",
            number=number,
            by=row["by_name"],
            target=row["target"],
            file=trial.file or row["kind"],
            line=row["line"],
            stage=row["stage"],
            decided_by=row["decided_by"],
            faults=json.loads(row["why"])["against"],
        )
        keys = (
            Key(self._texts.button("accept"), DeskAction(DeskStep.ACCEPT, str(number))),
            Key(self._texts.button("refuse"), DeskAction(DeskStep.REFUSE, str(number))),
        )
        return Screen(shown, (keys,) if row["stage"] == "proposed" else ())

    async def _record(self) -> None:
        """Write the review file anew."""
        rows = [{**row, "why": json.loads(row["why"])} for row in await self._lessons.all()]
        try:
            await asyncio.to_thread(self._training.write_review, rows)
        except OSError as error:
            # The database has them all; the file is written anew with the next lesson.
            log.warning("The review file cannot be written (%s).", error.strerror)
