"""`explain`, `check`, `stats`, `report`: for those who keep the knowledge base and the bot."""

from __future__ import annotations

import atexit
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from odop_bot.cli.common import FILE, fail, loaded_answerer, token_of, typed
from odop_bot.files import make_private
from odop_bot.settings import ROOT, read_settings

if TYPE_CHECKING:
    from odop_bot.helpdesk.figures import Figures


@click.command()
@click.argument("text", nargs=-1, help="The message.")
def explain(text: tuple[str, ...]) -> None:
    """Show what was seen in a message, what it may ask with what for and against, and what was decided."""
    if not text:
        fail('Write a message: `python bot.py explain "banaras ka odop kya hai"`.')
    answerer = loaded_answerer(postpone=atexit.register)
    from odop_bot.explaining import explanation

    click.echo(explanation(answerer, " ".join(map(typed, text))))


@click.command()
@click.option("--strict", is_flag=True, help="What is to be translated is a fault too.")
def check(strict: bool) -> None:
    """Check knowledge/ and templates/: exit code 0 if clean, 1 with every fault listed; warn of outdated figures."""
    import datetime as dt

    from odop_bot.checking import check as checked_folders
    from odop_bot.checking import told
    from odop_bot.engine import TEMPLATES
    from odop_bot.knowledge.ages import replaced_figures

    found = checked_folders(read_settings().odop_knowledge_dir, TEMPLATES, loaded_answerer)
    faults = [*found.faults, *(found.to_do if strict else ())]
    if faults:
        click.echo("\n".join(told(faults)))
        click.echo(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found.", err=True)
        raise click.exceptions.Exit(1)
    if found.to_do:
        click.echo("\n".join(told(found.to_do)))
    for warning in replaced_figures(loaded_answerer().knowledge, dt.datetime.now(tz=dt.UTC).date()):
        click.echo(f"Warning: {warning}", err=True)
    click.echo(f"knowledge/ and templates/ are clean{f'; {len(found.to_do)} to do' if found.to_do else ''}.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Show what is covered: districts, listings by list and state, FAQ entries, languages."""
    from odop_bot.statistics import coverage, coverage_text

    figures = coverage(loaded_answerer().knowledge)
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else coverage_text(figures))


@click.command()
@click.option("--out", type=FILE, default="report", help="The folder to write into.")
def report(out: Path) -> None:
    """Write what people ask and what the bot did not know: CSV files and a page with plots."""
    import asyncio
    import datetime as dt

    from odop_bot.engine import TEMPLATES
    from odop_bot.report import collect, write_report
    from odop_bot.storage import Store, StoreError

    settings = read_settings()
    token_of(settings)
    make_private(settings.odop_data_dir, ROOT)

    async def read() -> Figures:
        store = Store(settings.database())
        await store.open()
        try:
            return await collect(store)
        finally:
            await store.close()

    try:
        found = asyncio.run(read())
        paths = write_report(found, loaded_answerer().knowledge, TEMPLATES, out, dt.datetime.now(dt.UTC))
    except (StoreError, OSError) as error:
        reason = str(error)
        fail(f"The report cannot be written ({reason}); check DATABASE_URL and --out.")
    click.echo("\n".join(str(path) for path in paths))
