"""The quiz in the terminal: questions as JSON for other programs, or asked one by one."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from odop_bot.answering import Answerer
from odop_bot.errors import OdopError
from odop_bot.knowledge.models import State
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.question import QuizQuestion
from odop_bot.quiz.strings import QuizStrings
from odop_bot.quiz.topics import TOPICS, Topic

LETTERS = "ABCDEFGHIJKL"
_LAST = 60
"""Questions of which the next ones ask and tell nothing again, as long as there is other."""
Say = Callable[[str], None]
Ask = Callable[[str], str | None]
"""Shows a prompt and returns a line, None at the end of input."""


class NoQuizError(OdopError):
    """What was asked for cannot be made; the message says why and what would be right."""


def topic_for(answerer: Answerer, name: str, state: str | None) -> Topic:
    """Return the topic of a name, perhaps of one state. Raises NoQuizError for names that mean none."""
    if name not in TOPICS:
        raise NoQuizError(f"There is no topic {name}; there are: {', '.join(TOPICS)}")
    if state is None:
        return Topic(name)
    found = [item for item in answerer.knowledge.states.values() if state.casefold() in _names(item)]
    if not found:
        raise NoQuizError(f"There is no state or union territory called {state}")
    return Topic(name, found[0].lgd)


def questions(maker: QuizMaker, topic: Topic, language: str, count: int, seed: int | None) -> Iterator[QuizQuestion]:
    """Yield questions, each about another fact until all are used up. Raises NoQuizError when there are none."""
    random = Random(seed)  # noqa: S311 - a quiz must be repeatable, not secret
    used: set[str] = set()
    last: deque[QuizQuestion] = deque(maxlen=_LAST)
    for _ in range(count):
        question = maker.question(
            random,
            topic,
            language,
            used,
            shown={code for asked in last for code in asked.shown},
            stems=[asked.stem for asked in last],
            told={subject for asked in last for subject in (asked.subject, *asked.told)},
        )
        if question is None and used:
            used.clear()
            question = maker.question(random, topic, language)
        if question is None:
            raise NoQuizError(f"No question can be made on the topic {topic.name} there; try another topic")
        used.add(question.subject)
        last.append(question)
        yield question


def question_line(question: QuizQuestion) -> str:
    """Return a question as one line of JSON."""
    return json.dumps(question_object(question), ensure_ascii=False)


def question_object(question: QuizQuestion) -> dict[str, Any]:
    """Return a question as the JSON object that other programs read."""
    return {
        "kind": question.kind,
        "topic": question.topic,
        "language": question.language,
        "stem": question.stem,
        "options": list(question.options),
        "right": list(question.right),
        "explanation": question.explanation,
        "sources": list(question.sources),
        "list": question.list,
        "districts": [str(code) for code in question.districts],
        "option_districts": [None if code is None else str(code) for code in question.option_districts],
    }


def play(asked: Iterator[QuizQuestion], strings: QuizStrings, title: str, count: int, say: Say, ask: Ask) -> int:
    """Ask questions until they or the input end; return how many were answered right."""
    say(strings.line("begin", topic=title, count=count))
    right = answered = 0
    for number, question in enumerate(asked, start=1):
        say("\n" + strings.line("question", number=number, count=count))
        say(question.stem)
        for letter, option in zip(LETTERS, question.options, strict=False):
            say(f"  {letter}. {option}")
        choice = _choice(question, strings, say, ask)
        if choice is None:
            break
        answered += 1
        answer = ", ".join(question.options[index] for index in question.right)
        if choice < 0:
            say(strings.line("skipped", answer=answer))
        elif question.is_right(choice):
            right += 1
            say(strings.line("right"))
        else:
            say(strings.line("wrong", answer=answer))
        say(question.explanation)
    say("\n" + strings.line("end", right=right, asked=answered))
    return right


def _choice(question: QuizQuestion, strings: QuizStrings, say: Say, ask: Ask) -> int | None:
    """Return the index of the chosen option, -1 for none; None at the end of input."""
    letters = LETTERS[: len(question.options)]
    while True:
        line = ask("> ")
        if line is None:
            return None
        typed = line.strip().upper().rstrip(".)")
        if not typed:
            return -1
        if len(typed) == 1 and typed in letters:
            return letters.index(typed)
        if typed.isdecimal() and 1 <= int(typed) <= len(letters):
            return int(typed) - 1
        say(strings.line("not_a_letter", letters=", ".join(letters)))


def _names(state: State) -> set[str]:
    return {name.casefold() for name in (state.name, state.code, str(state.lgd), *state.also, *state.names.values())}
