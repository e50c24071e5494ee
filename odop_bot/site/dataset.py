"""The joined lists as open data: tables in CSV, all of it in JSON, described as a Data Package.

Format of the description: https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.cells import harmless
from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District
from odop_bot.site.changes import changes_of

Row = Sequence[object]
Fields = Mapping[str, str]
"""Types of Table Schema by name of column."""
_MANY = "; "
"""Between the values of a cell that holds several."""


class Table:
    """A table of the open data."""

    def __init__(
        self,
        fields: Fields,
        rows: Callable[[Answerer], Iterator[Row]],
        key: Sequence[str],
        refers: Mapping[str, tuple[str, str]] = {},
    ) -> None:
        """Take the columns, what makes the rows, the columns of the key and those that refer to another table."""
        self.fields = fields
        self.rows = rows
        self.key = key
        self.refers = refers

    def csv(self, answerer: Answerer) -> bytes:
        """Return the table in UTF-8; what a spreadsheet program would run as a formula is text."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.fields)
        writer.writerows([harmless(_cell(value)) for value in row] for row in self.rows(answerer))
        return out.getvalue().encode()

    def schema(self) -> dict[str, Any]:
        """Return its Table Schema."""
        schema: dict[str, Any] = {
            "fields": [{"name": name, "type": kind} for name, kind in self.fields.items()],
            "primaryKey": list(self.key),
        }
        if self.refers:
            schema["foreignKeys"] = [
                {"fields": [column], "reference": {"resource": table, "fields": [field]}}
                for column, (table, field) in self.refers.items()
            ]
        return schema


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return _MANY.join(map(str, value))
    return value


def _states(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.states.values():
        yield x.lgd, x.name, *_names(answerer, x.names), x.code, x.kind


def _districts(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.districts.values():
        latitude, longitude = x.at or (None, None)
        yield (
            x.lgd,
            x.state,
            x.name,
            *_names(answerer, x.names),
            x.also,
            x.old_names,
            x.headquarters,
            latitude,
            longitude,
            x.abolished,
        )


def _names(answerer: Answerer, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(language, "") for language in answerer.languages[1:])


def _lists(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.lists.values():
        yield (x.id, x.name["en"], x.authority, x.as_of, x.scope, x.basis, x.superseded_by, x.source)


def _listings(answerer: Answerer) -> Iterator[Row]:
    knowledge = answerer.knowledge
    for district in knowledge.districts.values():
        counts: dict[str, int] = {}
        for x in district.listings:
            counts[x.list] = counts.get(x.list, 0) + 1
            yield (
                x.list,
                knowledge.lists[x.list].as_of,
                district.lgd,
                counts[x.list],
                x.product,
                *(knowledge.product_name(x, language) for language in answerer.languages[1:]),
                x.rank,
                x.sector,
                x.gi,
                knowledge.gi_mark(district, x),
                x.families,
                x.reading,
                x.doubt,
                x.note,
                knowledge.source_of(x),
            )


def _notes(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.notes.values():
        yield (x.district, x.product, *(x.note.get(code) for code in answerer.languages), x.by_list, x.sources)


def _families(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.families.values():
        yield (x.id, *(x.name.get(code) for code in answerer.languages), x.part_of)


def _gi(answerer: Answerer) -> Iterator[Row]:
    for x in answerer.knowledge.gi.values():
        yield (x.id, x.name, x.also, x.serials, x.goods, x.states, x.country, x.districts, x.by, x.families)


def _sources(answerer: Answerer) -> Iterator[Row]:
    for key, x in answerer.knowledge.sources.items():
        yield (key, x.title, x.publisher, x.date, x.url, x.trust)


def _changes(answerer: Answerer) -> Iterator[Row]:
    for old, new, changes in changes_of(answerer.knowledge):
        for x in changes:
            yield (old, new, x.district, x.kind, x.before, x.after)


_LANGUAGES = ("hi", "te")
_NAMES = {f"name_{code}": "string" for code in _LANGUAGES}
TABLES: Mapping[str, Table] = {
    "states": Table(
        {"lgd": "integer", "name": "string", **_NAMES, "code": "string", "kind": "string"},
        _states,
        ["lgd"],
    ),
    "districts": Table(
        {
            "lgd": "integer",
            "state": "integer",
            "name": "string",
            **_NAMES,
            "also": "string",
            "former": "string",
            "headquarters": "string",
            "latitude": "number",
            "longitude": "number",
            "abolished": "string",
        },
        _districts,
        ["lgd"],
        {"state": ("states", "lgd")},
    ),
    "lists": Table(
        {
            "id": "string",
            "name": "string",
            "authority": "string",
            "as_of": "string",
            "scope": "string",
            "basis": "string",
            "superseded_by": "string",
            "source": "string",
        },
        _lists,
        ["id"],
        {"source": ("sources", "id")},
    ),
    "listings": Table(
        {
            "list": "string",
            "as_of": "string",
            "district": "integer",
            "number": "integer",
            "product": "string",
            **{f"product_{code}": "string" for code in _LANGUAGES},
            "rank": "string",
            "sector": "string",
            "marked_gi": "boolean",
            "gi": "string",
            "families": "string",
            "reading": "string",
            "doubt": "string",
            "note": "string",
            "source": "string",
        },
        _listings,
        ["list", "district", "number"],
        {"list": ("lists", "id"), "district": ("districts", "lgd"), "source": ("sources", "id")},
    ),
    "notes": Table(
        {
            "district": "integer",
            "product": "string",
            "note": "string",
            **{f"note_{x}": "string" for x in _LANGUAGES},
            "by_list": "boolean",
            "sources": "string",
        },
        _notes,
        ["district", "product"],
        {"district": ("districts", "lgd")},
    ),
    "families": Table({"id": "string", "name": "string", **_NAMES, "part_of": "string"}, _families, ["id"]),
    "gi": Table(
        {
            "id": "string",
            "name": "string",
            "also": "string",
            "serials": "string",
            "goods": "string",
            "states": "string",
            "country": "string",
            "districts": "string",
            "by": "string",
            "families": "string",
        },
        _gi,
        ["id"],
    ),
    "changes": Table(
        {
            "older": "string",
            "newer": "string",
            "district": "integer",
            "kind": "string",
            "before": "string",
            "after": "string",
        },
        _changes,
        ["older", "newer", "district"],
        {"older": ("lists", "id"), "newer": ("lists", "id"), "district": ("districts", "lgd")},
    ),
    "sources": Table(
        {
            "id": "string",
            "title": "string",
            "publisher": "string",
            "date": "string",
            "url": "string",
            "trust": "string",
        },
        _sources,
        ["id"],
    ),
}
"""By the name of their files."""
LICENCES = (
    {"name": "GODL-India", "title": "Government Open Data License – India", "path": "https://www.data.gov.in/Godl"},
    {
        "name": "MIT",
        "title": "MIT licence, for the wording and the borders",
        "path": "https://opensource.org/license/mit",
    },
)


def dataset(answerer: Answerer, base_url: str | None) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the open data by path: the tables, all of them in one JSON file, the description last."""
    resources = []
    whole: dict[str, list[dict[str, object]]] = {}
    for name, table in TABLES.items():
        content = table.csv(answerer)
        path = f"data/{name}.csv"
        yield path, content
        resources.append(
            {
                "name": name,
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": table.schema(),
            }
        )
        whole[name] = [dict(zip(table.fields, row, strict=True)) for row in table.rows(answerer)]
    knowledge = answerer.knowledge
    national = knowledge.lists[NATIONAL]
    yield "data/odop.json", as_json({"as_of": national.as_of, **whole})
    yield (
        "datapackage.json",
        as_json(
            {
                "profile": "tabular-data-package",
                "name": "india-odop-lists",
                "id": base_url or "india-odop-lists",
                "title": "India's One District One Product lists, joined",
                "version": national.as_of.replace("-", "."),
                "description": "The products that the lists of India, the food ministry and the States name for "
                "each district, with the register of geographical indications, sources and dates.",
                **({"homepage": base_url} if base_url else {}),
                "licenses": list(LICENCES),
                "sources": _rests_on(knowledge),
                "keywords": ["India", "ODOP", "GI", "districts"],
                "resources": resources,
            }
        ),
    )


def _rests_on(knowledge: Knowledge) -> list[dict[str, str]]:
    """Return the sources of the lists and of the Registry."""
    ids = dict.fromkeys([*(item.source for item in knowledge.lists.values()), knowledge.gi_registry.source])
    found = [knowledge.sources[key] for key in ids]
    return [{"title": x.title, **({"path": x.url} if x.url and x.url.startswith("http") else {})} for x in found]


def as_json(value: object) -> bytes:
    """Return a value as JSON in UTF-8, one line, ending in a new line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def cells_of(knowledge: Knowledge, district: District) -> list[dict[str, Any]]:
    """Return the listings of a district as its JSON has them."""
    return [
        {
            "list": x.list,
            "as_of": knowledge.lists[x.list].as_of,
            "product": {
                "en": x.product,
                **{code: name for code in knowledge.languages if (name := knowledge.product_name(x, code))},
            },
            "rank": x.rank,
            "sector": x.sector,
            "gi": knowledge.gi_mark(district, x),
            "families": list(x.families),
            "reading": x.reading,
            "doubt": x.doubt,
            "note": dict(note.note)
            if (note := knowledge.notes.get((district.lgd, x.product))) and x.list == NATIONAL
            else None,
            "source": knowledge.source_of(x),
        }
        for x in district.listings
    ]
