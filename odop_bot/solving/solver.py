"""Solve pasted multiple-choice questions: check each option against what is known, and never guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.solving.codes import CodeReader, pairs_in
from odop_bot.solving.facts import AHEAD, ENOUGH, FactReader, Teller
from odop_bot.solving.listed import ListChecker
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.places import NOWHERE, Places, places_in
from odop_bot.solving.products import ProductReader, Products
from odop_bot.solving.solution import FOREIGN, UNKNOWN, Finding, Solution, Truth
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.pasted import Item, PastedQuestion
from odop_bot.understanding.requests import AskFaq, NotForUs
from odop_bot.understanding.understander import Understander

_SIDES = re.compile(r"\s+[-–—→]+\s*|\s*[–—→]+\s+|\s*:\s*|\s+-\s*|-\s+")
_CLOSE = 0.12
"""Options whose products are matched by less than this apart are both right."""
_SURE_MATCH = 0.5
"""Share of the pairs of a matching that must be known."""


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the question with what was found in it."""

    text: str
    evidence: Evidence
    places: Places
    products: Products


class Solver:
    """Solves questions; one object serves all."""

    def __init__(self, knowledge: Knowledge, understander: Understander, tell: Teller) -> None:
        """`tell` returns the answer of an FAQ entry in a language, with its figures."""
        self._knowledge = knowledge
        self._understander = understander
        self._products = ProductReader(knowledge)
        self._checker = ListChecker(knowledge, self._products)
        self._phrases = PhraseReader(knowledge)
        self._codes = CodeReader(self._phrases)
        self._facts = FactReader(knowledge, understander, tell)

    def solve(self, question: PastedQuestion, language: str) -> Solution:
        """Return what is known of the options of a question, told in a language."""
        stem = self._part(question.stem)
        negative = self._phrases.is_negative(question.stem)
        solution = self._structured(question, stem, negative, language)
        if solution is None:
            solution = self._plain(question, stem, negative, language)
        if solution.outcome == "open" and not self._is_ours(question, stem, solution):
            return FOREIGN
        return solution

    # Whether it is our business

    def _is_ours(self, question: PastedQuestion, stem: Part, solution: Solution) -> bool:
        evidence = stem.evidence
        if evidence.in_domain or evidence.lists:
            return True
        if any(f.truth is not Truth.OPEN for f in solution.statements):
            return True
        ranking = self._understander.ranking(evidence)
        nothing = sum(h.probability for h in ranking if isinstance(h.request, NotForUs))
        faq = sum(h.probability for h in ranking if isinstance(h.request, AskFaq))
        return nothing < 0.3 and (faq > 0.5 or bool(stem.products.named and evidence.wants("gi")))

    # Questions with statements or lists

    def _structured(
        self, question: PastedQuestion, stem: Part, negative: bool, language: str
    ) -> Solution | None:
        assertion = _ASSERTION.search(question.stem)
        if assertion:
            return self._assertion(question, assertion, language)
        if len(question.lists) >= 2:
            return self._matching(question, stem)
        if len(question.lists) == 1:
            return self._statements(question, stem, negative, language)
        return None

    def _matching(self, question: PastedQuestion, stem: Part) -> Solution | None:
        left, right = question.lists[-2], question.lists[-1]
        codes = [pairs_in(o.text, [i.label for i in left], [i.label for i in right]) for o in question.options]
        if not any(codes):
            return None
        lefts, rights = [self._part(i.text) for i in left], [self._part(i.text, stem.places.states) for i in right]
        if sum(bool(p.places and p.places.alone) for p in lefts) > sum(bool(p.places) for p in rights):
            products, places, swap = rights, lefts, True
        else:
            products, places, swap = lefts, rights, False
        wanted = {pair for code in codes if code for pair in code.items()}
        table: dict[tuple[int, int], Finding] = {}
        for a, b in wanted:
            product, place = (products[b], places[a]) if swap else (products[a], places[b])
            table[a, b] = self._claim(place.places, product.products, stem)
        self._settle(table)
        verdicts = [
            Truth.OPEN if code is None
            else Truth.NO if any(table[pair].truth is Truth.NO for pair in code.items())
            else Truth.YES if sum(table[pair].truth is Truth.YES for pair in code.items()) >= _SURE_MATCH * len(code)
            else Truth.OPEN
            for code in codes
        ]  # fmt: skip
        chosen = tuple(i for i, truth in enumerate(verdicts) if truth is Truth.YES)
        shown = codes[chosen[0]] if len(chosen) == 1 else None
        pairs = sorted(shown.items()) if shown else sorted(p for p in table if table[p].truth is Truth.YES)
        sound = len(chosen) == 1 and all(t is Truth.NO for i, t in enumerate(verdicts) if i != chosen[0])
        lists = {table[p].list_id for p in pairs if table[p].truth is Truth.YES}
        return Solution(
            outcome="one" if sound else "none" if all(t is Truth.NO for t in verdicts) else "open",
            chosen=chosen if sound else (),
            statements=tuple(table[p] for p in pairs),
            labels=tuple(f"{left[a].label.upper()}–{right[b].label.upper()}" for a, b in pairs),
            list_id=_first(lists),
        )  # fmt: skip

    def _settle(self, table: dict[tuple[int, int], Finding]) -> None:
        """Let each entry have one partner: where one is sure and much better, the others are not it."""
        for a in {pair[0] for pair in table}:
            mine = {pair: finding for pair, finding in table.items() if pair[0] == a}
            best = max(mine, key=lambda pair: mine[pair].score)
            if mine[best].truth is Truth.YES:
                for pair, finding in mine.items():
                    if finding.score < mine[best].score - _CLOSE:
                        table[pair] = replace(finding, truth=Truth.NO)

    def _statements(self, question: PastedQuestion, stem: Part, negative: bool, language: str) -> Solution | None:
        items = question.lists[0]
        labels = [item.label for item in items]
        sets = [self._codes.statements(option.text, labels) for option in question.options]
        counts = [self._codes.count(option.text) for option in question.options]
        by_count = stem.evidence.wants("count") or (sum(s is None for s in sets) > 1 and all(c is not None for c in counts))
        if by_count and all(c is not None for c in counts):
            sets = [None for _ in sets]
        elif sum(s is not None for s in sets) < 2:
            return None
        findings = self._judge(items, stem, language)
        known = [f.negated() if negative else f for f in findings]
        yes = {i for i, f in enumerate(known) if f.truth is Truth.YES}
        no = {i for i, f in enumerate(known) if f.truth is Truth.NO}
        if by_count:
            possible = [
                i for i, c in enumerate(counts) if c is not None and len(yes) <= c <= len(items) - len(no)
            ]
        else:
            possible = [i for i, s in enumerate(sets) if s is not None and yes <= s and not no & s]
        decided = len(yes) + len(no) == len(items)
        one = len(possible) == 1 and bool(yes or no)
        return Solution(
            outcome="one" if one else "none" if decided and not possible else "open",
            chosen=tuple(possible) if one else (), statements=tuple(findings), labels=tuple(x.label.upper() for x in items),
            list_id=_first({f.list_id for f in findings if f.truth is not Truth.OPEN}),
            entry=_first({f.entry for f in findings if f.truth is not Truth.OPEN}), eliminated=one and not decided,
        )  # fmt: skip

    def _assertion(self, question: PastedQuestion, match: re.Match[str], language: str) -> Solution | None:
        texts = match.group("a"), match.group("r")
        findings = [self._statement(self._part(text), text, None, language) for text in texts]
        codes = [self._codes.assertion(option.text) for option in question.options]
        known = [{Truth.YES: True, Truth.NO: False}.get(f.truth) for f in findings]
        possible = [
            i for i, code in enumerate(codes)
            if code is not None and all(so is None or so == says for so, says in zip(known, code[:2], strict=True))
        ]  # fmt: skip
        one = len(possible) == 1 and sum(code is not None for code in codes) == len(codes)
        return Solution(
            outcome="one" if one else "open", chosen=tuple(possible) if one else (), statements=tuple(findings),
            labels=("A", "R"), entry=_first({f.entry for f in findings}),
        )  # fmt: skip

    # Questions with options only

    def _plain(self, question: PastedQuestion, stem: Part, negative: bool, language: str) -> Solution:
        options = question.options
        truths = [self._codes.truth(option.text) for option in options]
        if len(options) == 2 and set(truths) == {True, False}:
            return self._true_or_false(question, stem, truths, language)
        labels = [option.label for option in options]
        special = {
            i: "none" for i, option in enumerate(options) if self._codes.is_none(option.text)
        } | {i: "all" for i, option in enumerate(options) if self._codes.is_all(option.text)}
        joined = {i: named for i, o in enumerate(options) if (named := self._codes.options(o.text, labels)) and i not in named}
        plain = [i for i in range(len(options)) if i not in special and i not in joined]
        if len(plain) < 2:
            return Solution(outcome="open")
        inner = self._options([options[i] for i in plain], stem, negative, language)
        return self._joined(inner, plain, special, joined, len(options))

    def _joined(
        self, inner: Solution, plain: Sequence[int], special: dict[int, str], joined: dict[int, frozenset[int]], count: int
    ) -> Solution:
        """Return a solution of all options, "none of these" and "both (a) and (b)" with them."""
        chosen = tuple(plain[i] for i in inner.chosen)
        findings = [UNKNOWN] * count
        for i, finding in zip(plain, inner.options, strict=False):
            findings[i] = finding
        outcome = inner.outcome
        if outcome == "several":
            both = [i for i, named in joined.items() if named == set(chosen)]
            every = [i for i, kind in special.items() if kind == "all" and len(chosen) == len(plain)]
            if len(both + every) == 1:
                chosen, outcome = tuple(both + every), "one"
        none = [i for i, kind in special.items() if kind == "none"]
        if outcome == "none" and len(none) == 1:
            chosen, outcome = tuple(none), "one"
        return replace(inner, outcome=outcome, chosen=chosen, options=tuple(findings))

    def _true_or_false(
        self, question: PastedQuestion, stem: Part, truths: Sequence[bool | None], language: str
    ) -> Solution:
        finding = self._statement(stem, question.stem, None, language)
        so = {Truth.YES: True, Truth.NO: False}.get(finding.truth)
        chosen = tuple(i for i, truth in enumerate(truths) if so is not None and truth is so)
        return Solution(
            outcome="one" if chosen else "open", chosen=chosen, statements=(finding,), labels=("",),
            list_id=finding.list_id, entry=finding.entry,
        )  # fmt: skip

    def _options(self, options: Sequence[Item], stem: Part, negative: bool, language: str) -> Solution:
        parts = [self._part(option.text, stem.places.states) for option in options]
        tries: list[Callable[[], Solution | None]] = [
            lambda: self._by_lists(parts, stem, negative),
            lambda: self._by_facts(options, stem, negative, language),
        ]
        if self._asks_facts(stem):
            tries.reverse()
        best: Solution | None = None
        for attempt in tries:
            found = attempt()
            if found is not None and found.sure and (best is None or not best.chosen):
                if found.chosen:
                    return found
                best = best or found
        return best or Solution(outcome="open")

    def _asks_facts(self, stem: Part) -> bool:
        ranking = self._understander.ranking(stem.evidence)
        return sum(h.probability for h in ranking if isinstance(h.request, AskFaq)) > 0.5

    def _by_lists(self, parts: Sequence[Part], stem: Part, negative: bool) -> Solution | None:
        named = stem.evidence.list_id
        claims = self._claims(parts, stem)
        if claims is None:
            return None
        states = (*stem.places.states, *(s for places, _ in claims for s in self._states_of(places)))
        best: Solution | None = None
        for list_id in self._checker.lists(named, states):
            findings = [self._checker.check(places, products, list_id) for places, products in claims]
            found = self._picked(findings, negative, list_id)
            if found.chosen and (best is None or not best.chosen):
                return found
            best = best or found
        if best is not None and best.outcome == "none" and not negative:
            best = replace(best, right=tuple(self._checker.where(claims[0][1], best.list_id or NATIONAL)[:6]) if _same(claims) else ())
        return best

    def _claims(self, parts: Sequence[Part], stem: Part) -> list[tuple[Places, Products]] | None:
        """Return what each option claims of which places; None where the options and the stem make no such claim."""
        if self._are_pairs(parts):
            return [self._pair(part) for part in parts]
        placed = [part for part in parts if part.places and part.places.alone]
        if 2 * len(placed) > len(parts) and stem.products:
            products = self._without_places(stem, placed)
            return [(part.places if part.places else NOWHERE, products) for part in parts] if products else None
        made = [part for part in parts if part.products]
        if 2 * len(made) >= len(parts) and stem.places:
            return [(stem.places, part.products) for part in parts]
        return None

    def _without_places(self, stem: Part, placed: Sequence[Part]) -> Products:
        """Return the products of a stem without the names of its States, which only say where to look."""
        del placed
        states = {
            i for m in stem.evidence.mentions if m.best.place.kind == "state" for i in range(m.start, m.end)
        }
        return self._products.read(stem.evidence, states)

    def _picked(self, findings: Sequence[Finding], negative: bool, list_id: str) -> Solution:
        best = max((f.score for f in findings if f.truth is Truth.YES), default=0.0)
        yes = [i for i, f in enumerate(findings) if f.truth is Truth.YES and (negative or f.score >= best - _CLOSE)]
        no = [i for i, f in enumerate(findings) if f.truth is Truth.NO]
        everything = tuple(findings)
        if negative:
            if len(no) == 1 and len(yes) == len(findings) - 1:
                return Solution(outcome="one", chosen=tuple(no), options=everything, list_id=list_id)
            if len(no) > 1 and yes:
                return Solution(outcome="several", chosen=tuple(no), options=everything, list_id=list_id)
            return Solution(outcome="open", options=everything, list_id=list_id)
        if len(yes) == 1:
            return Solution(outcome="one", chosen=tuple(yes), options=everything, list_id=list_id)
        if yes:
            return Solution(outcome="several", chosen=tuple(yes), options=everything, list_id=list_id)
        outcome = "none" if len(no) == len(findings) else "open"
        return Solution(outcome=outcome, options=everything, list_id=list_id)  # type: ignore[arg-type]

    def _by_facts(self, options: Sequence[Item], stem: Part, negative: bool, language: str) -> Solution | None:
        findings = self._facts.options(stem.text, [o.text for o in options], language, negative)
        order = sorted(range(len(findings)), key=lambda i: -findings[i].score)
        told = [i for i in order if findings[i].truth is Truth.YES]
        if not told:
            return None
        if negative and len(told) == len(options) - 1:
            rest = next(i for i in range(len(options)) if i not in told)
            return Solution(
                outcome="one", chosen=(rest,), options=tuple(findings), entry=findings[told[0]].entry, eliminated=True
            )
        first = findings[told[0]]
        second = findings[told[1]].score if len(told) > 1 else 0.0
        if first.score < ENOUGH or first.score < AHEAD * second:
            return Solution(outcome="open", options=tuple(findings), entry=first.entry)
        return Solution(outcome="one", chosen=(told[0],), options=tuple(findings), entry=first.entry)

    # Claims

    def _judge(self, items: Sequence[Item], stem: Part, language: str) -> list[Finding]:
        parts = [self._part(item.text, stem.places.states) for item in items]
        if self._are_pairs(parts):
            return [self._claim(*self._pair(part), stem) for part in parts]
        return [self._statement(part, item.text, stem, language) for part, item in zip(parts, items, strict=True)]

    def _statement(self, part: Part, text: str, stem: Part | None, language: str) -> Finding:
        places = part.places or (stem.places if stem else NOWHERE)
        products = part.products if part.products.named else Products((), frozenset())
        if not products and stem and part.places and part.places.alone:
            products = stem.products
        elif not products and stem and stem.places:
            products = part.products
        if places and products:
            finding = self._claim(places, products, stem or part)
            if finding.truth is not Truth.OPEN:
                return finding.negated() if self._phrases.is_negative(text) else finding
        context = stem.text if stem else ""
        fact = self._facts.statement(text, context, language)
        return fact.negated() if self._phrases.is_negative(text) and fact.truth is Truth.NO else fact

    def _claim(self, places: Places, products: Products, stem: Part) -> Finding:
        """Return whether a list names products for places: the one named, or any in force."""
        first: Finding | None = None
        for list_id in self._checker.lists(stem.evidence.list_id, self._states_of(places)):
            if self._checker.is_old(list_id) and stem.evidence.list_id is None:
                break
            finding = self._checker.check(places, products, list_id)
            if finding.truth is Truth.YES:
                return finding
            if first is None or (first.truth is Truth.NO and finding.truth is Truth.OPEN and finding.score > 0):
                first = finding
        return first or UNKNOWN

    def _are_pairs(self, parts: Sequence[Part]) -> bool:
        return all(self._pair_of(part) is not None for part in parts)

    def _pair(self, part: Part) -> tuple[Places, Products]:
        return self._pair_of(part) or (NOWHERE, part.products)

    def _pair_of(self, part: Part) -> tuple[Places, Products] | None:
        """Return the place and the product of an option that puts the two side by side."""
        sides = [side for side in _SIDES.split(part.text) if side.strip()]
        if len(sides) != 2:
            return None
        first, second = (self._part(side) for side in sides)
        for place, product in ((first, second), (second, first)):
            if place.places and place.places.alone and product.products:
                return place.places, product.products
        return None

    def _states_of(self, places: Places) -> tuple[int, ...]:
        codes = (code for codes in places.districts for code in codes)
        return (*places.states, *(self._knowledge.districts[code].state for code in codes))

    def _part(self, text: str, states: tuple[int, ...] = ()) -> Part:
        evidence = self._understander.annotate(text)
        places = places_in(evidence, self._knowledge, states)
        return Part(text, evidence, places, self._products.read(evidence, places.tokens if not places.alone else ()))


_ASSERTION = re.compile(
    r"(?:assertion|abhikathan|अभिकथन|कथन|నిశ్చితం|నిర్ధారణ|ప్రకటన)?\s*[(\[]?\b(?:A|ए|अ|ఎ)[)\]]?\s*[:–-]\s*(?P<a>.+?)[.।;]?\s*"
    r"(?:reason|karan|कारण|తర్కం|కారణం)?\s*[(\[]?\b(?:R|आर|र|ఆర్)[)\]]?\s*[:–-]\s*(?P<r>.+?)\s*$",
    re.I | re.S,
)


def _first(values: set[str | None]) -> str | None:
    return next(iter(sorted(v for v in values if v)), None)


def _same(claims: Sequence[tuple[Places, Products]]) -> bool:
    return all(products is claims[0][1] for _, products in claims)
