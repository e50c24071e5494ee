"""What the search in the browser looks through: names by thing, sounds, PIN codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.answering.wording import Wording
from odop_bot.knowledge import Knowledge
from odop_bot.language.sound import FOLDS
from odop_bot.site import addresses
from odop_bot.site.dataset import as_json

PREFIX = 2
"""Digits of a PIN code that its file is named by."""
_SUFFIXES = frozenset({"district", "dist", "distt", "jila", "zila", "zilla", "jilla", "pin", "जिला", "ज़िला", "జిల్లా"})


def search_files(answerer: Answerer) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the search by path: one for each language, the sounds, the PIN codes by first digits."""
    for language in answerer.languages:
        wording = answerer.renderer.wording(language)
        yield f"search/{language}.json", as_json(list(_things(answerer.knowledge, wording)))
    small = sorted({_plain(word) for word in _SUFFIXES})
    shelves: dict[str, dict[str, list[int]]] = {}
    for pin, districts in sorted(answerer.knowledge.pins.districts().items()):
        shelves.setdefault(pin[:PREFIX], {})[pin] = districts
    yield "search/sounds.json", as_json({"folds": FOLDS, "small": small, "pins": list(shelves)})
    for prefix, pins in shelves.items():
        yield f"search/pin-{prefix}.json", as_json(pins)


def _plain(word: str) -> str:
    """Return a word as the search compares it: see `words` in search.js."""
    return "".join(x for x in unicodedata.normalize("NFKD", word.lower()) if x not in "\u093c\u200c\u200d")


def _things(knowledge: Knowledge, wording: Wording) -> Iterator[list[Any]]:
    """Yield what can be found: path, title, what is said beside it, names, other names, places in it, products."""
    shared: dict[int, list[str]] = {}
    for item in knowledge.shared_names:
        for code in item.districts:
            shared.setdefault(code, []).extend([item.name, *item.also])
    for d in knowledge.districts.values():
        products = [x.product for x in d.listings if not knowledge.lists[x.list].superseded_by]
        own = [knowledge.product_name(x, wording.language) for x in d.listings]
        yield _thing(
            "d",
            d.lgd,
            wording.place(d),
            wording.place(knowledge.state_of(d)),
            [d.name, *d.names.values()],
            [*d.also, *d.old_names, *shared.get(d.lgd, ())],
            [*filter(None, [d.headquarters]), *d.towns],
            [*products, *filter(None, own)],
        )
    for s in knowledge.states.values():
        yield _thing("s", s.lgd, wording.place(s), "", [s.name, *s.names.values()], s.also)
    for key, f in knowledge.families.items():
        words = [word for group in f.also.values() for word in group]
        yield _thing("p", key, wording.text(f.name), "", f.name.values(), words)
    for key, g in knowledge.gi.items():
        place = g.country or ", ".join(wording.place(knowledge.states[code]) for code in g.states)
        yield _thing("g", key, g.name, place, [g.name], g.also)
    for key, entry in knowledge.faq.items():
        subject = wording.text(knowledge.subjects[entry.subject].name)
        yield _thing("f", key, wording.text(entry.title), subject, entry.title.values(), [subject])
    for key, x in knowledge.lists.items():
        yield _thing("l", key, wording.text(x.name), x.authority, x.name.values(), x.also.get("en", ()))


def _thing(
    kind: str,
    key: object,
    title: str,
    beside: str,
    names: Iterable[str],
    also: Iterable[str] = (),
    places: Iterable[str] = (),
    products: Iterable[str] = (),
) -> list[Any]:
    fields = [list(dict.fromkeys(field)) for field in (names, also, places, products)]
    return [addresses.page(kind, key), title, beside, *fields]
