"""`card` and `site`: files to share."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from odop_bot.cli.common import FILE, STOPPED, fail, loaded_answerer, progress_bar, typed
from odop_bot.settings import read_settings


@click.command()
@click.argument(
    "district", nargs=-1, help="A district, a State or a product, as people write it, or a district's LGD code."
)
@click.option("--out", type=FILE, help="The PNG file to write.")
@click.option("--language", default="en", help="Code of the language: en, hi, te.")
@click.option("--link", help="An address to set as text and QR code, https://…")
def card(district: tuple[str, ...], out: Path | None, language: str, link: str | None) -> None:
    """Paint the picture of a district, a State or a product into a file (exit code 2 if there is none so called)."""
    if not district or out is None:
        fail("Write `python bot.py card moradabad --out moradabad.png`.")
    from odop_bot.card_terminal import write_card

    try:
        chosen = write_card(loaded_answerer(), " ".join(map(typed, district)), language, link, out)
    except OSError as error:
        fail(f"{error.filename or out}: {error.strerror}")
    click.echo(f"{chosen}: written to {out}", err=True)


@click.command()
@click.option("--out", type=FILE, help="The folder to write into.")
@click.option("--base-url", help="Where the folder will be found, https://…: for sitemap, previews.")
@click.option("--pictures", is_flag=True, help="Paint a preview picture of each district too.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes; else one for each core."
)
def site(out: Path | None, base_url: str | None, pictures: bool, jobs: int) -> None:
    """Write the answers as a static site: pages, map, search, open data (exit code 2 where it cannot be written)."""
    from odop_bot.engine import TEMPLATES
    from odop_bot.site.building import build_site
    from odop_bot.site.working import Plan

    if out is None:
        fail("Write `python bot.py site --out FOLDER`.")
    if base_url is not None and not re.fullmatch(r"https?://[^\s?#\"<>]+", base_url):
        fail("--base-url must be an address such as https://example.org/odop, without ? and #.")
    settings = read_settings()
    answerer = loaded_answerer()
    plan = Plan(
        out=out,
        knowledge_dir=settings.odop_knowledge_dir,
        data_dir=settings.odop_data_dir,
        templates=TEMPLATES,
        base_url=base_url.rstrip("/") if base_url else None,
        pictures=pictures,
    )
    bar = progress_bar()
    try:
        with bar:
            task = bar.add_task("")
            built = build_site(answerer, plan, jobs, lambda done, total: bar.update(task, completed=done, total=total))
    except KeyboardInterrupt:
        click.echo("Stopped. The same command writes what is missing.", err=True)
        raise click.exceptions.Exit(STOPPED) from None
    click.echo(f"{built.pages} pages, {built.files} files, {built.size / 1e6:.1f} MB: written to {out}", err=True)
    if plan.base_url is None:
        click.echo("Without --base-url there is no sitemap, and previews have no full address.", err=True)
