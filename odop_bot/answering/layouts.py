"""Layouts of replies, one for all languages, and what each language says in them.

A layout, `templates/layouts/<name>.j2`, says what stands where; `{{ say.more }}` in it is the text `more` of the same
name's section in `templates/<language>/replies.yaml`, itself a template of the same data. Each line of a layout is a
line of the reply, except one of tags alone (`{% if %}`, `{# #}`); `{{ gap }}` is an empty line. Blank lines and
indentation say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from odop_bot.answering.texts import parse_texts
from odop_bot.answering.words import Words
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import Text

LAYOUTS = "layouts"
WORDS, REPLIES = "words.yaml", "replies.yaml"
_SAY = re.compile(r"\{\{ say\.(\w+) \}\}")
_TAGS_ALONE = re.compile(r"(?:\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})+")
Sections = dict[str, dict[str, Text]]
"""The texts of a language by layout, then by name."""


@dataclass(frozen=True)
class Spoken:
    """The two files of a language, read when the language is first spoken."""

    folder: str
    words_source: str = field(repr=False)
    replies_source: str = field(repr=False)

    @cached_property
    def words(self) -> Words:
        """The words. Raises StringsError."""
        return parse_texts(self.words_source, f"{self.folder}/{WORDS}", Words)

    @cached_property
    def replies(self) -> Sections:
        """The texts of the layouts. Raises StringsError."""
        return parse_texts(self.replies_source, f"{self.folder}/{REPLIES}", Sections)


@dataclass(frozen=True)
class Templates:
    """What replies are rendered from."""

    layouts: Mapping[str, str]
    """Their source by name."""
    spoken: Mapping[str, Spoken]
    """By language, English first."""

    def in_language(self, language: str) -> dict[str, str]:
        """Return all layouts in the words of a language, in English ones where it has none."""
        english, own = self.spoken[ENGLISH].replies, self.spoken[language].replies
        return {
            name: composed(source, {**english.get(name, {}), **own.get(name, {})})
            for name, source in self.layouts.items()
        }


def composed(layout: str, texts: Mapping[str, str]) -> str:
    """Return a layout with its texts in place, as a template in which the first line break after a tag goes."""
    return "\n".join(_line(line.strip(), texts) for line in layout.splitlines())


def _line(line: str, texts: Mapping[str, str]) -> str:
    if not line:
        return "{##}"  # It makes no line, and the lines below keep their numbers.
    if _TAGS_ALONE.fullmatch(line):
        return line
    line = _SAY.sub(lambda match: texts.get(match[1], match[0]).rstrip("\n"), line)
    return f"{line[:-2]}+%}}" if line.endswith("%}") else line


def said(layout: str) -> list[str]:
    """Return the names of the texts that a layout uses."""
    return _SAY.findall(layout)
