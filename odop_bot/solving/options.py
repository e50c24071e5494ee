"""Find the right one of several options: by what is listed for districts and States, or by the FAQ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.base import NATIONAL
from odop_bot.language.tokens import known_words
from odop_bot.solving.claims import ClaimChecker
from odop_bot.solving.detailed import DetailSolver
from odop_bot.solving.facts import AHEAD, ALONE, ENOUGH, FAR, FactReader
from odop_bot.solving.parts import Claim, Part, PartReader
from odop_bot.solving.picking import of_statements, picked
from odop_bot.solving.places import NOWHERE
from odop_bot.solving.products import SURE
from odop_bot.solving.ranked import StateRanker
from odop_bot.solving.reading import Reading
from odop_bot.solving.registry_options import RegistryOptionSolver
from odop_bot.solving.solution import Finding, Outcome, Solution, Truth, firm

_FAQ_FIRST, _FAQ_FIRST_WITH_PRODUCT = 0.5, 0.75
"""From these probabilities on a stem asks for the FAQ before the lists: without, and with a product in it."""
_OTHERWISE = 0.7
"""From this probability on a stem asks for one FAQ entry so surely that its answer rules out what it does not have."""
_FAQ_ALONE = 0.95
"""From this probability on a stem asks for the FAQ alone, whatever product its words sound like: "won gold"."""
_BESIDE = 2.0
"""How much better the part of a sentence must be in which an option stands, beside another one of that sentence."""
_MADE = 0.5
"""Share of the options that must be products."""
_VERY = 0.95
"""From this match on a listing is the very product, which is told beside what the list that was asked first has."""
_MOST_RIGHT = 6
"""Districts that are told where no option is right."""
_NOT_COVERED = "not-covered"
"""The aspect of entries that tell what a scheme does not help."""


class OptionSolver:
    """Solves questions of options alone; one object serves all."""

    def __init__(
        self,
        knowledge: Knowledge,
        reading: Reading,
        parts: PartReader,
        claims: ClaimChecker,
        facts: FactReader,
        details: DetailSolver,
    ) -> None:
        self._knowledge = knowledge
        self._reading = reading
        self._parts = parts
        self._claims = claims
        self._facts = facts
        self._details = details
        self._ranker = StateRanker(knowledge)
        self._registry = RegistryOptionSolver(parts, claims.registry)

    def solve(self, options: Sequence[str], stem: Part, negative: bool, language: str) -> Solution:
        """Return what is known of the options."""
        if self._claims.are_statements(options, stem):
            findings = firm([self._claims.statement(option, stem, language) for option in options])
            return of_statements(findings, negative)
        parts = [self._parts.read(option, stem.places.states) for option in options]
        claims = None if self._details.are_ministries(options, stem.text) else self._claims_of(parts, stem)
        ranked = self._ranker.solve(parts, stem, negative=negative)
        if ranked is not None:
            return ranked
        registered = self._registry.solve(parts, stem, negative)
        if registered is not None:
            return registered
        tries: list[Callable[[], Solution | None]] = []
        faq_alone = self._reading.faq_chance(stem.text) > _FAQ_ALONE and not stem.products.named
        if claims is not None and not (faq_alone and claims[0].products is stem.products):
            tries.append(lambda: self._by_lists(claims, parts, stem, negative))
        if claims is None or not stem.products.named or self._asks_facts(stem):
            tries.append(lambda: self._by_facts(options, stem, negative, language))
            if not stem.evidence.lists and not (claims and stem.places):
                tries.reverse()
        found = [solution for attempt in tries if (solution := attempt()) is not None]
        chosen = next((solution for solution in found if solution.chosen), None)
        # That no option is right is only told where nothing else speaks for one.
        told = [s for s in found if s.outcome != "open"] if all(s.outcome == "none" for s in found) else []
        return chosen or next(iter(told or found), Solution(outcome="open")).opened(bool(told))

    def _asks_facts(self, stem: Part) -> bool:
        least = _FAQ_FIRST_WITH_PRODUCT if stem.products.named else _FAQ_FIRST
        return self._reading.faq_chance(stem.text) > least

    # By what is listed

    def _by_lists(self, claims: Sequence[Claim], parts: Sequence[Part], stem: Part, negative: bool) -> Solution | None:
        pairs = claims[0].products is not claims[-1].products and claims[0].places is not claims[-1].places
        if pairs:
            return picked([self._claims.listed(claim, stem) for claim in claims], negative, None, rivals=False)
        marked = stem.evidence.wants("gi") and all(part.products for part in parts)
        states = (*stem.places.states, *(state for claim in claims for state in self._claims.states_of(claim.places)))
        lists = self._claims.lists
        first: Solution | None = None
        for list_id in lists.lists(stem.evidence.list_id, states):
            check = lists.marked if marked else self._claims.told
            rivals = claims[0].products is claims[-1].products
            told = [check(c.places, c.products, list_id) for c in claims]
            if not rivals:
                told = self._told_apart(told, parts)
            found = picked(told, negative, list_id, rivals=rivals)
            if found.chosen:
                alone = marked or negative or rivals or stem.evidence.lists
                return found if alone else self._on_other_lists(found, claims, lists.lists(None, states))
            first = first or found
        if first is not None and first.outcome == "none" and not self._is_of_list(stem, first):
            first = first.opened(told=False)  # of no list: that none names it says nothing
        if first is not None and first.outcome == "none":
            first = self._none_right(first, claims, stem)
        if first is not None and first.outcome == "none" and any(_is_said(f, stem) for f in first.options):
            first = first.opened(told=False)  # of several products the stem asks for another one
        if first is None or not first.chosen:
            return self._by_state(parts, stem, negative) or first
        return first

    def _told_apart(self, told: Sequence[Finding], parts: Sequence[Part]) -> list[Finding]:
        """Return findings of options of which several are one listing: the words in which they differ decide."""
        out = list(told)
        for listing in {id(x): x for f in told if f.truth is Truth.YES for x in f.listings}.values():
            same = [i for i, f in enumerate(told) if f.truth is Truth.YES and f.listings == (listing,)]
            if len(same) < 2:
                continue
            has = self._parts.products.differing([parts[i].text for i in same], listing)
            for i, own in zip(same, has, strict=True):
                if any(has) and not own:
                    out[i] = replace(told[i], truth=Truth.OPEN)
        return out

    def _on_other_lists(self, found: Solution, claims: Sequence[Claim], lists: Sequence[str]) -> Solution:
        """Return a solution with the options that other lists in force name for the place: none was asked for."""
        findings = list(found.options)
        for list_id in lists:
            if list_id == found.list_id or not self._claims.lists.is_official(list_id):
                continue
            for i, claim in enumerate(claims):
                told = self._claims.told(claim.places, claim.products, list_id)
                if findings[i].truth is not Truth.YES and told.truth is Truth.YES and told.score >= _VERY:
                    findings[i] = told
        chosen = tuple(i for i, f in enumerate(findings) if f.truth is Truth.YES)
        if len(chosen) == len(found.chosen):
            return found
        return replace(found, outcome="several", chosen=chosen, options=tuple(findings), list_id=None)

    def _is_of_list(self, stem: Part, solution: Solution) -> bool:
        """Whether a question asks what is listed: by its words, or because a list has the very product."""
        if stem.evidence.in_domain or stem.evidence.lists:
            return True
        placed = all(finding.district is not None for finding in solution.options)
        return placed and self._claims.lists.surest(stem.products, solution.list_id or NATIONAL) >= SURE

    def _claims_of(self, parts: Sequence[Part], stem: Part) -> list[Claim] | None:
        """Return what each option claims of which places; None where options and stem make no such claim."""
        if 2 * sum(any(c.isdigit() for c in part.text) for part in parts) > len(parts):
            return None  # amounts, dates, counts
        pairs = [self._parts.pair(part.text, stem.places.states) for part in parts]
        if all(pairs) and sum(bool(pair and pair.products) for pair in pairs) > len(parts) / 2:
            return [pair for pair in pairs if pair is not None]
        # An option that is a product, and the stem a place: which of them is listed there.
        placed = [part for part in parts if part.places and part.places.alone]
        if 2 * len(placed) > len(parts) and stem.products:
            return [Claim(part.places or NOWHERE, stem.products) for part in parts]
        made = [part for part in parts if self._parts.is_product(part)]
        if len(made) < _MADE * len(parts):
            return None
        if stem.places.districts or stem.evidence.lists or (stem.places and not self._asks_facts(stem)):
            return [Claim(stem.places, part.products) for part in parts]
        return None

    def _none_right(self, solution: Solution, claims: Sequence[Claim], stem: Part) -> Solution:
        """Return that no option is right, with what would be; open where the list does not know the product at all."""
        if all(claim.products is claims[0].products for claim in claims):
            right = self._claims.lists.where(claims[0].products, solution.list_id or "") if solution.list_id else []
            return replace(solution, right=tuple(right[:_MOST_RIGHT]), outcome="none" if right else "open")
        listed = any(finding.listings for finding in solution.options)
        return replace(solution, outcome="none" if listed and stem.evidence.in_domain else "open")

    def _by_state(self, parts: Sequence[Part], stem: Part, negative: bool) -> Solution | None:
        """Return the State in which the district lies that the stem names, where the options are States."""
        if negative or len(stem.places.districts) != 1 or not all(part.places.states for part in parts):
            return None
        districts = [self._knowledge.districts[code] for code in stem.places.districts[0]]
        findings = [
            Finding(
                truth=Truth.YES if any(d.state in part.places.states for d in districts) else Truth.NO,
                district=districts[0].lgd,
                state=part.places.states[0],
                lies=True,
                score=1.0,
            )
            for part in parts
        ]
        found = picked(findings, negative=False, list_id=None)
        return found if found.outcome == "one" and len(districts) == 1 else None

    # By the FAQ

    def _by_facts(self, options: Sequence[str], stem: Part, negative: bool, language: str) -> Solution | None:
        detailed = None if negative else self._details.solve(options, stem.text, language)
        return detailed or self._by_sentences(options, stem, negative, language)

    def _by_sentences(self, options: Sequence[str], stem: Part, negative: bool, language: str) -> Solution | None:
        findings = self._facts.options(stem.text, options, language)
        told = sorted((i for i, f in enumerate(findings) if f.truth is Truth.YES), key=lambda i: -findings[i].score)
        # What an entry tells of what is not covered is what such a question asks for.
        entry = findings[told[0]].entry if told else None
        if negative and not (entry and self._knowledge.faq[entry].aspects[0] == _NOT_COVERED):
            if len(told) == len(options) - 1 and len({findings[i].entry for i in told}) == 1:
                rest = next(i for i in range(len(options)) if i not in told)
                return Solution(
                    outcome="one",
                    chosen=(rest,),
                    options=tuple(findings),
                    entry=findings[told[0]].entry,
                    eliminated=True,
                )
            findings = self._facts.options(stem.text, options, language, denied=True)
            told = [i for i, f in enumerate(findings) if f.truth is Truth.YES]
            told = told if len(told) == 1 else []
        if not told:
            return None if negative else self._told_otherwise(options, stem, language)
        first = findings[told[0]]
        second = findings[told[1]] if len(told) > 1 else None
        clear = (
            second is None
            or first.score >= AHEAD * second.score
            or (
                # Both stand in one sentence: the part of it counts.
                first.sentence == second.sentence and self._nearest(findings, told) is not None
            )
        )
        least = ALONE if second is None or first.score >= FAR * second.score else ENOUGH
        if first.score < least or not clear:
            listed = self._listed_together(options, findings, told) if first.score >= least and not negative else ()
            outcome: Outcome = "several" if listed else "open"
            return Solution(outcome=outcome, chosen=listed, options=tuple(findings), entry=first.entry)
        chosen = told[0]
        if second is not None and first.sentence == second.sentence and first.score < AHEAD * second.score:
            chosen = self._nearest(findings, told) or chosen
        return Solution(outcome="one", chosen=(chosen,), options=tuple(findings), entry=findings[chosen].entry)

    def _listed_together(
        self, options: Sequence[str], findings: Sequence[Finding], told: Sequence[int]
    ) -> tuple[int, ...]:
        """Return the options that are places of which one sentence says the same: three malls, "Agra, Lucknow, …"."""
        first = findings[told[0]]
        same = all((findings[i].sentence, findings[i].score) == (first.sentence, first.score) for i in told)
        places = all(self._reading.places(options[i]) for i in told)
        return tuple(sorted(told)) if same and places else ()

    def _told_otherwise(self, options: Sequence[str], stem: Part, language: str) -> Solution | None:
        """Return that no option is right where the FAQ answers the stem with something else of the options' kind."""
        if self._reading.entry_chance(stem.text) < _OTHERWISE:
            return None
        parts = [self._parts.read(option, stem.places.states) for option in options]
        places = all(part.places and part.places.alone for part in parts)
        found = self._facts.otherwise(stem.text, options, language, places=places)
        if found is None:
            return None
        wrong = Finding(truth=Truth.NO, entry=found.entry)
        return Solution(outcome="none", options=(wrong,) * len(options), entry=found.entry, fact=found.sentence)

    @staticmethod
    def _nearest(findings: Sequence[Finding], told: Sequence[int]) -> int | None:
        """Return the option of one sentence whose part of it speaks of what is asked, if only one's does."""
        same = [i for i in told if findings[i].sentence == findings[told[0]].sentence]
        ranked = sorted(same, key=lambda i: -findings[i].beside)
        if len(same) < len(told) and findings[told[len(same)]].score * AHEAD > findings[told[0]].score:
            return None
        best, other = findings[ranked[0]].beside, findings[ranked[1]].beside
        return ranked[0] if best > 0 and best >= _BESIDE * other else None


def _is_said(finding: Finding, stem: Part) -> bool:
    """Whether a stem has all words of a product that is listed for an option."""
    said = {token.stem for token in stem.evidence.tokens}
    return any({token.stem for token in known_words(listing.product)} <= said for listing in finding.listings)
