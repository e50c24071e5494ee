"""Check claims about what the GI Registry has registered: whether at all, of which State, in which class of goods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import Goods, Registration
from odop_bot.solving.details import DetailReader
from odop_bot.solving.places import Places
from odop_bot.solving.reading import Reading
from odop_bot.solving.solution import UNKNOWN, Finding, Truth
from odop_bot.understanding.evidence import Evidence, Registered
from odop_bot.understanding.gazetteer import STATE

_QUOTED = re.compile(r"(?:(?<!\w)['\"]|[‘“])([^'\"‘’“”]{3,60})(?:['\"](?!\w)|[’”])")
"""What a stem names in quotation marks."""
_GOODS: tuple[Goods, ...] = get_args(Goods)
_ASKING = "GI"
"""What is put before a text that leaves to its stem that GIs are asked for."""
_BRACKETED = re.compile(r"\(([^()]{3,60})\)")
_LONGEST_NAME = 4
"""Words of a name that a stem begins with."""
_MOST = 6
"""Registrations up to which a part of a name still says which one is meant."""
_GUESSED = 0.7
"""How sure an answer is about a name that was not written as it is registered."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text names of the Registry."""

    items: tuple[Registration, ...]
    sure: bool
    """Whether it is these: a whole name, or a part that only they have."""
    nothing: bool
    """Whether nothing registered is like it."""


class RegistryChecker:
    """Checks such claims; one object serves all."""

    def __init__(self, knowledge: Knowledge, reading: Reading, details: DetailReader) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._details = details

    def is_asked(self, evidence: Evidence) -> bool:
        """Whether a text asks what is registered, rather than what a list marks."""
        return evidence.wants("gi") and not evidence.lists

    def registered(self, text: str, places: Places, *, joint: bool = False) -> Finding:
        """Return whether what a text names is registered, of the places if any, of several States if joint."""
        named = self._named(text)
        if not named.items:
            # A name in another script may be registered in a spelling that is not known.
            return Finding(truth=Truth.NO, registry=True) if named.nothing and text.isascii() else UNKNOWN
        truths = [self._is_of(item, places) for item in named.items]
        if joint:
            truths = [Truth.YES if len(item.states) > 1 else Truth.NO for item in named.items]
        best = next((t for t in (Truth.YES, Truth.OPEN) if t in truths), Truth.NO)
        if not named.sure and (best is not Truth.YES or truths.count(Truth.YES) < len(truths)):
            best = Truth.OPEN
        item = named.items[truths.index(best)] if best in truths else named.items[0]
        return Finding(truth=best, registration=item.id, registry=True, score=1.0 if named.sure else _GUESSED)

    def of_all(self, finding: Finding, places: Places) -> Finding:
        """Return a finding, the worse the fewer of the States of its registration some places name."""
        item = self._knowledge.gi.get(finding.registration or "")
        named = len(places.states)
        return replace(finding, score=named / len(item.states)) if item and 0 < named <= len(item.states) else finding

    def of_goods(self, text: str, goods: Goods | None) -> Finding:
        """Return whether what a text names is registered in a class of goods."""
        named = self._named(text)
        if goods is None or not named.items or not named.sure:
            return UNKNOWN
        same = [item for item in named.items if item.goods == goods]
        item = same[0] if same else named.items[0]
        if 0 < len(same) < len(named.items):
            return UNKNOWN
        return Finding(truth=Truth.YES if same else Truth.NO, registration=item.id, registry=True, score=1.0)

    def goods(self, text: str) -> Goods | None:
        """Return the class of goods that a text names."""
        found = self._reading.annotate(f"{_ASKING} {text}").registered.goods
        return next((goods for goods in _GOODS if goods == found), None)

    def asks_first(self, text: str) -> bool:
        """Whether a text asks for the first of several, which their names do not tell."""
        return self._details.read(text).first

    def statement(self, text: str) -> Finding:
        """Return whether a statement about a GI is so: its name, its State or district, its class of goods."""
        evidence = self._reading.annotate(text)
        states = {i for m in evidence.mentions if m.best.place.kind == STATE for i in range(m.start, m.end)}
        goods = self.goods(text)
        for left_out in (set(), states):
            finding = self.registered(_without(evidence, left_out), Places((), evidence.states, frozenset(), False))
            if finding.registration is not None:
                break
        if finding.truth is Truth.YES and goods is not None:
            return self.of_goods(text, goods)
        return finding

    def homes(self, findings: Sequence[Finding]) -> tuple[int, ...]:
        """Return the States of the first registration that some findings are about."""
        ids = [finding.registration for finding in findings if finding.registration]
        return self._knowledge.gi[ids[0]].states if ids else ()

    def _named(self, text: str) -> _Named:
        found = Registered()
        head = re.split(r"[,(]", text, maxsplit=1)[0]
        # "Judima, a traditional brew, belongs to …": what is named is said first, or in brackets.
        named = [part for part in (*_BRACKETED.findall(text)[:1], head) if 0 < len(part.split()) <= _LONGEST_NAME]
        for part in (*_QUOTED.findall(text)[:1], *(named if head != text else ()), text):
            evidence = self._reading.annotate(part)
            found = evidence.registered
            if not evidence.wants("gi") or not _says(found):
                found = self._reading.annotate(f"{_ASKING} {part}").registered
            if found.names and (part == text or found.whole):
                break
        items = tuple(self._knowledge.gi[name] for name in found.names)
        states = {item.states for item in items}
        sure = bool(items) and (found.whole or (len(items) <= _MOST and len(states) == 1))
        return _Named(items if sure or len(items) <= _MOST else (), sure, not found.names and not found.near)

    def _is_of(self, item: Registration, places: Places) -> Truth:
        """Return whether a registration is of the places; of districts it may not be known."""
        if not places:
            return Truth.YES
        if places.districts:
            parts = [self._is_of_district(item, codes) for codes in places.districts]
            return next((t for t in (Truth.NO, Truth.OPEN) if t in parts), Truth.YES)
        return Truth.YES if all(state in item.states for state in places.states) else Truth.NO

    def _is_of_district(self, item: Registration, codes: Sequence[int]) -> Truth:
        if any(code in item.districts for code in codes):
            return Truth.YES
        if not any(self._knowledge.districts[code].state in item.states for code in codes):
            return Truth.NO
        # Which districts a registration is of the Registry does not say: one that is named in it is, others may be.
        return Truth.NO if item.by in ("name", "town") else Truth.OPEN


def _says(found: Registered) -> bool:
    return bool(found.names or found.near)


def _without(evidence: Evidence, left_out: set[int]) -> str:
    """Return a text without some of its words."""
    out, last = [], 0
    for i in sorted(left_out):
        token = evidence.tokens[i]
        out.append(evidence.text[last : token.start])
        last = token.end
    return " ".join([*out, evidence.text[last:]]).strip()
