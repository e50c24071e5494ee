"""What people ask the bot to do in words: a person, the quiz, the sources, a file, a mistake that they report."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto

from odop_bot.answering import Answerer
from odop_bot.conversation.actions import Browse, DeskAction, DeskStep, Menu, QuizAction, QuizStep
from odop_bot.conversation.openings import opening
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.screens import Screens, subject_of
from odop_bot.conversation.strings import Strings
from odop_bot.language.tokens import key_of
from odop_bot.understanding.memory import Memory


class Wish(StrEnum):
    """What is wished for."""

    PERSON = auto()
    QUIZ = auto()
    SOURCES = auto()
    FILE = auto()
    MISTAKE = auto()


class Wishes:
    """Finds wishes in messages that say nothing else, in all languages at once."""

    def __init__(self, strings: Mapping[str, Strings]) -> None:
        phrases = [item.phrases for item in strings.values()]
        self._polite = frozenset(key_of(word) for item in phrases for word in item.polite)
        self._wishes = {
            self._plain(words): Wish(name)
            for item in phrases
            for name, wordings in item.wishes.items()
            for words in wordings
        }

    def of(self, text: str) -> Wish | None:
        """Return what a message wishes for and nothing else; None if it does not."""
        return self._wishes.get(self._plain(text))

    def _plain(self, text: str) -> str:
        return " ".join(word for word in key_of(text).split() if word not in self._polite)


def fulfilled(wish: Wish, screens: Screens, answerer: Answerer, memory: Memory, person: str | None) -> Screen | None:
    """Return the screen that does what is wished; None where nothing was shown that it could be of.

    `person` is the label of the button to a person, if there is one behind the bot.
    """
    strings, labels = screens.strings, screens.strings.buttons
    if wish is Wish.PERSON:
        if person is None:
            return Screen(strings.fill("no_helpdesk"), (screens.home(),))
        return Screen(strings.fill("ask_person"), ((Key(person, DeskAction(DeskStep.ASK)),), screens.home()))
    if wish is Wish.QUIZ:
        return Screen(strings.fill("to_quiz"), ((Key(labels["quiz"], QuizAction(QuizStep.TOPICS)),), screens.home()))
    if wish is Wish.FILE:
        key = Key(labels["file"], QuizAction(QuizStep.EXPORT))
        return Screen(strings.fill("to_file"), ((key,), screens.home()))
    if memory.last is None:
        return None
    reply = answerer.reply(answerer.understander.again(memory.last), memory, screens.language)
    if wish is Wish.SOURCES:
        return screens.detail(reply, page=1) if opening(reply) and reply.sources else None
    subject = subject_of(reply)
    return screens.menu(Browse(Menu.WRONG, subject)) if subject else None
