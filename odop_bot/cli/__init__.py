"""The terminal edge: the commands of `python bot.py`, a module for each group of them."""

from __future__ import annotations

import contextlib
import gc
import sys
from importlib import import_module
from typing import Any

import click

from odop_bot.cli.common import ANSWERED, STOPPED, WRONG_USE, token_of
from odop_bot.errors import OdopError
from odop_bot.settings import read_settings

_MODULES = {
    "run": "talking",
    "web": "talking",
    "ask": "asking",
    "chat": "talking",
    "quiz": "practising",
    "card": "making",
    "site": "making",
    "explain": "looking",
    "check": "looking",
    "stats": "looking",
    "report": "looking",
}
"""The commands, in the order of the help text, and the modules that they are in."""


class Commands(click.Group):
    """The commands; a module is imported when a command in it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none so called."""
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(f"odop_bot.cli.{_MODULES[cmd_name]}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, all of it."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in found if command])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends it as it ends other programs, without a word."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(STOPPED)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"show_default": True})
@click.pass_context
def app(context: click.Context) -> None:
    """Answer questions about India's One District One Product lists.

    Without a command: the Telegram bot if TELEGRAM_BOT_TOKEN is set, else a chat here.
    """
    if context.invoked_subcommand is not None:
        return
    from odop_bot.cli.talking import chat, run

    if token_of(read_settings()):
        context.invoke(run)
    else:
        click.echo("TELEGRAM_BOT_TOKEN is not set: talking here instead. Empty line or Ctrl-D ends.", err=True)
        context.invoke(chat)


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
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except OSError as error:
        # What cannot be written costs time only where it is for the program; here it is what was asked for.
        click.echo(f"{error.filename or 'The output'}: {error.strerror or error}", err=True)
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.exit(WRONG_USE)
