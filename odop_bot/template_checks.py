"""Check the templates and strings: each must have its form, and every language the same ones with the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes

from odop_bot.answering.layouts import LAYOUTS, REPLIES
from odop_bot.knowledge import ENGLISH, Fault
from odop_bot.knowledge.language_checks import ENGLISH_REMEDY, english_words
from odop_bot.knowledge.validating import near, validated
from odop_bot.knowledge.yaml_reader import Document, KeyPath, read_yaml
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE
from odop_bot.layout_checks import layout_slips, odd_sections, use_faults

LATIN_NAMES = frozenset({"Language"})
"""English words that stand in the strings of every language: a person who has chosen a wrong one must find back."""
_TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre"})
_LIKE = 55
FUNCTIONS = frozenset({"plural"})
"""What a text calls where its language needs it, and other languages need not."""
Features = dict[str, int]
"""What a text uses, each with the line of its first use: variables, fields, filters, words compared with."""


@dataclass
class _File:
    """One file of a language, as texts by the path of their keys; a template is one text."""

    path: Path
    texts: dict[KeyPath, str] = field(default_factory=dict)
    document: Document | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, key: KeyPath, message: str, remedy: str, line: int = 1) -> Fault:
        """Make a fault at a line, from 1, of one of the texts."""
        if self.document is None:
            return Fault(str(self.path), line, 1, "", message, remedy)
        at = self.document.fault(key, message, remedy)
        # The lines of a block (|) begin below its key.
        below = line if "\n" in self.texts.get(key, "").strip() else 0
        return Fault(at.file, at.line + below, 1 if below else at.column, at.path, message, remedy)


def template_faults(folder: Path, types: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with the layouts and strings of a folder (`layouts/<name>.j2`, `<language>/<name>.yaml`).

    `types` are the classes of the files of strings, by name.
    """
    files = _files(folder, types)
    layouts = {path.stem: file.texts.get((), "") for path, file in _layouts(files)}
    out = [fault for languages in files.values() for file in languages.values() for fault in file.faults]
    out += [
        file.fault((name,), f"there is no layout {name}", remedy)
        for file in files.get(REPLIES, {}).values()
        if not file.faults
        for name, remedy in odd_sections(_sections(file), layouts)
    ]
    if not any(ENGLISH in languages for languages in files.values()):
        return [*out, Fault(str(folder), 0, 0, "", "there are no English templates", "restore templates/en/")]
    spoken = sorted({language for languages in files.values() for language in languages} - {""})
    for name, languages in files.items():
        if "" in languages:
            continue
        if ENGLISH not in languages:
            odd = str(next(iter(languages.values())).path)
            out.append(Fault(odd, 0, 0, "", "English has no such file", "remove it, or write the English one"))
            continue
        out += [
            Fault(str(folder / missing / name), 0, 0, "", "this file is missing", "translate the English one")
            for missing in sorted(set(spoken) - set(languages))
        ]
    out = out or [fault for languages in files.values() if "" not in languages for fault in _differences(languages)]
    return out or use_faults(folder, layouts, _sections(files[REPLIES][ENGLISH]) if REPLIES in files else {})


def _layouts(files: Mapping[str, Mapping[str, _File]]) -> Iterator[tuple[Path, _File]]:
    for languages in files.values():
        file = languages.get("")
        if file and file.path.parent.name == LAYOUTS:
            yield file.path, file


def _sections(file: _File) -> dict[str, dict[str, object]]:
    """Return the texts of a language's replies by layout and name."""
    out: dict[str, dict[str, object]] = {}
    for key, text in file.texts.items():
        out.setdefault(str(key[0]), {})[str(key[-1])] = text
    return out


def template_to_do(folder: Path, types: Mapping[str, Any]) -> list[Fault]:
    """Return what still stands in English in the templates and strings of another language, word for word."""
    return [
        file.fault(key, f"to translate: it is the English text in {language}", "write it in that language")
        for languages in _files(folder, types).values()
        if ENGLISH in languages
        for language, file in languages.items()
        for key in _untranslated(language, file, languages[ENGLISH])
    ]


def _files(folder: Path, types: Mapping[str, Any]) -> dict[str, dict[str, _File]]:
    """Return the files of a folder by name, then by language; what has no language has an empty one."""
    files: dict[str, dict[str, _File]] = {}
    for path in sorted((*folder.glob("*/*.j2"), *folder.glob("*/*.yaml"))):
        language = "" if path.parent.name == LAYOUTS else path.parent.name
        files.setdefault(path.name, {})[language] = _read(path, types.get(path.name))
    for path in sorted((*folder.glob("*.j2"), *folder.glob("*.yaml"))):
        files.setdefault(path.name, {})[""] = _read(path, types.get(path.name))
    return files


def _untranslated(language: str, file: _File, english: _File) -> set[KeyPath]:
    """Return the keys of the texts that say in English words what the English ones say."""
    if language == ENGLISH:
        return set()
    return {key for key, text in file.texts.items() if english.texts.get(key) == text and _english(text)}


def _read(path: Path, type_: Any) -> _File:
    file = _File(path)
    if path.suffix == ".j2":
        content = path.read_bytes()
        try:
            file.texts[()] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            file.faults.append(Fault(str(path), line, 1, "", "this byte is not UTF-8", "save the file in UTF-8"))
    else:
        file.document = read_yaml(path.read_bytes(), str(path))
        file.faults += file.document.faults
        if type_ is not None and not file.faults:
            file.faults += [file.document.fault(*wrong) for wrong in validated(type_, file.document.data)[1]]
        file.texts = dict(_strings(file.document.data, ()))
    if path.parent.name == LAYOUTS and not file.faults:
        file.faults += [file.fault((), what, remedy, line) for line, what, remedy in layout_slips(file.texts[()])]
    if not file.faults:
        file.faults += [fault for key, text in file.texts.items() for fault in _syntax(file, key, text)]
    return file


def _syntax(file: _File, key: KeyPath, text: str) -> Iterator[Fault]:
    if "{" not in text:
        return
    try:
        _environment().compile(text, raw=True)
    except jinja2.TemplateSyntaxError as error:
        what = f"mistake in the template: {error.message}"
        yield file.fault(key, what, "correct it here or above", error.lineno)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(bold=str, date=str)
    return environment


def _differences(languages: Mapping[str, _File]) -> Iterator[Fault]:
    """Yield what the file of a language has otherwise than most: keys, data, English words."""
    for language, key, odd in _odd(languages):
        yield _told_key(languages[language], key, odd)
    texts = {language: file.texts for language, file in languages.items()}
    for key in texts[ENGLISH]:
        features = {language: features_of(theirs[key]) for language, theirs in texts.items() if key in theirs}
        for language, ours in features.items():
            yield from _told_features(languages[language], key, ours, _usual(features, language))
    for language, file in languages.items():
        in_latin = SCRIPT_OF_LANGUAGE.get(language, "Latn") == "Latn"
        untouched = _untranslated(language, file, languages[ENGLISH])
        for key, text in () if in_latin else file.texts.items():
            for line, word in () if key in untouched else _english(text)[:1]:
                yield file.fault(key, f"{word} is English", ENGLISH_REMEDY, line)


def _odd(languages: Mapping[str, _File]) -> Iterator[tuple[str, KeyPath, list[KeyPath]]]:
    """Yield language and key of each text that the others have not, or have; with the keys that it may stand for."""
    keys = {language: set(file.texts) for language, file in languages.items()}
    for language, ours in keys.items():
        usual = _most([keys[other] for other in keys if other != language], keys[ENGLISH])
        if language == ENGLISH and len(keys) < 3:
            continue
        extra, lacking = ours - usual, usual - ours
        for key in sorted(extra, key=str):
            same = [other for other in lacking if other[:-1] == key[:-1]]
            meant = near(str(key[-1]), [str(other[-1]) for other in same], _LIKE) or (
                str(same[0][-1]) if len(same) == 1 else None
            )
            lacking = {other for other in lacking if other[:-1] != key[:-1] or str(other[-1]) != meant}
            yield language, key, [(*key[:-1], meant)] if meant else []
        for key in sorted(lacking, key=str):
            yield language, key, [key]


def _most(sets: Iterable[Any], otherwise: Any) -> Any:
    """Return what most have; where none has a majority, what English has."""
    counts = Counter(frozenset(each) for each in sets)
    if not counts:
        return otherwise
    best, count = counts.most_common(1)[0]
    return set(best) if count > 1 or len(counts) == 1 else otherwise


def _told_key(file: _File, key: KeyPath, meant: list[KeyPath]) -> Fault:
    name = str(key[-1]) if key else ""
    if meant == [key]:
        return file.fault(key[:-1], f"the text {name} of the other languages is not here", f"add {name}: here")
    remedy = f"rename it to {meant[0][-1]}, or remove it" if meant else "remove it, or write it in every language"
    return file.fault(key, f"no other language has a text {name} here", remedy)


def _usual(features: Mapping[str, Features], language: str) -> set[str]:
    return set(_most([set(features[other]) for other in features if other != language], set(features[ENGLISH])))


def _told_features(file: _File, key: KeyPath, ours: Features, usual: set[str]) -> Iterator[Fault]:
    """Yield what a text uses and the others do not, and the other way about; a misspelt name is one fault."""
    lacking = usual - set(ours)
    for feature in sorted(set(ours) - usual, key=lambda name: ours[name]):
        kind, _, name = feature.partition(" ")
        meant = near(name, [other.partition(" ")[2] for other in lacking if other.startswith(f"{kind} ")], _LIKE)
        if meant is None:
            meant = near(name, [other.partition(" ")[2] for other in usual if other.startswith(f"{kind} ")], 80)
        lacking.discard(f"{kind} {meant}")
        if meant is None and kind == "field":
            continue  # English alone shows Hindi wordings; a field that there is not shows when it is rendered
        remedy = f"write {meant}" if meant else "write what the other languages have, or change them too"
        yield file.fault(key, f"the {kind} {name} is not used by the other languages here", remedy, ours[feature])
    for feature in sorted(name for name in lacking if not name.startswith("field ")):
        yield file.fault(key, f"the {feature} of the other languages is not used here", "use it, as they do")


def features_of(text: str) -> Features:
    """Return what a template uses of its data and of other templates. Raises TemplateSyntaxError."""
    if "{" not in text:
        return {}
    tree = _environment().parse(text)
    unknown = meta.find_undeclared_variables(tree) - FUNCTIONS
    found: list[tuple[str, int]] = []
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Compare, nodes.Filter)):
        line = int(node.lineno)
        if isinstance(node, nodes.Name) and (node.name in unknown or node.ctx == "store"):
            found.append((f"variable {node.name}", line))
        elif isinstance(node, nodes.Getattr):
            found.append((f"field {node.attr}", line))
        elif isinstance(node, nodes.Filter):
            found.append((f"filter {node.name}", line))
        elif isinstance(node, nodes.Compare):
            words = [each.value for each in node.find_all(nodes.Const) if isinstance(each.value, str)]
            found += [(f"word {word!r}", line) for word in words]
    out: Features = {}
    for name, line in found:
        out.setdefault(name, line)
    return out


def _strings(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, child in data.items():
            yield from _strings(child, (*path, key))


def _english(text: str) -> list[tuple[int, str]]:
    """Return the English words that a template shows of its own, each with its line."""
    shown = (
        [(int(part.lineno), part.data) for part in _environment().parse(text).find_all(nodes.TemplateData)]
        if "{" in text
        else [(1, text)]
    )
    allowed = LATIN_NAMES | _TAGS
    words = english_words(" ".join(part for _, part in shown), allowed)
    return [(next((line for line, part in shown if word in part), 1), word) for word in words[:1]]
