"""Check the templates and strings: each must have its form, and every language the same ones with the same data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes

from odop_bot.knowledge import ENGLISH, Fault
from odop_bot.knowledge.language_checks import ENGLISH_REMEDY, english_words
from odop_bot.knowledge.validating import near, validated
from odop_bot.knowledge.yaml_reader import Document, KeyPath, read_yaml
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE

LATIN_NAMES = frozenset({"Language"})
"""English words that stand in the strings of every language: a person who has chosen a wrong one must find back."""
_TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre"})
_LIKE = 55
Features = dict[str, int]
"""What a template uses, each with the line of its first use: variables, macros, imports, words compared with."""


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
    """Return what is wrong with the templates and strings of a folder (`<language>/<name>.j2`, `.yaml`).

    `types` are the classes of the files of strings, by name.
    """
    files = _files(folder, types)
    out = [
        fault for languages in files.values() for file in languages.values() for fault in _told_syntax(file, languages)
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
    return out or [fault for languages in files.values() if "" not in languages for fault in _differences(languages)]


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
        files.setdefault(path.name, {})[path.parent.name] = _read(path, types.get(path.name))
    for path in sorted((*folder.glob("*.j2"), *folder.glob("*.yaml"))):
        files.setdefault(path.name, {})[""] = _read(path, types.get(path.name))
    return files


def _untranslated(language: str, file: _File, english: _File) -> set[KeyPath]:
    """Return the keys of the texts that say in English words what the English ones say."""
    if language == ENGLISH:
        return set()
    texts = {key: text.replace(f'"{ENGLISH}/', f'"{language}/') for key, text in english.texts.items()}
    return {key for key, text in file.texts.items() if texts.get(key) == text and _english(text)}


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
        yield file.fault(key, what, "correct it here or above: compare it with another language's", error.lineno)


def _told_syntax(file: _File, languages: Mapping[str, _File]) -> Iterator[Fault]:
    """Yield the faults of a file; those of a template at the first tag that another language's has not."""
    whole = next((other for other in languages.values() if not other.faults and other.document is None), None)
    for fault in file.faults:
        if whole is None or file.document is not None or () not in file.texts:
            yield fault
            continue
        ours, theirs = _tags(file.texts[()]), _tags(whole.texts[()])
        # Languages name the same data in another order and number, but branch and repeat alike.
        steps = [[tag for tag in tags if tag[0].startswith("{%")] for tags in (ours, theirs)]
        if [tag for tag, _ in steps[0]] != [tag for tag, _ in steps[1]]:
            ours, theirs = steps
        at = next(
            (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a[0] != b[0]), min(len(ours), len(theirs))
        )
        wanted = theirs[at] if at < len(theirs) else ("nothing more", 0)
        before = ours[at - 1][1] if at else 1
        here = ours[at][1] if at < len(ours) else before
        # As far below the tag before it as in the other language.
        below = max(1, wanted[1] - theirs[at - 1][1]) if at else 1
        same = at < len(ours) and ours[at][0].strip("{}%") == wanted[0].strip("{}%")
        gap = here if same else min(before + below, here)
        remedy = f"write {wanted[0]} between the lines {before} and {here}, as line {wanted[1]} of {whole.path} has it"
        yield Fault(fault.file, gap, 1, "", fault.message, remedy)


def _tags(text: str) -> list[tuple[str, int]]:
    """Return the tags of a template in short, each with its line: `{% if %}`, `{{ }}`; what is not closed shows so."""
    out: list[tuple[str, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        for tag in re.finditer(r"\{%-?\s*(\w*)[^%{}]*(%\})?|\{\{[^{}]*(\}\})?|%\}|\}\}", line):
            is_statement = tag[0].startswith("{%")
            end = tag[2] if is_statement else tag[3]
            short = (
                f"{{% {tag[1]} {end or ''}" if is_statement else f"{{{{ {end or ''}" if tag[0][:2] == "{{" else tag[0]
            )
            out.append((short, number))
    return out


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
    unknown = meta.find_undeclared_variables(tree)
    found: list[tuple[str, int]] = []
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Macro, nodes.FromImport, nodes.Compare, nodes.Filter)):
        line = int(node.lineno)
        if isinstance(node, nodes.Name) and (node.name in unknown or node.ctx == "store"):
            found.append((f"variable {node.name}", line))
        elif isinstance(node, nodes.Getattr):
            found.append((f"field {node.attr}", line))
        elif isinstance(node, nodes.Macro):
            found.append((f"macro {node.name}", line))
        elif isinstance(node, nodes.Filter):
            found.append((f"filter {node.name}", line))
        elif isinstance(node, nodes.FromImport):
            names = [name if isinstance(name, str) else name[0] for name in node.names]
            found += [(f"import {name}", line) for name in names]
            if isinstance(node.template, nodes.Const):
                found.append((f"template {str(node.template.value).rpartition('/')[2]}", line))
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
