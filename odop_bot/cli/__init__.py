"""The terminal edge: the commands of `python bot.py`, a module for each group of them."""

from __future__ import annotations

import contextlib
import gc
import sys

import typer

from odop_bot.cli.asking import ask
from odop_bot.cli.common import ANSWERED, WRONG_USE, token_of
from odop_bot.cli.looking import check, explain, report, stats
from odop_bot.cli.making import card, site
from odop_bot.cli.practising import quiz
from odop_bot.cli.talking import chat, run, web
from odop_bot.errors import OdopError
from odop_bot.settings import read_settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="Answers questions about India's One District One Product lists.",
)
for command in (run, web, ask, chat, quiz, card, site, explain, check, stats, report):
    app.command()(command)


def main() -> None:
    """Run the command line; errors of the person are one clear line, not a traceback."""
    # Until the answerer is there, what is loaded stays to the end: looking for garbage would only take time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone; there is nobody left to tell.
        sys.stderr.close()
        sys.exit(ANSWERED)
    except OdopError as error:
        typer.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except OSError as error:
        # What cannot be written costs time only where it is for the program; here it is what was asked for.
        typer.echo(f"{error.filename or 'The output'}: {error.strerror or error}", err=True)
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.exit(WRONG_USE)


@app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    """Without a command: the Telegram bot if TELEGRAM_BOT_TOKEN is set, else a chat here."""
    if context.invoked_subcommand is None:
        if token_of(read_settings()):
            run()
        else:
            typer.echo("TELEGRAM_BOT_TOKEN is not set: talking here instead. Empty line or Ctrl-D ends.", err=True)
            chat()
