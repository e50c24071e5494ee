"""What was decided about a message: answer, ask back, or unknown, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from odop_bot.understanding.requests import AskFaq, Choice, NotForUs, Request, Smalltalk


class Why(msgspec.Struct, frozen=True):
    """Which words matched what, by which rule."""

    mention: str
    """The words of the message."""
    matched: str
    """The name, word or question that they matched."""
    rule: str
    score: float
    runner_up: str | None = None
    """The next best name, if there was one."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing that a message may ask."""

    request: Request
    probability: float
    why: tuple[Why, ...] = ()
    rest: tuple[Choice, ...] = ()
    """What stays to be asked when this is answered: the other Aurangabads."""
    shared: int | None = None
    """Number of the shared everyday name that it comes from."""
    sure: bool = True
    """Whether it may be answered without asking back."""
    beside: str | None = None
    """For a need: the FAQ entry that tells what is asked of the scheme that the message names."""
    contributions: Callable[[], Mapping[str, float]] = field(default=dict, compare=False)
    """What each feature of the message adds to its log-odds; worked out when asked for."""

    def reasons(self, most: int = 4) -> tuple[dict[str, float], dict[str, float]]:
        """Return the features that speak most for and most against it, in log-odds."""
        ranked = sorted(self.contributions().items(), key=lambda item: (-abs(item[1]), item[0]))
        speaks_for = {name: round(value, 2) for name, value in ranked if value > 0}
        against = {name: round(value, 2) for name, value in ranked if value < 0}
        return dict(list(speaks_for.items())[:most]), dict(list(against.items())[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a message asks: requests to answer, choices to ask back with, or neither."""

    requests: tuple[Request, ...] = ()
    """What is answered, in order; more than one where two things are asked."""
    choices: tuple[Choice, ...] = ()
    """What is asked back, alone or beside what is answered."""
    near: tuple[Choice, ...] = ()
    """For an unknown message: the closest things that we do know."""
    of: tuple[int, ...] = ()
    """LGD codes of the districts that an unknown message named: what comes next may point at them."""
    shared: int | None = None
    """Number of the shared everyday name that the choices come from."""
    latin: bool = False
    """Whether the message is in Latin letters, whatever its language."""
    confidence: float = 1.0
    ranking: tuple[Hypothesis, ...] = ()
    """All that was weighed, the likeliest first."""
    why: tuple[Why, ...] = ()
    language: str | None = None
    """Language that the message is written in, if it shows one."""
    forgets: bool = False
    """Whether the message says that the answer before was wrong."""
    asked: Request | None = None
    """For a choice: what is asked of the one that will be picked."""

    @property
    def request(self) -> Request:
        """The first request; `NotForUs` where there is none."""
        return self.requests[0] if self.requests else NotForUs()

    @property
    def kind(self) -> str:
        """Kind of the reply in the JSON contract."""
        return self.requests[0].kind if self.requests else "choice" if self.choices else "unknown"

    @property
    def districts(self) -> tuple[int, ...]:
        """LGD codes of the districts that are answered for."""
        return self.request.districts

    @property
    def states(self) -> tuple[int, ...]:
        """LGD codes of the States that are answered for."""
        return self.request.states

    @property
    def families(self) -> tuple[str, ...]:
        """The product families that are answered for."""
        return self.request.families

    @property
    def faq(self) -> tuple[str, ...]:
        """The FAQ entries that are told."""
        return tuple(entry for request in self.requests if isinstance(request, AskFaq) for entry in request.entries)

    @property
    def smalltalk(self) -> str | None:
        """What is said, for small talk."""
        return self.request.what if isinstance(self.request, Smalltalk) else None
