"""Actions as the page's buttons carry them: JSON that names the action, stateless, so that old buttons still work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from odop_bot.conversation.actions import Action

DOES = "does"
"""The field that names the action."""
KINDS = frozenset({"district", "state", "family", "faq", "support", "gi"})
"""What a choice may open."""
_ACTIONS: Mapping[str, TypeAdapter[Action]] = {kind.__name__.lower(): TypeAdapter(kind) for kind in get_args(Action)}
_PLAIN = re.compile(r"[A-Za-z0-9._/,-]{0,60}")
_MOST = 999
"""Pages, at most."""
_DEEP = 4


def encode(action: Action) -> dict[str, Any]:
    """Return an action as JSON, without what is as usual."""
    return {DOES: type(action).__name__.lower(), **_told(action)}


def decode(data: object) -> Action | None:
    """Return what a button says, or None for data that was never ours."""
    if not isinstance(data, dict) or not _is_plain(data, _DEEP):
        return None
    adapter = _ACTIONS.get(str(data.get(DOES)))
    try:
        return adapter.validate_python({k: v for k, v in data.items() if k != DOES}) if adapter else None
    except ValidationError:
        return None


def _told(item: Any) -> dict[str, Any]:
    values = {field.name: (getattr(item, field.name), field.default) for field in fields(item)}
    return {name: _told(v) if is_dataclass(v) else v for name, (v, usual) in values.items() if v != usual}


def _is_plain(value: object, deep: int) -> bool:
    """Whether all that a button holds is as short and plain as our own buttons are: anybody may forge one."""
    if isinstance(value, dict):
        plain = deep > 0 and all(_is_plain(x, deep - 1) for pair in value.items() for x in pair)
        return plain and ("kind" not in value or value["kind"] in (KINDS if isinstance(value["kind"], str) else ()))
    if isinstance(value, str):
        return _PLAIN.fullmatch(value) is not None
    return value is None or isinstance(value, bool) or (isinstance(value, int) and 0 <= value <= _MOST)
