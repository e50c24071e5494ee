"""Read YAML strictly: every value keeps its line, and YAML's surprises are faults, not values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from odop_bot.knowledge.faults import Fault

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top of a document down to a value."""

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
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class Document:
    """One YAML file as plain data, with the place of each value."""

    file: str
    """Path of the file, as faults name it."""
    data: Any = None
    """Dicts, lists, strings, integers, floats, booleans and None."""
    marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    """Line and column, from 1, of each value, by its path."""
    faults: list[Fault] = field(default_factory=list)
    """What the reader refused."""

    def fault(self, path: KeyPath, message: str, remedy: str) -> Fault:
        """Make a fault at a path, or at the nearest place above it that the file has."""
        near = path
        while near and near not in self.marks:
            near = near[:-1]
        line, column = self.marks.get(near, (1, 1))
        return Fault(self.file, line, column, ".".join(map(str, path)), message, remedy)


def read_yaml(content: bytes, file: str) -> Document:
    """Return a file's content as plain data; faults stand in the document, nothing is raised."""
    document = Document(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        document.faults.append(Fault(file, line, column, "", "this byte is not UTF-8", "save the file in UTF-8"))
        return document
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(filter(None, [error.context, error.problem]))
        document.faults.append(
            Fault(file, line, column, "", f"this is not YAML ({what})",
                  "look for a missing quote, bracket or indent here or on the line above")
        )  # fmt: skip
        return document
    except yaml.YAMLError as error:
        document.faults.append(
            Fault(file, 1, 1, "", f"this is not YAML ({error})", "remove the character that it names")
        )
        return document
    if node is not None:
        document.data = _value(node, (), document)
    return document


def _value(node: yaml.Node, path: KeyPath, document: Document) -> Any:
    document.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, index), document) for index, child in enumerate(node.value)]
    return _mapping(node, path, document)


def _mapping(node: yaml.Node, path: KeyPath, document: Document) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            document.marks[path] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            document.faults.append(document.fault(path, "a key must be a word", "write `key: value`, with a plain key"))
            continue
        key = str(key_node.value)
        here = (*path, key)
        if key in out:
            document.marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            document.faults.append(document.fault(here, "this key stands twice", "keep one of the two"))
            continue
        out[key] = _value(value_node, here, document)
        if not key_node.style and _SURPRISES.match(key) and not key.isdigit():
            document.faults.append(
                document.fault(here, f"YAML may read the key {key} as something else", f"write '{key}' in quotes")
            )
    return out


def _scalar(node: yaml.ScalarNode, path: KeyPath, document: Document) -> Any:
    text = str(node.value)
    if node.tag not in (_TEXT_TAG, *_IMPLICIT):
        document.faults.append(document.fault(path, f"the tag {node.tag} is not used here", "remove the tag"))
        return text
    if node.style:  # quoted or a block
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    surprise = _SURPRISES.match(text)
    if surprise:
        document.faults.append(
            document.fault(
                path,
                f"{text} without quotes is not text in YAML",
                f"write '{text}' in quotes (or true / false if you mean that)",
            )
        )
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


_IMPLICIT = tuple(
    f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "null", "timestamp", "merge", "value")
)
