"""Solve questions whose options are dates, amounts, counts or ministries: by the one that an answer tells."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.solving.details import COUNT, DATE, MINISTRY, SHARE, Detail, Details
from odop_bot.solving.known import Known, KnownReader
from odop_bot.solving.reading import Reading
from odop_bot.solving.solution import Finding, Solution, Truth

_SURE = 0.7
"""From this probability on a stem asks for one FAQ entry so surely that its answer rules out what it does not have."""

_SEVERAL = 2
"""Kinds of details of an option that are known together."""


class DetailSolver:
    """Solves such questions; one object serves all."""

    def __init__(self, reading: Reading, known: KnownReader) -> None:
        self._reading = reading
        self._known = known

    def solve(self, options: Sequence[str], stem: str, language: str) -> Solution | None:
        """Return which option is the detail that is known; None where they are no details, or it is not known."""
        asked = self._known.read(stem)
        together = self._together(options, asked, language)
        if together is not None:
            return together
        details = self._details(options, asked)
        if details is None or asked.of(details[0].kind):
            return None
        kind = details[0].kind
        if kind == DATE and len(asked.acts) != 1:
            return None
        known = self._known.known(kind, asked, "", language)
        if known is None or (kind == SHARE and sum(d.value in known.values for d in details) > 1):
            return None
        right = [i for i, detail in enumerate(details) if detail.agrees(known.value)]
        if len(right) > 1 or not (right or self._is_only(known, stem)):
            return None
        findings = [Finding(truth=Truth.NO, entry=known.sentence.entry)] * len(options)
        for i in right:
            findings[i] = Finding(
                truth=Truth.YES, entry=known.sentence.entry, sentence=known.sentence.text, score=known.score
            )
        return Solution(
            outcome="one" if right else "none",
            chosen=tuple(right),
            options=tuple(findings),
            entry=known.sentence.entry,
            fact=None if right else known.sentence.text,
        )

    def are_ministries(self, options: Sequence[str], stem: str) -> bool:
        """Whether options are ministries rather than what they look after: textiles, food."""
        details = self._details(options, self._known.read(stem))
        return details is not None and details[0].kind == MINISTRY

    def _together(self, options: Sequence[str], asked: Details, language: str) -> Solution | None:
        """Return the only option that has several details which stand in one sentence: "29 malls in 27 States"."""
        read = [self._known.read(option).found for option in options]
        if any(len({detail.kind for detail in found}) < _SEVERAL for found in read):
            return None
        told = [self._known.sentence_with(found, asked, language) for found in read]
        right = [i for i, sentence in enumerate(told) if sentence is not None]
        sentence = told[right[0]] if len(right) == 1 else None
        if sentence is None:
            return None
        findings = [Finding(truth=Truth.OPEN, entry=sentence.entry)] * len(options)
        findings[right[0]] = Finding(truth=Truth.YES, entry=sentence.entry, sentence=sentence.text, score=1.0)
        return Solution(outcome="one", chosen=tuple(right), options=tuple(findings), entry=sentence.entry)

    def _is_only(self, known: Known, stem: str) -> bool:
        """Whether what is known is all that can be right."""
        if not known.alone or known.inexact:
            return False
        # All that is known of a scheme has only this one, or one answer is asked for beyond doubt.
        alone = len(known.values) == 1 and bool(self._reading.annotate(stem).about)
        return (self._reading.faq_chance(stem) if alone else self._reading.entry_chance(stem)) >= _SURE

    def _details(self, options: Sequence[str], asked: Details) -> list[Detail] | None:
        """Return the one detail that each option is, all of one kind; None for other options."""
        ministries = asked.of_ministry or any(self._known.read(option).of_ministry for option in options)
        read = [self._known.read(option, ministry=ministries) for option in options]
        found = [details.found for details in read]
        if any(not details for details in found) and len(asked.counted) == 1 and asked.counted[0].startswith(COUNT):
            # The stem says what is counted: "How many trades? 12 / 15 / 18".
            numbers = [self._known.numbers(option) for option in options]
            if all(len(values) == 1 for values in numbers):
                found = [(Detail(asked.counted[0], values[0], 0, 0),) for values in numbers]
        kinds = {detail.kind for details in found for detail in details}
        if len(kinds) != 1 or any(len(details) != 1 for details in found) or any(d.inexact for d in read):
            return None
        if kinds == {MINISTRY} and len({details[0].value for details in found}) < len(options):
            return None
        return [details[0] for details in found]
