"""Check the templates: each must parse, and every language must have the same ones with the same data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2 import meta, nodes

from odop_bot.knowledge import ENGLISH, Fault
from odop_bot.knowledge.language_checks import ENGLISH_REMEDY, english_words
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE

LATIN_NAMES = frozenset({"Language"})
"""English words that stand in the strings of every language: a person who has chosen a wrong one must find back."""
_TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre"})


def template_faults(folder: Path) -> list[Fault]:
    """Return what is wrong with the templates and strings of a folder (`<language>/<name>.j2`, `.yaml`)."""
    out: list[Fault] = []
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(bold=str, date=str)
    names: dict[str, set[str]] = {}
    for path in sorted((*folder.glob("*/*.j2"), *folder.glob("*/*.yaml"))):
        names.setdefault(path.parent.name, set()).add(path.name)
        try:
            text = path.read_text(encoding="utf-8")
            texts = {"": text} if path.suffix == ".j2" else dict(_strings(yaml.load(text, Loader=yaml.CSafeLoader), ""))
            for text in texts.values():
                environment.parse(text)
        except jinja2.TemplateSyntaxError as error:
            out.append(Fault(str(path), error.lineno, 1, "", str(error.message), "correct the template"))
        except UnicodeDecodeError:
            out.append(Fault(str(path), 1, 1, "", "this file is not UTF-8", "save it in UTF-8"))
        except yaml.YAMLError as error:
            out.append(Fault(str(path), 1, 1, "", f"this is not YAML ({error})", "correct it"))
    if ENGLISH not in names:
        return [*out, Fault(str(folder), 0, 0, "", "there are no English templates", "restore templates/en/")]
    for language, have in names.items():
        out += [
            Fault(str(folder / language / missing), 0, 0, "", "this file is missing", "translate the English one")
            for missing in sorted(names[ENGLISH] - have)
        ]
    return out or [fault for language in names if language != ENGLISH for fault in _differences(folder, language)]


def _differences(folder: Path, language: str) -> Iterator[Fault]:
    """Yield what the files of a language have otherwise than the English ones: keys, data, English words."""
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(bold=str, date=str)
    for path in sorted((folder / language).iterdir()):
        english = folder / ENGLISH / path.name
        if not english.is_file():
            yield Fault(str(path), 0, 0, "", "English has no such file", "remove it, or write the English one")
            continue
        ours, theirs = _texts(path), _texts(english)
        for key in sorted(ours.keys() ^ theirs.keys()):
            where = "in English" if key in ours else "here"
            yield Fault(str(path), 0, 0, key, f"there is no such text {where}", "write it in both")
        for key in sorted(ours.keys() & theirs.keys()):
            mine, english_tree = environment.parse(ours[key]), environment.parse(theirs[key])
            odd = meta.find_undeclared_variables(mine) ^ meta.find_undeclared_variables(english_tree)
            if odd:
                yield Fault(str(path), 0, 0, key, f"{min(odd)} stands in one of this and English only", "compare them")
            in_latin = SCRIPT_OF_LANGUAGE.get(language, "Latn") == "Latn"
            for word in () if in_latin else english_words(_plain(mine), LATIN_NAMES | _TAGS)[:1]:
                yield Fault(str(path), 0, 0, key, f"{word} is English", ENGLISH_REMEDY)


def _texts(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    return {"": text} if path.suffix == ".j2" else dict(_strings(yaml.load(text, Loader=yaml.CSafeLoader), ""))


def _strings(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, child in data.items():
            yield from _strings(child, f"{path}.{key}" if path else str(key))


def _plain(tree: nodes.Template) -> str:
    """Return what a template shows of its own."""
    return " ".join(data.data for data in tree.find_all(nodes.TemplateData))
