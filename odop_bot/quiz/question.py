"""A quiz question, and the limits that it keeps."""

from __future__ import annotations

from dataclasses import dataclass

MAX_STEM, MAX_OPTION, MAX_EXPLANATION, MAX_LINE_FEEDS = 300, 100, 200, 2
"""UTF-16 units of a question, an option and an explanation, and line feeds of an explanation: what a poll holds."""
_PAIRED = frozenset({"matched", "gi-not"})
"""Kinds whose options are districts with their products."""
WANTED_OPTION = 60
"""Letters of an option that a small phone shows whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizQuestion:
    """A question with its options; one or more of them are right."""

    kind: str
    subject: str
    """Id of the fact that it is about: what is remembered."""
    topic: str
    language: str
    stem: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    """Indexes of the right options."""
    explanation: str
    """The answer, its list and date, its source."""
    sources: tuple[str, ...]
    list: str | None = None
    """Id of the list that it is about; None for a question about a figure."""
    districts: tuple[int, ...] = ()
    """LGD codes that the right answer rests on."""
    option_districts: tuple[int | None, ...] = ()
    """LGD code of each option that is a district."""
    told: tuple[str, ...] = ()
    """Ids of the other facts that it tells: no question of its round tells them again."""
    marked: int | None = None
    """LGD code of the district that is marked on the map that it is about; None where there is no map."""

    @property
    def shown(self) -> frozenset[int]:
        """LGD codes of the districts of which it tells a product."""
        pairs = self.option_districts if self.kind in _PAIRED else ()
        return frozenset(self.districts) | {code for code in pairs if code is not None}

    def is_right(self, choice: int) -> bool:
        """Whether an option is right."""
        return choice in self.right


def units(text: str) -> int:
    """Return the length of a text as polls count it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(question: QuizQuestion) -> bool:
    """Whether a question keeps to all limits and no two of its options look the same."""
    return (
        units(question.stem) <= MAX_STEM
        and all(0 < units(option) <= MAX_OPTION for option in question.options)
        and len({option.casefold() for option in question.options}) == len(question.options)
        and units(question.explanation) <= MAX_EXPLANATION
        and question.explanation.count("\n") <= MAX_LINE_FEEDS
    )
