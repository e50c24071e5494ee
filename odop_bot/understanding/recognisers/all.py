"""All recognisers; a new kind of question is one more here, and its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from odop_bot.knowledge import Knowledge
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.recognisers.districts import DistrictRecogniser, PinRecogniser
from odop_bot.understanding.recognisers.products import (
    CompareRecogniser,
    CountRecogniser,
    MostRecogniser,
    ProductRecogniser,
    StateRecogniser,
)
from odop_bot.understanding.recognisers.proposal import Proposal
from odop_bot.understanding.recognisers.registry import GiRecogniser
from odop_bot.understanding.recognisers.talk import HelpRecogniser, SmalltalkRecogniser, SupportRecogniser


class Recogniser(Protocol):
    """Proposes requests of one kind."""

    kind: str
    """Class of the weights that says how likely this kind is asked for."""

    def propose(self, evidence: Evidence) -> list[Proposal]:
        """Return the readings of a message as a request of this kind."""


RECOGNISERS: tuple[Callable[[Knowledge], Recogniser], ...] = (
    DistrictRecogniser,
    PinRecogniser,
    ProductRecogniser,
    StateRecogniser,
    CountRecogniser,
    MostRecogniser,
    CompareRecogniser,
    GiRecogniser,
    SupportRecogniser,
    SmalltalkRecogniser,
    HelpRecogniser,
)
