"""What every command needs: settings, the answerer, lines from people, and clear ends."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from odop_bot.files import make_private, private
from odop_bot.settings import ROOT, Settings, read_settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from odop_bot.answering import Answerer

ANSWERED, NOT_ANSWERED, WRONG_USE, STOPPED = 0, 1, 2, 130
"""Exit codes."""
FILE = click.Path(path_type=Path)
"""An option that names a file or a folder."""


def fail(message: str) -> NoReturn:
    """Say what is wrong, and end as after a wrong use."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(WRONG_USE)


def token_of(settings: Settings) -> str | None:
    """Return the bot's token, if there is one. Raises SettingsError if it or the database is wrong."""
    settings.database()
    settings.login()
    return settings.token()


def loaded_answerer(postpone: Callable[[Callable[[], None]], object] | None = None) -> Answerer:
    """Return the answerer; end with every fault if the knowledge base has some. `postpone` as in `load_engine`."""
    from odop_bot.engine import load_engine
    from odop_bot.knowledge import KnowledgeError

    settings = read_settings()
    make_private(settings.odop_data_dir, ROOT)
    try:
        with private():
            answerer = load_engine(
                settings.odop_knowledge_dir,
                settings.odop_data_dir,
                tell=lambda line: click.echo(line, err=True),
                postpone=postpone,
            )
    except KnowledgeError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        fail("The knowledge base has faults; mend them, then run `python bot.py check`.")
    gc.freeze()
    # Indexes are read while messages are answered, much at a time, and none of it is garbage.
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    return answerer


def leave(code: int) -> NoReturn:
    """End the program after its last line: to free half a million objects one by one would take as long as to answer.

    What was registered to be done at the end is done.
    """
    sys.stdout.flush()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def refuse_options(what: str, options: dict[str, bool]) -> None:
    """End with a clear line for options that mean nothing there."""
    given = [name for name, is_given in options.items() if is_given]
    if given:
        fail(f"{' and '.join(given)} cannot be used with {what}.")


def typed(argument: str) -> str:
    """Return an argument as it was typed: in UTF-8, whatever encoding the locale claims."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument.encode("utf-8", "replace").decode("utf-8")


def input_lines() -> Iterator[str]:
    """Yield the lines of standard input."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def typed_line(prompt: str) -> str | None:
    """Return a line of input, None at its end; the prompt is for people only."""
    if sys.stdin.isatty():
        click.echo(prompt, nl=False)
    raw = sys.stdin.buffer.readline()
    return raw.decode("utf-8", errors="replace") if raw else None


def not_answered(number: int, error: Exception) -> str:
    """Say on standard error that a line could not be answered; return what stands in its place."""
    why = f"Not answered: {type(error).__name__}: {error}"
    click.echo(f"Line {number}: {why}", err=True)
    return why


def exit_for(failed: int) -> None:
    """Exit with 1 where lines could not be answered."""
    if failed:
        click.echo(f"{failed} line{'s' if failed > 1 else ''} could not be answered.", err=True)
        raise click.exceptions.Exit(NOT_ANSWERED)


def progress_bar() -> Progress:
    """Return a bar on standard error, seen in a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    console = Console(stderr=True)
    return Progress(
        BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
