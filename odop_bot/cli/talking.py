"""`run` and `chat`: the bot on Telegram, and the same conversation in the terminal."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from odop_bot.cli.common import exit_for, fail, input_lines, loaded_answerer, not_answered, token_of
from odop_bot.files import clear_left
from odop_bot.settings import read_settings

if TYPE_CHECKING:
    from odop_bot.answering import Answerer


def run() -> None:
    """Run the Telegram bot."""
    settings = read_settings()
    token = token_of(settings)
    if token is None:
        fail("TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather and set it, or use `python bot.py chat`.")
    # What is loaded now stays to the end: looking through it for garbage would only take time.
    gc.disable()
    from odop_bot.channels.telegram.application import run as run_bot
    from odop_bot.logs import set_up_logging

    set_up_logging(settings.log_level, settings.log_format, [token])
    os.umask(0o077)
    clear_left(settings.odop_knowledge_dir)
    answerer = loaded_answerer()
    gc.freeze()
    gc.enable()
    raise typer.Exit(run_bot(settings, answerer))


def chat() -> None:
    """Talk in the terminal; on a pipe, one reply for each line."""
    import datetime as dt

    answerer = loaded_answerer()
    from odop_bot.channels.terminal.talking import Terminal
    from odop_bot.conversation.keeping import InMemory
    from odop_bot.conversation.strings import read_strings
    from odop_bot.conversation.talk import Talk
    from odop_bot.engine import TEMPLATES

    by_hand = sys.stdin.isatty()
    talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC))
    failed = 0
    lines = _typed_by_hand(answerer) if by_hand else input_lines()
    for number, said in enumerate(Terminal(talk, buttons=by_hand).replies(lines), start=1):
        if isinstance(said, Exception):
            failed += 1
        typer.echo(f"{not_answered(number, said) if isinstance(said, Exception) else said}\n")
        sys.stdout.flush()
    exit_for(failed)


def _typed_by_hand(answerer: Answerer) -> Iterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import InMemoryHistory

    knowledge = answerer.knowledge
    names = sorted({d.name for d in knowledge.districts.values()} | {f.name["en"] for f in knowledge.families.values()})
    prompter: PromptSession[str] = PromptSession(
        history=InMemoryHistory(),
        completer=WordCompleter(names, ignore_case=True, sentence=False),
        complete_while_typing=False,
    )
    while True:
        try:
            line = prompter.prompt("> ")
        except (EOFError, KeyboardInterrupt):
            return
        if not line.strip():
            return
        yield line
