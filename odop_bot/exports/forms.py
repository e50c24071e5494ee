"""The forms of an export: Anki deck, CSV, PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from zlib import crc32

from odop_bot.cards.fonts import fonts
from odop_bot.cells import harmless
from odop_bot.exports.rows import Row

_MODEL = 1_607_392_319
"""Id of our kind of Anki note; must never change."""
_TIMESTAMP = 1_735_689_600.0
"""One moment for all decks, so that the same content gives the same file."""


def anki(rows: Sequence[Row], title: str, language: str) -> bytes:
    """Return an Anki deck; the same district, list and language always give the same note."""
    import genanki

    model = genanki.Model(
        _MODEL,
        "ODOP",
        fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}'}],
    )
    deck = genanki.Deck(2_000_000_000 + crc32(title.encode()) % 100_000_000, title)
    for row in rows:
        question = f"{escape(row.district)}<br><small>{escape(row.list_name)}</small>"
        answer = f"{escape('; '.join(row.products))}<br><small>{escape(row.as_of)} · {escape(row.source)}</small>"
        guid = genanki.guid_for("odop", language, row.list_id, row.district_code)
        deck.add_note(genanki.Note(model=model, fields=[question, answer], guid=guid))
    out = io.BytesIO()
    genanki.Package(deck).write_to_file(out, timestamp=_TIMESTAMP)
    return out.getvalue()


def table(rows: Sequence[Row]) -> bytes:
    """Return a CSV file that spreadsheets open: a row for each product."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["lgd_code", "district", "list", "as_of", "product", "source"])
    for row in rows:
        for product in row.products:
            cells = (row.district_code, row.district, row.list_name, row.as_of, product, row.source)
            writer.writerow(map(harmless, cells))
    return out.getvalue().encode("utf-8-sig")


def sheet(rows: Sequence[Row], title: str) -> bytes:
    """Return a PDF to print. Raises MissingFontError when there is nothing to write with."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    regular, bold = fonts()
    pdf.add_font("Kurinto", "", regular)
    pdf.add_font("Kurinto", "B", bold)
    pdf.set_text_shaping(True)
    pdf.set_title(title)
    pdf.add_page()
    pdf.set_font("Kurinto", "B", 15)
    pdf.multi_cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
    last = None
    for row in rows:
        if row.district != last:
            pdf.ln(1.5)
            pdf.set_font("Kurinto", "B", 10)
            pdf.multi_cell(0, 5, row.district, new_x="LMARGIN", new_y="NEXT")
            last = row.district
        pdf.set_font("Kurinto", "", 9)
        pdf.multi_cell(0, 4.5, f"{row.list_name}: {'; '.join(row.products)}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_font("Kurinto", "", 7)
    for line in dict.fromkeys(f"{row.list_name}, {row.as_of}. {row.source}" for row in rows):
        pdf.multi_cell(0, 3.5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())
