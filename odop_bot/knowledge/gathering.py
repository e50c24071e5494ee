"""Faults that come of one slip are told as one, at the place where the slip most likely is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import StateFile, SubjectsFile
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import KeyPath

_NAMED = 3
"""Places that a fault names beside its own."""
_LIKE = 70
_FOLDERS = {
    file_names.LISTS: "list",
    "families/": "family",
    "faq/": "FAQ entry",
    file_names.CRAFT_KINDS: "kind of work",
    file_names.SUPPORT: "scheme",
}
"""Files whose entries have an id, with what that is the id of."""
_MAPS = {file_names.SOURCES: "source", "figures/": "figure"}
"""Files that map ids to entries."""

Place = tuple[str, KeyPath]


def gathered(
    faults: Iterable[Fault], knowledge: Knowledge, sources: Sources, files: Mapping[str, bytes]
) -> list[Fault]:
    """Return faults with those on one missing id made one, and without those that only follow from it."""
    out: list[Fault] = []
    groups: dict[tuple[str, str], list[Fault]] = {}
    unused: list[Fault] = []
    for fault in faults:
        if fault.missing is not None:
            groups.setdefault(fault.missing, []).append(fault)
        elif fault.unused is not None:
            unused.append(fault)
        else:
            out.append(fault)
    changed = _Changed(knowledge, sources, files)
    out += [_one(kind, wrong, group, changed, sources) for (kind, wrong), group in groups.items()]
    # While an id is missing, others of its kind may seem to be named by nothing.
    kinds = {kind for kind, _ in groups}
    return out + [fault for fault in unused if fault.unused and fault.unused[0] not in kinds]


def _one(kind: str, wrong: str, group: list[Fault], changed: _Changed, sources: Sources) -> Fault:
    group = sorted(group, key=lambda fault: (fault.file, fault.line, fault.column))
    first, places = group[0], [f"{fault.file}:{fault.line}:{fault.column}" for fault in group]
    new = changed.definition(kind, wrong)
    corrected = f"; or, if a listing was corrected, write was: {wrong} into it" if kind == "product" else ""
    if new is not None:
        there = sources.fault(*changed.defined[kind][new], "", "")
        if len(group) == 1:
            remedy = (
                f"{first.remedy}; or, if {new} in {there.file}:{there.line} is the slip, write {wrong} there{corrected}"
            )
            return replace(first, remedy=remedy, missing=None)
        message = f"nothing names the {kind} {new}, but {len(group)} places name {wrong}: {_some(places)}"
        return replace(there, message=message, remedy=f"write {wrong} here, or {new} there{corrected}")
    if len(group) == 1:
        return replace(first, remedy=f"{first.remedy}{corrected}", missing=None)
    more = f"{first.message} (named in {len(group)} places: {_some(places)})"
    remedy = f"restore {wrong}, or correct each of them: {first.remedy}{corrected}"
    return replace(first, message=more, remedy=remedy, missing=None)


def _some(places: list[str]) -> str:
    return ", ".join(places[:_NAMED]) + (", …" if len(places) > _NAMED else "")


class _Changed:
    """Finds ids that nothing names: one of them may be what a missing id has been changed to."""

    def __init__(self, knowledge: Knowledge, sources: Sources, files: Mapping[str, bytes]) -> None:
        self._knowledge = knowledge
        self._sources = sources
        self._files = files

    @cached_property
    def _text(self) -> str:
        return b"\n".join(content for name, content in self._files.items() if name.endswith(".yaml")).decode()

    @cached_property
    def defined(self) -> dict[str, dict[str, Place]]:
        """Where each id is defined, by kind and id."""
        return _definitions(self._sources)

    def like(self, kind: str, wrong: str) -> str | None:
        """Return the id that is most like a missing one."""
        return near(wrong, self.defined.get(kind, ()), _LIKE) if not wrong.isdecimal() else None

    def definition(self, kind: str, wrong: str) -> str | None:
        """Return the id, defined but named nowhere, that most likely was the missing one."""
        known = self.defined.get(kind, {})
        if kind == "district":
            borders = self._knowledge.borders.of_district
            codes = [c for c, d in self._knowledge.districts.items() if not d.abolished and c not in borders]
            return str(codes[0]) if len(codes) == 1 else None
        if kind == "state":
            bare = [c for c in known if self._count(c) == 1]
            return bare[0] if len(bare) == 1 else None
        meant = self.like(kind, wrong)
        if meant is not None and not self._is_named(kind, meant):
            return meant
        idle = [] if kind not in self._named else [each for each in known if each not in self._named[kind]]
        return idle[0] if len(idle) == 1 else None

    def _is_named(self, kind: str, meant: str) -> bool:
        return meant in self._named[kind] if kind in self._named else self._count(meant) > 1

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """Ids that something names, of the kinds whose ids are everyday words too."""
        listings = [listing for district in self._knowledge.districts.values() for listing in district.listings]
        families = {family for listing in listings for family in listing.families}
        families |= {key for translation in self._knowledge.translations.values() for key in translation.families}
        return {"family": families, "list": {listing.list for listing in listings}}

    def _count(self, word: str) -> int:
        """Return how often a word stands in all files."""
        return len(re.findall(rf"(?<![\w-]){re.escape(word)}(?![\w-])", self._text))


def _definitions(sources: Sources) -> dict[str, dict[str, Place]]:
    out: dict[str, dict[str, Place]] = {}
    for name, value in sources.values.items():
        for prefix, kind in _FOLDERS.items():
            if name.startswith(prefix):
                for index, item in enumerate(value):
                    out.setdefault(kind, {})[item.id] = (name, (index, "id"))
        for prefix, kind in _MAPS.items():
            if name.startswith(prefix):
                out.setdefault(kind, {}).update({key: (name, (key,)) for key in value})
        if isinstance(value, SubjectsFile):
            out["subject"] = {key: (name, ("subjects", key)) for key in value.subjects}
            out["aspect"] = {key: (name, ("aspects", key)) for key in value.aspects}
        if name == file_names.SHARED_NAMES:
            out["shared name"] = {item.name: (name, (index, "name")) for index, item in enumerate(value)}
        if isinstance(value, StateFile):
            out.setdefault("state", {})[str(value.state.lgd)] = (name, ("state", "lgd"))
            for index, district in enumerate(value.districts):
                here: KeyPath = ("districts", index)
                out.setdefault("district", {})[str(district.lgd)] = (name, (*here, "lgd"))
                for number, listing in enumerate(district.listings):
                    at: KeyPath = (*here, "listings", number)
                    for wording in filter(None, (listing.product, listing.was)):
                        out.setdefault("product", {}).setdefault(wording, (name, (*at, "product")))
                    for field in ("reading", "doubt", "note"):
                        if text := getattr(listing, field):
                            out.setdefault("remark", {}).setdefault(text, (name, (*at, field)))
    return out
