"""Checks that answers on help depend on: every id that a scheme or a kind of work uses is one of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from odop_bot.knowledge import file_names
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import ENGLISH, SupportScheme, Texts
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import KeyPath

_SHOWN = 12
"""Ids that a fault shows."""


def check_support(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    """Yield every fault of the kinds of work and of the schemes that would leave an answer without something."""
    for name, index, kind in sources.entries(file_names.CRAFT_KINDS):
        yield from _english(sources, name, (index, "name"), kind.name)
        yield from _unknown(sources, name, (index, "families"), "family", kind.families, knowledge.families)
        yield from _unknown(sources, name, (index, "groups"), "group", kind.groups, knowledge.words.groups)
    for name, index, scheme in sources.entries(file_names.SUPPORT):
        for field, what, ids, known in _uses(knowledge, scheme):
            yield from _unknown(sources, name, (index, field), what, ids, known)
        for path, texts in texts_of(scheme):
            yield from _english(sources, name, (index, *path), texts)


def _uses(
    knowledge: Knowledge, scheme: SupportScheme
) -> Iterator[tuple[str, str, Iterable[object], Mapping[Any, object]]]:
    """Yield the fields of a scheme that hold ids, of what, with these and with what there is."""
    uses: tuple[tuple[str, str, Iterable[object], Mapping[Any, object]], ...] = (
        ("helps", "need", scheme.helps, knowledge.words.needs_of_makers),
        ("states", "state", scheme.states, knowledge.states),
        ("crafts", "kind of work", scheme.crafts, knowledge.craft_kinds),
        ("maybe", "kind of work", scheme.maybe, knowledge.craft_kinds),
        ("told_against", "kind of work", scheme.told_against, knowledge.craft_kinds),
        ("groups", "group", scheme.groups, knowledge.words.groups),
        ("special", "group", scheme.special, knowledge.words.groups),
        ("first", "scheme", scheme.first, knowledge.support),
        ("sources", "source", scheme.sources, knowledge.sources),
    )
    yield from uses


def _unknown(
    sources: Sources, name: str, path: KeyPath, what: str, ids: Iterable[object], known: Mapping[Any, object]
) -> Iterator[Fault]:
    for place, item in enumerate(ids):
        if item in known:
            continue
        meant = near(str(item), map(str, known)) if not isinstance(item, int) else None
        remedy = f"write {meant}" if meant else f"write one of: {', '.join(list(map(str, known))[:_SHOWN])}, …"
        here: KeyPath = (*path, str(item) if path[-1] == "helps" else place)
        yield sources.fault(name, here, f"no {what} has the id {item}", remedy, missing=(what, str(item)))


def _english(sources: Sources, name: str, path: KeyPath, texts: Texts) -> Iterator[Fault]:
    if ENGLISH not in texts:
        yield sources.fault(name, path, f"there is no {ENGLISH}", f"add {ENGLISH}: here")


def texts_of(scheme: SupportScheme) -> Iterator[tuple[KeyPath, Texts]]:
    """Yield the texts of a scheme with where they stand."""
    yield ("name",), scheme.name
    yield ("where",), scheme.where
    for field, texts in (("depends", scheme.depends), ("because", scheme.because)):
        if texts:
            yield (field,), texts
    for place, paper in enumerate(scheme.papers):
        yield ("papers", place), paper
    for need, line in scheme.helps.items():
        yield ("helps", need, "line"), line.line
        if line.special:
            yield ("helps", need, "special"), line.special
