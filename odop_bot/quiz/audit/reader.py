"""Which options of a question are right, read from its text alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.quiz.audit.figures import is_possible, truth
from odop_bot.quiz.audit.oracle import Oracle, Unreadable, Verdict
from odop_bot.quiz.bank import QuizBank
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import QuizStrings

_NUMBERED = re.compile(r"^\d\. (.+)$", re.MULTILINE)
_LETTERED = re.compile(r"^[A-D]\. (.+)$", re.MULTILINE)
_NOT = re.compile(r"\bNOT\b|नहीं है\?|జతచేయనిది")


class Impossible(Exception):  # noqa: N818 - it is a finding, not an error
    """A value that cannot be."""


class Reader:
    """Reads the questions of one language."""

    def __init__(self, knowledge: Knowledge, wording: Wording, strings: QuizStrings, bank: QuizBank) -> None:
        self._knowledge = knowledge
        self._wording = wording
        self._language = wording.language
        self._strings = strings
        self._bank = bank
        self.oracle = Oracle(knowledge, wording, bank)
        self._kinds: dict[str, Callable[[QuizQuestion], list[Verdict]]] = {
            "district-product": self._products,
            "product-district": self._districts,
            "map": self._marked,
            "matched": self._matched,
            "match": self._match,
            "codes": self._codes,
            "pairs": self._pairs,
            "statements": self._statements,
            "odd-one": self._odd,
            "fact": self._figures,
            "one": self._one,
            "assertion": self._assertion,
            "gi-state": self._gi_state,
            "gi-joint": self._gi_joint,
            "gi-not": self._gi_not,
        }

    def verdicts(self, question: QuizQuestion) -> list[Verdict]:
        """Return for each option whether it is right. Raises Unreadable and Impossible."""
        read = self._kinds.get(question.kind)
        if read is None:
            raise Unreadable(f"nothing is known of the kind {question.kind}")
        return read(question)

    def _products(self, question: QuizQuestion) -> list[Verdict]:
        return [self.oracle.listed(question.districts[0], question.list or "", text) for text in question.options]

    def _marked(self, question: QuizQuestion) -> list[Verdict]:
        district = self._knowledge.districts[question.marked or 0]
        if district.lgd not in self._knowledge.borders.of_district:
            raise Unreadable(f"no map shows {district.name}")
        if self._wording.place(self._knowledge.state_of(district)) not in question.stem:
            raise Unreadable(f"not the map of {district.name}")
        if self._wording.place(district) in question.stem:
            raise Unreadable("the stem names what is marked")
        return [self.oracle.listed(district.lgd, question.list or "", text) for text in question.options]

    def _districts(self, question: QuizQuestion) -> list[Verdict]:
        product = _quoted(question.stem)
        for code, text in zip(question.option_districts, question.options, strict=True):
            self._same(code, text)
        return [self.oracle.listed(code or 0, question.list or "", product) for code in question.option_districts]

    def _same(self, code: int | None, text: str) -> None:
        """Check that a district is called so, perhaps with its State. Raises Unreadable."""
        name = self._wording.place(self._knowledge.districts[code or 0])
        if text != name and not text.startswith(f"{name} ("):
            raise Unreadable(f"{code} is not {text}")

    def _matched(self, question: QuizQuestion) -> list[Verdict]:
        out = []
        for code, text in zip(question.option_districts, question.options, strict=True):
            place, _, product = text.partition(" – ")
            self._same(code, place)
            out.append(self.oracle.listed(code or 0, question.list or "", product))
        return [_contrary(verdict) for verdict in out] if _NOT.search(question.stem) else out

    def _match(self, question: QuizQuestion) -> list[Verdict]:
        products, names = _LETTERED.findall(question.stem), _NUMBERED.findall(question.stem)
        codes = [self.oracle.district(name, question.districts) for name in names]
        out = []
        for option in question.options:
            places = [int(number) - 1 for number in re.findall(r"[A-D]-(\d)", option)]
            out.append(
                _all(
                    [
                        self.oracle.listed(codes[place], question.list or "", product)
                        for product, place in zip(products, places, strict=True)
                    ]
                )
            )
        return out

    def _codes(self, question: QuizQuestion) -> list[Verdict]:
        name = _quoted(question.stem)
        found = [
            self.oracle.called(self.oracle.district(text), question.list or "", name)
            for text in _NUMBERED.findall(question.stem)
        ]
        return [_sets(found, [int(n) - 1 for n in re.findall(r"\d", option)]) for option in question.options]

    def _pairs(self, question: QuizQuestion) -> list[Verdict]:
        found = []
        for text in _NUMBERED.findall(question.stem):
            place, _, product = text.partition(" – ")
            found.append(self.oracle.listed(self.oracle.district(place), question.list or "", product))
        if Verdict.BETWEEN in found:
            return [Verdict.BETWEEN] * len(question.options)
        # Only one, only two, all three, none.
        right = (found.count(Verdict.TRUE) - 1) % 4
        return [_of(i == right) for i in range(4)]

    def _claims(self, question: QuizQuestion, texts: Sequence[str]) -> list[Verdict]:
        out = []
        for i, text in enumerate(texts):
            if question.list:
                product = _quoted(text)
                code = question.districts[min(i, len(question.districts) - 1)]
                if self._wording.place(self._knowledge.districts[code]) not in text:
                    raise Unreadable(text)
                out.append(self.oracle.listed(code, question.list, product))
            else:
                out.append(self._stated(text))
        return out

    def _stated(self, text: str) -> Verdict:
        for item in self._bank.statements:
            if text in (item.right[self._language], item.wrong[self._language]):
                return _of(text == item.right[self._language])
        return self._figure(text)

    def _figure(self, text: str) -> Verdict:
        """Return whether the sentence on a figure that stands in a text is true."""
        found = {
            key: match[1]
            for key, sentence in self._strings.figures.items()
            if (match := re.search(re.escape(sentence).replace(r"\{\}", "(.+?)") + r"(?: \([^)]*\))?[.।]?$", text))
        }
        if not found:
            raise Unreadable(text)
        # One sentence may end as another does: the value of the right one has the fewest words.
        key = min(found, key=lambda key: len(found[key]))
        value, figure = found[key].rpartition("? ")[2], self._knowledge.figures[key]
        verdict = truth(value, key, figure, self._wording)
        if verdict is Verdict.FALSE and not is_possible(value, figure):
            raise Impossible(f"{figure.what}: {value}")
        return verdict

    def _statements(self, question: QuizQuestion) -> list[Verdict]:
        found = self._claims(question, _NUMBERED.findall(question.stem))
        return [_sets(found, numbers) for numbers in ([0], [1], [0, 1], [])]

    def _figures(self, question: QuizQuestion) -> list[Verdict]:
        sentence = _quoted(question.stem)
        return [self._figure(sentence.replace("____", option)) for option in question.options]

    def _odd(self, question: QuizQuestion) -> list[Verdict]:
        name = _quoted(question.stem)
        found = [self.oracle.called(code or 0, question.list or "", name) for code in question.option_districts]
        return [_contrary(verdict) for verdict in found]

    def _one(self, question: QuizQuestion) -> list[Verdict]:
        item = next((x for x in self._bank.ones if x.stem[self._language] == question.stem), None)
        if item is None:
            raise Unreadable(question.stem)
        return [_of(option == item.right[self._language]) for option in question.options]

    def _assertion(self, question: QuizQuestion) -> list[Verdict]:
        first, second = (line.partition(": ")[2] for line in question.stem.split("\n")[:2])
        language = self._language
        for item in self._bank.reasons:
            if first in (item.assertion[language], item.false_assertion[language]):
                so = first == item.assertion[language]
                reason = second in (item.reason[language], item.beside[language])
                explains = second == item.reason[language]
                if second != item.false_reason[language] and not reason:
                    break
                cases = (so and explains, so and reason and not explains, so and not reason, not so and reason)
                return [_of(case) for case in cases]
        raise Unreadable(question.stem)

    def _gi_state(self, question: QuizQuestion) -> list[Verdict]:
        name = _quoted(question.stem)
        items = self.oracle.registration(name)
        names = {self._wording.place(self._knowledge.states[code]) for item in items for code in item.states}
        families = {family for item in items for family in item.families}
        # What a language calls by the product alone may be another State's, too.
        like = (
            {
                self._wording.place(self._knowledge.states[code])
                for item in self._knowledge.gi.values()
                if families & set(item.families)
                for code in item.states
            }
            if self._language != ENGLISH
            else set()
        )
        return [
            Verdict.TRUE if option in names else Verdict.BETWEEN if option in like else Verdict.FALSE
            for option in question.options
        ]

    def _gi_joint(self, question: QuizQuestion) -> list[Verdict]:
        return [
            _of(any(len(item.states) > 1 for item in self.oracle.registration(option))) for option in question.options
        ]

    def _gi_not(self, question: QuizQuestion) -> list[Verdict]:
        out = []
        for code, text in zip(question.option_districts, question.options, strict=True):
            place, _, product = text.partition(" – ")
            self._same(code, place)
            out.append(_contrary(self.oracle.is_registered(self._knowledge.districts[code or 0], product)))
        return out


def _quoted(text: str) -> str:
    """Return what stands between the first and the last quotation mark."""
    return text.partition('"')[2].rpartition('"')[0]


def _of(true: bool) -> Verdict:
    return Verdict.TRUE if true else Verdict.FALSE


def _contrary(verdict: Verdict) -> Verdict:
    return {Verdict.TRUE: Verdict.FALSE, Verdict.FALSE: Verdict.TRUE}.get(verdict, verdict)


def _all(verdicts: Sequence[Verdict]) -> Verdict:
    if Verdict.FALSE in verdicts:
        return Verdict.FALSE
    return Verdict.BETWEEN if Verdict.BETWEEN in verdicts else Verdict.TRUE


def _sets(found: Sequence[Verdict], numbers: Sequence[int]) -> Verdict:
    """Return whether just the statements of some numbers are so."""
    if Verdict.BETWEEN in found:
        return Verdict.BETWEEN
    return _of([i for i, verdict in enumerate(found) if verdict is Verdict.TRUE] == sorted(numbers))


__all__ = ["Impossible", "Reader"]
