"""Pictures of the quiz: what a person knows, on the map of India; the result of a round; a marked district."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from odop_bot.cards.outline import Frame, Outline
from odop_bot.cards.painting import painted, svg_template
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District
from odop_bot.quiz.exams import Answered
from odop_bot.quiz.strings import ScreenTexts

MAP_SIZE = 590.0
MAP_SIZE_MARKED = 720.0
BAR_HEIGHT = 150
MAX_TITLE = 56
"""Letters of a title or a name."""
MOST_MARKS = 80
"""Answers for which there is room."""
SHADES = ("#e8ddd0", "#dcb9b0", "#c48a8c", "#a3556a", "#7a1f3d")
"""From nothing known of a state to all."""
RIGHT, WRONG, OPEN = "#3f7d4e", "#b5483a", "#c9c2b8"


class ProgressPainter:
    """Paints for one knowledge base."""

    def __init__(self, knowledge: Knowledge, templates: Path) -> None:
        self._knowledge = knowledge
        self._progress = svg_template(templates, "progress.svg.j2")
        self._result = svg_template(templates, "result.svg.j2")
        self._map = svg_template(templates, "map.svg.j2")

    def progress(
        self,
        known: set[int],
        streak: int,
        forecast: Sequence[int],
        today: dt.date,
        texts: ScreenTexts,
        borders: str,
        link: str,
    ) -> bytes:
        """Return what a person knows, as PNG; `known` are LGD codes. Raises MissingFontError without fonts."""
        most = max(*forecast, 1)
        bars = [
            {
                "count": count,
                "height": round(count / most * BAR_HEIGHT),
                "day": (today + dt.timedelta(days=day)).strftime("%d.%m."),
            }
            for day, count in enumerate(forecast)
        ]
        districts = [district for district in self._knowledge.districts.values() if not district.abolished]
        svg = self._progress.render(
            words=texts.picture | {"borders": borders},
            known=len(known),
            districts=len(districts),
            streak=streak,
            bars=bars,
            shades=self.shades(known),
            legend=SHADES,
            link=link,
        )
        return painted(svg)

    def shades(self, known: set[int]) -> list[dict[str, str]]:
        """Return the map as one path for each shade; a state's shade says how many of its districts are known."""
        paths = dict.fromkeys(SHADES, "")
        for state, districts in self._knowledge.districts_of_state.items():
            share = sum(district.lgd in known for district in districts) / max(len(districts), 1)
            # What is begun is seen, what is complete stands out.
            level = min(len(SHADES) - 1, 1 + int(share * (len(SHADES) - 1))) if share else 0
            paths[SHADES[level]] += self._states[state]
        return [{"colour": colour, "path": path} for colour, path in paths.items() if path]

    def result(
        self, title: str, answers: Sequence[Answered], texts: ScreenTexts, link: str, name: str, time: str
    ) -> bytes:
        """Return the result of a round as PNG, with who played it and how long. Raises MissingFontError."""
        words = texts.picture
        colours = {True: RIGHT, False: WRONG, None: OPEN}
        counts = Counter(answer.right for answer in answers)
        legend = [
            {"colour": colours[right], "words": words[key].format(counts[right])}
            for right, key in ((True, "legend_right"), (False, "legend_wrong"), (None, "legend_open"))
        ]
        svg = self._result.render(
            words=words,
            title=shortened(title, MAX_TITLE),
            name=shortened(name, MAX_TITLE),
            time=time,
            right=counts[True],
            asked=len(answers),
            marks=[colours[answer.right] for answer in answers[:MOST_MARKS]],
            legend=legend,
            link=link,
        )
        return painted(svg)

    def marked(self, district: District, borders: str) -> bytes:
        """Return a district's State with the district marked, as PNG; `borders` says of when they are."""
        outline = Outline(self._knowledge).of(district, MAP_SIZE_MARKED)
        return painted(self._map.render(outline=outline, borders=borders))

    @cached_property
    def _states(self) -> dict[int, str]:
        borders = self._knowledge.borders
        polygons = {state: list(borders.of_no_district.get(state, ())) for state in self._knowledge.states}
        for code, border in borders.of_district.items():
            polygons[self._knowledge.districts[code].state] += border.polygons
        frame = Frame([point for shape in polygons.values() for polygon in shape for point in polygon[0]], MAP_SIZE)
        return {state: frame.path(shape) for state, shape in polygons.items()}


def shortened(text: str, room: int) -> str:
    """Return a text of at most so many letters."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
