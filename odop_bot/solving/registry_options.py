"""Find the right one of several options by what the GI Registry has registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from odop_bot.solving.parts import Part, PartReader
from odop_bot.solving.picking import picked
from odop_bot.solving.registered import RegistryChecker
from odop_bot.solving.solution import Finding, Solution, Truth


class RegistryOptionSolver:
    """Solves such questions; one object serves all."""

    def __init__(self, parts: PartReader, registry: RegistryChecker) -> None:
        self._parts = parts
        self._registry = registry

    def solve(self, parts: Sequence[Part], stem: Part, negative: bool) -> Solution | None:
        """Return what the GI Registry says of the options; None where nobody asks it, or it does not tell."""
        registry = self._registry
        if not registry.is_asked(stem.evidence) or sum(any(c.isdigit() for c in part.text) for part in parts) > 1:
            return None
        goods = [registry.goods(part.text) for part in parts]
        pairs = [self._parts.pair(part.text, stem.places.states) for part in parts]
        names = False
        if all(part.places and part.places.alone for part in parts):
            findings = [registry.of_all(registry.registered(stem.text, part.places), part.places) for part in parts]
        elif all(goods):
            findings = [registry.of_goods(stem.text, item) for item in goods]
        elif all(pairs):
            findings = [registry.registered(pair.text, pair.places) for pair in pairs if pair]
        else:
            names = True
            findings = [self._named_in_registry(part, stem) for part in parts]
        found = replace(picked(findings, negative, None), registry=True)
        if not any(f.registration for f in findings):
            return None
        if names:
            return self._of_names(found, stem, negative)
        if found.outcome == "none":
            return replace(found, right_states=registry.homes(findings))
        return found if found.chosen else None

    def _named_in_registry(self, part: Part, stem: Part) -> Finding:
        """Return whether what an option names is registered, of the States and in the class that the stem names."""
        registry = self._registry
        where, joint = replace(stem.places, districts=()), stem.evidence.wants("joint")
        found = registry.registered(part.text, where, joint=joint)
        goods = registry.goods(stem.text)
        if goods is None or found.truth is not Truth.YES:
            return found
        of_goods = registry.of_goods(part.text, goods)
        return found if of_goods.truth is Truth.YES else of_goods

    def _of_names(self, found: Solution, stem: Part, negative: bool) -> Solution | None:
        """Return which of several names is registered as the stem says; None where that is no matter of names."""
        decided = all(f.registration and f.truth is not Truth.OPEN for f in found.options)
        # Which of several that are registered is the first, the newest, …: their names do not say that.
        plain = bool(stem.places.states) and decided and not self._registry.asks_first(stem.text)
        if found.outcome == "one" or (plain and found.outcome in ("several", "none")):
            return found
        left = [i for i, f in enumerate(found.options) if f.truth is not Truth.YES]
        if negative and len(left) == 1 and found.outcome == "open":
            return replace(found, outcome="one", chosen=tuple(left), eliminated=True)
        return replace(found, outcome="open", chosen=()) if negative and found.outcome == "several" else None
