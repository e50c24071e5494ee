"""`quiz`: questions for exam practice, and their audit."""

from __future__ import annotations

import gc

import click

from odop_bot.cli.common import fail, loaded_answerer, typed, typed_line

MAX_COUNT = 10_000
"""Questions of one quiz; all that can be made about one State are far fewer."""


@click.command()
@click.option("--state", help="Ask about one State or Union Territory only.")
@click.option("--topic", default="mixed", help="mixed, india, gi, schemes, history or a sector.")
@click.option("--language", default="en", help="Code of the language: en, hi, te.")
@click.option("--count", type=click.IntRange(1, MAX_COUNT), default=10, help="How many questions.")
@click.option("--seed", type=int, help="The same number gives the same questions.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of asking.")
@click.option(
    "--audit", type=click.IntRange(1), help="Make so many questions and print what an audit finds; 1 with faults."
)
def quiz(
    state: str | None,
    topic: str,
    language: str,
    count: int,
    seed: int | None,
    as_json: bool,
    audit: int | None,
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
        click.echo("\n".join(found.lines()))
        raise click.exceptions.Exit(0 if found.clean else 1)
    asked = terminal.questions(maker, chosen, language, count, seed)
    if as_json:
        for question in asked:
            click.echo(terminal.question_line(question))
    else:
        terminal.play(asked, strings[language], maker.phrasing(language).title(chosen), count, click.echo, typed_line)
