"""Checks of the GI Registry's names: ids are of something, and every mark of the national list is accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import ENGLISH, NamedListing
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import KeyPath

GI_FOLDER = "gi/"


def check_references(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    """Yield every fault that would leave an answer without a place, a family or a source."""
    for name, index, item in sources.entries(GI_FOLDER):
        for field, ids, known, kind in (
            ("states", item.states, knowledge.states, "state"),
            ("districts", item.districts, knowledge.districts, "district"),
            ("families", item.families, knowledge.families, "family"),
        ):
            yield from _unknown(sources, name, (index, field), ids, known, kind)
        yield from _unknown(
            sources, name, (index, "listings"), (x.district for x in item.listings), knowledge.districts
        )
    registry = knowledge.gi_registry
    if registry.source not in knowledge.sources:
        yield sources.fault(
            file_names.GI_REGISTRY, ("source",), f"no source has the id {registry.source}", "correct it"
        )
    if ENGLISH not in registry.name:
        yield sources.fault(file_names.GI_REGISTRY, ("name",), f"there is no {ENGLISH}", "add it")
    yield from _unknown(
        sources, file_names.GI_REGISTRY, ("not_found",), (x.district for x in registry.not_found), knowledge.districts
    )


def check_registry(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    """Yield every editorial fault: names without a place, districts in other States, marks that nobody looked up.

    A product that the national list does not name so stops no start: one who corrects the list's wording there is
    told by `check` to correct it here.
    """
    for place, named in enumerate(knowledge.gi_registry.not_found):
        yield from _unlisted(knowledge, sources, file_names.GI_REGISTRY, ("not_found", place), named)
    for name, index, item in sources.entries(GI_FOLDER):
        for place, named in enumerate(item.listings):
            yield from _unlisted(knowledge, sources, name, (index, "listings", place), named)
        if not _slug(item.name).startswith(_COUNT.sub("", item.id)):
            yield sources.fault(
                name,
                (index, "id"),
                f"the id {item.id} is not how {item.name} begins",
                f"write {_slug(item.name)}, or as many words of it as are needed",
            )
        if bool(item.states) == bool(item.country):
            yield sources.fault(name, (index,), "it needs its States, or else its country", "name one of the two")
        if bool(item.districts) != bool(item.by):
            yield sources.fault(name, (index, "by"), "districts need a word on how they are known", "correct it")
        for place, code in enumerate(item.districts):
            known = code in knowledge.districts and knowledge.states.keys() >= set(item.states)
            if known and knowledge.districts[code].state not in item.states:
                what = f"{knowledge.districts[code].name} is in none of its States"
                yield sources.fault(name, (index, "districts", place), what, "correct one of the two")
    not_found = {(x.district, x.product) for x in knowledge.gi_registry.not_found}
    # Where a name is misspelt, that is the fault, not the mark that it leaves alone.
    misspelt = {
        x.district
        for x in (*(x for item in knowledge.gi.values() for x in item.listings), *knowledge.gi_registry.not_found)
        if not _is_listed(knowledge, x)
    }
    for district in knowledge.districts.values():
        if district.lgd in misspelt:
            continue
        for listing in knowledge.listings(district, NATIONAL):
            key = district.lgd, listing.product
            told = (key in knowledge.registered) + (key in not_found)
            if told == 2 or (listing.gi and not told):
                what = f"the list marks {listing.product} ({district.name}) as GI; " + (
                    "it is both registered and not found" if told else "whether it is registered is said nowhere"
                )
                # While the id of a district is misspelt its marks are those of another.
                yield sources.fault(
                    file_names.GI_REGISTRY,
                    ("not_found",),
                    what,
                    f"name it here, or in {GI_FOLDER}",
                    unused=("district", str(district.lgd)),
                )


_COUNT = re.compile(r"-\d+$")
"""Behind the id of a name that is registered twice."""


def _slug(name: str) -> str:
    """Return a name as an id writes it: its letters and digits in small ASCII, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _unknown(
    sources: Sources,
    name: str,
    path: KeyPath,
    ids: Iterable[object],
    known: Mapping[Any, object],
    kind: str = "district",
) -> Iterator[Fault]:
    for place, item in enumerate(ids):
        if item not in known:
            meant = near(str(item), map(str, known)) if kind == "family" else None
            remedy = f"write {meant}" if meant else f"write the id of a {kind}"
            what = f"no {kind} has the id {item}"
            yield sources.fault(name, (*path, place), what, remedy, missing=(kind, str(item)))


def _unlisted(
    knowledge: Knowledge, sources: Sources, name: str, path: KeyPath, listing: NamedListing
) -> Iterator[Fault]:
    if listing.district in knowledge.districts and not _is_listed(knowledge, listing):
        what = f"the national list has no {listing.product} for district {listing.district}"
        yield sources.fault(name, path, what, "write it as the list does", missing=("product", listing.product))


def _is_listed(knowledge: Knowledge, named: NamedListing) -> bool:
    district = knowledge.districts.get(named.district)
    return district is not None and any(
        named.product in (x.product, x.was) for x in knowledge.listings(district, NATIONAL)
    )
