"""Check the layouts of replies: each tag is closed where its indentation says, each text and word exists."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2

from odop_bot.answering.layouts import LAYOUTS, REPLIES, WORDS, said
from odop_bot.answering.words import Words
from odop_bot.knowledge import Fault
from odop_bot.knowledge.validating import near

_TAG = re.compile(r"\{%[-+]?\s*(\w+)[^%{}]*[-+]?%\}")
_OPENS = ("if", "for", "macro")
_BETWEEN = {"if": ("elif", "else"), "for": ("else",), "macro": ()}
_USES_OF_WORDS = re.compile(r"\bwords\.(\w+)")
_DELIMITERS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_PAIRS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LIKE = 55
_WORDS_OF_ALL = tuple(field.name for field in dataclasses.fields(Words))
Slip = tuple[int, str, str]
"""A line, from 1; what is wrong there; what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Open:
    """A tag that is open."""

    name: str
    line: int
    indent: int


def layout_slips(text: str) -> list[Slip]:
    """Return what is wrong with the form of a layout: the first slip alone, since others may follow from it."""
    return list(_slips(text))[:1]


def _slips(text: str) -> Iterator[Slip]:
    is_open: list[_Open] = []
    last = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        broken = _broken(line)
        if broken:
            yield number, broken, "close it in this line, or correct what stands in it"
            return
        indent, names = len(line) - len(line.lstrip()), [tag[1] for tag in _TAG.finditer(line)]
        first = names[0] if names and line.lstrip().startswith("{%") else ""
        # A tag that is alone in its line goes on to the one with its indentation; others end in their line.
        alone = _TAG.fullmatch(line.strip()) is not None
        top = is_open[-1] if is_open else None
        if top and indent <= top.indent and not (alone and indent == top.indent and _goes_on(first, top)):
            yield _unclosed(top, last + 1)
            return
        if not alone:
            wrong = _inside(names)
            if wrong:
                yield number, *wrong
                return
        elif first in _OPENS:
            is_open.append(_Open(first, number, indent))
        elif first.startswith("end"):
            if top is None or indent != top.indent:
                yield number, f"nothing is open here that {{% {first} %}} ends", "remove it, or indent it as its tag"
                return
            is_open.pop()
        last = number
    if is_open:
        yield _unclosed(is_open[-1], last + 1)


def _goes_on(name: str, top: _Open) -> bool:
    return name == f"end{top.name}" or name in _BETWEEN[top.name]


def _unclosed(top: _Open, line: int) -> Slip:
    what = f"the {{% {top.name} %}} of line {top.line} is not closed here"
    return line, what, f"write {{% end{top.name} %}} in this line, indented as line {top.line} is"


def _inside(names: list[str]) -> tuple[str, str] | None:
    """Return what is wrong with tags that stand within a line."""
    is_open: list[str] = []
    for name in names:
        if name in _OPENS:
            is_open.append(name)
        elif name.startswith("end"):
            if not is_open or is_open[-1] != name[3:]:
                return f"nothing is open in this line that {{% {name} %}} ends", "remove it, or write what it ends"
            is_open.pop()
        elif name in ("else", "elif") and (not is_open or name not in _BETWEEN[is_open[-1]]):
            return f"{{% {name} %}} belongs to nothing in this line", "remove it, or write {% if %} before it"
    if is_open:
        return f"the {{% {is_open[-1]} %}} is not closed in this line", f"write {{% end{is_open[-1]} %}} behind it"
    return None


def _broken(line: str) -> str | None:
    """Return what is wrong with the marks of a line: `{{` without `}}`, a bracket, a quotation mark."""
    awaited = ""
    for mark in _DELIMITERS.findall(re.sub(r"\"[^\"]*\"|'[^']*'", '""', line)):
        if awaited and mark != awaited:
            return f"{awaited} is missing before {mark}"
        if not awaited and mark not in _PAIRS:
            return f"{mark} ends nothing"
        awaited = "" if awaited else _PAIRS[mark]
    if awaited:
        return f"{awaited} is missing"
    try:
        list(jinja2.Environment(autoescape=True).lex(line))
    except jinja2.TemplateSyntaxError as error:
        return f"mistake in the template: {error.message}"
    return None


def use_faults(folder: Path, layouts: Mapping[str, str], sections: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """Return texts and words that a layout uses and English has not, and texts that no layout uses."""
    out: list[Fault] = []
    for name, text in layouts.items():
        texts, used = sections.get(name, {}), set(said(text))
        unknown: set[str] = set()
        for number, line in enumerate(text.split("\n"), 1):
            for key in said(line):
                if key not in texts:
                    meant = near(key, [other for other in texts if other not in used] or list(texts), _LIKE)
                    unknown.add(meant or "")
                    cure = f"write say.{meant}" if meant else f"add {key} below {name} in every language's {REPLIES}"
                    out.append(_fault(folder, name, number, line, key, f"there is no text {key} of {name}", cure))
            for key in _USES_OF_WORDS.findall(line):
                if key not in _WORDS_OF_ALL:
                    meant = near(key, _WORDS_OF_ALL, _LIKE)
                    cure = f"write words.{meant}" if meant else f"write a word of {WORDS}"
                    out.append(_fault(folder, name, number, line, key, f"there is no word {key}", cure))
        for key in sorted(set(texts) - used - unknown):
            cure = f"remove it in every language's {REPLIES}, or write {{{{ say.{key} }}}} where it belongs"
            out.append(_fault(folder, name, 1, "", "", f"it does not say the text {key}", cure))
    return out


def _fault(folder: Path, name: str, number: int, line: str, key: str, what: str, cure: str) -> Fault:
    return Fault(str(folder / LAYOUTS / f"{name}.j2"), number, line.find(key) + 1 if key else 1, "", what, cure)


def odd_sections(sections: Mapping[str, object], layouts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each section of a language's texts that is of no layout, with what to do."""
    lacking = [name for name, text in layouts.items() if said(text) and name not in sections]
    for name in sections:
        if name not in layouts:
            meant = near(name, lacking, _LIKE)
            yield name, f"rename it to {meant}" if meant else f"remove it, or write {LAYOUTS}/{name}.j2"
