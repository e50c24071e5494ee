"""Paint the pictures of the documentation with what the program says today.

    python -m tools.pictures

Writes `docs/pictures/card.png`, the picture of a district, and `docs/pictures/chat.png`, a talk as it looks on a
telephone. Run it again when an answer in them has changed; a test compares both with what the program would paint.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.cards import CardPainter
from odop_bot.cards.fitting import runs, wrapped
from odop_bot.cards.painting import painted, svg_template
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.settings import ROOT
from odop_bot.understanding.memory import Memory

FOLDER = ROOT / "docs" / "pictures"
DISTRICT = 187
"""LGD code of the district on the card."""
TALK = ("aurangabad", "the bihar one", "kullu shawl ka gi hai kya")
"""What is said in the picture of a talk: a name that two districts have, a word that points back, another language."""
WIDTH, MARGIN, GAP = 900, 28, 18
SIZE, LEADING, PADDING = 21, 30, 18
"""Pixels of the letters, from line to line, and around the words of a bubble."""
ROOM = 700
"""Pixels of the widest line of a bubble."""
BUTTON = 46
"""Pixels that a button takes, with the gap to the next."""
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Line:
    """One line of a bubble."""

    words: str
    bold: bool


@dataclass(frozen=True)
class Bubble:
    """One message with the buttons below it, and where it stands."""

    lines: tuple[Line, ...]
    buttons: tuple[str, ...]
    asked: bool
    """Whether the person says it, not the bot."""
    x: float
    y: float
    width: float

    @property
    def height(self) -> int:
        """Pixels of the bubble without its buttons."""
        return len(self.lines) * LEADING + 2 * PADDING

    @property
    def bottom(self) -> float:
        """Where the bubble and its buttons end."""
        return self.y + self.height + (6 + len(self.buttons) * BUTTON if self.buttons else 0)


def card(answerer: Answerer) -> bytes:
    """Return the picture of a district as PNG."""
    return CardPainter(answerer, TEMPLATES).paint(answerer.knowledge.districts[DISTRICT], "en")


def chat(answerer: Answerer) -> bytes:
    """Return the picture of a talk as PNG."""
    bubbles: list[Bubble] = []
    memory = Memory()
    for text in TALK:
        reply = answerer.answer(Question(text=text, memory=memory))
        memory = reply.memory
        for lines, buttons, asked in (
            ((Line(text, bold=False),), (), True),
            (_lines(answerer, reply), tuple(button.label for button in reply.open), False),
        ):
            width = max(map(_width, (*lines, *(Line(label, bold=False) for label in buttons)))) + 2 * PADDING
            x = WIDTH - MARGIN - width if asked else MARGIN
            top = bubbles[-1].bottom if bubbles else MARGIN - GAP
            bubbles.append(Bubble(lines, buttons, asked, x, top + GAP, width))
    picture = svg_template(Path(__file__).parent, "chat.svg.j2", TEMPLATES).render(
        bubbles=bubbles,
        width=WIDTH,
        height=round(bubbles[-1].bottom + MARGIN),
        size=SIZE,
        leading=LEADING,
        padding=PADDING,
    )
    return painted(picture)


def _lines(answerer: Answerer, reply: Reply) -> tuple[Line, ...]:
    """Return a reply as lines that fit a bubble; where there are buttons, what they say is not told twice."""
    lines = []
    for row in answerer.renderer.html(reply).splitlines():
        words = html.unescape(_TAG.sub("", row))
        if any(words.endswith(button.label) for button in reply.choices):
            continue
        lines += [Line(part, row.startswith("<b>")) for part in wrapped(words, SIZE, ROOM) or [""]]
    return tuple(lines)


def _width(line: Line) -> float:
    return sum(run.width for run in runs(line.words, SIZE, bold=line.bold))


PICTURES = {"card.png": card, "chat.png": chat}


def main() -> None:
    """Write the pictures."""
    answerer = load_engine(ROOT / "knowledge", ROOT / "data")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, paint in PICTURES.items():
        (FOLDER / name).write_bytes(paint(answerer))
        print(f"docs/pictures/{name}")


if __name__ == "__main__":
    main()
