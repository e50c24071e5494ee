"""Solve pasted multiple-choice questions: check each option against what is known, and never guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from odop_bot.knowledge import Knowledge
from odop_bot.solving.claims import ClaimChecker
from odop_bot.solving.codes import CodeReader
from odop_bot.solving.detailed import DetailSolver
from odop_bot.solving.details import DetailReader
from odop_bot.solving.entries import EntryFinder
from odop_bot.solving.facts import FactReader
from odop_bot.solving.known import KnownReader
from odop_bot.solving.options import OptionSolver
from odop_bot.solving.parts import Part, PartReader
from odop_bot.solving.phrasing import PhraseReader
from odop_bot.solving.reading import Reading
from odop_bot.solving.registered import RegistryChecker
from odop_bot.solving.sentences import SentenceReader, Teller
from odop_bot.solving.solution import OUT_OF_DOMAIN, UNKNOWN, Solution, Truth
from odop_bot.solving.stated import StatementReader
from odop_bot.solving.statements import StatementSolver
from odop_bot.solving.values import ValueReader
from odop_bot.solving.writing import StateSpeller, dates_written_out, rewritten, with_units
from odop_bot.understanding.pasted import PastedQuestion
from odop_bot.understanding.requests import NotForUs
from odop_bot.understanding.understander import Understander

_REMARK = re.compile(r"\s*\([^()]*\)\s*")
"""What a stem explains in brackets."""
_ASIDE = re.compile(r"(?:\(|\s[-–—]\s|,\s)(?P<aside>[^()–—,]{3,60}?)(?:\)|(?=\s[-–—]\s)|(?=,)|$)")
"""What a stem says aside: in brackets, or between dashes or commas."""
_FAQ = 0.5
"""From this probability on a stem asks for an FAQ entry."""
_NOTHING = 0.3
"""Up to this probability a stem is not out of domain."""


class Solver:
    """Solves questions; one object serves all."""

    def __init__(self, knowledge: Knowledge, understander: Understander, tell: Teller) -> None:
        """`tell` returns the answer of an FAQ entry in a language, with its figures."""
        self._reading = Reading(understander)
        self._states = StateSpeller(knowledge)
        self._phrases = PhraseReader(knowledge)
        self._codes = CodeReader(self._phrases)
        self._parts = PartReader(knowledge, self._reading, self._phrases)
        sentences = SentenceReader(knowledge, tell, self._phrases)
        values, finder = ValueReader(sentences), EntryFinder(knowledge, self._reading, sentences)
        details = DetailReader(knowledge, sentences.numbers)
        known = KnownReader(knowledge, self._reading, details, finder)
        stated = StatementReader(self._reading, self._phrases, sentences, finder, values, known)
        self._registry = RegistryChecker(knowledge, self._reading, details)
        claims = ClaimChecker(knowledge, self._parts, stated, self._phrases, self._registry)
        self._options = OptionSolver(
            knowledge,
            self._reading,
            self._parts,
            claims,
            FactReader(self._reading, finder, values),
            DetailSolver(self._reading, known),
        )
        self._statements = StatementSolver(self._codes, self._parts, claims)

    def solve(self, question: PastedQuestion, language: str) -> Solution:
        """Return what is known of the options of a question, told in a language."""
        try:
            return self._solve(rewritten(with_units(question), self._written_out), language)
        finally:
            self._reading.forget()

    def _written_out(self, text: str) -> str:
        return self._states.written_out(dates_written_out(text))

    def _without_denied(self, text: str) -> str:
        """Return a stem without the list that it says is not meant: "… - NOT the DPIIT list - …"."""
        for found in reversed(list(_ASIDE.finditer(text))):
            if self._phrases.is_negative(found["aside"]) and self._reading.annotate(found["aside"]).lists:
                text = f"{text[: found.start()]} {text[found.end() :]}"
        return text

    def _solve(self, question: PastedQuestion, language: str) -> Solution:
        question = replace(question, stem=self._without_denied(question.stem))
        stem = self._parts.stem(question.stem)
        negative = self._phrases.is_negative(question.stem)
        solution = self._statements.solve(question, stem, negative, language)
        if solution is None:
            solution = self._plain(question, stem, negative, language)
            plainly = _REMARK.sub(" ", question.stem)
            if not solution.sure and plainly != question.stem:
                # What is explained in brackets may sound like something else: Tarkashi (brass wire in wood).
                again = self._plain(question, self._parts.stem(plainly), negative, language)
                solution = again if again.sure else solution
        return solution if solution.sure or self._is_ours(question, stem, solution) else OUT_OF_DOMAIN

    def _is_ours(self, question: PastedQuestion, stem: Part, solution: Solution) -> bool:
        """Whether a question that cannot be told is of our subject at all."""
        statements = " ".join(item.text for items in question.lists for item in items)
        text = f"{question.stem} {statements}" if statements else question.stem
        evidence = self._reading.annotate(text)
        found = (*solution.statements, *solution.options)
        if evidence.in_domain or evidence.lists or any(f.truth is Truth.YES for f in found):
            return True
        nothing = sum(h.probability for h in self._reading.ranking(text) if isinstance(h.request, NotForUs))
        named = bool(stem.products.named) or evidence.wants("gi")
        return nothing < _NOTHING and (self._reading.faq_chance(text) > _FAQ or named)

    def _plain(self, question: PastedQuestion, stem: Part, negative: bool, language: str) -> Solution:
        """Solve a question that has options only: some of them may stand for others, or for none."""
        options = question.options
        truths = [self._codes.truth(option.text) for option in options]
        if len(options) == 2 and set(truths) == {True, False}:
            return self._statements.true_or_false(stem, truths, language)
        labels = [option.label for option in options]
        none = [i for i, option in enumerate(options) if self._codes.is_none(option.text)]
        several = [i for i, option in enumerate(options) if self._codes.is_several(option.text)]
        every = [i for i, option in enumerate(options) if self._codes.is_all(option.text)]
        joined = {i: named for i, option in enumerate(options) if (named := self._codes.options(option.text, labels))}
        plain = [i for i in range(len(options)) if i not in (*none, *several, *every, *joined)]
        if len(plain) < 2:
            return Solution(outcome="open")
        inner = self._options.solve([options[i].text for i in plain], stem, negative, language)
        chosen, outcome = tuple(plain[i] for i in inner.chosen), inner.outcome
        findings = [UNKNOWN] * len(options)
        for i, finding in zip(plain, inner.options, strict=False):
            findings[i] = finding
        stands_for = self._standing_for(chosen, plain, every, joined)
        if outcome == "several" and len(stands_for) == 1:
            chosen, outcome = tuple(stands_for), "one"
        elif outcome == "several" and len(several) == 1:
            chosen, outcome = tuple(several), "one"
        if outcome == "none" and len(none) == 1:
            chosen, outcome = tuple(none), "one"
        return replace(inner, outcome=outcome, chosen=chosen, options=tuple(findings))

    @staticmethod
    def _standing_for(
        chosen: Sequence[int], plain: Sequence[int], every: Sequence[int], joined: dict[int, frozenset[int]]
    ) -> list[int]:
        """Return the options that stand for all of those that are right."""
        both = [i for i, named in joined.items() if named == set(chosen)]
        return [*both, *(every if len(chosen) == len(plain) else ())]
