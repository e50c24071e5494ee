"""What Telegram accepts as a poll."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.standin.markup import RefusedError

MAX_QUESTION, MAX_OPTION, MAX_OPTIONS, MAX_EXPLANATION = 300, 100, 12, 200
_MODE = "explanation_parse_mode"


@dataclass
class Poll:
    """A poll that the bot has sent."""

    chat_id: int
    message_id: int
    quiz: bool
    right: list[int]
    over_at: float | None
    """When it closes by itself."""
    votes: dict[int, int] = field(default_factory=dict)
    """Choices by person."""
    closed: bool = False

    def is_over(self) -> bool:
        """Whether nobody can vote any more."""
        return self.closed or (self.over_at is not None and time.monotonic() >= self.over_at)

    def cast(self, person: int, choice: int | None) -> bool:
        """Take a person's answer, or with None take it back; return whether that is allowed."""
        voted = person in self.votes
        if self.is_over() or (voted and (self.quiz or choice is not None)) or (choice is None and not voted):
            return False
        if choice is None:
            del self.votes[person]
        else:
            self.votes[person] = choice
        return True


def check_poll(question: str, options: list[dict[str, Any]], more: dict[str, Any]) -> dict[str, Any]:
    """Return a poll as a message holds it. Raises RefusedError for what Telegram refuses."""
    if not 1 <= _units(question) <= MAX_QUESTION or not question.strip():
        raise RefusedError("poll question length must not exceed 300")
    if not 1 <= len(options) <= MAX_OPTIONS:
        raise RefusedError("poll can't have more than 12 options")
    texts = [str(option["text"]) for option in options]
    if not all(text.strip() and _units(text) <= MAX_OPTION for text in texts):
        raise RefusedError("poll options length must not exceed 100")
    if len(set(texts)) < len(texts):
        raise RefusedError("poll options must be unique")
    kind = more.get("type", "regular")
    right = more.get("correct_option_ids", [])
    explanation = more.get("explanation", "")
    if kind == "quiz" and (not right or not all(0 <= index < len(texts) for index in right)):
        raise RefusedError("wrong correct option ID specified")
    if kind == "regular" and (right or explanation):
        raise RefusedError("regular polls have no correct option and no explanation")
    if _units(explanation) > MAX_EXPLANATION or explanation.count("\n") > 2:
        raise RefusedError("message is too long")
    if more.get(_MODE) or more.get("question_parse_mode"):
        raise RefusedError("can't parse entities: the texts of polls are plain")
    if "open_period" in more and not 5 <= more["open_period"] <= 2_628_000:
        raise RefusedError("poll open period is invalid")
    made: dict[str, Any] = {
        "question": question,
        "total_voter_count": 0,
        "is_closed": False,
        "type": kind,
        "is_anonymous": more.get("is_anonymous", True),
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
        "options": [{"text": text, "voter_count": 0} for text in texts],
    }
    if kind == "quiz":
        made |= {"correct_option_ids": right, "explanation": explanation}
    return made


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
