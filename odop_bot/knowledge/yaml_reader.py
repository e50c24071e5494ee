"""Read YAML strictly: every value keeps its line, and YAML's surprises are faults, not values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import yaml

from odop_bot.knowledge.faults import Fault

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top of a document down to a value."""

MAX_DEPTH = 24
"""How deep values may be nested; ours are nested six deep."""
MAX_DIGITS = 18
"""Digits of a whole number; longer ones are no number of anything here."""
_BOOLEANS = {"true": True, "false": False}
_SURPRISES = re.compile(
    r"^(?:(?:[yY]|[nN]|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|True|TRUE|False|FALSE)"
    r"|(?P<octal>[-+]?0[0-9_]+)"
    r"|(?P<sexagesimal>[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?)"
    r"|(?P<hex>[-+]?0[xXbBoO][0-9a-fA-F_]+)"
    r"|(?P<grouped>[-+]?[0-9][0-9]*_[0-9_]*)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)))$"
)
_INTEGER = re.compile(r"^-?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$")
_NULLS = {"", "~", "null", "Null", "NULL"}
_TEXT_TAG, _MAP_TAG, _LIST_TAG = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))
_TAGS = {yaml.ScalarNode: _TEXT_TAG, yaml.SequenceNode: _LIST_TAG, yaml.MappingNode: _MAP_TAG}
_SHOWN = 60
"""Letters of a wrong value that a fault shows."""
_CLOSING = {"'": "'", '"': '"', "]": "[", "}": "{"}
"""Marks that end something, with what begins it."""
_ABOVE = 12
"""Lines above the one of a fault in which its cause is looked for."""
_MOST_MENDED = 200_000
"""Letters of a file in which it is looked for."""
_ODD_FIRST = frozenset(("", *"~yYnNoOtTfF+-.0123456789"))
"""With what a plain scalar begins that may be something else than text."""


class _Loader(yaml.CSafeLoader):
    """Takes every plain value for text: what it means is for us to say."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Return the tag of a value that has none."""
        return _TAGS[kind]


@dataclass
class Document:
    """One YAML file as plain data, with the place of each value."""

    file: str
    """Path of the file, as faults name it."""
    content: bytes = b""
    data: Any = None
    """Dicts, lists, strings, integers, floats, booleans and None."""
    faults: list[Fault] = field(default_factory=list)
    """What the reader refused."""

    @cached_property
    def marks(self) -> dict[KeyPath, tuple[int, int]]:
        """Line and column, from 1, of each value by its path, or of its key on a line above; needed for faults only."""
        walk = _Walk(self.file)
        try:
            node = yaml.compose(self.content.decode("utf-8-sig"), Loader=_Loader)
        except (yaml.YAMLError, UnicodeDecodeError):
            return {}
        if node is not None:
            walk.value(node, ())
        return walk.marks

    def fault(
        self,
        path: KeyPath,
        message: str,
        remedy: str,
        missing: tuple[str, str] | None = None,
        unused: tuple[str, str] | None = None,
    ) -> Fault:
        """Make a fault at a path, or at the nearest place above it that the file has."""
        return replace(_fault(self.file, self.marks, path, message, remedy), missing=missing, unused=unused)


def read_yaml(content: bytes, file: str) -> Document:
    """Return a file's content as plain data; faults stand in the document, nothing is raised."""
    document = Document(file, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        document.faults.append(Fault(file, line, column, "", "this byte is not UTF-8", "save the file in UTF-8"))
        return document
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        # A key without its colon is where the parser began to look for it, not where it gave up.
        began = error.context_mark if error.problem and "expected ':'" in error.problem else None
        mark = began or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if error.problem and "<document start>" in error.problem:
            # The first key of all is without its colon: the parser takes it for the whole file, and gives up behind it.
            line, column = _line_before(text, line), 1
        what = " ".join(filter(None, [error.context, error.problem]))
        remedy = "look for a missing quote, bracket or indent here or on the line above"
        unclosed = _unclosed(text, {line, error.context_mark.line + 1 if error.context_mark else line})
        if unclosed is not None:
            line, column, end = unclosed
            remedy = f"end this line with {end}"
        document.faults.append(Fault(file, line, column, "", f"this is not YAML ({what})", remedy))
        return document
    except yaml.YAMLError as error:
        document.faults.append(
            Fault(file, 1, 1, "", f"this is not YAML ({error})", "remove the character that it names")
        )
        return document
    if node is None:
        return document
    try:
        document.data = _plain(node, 0, may_repeat="*" in text)
    except _OddError:
        walk = _Walk(file)
        document.data = walk.value(node, ())
        document.marks = walk.marks
        document.faults = walk.faults
    return document


def _line_before(text: str, number: int) -> int:
    """Return the last line before one that is neither blank nor a comment, from 1; itself if there is none."""
    lines = text.split("\n")[: number - 1]
    return next(
        (i for i in range(len(lines), 0, -1) if lines[i - 1].strip() and lines[i - 1].lstrip()[0] != "#"), number
    )


def _unclosed(text: str, around: Iterable[int]) -> tuple[int, int, str] | None:
    """Return line, column behind it and mark, where one quote or bracket at the end of a line makes a file YAML.

    The parser tells where it noticed, at one of the lines `around`; that may be far below.
    """
    lines = text.split("\n")
    if len(text) > _MOST_MENDED:
        return None
    tried = sorted({n for at in around for n in range(max(1, at - _ABOVE), min(at, len(lines)) + 1)}, reverse=True)
    for number in tried:
        line = lines[number - 1].rstrip()
        for mark, opening in _CLOSING.items():
            is_open = line.count(mark) % 2 if mark == opening else line.count(opening) > line.count(mark)
            if not is_open:
                continue
            try:
                yaml.compose("\n".join([*lines[: number - 1], line + mark, *lines[number:]]), Loader=_Loader)
            except yaml.YAMLError:
                continue
            return number, len(line) + 1, mark
    return None


class _OddError(Exception):
    """A file has something that must be looked at more closely."""


def _plain(node: yaml.Node, depth: int, *, may_repeat: bool = False) -> Any:
    """Return what a node stands for. Raises _OddError for all that may be a fault: `_Walk` tells them, with places.

    `may_repeat` says that the file has a star, without which no value is named again by an alias.
    """
    if may_repeat or depth > MAX_DEPTH:
        raise _OddError
    tag, value = node.tag, node.value
    if tag == _TEXT_TAG and isinstance(node, yaml.ScalarNode):
        if node.style or value[:1] not in _ODD_FIRST:
            return value
        known, found = _unquoted(value)
        if not known:
            raise _OddError
        return found
    if tag == _MAP_TAG:
        out: dict[str, Any] = {}
        for key_node, value_node in value:
            key = key_node.value
            if type(key) is not str or key in out or (_is_odd(key) and not key_node.style):
                raise _OddError
            out[key] = _plain(value_node, depth + 1)
        return out
    if tag == _LIST_TAG:
        return [_plain(child, depth + 1) for child in value]
    raise _OddError


@lru_cache(maxsize=4096)
def _is_odd(key: str) -> bool:
    """Whether YAML may read a key without quotes as something else."""
    return bool(_SURPRISES.match(key)) and not key.isdigit()


def _unquoted(text: str) -> tuple[bool, Any]:
    """Return whether a plain scalar has one meaning only, and that."""
    if text in _NULLS:
        return True, None
    if text in _BOOLEANS:
        return True, _BOOLEANS[text]
    if _SURPRISES.match(text):
        return False, text
    for pattern, number in ((_INTEGER, int), (_FLOAT, float)):
        if pattern.match(text):
            return (True, number(text)) if len(text) <= MAX_DIGITS else (False, text)
    return True, text


def _fault(file: str, marks: Mapping[KeyPath, tuple[int, int]], path: KeyPath, message: str, remedy: str) -> Fault:
    near = path
    while near and near not in marks:
        near = near[:-1]
    line, column = marks.get(near, (1, 1))
    return Fault(file, line, column, ".".join(_brief(str(part)) for part in path), message, remedy)


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class _Walk:
    """Reads a file value by value, with the place of each, and every fault."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[KeyPath, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()
        """Nodes so far: one that comes again is an alias, and may stand for millions."""

    def value(self, node: yaml.Node, path: KeyPath, key: yaml.Node | None = None) -> Any:
        """Return what a node stands for, with the node of its key if it has one."""
        self._mark(key if key is not None and key.start_mark.line < node.start_mark.line else node, path)
        if id(node) in self._seen:
            return self._refuse(path, "this names another value again (*)", "write the value itself")
        self._seen.add(id(node))
        if len(path) > MAX_DEPTH:
            return self._refuse(path[:3], "this is nested too deep", "see the other files for the form")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if node.tag not in (_MAP_TAG, _LIST_TAG):
            return self._refuse(path, f"the tag {node.tag} is not used here", "remove the tag")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._mark(key_node, path)
                self._refuse(path, "a key must be a word", "write `key: value`, with a plain key")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in out:
                self._mark(key_node, here)
                self._refuse(here, "this key stands twice", "keep one of the two")
                continue
            out[key] = self.value(value_node, here, key_node)
            if not key_node.style and _is_odd(key):
                self._refuse(here, f"YAML may read the key {key} as something else", f"write '{key}' in quotes")
        return out

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        text = str(node.value)
        if node.tag != _TEXT_TAG:
            self._refuse(path, f"the tag {node.tag} is not used here", "remove the tag")
            return text
        if node.style:  # quoted or a block
            return text
        known, value = _unquoted(text)
        if not known and not _SURPRISES.match(text):
            self._refuse(path, f"a number of {len(text)} digits", "write a shorter number, or put it in quotes")
        elif not known:
            self._refuse(
                path,
                f"{_brief(text)} without quotes is not text in YAML",
                f"write '{_brief(text)}' in quotes (or true / false if you mean that)",
            )
        return value

    def _mark(self, node: yaml.Node, path: KeyPath) -> None:
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)

    def _refuse(self, path: KeyPath, message: str, remedy: str) -> None:
        self.faults.append(_fault(self.file, self.marks, path, message, remedy))
