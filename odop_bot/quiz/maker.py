"""Make questions: choose a kind and a subject, then let the kind's maker do it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from random import Random

from odop_bot.answering import Renderer
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.quiz.draft import Maker
from odop_bot.quiz.ground import Fact, FigureFact, Ground, Subject
from odop_bot.quiz.kinds import (
    district_product,
    fact,
    odd_one,
    pairs,
    product_district,
    statements,
    true_false,
    which_list,
)
from odop_bot.quiz.question import QuizQuestion, fits
from odop_bot.quiz.strings import QuizStrings
from odop_bot.quiz.topics import Topic
from odop_bot.quiz.voice import Voice

Make = Callable[[Maker, Subject], QuizQuestion | None]
ABOUT_LISTINGS: Mapping[str, Make] = {
    module.KIND: module.make
    for module in (district_product, product_district, which_list, odd_one, pairs, statements, true_false)
}
"""Makers of questions about what districts make; all take facts of lists in force, which-list old editions too."""
ABOUT_FIGURES: Mapping[str, Make] = {module.KIND: module.make for module in (fact, true_false, statements)}
KINDS = tuple(dict.fromkeys([*ABOUT_LISTINGS, *ABOUT_FIGURES]))
_FIGURE_SHARE = 0.15
"""Part of a mixed quiz that asks figures."""
_TRIES = 400


class QuizMaker:
    """Makes questions from a knowledge base; the same random source gives the same questions."""

    def __init__(self, knowledge: Knowledge, renderer: Renderer, strings: Mapping[str, QuizStrings]) -> None:
        """Make questions in the languages that have both replies and quiz texts."""
        self._knowledge = knowledge
        self.languages = tuple(language for language in renderer.languages if language in strings)
        self._voices = {
            language: Voice(language, renderer.wording(language), strings[language], knowledge)
            for language in self.languages
        }

    @cached_property
    def ground(self) -> Ground:
        """What may be asked; it is looked through when the first question is made, not at each start."""
        return Ground(self._knowledge)

    def voice(self, language: str) -> Voice:
        """Return how the quiz speaks a language, or English."""
        return self._voices.get(language) or self._voices[ENGLISH]

    def question(
        self, random: Random, topic: Topic, language: str = ENGLISH, without: Collection[str] = ()
    ) -> QuizQuestion | None:
        """Return a question on a topic about none of the subjects `without`; None if there is none."""
        maker = Maker(self.ground, self.voice(language), random, topic)
        facts, figures = self.ground.topic_facts(topic), self.ground.topic_figures(topic)
        if not facts and not figures:
            return None
        for _ in range(_TRIES):
            on_figures = not facts or (bool(figures) and random.random() < _FIGURE_SHARE)
            kinds = ABOUT_FIGURES if on_figures else ABOUT_LISTINGS
            kind = random.choice(list(kinds))
            subject = random.choice(figures) if on_figures else self._fact(maker, kind)
            if subject is None or subject.id in without:
                continue
            question = _made(kinds[kind], maker, subject)
            if question is not None:
                return question
        return None

    def about(
        self, subject_id: str, random: Random, language: str = ENGLISH, topic: Topic | None = None
    ) -> QuizQuestion | None:
        """Return a question of any kind about a subject; None if it is no longer asked."""
        subject = self.ground.subjects.get(subject_id)
        if subject is None:
            return None
        maker = Maker(self.ground, self.voice(language), random, topic or Topic())
        kinds = kinds_of(subject)
        for kind in random.sample(kinds, len(kinds)):
            makers = ABOUT_FIGURES if isinstance(subject, FigureFact) else ABOUT_LISTINGS
            for _ in range(3):
                question = _made(makers[kind], maker, subject)
                if question is not None:
                    return question
        return None

    def _fact(self, maker: Maker, kind: str) -> Fact | None:
        if kind != which_list.KIND:
            facts = self.ground.topic_facts(maker.topic, plain=True)
            return maker.random.choice(facts) if facts else None
        # Lists with short names come less often, so that length is no hint.
        lists = self.ground.topic_lists(maker.topic)
        if len(lists) == 1:
            return None
        lengths = [len(maker.voice.list_option(facts[0].listing.list)) ** 2 for facts in lists]
        return maker.random.choice(maker.random.choices(lists, lengths)[0])


def kinds_of(subject: Subject) -> list[str]:
    """Return the kinds of question that may be asked about a subject."""
    if isinstance(subject, FigureFact):
        return list(ABOUT_FIGURES)
    return list(ABOUT_LISTINGS) if subject.plain else [which_list.KIND]


def _made(make: Make, maker: Maker, subject: Subject) -> QuizQuestion | None:
    question = make(maker, subject)
    return question if question is not None and fits(question) else None
