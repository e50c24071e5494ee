"""Find the labels of lists in a pasted text: (a) … (b) …, A) … B) …, 1. … 2. …, क) … ख) …, Option A: …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ALPHABETS: tuple[tuple[str, ...], ...] = (
    tuple("abcdefghijkl"),
    tuple("ABCDEFGHIJKL"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii"),
    ("I", "II", "III", "IV", "V", "VI", "VII", "VIII"),
    tuple("123456789"),
    tuple("pqrstu"),
    tuple("PQRSTU"),
    tuple("wxyz"),
    tuple("xyz"),
    tuple("कखगघङच"),
    tuple("अबसदइफ"),
    tuple("अआइईउऊ"),
    ("ए", "बी", "सी", "डी", "ई"),
    tuple("అఆఇఈఉఊ"),
    tuple("కఖగఘఙ"),
    ("ఎ", "బి", "సి", "డి", "ఇ"),
    ("ఏ", "బి", "సి", "డి", "ఈ"),
)
"""Labels in the order in which people count with them."""
_LABEL = "|".join(sorted({re.escape(label) for labels in ALPHABETS for label in labels}, key=len, reverse=True))
_BEFORE = r"(?:(?<=^)|(?<=[\s/|;,.:?।)\]–—•_-]))"
_WORD = r"(?:statement|stmt|option|opt|ans|vakya|kathan|vikalp|कथन|विकल्प|वक्तव्य|ప్రకటన|వాక్యం|ఎంపిక|ఆప్షన్)"
STYLES: tuple[tuple[str, re.Pattern[str], int, str], ...] = (
    # A word before the label says what it is, whatever stands behind it.
    ("word", re.compile(rf"{_BEFORE}{_WORD}\s*[-–]?\s*\(?({_LABEL})\)?\s*[:.)–—-]+\s*", re.I | re.M), 2, ":.)–—-"),
    ("brackets", re.compile(rf"[(\[{{]\s*({_LABEL})\s*[)\]}}]\s*[.:–-]?\s*", re.M), 2, ")]}"),
    ("bracket", re.compile(rf"{_BEFORE}({_LABEL})\s*[)\]]\s*", re.M), 2, ")]"),
    ("dot", re.compile(rf"{_BEFORE}({_LABEL})\s?\.(?![\d.])\s*", re.M), 2, "."),
    ("colon", re.compile(rf"{_BEFORE}({_LABEL})\s*(?::|[-–—=](?=\s)|(?<=\s)[-–—=])\s*", re.M), 3, ":-–—="),
    # "A-1 B-2 C-3" is one option: what stands behind a dash is no label.
    ("bare", re.compile(rf"(?<![-–—]){_BEFORE}({_LABEL})\s+(?=[^\W_])", re.M), 3, " \n"),
)
"""Ways to write a label, the surest first, each with how many in a row make a list, and what one of them must have."""
_LEAST_ROWS = 3
"""Rows from which on two lists are taken for columns side by side."""
_ARTICLES = frozenset({"a", "i", "I", "v", "अ", "स", "इ", "ई", "ए", "बी", "सी", "డి", "ఆ", "ఈ", "ఏ", "ఇ"})
"""Labels that are words as well: no list begins with one that nothing marks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One label, where it stands."""

    label: str
    start: int
    end: int
    """Offset behind the label and what marks it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Labels of one list, in order."""

    marks: tuple[Mark, ...]
    style: str
    alphabet: int

    @property
    def start(self) -> int:
        """Offset of the first label."""
        return self.marks[0].start

    @property
    def last(self) -> int:
        """Offset behind the last label."""
        return self.marks[-1].end


def chains_in(text: str) -> list[Chain]:
    """Return the lists of a text by their labels, in order; no two overlap."""
    found: list[tuple[int, Chain]] = []
    for rank, (style, pattern, least, marked) in enumerate(STYLES):
        if sum(map(text.count, marked)) < least:
            continue
        matches = list(pattern.finditer(text))
        if len(matches) < least:
            continue
        marks = [Mark(m.group(1), m.start(), m.end()) for m in matches]
        for number, labels in enumerate(ALPHABETS):
            found += [
                (rank, Chain(tuple(run), style, number))
                for run in _runs(marks, labels, style)
                if len(run) >= least and (style != "bare" or _fits_bare(run, text))
            ]
    chains = [chain for _, chain in found]
    found = [(rank, chain) for rank, chain in found if not any(_is_column(chain, other) for other in chains)]
    out: list[Chain] = []
    for _, chain in sorted(found, key=lambda item: (item[0], -len(item[1].marks), item[1].start)):
        if all(chain.last <= other.start or chain.start >= other.last for other in out):
            out.append(chain)
    return sorted(out, key=lambda chain: chain.start)


def _is_column(chain: Chain, other: Chain) -> bool:
    """Whether each label of a list stands behind one of another list, in its row: that one is the list."""
    rows = len(other.marks)
    if len(chain.marks) != rows or rows < _LEAST_ROWS or chain.style == other.style or other.style in ("colon", "bare"):
        return False
    ends = [*(mark.start for mark in other.marks[1:]), None]
    return all(
        row.end < mark.start and (end is None or mark.start < end)
        for row, mark, end in zip(other.marks, chain.marks, ends, strict=True)
    )


def _runs(marks: Iterable[Mark], labels: tuple[str, ...], style: str) -> Iterator[list[Mark]]:
    """Yield the runs of labels that count up from the first one; each first one begins anew."""
    order = {label: i for i, label in enumerate(labels)}
    folded = {label.lower(): i for label, i in order.items()} if style == "word" else order
    known = [(folded.get(mark.label.lower() if style == "word" else mark.label), mark) for mark in marks]
    placed = [(place, mark) for place, mark in known if place is not None]
    run: list[Mark] = []
    for at, (place, mark) in enumerate(placed):
        if place == 0:
            if len(run) > 1 and _is_inside([p for p, _ in placed[at:]], len(run)):
                continue
            yield run
            run = [mark]
        elif run and place == len(run):
            run.append(mark)
    yield run


def _is_inside(places: list[int], wanted: int) -> bool:
    """Whether labels that begin anew are words of an item: "(c) Both (a) and (b) (d) …" goes on with (d)."""
    if wanted not in places:
        return False
    return not set(range(wanted)) <= set(places[: places.index(wanted)])


def _fits_bare(run: list[Mark], text: str) -> bool:
    """Whether labels that nothing marks are a list: something with letters stands behind each."""
    if run[0].label in _ARTICLES:
        return False
    ends = [mark.start for mark in run[1:]] + [len(text)]
    return all(any(c.isalpha() for c in text[mark.end : end]) for mark, end in zip(run, ends, strict=True))
