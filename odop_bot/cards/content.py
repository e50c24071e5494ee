"""What stands on the card of a district, of a State, of a product family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from odop_bot.answering.wording import Wording
from odop_bot.cards.layout import Block, Item
from odop_bot.knowledge import ENGLISH, NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Family, Listing, State

Thing = District | State | Family
"""What has a card."""


@dataclass(frozen=True, slots=True)
class Content:
    """The texts of a card."""

    name: str
    """In the script of the language."""
    second: str
    """The name in Latin letters, or in the script of the place where the first one is Latin; then where it is."""
    blocks: tuple[Block, ...]
    sources: str


def content_of(thing: Thing, knowledge: Knowledge, wording: Wording) -> Content:
    """Return what stands on the card of a thing."""
    if isinstance(thing, District):
        return _of_district(thing, knowledge, wording)
    return _of_state(thing, knowledge, wording) if isinstance(thing, State) else _of_family(thing, knowledge, wording)


def _of_district(district: District, knowledge: Knowledge, wording: Wording) -> Content:
    state = knowledge.state_of(district)
    blocks, sources = [], []
    for item in knowledge.lists.values():
        listings = knowledge.listings(district, item.id)
        own = item.scope in ("national", str(state.lgd)) and not item.superseded_by
        if not own or (not listings and item.id != NATIONAL):
            continue
        items = tuple(_product(district, listing, knowledge, wording) for listing in listings)
        heading = f"{wording.text(item.name)} · {wording.date(item.as_of)}"
        blocks.append(Block(heading, items or (Item(wording.words.not_listed),)))
        sources += [knowledge.source_of(listing) for listing in listings] or [item.source]
    local = district.names.get(state.language, district.names.get("hi", ""))
    return Content(
        wording.name(district),
        _joined(_other_name(wording.name(district), district.name, local), wording.name(state)),
        tuple(blocks),
        _cited(sources, wording),
    )


def _product(district: District, listing: Listing, knowledge: Knowledge, wording: Wording) -> Item:
    note = knowledge.notes.get((district.lgd, listing.product)) if listing.list == NATIONAL else None
    mark = knowledge.gi_mark(district, listing)
    text = wording.product(listing) if listing.list == NATIONAL else wording.product_short(listing)
    if listing.reading:
        text += f" [{wording.remark(listing.reading)}?]"
    return Item(text, wording.words.gi_short[mark] if mark else "", wording.text(note.note) if note else "")


def _of_state(state: State, knowledge: Knowledge, wording: Wording) -> Content:
    item, districts = knowledge.lists[NATIONAL], knowledge.districts_of_state[state.lgd]
    items = []
    for district in districts:
        products = [wording.product_short(listing) for listing in knowledge.listings(district, NATIONAL)]
        if products:
            items.append(Item(f"{wording.name(district)}: {', '.join(products)}"))
    local = state.names.get(state.language, "")
    heading = f"{wording.text(item.name)} · {wording.date(item.as_of)}"
    return Content(
        wording.name(state),
        _joined(_other_name(wording.name(state), state.name, local), wording.districts(len(districts))),
        (Block(heading, tuple(items) or (Item(wording.words.not_listed),)),),
        _cited([item.source], wording),
    )


def _of_family(family: Family, knowledge: Knowledge, wording: Wording) -> Content:
    pairs = knowledge.listings_of_family[family.id]
    blocks, sources = [], []
    for item in knowledge.lists.values():
        groups: dict[int, list[str]] = {}
        for district, listing in pairs:
            if listing.list == item.id and not item.superseded_by:
                names = groups.setdefault(district.state, [])
                names.extend([wording.name(district)] if wording.name(district) not in names else [])
        if not groups:
            continue
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), knowledge.states[group[0]].name))
        items = tuple(Item(f"{wording.name(knowledge.states[code])}: {', '.join(names)}") for code, names in ordered)
        blocks.append(Block(f"{wording.text(item.name)} · {wording.date(item.as_of)}", items))
        sources.append(item.source)
    name = wording.text(family.name)
    count = len({district.lgd for district, _ in pairs})
    return Content(
        name,
        _joined(_other_name(name, family.name[ENGLISH], family.name.get("hi", "")), wording.districts(count)),
        tuple(blocks),
        _cited(sources, wording),
    )


def _other_name(shown: str, latin: str, local: str) -> str:
    """Return the name in Latin letters, or in those of the place where that is what is shown."""
    return latin if shown != latin else local


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _cited(sources: Iterable[str], wording: Wording) -> str:
    return "; ".join(dict.fromkeys(wording.source_name(source) for source in sources))
