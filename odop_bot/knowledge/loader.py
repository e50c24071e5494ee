"""Load `knowledge/` from its files, with all faults of all files at once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from odop_bot.knowledge import checks
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.borders import BorderTable
from odop_bot.knowledge.faults import Fault, KnowledgeError
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.models import (
    ENGLISH,
    CraftKind,
    District,
    Family,
    FaqEntry,
    Figure,
    ProductList,
    ProductNote,
    SharedName,
    Source,
    State,
    StateFile,
    SubjectsFile,
    SupportScheme,
    Text,
    Words,
)
from odop_bot.knowledge.pins import PinTable
from odop_bot.knowledge.translations import (
    FaqText,
    NamesFile,
    NameText,
    Translation,
    with_family_names,
    with_faq,
    with_list_names,
    with_place_names,
    with_subject_names,
)
from odop_bot.knowledge.yaml_reader import Document, KeyPath, read_yaml

T = TypeVar("T")

_LANGUAGES = "languages/"

_REMEDIES = {
    "unexpected_keyword_argument": "remove it or correct its spelling",
    "missing": "add it",
    "missing_argument": "add it",
    "string_type": "write text; put a number in quotes",
    "string_too_short": "write something or remove the field",
    "int_type": "write a whole number without quotes",
    "float_type": "write a number",
    "bool_type": "write true or false",
    "literal_error": "use one of the words named here",
    "tuple_type": "write a list: [a, b]",
    "list_type": "write a list: [a, b]",
    "dict_type": "write keys with values",
    "dataclass_type": "write keys with values",
}


def load_knowledge(folder: Path, files: Mapping[str, bytes] | None = None) -> Knowledge:
    """Load and check the knowledge base in a folder.

    `files` are its contents, where the caller has read them. Raises KnowledgeError with every
    fault found in any file.
    """
    return _Loading(folder, dict(files) if files is not None else read_files(folder)).knowledge()


class _Loading:
    """One load: the files read so far and the faults found in them."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.folder = folder
        self.files = files
        self.documents: dict[str, Document] = {}
        self.faults: list[Fault] = []

    def knowledge(self) -> Knowledge:
        translations = {code: self._translation(code) for code in self._codes() if code != ENGLISH}
        states, districts = self._districts(translations)
        lists = {item.id: with_list_names(item, translations) for item in self._items("lists.yaml", ProductList)}
        sources = self._keyed("sources.yaml", Source)
        families = {item.id: with_family_names(item, translations) for item in self._items("families/", Family)}
        figures = self._keyed("figures/", Figure)
        faq = {item.id: with_faq(item, translations) for item in self._items("faq/", FaqEntry)}
        about = self._subjects(translations)
        notes = {(item.district, item.product): item for item in self._items("notes/", ProductNote)}
        shared = tuple(self._items("shared_names.yaml", SharedName))
        craft_kinds = {item.id: item for item in self._items("craft_kinds.yaml", CraftKind)}
        support = {item.id: item for item in self._items("support.yaml", SupportScheme)}
        words = self._words()
        pins = PinTable(self._content("pincodes.csv"))
        borders = BorderTable(self._content("borders.topo.json"))
        everyday, fillers = self._word_list("everyday-words"), self._word_list("fillers")
        if words is None:
            raise KnowledgeError(self.faults)
        knowledge = Knowledge(
            states=states, districts=districts, lists=lists, sources=sources, families=families,
            translations=translations, figures=figures, faq=faq, subjects=about.subjects, aspects=about.aspects,
            shared_names=shared, words=words, craft_kinds=craft_kinds, support=support, notes=notes,
            everyday_words=everyday, fillers=fillers, pins=pins, borders=borders,
        )  # fmt: skip
        if not self.faults or all(fault.path for fault in self.faults):
            self.faults += checks.check(knowledge, self.documents)
            self.faults += pins.faults(self._shown("pincodes.csv"), set(districts))
            self.faults += borders.faults(self._shown("borders.topo.json"), set(districts))
        if self.faults:
            raise KnowledgeError(self.faults)
        return knowledge

    def _shown(self, name: str) -> str:
        return (self.folder / name).as_posix()

    def _content(self, name: str) -> bytes:
        if name not in self.files:
            self.faults.append(Fault(self._shown(name), 0, 0, "", "this file is missing", "restore it"))
            return b""
        return self.files[name]

    def _documents(self, name: str, *, optional: bool = False) -> Iterable[Document]:
        """Yield the file of a name, or every file of a folder (`faq/`)."""
        names = [n for n in self.files if n.startswith(name)] if name.endswith("/") else [name]
        names = [n for n in names if n.endswith(".yaml") and (n in self.files or not optional)]
        if not names and not optional:
            self.faults.append(Fault(self._shown(name), 0, 0, "", "this folder has no files", "restore them"))
        for each in names:
            if each not in self.documents:
                document = read_yaml(self._content(each), self._shown(each))
                self.documents[each] = document
                self.faults += document.faults
            yield self.documents[each]

    def _valid(self, document: Document, type_: type[T], value: Any, path: tuple[str | int, ...]) -> T | None:
        valid, faults = _validated(type_, value)
        self.faults += [document.fault((*path, *at), message, remedy) for at, message, remedy in faults]
        return valid

    def _items(self, name: str, type_: type[T]) -> list[T]:
        """Return the entries of a file (or folder of files) that is a list."""
        out: list[T] = []
        seen: dict[str, str] = {}
        for document in self._documents(name):
            if document.faults and document.data is None:
                continue
            if not isinstance(document.data, list):
                self.faults.append(document.fault((), "this file must be a list", "begin each entry with `- `"))
                continue
            for index, value in enumerate(document.data):
                item = self._valid(document, type_, value, (index,))
                if item is None:
                    continue
                key = getattr(item, "id", None) or str(getattr(item, "name", index))
                if key in seen:
                    self.faults.append(
                        document.fault((index,), f"{key} stands twice, also in {seen[key]}", "keep one of the two")
                    )
                seen[key] = document.file
                out.append(item)
        return out

    def _keyed(self, name: str, type_: type[T], *, optional: bool = False) -> dict[str, T]:
        """Return the entries of a file (or folder of files) that maps ids to values."""
        out: dict[str, T] = {}
        for document in self._documents(name, optional=optional):
            if document.faults and document.data is None:
                continue
            if not isinstance(document.data, dict):
                self.faults.append(document.fault((), "this file must map ids to entries", "write `id:` and indent"))
                continue
            for key, value in document.data.items():
                if key in out:
                    self.faults.append(document.fault((key,), "this id stands in another file too", "keep one"))
                item = self._valid(document, type_, value, (key,))
                if item is not None:
                    out[key] = item
        return out

    def _districts(self, translations: Mapping[str, Translation]) -> tuple[dict[int, State], dict[int, District]]:
        states: dict[int, State] = {}
        districts: dict[int, District] = {}
        for document in self._documents("districts/"):
            if document.faults and document.data is None:
                continue
            whole = self._valid(document, StateFile, document.data, ())
            if whole is None:
                continue
            state = whole.state
            if state.lgd in states:
                self.faults.append(
                    document.fault(("state", "lgd"), f"{states[state.lgd].name} has this code too", "correct one")
                )
            states[state.lgd] = with_place_names(state, translations)
            for index, district in enumerate(whole.districts):
                if district.lgd in districts:
                    twin = districts[district.lgd].name
                    self.faults.append(
                        document.fault(
                            ("districts", index, "lgd"), f"{twin} has this LGD code too", "correct one of the two"
                        )
                    )
                named = with_place_names(district, translations)
                districts[district.lgd] = dataclasses.replace(named, state=state.lgd)
        return states, districts

    def _subjects(self, translations: Mapping[str, Translation]) -> SubjectsFile:
        for document in self._documents("subjects.yaml"):
            if document.data is not None and (whole := self._valid(document, SubjectsFile, document.data, ())):
                return with_subject_names(whole, translations)
        return SubjectsFile(subjects={}, aspects={})

    def _codes(self) -> list[str]:
        """Return the codes of the languages that have a folder in `languages/`."""
        return sorted({name.split("/")[1] for name in self.files if name.startswith(_LANGUAGES)})

    def _translation(self, code: str) -> Translation:
        """Return what a language adds; each of its files may be missing."""
        folder = f"{_LANGUAGES}{code}/"
        return Translation(
            faq=self._keyed(f"{folder}faq/", FaqText, optional=True),
            families=self._keyed(f"{folder}families/", NameText, optional=True),
            names=self._names(f"{folder}names.yaml"),
            products=self._texts(f"{folder}products.yaml"),
            remarks=self._texts(f"{folder}remarks.yaml"),
            figures=self._texts(f"{folder}figures.yaml"),
        )

    def _names(self, name: str) -> NamesFile:
        for document in self._documents(name, optional=True):
            if document.data is not None:
                return self._valid(document, NamesFile, document.data, ()) or NamesFile()
        return NamesFile()

    def _texts(self, name: str) -> dict[str, str]:
        """Return a file that maps words to words."""
        for document in self._documents(name, optional=True):
            if document.data is not None:
                return self._valid(document, dict[str, Text], document.data, ()) or {}
        return {}

    def _word_list(self, name: str) -> dict[str, frozenset[str]]:
        """Return the words of `languages/<code>/<name>.txt`, one a line, by language."""
        files = {code: self.files.get(f"{_LANGUAGES}{code}/{name}.txt", b"") for code in self._codes()}
        return {code: frozenset(content.decode("utf-8", "replace").split()) for code, content in files.items()}

    def _words(self) -> Words | None:
        """Return the word lists of `language/`, with what `languages/<code>/words.yaml` adds to them."""
        merged: dict[str, Any] = {}
        owners: dict[str, Document] = {}
        for document in self._documents("language/"):
            for field, value in (document.data if isinstance(document.data, dict) else {}).items():
                if field in owners:
                    self.faults.append(document.fault((field,), "this field stands in another file too", "keep one"))
                merged[field], owners[field] = value, document
        if not owners:
            return None
        for code in self._codes():
            for document in self._documents(f"{_LANGUAGES}{code}/words.yaml", optional=True):
                for field, value in (document.data if isinstance(document.data, dict) else {}).items():
                    added = _added(merged.get(field), value)
                    if added is None:
                        self.faults.append(document.fault((field,), "no word list has this form", "see language/"))
                    else:
                        merged[field] = added
        first = next(iter(owners.values()))
        words, faults = _validated(Words, merged)
        for path, message, remedy in faults:
            self.faults.append(owners.get(str(path[0]), first).fault(path, message, remedy))
        return words


def _added(words: Any, more: Any) -> Any:
    """Return a word list, or a map of word lists, with more words; None where the two differ in form."""
    if isinstance(words, list) and isinstance(more, list):
        return [*words, *more]
    if isinstance(words, dict) and isinstance(more, dict):
        out = {**words}
        for key, value in more.items():
            out[key] = _added(out.get(key, []), value)
        return None if None in out.values() else out
    return None


_ADAPTERS: dict[type[Any], Any] = {}
"""Validators of schema classes, made on first use; pydantic is imported only when files have changed."""


def _validated(type_: type[T], value: Any) -> tuple[T | None, list[tuple[KeyPath, str, str]]]:
    """Return a value as its schema class, or None and what is wrong: path, fault, remedy."""
    from pydantic import TypeAdapter, ValidationError

    if type_ not in _ADAPTERS:
        _ADAPTERS[type_] = TypeAdapter(type_)
    try:
        # JSON, because strict validation of Python objects takes no list where a tuple is meant.
        valid: T = _ADAPTERS[type_].validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        return None, [
            (item["loc"], _message(item["type"], item["msg"]), _REMEDIES.get(item["type"], "correct the value"))
            for item in error.errors(include_url=False, include_input=False)
        ]
    return valid, []


def _message(kind: str, message: str) -> str:
    if kind == "unexpected_keyword_argument":
        return "unknown field"
    if kind in ("missing", "missing_argument"):
        return "a required field is missing"
    return message.replace("Input should be", "this should be")
