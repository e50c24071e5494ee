"""Editorial checks of the notes on products: every listing has one, short, and in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from odop_bot.knowledge.base import NATIONAL, Knowledge
from odop_bot.knowledge.faults import Fault
from odop_bot.knowledge.models import ENGLISH, ProductNote, StateFile
from odop_bot.knowledge.sources import Sources
from odop_bot.knowledge.validating import near
from odop_bot.knowledge.yaml_reader import Document, KeyPath

FOLDER = "notes/"
LONGEST = {ENGLISH: 160}
"""Characters that a note may have."""
LONGEST_TRANSLATION = 200
"""The same for other languages, whose vowel signs are characters of their own."""


def check_notes(knowledge: Knowledge, documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield every editorial fault of `notes/`."""
    states = _states_by_file(documents)
    for name, document in documents.items():
        if not name.startswith(FOLDER) or not isinstance(document.data, list):
            continue
        state = states.get(PurePath(name).name)
        if state is None:
            yield document.fault((), "no state's file in districts/ has this name", "name it like the state's file")
        for index, raw in enumerate(document.data):
            key = (int(raw.get("district") or 0), str(raw.get("product"))) if isinstance(raw, dict) else (0, "")
            note = knowledge.notes.get(key)
            if note is not None:
                yield from _subject(knowledge, document, index, note, state)
                yield from _texts(knowledge, document, index, note)


def check_noted(knowledge: Knowledge, sources: Sources) -> Iterator[Fault]:
    """Yield a fault for each product of the national list that no note is about, once there are notes at all."""
    astray = _astray(knowledge)
    for name, whole in sources.values.items():
        for index, district in enumerate(whole.districts if isinstance(whole, StateFile) and knowledge.notes else ()):
            if district.lgd in astray:
                # A note whose product is misspelt is told at the note, once.
                continue
            for number, listing in enumerate(district.listings):
                if listing.list == NATIONAL and (district.lgd, listing.product) not in knowledge.notes:
                    yield sources.fault(
                        name,
                        ("districts", index, "listings", number),
                        f"{listing.product} has no note",
                        f"say what is special about it in {FOLDER}{PurePath(name).name}",
                        # While the id of a district is misspelt its notes are those of another.
                        unused=("district", str(district.lgd)),
                    )


def _astray(knowledge: Knowledge) -> set[int]:
    """Return the districts that have a note on a product which the national list does not name there."""
    listed = {
        (lgd, listing.product)
        for lgd, district in knowledge.districts.items()
        for listing in knowledge.listings(district, NATIONAL)
    }
    return {lgd for lgd, _ in knowledge.notes.keys() - listed}


def _states_by_file(documents: Mapping[str, Document]) -> dict[str, int]:
    """Return the LGD codes of states by the names of their files."""
    files = {name: document.data for name, document in documents.items() if name.startswith("districts/")}
    return {
        PurePath(name).name: data["state"]["lgd"]
        for name, data in files.items()
        if isinstance(data, dict) and isinstance(data.get("state"), dict)
    }


def _subject(
    knowledge: Knowledge, document: Document, index: int, note: ProductNote, state: int | None
) -> Iterator[Fault]:
    """Yield a fault where a note is about nothing, or stands in another state's file."""
    district = knowledge.districts.get(note.district)
    if district is None:
        yield document.fault(
            (index, "district"),
            f"no district has the LGD code {note.district}",
            "use a code from districts/",
            missing=("district", str(note.district)),
        )
        return
    if state not in (None, district.state):
        yield document.fault(
            (index, "district"), f"{district.name} lies in another state", "move the note to that state's file"
        )
    products = [item.product for item in knowledge.listings(district, NATIONAL)]
    if note.product not in (*products, *(item.was for item in knowledge.listings(district, NATIONAL))):
        meant = near(note.product, products)
        yield document.fault(
            (index, "product"),
            f"the national list names no {note.product} for {district.name}",
            f"write {meant}" if meant else "write the list's own wording",
            missing=("product", note.product),
        )


def _texts(knowledge: Knowledge, document: Document, index: int, note: ProductNote) -> Iterator[Fault]:
    """Yield a fault for each language that is unknown, for English that is missing, and for each text too long."""
    languages = {ENGLISH, *knowledge.translations}
    here: KeyPath = (index, "note")
    if ENGLISH not in note.note:
        yield document.fault(here, "this note has no text in English", f"add {ENGLISH}: here")
    for code, text in note.note.items():
        longest = LONGEST.get(code, LONGEST_TRANSLATION)
        if code not in languages:
            yield document.fault((*here, code), f"no language has the code {code}", "use a code from languages/")
        elif len(text) > longest:
            yield document.fault((*here, code), f"{len(text)} characters; {longest} are allowed", "shorten it")
