"""`card` and `site`: files to share."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from odop_bot.cli.common import STOPPED, fail, loaded_answerer, progress_bar, typed
from odop_bot.settings import read_settings


def card(
    district: Annotated[
        list[str] | None,
        typer.Argument(help="A district, a State or a product, as people write it, or a district's LGD code."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The PNG file to write.")] = None,
    language: Annotated[str, typer.Option(help="Code of the language: en, hi, te.")] = "en",
    link: Annotated[str | None, typer.Option(help="An address to set as text and QR code, https://…")] = None,
) -> None:
    """Paint the picture of a district, a State or a product into a file (exit code 2 if there is none so called)."""
    if not district or out is None:
        fail("Write `python bot.py card moradabad --out moradabad.png`.")
    from odop_bot.card_terminal import write_card

    try:
        chosen = write_card(loaded_answerer(), " ".join(map(typed, district)), language, link, out)
    except OSError as error:
        fail(f"{error.filename or out}: {error.strerror}")
    typer.echo(f"{chosen}: written to {out}", err=True)


def site(
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write into.")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where the folder will be found, https://…: for sitemap, previews.")
    ] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="Paint a preview picture of each district too.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="Processes; else one for each core.")] = (
        os.cpu_count() or 1
    ),
) -> None:
    """Write the answers as a static site: pages, map, search, open data (exit code 2 where it cannot be written)."""
    from odop_bot.engine import TEMPLATES
    from odop_bot.site import build_site
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
        typer.echo("Stopped. The same command writes what is missing.", err=True)
        raise typer.Exit(STOPPED) from None
    typer.echo(f"{built.pages} pages, {built.files} files, {built.size / 1e6:.1f} MB: written to {out}", err=True)
    if plan.base_url is None:
        typer.echo("Without --base-url there is no sitemap, and previews have no full address.", err=True)
