"""What a chat spoke of: handed in with a question, handed back with the reply."""

from __future__ import annotations

from dataclasses import dataclass, replace

from odop_bot.knowledge.models import Sector
from odop_bot.understanding.requests import Choice

TRAIL = 4
"""Screens that one can go back to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One screen that was shown: what it spoke of, so that words can point at it."""

    kind: str
    districts: tuple[int, ...] = ()
    """LGD codes in the order in which they were told."""
    states: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    entry: str | None = None
    """FAQ id."""
    list_id: str | None = None
    aspects: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    gi: str | None = None
    """What was asked of the GI Registry, as `AskGi.code`."""
    sector: Sector | None = None
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was shown in a chat, the newest first, and what was offered last."""

    trail: tuple[Shown, ...] = ()
    """At most `TRAIL` screens."""
    choices: tuple[Choice, ...] = ()
    """What was offered last; a number, or words of a label, pick one."""
    offered: tuple[Choice, ...] = ()
    """What was offered before that: words may still pick another one of it."""
    asked: Shown | None = None
    """What was asked when the choices were offered: it is asked of the one that is picked."""
    language: str | None = None
    """The language that was last spoken; a button goes on in it."""
    latin: bool = False
    """Whether it was written in Latin letters, as most phones write Hindi and Telugu."""

    @property
    def last(self) -> Shown | None:
        """The newest screen."""
        return self.trail[0] if self.trail else None

    @property
    def districts(self) -> tuple[int, ...]:
        """The districts that were spoken of last."""
        for shown in self.trail:
            if shown.kind in ("district", "support", "compare", "gi") and shown.districts:
                return shown.districts
            if shown.kind == "product" and shown.districts:
                return shown.districts[:1]
        return ()

    @property
    def entry(self) -> str | None:
        """The FAQ entry that was told last, if the newest screen told one."""
        return self.trail[0].entry if self.trail else None

    def showing(self, shown: Shown) -> Memory:
        """Return the memory after one more screen; what was offered before is gone."""
        trail = (shown, *(old for old in self.trail if replace(old, page=0) != replace(shown, page=0)))
        return replace(self, trail=trail[:TRAIL], choices=(), offered=self.choices or self.offered)

    def offering(self, choices: tuple[Choice, ...], asked: Shown | None = None) -> Memory:
        """Return the memory after choices were offered."""
        return replace(self, choices=choices, asked=asked)
