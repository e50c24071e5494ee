"""The terminal edge: the commands of `python bot.py`."""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from odop_bot.files import clear_left, make_private, private
from odop_bot.settings import ROOT, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from odop_bot.answering import Answerer, Reply
    from odop_bot.conversation.sharing import AddressOf
    from odop_bot.helpdesk.figures import Figures
    from odop_bot.understanding.memory import Memory

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="Answers questions about India's One District One Product lists.",
)

ANSWERED, NOT_ANSWERED, WRONG_USE, STOPPED = 0, 1, 2, 130
MAX_COUNT = 10_000
"""Questions of one quiz; all that can be made about one State are far fewer."""


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
        if _token(_settings()):
            run()
        else:
            typer.echo("TELEGRAM_BOT_TOKEN is not set: talking here instead. Empty line or Ctrl-D ends.", err=True)
            chat()


@app.command()
def run() -> None:
    """Run the Telegram bot."""
    settings = _settings()
    token = _token(settings)
    if token is None:
        _fail("TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather and set it, or use `python bot.py chat`.")
    # What is loaded now stays to the end: looking through it for garbage would only take time.
    gc.disable()
    from odop_bot.answering.texts import StringsError
    from odop_bot.channels.telegram.application import run as run_bot
    from odop_bot.logs import set_up_logging

    set_up_logging(settings.log_level, settings.log_format, [token])
    os.umask(0o077)
    clear_left(settings.odop_knowledge_dir)
    answerer = _answerer()
    gc.freeze()
    gc.enable()
    try:
        raise typer.Exit(run_bot(settings, answerer, _page_of(settings)))
    except StringsError as error:
        _fail(str(error))


def _page_of(settings: Settings) -> AddressOf | None:
    """Return what tells where a thing has its page on the site, if the settings say where that is."""
    if settings.odop_site_url is None:
        return None
    from odop_bot.site.addresses import PublicAddresses

    return PublicAddresses(settings.odop_site_url)


@app.command()
def ask(
    text: Annotated[
        list[str] | None, typer.Argument(help="The question; `-` reads questions from standard input, one a line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_chat: Annotated[bool, typer.Option("--chat", help="With `-`: the lines are one conversation.")] = False,
    short: Annotated[bool, typer.Option("--short", help="One to three lines and the source, to paste.")] = False,
    sources: Annotated[bool, typer.Option("--sources", help="The sources with titles and addresses below.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="A CSV file of questions, to answer row by row.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="With --csv: the file to write.")] = None,
    column: Annotated[str | None, typer.Option("--column", help="With --csv: the column with the questions.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="With --csv: keep cells that programs run as formulas.")] = False,
) -> None:
    """Answer one question (exit code 0 if answered or asked back, 1 if not), or a spreadsheet of them."""
    if csv is not None or out is not None:
        if csv is None or out is None or text:
            _fail("Write `ask --csv QUESTIONS.csv --out ANSWERS.csv`, with --column NAME if need be.")
        _refuse_options(
            "--csv (its answers are short, in columns)", {"--json": as_json, "--chat": as_chat, "--short": short}
        )
        _answer_sheet(csv, out, typed(column) if column is not None else None, raw=raw)
        return
    _refuse_options("a question without --csv", {"--column": column is not None, "--raw": raw})
    if not text:
        _fail('Write a question: `python bot.py ask "moradabad"`.')
    if text != ["-"]:
        _refuse_options("one question; it is for `-`", {"--chat": as_chat})
    # The answer first; what is compiled for the next start can wait.
    answerer = _answerer(postpone=atexit.register)
    form = Form(answerer, as_json=as_json, short=short, sources=sources)
    if text == ["-"]:
        answer_lines(answerer, _input_lines(), form, as_chat=as_chat)
        return
    question = " ".join(map(typed, text))
    reply = _reply(answerer, question)
    typer.echo(form.shown(question, reply))
    raise typer.Exit(NOT_ANSWERED if reply.kind == "unknown" else ANSWERED)


def _refuse_options(what: str, options: dict[str, bool]) -> None:
    """End with a clear line for options that mean nothing there."""
    given = [name for name, is_given in options.items() if is_given]
    if given:
        _fail(f"{' and '.join(given)} cannot be used with {what}.")


def typed(argument: str) -> str:
    """Return an argument as it was typed: in UTF-8, whatever encoding the locale claims."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument.encode("utf-8", "replace").decode("utf-8")


def _answer_sheet(source: Path, target: Path, column: str | None, *, raw: bool) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    from odop_bot.edition import edition
    from odop_bot.engine import TEMPLATES
    from odop_bot.spreadsheet import Sheet, SpreadsheetError, told

    console = Console(stderr=True)
    bar = Progress(
        BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    try:
        sheet = Sheet(source, target, column, raw=raw, edition=edition(_settings().odop_knowledge_dir, TEMPLATES))
        answerer = _answerer()
        with bar:
            task = bar.add_task("")
            tally = sheet.answer(
                answerer,
                lambda done, total: bar.update(task, completed=done, total=total),
                lambda said: typer.echo(said, err=True),
            )
    except SpreadsheetError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        typer.echo("Stopped. The same command goes on where this one was.", err=True)
        raise typer.Exit(STOPPED) from None
    except OSError as error:
        _fail(f"{error.filename or target}: {error.strerror}")
    counts = told(tally)
    resumed = f" ({counts['resumed']} of them by an earlier run)" if counts["resumed"] else ""
    typer.echo(
        f"{counts['rows']} rows{resumed}: {counts['answered']} answered, {counts['asked_back']} asked back, "
        f"{counts['unknown']} unknown, {counts['empty']} empty. Written to {target}",
        err=True,
    )
    if counts["failed"]:
        rows = "row" if counts["failed"] == 1 else "rows"
        typer.echo(f"{counts['failed']} {rows} could not be answered; the reason stands in each.", err=True)
        raise typer.Exit(NOT_ANSWERED)


@app.command()
def chat() -> None:
    """Talk in the terminal; on a pipe, one reply for each line."""
    import datetime as dt

    answerer = _answerer()
    from odop_bot.answering.texts import StringsError
    from odop_bot.channels.terminal.talking import Terminal
    from odop_bot.conversation.keeping import InMemory
    from odop_bot.conversation.strings import read_strings
    from odop_bot.conversation.talk import Talk
    from odop_bot.engine import TEMPLATES

    by_hand = sys.stdin.isatty()
    try:
        talk = Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC), roomy=True)
    except StringsError as error:
        _fail(str(error))
    failed = 0
    lines = _typed_lines(answerer) if by_hand else _input_lines()
    for number, said in enumerate(Terminal(talk, buttons=by_hand).replies(lines), start=1):
        if isinstance(said, Exception):
            failed += 1
        typer.echo(f"{_not_answered(number, said) if isinstance(said, Exception) else said}\n")
        sys.stdout.flush()
    _exit_for(failed)


@app.command()
def quiz(
    state: Annotated[str | None, typer.Option(help="Ask about one State or Union Territory only.")] = None,
    topic: Annotated[str, typer.Option(help="mixed, india, gi, schemes, history or a sector.")] = "mixed",
    language: Annotated[str, typer.Option(help="Code of the language: en, hi, te.")] = "en",
    count: Annotated[int, typer.Option(min=1, max=MAX_COUNT, help="How many questions.")] = 10,
    seed: Annotated[int | None, typer.Option(help="The same number gives the same questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of asking.")] = False,
    audit: Annotated[
        int | None, typer.Option(min=1, help="Make so many questions and print what an audit finds; 1 with faults.")
    ] = None,
) -> None:
    """Ask questions for exam practice, with an explanation and source for each answer."""
    gc.disable()
    answerer = _answerer()
    from odop_bot import quiz_terminal as terminal
    from odop_bot.engine import TEMPLATES
    from odop_bot.quiz.bank import read_bank
    from odop_bot.quiz.maker import QuizMaker
    from odop_bot.quiz.strings import StringsError, read_quiz_strings

    try:
        strings = read_quiz_strings(TEMPLATES)
        bank = read_bank(TEMPLATES)
        maker = QuizMaker(answerer.knowledge, answerer.renderer, strings, bank)
        if language not in maker.languages:
            _fail(f"There is no quiz in {language}; there are: {', '.join(maker.languages)}")
        gc.freeze()
        gc.enable()
        chosen = terminal.topic_for(answerer, typed(topic), typed(state) if state is not None else None)
        if audit is not None:
            from odop_bot.quiz.audit import audit as audited

            found = audited(maker, answerer.knowledge, bank, audit, seed=seed or 1, topics=(chosen,))
            typer.echo("\n".join(found.lines()))
            raise typer.Exit(0 if found.clean else 1)
        asked = terminal.questions(maker, chosen, language, count, seed)
        if as_json:
            for question in asked:
                typer.echo(terminal.question_line(question))
        else:
            terminal.play(
                asked, strings[language], maker.phrasing(language).title(chosen), count, typer.echo, _typed_line
            )
    except (StringsError, terminal.NoQuizError) as error:
        _fail(str(error))


@app.command()
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
        _fail("Write `python bot.py card moradabad --out moradabad.png`.")
    from odop_bot.card_terminal import NoCardError, write_card

    try:
        chosen = write_card(_answerer(), " ".join(map(typed, district)), language, link, out)
    except NoCardError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or out}: {error.strerror}")
    typer.echo(f"{chosen}: written to {out}", err=True)


@app.command()
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
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    from odop_bot.cards import MissingFontError
    from odop_bot.engine import TEMPLATES
    from odop_bot.site import SiteError, build_site
    from odop_bot.site.working import Plan

    if out is None:
        _fail("Write `python bot.py site --out FOLDER`.")
    if base_url is not None and not re.fullmatch(r"https?://[^\s?#\"<>]+", base_url):
        _fail("--base-url must be an address such as https://example.org/odop, without ? and #.")
    settings = _settings()
    answerer = _answerer()
    plan = Plan(
        out=out,
        knowledge_dir=settings.odop_knowledge_dir,
        data_dir=settings.odop_data_dir,
        templates=TEMPLATES,
        base_url=base_url.rstrip("/") if base_url else None,
        pictures=pictures,
    )
    console = Console(stderr=True)
    bar = Progress(
        BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    try:
        with bar:
            task = bar.add_task("")
            built = build_site(answerer, plan, jobs, lambda done, total: bar.update(task, completed=done, total=total))
    except (SiteError, MissingFontError) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        typer.echo("Stopped. The same command writes what is missing.", err=True)
        raise typer.Exit(STOPPED) from None
    typer.echo(f"{built.pages} pages, {built.files} files, {built.size / 1e6:.1f} MB: written to {out}", err=True)
    if plan.base_url is None:
        typer.echo("Without --base-url there is no sitemap, and previews have no full address.", err=True)


@app.command()
def explain(
    text: Annotated[list[str] | None, typer.Argument(help="The message.")] = None,
) -> None:
    """Show what was seen in a message, what it may ask with what for and against, and what was decided."""
    if not text:
        _fail('Write a message: `python bot.py explain "banaras ka odop kya hai"`.')
    answerer = _answerer(postpone=atexit.register)
    from odop_bot.explaining import explanation

    typer.echo(explanation(answerer, " ".join(map(typed, text))))


@app.command()
def check(
    strict: Annotated[bool, typer.Option("--strict", help="What is to be translated is a fault too.")] = False,
) -> None:
    """Check knowledge/ and templates/: exit code 0 if clean, 1 with every fault listed; warn of outdated figures."""
    import datetime as dt

    from odop_bot.checking import check as checked_folders
    from odop_bot.checking import told
    from odop_bot.engine import TEMPLATES
    from odop_bot.knowledge.ages import replaced_figures

    found = checked_folders(_settings().odop_knowledge_dir, TEMPLATES, _answerer)
    faults = [*found.faults, *(found.to_do if strict else ())]
    if faults:
        typer.echo("\n".join(told(faults)))
        typer.echo(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found.", err=True)
        raise typer.Exit(1)
    if found.to_do:
        typer.echo("\n".join(told(found.to_do)))
    for warning in replaced_figures(_answerer().knowledge, dt.datetime.now(tz=dt.UTC).date()):
        typer.echo(f"Warning: {warning}", err=True)
    typer.echo(f"knowledge/ and templates/ are clean{f'; {len(found.to_do)} to do' if found.to_do else ''}.")


@app.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False) -> None:
    """Show what is covered: districts, listings by list and state, FAQ entries, languages."""
    from odop_bot.statistics import coverage, coverage_text

    figures = coverage(_answerer().knowledge)
    typer.echo(json.dumps(figures, ensure_ascii=False) if as_json else coverage_text(figures))


@app.command()
def report(
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path("report"),
) -> None:
    """Write what people ask and what the bot did not know: CSV files and a page with plots."""
    import asyncio
    import datetime as dt

    from odop_bot.engine import TEMPLATES
    from odop_bot.report import collect, write_report
    from odop_bot.storage import Store, StoreError

    settings = _settings()
    _token(settings)
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
        paths = write_report(found, _answerer().knowledge, TEMPLATES, out, dt.datetime.now(dt.UTC))
    except (StoreError, OSError) as error:
        reason = str(error)
        _fail(f"The report cannot be written ({reason}); check DATABASE_URL and --out.")
    typer.echo("\n".join(str(path) for path in paths))


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        _fail(str(error))


def _token(settings: Settings) -> str | None:
    try:
        settings.database()
        return settings.token()
    except SettingsError as error:
        _fail(str(error))


def _answerer(postpone: Callable[[Callable[[], None]], object] | None = None) -> Answerer:
    from odop_bot.engine import load_engine
    from odop_bot.knowledge import KnowledgeError

    settings = _settings()
    make_private(settings.odop_data_dir, ROOT)
    try:
        with private():
            answerer = load_engine(
                settings.odop_knowledge_dir,
                settings.odop_data_dir,
                tell=lambda line: typer.echo(line, err=True),
                postpone=postpone,
            )
    except KnowledgeError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        _fail("The knowledge base has faults; mend them, then run `python bot.py check`.")
    gc.freeze()
    # Indexes are read while messages are answered, much at a time, and none of it is garbage.
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    return answerer


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)


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
    memory: Memory | None = None
    failed = 0
    for number, line in enumerate(lines, start=1):
        try:
            reply = _reply(answerer, line, memory)
            shown, memory = form.shown(line, reply), reply.memory if as_chat else None
        except Exception as error:
            # One line that cannot be answered must not take the others with it.
            failed += 1
            why = _not_answered(number, error)
            shown = json.dumps({"question": line, "kind": "error", "text": why}, ensure_ascii=False)
            shown = shown if form.as_json else why
        typer.echo(shown)
        if not form.as_json:
            typer.echo()
        sys.stdout.flush()
    _exit_for(failed)


def _not_answered(number: int, error: Exception) -> str:
    """Say on standard error that a line could not be answered; return what stands in its place."""
    why = f"Not answered: {type(error).__name__}: {error}"
    typer.echo(f"Line {number}: {why}", err=True)
    return why


def _exit_for(failed: int) -> None:
    """Exit with 1 where lines could not be answered."""
    if failed:
        typer.echo(f"{failed} line{'s' if failed > 1 else ''} could not be answered.", err=True)
        raise typer.Exit(NOT_ANSWERED)


def _input_lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _typed_line(prompt: str) -> str | None:
    """Return a line of input, None at its end; the prompt is for people only."""
    if sys.stdin.isatty():
        typer.echo(prompt, nl=False)
    raw = sys.stdin.buffer.readline()
    return raw.decode("utf-8", errors="replace") if raw else None


def _typed_lines(answerer: Answerer) -> Iterator[str]:
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
