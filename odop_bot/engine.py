"""Build the answerer from the files, or from a compiled copy of the same content."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path

import jinja2

from odop_bot.answering import Answerer, Renderer
from odop_bot.knowledge import Fault, Knowledge, KnowledgeError
from odop_bot.knowledge.files import read_files
from odop_bot.understanding.understander import Understander

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_KEPT = 2
"""Compiled copies that stay on disk: this one and the one before."""


def load_engine(knowledge_dir: Path, data_dir: Path, templates_dir: Path = TEMPLATES) -> Answerer:
    """Return an answerer for a knowledge folder.

    A compiled copy under `data_dir` is used if it was made from the same bytes of knowledge and
    code; otherwise everything is loaded, checked and compiled anew. Raises KnowledgeError with
    every fault when the knowledge base is not clean.
    """
    files = read_files(knowledge_dir)
    templates = read_templates(templates_dir)
    copy = data_dir / "cache" / f"engine-{_content_key(files)}.pickle"
    understander = _read_copy(copy)
    if understander is None:
        from odop_bot.knowledge.loader import load_knowledge

        knowledge = load_knowledge(knowledge_dir, files)
        understander = Understander(knowledge)
        _write_copy(copy, understander)
    knowledge = understander.knowledge
    caches = _template_cache(data_dir, "text"), _template_cache(data_dir, "html")
    return Answerer(knowledge, understander, Renderer(templates, knowledge, *caches))


def read_templates(folder: Path) -> dict[str, str]:
    """Return the templates by language and name (`en/district`). Raises KnowledgeError if there are none."""
    out: dict[str, str] = {}
    for path in sorted(folder.glob("*/*.j2")):
        name = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        out[name] = text
        out[name.removesuffix(".j2")] = text
    if not out:
        raise KnowledgeError([Fault(str(folder), 0, 0, "", "there are no templates", "restore the folder templates/")])
    return out


class _Bytecode(jinja2.FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with contextlib.suppress(OSError):  # a full disk costs time only
            super().dump_bytecode(bucket)


def _template_cache(data_dir: Path, kind: str) -> jinja2.BytecodeCache | None:
    """Return where compiled templates are kept; a folder that cannot be written costs time only."""
    folder = data_dir / "cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return _Bytecode(str(folder), f"{kind}-%s.cache")
    except OSError:
        return None


def _content_key(files: dict[str, bytes]) -> str:
    """Return a key of all that the compiled copy depends on: the knowledge, our code and Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name, content in sorted(files.items()):
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    package = Path(__file__).resolve().parent
    for path in sorted(package.glob("*/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _read_copy(path: Path) -> Understander | None:
    """Return a compiled copy, or None if there is none that can be read."""
    collecting = gc.isenabled()
    # Half a million new objects, none of them garbage: looking for some would take longer than loading.
    gc.disable()
    try:
        # The folder is the bot's own: who can write there can also change the code.
        copy = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError, TypeError):
        return None
    finally:
        if collecting:
            gc.enable()
    return copy if isinstance(copy, Understander) else None


def _write_copy(path: Path, understander: Understander) -> None:
    """Write a compiled copy in one step; a folder that cannot be written costs time only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
            pickle.dump(understander, file, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(file.name, path)
        copies = sorted(path.parent.glob("engine-*.pickle"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in copies[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


__all__ = ["Knowledge", "load_engine", "read_templates"]
