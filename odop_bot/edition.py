"""Tell one edition of the answers from another: what they are made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from odop_bot.answering.layouts import LAYOUTS, REPLIES, WORDS
from odop_bot.knowledge.files import read_files

ROOMS = ("language", "knowledge", "understanding", "answering")
"""The rooms whose code the answers depend on."""


def edition(knowledge_dir: Path, templates_dir: Path) -> str:
    """Return a key that changes with the knowledge, the templates and the code that make answers. Raises OSError."""
    package = Path(__file__).resolve().parent
    replies = (path for name in (f"{LAYOUTS}/*.j2", f"*/{WORDS}", f"*/{REPLIES}") for path in templates_dir.glob(name))
    paths = [*replies, *(path for room in ROOMS for path in package.glob(f"{room}/*.py"))]
    parts = {**read_files(knowledge_dir), **{"/".join(path.parts[-2:]): path.read_bytes() for path in paths}}
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
