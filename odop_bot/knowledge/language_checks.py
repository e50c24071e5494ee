"""Editorial checks of the languages: nothing dangling, the same figures everywhere, no English left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import ENGLISH, Sector
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import Document, KeyPath
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE, script_of

Documents = Mapping[str, Document]
FOLDER = "languages/"
ENGLISH_REMEDY = "translate it, put it in brackets, or add it to latin_names in language/latin_names.yaml"
_FIGURE = re.compile(r"\{\{\s*figure\('([\w-]+)'\)\s*\}\}")
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\S*[@/.]\S*\.\S*|\S+\.(?:com|in|org|gov)\S*|\S*_\S*|\B/\w+")
"""What may be English: brackets, web and mail addresses, account names, commands."""
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]+")
_TRANSLATED = ("title", "asks", "answer", "name", "also", "about")
"""Fields of the main files that hold texts by language."""


def check_languages(knowledge: Knowledge, documents: Documents) -> Iterator[Fault]:
    """Yield every editorial fault of `languages/`, and texts of other languages outside of it."""
    for name, document in documents.items():
        if name.startswith(FOLDER):
            code, _, file = name.removeprefix(FOLDER).partition("/")
            yield from _dangling(knowledge, document, file)
            yield from _script(document, code, file)
            in_latin = SCRIPT_OF_LANGUAGE.get(code, "Latn") == "Latn"
            for path, text in () if in_latin else _texts_of(document, file):
                for word in english_words(text, knowledge.words.latin_names)[:1]:
                    yield document.fault(path, f"{word} is English", ENGLISH_REMEDY)
            if file.startswith("faq/"):
                yield from _figures(knowledge, document)
        elif name == file_names.LISTS or name.startswith(("faq/", "families/")):
            yield from _misplaced(document)


def english_words(text: str, allowed: Collection[str]) -> list[str]:
    """Return the English words of a text, other than acronyms, what is in brackets, and allowed names."""
    words = _LATIN_WORD.findall(_ASIDE.sub(" ", _FIGURE.sub(" ", text)))
    return [word for word in words if word not in allowed and (word.islower() or (word.isalpha() and word.istitle()))]


def numbers_in(text: str) -> Counter[str]:
    """Return the numbers of a text without their grouping: 1,25,000 is 125000."""
    return Counter(number.replace(",", "").rstrip(".") for number in _NUMBER.findall(_FIGURE.sub(" ", text)))


def _dangling(knowledge: Knowledge, document: Document, file: str) -> Iterator[Fault]:
    """Yield a fault for each key that names nothing."""
    if file == file_names.NAMES:
        districts = ("district", [str(code) for code in knowledge.districts])
        sections: dict[str, tuple[str, Iterable[str]]] = {
            "states": ("state", map(str, knowledge.states)),
            "districts": districts,
            "also": districts,
            "lists": ("list", knowledge.lists),
            "shared_names": ("shared name", {x.name for x in knowledge.shared_names}),
            "sources": ("source", knowledge.sources),
            "subjects": ("subject", knowledge.subjects),
            "aspects": ("aspect", knowledge.aspects),
            "sectors": ("sector", get_args(Sector)),
        }
        for section, names in sections.items():
            yield from _unknown(document, (section,), *names)
    keys = _keys_of(knowledge, file)
    if keys is not None:
        yield from _unknown(document, (), *keys)


def _keys_of(knowledge: Knowledge, file: str) -> tuple[str, Iterable[str]] | None:
    """Return what the keys of a file name, and all that there is of that; None for a file with other keys."""
    listings = (x for d in knowledge.districts.values() for x in d.listings)
    if file.startswith("faq/"):
        return "FAQ entry", knowledge.faq
    if file.startswith("families/"):
        return "family", knowledge.families
    if file == "figures.yaml":
        return "figure", knowledge.figures
    if file == "products.yaml":
        return "product", {text for x in listings for text in (x.product, x.was) if text}
    if file == "remarks.yaml":
        return "remark", {str(text) for x in listings for text in (x.reading, x.doubt, x.note)}
    return None


def _unknown(document: Document, path: KeyPath, what: str, names: Iterable[str]) -> Iterator[Fault]:
    data = document.data
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    known = set(names)
    for key in data if isinstance(data, dict) else ():
        if key not in known:
            meant = near(key, known) if not key.isdecimal() else None
            remedy = f"rename this key to {meant}, or remove it" if meant else "use an English file's key, or remove it"
            yield document.fault((*path, key), f"there is no {what} {key}", remedy, missing=(what, key))


def _script(document: Document, code: str, file: str) -> Iterator[Fault]:
    """Yield a fault for each text that has no letter of its language's script, and for `latin` lines in another."""
    expected = SCRIPT_OF_LANGUAGE.get(code)
    for path, text in _texts_of(document, file):
        scripts = {script for char in set(text) if (script := script_of(char))}
        if expected and scripts and expected not in scripts and "answer" not in path and not text.isupper():
            yield document.fault(path, f"this is not written in the script of {code}", "write it in its own script")
    for path, text in _fields(document, "latin"):
        if {script for char in text if (script := script_of(char))} - {"Latn"}:
            yield document.fault(path, "this is not in Latin letters", "move it to asks or also")


def _figures(knowledge: Knowledge, document: Document) -> Iterator[Fault]:
    """Yield a fault for each answer whose figures or numbers are not those of the English one."""
    for key, entry in (document.data if isinstance(document.data, dict) else {}).items():
        answer = entry.get("answer") if isinstance(entry, dict) else None
        if key not in knowledge.faq or not isinstance(answer, str):
            continue
        english = knowledge.faq[key].answer[ENGLISH]
        path = (key, "answer")
        if set(_FIGURE.findall(answer)) - set(knowledge.figures):
            continue  # told where names are checked
        if Counter(_FIGURE.findall(answer)) != Counter(_FIGURE.findall(english)):
            yield document.fault(
                path,
                "it has other figures than the English answer",
                f"call {', '.join(sorted(set(_FIGURE.findall(english)))) or 'none'}",
            )
        ours, theirs = numbers_in(answer), numbers_in(english)
        odd = sorted((ours - theirs) | (theirs - ours))
        if odd:
            yield document.fault(
                path, f"{odd[0]} stands in one of this and the English answer only", "write the same numbers in both"
            )


def _misplaced(document: Document) -> Iterator[Fault]:
    """Yield a fault for each text of another language in a main file."""
    for index, item in enumerate(document.data if isinstance(document.data, list) else []):
        for name in _TRANSLATED:
            texts = item.get(name) if isinstance(item, dict) else None
            for code in texts if isinstance(texts, dict) else ():
                if code != ENGLISH:
                    yield document.fault(
                        (index, name, code), "only English stands here", f"write it into {FOLDER}{code}/"
                    )


def _texts_of(document: Document, file: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield the texts of a language's file that people read or type in its own script."""
    if file == file_names.WORDS:
        return
    for path, text in _leaves(document.data, ()):
        if "latin" not in path and not ("sources" in path and file == file_names.NAMES):
            yield path, text


def _fields(document: Document, name: str) -> Iterator[tuple[KeyPath, str]]:
    return ((path, text) for path, text in _leaves(document.data, ()) if name in path)


def _leaves(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, (*path, index))
