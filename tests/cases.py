"""A case of the helpdesk that the tests of its rules start from."""

from __future__ import annotations

import datetime as dt

from odop_bot.helpdesk.cases import Case, State

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
DRAFT = Case(
    number=1,
    state=State.DRAFT,
    person_id=7,
    chat_id=7,
    channel="telegram",
    language="hi",
    question="bima?",
    opened_at=NOW,
)
