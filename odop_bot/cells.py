"""Cells of CSV files that spreadsheet programs open."""

from __future__ import annotations

FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
"""What a cell begins with that spreadsheet programs may take for a formula, and run."""


def harmless(cell: object) -> object:
    """Return a cell that spreadsheet programs take for text: one that may be a formula gets an apostrophe in front.

    Numbers that are no text stay as they are.
    """
    return f"'{cell}" if isinstance(cell, str) and cell[:1] and cell[0] in FORMULA_SIGNS else cell
