"""The values that go into and come out of answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odop_bot.understanding.reading import Context, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person sent, with what varies about the person."""

    text: str
    language: str | None = None
    """Language that the person has fixed, if any."""
    fallback: str = "en"
    """Language for a message that shows none, such as a bare name."""
    context: Context = field(default_factory=Context)
    """What this chat last spoke of."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap (or to type the number of) that asks a further question."""

    label: str
    verb: str
    """`d` district, `s` state, `p` product family, `f` FAQ entry."""
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What we say: a template with its data, and why."""

    kind: str
    """One of `understanding.reading.KINDS`."""
    language: str
    template: str
    """Name of the template, without language and ending."""
    data: Mapping[str, Any]
    confidence: float
    districts: tuple[int, ...] = ()
    states: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    faq: str | None = None
    choices: tuple[Button, ...] = ()
    """What the person may mean; empty unless the reply asks back."""
    related: tuple[Button, ...] = ()
    """Where to go from here."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that the reply rests on, best first."""
    why: tuple[Why, ...] = ()
    context: Context = field(default_factory=Context)
    """What the chat speaks of now."""
