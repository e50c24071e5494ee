"""Make questions: choose a kind and a subject, then let the kind's maker do it."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from random import Random
from typing import NamedTuple

from odop_bot.answering import Renderer
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.quiz.bank import Asked, QuizBank, Reasoned, Stated
from odop_bot.quiz.draft import Maker, district_key
from odop_bot.quiz.fact_base import FactBase
from odop_bot.quiz.facts import BankFact, Fact, FigureFact, GiFact, Subject
from odop_bot.quiz.kinds import (
    assertion,
    codes,
    district_product,
    fact,
    gi,
    marked,
    match,
    matched,
    odd_one,
    one,
    pairs,
    product_district,
    statements,
)
from odop_bot.quiz.kinds.claims import is_deniable
from odop_bot.quiz.names import shared_with_one
from odop_bot.quiz.phrasing import Phrasing
from odop_bot.quiz.question import QuizQuestion, fits
from odop_bot.quiz.strings import QuizStrings
from odop_bot.quiz.topics import GI, MIXED, Topic

Make = Callable[[Maker, Subject], QuizQuestion | None]
IsPossible = Callable[[Maker, Subject], bool]


def _always(_: Maker, __: Subject) -> bool:
    """Whether a question may be made of a subject where each of its source will do."""
    return True


class Way(NamedTuple):
    """A way of asking."""

    make: Make
    weight: float
    """How often it is tried beside the others: as often as examiners print it."""
    is_possible: IsPossible = _always
    """Whether it may be made of a subject, whatever chance says and a round has told; soon seen."""


Kinds = Mapping[str, Way]
ABOUT_LISTINGS: Kinds = {
    product_district.KIND: Way(product_district.make, 16, product_district.is_possible),
    district_product.KIND: Way(district_product.make, 12, district_product.is_possible),
    codes.KIND: Way(codes.make, 16, codes.is_possible),
    match.KIND: Way(match.make, 22, match.is_possible),
    matched.KIND: Way(matched.make, 14, matched.is_possible),
    pairs.KIND: Way(pairs.make, 10, is_deniable),
    statements.KIND: Way(statements.make, 9, is_deniable),
    odd_one.KIND: Way(odd_one.make, 3, odd_one.is_possible),
    marked.KIND: Way(marked.make, 5, marked.is_possible),
}
ABOUT_FIGURES: Kinds = {
    fact.KIND: Way(fact.make, 3),
    statements.KIND: Way(statements.make, 2),
}
ABOUT_GIS: Kinds = {gi.STATE: Way(gi.of_state, 1, gi.has_state)}
ABOUT_JOINT: Kinds = {gi.JOINT: Way(gi.joint, 1, gi.is_joint)}
ABOUT_UNREGISTERED: Kinds = {gi.NOT: Way(gi.not_registered, 1, gi.is_unregistered)}
ABOUT_ONES: Kinds = {one.KIND: Way(one.make, 1)}
ABOUT_STATED: Kinds = {statements.KIND: Way(statements.make, 1)}
ABOUT_REASONED: Kinds = {assertion.KIND: Way(assertion.make, 1)}
_ALL: tuple[Kinds, ...] = (
    ABOUT_LISTINGS,
    ABOUT_FIGURES,
    ABOUT_GIS,
    ABOUT_JOINT,
    ABOUT_UNREGISTERED,
    ABOUT_ONES,
    ABOUT_STATED,
    ABOUT_REASONED,
)
KINDS = tuple(dict.fromkeys(kind for kinds in _ALL for kind in kinds))
PICTURED = frozenset({marked.KIND})
"""Kinds that ask about a picture."""
_LISTED, _GI, _JOINT, _NO_GI, _FIGURE, _ONE, _STATED, _REASONED = 76, 5, 0.5, 3, 3, 6, 2.5, 2
"""Parts of a mixed quiz: products of districts, the Registry, figures, and the three kinds of the bank."""
_ALL_GI = 8.0
"""How much greater the Registry's part is in a quiz on GIs."""
_ROUNDS, _DRAWN, _TRIES = 240, 40, 8
"""How often a kind is chosen before none can be made; how many subjects are drawn for each, and how many tried.

A kind that can be made of few subjects comes less often than it is chosen: else the same few would come all the time.
"""
_SAME = 8
"""How often a kind is chosen for one source of subjects, so that what is soon made does not come too often."""
_LESS_NEW = 60, 110, 160
"""After how many choices less has to be new: what was told of a district; nothing; nor need wrong options be near."""
_TRIES_NEAR, _TRIES_FAR = 3, 40
"""How often each kind is tried for a fact that is to be asked again: as always, and if that fails."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where subjects come from."""

    weight: float
    kinds: Kinds
    draw: Callable[[Random], Subject | None]


class QuizMaker:
    """Makes questions from a knowledge base; the same random source gives the same questions."""

    def __init__(
        self, knowledge: Knowledge, renderer: Renderer, strings: Mapping[str, QuizStrings], bank: QuizBank
    ) -> None:
        """Make questions in the languages that have both replies and quiz texts."""
        self._of_topic: dict[Topic, list[_Source]] = {}
        self._known: dict[Hashable, dict[str, bool]] = defaultdict(dict)
        """What can be asked in which way, by subject, once it was looked at."""
        self.fact_base = FactBase(knowledge, bank)
        """What may be asked."""
        self.languages = tuple(language for language in renderer.languages if language in strings)
        self._voices = {
            language: Phrasing(language, renderer.wording(language), strings[language], knowledge, bank)
            for language in self.languages
        }
        # What most questions are on: whoever comes first need not wait for that.
        self._sources(Topic())

    def phrasing(self, language: str) -> Phrasing:
        """Return how the quiz speaks a language, or English."""
        return self._voices.get(language) or self._voices[ENGLISH]

    def question(
        self,
        random: Random,
        topic: Topic,
        language: str = ENGLISH,
        without: Collection[str] = (),
        *,
        shown: Collection[int] = (),
        stems: Sequence[str] = (),
        told: Collection[str] = (),
        pictures: bool = False,
    ) -> QuizQuestion | None:
        """Return a question on a topic about none of the subjects `without`; None if there is none.

        As long as there are others it has none of the districts, products and families of the subjects `told`, nor the
        districts `shown` (LGD codes); after that, what was told of a district is not told again. No statement of the
        questions asked, whose `stems` are given, comes again. It is about a picture only with `pictures`.
        """
        makers = self._makers(random, topic, language, told, shown, stems)
        sources = self._sources(topic)
        if not sources:
            return None
        weights = [source.weight for source in sources]
        source = sources[0]
        for number in range(_ROUNDS):
            maker = makers[sum(number >= first for first in _LESS_NEW)]
            if number % _SAME == 0:
                source = random.choices(sources, weights)[0]
            ways = _ways(source.kinds, pictures)
            way = random.choices(ways, [way.weight for way in ways])[0]
            subjects = (x for x in self._possible(way, maker, source) if x.id not in without)
            for subject in islice(subjects, _TRIES):
                question = _made(way.make, maker, subject)
                if question is not None:
                    return question
        return None

    def _possible(self, way: Way, maker: Maker, source: _Source) -> Iterator[Subject]:
        """Yield subjects of a source that are new and can be asked in a way, as far as such are drawn."""
        key = way.is_possible, maker.phrasing.language, maker.topic.state is None, maker.topic.name == GI, maker.must
        known = self._known[key]
        for _ in range(_DRAWN):
            subject = source.draw(maker.random)
            if subject is None:
                return
            possible = known.get(subject.id)
            if possible is None:
                possible = known[subject.id] = way.is_possible(maker, subject)
            if possible and self._is_new(maker, subject):
                yield subject

    def _makers(
        self,
        random: Random,
        topic: Topic,
        language: str,
        told: Iterable[str],
        shown: Collection[int],
        stems: Sequence[str],
    ) -> tuple[Maker, ...]:
        """Return makers for what a round has told nothing of, then for what it has not told, then for anything."""
        last = Maker(self.fact_base, self.phrasing(language), random, topic, frozenset(shown), tuple(stems))
        repeats, subjects = self.fact_base.repeats, self.fact_base.subjects
        before = [subject for subject in map(subjects.get, told) if subject is not None]
        pairs = frozenset[str]().union(*map(repeats.told, before))
        new = frozenset(map(district_key, shown)).union(*map(repeats.about, before), *map(_district, before))
        return replace(last, taken=new), replace(last, taken=pairs), last, replace(last, must=True)

    def _is_new(self, maker: Maker, subject: Subject) -> bool:
        """Whether a round has told nothing of a subject, or nothing of what it says of its district."""
        return maker.taken.isdisjoint(self.fact_base.repeats.about(subject)) and maker.taken.isdisjoint(
            _district(subject)
        )

    def about(
        self,
        subject_id: str,
        random: Random,
        language: str = ENGLISH,
        topic: Topic | None = None,
        *,
        shown: Collection[int] = (),
        stems: Sequence[str] = (),
        told: Collection[str] = (),
        pictures: bool = False,
    ) -> QuizQuestion | None:
        """Return a question of any kind about a subject; None if it is no longer asked.

        What was asked once can be asked again: chance gets many tries, and where no kind has enough wrong options near
        by, they come from farther off.
        """
        subject = self.fact_base.subjects.get(subject_id)
        if subject is None:
            return None
        new, _, near, far = self._makers(random, topic or Topic(), language, told, shown, stems)
        ways = self._ways_of(subject, pictures)
        for maker, tries in ((new, _TRIES_NEAR), (near, _TRIES_NEAR), (replace(far, abroad=True), _TRIES_FAR)):
            for way in random.sample(ways, len(ways)):
                for _ in range(tries if way.is_possible(maker, subject) else 0):
                    question = _made(way.make, maker, subject)
                    if question is not None:
                        return question
        return None

    def _ways_of(self, subject: Subject, pictures: bool) -> list[Way]:
        """Return the ways of asking about a subject; what is no GI may be asked as that too."""
        unregistered = isinstance(subject, Fact) and subject in self.fact_base.topic_unregistered(Topic()).all
        kinds = {**kinds_of(subject), **ABOUT_UNREGISTERED} if unregistered else kinds_of(subject)
        return _ways(kinds, pictures)

    def _sources(self, topic: Topic) -> list[_Source]:
        """Return where the questions of a topic come from."""
        found = self._of_topic.get(topic)
        if found is None:
            found = self._of_topic[topic] = self._found_sources(topic)
        return found

    def _found_sources(self, topic: Topic) -> list[_Source]:
        fact_base = self.fact_base
        listed, gis = fact_base.topic_facts(topic), fact_base.topic_gis(topic)
        figures = [x for x in fact_base.topic_figures(topic) if all(v.has_sentence(x) for v in self._voices.values())]
        more = _ALL_GI if topic.name == GI else 1.0
        joint = [fact for fact in gis if len(fact.item.states) > 1]
        single = [fact for fact in gis if len(fact.item.states) == 1]
        none = fact_base.topic_unregistered(topic) if gis and topic.name != GI else None
        out = [
            _Source(_LISTED, ABOUT_LISTINGS, listed.draw) if listed.all else None,
            _Source(more * _GI, ABOUT_GIS, _chooser(single)) if single else None,
            _Source(more * _JOINT, ABOUT_JOINT, _chooser(joint)) if joint else None,
            _Source(_NO_GI, ABOUT_UNREGISTERED, none.draw) if none is not None and none.all else None,
            _Source(_FIGURE, ABOUT_FIGURES, _chooser(figures)) if figures else None,
        ]
        for kind, weight, kinds in (
            (Asked, _ONE, ABOUT_ONES),
            (Stated, _STATED, ABOUT_STATED),
            (Reasoned, _REASONED, ABOUT_REASONED),
        ):
            facts = fact_base.topic_bank(topic, kind)
            if facts and (kind is not Stated or len(facts) > 1 or topic.name == MIXED):
                out.append(_Source(weight, kinds, _chooser(facts)))
        return [source for source in out if source is not None]


def _chooser(items: Sequence[Subject]) -> Callable[[Random], Subject]:
    weights = [float(x.item.exams) if isinstance(x, BankFact) and isinstance(x.item, Asked) else 1.0 for x in items]
    totals = list(accumulate(weights))
    return lambda random: items[bisect(totals, random.random() * totals[-1], hi=len(items) - 1)]


def kinds_of(subject: Subject) -> Kinds:
    """Return the kinds of question that may be asked about a subject."""
    if isinstance(subject, Fact):
        return ABOUT_LISTINGS
    if isinstance(subject, FigureFact):
        return ABOUT_FIGURES
    if isinstance(subject, GiFact):
        return ABOUT_GIS if len(subject.item.states) == 1 else ABOUT_JOINT
    by_kind = ((Asked, ABOUT_ONES), (Stated, ABOUT_STATED), (Reasoned, ABOUT_REASONED))
    return next(kinds for kind, kinds in by_kind if isinstance(subject.item, kind))


def _ways(kinds: Kinds, pictures: bool) -> list[Way]:
    return [way for kind, way in kinds.items() if pictures or kind not in PICTURED]


def _district(subject: Subject) -> Iterable[str]:
    """Yield what stands for the district of a subject, if it is of one."""
    if isinstance(subject, Fact):
        yield district_key(subject.district.lgd)


def _made(make: Make, maker: Maker, subject: Subject) -> QuizQuestion | None:
    question = make(maker, subject)
    if question is None or not fits(question):
        return None
    telling = shared_with_one(question.stem, question.options, question.right[0], maker.phrasing.idle)
    return None if telling else question
