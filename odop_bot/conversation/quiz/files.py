"""What the quiz makes as files: pictures of progress and results, exports."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from odop_bot.cards import MissingFontError
from odop_bot.cards.progress import ProgressPainter
from odop_bot.conversation.media import Media
from odop_bot.conversation.quiz.results import Outcome
from odop_bot.conversation.quiz.spelled import spent
from odop_bot.exports import forms
from odop_bot.exports.rows import rows_of
from odop_bot.knowledge import Knowledge
from odop_bot.quiz import memory
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.question import QuizQuestion

if TYPE_CHECKING:
    from odop_bot.quiz.desk import QuizDesk

log = logging.getLogger(__name__)
EXTENSIONS = {"anki": "apkg", "csv": "csv", "pdf": "pdf"}


class QuizFiles:
    """Makes files outside of the loop that serves everybody, one at a time."""

    def __init__(self, desk: Callable[[], QuizDesk], templates: Path, now: Callable[[], dt.datetime]) -> None:
        self._desk = desk
        self._templates = templates
        self._now = now
        self._busy = asyncio.Semaphore(1)
        self._painter: tuple[Knowledge, ProgressPainter] | None = None

    async def progress(
        self, language: str, cards: Sequence[memory.Remembered], days: Sequence[dt.date], link: str
    ) -> Media | str:
        """Return what a person knows, as a picture; without fonts, as words. `link` stands in the picture."""
        desk, now = self._desk(), self._now()
        texts, knowledge = desk.texts(language), desk.answerer.knowledge
        today = now.astimezone(memory.INDIA_TIME).date()
        known = {code for code in memory.known_districts(cards, now) if code in knowledge.districts}
        streak, forecast = memory.streak(days, today), memory.forecast(cards, now)
        count = sum(not district.abolished for district in knowledge.districts.values())
        caption = texts.fill(
            "progress",
            known=len(known),
            districts=count,
            streak=streak,
            due=sum(memory.due(card.card) <= now for card in cards),
        )
        return await self._picture(
            caption,
            lambda: self._paint().progress(
                known,
                streak,
                forecast,
                today,
                texts,
                self._borders(language),
                link,
            ),
        )

    async def result(
        self, language: str, title: str, answers: Sequence[Answered], link: str, name: str, outcome: Outcome
    ) -> Media | str:
        """Return the result of a round with the name of who played it, as a picture; without fonts, as words."""
        texts = self._desk().texts(language)
        time = spent(outcome.seconds)
        return await self._picture(title, lambda: self._paint().result(title, answers, texts, link, name, time))

    async def map(self, question: QuizQuestion) -> bytes | None:
        """Return the map that a question is about; None where it cannot be painted."""
        district = self._desk().answerer.knowledge.districts.get(question.marked or 0)
        if district is None:
            return None
        borders = self._borders(question.language)
        try:
            async with self._busy:
                return await asyncio.to_thread(lambda: self._paint().marked(district, borders))
        except MissingFontError as error:
            log.error("No map: %s", error)
            return None

    async def export(self, language: str, state: int, form: str, caption: str) -> Media | None:
        """Return a state's lists in a form; None if there is no such form."""
        if form not in EXTENSIONS:
            return None
        desk = self._desk()
        knowledge, phrasing = desk.answerer.knowledge, desk.phrasing(language)
        name = phrasing.wording.place(knowledge.states[state])

        def make() -> bytes:
            rows = rows_of(knowledge, phrasing, state)
            if form == "anki":
                return forms.anki(rows, f"ODOP: {name}", language)
            return forms.table(rows) if form == "csv" else forms.sheet(rows, name)

        try:
            async with self._busy:
                content = await asyncio.to_thread(make)
        except MissingFontError as error:
            log.error("No file: %s", error)
            return None
        code = knowledge.states[state].code.lower()
        return Media(f"odop-{code}-{language}.{EXTENSIONS[form]}", content, caption)

    async def _picture(self, caption: str, paint: Callable[[], bytes]) -> Media | str:
        try:
            async with self._busy:
                picture = await asyncio.to_thread(paint)
        except MissingFontError as error:
            log.error("No picture: %s", error)
            return caption
        return Media("odop-quiz.png", picture, caption)

    def _borders(self, language: str) -> str:
        """Return of when the borders on a map are."""
        desk = self._desk()
        return desk.phrasing(language).wording.words.borders_of.format(desk.answerer.knowledge.borders.year)

    def _paint(self) -> ProgressPainter:
        knowledge = self._desk().answerer.knowledge
        if self._painter is None or self._painter[0] is not knowledge:
            self._painter = knowledge, ProgressPainter(knowledge, self._templates)
        return self._painter[1]
