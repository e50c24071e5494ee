"""Tap everything that can be tapped, from the first screen on: no dead end, no error, no wall of text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.codec import VERBS
from tests.harness import ADMIN, Harness, play

LONGEST = 1500
"""Letters of a text that people still read."""
SAMPLE = 8
"""Buttons of each verb that are tapped in each language, unless all are wanted."""
SPOKEN = {
    "en": (
        "moradabad",
        "aurangabad",
        "what's the weather in agra",
        "which districts make carpets",
        "loan for brass",
        "odop of uttar pradesh",
        "GI of Bihar",
        "moradabad and agra",
        "244001",
        "hello",
        "compare agra and jaipur",
    ),
    "hi": ("मुरादाबाद", "आज मौसम कैसा है", "कालीन कहाँ बनता है", "लोन कैसे मिलेगा", "उत्तर प्रदेश के उत्पाद", "बिहार के GI"),
    "te": ("గుంటూరు", "ఈరోజు వాతావరణం", "తివాచీలు ఎక్కడ", "లోన్ ఎలా", "ఆంధ్రప్రదేశ్ ఉత్పత్తులు", "చిత్తూరు, గుంటూరు"),
}
GROUP = -500
NO_SCREEN = frozenset({"c", "w", "qp", "qf", "qg", "qn", "qa", "y", "n", "o"})
"""Verbs that send a picture, a file, a poll or a keyboard, or thank in a notice."""
LANGUAGES = "l:"
"""Data of the buttons that fix a language: what is seen is to stay in one."""
HOME = ("m:", "qt:", "qi:", "qm:")
"""Data of the buttons that lead back to the first screen."""


@dataclass
class Crawler:
    """One person who taps everything."""

    bot: Harness
    language: str
    most: int
    random: random.Random = field(default_factory=lambda: random.Random(16))
    seen: set[str] = field(default_factory=set)
    todo: dict[str, list[str]] = field(default_factory=dict)
    tapped: dict[str, int] = field(default_factory=dict)

    async def say(self, text: str) -> None:
        """Say something and note what can be tapped under the answer."""
        self.bot.telegram.say(text, ADMIN, language=self.language)
        await self.bot.take_all()
        self.look(text)

    def look(self, after: str) -> None:
        """Check the message that is shown last, and note what can be tapped under it."""
        message = self.bot.telegram.sent(ADMIN)[-1]
        text = str(message.get("text") or message.get("caption") or "")
        assert text, after
        assert len(text) <= LONGEST, (self.language, after, len(text), text[:200])
        found = list(self.buttons(message))
        assert found, f"{self.language}: a dead end after {after!r}: {text[:80]}"
        verb = after.partition(":")[0]
        if verb != "m" and after != "/start":
            assert any(data.startswith(HOME) for data in found), f"{self.language}: no way back after {after!r}"
        for data in found:
            if data not in self.seen and not data.startswith(LANGUAGES):
                self.seen.add(data)
                self.todo.setdefault(data.partition(":")[0], []).append(data)

    def buttons(self, message: dict[str, Any]) -> Iterator[str]:
        """Yield what the buttons of a message carry."""
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if "callback_data" in button:
                    yield button["callback_data"]

    async def run(self) -> None:
        """Tap until there is nothing left, or enough of each verb."""
        while open_verbs := [verb for verb, left in self.todo.items() if left and self.tapped.get(verb, 0) < self.most]:
            verb = self.random.choice(sorted(open_verbs))
            left = self.todo[verb]
            data = left.pop(self.random.randrange(len(left)))
            self.tapped[verb] = self.tapped.get(verb, 0) + 1
            notices = len(self.bot.telegram.made("answerCallbackQuery"))
            self.bot.telegram.tap(data, ADMIN, language=self.language)
            await self.bot.take_all()
            answers = self.bot.telegram.made("answerCallbackQuery")[notices:]
            assert answers, data
            alert = any(call.parameters.get("show_alert") for call in answers)
            assert not alert, f"{self.language}: {data} leads nowhere: {answers[-1].parameters}"
            if verb not in NO_SCREEN and not verb.startswith("h"):
                self.look(data)


@pytest.mark.parametrize("language", sorted(SPOKEN))
def test_all_that_can_be_tapped_leads_somewhere_and_back(
    language: str, answerer: Answerer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    most = 100_000 if request.config.getoption("--crawl-all") else SAMPLE
    crawled: list[Crawler] = []

    async def scene(bot: Harness) -> None:
        crawler = Crawler(bot, language, most)
        crawled.append(crawler)
        for text in ("/start", "/help", "/about", "/privacy", "/language", "/state", "/faq", *SPOKEN[language]):
            await crawler.say(text)
        await crawler.run()
        errors = [call for call in bot.telegram.calls if "went wrong" in str(call.parameters.get("text"))]
        assert errors == []
        harmless = ("not modified", "no text in the message")  # a tap under a picture is answered below it
        assert [text for text in bot.telegram.complaints if not any(words in text for words in harmless)] == []

    play(answerer, tmp_path, scene, GROUP)
    [crawler] = crawled
    assert set(crawler.tapped) <= VERBS
    # Every kind of screen was there to be tapped.
    assert set(crawler.tapped) >= {*"dspfagmnrow", "bs", "bd", "bp", "bt", "be", "bn", "bw", "bm", "qt", "h"}
