"""Replies to pasted multiple-choice questions: the right options, why, and what the others are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from odop_bot.answering.rendering import Renderer
from odop_bot.answering.replies.base import Builder, unique
from odop_bot.answering.reply import Button, Picked, Reply
from odop_bot.answering.wording import Wording
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH, Listing
from odop_bot.solving import Finding, Solution, Solver, Truth
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskMcq, Choice

MAX_PRODUCTS = 3
"""Products that are told of one option."""
LONGEST_PRODUCT = 60
LONGEST_FACT = 360
"""Letters of what the FAQ says; of a longer answer its first lines are told."""
MAX_LINES = 6


class McqBuilder(Builder):
    """Replies with the right options of a question."""

    def __init__(self, knowledge: Knowledge, renderer: Renderer, wording: Wording, solver: Solver) -> None:
        super().__init__(knowledge, renderer, wording)
        self._solver = solver

    def build(self, request: AskMcq, memory: Memory) -> Reply | None:
        """Return which options are right and why; None for a question that is none of our business."""
        question = request.question
        solution = self._solver.solve(question, self.wording.language)
        if solution.outcome == "out of domain":
            return None
        options = question.options
        chosen = [options[i] for i in solution.chosen]
        codes = unique(
            solution.options[i].district
            for i in solution.chosen
            if i < len(solution.options) and solution.options[i].district is not None
        )
        entry = solution.entry if solution.list_id is None or not solution.chosen else None
        list_ = self.knowledge.lists[solution.list_id] if solution.list_id else None
        fact = self._fact(solution)
        registry = self.knowledge.gi_registry
        of_registry = any(f.registry and f.truth is not Truth.OPEN for f in (*solution.options, *solution.statements))
        told_by = list_ or (registry if solution.registry or (of_registry and not solution.entry) else None)
        sources = unique(
            [
                *([list_.source] if list_ else ()),
                *([registry.source] if of_registry or solution.registry else ()),
                *(
                    self.knowledge.lists[f.list_id].source
                    for f in (*solution.statements, *(() if list_ else solution.options))
                    if f.list_id and f.truth is not Truth.OPEN
                ),
                *(self.knowledge.faq[solution.entry].sources if solution.entry else ()),
            ]
        )
        return self.make(
            request,
            "mcq",
            {
                "outcome": solution.outcome,
                # The wrong one of some pairs is asked for, and each is right.
                "all_hold": bool(solution.options) and all(f.truth is Truth.YES for f in solution.options),
                "chosen": [{"mark": item.mark, "text": item.text} for item in chosen],
                "list": self.wording.text(told_by.name) if told_by else None,
                "as_of": self.wording.date(told_by.as_of) if told_by else None,
                "old": bool(list_ and list_.superseded_by),
                "lines": self._lines(solution, [item.mark for item in options]),
                "right": [*(self._district(code) for code in solution.right), *self.place_names(solution.right_states)],
                "fact": fact,
                "eliminated": solution.eliminated,
                "sources": self.sources(sources),
            },
            memory,
            self._shown(codes, entry),
            districts=codes,
            sources=sources,
            faqs=(solution.entry,) if solution.entry else (),
            # What cannot be told was not answered: a person may be asked, and the gap is counted.
            kind="unknown" if solution.outcome == "open" else request.kind,
            answer=Picked(tuple(item.label for item in chosen), tuple(item.text for item in chosen)),
            related=self._related(codes, solution.entry),
        )

    def _lines(self, solution: Solution, marks: Sequence[str]) -> list[dict[str, Any]]:
        """Return what is known of each option, or of each statement, as far as it is of some list."""
        rows = list(zip(solution.labels, solution.statements, strict=True))
        rows = rows or list(zip(marks, solution.options, strict=False))
        told = [(mark, finding) for mark, finding in rows if self._says(finding, bool(solution.labels))]
        return [self._line(mark, finding, solution.list_id) for mark, finding in told[:MAX_LINES]]

    @staticmethod
    def _says(finding: Finding, statement: bool) -> bool:
        if finding.registry:
            return finding.truth is not Truth.OPEN
        if finding.entry:
            return statement and finding.truth is not Truth.OPEN
        return finding.district is not None or (finding.state is not None and finding.truth is not Truth.OPEN)

    def _line(self, mark: str, finding: Finding, list_id: str | None) -> dict[str, Any]:
        place = self._district(finding.district) if finding.district is not None else None
        if place is None and finding.state is not None:
            place = self.wording.place(self.knowledge.states[finding.state])
        other = finding.list_id if finding.list_id != list_id else None
        return {
            "mark": mark,
            "truth": finding.truth.value,
            "place": place,
            "products": [self._product(listing) for listing in finding.listings[:MAX_PRODUCTS]],
            "more": max(0, len(finding.listings) - MAX_PRODUCTS),
            "listed": finding.list_id is not None and not finding.lies,
            "registered": self._registered(finding) if finding.registry else None,
            "gi": finding.gi,
            "count": finding.count,
            "marked": any(listing.gi for listing in finding.listings),
            "list": self.wording.text(self.knowledge.lists[other].name) if other else None,
            "sentence": finding.sentence if self._is_told(finding) else None,
        }

    def _registered(self, finding: Finding) -> dict[str, Any]:
        """Return what the Registry has registered of a finding; without a name where it has nothing."""
        item = self.knowledge.gi.get(finding.registration or "")
        if item is None:
            return {"name": None}
        return {
            "name": item.name,
            "places": item.country or ", ".join(self.place_names(item.states)),
            "goods": self.wording.words.goods[item.goods],
        }

    def _is_told(self, finding: Finding) -> bool:
        """Whether the sentence of a finding is in the language of the reply."""
        if not finding.entry or not finding.sentence:
            return False
        language = self.wording.language
        return language == ENGLISH or finding.sentence in self.renderer.faq_answer(finding.entry, language)

    def _district(self, code: int) -> str:
        district = self.knowledge.districts[code]
        return f"{self.wording.place(district)} ({self.wording.place(self.knowledge.state_of(district))})"

    def _product(self, listing: Listing) -> str:
        name = self.knowledge.product_name(listing, self.wording.language) or listing.product
        return name if len(name) <= LONGEST_PRODUCT else f"{name[: LONGEST_PRODUCT - 1].rstrip()}…"

    def _fact(self, solution: Solution) -> dict[str, str] | None:
        """Return what the FAQ entry says on which a solution rests, in the language of the reply."""
        told = [f for f in solution.statements if f.entry and f.truth is not Truth.OPEN]
        # The lines tell the sentences of statements, if they are in the language of the reply.
        left = [f for f in told if not self._is_told(f)]
        entry = left[0].entry if left else None if told else solution.entry
        if entry is None:
            return None
        faq = self.knowledge.faq[entry]
        answer = self.renderer.faq_answer(faq.id, self.wording.language)
        findings = [solution.options[i] for i in solution.chosen if i < len(solution.options)]
        said = solution.fact or next((f.sentence for f in findings if f.sentence), None)
        text = said if said and said in answer else answer
        lines: list[str] = []
        for line in text.split("\n"):
            if lines and len("\n".join([*lines, line])) > LONGEST_FACT:
                lines.append("…")
                break
            lines.append(line)
        return {
            "title": self.wording.text(faq.title),
            "text": "\n".join(lines),
            "as_of": self.wording.date(faq.as_of),
        }

    def _shown(self, codes: Sequence[int], entry: str | None) -> Shown | None:
        """Return what the chat will remember: what comes next may point at the answer."""
        if codes:
            return Shown(kind="district", districts=tuple(codes))
        return Shown(kind="faq", entry=entry) if entry else None

    def _related(self, codes: Sequence[int], entry: str | None) -> tuple[Button, ...]:
        places = [(code, self.wording.place(self.knowledge.districts[code])) for code in codes[:2]]
        buttons = [Button(name, Choice("district", str(code))) for code, name in places]
        if entry:
            buttons.append(self.button(Choice("faq", entry)))
        return tuple(buttons)
