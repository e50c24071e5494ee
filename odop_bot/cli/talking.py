"""`run`, `web` and `chat`: the bot on Telegram and on the live page, and the same conversation in the terminal."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from odop_bot.cli.common import FILE, exit_for, fail, input_lines, loaded_answerer, not_answered, token_of
from odop_bot.files import clear_left
from odop_bot.settings import read_settings

if TYPE_CHECKING:
    from odop_bot.answering import Answerer
    from odop_bot.settings import Settings


@click.command()
def run() -> None:
    """Run the Telegram bot."""
    settings = read_settings()
    token = token_of(settings)
    if token is None:
        fail("TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather and set it, or use `python bot.py chat`.")
    # What is loaded now stays to the end: looking through it for garbage would only take time.
    gc.disable()
    from odop_bot.channels.telegram.application import run as run_bot

    if settings.webhook_url:
        from odop_bot.web.serving import run_webhook

        _serve(settings, run_webhook)
    from odop_bot.site.addresses import page_of

    page = page_of(settings.odop_site_url or settings.web_url)
    _serve(settings, lambda settings, answerer: run_bot(settings, answerer, page))


@click.command()
@click.option("--host", help="The address to listen on, else WEB_LISTEN.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port, else WEB_PORT.")
@click.option("--site", type=FILE, help="A folder that `site` has written; else one is kept.")
def web(host: str | None, port: int | None, site: Path | None) -> None:
    """Serve the live page: site, chat, API, the helpdesk's page; with WEBHOOK_URL the Telegram bot too."""
    settings = read_settings()
    token_of(settings)
    if site is not None and not (site / "index.html").is_file():
        fail(f"{site} holds no site; write one with `python bot.py site --out {site}`, or leave --site away.")
    gc.disable()
    from odop_bot.web.serving import Place
    from odop_bot.web.serving import run as run_page

    place = Place(host=host or settings.web_listen, port=port or settings.web_port, site=site)
    _serve(settings, lambda settings, answerer: run_page(settings, answerer, place))


def _serve(settings: Settings, serve: Callable[[Settings, Answerer], int]) -> NoReturn:
    """Run a program that serves people until it is told to stop."""
    from odop_bot.logs import set_up_logging

    hidden = [secret.value for secret in (settings.telegram_bot_token, settings.helpdesk_token) if secret]
    set_up_logging(settings.log_level, settings.log_format, hidden)
    os.umask(0o077)
    clear_left(settings.odop_knowledge_dir)
    answerer = loaded_answerer()
    gc.freeze()
    gc.enable()
    raise click.exceptions.Exit(serve(settings, answerer))


@click.command()
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
    talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC), roomy=True)
    failed = 0
    lines = _typed_by_hand(answerer) if by_hand else input_lines()
    for number, said in enumerate(Terminal(talk, buttons=by_hand).replies(lines), start=1):
        if isinstance(said, Exception):
            failed += 1
        click.echo(f"{not_answered(number, said) if isinstance(said, Exception) else said}\n")
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
