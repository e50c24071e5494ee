"""Build the answerer from the files, or from a compiled copy of the same content."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import msgspec

from odop_bot.answering import Answerer, Renderer
from odop_bot.answering.layouts import LAYOUTS, REPLIES, WORDS, Spoken, Templates
from odop_bot.compiled import Copies, Digests, Shelf
from odop_bot.knowledge import ENGLISH, Fault, Knowledge, KnowledgeError
from odop_bot.knowledge.files import Files, digest_of, digest_of_files, files_below
from odop_bot.knowledge.opening import open_knowledge
from odop_bot.language.tokens import Heard, forget_known_words, remember_words, words_read
from odop_bot.understanding.understander import Understander

_PROJECT = Path(__file__).resolve().parent.parent
KNOWLEDGE, TEMPLATES = _PROJECT / "knowledge", _PROJECT / "templates"
DATA = Path("data")
COMPILED = "compiled"
"""Folder of the compiled copies in the data folder."""
_ROOMS = ("compiled", "knowledge", "language", "understanding")
"""Rooms whose code makes what is in the copy."""
_CODE = (".py", ".json")


def load_engine(
    knowledge_dir: Path = KNOWLEDGE,
    data_dir: Path = DATA,
    templates_dir: Path = TEMPLATES,
    *,
    thorough: bool = False,
    tell: Callable[[str], object] | None = None,
    postpone: Callable[[Callable[[], None]], object] | None = None,
) -> Answerer:
    """Return an answerer for a knowledge folder, the project's own if none is named.

    A compiled copy under `data_dir` is used if it was made from the same bytes of knowledge and
    code; otherwise what has changed is loaded, checked and compiled anew, and `tell` is called with a line that says
    so. What the first answer does not need is compiled and written at once, or else given to `postpone` to be called
    later. `thorough` runs the editorial checks as well, which no answer depends on. Raises KnowledgeError with every
    fault when the knowledge base is not clean.
    """
    digests = Digests(data_dir / COMPILED)
    files: Mapping[str, bytes] = Files(knowledge_dir, digests)
    templates = read_templates(templates_dir)
    collecting = gc.isenabled()
    # Half a million new objects, none of them garbage: looking for some would take longer than loading.
    gc.disable()
    try:
        copies = Copies(data_dir / COMPILED, _code_key(digests))
        key = digest_of_files(files)
        shelf = copies.shelf(key)
        made = not shelf.has("knowledge", key)
        if made or thorough:
            # All of it is needed, and that of one moment.
            files = dict(files)
        if thorough:
            from odop_bot.knowledge.loader import load_knowledge

            load_knowledge(knowledge_dir, files)
        if made:
            # How words sound does not change with the knowledge base.
            remember_words(shelf.lent("words read", dict[str, Heard], "", {}, spare=True))
            if tell:
                tell("Reading the knowledge base, which is new or has changed; this takes a few seconds, once.")
        knowledge = open_knowledge(knowledge_dir, files, shelf)
        understander = Understander(knowledge)
        answerer = Answerer(knowledge, understander, Renderer(templates, knowledge))
        if postpone:
            postpone(partial(_finish, copies, key, shelf, digests))
        else:
            _finish(copies, key, shelf, digests)
    finally:
        if collecting:
            gc.enable()
    return answerer


def _finish(copies: Copies, key: str, shelf: Shelf, digests: Digests) -> None:
    if shelf.changed:
        shelf.sections()
        shelf.put("words read", words_read(), "", spare=True)
    copies.keep(key, shelf)
    digests.keep()
    forget_known_words()


def read_templates(folder: Path) -> Templates:
    """Return the layouts of replies and the words of each language. Raises KnowledgeError if there are none."""
    layouts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{LAYOUTS}/*.j2"))}
    spoken = {
        path.parent.name: Spoken(
            str(path.parent),
            path.read_text(encoding="utf-8"),
            (path.parent / REPLIES).read_text(encoding="utf-8") if (path.parent / REPLIES).is_file() else "{}",
        )
        for path in sorted(folder.glob(f"*/{WORDS}"), key=lambda path: (path.parent.name != ENGLISH, path))
    }
    if not layouts or ENGLISH not in spoken:
        raise KnowledgeError([Fault(str(folder), 0, 0, "", "there are no templates", "restore the folder templates/")])
    return Templates(layouts, spoken)


def _code_key(digests: Digests) -> str:
    """Return a key of the code that makes the compiled copy, of Python and of the library that packs it."""
    package = Path(__file__).resolve().parent
    # Not only *.py: a room may have weights in a file of their own.
    code = [
        part
        for room in _ROOMS
        for name, stat in files_below(package / room, _CODE)
        for part in (f"{room}/{name}".encode(), digests.of(str(package / room / name), stat))
    ]
    # The dates in the copy are written by these, with the names of months that Babel has.
    babel = find_spec("babel")
    paths = [package / "answering" / name for name in ("words.py", "wording.py")]
    paths += [Path(babel.origin)] if babel and babel.origin else []
    code += [digests.of(str(path), path.stat()) for path in paths]
    return digest_of(sys.version.encode(), msgspec.__version__.encode(), *code)


__all__ = ["Knowledge", "load_engine", "read_templates"]
