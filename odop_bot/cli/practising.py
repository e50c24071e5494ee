"""`quiz`: questions for exam practice, and their audit."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from odop_bot.cli.common import fail, loaded_answerer, typed, typed_line

MAX_COUNT = 10_000
"""Questions of one quiz; all that can be made about one State are far fewer."""


def quiz(
    state: Annotated[str | None, typer.Option(help="Ask about one State or Union Territory only.")] = None,
    topic: Annotated[str, typer.Option(help="mixed, india, gi, schemes, history or a sector.")] = "mixed",
    language: Annotated[str, typer.Option(help="Code of the language: en, hi, te.")] = "en",
    count: Annotated[int, typer.Option(min=1, max=MAX_COUNT, help="How many questions.")] = 10,
    seed: Annotated[int | None, typer.Option(help="The same number gives the same questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of asking.")] = False,
    audit: Annotated[
        int | None, typer.Option(min=1, help="Make so many questions and print what an audit finds; 1 with faults.")
    ] = None,
) -> None:
    """Ask questions for exam practice, with an explanation and source for each answer."""
    gc.disable()
    answerer = loaded_answerer()
    from odop_bot import quiz_terminal as terminal
    from odop_bot.engine import TEMPLATES
    from odop_bot.quiz.bank import read_bank
    from odop_bot.quiz.maker import QuizMaker
    from odop_bot.quiz.strings import read_quiz_strings

    strings = read_quiz_strings(TEMPLATES)
    bank = read_bank(TEMPLATES)
    maker = QuizMaker(answerer.knowledge, answerer.renderer, strings, bank)
    if language not in maker.languages:
        fail(f"There is no quiz in {language}; there are: {', '.join(maker.languages)}")
    gc.freeze()
    gc.enable()
    chosen = terminal.topic_for(answerer, typed(topic), typed(state) if state is not None else None)
    if audit is not None:
        from odop_bot.quiz.audit import audit as audited

        found = audited(maker, answerer.knowledge, bank, audit, seed=seed or 1, topics=(chosen,))
        typer.echo("\n".join(found.lines()))
        raise typer.Exit(0 if found.clean else 1)
    asked = terminal.questions(maker, chosen, language, count, seed)
    if as_json:
        for question in asked:
            typer.echo(terminal.question_line(question))
    else:
        terminal.play(asked, strings[language], maker.phrasing(language).title(chosen), count, typer.echo, typed_line)
