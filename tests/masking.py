"""Measure what is left of messages whose private parts are named: one JSON object a line.

`{"text", "lang", "private": [spans that must not stay], "keep": [spans that must stay], "kept": what a clerk reads,
"hides": [words that we know and that are hidden here]}`, the last two where they have been read through. Run it on a
file with `python -m tests.masking FILE`; it names every span that is left. With `--write` it writes into the file what
a clerk reads now: read the difference.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from odop_bot.helpdesk.masking import Masker
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.language.tokens import key_of, normalise
from tests.process import ROOT

KINDS = ("number", "name", "address")
DOT = "\u2022"
"""Stands among words for what is hidden."""
_SIGNS = re.compile(r"[@]|\bat the rate\b|\bdot\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its parts."""

    text: str
    lang: str
    private: tuple[str, ...]
    keep: tuple[str, ...]
    kept: str | None = None
    hides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A span that is on the wrong side."""

    kind: str
    """`number`, `name`, `address`, or `lost` for one that should have stayed."""
    span: str
    text: str
    masked: str


def read_rows(path: Path) -> list[Row]:
    """Return the messages of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Row(
            row["text"],
            row["lang"],
            tuple(row["private"]),
            tuple(row.get("keep", ())),
            row.get("kept"),
            tuple(row.get("hides", ())),
        )
        for row in rows
    ]


def differs(masker: Masker, row: Row) -> list[str]:
    """Return the words that stay more or less often than they did when the message was read through.

    A word that was unknown then and is known now counts for nothing.
    """
    before, now = _words(row.kept or ""), _words(masker.mask(row.text))
    looked_at = dict.fromkeys(word for word in (*before, *row.hides) if word != DOT)
    return [word for word in looked_at if before.count(word) != now.count(word)]


def read_through(masker: Masker, row: Row) -> Row:
    """Return a message with what stays of it now."""
    kept = masker.mask(row.text)
    there = Counter(_words(kept))
    hides = [word for word in dict.fromkeys(_words(row.text)) if masker.mask(word) == word and not there[word]]
    twice = [word for word, times in Counter(_words(row.text)).items() if 0 < there[word] < times]
    return replace(row, kept=kept, hides=(*hides, *twice))


class Measure:
    """Tells which spans are left."""

    def __init__(self, masker: Masker) -> None:
        """Use what the masker itself goes by to tell a number from a name from an address."""
        words = masker.knowledge.words
        self._masker = masker
        self._digits = {key_of(word) for word in words.digit_words}
        self._places = {
            word
            for kind in ("house_words", "street_words", "site_words", "near_words", "beside_words")
            for phrase in words.personal[kind]
            for word in key_of(phrase).split()
        }
        knowledge = masker.knowledge
        self._districts = {
            word
            for table in (knowledge.states, knowledge.districts)
            for place in table.values()
            for name in (place.name, *place.names.values(), *place.also)
            for word in key_of(name).split()
        }
        self._signs = words.personal["at_signs"]
        self._small = {key_of(word) for word in (*words.fillers, *words.weak_cues)}

    def kind(self, span: str) -> str:
        """Return what a private span is: a number also if it is an e-mail address, an address if it has words too."""
        words = key_of(span).split()
        numbers = [word for word in words if word.isdigit() or word in self._digits]
        if (
            _SIGNS.search(span)
            or any(sign in span for sign in self._signs)
            or (numbers and len(numbers) >= len(words) / 2)
        ):
            return "number"
        if numbers or any(word in self._places for word in words):
            return "address" if any(len(word) > 3 for word in words if not word.isdigit()) else "number"
        return "name"

    def left(self, rows: Iterable[Row]) -> Iterator[Left]:
        """Yield the private spans of which something stays, and the others of which something does not.

        Of a number the whole or four digits in a row count, of a name each word, of an address each word
        but those of districts and for streets and houses.
        """
        for row in rows:
            masked = self._masker.mask(row.text)
            there = _words(masked)
            for span in row.private:
                kind = self.kind(span)
                if self._stays(kind, span, there):
                    yield Left(kind, span, row.text, masked)
            for span in row.keep:
                if f" {' '.join(_words(span))} " not in f" {' '.join(there)} ":
                    yield Left("lost", span, row.text, masked)

    def _stays(self, kind: str, span: str, there: list[str]) -> bool:
        words = _words(span)
        if f" {' '.join(words)} " in f" {' '.join(there)} ":
            return True
        if kind == "number":
            return any(word in there for word in words if word.isdigit() and len(word) >= 4)
        known = self._small | self._places | (self._districts if kind == "address" else set())
        return any(word in there for word in words if word not in known and len(word) > 1)


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters, marks of Indian scripts included."""
    plain = normalise(text).casefold().replace(HIDDEN, f" {DOT} ")
    return "".join(c if c == DOT or unicodedata.category(c)[0] in "LMN" else " " for c in plain).split()


def main() -> None:
    """Print how many spans of a file are left, by kind, and which."""
    masker = Masker(load_knowledge(ROOT / "knowledge"))
    measure = Measure(masker)
    path = Path(sys.argv[1])
    rows = read_rows(path)
    if "--write" in sys.argv[2:]:
        texts = (json.dumps(asdict(read_through(masker, row)), ensure_ascii=False) for row in rows)
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    left = list(measure.left(rows))
    of = Counter(measure.kind(span) for row in rows for span in row.private)
    of["lost"] = sum(len(row.keep) for row in rows)
    for item in left:
        print(f"{item.kind}: {item.span!r} in {item.text!r} -> {item.masked!r}")  # noqa: T201 - for who runs this
    for kind in (*KINDS, "lost"):
        count = sum(item.kind == kind for item in left)
        share = f" ({count / of[kind]:.1%})" if of[kind] else ""
        print(f"{kind}s {'lost' if kind == 'lost' else 'left'}: {count} of {of[kind]}{share}")  # noqa: T201 - for who runs this


if __name__ == "__main__":
    main()
