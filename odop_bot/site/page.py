"""A page, before it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to another page of the same language."""

    label: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page says in one language."""

    path: str
    """The same in every language; see `addresses`."""
    layout: str
    """Name of the template in `templates/site/`."""
    title: str
    description: str
    as_of: str
    """The date of what it says, as people read it."""
    sources: tuple[str, ...]
    """Ids of the sources that it rests on."""
    data: Mapping[str, Any] = field(default_factory=dict)
    crumbs: tuple[Link, ...] = ()
    """The way from the start to the page, without both."""
    record: str | None = None
    """Path of the JSON of the same."""
    picture: str | None = None
    """Path of the preview picture, if there may be one."""
    thing: Mapping[str, Any] = field(default_factory=dict)
    """The same in the words of schema.org."""
    scripts: tuple[str, ...] = ()
    """Files of `static/` that it needs beside those of every page."""
