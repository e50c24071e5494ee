"""A slow oracle: multiple-choice questions whose right options are known by plain reading of the lists' rows.

It knows nothing of how the bot reads: two products are told apart only where no family, however broad, and no word of
their names in any language connects them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import District, Listing

_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = """
and of the for with based products product other items industry processing unit
"""
_SMALL = frozenset(_EMPTY.split())
MARKS = ("({})", "{})", "{}.", "[{}]", "({}) ")
LETTERS = ("abcd", "ABCD", "1234", "कखगघ", "అఆఇఈ", ("i", "ii", "iii", "iv"))
JOINS = (" ", "\n", " / ", ", ")
WHICH = {
    "en": (
        "{product} is the ODOP product of which district?",
        "Which district has {product} on the {list}?",
        "As per the {list}, {product} belongs to",
        "{product} ({list}) is of",
    ),
    "hi": ("{product} किस जिले का ओडीओपी उत्पाद है?", "{list} के अनुसार {product} किस जनपद का उत्पाद है -"),
    "te": ("{product} ఏ జిల్లా ODOP ఉత్పత్తి?", "{list} ప్రకారం {product} ఏ జిల్లాకు చెందినది?"),
}
WHAT = {
    "en": ("Which is the ODOP product of {district} ({state})?", "{list}: the product of {district}, {state} is"),
    "hi": ("{state} के {district} जिले का ओडीओपी उत्पाद कौन सा है?",),
    "te": ("{state} లోని {district} జిల్లా ODOP ఉత్పత్తి ఏది?",),
}
NOT = {
    "en": ("Which of these pairs is NOT correctly matched ({list})?", "Find the wrong pair ({list}):"),
    "hi": ("{list} में कौन सा युग्म सुमेलित नहीं है?", "निम्न में से गलत युग्म चुनिए ({list})"),
    "te": ("{list} లో సరిపోలని జత ఏది? తప్పు జత:",),
}
STATEMENTS = {
    "en": (
        "Consider the following statements ({list}):",
        "{product} is listed for {district}.",
        "Which of these are correct?",
        ("{} only", "{} and {} only", "All of the above", "None of the above"),
    ),
    "hi": (
        "निम्नलिखित कथनों पर विचार कीजिए ({list}):",
        "{product} {district} का उत्पाद है।",
        "कौन से कथन सही हैं?",
        ("केवल {}", "केवल {} और {}", "उपर्युक्त सभी", "इनमें से कोई नहीं"),
    ),
}


@dataclass(frozen=True)
class Made:
    """A question with its key."""

    kind: str
    language: str
    text: str
    right: frozenset[str]
    """Labels of the right options."""


class Oracle:
    """Makes questions from the rows of one list."""

    def __init__(self, knowledge: Knowledge, list_id: str, seed: int) -> None:
        self._knowledge = knowledge
        self._list = knowledge.lists[list_id]
        self._random = random.Random(seed)
        self._rows = [
            (d, x)
            for d in knowledge.districts.values()
            for x in d.listings
            if x.list == list_id and x.families and not x.doubt and not x.reading and not d.abolished
        ]
        self._kin = {id(x): self._kinship(x) for d in knowledge.districts.values() for x in d.listings}
        names: dict[str, int] = {}
        for district in knowledge.districts.values():
            names[district.name] = names.get(district.name, 0) + 1
        shared = {code for name in knowledge.shared_names for code in name.districts}
        self._districts = [
            d for d in {d.lgd: d for d, _ in self._rows}.values() if names[d.name] == 1 and d.lgd not in shared
        ]

    def _kinship(self, listing: Listing) -> frozenset[str]:
        names = [listing.product, listing.hi or ""]
        names += [self._knowledge.product_name(listing, code) or "" for code in ("hi", "te")]
        words = {w.lower()[:5] for name in names for w in _WORD.findall(name) if w.lower() not in _SMALL and len(w) > 2}
        families = {broad for family in listing.families for broad in self._knowledge.broader(family)}
        return frozenset(words | {f"family {family}" for family in families})

    def _free(self, district: District, kin: frozenset[str]) -> bool:
        """Whether nothing that any list names for a district is related to a product."""
        return not any(self._kin[id(x)] & kin for x in district.listings)

    def _picked(self, rows: int = 1) -> list[tuple[District, Listing]]:
        good = {d.lgd for d in self._districts}
        out: list[tuple[District, Listing]] = []
        while len(out) < rows:
            district, listing = self._random.choice(self._rows)
            fits = district.lgd in good and len(listing.product) < 50 and not self._telling(district, listing)
            kin = self._kin[id(listing)]
            if fits and all(self._free(d, kin) and self._free(district, self._kin[id(x)]) for d, x in out):
                out.append((district, listing))
        return out

    @staticmethod
    def _telling(district: District, listing: Listing) -> bool:
        return district.name.lower()[:5] in listing.product.lower()

    def _others(self, kin: frozenset[str], count: int) -> list[District]:
        out: list[District] = []
        while len(out) < count:
            district = self._random.choice(self._districts)
            if district not in out and self._free(district, kin):
                out.append(district)
        return out

    def _place(self, district: District, language: str) -> str:
        return district.names.get(language, district.name)

    def _product(self, listing: Listing, language: str) -> str:
        return self._knowledge.product_name(listing, language) or listing.product

    def _laid_out(self, stem: str, options: list[str], right: set[int]) -> tuple[str, frozenset[str]]:
        letters = self._random.choice(LETTERS)
        mark, join = self._random.choice(MARKS), self._random.choice(JOINS)
        order = list(range(len(options)))
        self._random.shuffle(order)
        lines = [f"{mark.format(letters[k])} {options[i]}" for k, i in enumerate(order)]
        keys = frozenset(letters[k].lower() for k, i in enumerate(order) if i in right)
        return f"{stem}{self._random.choice((' ', chr(10)))}{join.join(lines)}", keys

    def questions(self, count: int, languages: tuple[str, ...] = ("en", "hi", "te")) -> Iterator[Made]:
        """Yield questions of all kinds."""
        for number in range(count):
            language = languages[number % len(languages)]
            kind = ("which", "what", "not", "statements", "match")[number // len(languages) % 5]
            if kind in ("statements", "match") and language == "te":
                kind = "which"
            text, right = getattr(self, f"_{kind}")(language)
            yield Made(kind, language, text, right)

    def _fill(self, text: str, language: str, **names: str) -> str:
        name = self._list.name.get(language) or self._list.name["en"]
        return text.format(list=name, **names)

    def _which(self, language: str) -> tuple[str, frozenset[str]]:
        ((district, listing),) = self._picked()
        stem = self._fill(self._random.choice(WHICH[language]), language, product=self._product(listing, language))
        places = [district, *self._others(self._kin[id(listing)], 3)]
        return self._laid_out(stem, [self._place(d, language) for d in places], {0})

    def _what(self, language: str) -> tuple[str, frozenset[str]]:
        rows = self._picked(4)
        district = rows[0][0]
        state = self._knowledge.state_of(district)
        stem = self._fill(
            self._random.choice(WHAT[language]),
            language,
            district=self._place(district, language),
            state=state.names.get(language, state.name),
        )
        return self._laid_out(stem, [self._product(x, language) for _, x in rows], {0})

    def _not(self, language: str) -> tuple[str, frozenset[str]]:
        rows = self._picked(4)
        other = self._others(self._kin[id(rows[0][1])], 1)[0]
        while other.lgd in {d.lgd for d, _ in rows}:
            other = self._others(self._kin[id(rows[0][1])], 1)[0]
        pairs = [(other, rows[0][1]), *rows[1:]]
        dash = self._random.choice((" – ", " - ", " : ", " — "))
        stem = self._fill(self._random.choice(NOT[language]), language)
        options = [f"{self._product(x, language)}{dash}{self._place(d, language)}" for d, x in pairs]
        return self._laid_out(stem, options, {0})

    def _statements(self, language: str) -> tuple[str, frozenset[str]]:
        opening, line, asking, codes = STATEMENTS[language]
        rows = self._picked(3)
        true = [self._random.random() < 0.5 for _ in rows]
        lines = []
        for number, ((district, listing), so) in enumerate(zip(rows, true, strict=True), start=1):
            place = district if so else self._others(self._kin[id(listing)], 1)[0]
            text = line.format(product=self._product(listing, language), district=self._place(place, language))
            lines.append(f"{number}. {text}")
        yes = [str(i + 1) for i, so in enumerate(true) if so]
        right = codes[2] if len(yes) == 3 else codes[3] if not yes else codes[len(yes) - 1].format(*yes)
        wrong = [codes[0].format(n) for n in "123"] + [codes[1].format(a, b) for a, b in ("12", "13", "23")]
        wrong = [code for code in (*wrong, codes[2], codes[3]) if code != right]
        options = [right, *self._random.sample(wrong, 3)]
        stem = " ".join([self._fill(opening, language), *lines, asking])
        letters = "abcd"
        order = list(range(4))
        self._random.shuffle(order)
        laid = " ".join(f"({letters[k]}) {options[i]}" for k, i in enumerate(order))
        return f"{stem} {laid}", frozenset({letters[order.index(0)]})

    def _match(self, language: str) -> tuple[str, frozenset[str]]:
        rows = self._picked(4)
        order = list(range(4))
        self._random.shuffle(order)  # order[k]: which row stands as number k + 1
        codes = {tuple(order.index(i) + 1 for i in range(4)): True}
        while len(codes) < 4:
            other = list(range(1, 5))
            self._random.shuffle(other)
            codes.setdefault(tuple(other), False)
        options = list(codes)
        self._random.shuffle(options)
        left = " ".join(f"{a}. {self._product(x, language)}" for a, (_, x) in zip("ABCD", rows, strict=True))
        right = " ".join(f"{k + 1}. {self._place(rows[i][0], language)}" for k, i in enumerate(order))
        laid = " ".join(
            f"({letter}) " + ", ".join(f"{a}-{n}" for a, n in zip("ABCD", code, strict=True))
            for letter, code in zip("abcd", options, strict=True)
        )
        head = {"en": "Match List-I with List-II", "hi": "सूची-I को सूची-II से सुमेलित कीजिए"}[language]
        name = self._list.name.get(language) or self._list.name["en"]
        key = next(letter for letter, code in zip("abcd", options, strict=True) if codes[code])
        return f"{head} ({name}): {left} / List-II: {right} {laid}", frozenset({key})
