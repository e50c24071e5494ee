"""What the makers of questions share: the random choice of options and the finished question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from odop_bot.knowledge.models import District
from odop_bot.quiz.fact_base import FactBase
from odop_bot.quiz.facts import Subject
from odop_bot.quiz.phrasing import Phrasing
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.topics import Topic

T = TypeVar("T")
CONSIDERED, CONSIDERED_MORE = 2, 4
"""Fair wrong options that are compared before the best are taken: so many, and for each one wanted so many more."""
SMALL_STATE = 5
"""Districts of a State that is no wrong option beside great ones, if it has fewer."""
LEFT_OUT = 0.9
"""How often options are given up among which the right one is the longest or the shortest against what chance chose."""
LOOKED_AT = 100
"""Candidates that are looked at for them, at most."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What a maker of questions works with."""

    fact_base: FactBase
    phrasing: Phrasing
    random: Random
    topic: Topic
    shown: frozenset[int] = frozenset()
    """LGD codes of the districts that were shown in this round."""
    stems: tuple[str, ...] = ()
    """Of the questions asked in this round."""
    taken: frozenset[str] = frozenset()
    """What this round has asked and told: districts, products, families, or only districts with their products."""
    must: bool = False
    """Whether there is no other question, so that wrong options may come from farther off and be common."""
    abroad: bool = False
    """Whether the fact is to be asked again, so that wrong districts may be of other States, whatever the topic."""

    def is_new(self, subject: Subject) -> bool:
        """Whether a round has told nothing of a product, or of another subject."""
        return not self.taken or self.taken.isdisjoint(self.fact_base.repeats.about(subject))

    def is_new_place(self, district: District) -> bool:
        """Whether a round has told nothing of a district."""
        return district_key(district.lgd) not in self.taken


def district_key(code: int) -> str:
    """Return what stands for a district in what a round has taken."""
    return f"district {code}"


@dataclass(frozen=True, slots=True)
class Option:
    """An option, with the district that it is."""

    text: str
    district: int | None = None


def drawn(random: Random, pool: Sequence[T], most: int = LOOKED_AT) -> Iterator[T]:
    """Yield members of a pool in a random order, at most so many; who stops early has not waited for the others."""
    left = list(pool)
    for size in range(len(left), max(0, len(left) - most), -1):
        # As `random.sample` does, but without its checks.
        place = int(random.random() * size)
        yield left[place]
        left[place] = left[size - 1]


def wrong_options(
    random: Random,
    right: str,
    pools: Iterable[Sequence[T]],
    text: Callable[[T], str],
    fair: Callable[[T], bool],
    count: int = 3,
    considered: int = 0,
    kind: Callable[[T], object] | None = None,
    apart: Callable[[T, T], bool] | None = None,
    balanced: bool = False,
) -> list[T] | None:
    """Return fair wrong options with texts about as long as the right one, those of the first pools before others.

    The right option is the shortest, the longest or between them as often as chance would have it,
    as far as there are candidates, of which `considered` are compared. No two are of the same `kind`, any two `apart`.
    None if there are too few, and if `balanced` mostly where those of the other length are wanting.
    """
    found: list[tuple[str, T]] = []
    considered = considered or CONSIDERED + CONSIDERED_MORE * count
    texts, kinds = {right.casefold()}, set[object]()
    for pool in pools:
        for candidate in drawn(random, pool) if len(found) < considered else ():
            shown = text(candidate)
            key, own = shown.casefold(), kind(candidate) if kind is not None else None
            if key not in texts and (own is None or own not in kinds) and fair(candidate):
                texts.add(key)
                kinds.add(own)
                found.append((shown, candidate))
                if len(found) >= considered:
                    break
    if len(found) < count:
        return None
    size = len(right)
    found.sort(key=lambda pair: abs(len(pair[0]) - size))
    shorter = [x for shown, x in found if len(shown) < size]
    longer = [x for shown, x in found if len(shown) > size]
    wanted = int(random.random() * (count + 1))
    chosen: list[T] = []
    for candidates, most in ((shorter, wanted), (longer, count), ([x for _, x in found], count)):
        for x in candidates:
            if len(chosen) < most and x not in chosen and (apart is None or all(apart(x, y) for y in chosen)):
                chosen.append(x)
    if len(chosen) < count or not balanced:
        return chosen if len(chosen) == count else None
    # Where candidates of the other length are wanting, the right option would stand out too often.
    lengths = [len(text(x)) for x in chosen]
    unwanted = (wanted < count and max(lengths) < len(right)) or (wanted > 0 and min(lengths) > len(right))
    return None if unwanted and random.random() < LEFT_OUT else chosen


def shuffled(random: Random, right: Option, wrong: Iterable[Option]) -> tuple[tuple[Option, ...], int]:
    """Return the options in a random order, and where the right one stands."""
    options = [right, *wrong]
    random.shuffle(options)
    return tuple(options), options.index(right)


def finished(
    maker: Maker,
    kind: str,
    subject: str,
    stem: str,
    options: Sequence[Option],
    right: int,
    explanation: str,
    sources: Sequence[str],
    list_id: str | None = None,
    districts: Sequence[District] = (),
    told: Sequence[Subject] = (),
) -> QuizQuestion:
    """Return a question."""
    return QuizQuestion(
        kind=kind,
        subject=subject,
        topic=maker.topic.label,
        language=maker.phrasing.language,
        stem=stem,
        options=tuple(option.text for option in options),
        right=(right,),
        explanation=explanation,
        sources=tuple(dict.fromkeys(sources)),
        list=list_id,
        districts=tuple(dict.fromkeys(district.lgd for district in districts)),
        option_districts=tuple(option.district for option in options),
        told=tuple(dict.fromkeys(other.id for other in told if other.id != subject)),
    )
