"""Make JSON Schemas for editors from the classes of the knowledge base, and name them in its files.

    python -m tools.schemas

Writes `knowledge/schemas/*.json` and puts one line at the top of each YAML file of `knowledge/`, by which editors with
the YAML language server (VS Code, Neovim, …) show what a field means and underline a slip while it is typed. Run it
again after a class or a file has been added; a test holds both equal.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from odop_bot.knowledge import models, translations, words
from odop_bot.knowledge.models import (
    CraftKind,
    Family,
    FaqEntry,
    Figure,
    GiRegistry,
    ProductList,
    ProductNote,
    Registration,
    SharedName,
    Source,
    StateFile,
    SubjectsFile,
    SupportScheme,
    Text,
)
from odop_bot.knowledge.translations import FaqText, NamesFile, NameText
from odop_bot.knowledge.words import Words

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
FOLDER = "schemas"
TYPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "districts": (StateFile, ("districts/*.yaml",)),
    "lists": (list[ProductList], ("lists.yaml",)),
    "sources": (dict[str, Source], ("sources.yaml",)),
    "families": (list[Family], ("families/*.yaml",)),
    "figures": (dict[str, Figure], ("figures/*.yaml",)),
    "faq": (list[FaqEntry], ("faq/*.yaml",)),
    "notes": (list[ProductNote], ("notes/*.yaml",)),
    "gi": (list[Registration], ("gi/*.yaml",)),
    "gi_registry": (GiRegistry, ("gi_registry.yaml",)),
    "subjects": (SubjectsFile, ("subjects.yaml",)),
    "shared_names": (list[SharedName], ("shared_names.yaml",)),
    "craft_kinds": (list[CraftKind], ("craft_kinds.yaml",)),
    "support": (list[SupportScheme], ("support.yaml",)),
    "words": (Words, ("language/*.yaml", "languages/*/words.yaml")),
    "translated-faq": (dict[str, FaqText], ("languages/*/faq/*.yaml",)),
    "translated-families": (dict[str, NameText], ("languages/*/families/*.yaml",)),
    "names": (NamesFile, ("languages/*/names.yaml",)),
    "texts": (dict[str, Text], ("languages/*/products.yaml", "languages/*/remarks.yaml", "languages/*/figures.yaml")),
}
"""The schemas by name: the type of a file's content, and the files that have it."""
MARK = "# yaml-language-server: $schema="
_FILLED_IN = {"District": "state"}
"""Fields that the loader fills in and no file has."""


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    type_ = TYPES[name][0]
    schema = TypeAdapter(type_).json_schema()
    parts = {**schema.get("$defs", {}), **({schema["title"]: schema} if "title" in schema else {})}
    told = _told(models) | _told(translations) | _told(words)
    for title, part in parts.items():
        part.get("properties", {}).pop(_FILLED_IN.get(title, ""), None)
        for field, text in told.get(title, {}).items():
            if field in part.get("properties", {}):
                part["properties"][field]["description"] = text
    if type_ is Words:
        # Each file has some of the lists.
        schema.pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _told(module: ModuleType) -> dict[str, dict[str, str]]:
    """Return what the fields of a module's classes mean, by class and field: the texts below them."""
    out: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef) and dataclasses.is_dataclass(getattr(module, node.name)):
            for field, text in zip(node.body, node.body[1:], strict=False):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(text, ast.Expr)
                    and isinstance(text.value, ast.Constant)
                ):
                    out.setdefault(node.name, {})[field.target.id] = " ".join(str(text.value.value).split())
    return out


def content_of(name: str) -> str:
    """Return the file of a schema."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n"


def schema_for(file: str) -> str | None:
    """Return the name of the schema of a file, by its path in the folder; None if it has none."""
    path = PurePosixPath(file)
    names = [
        name
        for name, (_, patterns) in TYPES.items()
        if any(path.match(pattern) and len(path.parts) == len(PurePosixPath(pattern).parts) for pattern in patterns)
    ]
    return names[0] if names else None


def line_for(file: str) -> str | None:
    """Return the line that stands at the top of a file; None if it has no schema."""
    name = schema_for(file)
    up = "../" * (len(PurePosixPath(file).parts) - 1)
    return f"{MARK}{up}{FOLDER}/{name}.json" if name else None


def files(folder: Path) -> Iterator[str]:
    """Yield the YAML files of a folder, by their path in it."""
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.yaml")))


def main(folder: Path = KNOWLEDGE) -> None:
    """Write the schemas and the lines; say which files have none, with exit code 1."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for old in (folder / FOLDER).glob("*.json"):
        if old.stem not in TYPES:
            old.unlink()
    for name in TYPES:
        (folder / FOLDER / f"{name}.json").write_text(content_of(name), encoding="utf-8")
    without = []
    for file in files(folder):
        line, path = line_for(file), folder / file
        if line is None:
            without.append(file)
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        rest = lines[1:] if lines[0].startswith(MARK) else lines
        if lines != [line, *rest]:
            path.write_text("\n".join([line, *rest]), encoding="utf-8")
    if without:
        sys.exit(f"No schema, add one to TYPES: {', '.join(without)}")


if __name__ == "__main__":
    main()
