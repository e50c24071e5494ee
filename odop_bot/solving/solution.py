"""What was found out about a pasted question: which options are right, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from odop_bot.knowledge.models import Listing


class Truth(StrEnum):
    """What the knowledge base says of a claim."""

    YES = "yes"
    NO = "no"
    """It says something else, from a source that tells all there is."""
    OPEN = "open"
    """It says neither, or something near to it."""

    @property
    def negated(self) -> Truth:
        """The truth of the contrary."""
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.OPEN: Truth.OPEN}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known of one option or statement."""

    truth: Truth
    district: int | None = None
    """LGD code of the district that it is about, or in which its product was found."""
    state: int | None = None
    """LGD code of the State that it is about."""
    listings: tuple[Listing, ...] = ()
    """What speaks for it; else what is listed instead."""
    list_id: str | None = None
    entry: str | None = None
    """Id of the FAQ entry that tells it."""
    sentence: str | None = None
    """The words of that entry."""
    gi: bool = False
    """Whether it is about the list's mark of a GI."""
    registry: bool = False
    """Whether it is about what the GI Registry has registered."""
    registration: str | None = None
    """Id of the registration that it is about."""
    lies: bool = False
    """Whether it is about the State in which the district lies, not about what is listed."""
    limited: bool = False
    """Whether it is wrong only because it says "only": what is known names more."""
    old: bool = False
    """Whether it is what was so before."""
    count: int | None = None
    """How many of what is ranked its State has."""
    score: float = 0.0
    """How well it was matched, from 0 to 1."""
    beside: float = 0.0
    """The same for the part of the sentence in which it stands."""

    def negated(self) -> Finding:
        """Return the finding about the contrary claim."""
        return replace(self, truth=self.truth.negated)


UNKNOWN = Finding(truth=Truth.OPEN)


def firm(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings of which those that are wrong only by an "only" are open, unless all others are known."""
    if all(finding.truth is not Truth.OPEN for finding in findings):
        return list(findings)
    return [replace(finding, truth=Truth.OPEN) if finding.limited else finding for finding in findings]


Outcome = Literal["one", "several", "none", "open", "out of domain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The answer to a pasted question."""

    outcome: Outcome
    """`one` option is right, `several` are, `none` is; `open`: ours, but it cannot be told; else `out of domain`."""
    chosen: tuple[int, ...] = ()
    """Indexes of the right options."""
    options: tuple[Finding, ...] = ()
    """What is known of each option, where the options themselves make a claim."""
    statements: tuple[Finding, ...] = ()
    """What is known of each statement, pair or entry of a list."""
    labels: tuple[str, ...] = ()
    """How each of those is called: `1`, `A – 2`."""
    list_id: str | None = None
    """The list that it rests on."""
    entry: str | None = None
    """The FAQ entry that it rests on."""
    registry: bool = False
    """Whether it rests on the GI Registry."""
    right: tuple[int, ...] = ()
    """LGD codes of the districts that would be right where no option is."""
    right_states: tuple[int, ...] = ()
    """LGD codes of the States that would be right where no option is."""
    fact: str | None = None
    """The sentence of that entry that tells what would be right where no option is."""
    eliminated: bool = False
    """Whether the option was found because every other one is wrong."""

    @property
    def sure(self) -> bool:
        """Whether something can be said of the options."""
        return self.outcome in ("one", "several", "none")

    def opened(self, told: bool) -> Solution:
        """Return the solution, as one that cannot be told unless it may be."""
        return self if told or self.chosen else replace(self, outcome="open")


OUT_OF_DOMAIN = Solution(outcome="out of domain")
