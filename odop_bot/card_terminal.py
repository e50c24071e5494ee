"""The picture of a district, a State or a product, written into a file from the terminal."""

from __future__ import annotations

from pathlib import Path

from odop_bot.answering import Answerer
from odop_bot.cards import CardPainter, MissingFontError, Thing
from odop_bot.engine import TEMPLATES
from odop_bot.errors import OdopError
from odop_bot.files import write_whole
from odop_bot.knowledge.models import ENGLISH, District, State
from odop_bot.understanding.requests import AskDistricts, AskPin, AskProduct, AskState

LONGEST_LINK = 300
"""Characters of an address; a longer one makes a QR code that no telephone reads at this size."""


class NoCardError(OdopError):
    """No picture can be made; the message says why and what would be right."""


def write_card(answerer: Answerer, words: str, language: str, link: str | None, out: Path) -> str:
    """Write the picture of what words or a district's LGD code name: a district, a State, a product; return its name.

    Raises NoCardError for what is wrong, OSError where the file cannot be written.
    """
    if language not in answerer.languages:
        raise NoCardError(f"There is no card in {language}; there are: {', '.join(answerer.languages)}")
    if out.suffix.lower() != ".png":
        raise NoCardError(f"The picture is a PNG: give --out a name that ends in .png, not {out.name}")
    if link is not None and (not link.startswith("https://") or len(link) > LONGEST_LINK):
        raise NoCardError(f"--link must begin with https:// and have at most {LONGEST_LINK} characters")
    thing = thing_of(answerer, words)
    try:
        picture = CardPainter(answerer, TEMPLATES).paint(thing, language, link)
    except MissingFontError as error:
        raise NoCardError(str(error)) from error
    write_whole(out, picture, 0o644)
    if isinstance(thing, District):
        return _told(answerer, thing.lgd)
    return thing.name if isinstance(thing, State) else thing.name[ENGLISH]


def thing_of(answerer: Answerer, words: str) -> Thing:
    """Return the one district, State or product family that words name. Raises NoCardError for none and for several."""
    knowledge = answerer.knowledge
    if words.isdecimal() and int(words[:9]) in knowledge.districts:
        return knowledge.districts[int(words)]
    decision = answerer.understander.read(words)
    request = decision.request
    if isinstance(request, AskDistricts | AskPin) and len(request.districts) == 1 and not decision.choices:
        return knowledge.districts[request.districts[0]]
    meant = list(request.districts) + [int(choice.id) for choice in decision.choices if choice.kind == "district"]
    if isinstance(request, AskState) and len(request.states) == 1:
        return knowledge.states[request.states[0]]
    if isinstance(request, AskProduct) and request.families:
        return knowledge.families[request.families[0]]
    if len(meant) > 1:
        raise NoCardError(
            f"{words} may be {', '.join(f'{_told(answerer, code)} (write {code})' for code in dict.fromkeys(meant))}"
        )
    raise NoCardError(
        f"There is no district, State or product called {words[:80]}; write its name, or the LGD code of a district"
    )


def _told(answerer: Answerer, code: int) -> str:
    district = answerer.knowledge.districts[code]
    wording = answerer.renderer.wording(ENGLISH)
    return f"{wording.place(district)}, {wording.place(answerer.knowledge.state_of(district))}"
