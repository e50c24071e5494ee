"""`python -m tools.compare`: the messages that two checkouts are asked, and how their answers are told apart."""

from __future__ import annotations

import pytest

from odop_bot.knowledge import Knowledge
from tools.compare import MEANT, REASONS, SAME, TEXT, Message, difference, messages, tell


def test_messages_are_each_another_in_every_language_and_the_same_by_their_seed(knowledge: Knowledge) -> None:
    found = messages(knowledge, 400, 1)
    assert len({message.text for message in found}) == 400
    groups = {message.group for message in found}
    assert {f"{what}, {code}" for what in ("districts", "products", "answers") for code in ("en", "hi", "te")} <= groups
    assert all(message.text.strip() and "\n" not in message.text for message in found)
    assert messages(knowledge, 400, 1) == found
    assert messages(knowledge, 400, 2) != found


BEFORE = {"kind": "district", "districts": ["1"], "text": "a", "confidence": 0.9}


def test_what_is_different_is_told_by_what_a_person_would_notice_first(capsys: pytest.CaptureFixture[str]) -> None:
    afters = {
        SAME: BEFORE,
        REASONS: BEFORE | {"confidence": 0.8},
        TEXT: BEFORE | {"confidence": 0.8, "text": "b"},
        MEANT: BEFORE | {"text": "b", "districts": ["2"]},
    }
    assert {what: difference(BEFORE, after) for what, after in afters.items()} == {what: what for what in afters}
    asked = [Message("a group", f"message {number}") for number in range(4)]
    tell(asked, [BEFORE] * 4, list(afters.values()), 1)
    said = capsys.readouterr().out
    assert said.count("message ") == 3
    assert "all 4" in said
