"""Draw the rooms of the program from its imports: a picture for the documentation, and a table."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp

from odop_bot.settings import ROOT

PACKAGE = "odop_bot"
EDGE = "cli"
"""The one module that is drawn beside the rooms: the commands, where all begins."""


def rooms() -> str:
    """Return a Mermaid picture of which room uses which, and a table of what each room is for."""
    uses = room_imports()
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {room} --> {used}" for room in sorted(uses) for used in sorted(_without_detours(uses)[room])]
    lines += ["```", "", "| room | holds | uses |", "|---|---|---|"]
    for room in sorted(uses, key=lambda room: (len(_reached(uses, room)), room)):
        if room != EDGE:
            used = ", ".join(f"`{name}`" for name in sorted(uses[room]))
            lines.append(f"| `{room.replace('.', '/')}` | {_purpose(room)} | {used or 'nothing of ours'} |")
    return "\n".join(lines) + "\n"


def room_imports() -> dict[str, set[str]]:
    """Return for each room the rooms that its modules import, directly or through modules that are in no room."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True)
    room_of = {module: _room(module) for module in graph.modules if module != PACKAGE}
    uses: dict[str, set[str]] = {room: set() for room in room_of.values() if room}
    for module, room in room_of.items():
        if not room:
            continue
        seen, todo = {module}, [module]
        while todo:
            for found in graph.find_modules_directly_imported_by(todo.pop()) - seen:
                seen.add(found)
                other = room_of.get(found)
                if other is None:
                    todo.append(found)
                elif other != room:
                    uses[room].add(other)
    return uses


def _room(module: str) -> str | None:
    """Return the room of a module: a package below the program's, or a channel's; None for a module in no room."""
    parts = module.split(".")[1:]
    depth = 2 if parts[0] == "channels" and len(parts) > 1 else 1
    name = ".".join(parts[:depth])
    if parts == [EDGE] or (parts != ["channels"] and _folder(name).is_dir()):
        return name
    return None


def _folder(room: str) -> Path:
    return ROOT / PACKAGE / room.replace(".", "/")


def _purpose(room: str) -> str:
    """Return the first line of a room's docstring."""
    source = (_folder(room) / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n\n")[0].replace("\n", " ")


def _reached(uses: dict[str, set[str]], room: str) -> set[str]:
    """Return all rooms that a room uses, directly or through others."""
    seen: set[str] = set()
    todo = [room]
    while todo:
        for found in uses[todo.pop()] - seen:
            seen.add(found)
            todo.append(found)
    return seen


def _without_detours(uses: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the imports without those that also follow from the others, so that a picture can be read."""
    return {
        room: {name for name in used if not any(name in _reached(uses, other) for other in used - {name})}
        for room, used in uses.items()
    }
