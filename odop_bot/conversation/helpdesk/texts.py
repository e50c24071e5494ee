"""What the helpdesk says: `templates/<language>/helpdesk.yaml` to people, `staff.yaml` beside it to staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odop_bot.answering.texts import by_language, read_texts, text_template
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import Strict

PEOPLE_FILE = "helpdesk.yaml"

STAFF_FILE = "staff.yaml"


class _Texts(Strict):
    __slots__ = ()

    def fill(self, key: str, **data: Any) -> str:
        """Return a text with its data filled in and escaped."""
        return text_template(getattr(self, key), autoescape=True).render(**data).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTexts(_Texts):
    """What people read, in one language."""

    commands: dict[str, str]
    buttons: dict[str, str]
    pass_on: str
    how: str
    private_only: str
    consent: str
    handed_over: str
    not_handed_over: str
    has_case: str
    answer: str
    passed_on: str
    not_passed_on: str
    unreachable: str
    closed_by_you: str
    closed_by_staff: str
    is_closed: str
    choose_notices: str
    notices_on: str
    notices_off: str
    all_india: str
    notice: str
    exported: str
    nothing_kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTexts(_Texts):
    """What staff and admins read."""

    commands: dict[str, str]
    admin_commands: dict[str, str]
    buttons: dict[str, str]
    visitors: dict[str, str]
    """Who writes, by channel, where it is told apart."""
    topic: str
    case: str
    follow_up: str
    taken: str
    mine: str
    held: str
    was_closed: str
    gone: str
    closed_by_person: str
    closed: str
    blocked: str
    waits: str
    seen: str
    not_sent: str
    only_text: str
    no_case: str
    age_minutes: str
    age_hours: str
    age_days: str
    queue: str
    canned_how: str
    canned: str
    canned_sent: str
    why_how: str
    why: str
    gaps: str
    causes: dict[str, str]
    which_entry: str
    teach_how: str
    one_moment: str
    lesson_failed: str
    no_gap: str
    no_entry: str
    lesson: str
    regression: str
    unmoved: str
    admins_only: str
    lessons: str
    notice_how: str
    notice_where: str
    notice_preview: str
    notice_everywhere: str
    notice_sending: str
    notice_dropped: str
    notice_gone: str
    notice_done: str

    def age(self, time: dt.timedelta) -> str:
        """Return how long ago something was, in the largest unit of which it fills two, or in minutes."""
        minutes = int(time.total_seconds() // 60)
        hours, days = minutes // 60, minutes // 1440
        if days >= 2:
            return self.fill("age_days", count=days)
        return self.fill("age_hours", count=hours) if hours >= 2 else self.fill("age_minutes", count=minutes)

    def button(self, key: str, **data: Any) -> str:
        """Return the label of a button with its data filled in; plain text."""
        label = self.buttons[key]
        for name, value in data.items():
            label = label.replace("{{ " + name + " }}", str(value))
        return label


@dataclass(frozen=True, slots=True)
class Texts:
    """All that the helpdesk says."""

    people: Mapping[str, PeopleTexts]
    """By language, English first."""
    staff: StaffTexts

    @property
    def ask(self) -> dict[str, str]:
        """What the button to a person says in each language."""
        return {code: texts.buttons["ask"] for code, texts in self.people.items()}

    def of(self, language: str | None) -> PeopleTexts:
        """Return what people read in a language, or in English."""
        return self.people.get(language or ENGLISH, self.people[ENGLISH])


def read_helpdesk_texts(folder: Path, staff: str = ENGLISH) -> Texts:
    """Return all texts, those for staff in a language. Raises StringsError when a file is missing or wrong."""
    return Texts(by_language(folder, PEOPLE_FILE, PeopleTexts), read_texts(folder / staff / STAFF_FILE, StaffTexts))
