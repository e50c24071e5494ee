"""`ask`: one question, questions from standard input, or a spreadsheet of them."""

from __future__ import annotations

import atexit
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from odop_bot.cli.common import (
    ANSWERED,
    FILE,
    NOT_ANSWERED,
    STOPPED,
    exit_for,
    fail,
    input_lines,
    leave,
    loaded_answerer,
    not_answered,
    progress_bar,
    refuse_options,
    typed,
)
from odop_bot.settings import read_settings

if TYPE_CHECKING:
    from odop_bot.answering import Answerer, Reply
    from odop_bot.understanding.memory import Memory


@click.command()
@click.argument("text", nargs=-1, help="The question; `-` reads questions from standard input, one a line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--chat", "as_chat", is_flag=True, help="With `-`: the lines are one conversation.")
@click.option("--short", is_flag=True, help="One to three lines and the source, to paste.")
@click.option("--sources", is_flag=True, help="The sources with titles and addresses below.")
@click.option("--csv", type=FILE, help="A CSV file of questions, to answer row by row.")
@click.option("--out", type=FILE, help="With --csv: the file to write.")
@click.option("--column", help="With --csv: the column with the questions.")
@click.option("--raw", is_flag=True, help="With --csv: keep cells that programs run as formulas.")
def ask(
    text: tuple[str, ...],
    as_json: bool,
    as_chat: bool,
    short: bool,
    sources: bool,
    csv: Path | None,
    out: Path | None,
    column: str | None,
    raw: bool,
) -> None:
    """Answer one question (exit code 0 if answered or asked back, 1 if not), or a spreadsheet of them."""
    if csv is not None or out is not None:
        if csv is None or out is None or text:
            fail("Write `ask --csv QUESTIONS.csv --out ANSWERS.csv`, with --column NAME if need be.")
        refuse_options(
            "--csv (its answers are short, in columns)", {"--json": as_json, "--chat": as_chat, "--short": short}
        )
        _answer_sheet(csv, out, typed(column) if column is not None else None, raw=raw)
        return
    refuse_options("a question without --csv", {"--column": column is not None, "--raw": raw})
    if not text:
        fail('Write a question: `python bot.py ask "moradabad"`.')
    if text != ("-",):
        refuse_options("one question; it is for `-`", {"--chat": as_chat})
    # The answer first; what is compiled for the next start can wait.
    answerer = loaded_answerer(postpone=atexit.register)
    form = Form(answerer, as_json=as_json, short=short, sources=sources)
    if text == ("-",):
        answer_lines(answerer, input_lines(), form, as_chat=as_chat)
        return
    question = " ".join(map(typed, text))
    reply = _reply(answerer, question)
    click.echo(form.shown(question, reply))
    leave(NOT_ANSWERED if reply.kind == "unknown" else ANSWERED)


def _answer_sheet(source: Path, target: Path, column: str | None, *, raw: bool) -> None:
    from odop_bot.edition import edition
    from odop_bot.engine import TEMPLATES
    from odop_bot.spreadsheet import Sheet, told

    bar = progress_bar()
    try:
        sheet = Sheet(source, target, column, raw=raw, edition=edition(read_settings().odop_knowledge_dir, TEMPLATES))
        answerer = loaded_answerer()
        with bar:
            task = bar.add_task("")
            tally = sheet.answer(
                answerer,
                lambda done, total: bar.update(task, completed=done, total=total),
                lambda said: click.echo(said, err=True),
            )
    except KeyboardInterrupt:
        click.echo("Stopped. The same command goes on where this one was.", err=True)
        raise click.exceptions.Exit(STOPPED) from None
    except OSError as error:
        fail(f"{error.filename or target}: {error.strerror}")
    counts = told(tally)
    resumed = f" ({counts['resumed']} of them by an earlier run)" if counts["resumed"] else ""
    click.echo(
        f"{counts['rows']} rows{resumed}: {counts['answered']} answered, {counts['asked_back']} asked back, "
        f"{counts['unknown']} unknown, {counts['empty']} empty. Written to {target}",
        err=True,
    )
    if counts["failed"]:
        rows = "row" if counts["failed"] == 1 else "rows"
        click.echo(f"{counts['failed']} {rows} could not be answered; the reason stands in each.", err=True)
        raise click.exceptions.Exit(NOT_ANSWERED)


def _reply(answerer: Answerer, text: str, memory: Memory | None = None) -> Reply:
    from odop_bot.answering import Question

    return answerer.answer(Question(text=text, memory=memory) if memory else Question(text=text))


@dataclass(frozen=True)
class Form:
    """The form in which replies are wanted."""

    answerer: Answerer
    as_json: bool = False
    short: bool = False
    sources: bool = False

    def shown(self, question: str, reply: Reply) -> str:
        """Return a reply in that form."""
        renderer = self.answerer.renderer
        text = renderer.short_text(reply) if self.short else renderer.text(reply)
        if self.sources:
            text = "\n".join([text, *(f"[{n}] {item}" for n, item in enumerate(renderer.references(reply), start=1))])
        if not self.as_json:
            return text
        from odop_bot.reply_json import reply_object

        return json.dumps(reply_object(question, reply, text), ensure_ascii=False)


def answer_lines(answerer: Answerer, lines: Iterable[str], form: Form, *, as_chat: bool) -> None:
    """Answer lines, each by itself or as one conversation; exit with 1 at the end if one could not be answered."""
    from odop_bot.conversation.maker import for_this_maker

    memory: Memory | None = None
    failed = 0
    for number, line in enumerate(lines, start=1):
        try:
            reply = _reply(answerer, line, memory)
            if memory is not None:
                reply = for_this_maker(line, reply, memory, None, answerer)
            shown, memory = form.shown(line, reply), reply.memory if as_chat else None
        except Exception as error:
            # One line that cannot be answered must not take the others with it.
            failed += 1
            why = not_answered(number, error)
            shown = json.dumps({"question": line, "kind": "error", "text": why}, ensure_ascii=False)
            shown = shown if form.as_json else why
        click.echo(shown)
        if not form.as_json:
            click.echo()
        sys.stdout.flush()
    exit_for(failed)
