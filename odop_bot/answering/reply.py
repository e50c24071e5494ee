"""The values that go into and come out of answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odop_bot.understanding.decision import Hypothesis, Why
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person sent, with what varies about the person."""

    text: str
    language: str | None = None
    """Language that the person has fixed, if any."""
    fallback: str = "en"
    """Language for a message that shows none, such as a bare name."""
    memory: Memory = field(default_factory=Memory)
    """What this chat last spoke of."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap (or to type the number of) that asks a further question."""

    label: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Picked:
    """The right options of a pasted question; none where it cannot be told, or where none is right."""

    options: tuple[str, ...]
    """Their labels, in lower case: `b`."""
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What we say: a template with its data, and why."""

    kind: str
    """Kind of the reply in the JSON contract: `district`, `faq`, `choice`, …"""
    language: str
    template: str
    """Name of the template, without language and ending."""
    data: Mapping[str, Any]
    confidence: float = 1.0
    districts: tuple[int, ...] = ()
    states: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    faqs: tuple[str, ...] = ()
    """Ids of the FAQ entries told."""
    choices: tuple[Button, ...] = ()
    """What the person may mean; empty unless the reply asks back."""
    related: tuple[Button, ...] = ()
    """Where to go from here."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that the reply rests on, best first."""
    why: tuple[Why, ...] = ()
    ranking: tuple[Hypothesis, ...] = ()
    """All that was weighed, the likeliest first."""
    memory: Memory = field(default_factory=Memory)
    """What the chat speaks of now."""
    answer: Picked | None = None
    """What was picked, for a pasted multiple-choice question."""
    also: Reply | None = None
    """What is said below it: a second answer, or a question back on what stayed open."""

    @property
    def faq(self) -> str | None:
        """The first FAQ entry told."""
        return self.faqs[0] if self.faqs else None

    @property
    def open(self) -> tuple[Button, ...]:
        """The choices of the reply, or of what is asked below it."""
        return self.choices or (self.also.choices if self.also else ())
