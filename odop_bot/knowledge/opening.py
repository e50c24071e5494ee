"""Open the knowledge base: from the compiled copy where that was made of the same files, else from the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from odop_bot.compiled import Later, Shelf
from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import PARTS, Knowledge
from odop_bot.knowledge.files import digest_of, digest_of_files

if TYPE_CHECKING:
    from odop_bot.knowledge.borders import BorderTable
    from odop_bot.knowledge.pins import PinTable


def open_knowledge(folder: Path, files: Mapping[str, bytes], shelf: Shelf) -> Knowledge:
    """Return the knowledge base of some files, each part of it read when it is first asked for.

    What is made of it is kept on the shelf. Raises KnowledgeError with every fault that an answer depends on.
    """

    @cache
    def loaded() -> Knowledge:
        from odop_bot.knowledge.loader import load_knowledge

        return load_knowledge(folder, files, shelf, thorough=False)

    key = digest_of_files(files)
    digests: dict[str, str] | None = shelf.lent("knowledge", dict[str, str], key, None)
    if digests is None:
        knowledge = loaded()
        digests = {part: digest_of(msgspec.msgpack.encode(_in_order(getattr(knowledge, part)))) for part in PARTS}
        shelf.put("knowledge", digests, key)
    parts: dict[str, Later[Any]] = {
        part: shelf.later(f"knowledge/{part}", type_, partial(_part, loaded, part), digests.get(part, ""))
        for part, type_ in PARTS.items()
    }
    # These are searched in the files' own bytes; to be those of this start, they are read now.
    own = {name: files[name] for name in (file_names.PINS, file_names.BORDERS) if name in files}
    parts["pins"] = Later(lambda: _pins(own[file_names.PINS]))
    parts["borders"] = Later(lambda: _borders(own[file_names.BORDERS]))
    knowledge = Knowledge.of_parts(parts, digests, shelf)
    knowledge.index()
    return knowledge


def _pins(content: bytes) -> PinTable:
    from odop_bot.knowledge.pins import PinTable

    return PinTable(content)


def _borders(content: bytes) -> BorderTable:
    from odop_bot.knowledge.borders import BorderTable

    return BorderTable(content)


def _in_order(part: Any) -> Any:
    """Return a part with its sets in order, since theirs is another one at each start; of maps the order counts."""
    if isinstance(part, dict):
        return {key: sorted(value) if isinstance(value, frozenset) else value for key, value in part.items()}
    return part


def _part(loaded: Callable[[], Knowledge], part: str) -> Any:
    return getattr(loaded(), part)
