"""Solve questions whose options speak of statements, of two lists to match, or of an assertion and its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from odop_bot.solving.claims import ClaimChecker
from odop_bot.solving.codes import CodeReader, pairs_in
from odop_bot.solving.listed import CLOSE
from odop_bot.solving.parts import Claim, Part, PartReader
from odop_bot.solving.solution import Finding, Solution, Truth, firm
from odop_bot.understanding.pasted import Item, PastedQuestion

_COUNTED = re.compile(r"[?:]\s*(?P<items>[^?:]+?)\s*[?.।:]?\s*$")
"""What stands last in a stem, behind a mark."""
_LEAST_COUNTED, _MOST_COUNTED = 2, 9
"""How many pairs or districts of a stem may be to be counted."""
_KNOWN = 0.5
"""Share of the pairs of a matching that must be known."""
_ASSERTION = re.compile(
    r"(?:assertion|abhikathan|अभिकथन|कथन|నిశ్చితం|నిర్ధారణ|ప్రకటన)\s*[(\[]?\s*(?:A|ए|अ|ఎ|ఏ)?\s*[)\]]?\s*[:–-]\s*(?P<a>.+?)[.।;/]?\s*"
    r"(?:reason|karan|kaaran|कारण|తర్కం|కారణం|హేతువు)\s*[(\[]?\s*(?:R|आर|र|ఆర్)?\s*[)\]]?\s*[:–-]\s*(?P<r>.+?)\s*$",
    re.I | re.S,
)
_INSTRUCTION = re.compile(
    r"(?<=[.।?])\s+(?=(?:select|choose|codes?|in\s+the\s+(?:light|context)|which|mark|नीचे|उपर्युक्त|उपरोक्त|सही|कूट|పై|కింది|సరైన|కోడ్)\b)",
    re.I,
)
"""What stands between a reason and what is to be done with both."""
_TRUTHS = {Truth.YES: True, Truth.NO: False}


class StatementSolver:
    """Solves such questions; one object serves all."""

    def __init__(self, codes: CodeReader, parts: PartReader, claims: ClaimChecker) -> None:
        self._codes = codes
        self._parts = parts
        self._claims = claims

    def solve(self, question: PastedQuestion, stem: Part, negative: bool, language: str) -> Solution | None:
        """Return what is known; None for a question that has options only."""
        assertion = _ASSERTION.search(question.stem)
        if assertion:
            reason = _INSTRUCTION.split(assertion.group("r"), maxsplit=1)[0]
            return self._assertion(question, (assertion.group("a"), reason), language)
        if len(question.lists) >= 2:
            return self._matching(question, stem)
        items = question.lists[0] if question.lists else self._counted(question, stem)
        return self._statements(question, items, stem, negative, language) if items else None

    def _counted(self, question: PastedQuestion, stem: Part) -> tuple[Item, ...]:
        """Return the pairs or districts of a stem that are to be counted: "How many are right? Agra - petha, …"."""
        counts = [self._codes.count(option.text, _MOST_COUNTED) for option in question.options]
        listing = _COUNTED.search(question.stem)
        if None in counts or listing is None or not stem.evidence.wants("count"):
            return ()
        texts = [text.strip() for text in re.split(r"\s*[,;]\s*|\s+and\s+", listing["items"]) if text.strip()]
        parts = [self._parts.read(text, stem.places.states) for text in texts]
        pairs = all(self._parts.pair(text, stem.places.states) for text in texts)
        if len(texts) < _LEAST_COUNTED or not (pairs or all(part.places.alone for part in parts)):
            return ()
        return tuple(Item(str(number), f"({number})", text) for number, text in enumerate(texts, 1))

    def true_or_false(self, stem: Part, truths: Sequence[bool | None], language: str) -> Solution:
        """Return whether the statement of a stem is so."""
        finding = self._claims.statement(self._codes.without_truth(stem.text), None, language)
        so = _TRUTHS.get(finding.truth)
        chosen = tuple(i for i, truth in enumerate(truths) if so is not None and truth is so)
        return Solution(
            outcome="one" if chosen else "open",
            chosen=chosen,
            statements=(finding,),
            labels=("",),
            list_id=finding.list_id,
            entry=finding.entry,
        )

    def _statements(
        self, question: PastedQuestion, items: Sequence[Item], stem: Part, negative: bool, language: str
    ) -> Solution | None:
        labels = [item.label for item in items]
        sets = [self._codes.statements(option.text, labels) for option in question.options]
        counts = [self._codes.count(option.text, len(items)) for option in question.options]
        by_count = all(c is not None for c in counts) and (stem.evidence.wants("count") or None in sets)
        if not by_count and sum(s is not None for s in sets) < 2:
            return None
        findings = firm(self._claims.statements([item.text for item in items], stem, language))
        known = [f.negated() if negative else f for f in findings]
        yes = {i for i, f in enumerate(known) if f.truth is Truth.YES}
        no = {i for i, f in enumerate(known) if f.truth is Truth.NO}
        if by_count:
            possible = [i for i, c in enumerate(counts) if c is not None and len(yes) <= c <= len(items) - len(no)]
        else:
            possible = [i for i, s in enumerate(sets) if s is not None and yes <= s and not no & s]
        decided = len(yes) + len(no) == len(items)
        one = len(possible) == 1 and bool(yes or no)
        told = [f for f in findings if f.truth is not Truth.OPEN]
        return Solution(
            outcome="one" if one else "none" if decided and not possible else "open",
            chosen=tuple(possible) if one else (),
            statements=tuple(findings),
            labels=tuple(item.label.upper() for item in items),
            list_id=_first(f.list_id for f in told),
            entry=_first(f.entry for f in told),
            eliminated=one and not decided,
        )

    def _matching(self, question: PastedQuestion, stem: Part) -> Solution | None:
        left, right = question.lists[-2], question.lists[-1]
        codes = [pairs_in(o.text, [i.label for i in left], [i.label for i in right]) for o in question.options]
        if sum(code is not None for code in codes) < 2:
            return None
        lefts = [self._parts.read(item.text, stem.places.states) for item in left]
        rights = [self._parts.read(item.text, stem.places.states) for item in right]
        swapped = sum(p.places.alone for p in lefts) > sum(p.places.alone for p in rights)
        table: dict[tuple[int, int], Finding] = {}
        for a, b in product(range(len(left)), range(len(right))):
            thing, place = (rights[b], lefts[a]) if swapped else (lefts[a], rights[b])
            products = thing.products or self._parts.stem(thing.text).products
            table[a, b] = self._claims.listed(Claim(place.places, products, thing.text), stem)
        table = _settled(table)
        verdicts = [_verdict([table[pair] for pair in code.items()] if code else []) for code in codes]
        chosen = [i for i, truth in enumerate(verdicts) if truth is Truth.YES]
        sound = len(chosen) == 1 and verdicts.count(Truth.NO) == len(verdicts) - 1
        none = verdicts.count(Truth.NO) == len(verdicts) and _is_whole(table, len(left))
        code = codes[chosen[0]] if sound else None
        pairs = sorted(code.items()) if code else sorted(pair for pair in table if table[pair].truth is Truth.YES)
        return Solution(
            outcome="one" if sound else "none" if none else "open",
            chosen=tuple(chosen) if sound else (),
            statements=tuple(table[pair] for pair in pairs),
            labels=tuple(f"{left[a].label.upper()}–{right[b].label.upper()}" for a, b in pairs),
            list_id=_first(table[pair].list_id for pair in pairs if table[pair].truth is Truth.YES),
        )

    def _assertion(self, question: PastedQuestion, texts: Sequence[str], language: str) -> Solution:
        findings = firm([self._claims.statement(text, None, language) for text in texts])
        codes = [self._codes.assertion(option.text) for option in question.options]
        known = [_TRUTHS.get(finding.truth) for finding in findings]
        possible = [
            i
            for i, code in enumerate(codes)
            if code is None or all(so is None or so == says for so, says in zip(known, code[:2], strict=True))
        ]
        if all(known) and findings[0].entry is not None and findings[0].entry == findings[1].entry:
            # Of two that are so and are told as one matter the second is the reason of the first.
            possible = [i for i in possible if (code := codes[i]) is not None and code[2]] or possible
        one = len(possible) == 1 and any(so is not None for so in known) and codes[possible[0]] is not None
        return Solution(
            outcome="one" if one else "open",
            chosen=tuple(possible) if one else (),
            statements=tuple(findings),
            labels=("A", "R"),
            entry=_first(finding.entry for finding in findings),
            list_id=_first(finding.list_id for finding in findings),
            eliminated=one and None in known,
        )


def _settled(table: dict[tuple[int, int], Finding]) -> dict[tuple[int, int], Finding]:
    """Return a table of pairs in which each entry has one partner: beside one that is sure the others are not it.

    What no list says stays open: a pair is wrong only because one of its two has another partner.
    """
    out: dict[tuple[int, int], Finding] = {}
    for pair, finding in table.items():
        rivals = [f for other, f in table.items() if other != pair and (other[0] == pair[0] or other[1] == pair[1])]
        best = max((f.score for f in rivals if f.truth is Truth.YES), default=0.0)
        if finding.truth is Truth.YES and finding.score > best - CLOSE:
            out[pair] = finding
        else:
            out[pair] = replace(finding, truth=Truth.NO if best else Truth.OPEN)
    return out


def _is_whole(table: dict[tuple[int, int], Finding], rows: int) -> bool:
    """Whether a table of pairs says which partner each entry has, one but for the others: no code may then say else."""
    partners = [
        [b for (a, b), finding in table.items() if a == row and finding.truth is Truth.YES] for row in range(rows)
    ]
    sure = [found[0] for found in partners if len(found) == 1]
    return len(sure) == rows == len(set(sure))


def _verdict(pairs: Sequence[Finding]) -> Truth:
    """Return whether a code is right: no pair is wrong, and enough of them are known."""
    if any(finding.truth is Truth.NO for finding in pairs):
        return Truth.NO
    known = sum(finding.truth is Truth.YES for finding in pairs)
    return Truth.YES if pairs and known >= _KNOWN * len(pairs) else Truth.OPEN


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
