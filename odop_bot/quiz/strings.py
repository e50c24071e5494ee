"""What the quiz says: `templates/<language>/quiz.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from odop_bot.answering.texts import StringsError, by_language, text_template
from odop_bot.knowledge.models import Strict

FILE = "quiz.yaml"
_NAME = re.compile(r"\{\{ *(\w+) *\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTexts(Strict):
    """What a messenger shows around the questions; templates of HTML."""

    menu: str
    states: str
    sectors: str
    lengths: str
    group_lengths: str
    running: str
    nothing: str
    begun: str
    group_begun: str
    stale: str
    not_yours: str
    result: str
    no_votes: str
    leaders: str
    here: str
    """Where a round stands that waits."""
    compared: str
    """Follows a result: that of the friend who has challenged."""
    taken_up: str
    challenge: str
    challenged: str
    challenge_over: str
    challenge_own: str
    all_india: str
    mock_menu: str
    mock_papers: str
    mock_lengths: str
    mock_begun: str
    mock_result: str
    review: str
    nothing_due: str
    daily_menu: str
    daily_on: str
    daily_off: str
    daily_begun: str
    progress: str
    no_progress: str
    export_states: str
    export_kinds: str
    export_done: str
    private_only: str
    schemes: str
    """Name of what is on no list."""
    buttons: dict[str, str]
    picture: dict[str, str]
    """Words in the pictures of progress and results."""

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in and escaped."""
        return text_template(getattr(self, key), autoescape=True).render(**data).strip()

    def label(self, key: str, **data: Any) -> str:
        """Return the label of a button with its data filled in; plain text."""
        return text_template(self.buttons[key], autoescape=False).render(**data).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStrings(Strict):
    """The texts of one language; those with `{{ }}` are templates of plain text."""

    under: str
    """How a question begins: the initiative, or another list by its name."""
    lists_under: dict[str, str]
    """What lists are called there, by their ids, where the sentence wants another form than their name."""
    lists_told: dict[str, str]
    """What explanations call lists, by their ids, whose name says not in full which authority's they are."""
    district_product: str
    product_district: str
    odd_one: str
    pairs: str
    pairs_options: tuple[str, str, str, str]
    """One, two, all three, none of the pairs."""
    marked: str
    """Asks for the product of the district that is marked on a map."""
    matched: str
    """Which pair is, or is not, correctly matched?"""
    codes: str
    """Of which of four districts is a product, by codes?"""
    only: str
    """A code: `1 and 3 only`."""
    all_of: str
    """The code of all: `1, 2, 3 and 4`."""
    match: str
    """List-I and List-II."""
    assertion: str
    assertion_options: tuple[str, str, str, str]
    """Both true and R explains A, both true and it does not, only A, only R."""
    assertion_answer: str
    gi_state: str
    gi_joint: str
    gi_not: str
    gi_answer: str
    gi_not_answer: str
    statements: str
    statements_options: tuple[str, str, str, str]
    """Only the first, only the second, both, neither."""
    lead_facts: str
    """How a question on statements about schemes begins."""
    claim: str
    """A statement that a list names a product for a district."""
    figure_claim: str
    """A statement about a figure."""
    fact: str
    """Asks for a figure."""
    pair: str
    place: str
    """A district with its state, as an option shows it."""
    homes: str
    """A product with its district, and how many others there are."""
    told_by: str
    """What follows the answer in an explanation: list and date."""
    as_on: str
    source: str
    explain_rest: str
    """Says of the other three what they have in common: the odd one out."""
    stop: str
    """What ends a sentence."""
    right_mark: str
    lesson_gi: str
    """Teaches of a product that it is registered."""
    lesson_others: str
    """Teaches what else a list names for a district."""
    lesson_national: str
    """Teaches what the national list names for a district of another list."""
    lesson_only: str
    """Teaches that a list names nothing else for a district."""
    figures: dict[str, str] = field(default_factory=dict)
    """The sentence on each figure that is asked, by its id; `{}` stands for the value."""
    figures_more: dict[str, str] = field(default_factory=dict)
    """What teaches more of each of these figures."""
    instead: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Wrong values of the figures in which there is no number to change, by figure id."""
    topics: dict[str, str]
    """Names of the topics."""
    screens: ScreenTexts
    terminal: dict[str, str]
    """What the quiz in the terminal says."""

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in."""
        return _filled(getattr(self, key))(**data).strip()

    def line(self, key: str, **data: Any) -> str:
        """Return what the quiz in the terminal says."""
        return text_template(self.terminal[key], autoescape=False).render(**data).strip()


@cache
def _filled(text: str) -> Callable[..., str]:
    """Return what fills a text in: where there is nothing but names in it, without the engine, which has to learn it.

    It raises KeyError where a name is not given.
    """
    parts = _NAME.split(text)
    if any("{" in part for part in parts[::2]):
        return text_template(text, autoescape=False).render

    def fill(**data: Any) -> str:
        return "".join(str(data[part]) if number % 2 else part for number, part in enumerate(parts))

    return fill


def read_quiz_strings(folder: Path) -> dict[str, QuizStrings]:
    """Return the texts by language, English first. Raises StringsError when a file is missing or wrong."""
    return by_language(folder, FILE, QuizStrings)


__all__ = ["QuizStrings", "StringsError", "read_quiz_strings"]
