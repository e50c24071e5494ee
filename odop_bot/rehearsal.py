"""Render every template with the examples of every kind of reply, in every language and form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from odop_bot.answering import Answerer, Reply
from odop_bot.answering.layouts import LAYOUTS, REPLIES, WORDS
from odop_bot.answering.rendering import SHORT
from odop_bot.cards import CardPainter
from odop_bot.cards.progress import ProgressPainter
from odop_bot.conversation.suggestions import card_of
from odop_bot.examples import EXAMPLES, card_districts
from odop_bot.helpdesk.figures import DayCount, figures
from odop_bot.helpdesk.gaps import Cause, Gap
from odop_bot.knowledge import Fault
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.report import report_page
from odop_bot.spreadsheet import answer_cells

LINK = "https://t.me/odop_bot?start=d171"
_NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)

FORMS: Mapping[str, Callable[[Answerer, Reply], object]] = {
    "text": lambda answerer, reply: answerer.renderer.text(reply),
    "HTML": lambda answerer, reply: answerer.renderer.html(reply),
    "phone HTML": lambda answerer, reply: answerer.renderer.phone_html(reply),
    "brief HTML": lambda answerer, reply: answerer.renderer.phone_html(reply, 2),
    "short text": lambda answerer, reply: answerer.renderer.short_text(reply),
    "short HTML": lambda answerer, reply: answerer.renderer.short_html(reply),
    "inline": lambda answerer, reply: card_of("d171", reply, answerer).html,
    "CSV": lambda answerer, reply: answer_cells(reply, answerer.renderer)[0],
}
"""The forms in which every reply may be wanted."""
WHOLE = ("text", "HTML", "phone HTML", "brief HTML")
"""Those of the whole reply; the others are of its short form."""
MADE = ("short text", "inline", "CSV")
"""Those that code makes of other forms: one reply of each template shows whether it can."""


def replies(answerer: Answerer, language: str) -> Iterator[Reply]:
    """Yield the reply to every example in one language."""
    for make in EXAMPLES.values():
        for reading in make(answerer.knowledge):
            yield answerer.reply(reading, language=language)


def rehearsal_faults(answerer: Answerer, folder: Path) -> list[Fault]:
    """Return what cannot be rendered, each mistake once, and the templates that no example renders."""
    faults: dict[str, Fault] = {}
    used: set[str] = {SHORT}
    made: set[tuple[str, str]] = set()

    def attempt(template: str, form: str, make: Callable[[], object]) -> None:
        try:
            if not make():
                raise ValueError("nothing is shown")
        except Exception as error:
            what = f"{form} of it cannot be made ({type(error).__name__}: {error})"
            # One mistake spoils many replies and forms: it is told once.
            faults.setdefault(str(error), _located(folder, template, what, str(error)))

    for language in answerer.languages:
        for make in EXAMPLES.values():
            for reading in make(answerer.knowledge):
                try:
                    reply = answerer.reply(reading, language=language)
                except Exception as error:
                    what = f"a reply of the kind {reading.kind} cannot be made ({type(error).__name__}: {error})"
                    faults.setdefault(str(error), _located(folder, f"{language}/{WORDS}", what, str(error)))
                    continue
                used.add(reply.template)
                known = (reply.template, language) in made
                made.add((reply.template, language))
                for form, render in FORMS.items():
                    if known and form in MADE:
                        continue
                    name = reply.template if form in WHOLE else SHORT
                    attempt(f"{LAYOUTS}/{name}.j2", f"{form} in {language}", partial(render, answerer, reply))
    for name, render_root in ROOTS.items():
        for language in answerer.languages:
            attempt(name, f"the one in {language}", lambda: list(render_root(answerer, folder, language)))  # noqa: B023 - called within the same round of the loop
    out = list(faults.values())
    for path in sorted((*folder.glob("*.j2"), *folder.glob(f"{LAYOUTS}/*.j2"))):
        known = path.stem in used if path.parent != folder else path.name in ROOTS
        if not known and not path.name.startswith("_"):
            out.append(_fault(folder, path.relative_to(folder).as_posix(), "no example renders this template"))
    return out


def _cards(answerer: Answerer, folder: Path, language: str) -> Iterator[object]:
    painter = CardPainter(answerer, folder)
    for district in card_districts(answerer.knowledge):
        yield painter.svg(district, language, LINK)


def _progress(answerer: Answerer, folder: Path, language: str) -> Iterator[object]:
    painter, texts = ProgressPainter(answerer.knowledge, folder), read_quiz_strings(folder)[language].screens
    known = set(list(answerer.knowledge.districts)[:40])
    for forecast in ([0] * 7, [3, 0, 9, 1, 1, 1, 1]):
        yield painter.progress(known, 2, forecast, _NOW.date(), texts, "2026", LINK)


def _result(answerer: Answerer, folder: Path, language: str) -> Iterator[object]:
    painter, texts = ProgressPainter(answerer.knowledge, folder), read_quiz_strings(folder)[language].screens
    yield painter.result(
        "Goa", [Answered("dpiit", right) for right in (True, False, None)] * 10, texts, LINK, "<Asha & Co>", "2:31"
    )


def _map(answerer: Answerer, folder: Path, language: str) -> Iterator[object]:
    knowledge = answerer.knowledge
    district = next(x for x in knowledge.districts.values() if x.lgd in knowledge.borders.of_district)
    yield ProgressPainter(knowledge, folder).marked(district, language)


def _report(answerer: Answerer, folder: Path, language: str) -> Iterator[object]:
    entry = next(iter(answerer.knowledge.faq))
    gaps = [
        Gap(
            number=number,
            key="bima",
            language=language,
            cause=cause,
            text='<3 & "',
            count=number + 1,
            first_seen=_NOW,
            last_seen=_NOW,
            near=((entry, 0.5),) * number,
        )
        for number, cause in enumerate(Cause)
    ]
    days = [DayCount(_NOW.date(), language, kind, min(answerer.knowledge.states), 3) for kind in EXAMPLES]
    for waits in ([], [dt.timedelta(minutes=5)], [dt.timedelta(hours=9)]):
        yield report_page(figures(days, gaps, waits, len(waits)), answerer.knowledge, folder, _NOW)
    yield report_page(figures([], [], [], 0), answerer.knowledge, folder, _NOW)


ROOTS: Mapping[str, Callable[[Answerer, Path, str], Iterator[object]]] = {
    "card.svg.j2": _cards,
    "progress.svg.j2": _progress,
    "result.svg.j2": _result,
    "map.svg.j2": _map,
    "report.html.j2": _report,
}
"""What renders the templates beside the layouts."""


def _located(folder: Path, template: str, what: str, error: str) -> Fault:
    """Return a fault at the first line that has the error's own word: of a template, what it imports, the texts."""
    words = re.findall(r"'([^']+)'", error)
    beside = (*sorted((folder / template).parent.glob("_*.j2")), *sorted(folder.glob(f"*/{REPLIES}")))
    for word in reversed(words):
        for path in (folder / template, *beside):
            lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
            at = next(
                (i for i, line in enumerate(lines, 1) if re.search(rf"\{{[{{%][^}}]*\b{re.escape(word)}\b", line)), 0
            )
            if at:
                column = lines[at - 1].index(word) + 1
                return Fault(str(path), at, column, "", what, f"correct {word}: what it stands for has no such name")
    return _fault(folder, template, what)


def _fault(folder: Path, template: str, what: str) -> Fault:
    return Fault(str(folder / template), 1, 1, "", what, "correct the template, or what its example holds")
