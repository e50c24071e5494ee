"""Teach the bot from what it did not know: gaps, lessons, their trial; on any channel."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from odop_bot.conversation import arguments
from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.helpdesk.texts import StaffTexts
from odop_bot.conversation.screen import Key, Screen, shortened
from odop_bot.conversation.strings import ENGLISH
from odop_bot.conversation.talk import Said, Talk
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.helpdesk.proposals import MAX_LINE, Kind, Proposal, language_of
from odop_bot.helpdesk.training import Training, Trial
from odop_bot.storage import GapStore, LessonStore

log = logging.getLogger(__name__)
PAGE = 10
NEAR = 4
FAULTS = 6
"""Reasons against a lesson that are shown."""
_TEACH = re.compile(r"#?(\d+)\s+(?:(alias|synonym)\s+)?([^:]+?)\s*(?::\s*(.+))?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson that is to be tried, and the gap that it fills."""

    lesson: Proposal
    gap: Mapping[str, Any]


class Lessons:
    """Gaps and lessons as screens, and what becomes of them."""

    def __init__(self, talk: Talk, gaps: GapStore, lessons: LessonStore, training: Training, texts: StaffTexts) -> None:
        self._talk = talk
        self._gaps = gaps
        self._lessons = lessons
        self._training = training
        self._texts = texts
        self._seen: dt.datetime | None = None

    async def taught(self) -> Screen:
        """Return what was taught, newest first."""
        rows = await self._lessons.all(PAGE * 2)
        return Screen(self._texts.fill("lessons", lessons=[dict(row) for row in rows]))

    async def is_known(self, number: int) -> bool:
        """Whether there is a lesson of this number."""
        return await self._lessons.lesson(number) is not None

    async def follow(self) -> None:
        """Use what another worker has been taught, if there is something new."""
        newest = await self._lessons.newest_accepted()
        if newest is None or newest == self._seen:
            return
        if self._seen is not None:
            faults = await self._talk.renew(self._training.load)
            if faults:
                log.warning("What others were taught has faults (%s); trying again.", len(faults))
                return
        self._seen = newest

    async def gap_list(self, page: int) -> Said:
        """Return what the bot did not know, most often first."""
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

    async def which_entry(self, number: int) -> Screen:
        """Return the entries that may answer a gap."""
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

    async def drop(self, number: int) -> Screen:
        """Forget a gap that is none; return those that are left."""
        gap = await self._gaps.gap(number)
        if gap is not None:
            await self._gaps.fill(gap["key"])
        return (await self.gap_list(0)).screen

    async def plan(self, typed: str) -> Plan | Screen:
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
        return Plan(Proposal(str(match[2] or Kind.ASK), target, language_of(line, gap["language"]), line), dict(gap))

    async def attempt(self, plan: Plan, by: tuple[int, str]) -> Screen:
        """Try a lesson of somebody (id and name); return what it would do."""
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
        return await self.shown(number, trial)

    async def accept(self, number: int, by: str) -> Screen:
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
        return await self.shown(number, trial)

    async def refuse(self, number: int, by: str) -> Screen:
        """Refuse a lesson. What is done already is only shown again."""
        row = await self._lessons.lesson(number)
        if row is not None and row["stage"] == "proposed":
            await self._lessons.decide(number, "refused", by, self._talk.clock())
        await self._record()
        return await self.shown(number)

    async def shown(self, number: int, trial: Trial | None = None) -> Screen:
        """Return a lesson with what is said of its trial, and the buttons that decide it."""
        trial = trial or Trial()
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

    def _against(self, trial: Trial) -> list[str]:
        """Return what speaks against a lesson, as people read it."""
        regressions = [
            self._texts.fill("regression", text=x.text, before=x.before, now=x.now) for x in trial.regressions
        ]
        unmoved = [self._texts.fill("unmoved", now=trial.unmoved)] if trial.unmoved else []
        # They are filled into a text once more, and escaped there.
        return [*trial.faults, *map(html.unescape, (*regressions, *unmoved))][:FAULTS]

    async def _record(self) -> None:
        """Write the review file anew."""
        rows = [{**row, "why": json.loads(row["why"])} for row in await self._lessons.all()]
        try:
            await asyncio.to_thread(self._training.write_review, rows)
        except OSError as error:
            # The database has them all; the file is written anew with the next lesson.
            log.warning("The review file cannot be written (%s).", error.strerror)
