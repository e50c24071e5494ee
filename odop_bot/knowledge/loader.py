"""Load `knowledge/` from its files, with all faults of all files at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from odop_bot.compiled import Shelf
from odop_bot.knowledge import checks, file_names, references
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.borders import BorderTable
from odop_bot.knowledge.corrections import Corrections
from odop_bot.knowledge.entries import EntryReader
from odop_bot.knowledge.faults import Fault, KnowledgeError
from odop_bot.knowledge.files import digest_of, read_files
from odop_bot.knowledge.gathering import gathered
from odop_bot.knowledge.models import (
    ENGLISH,
    CraftKind,
    District,
    Family,
    FaqEntry,
    Figure,
    GiRegistry,
    ProductList,
    ProductNote,
    Registration,
    SharedName,
    Source,
    State,
    StateFile,
    SubjectsFile,
    SupportScheme,
    Text,
)
from odop_bot.knowledge.pins import PinTable
from odop_bot.knowledge.to_do import to_do
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
from odop_bot.knowledge.validating import near, validated
from odop_bot.knowledge.words import Words
from odop_bot.knowledge.yaml_reader import Document

_LANGUAGES = "languages/"
_EVERYDAY = "everyday/"


def load_knowledge(
    folder: Path, files: Mapping[str, bytes] | None = None, shelf: Shelf | None = None, *, thorough: bool = True
) -> Knowledge:
    """Load and check the knowledge base in a folder.

    `files` are its contents, where the caller has read them; `shelf` keeps the checked form of each file, so that
    one that has not changed is not read again. Without `thorough` the editorial checks are left out, which no
    answer depends on. Raises KnowledgeError with every fault found in any file.
    """
    contents = dict(files) if files is not None else read_files(folder)
    return _Loading(folder, contents, shelf or Shelf()).knowledge(thorough)


def check_knowledge(folder: Path, files: Mapping[str, bytes] | None = None, shelf: Shelf | None = None) -> list[Fault]:
    """Load a knowledge base with all checks; return what is still to be translated, or to be drawn.

    Raises KnowledgeError with every fault.
    """
    contents = dict(files) if files is not None else read_files(folder)
    loading = _Loading(folder, contents, shelf or Shelf())
    return list(to_do(loading.knowledge(thorough=True), loading.sources))


class _Loading(EntryReader):
    """One load: the files read so far and the faults found in them."""

    def knowledge(self, thorough: bool) -> Knowledge:
        translations = {code: self._translation(code) for code in self._codes() if code != ENGLISH}
        states, districts = self._districts(translations)
        corrections = Corrections(districts.values())
        lists = {item.id: with_list_names(item, translations) for item in self.items(file_names.LISTS, ProductList)}
        sources = self.keyed(file_names.SOURCES, Source)
        families = {item.id: with_family_names(item, translations) for item in self.items("families/", Family)}
        figures = self.keyed("figures/", Figure)
        faq = {item.id: with_faq(item, translations) for item in self.items("faq/", FaqEntry)}
        about = self._subjects(translations)
        notes = {(x.district, x.product): x for x in map(corrections.note, self.items("notes/", ProductNote))}
        gi = {item.id: corrections.registration(item) for item in self.items("gi/", Registration)}
        gi_registry = self._gi_registry()
        shared = tuple(self.items(file_names.SHARED_NAMES, SharedName))
        craft_kinds = {item.id: item for item in self.items(file_names.CRAFT_KINDS, CraftKind)}
        support = {item.id: item for item in self.items(file_names.SUPPORT, SupportScheme)}
        words = self._words()
        pins = PinTable(self.content(file_names.PINS))
        borders = BorderTable(self.content(file_names.BORDERS))
        everyday, fillers = self._everyday(), self._word_list("fillers")
        if words is None or gi_registry is None:
            raise KnowledgeError(self.faults)
        knowledge = Knowledge(
            states=states,
            districts=districts,
            lists=lists,
            sources=sources,
            families=families,
            translations=corrections.translations(translations),
            figures=figures,
            faq=faq,
            subjects=about.subjects,
            aspects=about.aspects,
            words=words,
            craft_kinds=craft_kinds,
            gi=gi,
            gi_registry=corrections.registry(gi_registry),
            shared_names=shared,
            support=support,
            notes=notes,
            everyday_words=everyday,
            fillers=fillers,
            pins=pins,
            borders=borders,
        )
        # What is wrong in one file is said first: what other files name may stand in what could not be read.
        if not self.faults:
            self.faults += references.check(knowledge, self.sources)
            self._check_table(file_names.PINS, districts, pins.faults)
            self._check_table(file_names.BORDERS, districts, borders.faults)
            if thorough:
                self.faults += checks.check(knowledge, self.sources)
            self.faults = gathered(self.faults, knowledge, self.sources, self.files)
        if self.faults:
            raise KnowledgeError(self.faults)
        return knowledge

    def _check_table(
        self, name: str, districts: Mapping[int, District], check: Callable[[str, set[int]], list[Fault]]
    ) -> None:
        """Check a file of rows by district, unless the same was found to be clean before."""
        codes = set(districts)
        key = digest_of(self.content(name), repr(sorted(codes)).encode())
        if self.shelf.lent(f"clean/{name}", bool, key, None, spare=True) is None:
            faults = check(self.shown(name), codes)
            self.faults += faults
            if not faults:
                self.shelf.put(f"clean/{name}", True, key, spare=True)

    def _districts(self, translations: Mapping[str, Translation]) -> tuple[dict[int, State], dict[int, District]]:
        states: dict[int, State] = {}
        districts: dict[int, District] = {}
        for name in self.names_of("districts/"):
            whole = self.value(name, StateFile, None)
            if whole is None:
                continue
            state = whole.state
            if state.lgd in states:
                what = f"{states[state.lgd].name} has this code too"
                self.faults.append(self.sources.fault(name, ("state", "lgd"), what, "correct one"))
            states[state.lgd] = with_place_names(state, translations)
            for index, district in enumerate(whole.districts):
                if district.lgd in districts:
                    what = f"{districts[district.lgd].name} has this LGD code too"
                    self.faults.append(
                        self.sources.fault(name, ("districts", index, "lgd"), what, "correct one of the two")
                    )
                named = with_place_names(district, translations)
                districts[district.lgd] = dataclasses.replace(named, state=state.lgd)
        return states, districts

    def _subjects(self, translations: Mapping[str, Translation]) -> SubjectsFile:
        for name in self.names_of(file_names.SUBJECTS):
            whole: SubjectsFile | None = self.value(name, SubjectsFile, None)
            if whole is not None:
                return with_subject_names(whole, translations)
        return SubjectsFile(subjects={}, aspects={})

    def _gi_registry(self) -> GiRegistry | None:
        registry: GiRegistry | None = None
        for name in self.names_of(file_names.GI_REGISTRY):
            registry = self.value(name, GiRegistry, None)
        return registry

    def _codes(self) -> list[str]:
        """Return the codes of the languages that have a folder in `languages/`."""
        return sorted({name.split("/")[1] for name in self.files if name.startswith(_LANGUAGES)})

    def _translation(self, code: str) -> Translation:
        """Return what a language adds; each of its files may be missing."""
        folder = f"{_LANGUAGES}{code}/"
        return Translation(
            faq=self.keyed(f"{folder}faq/", FaqText, optional=True),
            families=self.keyed(f"{folder}families/", NameText, optional=True),
            names=self._names(f"{folder}names.yaml"),
            products=self._texts(f"{folder}products.yaml"),
            remarks=self._texts(f"{folder}remarks.yaml"),
            figures=self._texts(f"{folder}figures.yaml"),
        )

    def _names(self, name: str) -> NamesFile:
        for each in self.names_of(name, optional=True):
            names: NamesFile = self.value(each, NamesFile, NamesFile())
            return names
        return NamesFile()

    def _texts(self, name: str) -> dict[str, str]:
        """Return a file that maps words to words."""
        for each in self.names_of(name, optional=True):
            texts: dict[str, str] = self.value(each, dict[str, Text], {})
            return texts
        return {}

    def _word_list(self, name: str) -> dict[str, frozenset[str]]:
        """Return the words of `languages/<code>/<name>.txt`, one a line, by language."""
        files = {code: self.files.get(f"{_LANGUAGES}{code}/{name}.txt", b"") for code in self._codes()}
        return {code: frozenset(content.decode("utf-8", "replace").split()) for code, content in files.items()}

    def _everyday(self) -> dict[str, frozenset[str]]:
        """Return everyday words: of the languages of replies in Latin letters, of others in their own script."""
        out = self._word_list("everyday-words")
        for name, content in self.files.items():
            if name.startswith(_EVERYDAY):
                lines = content.decode("utf-8", "replace").splitlines()
                code = name.removeprefix(_EVERYDAY).removesuffix(".txt")
                out[code] = frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
        return out

    def _words(self) -> Words | None:
        """Return the word lists of `language/`, with what `languages/<code>/words.yaml` adds to them."""
        names = self.names_of("language/")
        more = [n for code in self._codes() for n in self.names_of(f"{_LANGUAGES}{code}/words.yaml", optional=True)]
        if not names:
            return None
        key = digest_of(*(self.files[name] for name in (*names, *more)))
        words: Words | None = self.shelf.lent("words", Words, key, None, spare=True)
        if words is None:
            before = len(self.faults)
            words = self._merged_words(names, more)
            if words is not None and len(self.faults) == before:
                self.shelf.put("words", words, key, spare=True)
        return words

    def _merged_words(self, names: Iterable[str], more: Iterable[str]) -> Words | None:
        merged: dict[str, Any] = {}
        owners: dict[str, Document] = {}
        documents = self.sources.documents
        for name in (*names, *more):
            self.faults += documents[name].faults
        if any(not isinstance(documents[name].data, dict) for name in (*names, *more)):
            return None  # What is missing in a file that cannot be read only follows from that.
        for document in (documents[name] for name in names):
            for field, value in (document.data if isinstance(document.data, dict) else {}).items():
                if field in owners:
                    self.faults.append(document.fault((field,), "this field stands in another file too", "keep one"))
                merged[field], owners[field] = value, document
        if not owners:
            return None
        for document in (documents[name] for name in more):
            for field, value in (document.data if isinstance(document.data, dict) else {}).items():
                added = _added(merged.get(field), value)
                if added is None:
                    meant = None if field in merged else near(field, merged)
                    remedy = (
                        f"rename it to {meant}, or remove it" if meant else "write it as in language/, or remove it"
                    )
                    self.faults.append(document.fault((field,), "no word list has this form", remedy))
                else:
                    merged[field] = added
        first = next(iter(owners.values()))
        words: Words | None
        words, faults = validated(Words, merged)
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
