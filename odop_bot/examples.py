"""Examples of every kind of reply, picked from whatever the knowledge base holds: what `check` and the tests render.

A new kind of reading needs an entry in EXAMPLES; a new template needs an example whose reply uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District
from odop_bot.understanding.reading import Choice, Location, Reading

T = TypeVar("T")
ASPECTS = (frozenset[str](), frozenset({"gi"}), frozenset({"earlier"}), frozenset({"state_list"}))
"""What of a district the templates tell apart."""


def _districts(knowledge: Knowledge) -> Iterator[Reading]:
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for code in unlike:
        for aspects in ASPECTS:
            yield Reading(kind="district", districts=(code,), aspects=aspects)
    code, other = unlike[0], unlike[-1]
    for list_id in knowledge.lists:
        yield Reading(kind="district", districts=(code,), list_id=list_id)
    for pair in pairwise(unlike):
        yield Reading(kind="district", districts=pair)
    for several in (3, len(unlike)):
        yield Reading(kind="district", districts=tuple(unlike[:several]))
    yield Reading(kind="district", districts=(code,), former="Old Name")
    yield Reading(kind="district", districts=(code,), town="New Town")
    for location in (
        Location(code, "borders"), Location(code, "borders", other, 1.5), Location(code, "pin"),
        Location(code, "pin", other), Location(code, "nearest", km=3.2),
    ):  # fmt: skip
        yield Reading(kind="district", districts=(code,), location=location)


def _states(knowledge: Knowledge) -> Iterator[Reading]:
    for code in knowledge.states:
        for page in (0, 1):
            yield Reading(kind="state", states=(code,), page=page)
    for list_id in knowledge.lists:
        yield Reading(kind="state", states=(next(iter(knowledge.states)),), list_id=list_id)


def _products(knowledge: Knowledge) -> Iterator[Reading]:
    def shape(family: str) -> Hashable:
        listings = knowledge.listings_of_family[family]
        return (
            frozenset(listing.list for _, listing in listings), len({district.state for district, _ in listings}) > 1,
            len(listings) > 1,
        )  # fmt: skip

    largest = max(knowledge.families, key=lambda family: len(knowledge.listings_of_family[family]))
    for family in (*_unlike(knowledge.families, shape), largest):
        yield Reading(kind="product", families=(family,))
        for district, listing in knowledge.listings_of_family[family][:1]:
            yield Reading(kind="product", families=(family,), states=(district.state,))
            yield Reading(kind="product", families=(family,), product=listing.product)
    for page in (0, 1):
        yield Reading(kind="product", families=(largest,), page=page)
    for list_id in knowledge.lists:
        yield Reading(kind="product", families=(largest,), list_id=list_id)
        yield Reading(kind="product", families=(largest,), list_id=list_id, states=(min(knowledge.states),))


def _pins(knowledge: Knowledge) -> Iterator[Reading]:
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for code in unlike:
        yield Reading(kind="pin", pin="244001", districts=(code,))
    yield Reading(kind="pin", pin="244001", districts=tuple(unlike[:2]))
    yield Reading(kind="pin", pin="244001", districts=tuple(unlike))


def _faq(knowledge: Knowledge) -> Iterator[Reading]:
    entries = tuple(knowledge.faq)
    for entry in entries:
        yield Reading(kind="faq", faq=(entry,))
    yield Reading(kind="faq", faq=(entries[0], entries[-1]))


def _counts(knowledge: Knowledge) -> Iterator[Reading]:
    family, state = next(iter(knowledge.families)), next(iter(knowledge.states))
    for list_id in (None, *knowledge.lists):
        yield Reading(kind="count", states=(state,), list_id=list_id)
        yield Reading(kind="count", families=(family,), list_id=list_id)
        yield Reading(kind="count", families=(family,), states=(state,), list_id=list_id)


def _choices(knowledge: Knowledge) -> Iterator[Reading]:
    for choice in _things(knowledge):
        yield Reading(kind="choice", choices=(choice,))
        yield Reading(kind="choice", choices=(choice, choice))
    for number, shared in enumerate(knowledge.shared_names):
        choices = tuple(Choice("district", str(code)) for code in shared.districts)
        yield Reading(kind="choice", choices=choices, shared=number)


def _smalltalk(knowledge: Knowledge) -> Iterator[Reading]:
    for name in knowledge.words.smalltalk:
        yield Reading(kind="smalltalk", smalltalk=name)


def _help(_: Knowledge) -> Iterator[Reading]:
    yield Reading(kind="help")


def _unknown(knowledge: Knowledge) -> Iterator[Reading]:
    yield Reading(kind="unknown")
    yield Reading(kind="unknown", pin="999999")
    yield Reading(kind="unknown", elsewhere=True)
    yield Reading(kind="unknown", near=tuple(_things(knowledge)))


EXAMPLES: Mapping[str, Callable[[Knowledge], Iterator[Reading]]] = {
    "district": _districts, "state": _states, "product": _products, "pin": _pins, "faq": _faq, "count": _counts,
    "choice": _choices, "smalltalk": _smalltalk, "help": _help, "unknown": _unknown,
}  # fmt: skip
"""What makes the examples of each kind of `understanding.reading.KINDS`."""


def card_districts(knowledge: Knowledge) -> list[District]:
    """Return districts whose pictures differ: by how much they list, and by whether the borders know them."""
    return _unlike(
        knowledge.districts.values(),
        lambda district: (len(knowledge.listings(district, NATIONAL)), district.lgd in knowledge.borders.polygons),
    )


def _things(knowledge: Knowledge) -> list[Choice]:
    """Return one of each thing that can be chosen."""
    things: dict[str, Iterable[object]] = {
        "district": knowledge.districts, "state": knowledge.states, "family": knowledge.families, "faq": knowledge.faq,
    }  # fmt: skip
    return [Choice(kind, str(next(iter(keys)))) for kind, keys in things.items()]


def _shape(district: District) -> Hashable:
    """Return what templates tell apart in a district."""
    national = [listing for listing in district.listings if listing.list == NATIONAL]
    return (
        district.abolished is None, bool(district.note), min(len(national), 5), any(x.gi for x in national),
        any(x.doubt for x in national), any(x.reading for x in national), any(x.rank for x in national),
        any(x.note for x in district.listings), any(x.hi for x in district.listings),
        len({x.list for x in district.listings}),
    )  # fmt: skip


def _unlike(items: Iterable[T], shape: Callable[[T], Hashable]) -> list[T]:
    """Return the first item of each shape."""
    out: dict[Hashable, T] = {}
    for item in items:
        out.setdefault(shape(item), item)
    return list(out.values())
