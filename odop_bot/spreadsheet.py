"""Answer a spreadsheet of questions (CSV), row by row, so that a run that was cut short goes on."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from odop_bot.answering import Answerer, Question, Renderer, Reply
from odop_bot.cells import harmless
from odop_bot.errors import OdopError
from odop_bot.files import write_whole
from odop_bot.locking import LockedError, locked

COLUMNS = ("odop_answer", "odop_kind", "odop_confidence", "odop_sources", "odop_language")
"""The columns that are added behind those of the file."""
GUESSED = ("question", "questions", "text", "message", "query")
"""Columns that are taken when none is named."""
DELIMITERS = ",;\t|"
CHECKPOINT = 1000
"""Rows after which the work done so far is safe."""
MAX_CELL = 100_000_000
"""Letters of a cell; one that is longer begins with a quote that is not closed."""
MAX_QUESTION = 10_000
"""Letters of a question; what is longer is none."""
FAILED = "error"
"""The kind of a row that could not be answered."""
_BOMS = (
    # That of UTF-32 begins like that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class SpreadsheetError(OdopError):
    """A file cannot be answered; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _Done:
    """How far a run has come: all of it is on the disk."""

    rows: int
    size: int
    """Bytes of the output."""
    source: str
    """What the input was, which column was answered, and how cells are written."""
    edition: str
    """What the answers were made of."""
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is written."""

    encoding: str
    bom: bytes
    delimiter: str
    skip: int
    """Lines before the header: Excel's `sep=;`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows."""

    rows: int
    resumed: int
    """Rows that an earlier run had done."""
    kinds: dict[str, int]
    """Rows by kind of reply; the empty kind is for rows without a question."""


class Sheet:
    """One file of questions and the file with answers that is made of it."""

    def __init__(
        self, source: Path, target: Path, column: str | None = None, *, raw: bool = False, edition: str = ""
    ) -> None:
        """Open nothing yet.

        `raw`: write cells as they are, also those that spreadsheet programs take for formulas. `edition`
        tells what the answers are made of: what an earlier run made of something else is not gone on with.
        Raises SpreadsheetError when the two are one file, the input is missing or the output no file.
        """
        if not source.is_file():
            raise SpreadsheetError(f"{source}: there is no such file")
        if target.is_dir():
            raise SpreadsheetError(f"{target}: this is a folder; name the file to write")
        if not target.parent.is_dir():
            raise SpreadsheetError(f"{target.parent}: there is no such folder to write into")
        if target.exists() and target.samefile(source):
            raise SpreadsheetError(f"{target}: the answers cannot go into the file of the questions; name another")
        self._source = source
        self._target = target
        self._column = column
        self._raw = raw
        self._edition = edition
        self._part = target.with_name(target.name + ".part")
        self._checkpoint = target.with_name(target.name + ".part.json")
        self._lock = target.with_name(target.name + ".part.lock")

    def answer(
        self, answerer: Answerer, progress: Callable[[int, int], None], tell: Callable[[str], None] = lambda _: None
    ) -> Tally:
        """Answer every row, and tell `progress` how many bytes of how many are read.

        `tell` is told why the work of an earlier run is not gone on with. A row that cannot be answered
        gets its error. Raises SpreadsheetError, with the line, for what is no CSV file, and when another
        run writes the same file; the work done so far is kept.
        """
        try:
            with locked(self._lock, wait=False):
                return self._answer(answerer, progress, tell)
        except LockedError as error:
            raise SpreadsheetError(f"{self._target}: another run writes this file; wait for it") from error

    def _answer(self, answerer: Answerer, progress: Callable[[int, int], None], tell: Callable[[str], None]) -> Tally:
        form = _form(self._source)
        done = self._resumed(tell)
        total = self._source.stat().st_size
        csv.field_size_limit(MAX_CELL)
        with (
            self._source.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=form.encoding, newline="") as text,
            self._part.open("r+b" if done.rows else "w+b") as out,
        ):
            out.truncate(done.size)
            out.seek(done.size)
            reader = _rows(text, form, self._source)
            header = next(reader, None)
            if header is None:
                raise SpreadsheetError(f"{self._source}: the file is empty; its first line must name the columns")
            at = _column(header, self._column, self._source)
            writer = _Writer(out, form, self._raw)
            if not done.size:
                out.write(form.bom)
                writer.write([*header, *COLUMNS])
            kinds = Counter(done.kinds)
            rows = 0
            for row in reader:
                rows += 1
                if rows <= done.rows:
                    continue
                cells = _squared(row, len(header), form.delimiter)
                answers = _answers(answerer, cells[at])
                kinds[answers[1]] += 1
                writer.write([*cells, *answers])
                if rows % CHECKPOINT == 0:
                    self._keep(out, writer, replace(done, rows=rows, kinds=dict(kinds)))
                    progress(raw.tell(), total)
            writer.flush()
            os.fsync(out.fileno())
        progress(total, total)
        os.replace(self._part, self._target)
        self._checkpoint.unlink(missing_ok=True)
        return Tally(rows, done.rows, dict(kinds))

    def _resumed(self, tell: Callable[[str], None]) -> _Done:
        """Return how far an earlier run with the same input, column and knowledge came."""
        digest = hashlib.sha256(f"{self._column or ''}\0{self._raw}\0".encode())
        with self._source.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        fresh = _Done(0, 0, digest.hexdigest(), self._edition, {})
        if not self._checkpoint.exists():
            return fresh
        try:
            done = _Done(**json.loads(self._checkpoint.read_text(encoding="utf-8")))
            whole = self._part.stat().st_size >= done.size
        except (OSError, ValueError, TypeError):
            tell("What an earlier run has left cannot be read; starting anew.")
            return fresh
        if done.source != fresh.source:
            tell("An earlier run was cut short, but the questions or the options are others now; starting anew.")
        elif done.edition != fresh.edition:
            tell("An earlier run was cut short, but the knowledge base has changed since; starting anew.")
        elif not whole:
            tell("What an earlier run has written is not whole; starting anew.")
        else:
            return done
        return fresh

    def _keep(self, out: BinaryIO, writer: _Writer, done: _Done) -> None:
        """Bring what is written to the disk, then say so in one step."""
        writer.flush()
        os.fsync(out.fileno())
        fields = asdict(done) | {"size": out.tell()}
        write_whole(self._checkpoint, json.dumps(fields).encode())


class _Writer:
    """Writes rows in the form of the input."""

    def __init__(self, out: BinaryIO, form: _Form, raw: bool) -> None:
        self._out = out
        self._raw = raw
        self._encoding = form.encoding
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, delimiter=form.delimiter, lineterminator="\r\n")

    def write(self, cells: Sequence[str]) -> None:
        """Write one row; it reaches the file at the next `flush`."""
        self._csv.writerow(cells if self._raw else map(harmless, cells))

    def flush(self) -> None:
        """Hand all rows to the file."""
        self._out.write(self._text.getvalue().encode(self._encoding))
        self._out.flush()
        self._text.seek(0)
        self._text.truncate()


def _form(path: Path) -> _Form:
    """Return how a file is written, by its first bytes and its first line."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    bom, encoding = next(((b, e) for b, e in _BOMS if head.startswith(b)), (b"", "utf-8"))
    if not bom and b"\0" in head:
        raise SpreadsheetError(f'{path}: the file is not UTF-8; save it as "CSV UTF-8"')
    line = head[len(bom) :].decode(encoding, "replace").partition("\n")[0].rstrip("\r")
    if line.lower().startswith("sep=") and len(line) == 5:
        return _Form(encoding, bom, line[4], 1)
    bare = "".join(part for i, part in enumerate(line.split('"')) if i % 2 == 0)
    return _Form(encoding, bom, max(DELIMITERS, key=bare.count), 0)


def _rows(text: TextIO, form: _Form, path: Path) -> Iterator[list[str]]:
    text.read(1 if form.bom else 0)
    for _ in range(form.skip):
        text.readline()
    reader = csv.reader(text, delimiter=form.delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise SpreadsheetError(
            f"{path}, line {reader.line_num}: this is not CSV ({error}); look for a quote that is not closed"
        ) from error
    except UnicodeDecodeError as error:
        raise SpreadsheetError(
            f'{path}, behind line {reader.line_num}: the file is not UTF-8; save it as "CSV UTF-8"'
        ) from error


def _column(header: Sequence[str], name: str | None, path: Path) -> int:
    """Return the place of the column with the questions. Raises SpreadsheetError if it cannot be told."""
    names = [cell.strip().casefold() for cell in header]
    wanted = [name.strip().casefold()] if name is not None else [*GUESSED, *(names if len(names) == 1 else [])]
    found = next((word for word in wanted if word in names), None)
    if found is None:
        shown = ", ".join(repr(cell.strip()) for cell in header)
        ask = f"no column is called {name!r}" if name is not None else "say with --column which column to answer"
        raise SpreadsheetError(f"{path}: {ask}; there are {shown}")
    if names.count(found) > 1:
        raise SpreadsheetError(f"{path}: {names.count(found)} columns are called {found!r}; give them different names")
    return names.index(found)


def _squared(row: list[str], width: int, delimiter: str) -> list[str]:
    """Return a row with as many cells as the header; what is too much stays in the last one."""
    if len(row) > width:
        return [*row[: width - 1], delimiter.join(row[width - 1 :])]
    return row + [""] * (width - len(row))


def _answers(answerer: Answerer, question: str) -> tuple[str, str, str, str, str]:
    """Return what is added to a row; the error in place of the answer, if there is none."""
    if not question.strip():
        return "", "", "", "", ""
    if len(question) > MAX_QUESTION:
        return _failure(f"the question has {len(question):,} letters; at most {MAX_QUESTION:,} are read")
    try:
        return answer_cells(answerer.answer(Question(text=question)), answerer.renderer)
    except Exception as error:
        # Whatever it is, the other rows must not suffer from it.
        return _failure(f"{type(error).__name__}: {error}")


def answer_cells(reply: Reply, renderer: Renderer) -> tuple[str, str, str, str, str]:
    """Return a reply as the cells of COLUMNS. Raises what its template raises."""
    confidence = f"{reply.confidence:.2f}"
    return renderer.short_text(reply), reply.kind, confidence, " ".join(reply.sources), reply.language


def _failure(why: str) -> tuple[str, str, str, str, str]:
    return f"Not answered: {why}", FAILED, "", "", ""


def told(tally: Tally) -> dict[str, Any]:
    """Return what the summary of a run says: rows, and how many were answered, asked back, unknown, empty, failed."""
    back, unknown, empty, failed = (tally.kinds.get(kind, 0) for kind in ("choice", "unknown", "", FAILED))
    answered = tally.rows - back - unknown - empty - failed
    return {
        "rows": tally.rows,
        "resumed": tally.resumed,
        "answered": answered,
        "asked_back": back,
        "unknown": unknown,
        "empty": empty,
        "failed": failed,
    }
