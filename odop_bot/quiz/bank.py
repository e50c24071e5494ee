"""What is asked beside the lists, and what is asked more often: `templates/quiz_bank.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from odop_bot.answering.texts import read_texts
from odop_bot.knowledge.models import NamedListing, Strict, Texts

FILE = "quiz_bank.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven(Strict):
    """Something that rests on the knowledge base."""

    id: str
    proof: tuple[str, ...]
    """Words that stand in the English answer of the FAQ entry, or in the English note."""
    faq: str | None = None
    """Id of the FAQ entry."""
    source: str | None = None
    """Id of the source of the FAQ entry that tells it, where that is not its first."""
    timeless: bool = False
    """Whether it is so by law, or happened once: no day is told on which it was so."""
    figures: tuple[str, ...] = ()
    """Ids of the figures that tell the same."""
    note: NamedListing | None = None
    """The product whose note it is, where no FAQ entry tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Proven):
    """A fact with one right answer."""

    exams: int
    """How often exams ask the like: its weight."""
    stem: Texts
    right: Texts
    wrong: tuple[Texts, Texts, Texts]
    why: Texts | None = None
    """What the FAQ entry tells beside the answer; a note tells it by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Proven):
    """A true sentence with a false one about the same."""

    right: Texts
    wrong: Texts
    why: Texts
    """What the FAQ entry tells beside the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned(Proven):
    """An assertion with the reason that explains it, both true, and a false form of each.

    The reason is neither a case of the assertion nor what gainsays its false form: either would tell the answer.
    """

    assertion: Texts
    false_assertion: Texts
    reason: Texts
    false_reason: Texts
    beside: Texts
    """What is true of the same subject and explains nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotGrown(Strict):
    """What everybody knows not to be grown in some States."""

    families: tuple[str, ...]
    states: tuple[str, ...]
    """State codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBank(Strict):
    """The file."""

    best_known: dict[str, tuple[int, ...]]
    """LGD codes of the best-known districts, by State code."""
    coast: dict[str, tuple[int, ...]]
    """LGD codes of the districts with a sea coast, by State code."""
    cities: tuple[int, ...]
    """LGD codes of the districts that are cities: nothing is grown or quarried there."""
    split: tuple[tuple[int, ...], ...]
    """LGD codes of districts that were split since 2005 with those split off: what one makes the others may make."""
    renamed: dict[int, str]
    """LGD codes of districts with a younger name than some list's edition, and the date of the name."""
    all_over: dict[str, tuple[str, ...]]
    """Ids of families that most districts of a State have in life, by State code."""
    famous_for: dict[str, tuple[int, ...]]
    """LGD codes of districts that are famous for a family in life, whatever the lists say."""
    telling: tuple[str, ...]
    """Peoples whose name in a registration tells its State to everybody."""
    quarried: tuple[str, ...]
    """Ids of families of what is quarried."""
    industrial: tuple[str, ...]
    """Ids of families of what workshops and mines make, which is no craft."""
    of_shore: tuple[str, ...]
    """Ids of families of what thrives on coasts."""
    of_hills: tuple[str, ...]
    """Ids of families of what thrives in hills."""
    hills: dict[str, tuple[int, ...]]
    """LGD codes of the districts of the hills, by code of a State that has plains too."""
    common: tuple[str, ...]
    """Ids of families that are grown or made nearly everywhere in life."""
    not_grown: tuple[NotGrown, ...]
    plain_words: tuple[str, ...]
    """Words of products that are no proper names, though few rows have them."""
    named_words: tuple[str, ...]
    """Proper names in products that stand in rows of many States."""
    regions: tuple[tuple[str, ...], ...]
    """Codes of the States of each region."""
    beside: dict[str, tuple[str, ...]]
    """Codes of the States beside each one, by State code; of small ones with those farther off in their region."""
    lists: dict[str, int]
    """Percentage of the questions on each list; the lists not named share the rest."""
    not_asked: tuple[str, ...]
    """Ids of figures that no examiner asks."""
    moving: tuple[str, ...]
    """Ids of figures that are counts which go on, though no earlier value is known."""
    families_not_asked: tuple[str, ...]
    """Ids of families whose products no examiner asks for a district."""
    everywhere: tuple[str, ...]
    """Ids of families that nearly every district has: nobody asks of which districts they are."""
    wordings_not_asked: tuple[str, ...]
    """Wordings of products that no examiner asks."""
    spelled: dict[str, str]
    """What English questions print for a list's wording, where that is a slip or an office's."""
    named_not_gis: tuple[NamedListing, ...]
    """Products with a name of their own that is none of the Registry's, nor like one."""
    ones: tuple[Asked, ...]
    statements: tuple[Stated, ...]
    reasons: tuple[Reasoned, ...]


def read_bank(folder: Path) -> QuizBank:
    """Return the bank. Raises StringsError when the file is missing or wrong."""
    return read_texts(folder / FILE, QuizBank)
