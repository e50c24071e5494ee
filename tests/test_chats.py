"""Chats that anyone can read and extend, with the real bot process: see chats/README.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.data import load_all
from tests.process import Starter, buttons
from tests.standin import FakeTelegram, StandIn
from tests.standin.markup import plain

CHATS = [chat for _, chat in load_all("chats")]
_ACTIONS = {"say", "tap", "press", "edit", "location", "inline", "reply", "send"}
_SEEN = {
    "begins",
    "shows",
    "never",
    "buttons",
    "messages",
    "notice",
    "titles",
    "inserts",
    "picture",
    "edits_inline",
}
_KINDS: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        }
    },
    "quiz": {
        "poll": {
            "id": "7",
            "question": "Phulkari is the ODOP product of",
            "options": [
                {"persistent_id": text, "text": text, "voter_count": 0} for text in ("Ludhiana", "Patiala", "Moga")
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "quiz",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
}


class Player:
    """Plays the steps of one chat and looks at what comes."""

    def __init__(self, telegram: FakeTelegram, chat: int, language: str) -> None:
        self._telegram = telegram
        self._chat = chat
        self._language = language
        self._last_said = 0

    def play(self, step: dict[str, Any]) -> None:
        """Do what a step says, then wait until all that it expects is seen."""
        assert set(step) <= _ACTIONS | _SEEN, step
        calls = len(self._telegram.calls)
        self._do(step)
        try:
            self._telegram.wait(lambda: self._all_seen(step, calls))
        except AssertionError as error:
            texts = [message.get("text") or message.get("caption") for message in self._messages()]
            raise AssertionError(f"{step}\nseen: {texts[-2:]}\n{error}") from None

    def _do(self, step: dict[str, Any]) -> None:
        telegram, chat, language = self._telegram, self._chat, self._language
        if "say" in step:
            self._last_said = telegram.say(step["say"], chat, person=abs(chat), language=language)
        elif "reply" in step:
            answer = self._messages()[-1]
            telegram.say(step["reply"], chat, person=abs(chat), language=language, reply_to_message=answer)
        elif "tap" in step:
            message = self._messages()[-1]
            data = [data for label, data in buttons(message).items() if label.startswith(step["tap"]) and data]
            assert data, f"no button begins with {step['tap']}: {list(buttons(message))}"
            telegram.tap(data[0], chat, message["message_id"], language=language)
        elif "press" in step:
            telegram.tap(step["press"], chat, inline=bool(step.get("inline")), language=language)
        elif "edit" in step:
            telegram.edit(self._last_said, step["edit"], chat)
        elif "location" in step:
            latitude, longitude = step["location"]
            telegram.share_location(latitude, longitude, chat=chat, language=language)
        elif "inline" in step:
            telegram.type_inline(str(step["inline"]), person=abs(chat), language=language)
        else:
            telegram.send(_KINDS[step["send"]], chat, language=language)

    def _messages(self) -> list[dict[str, Any]]:
        return self._telegram.sent(self._chat)

    def _all_seen(self, step: dict[str, Any], calls: int) -> bool:
        new = self._telegram.calls[calls:]
        messages = self._messages()
        latest = max(messages, key=lambda m: (m.get("edit_date", m["date"]), m["message_id"]), default={})
        text = latest.get("text") or latest.get("caption") or ""
        labels = list(buttons(latest))
        checks: dict[str, Callable[[Any], bool]] = {
            "begins": text.startswith,
            "shows": lambda parts: all(part in text for part in _list(parts)),
            "never": lambda parts: bool(text) and not any(part in text for part in _list(parts)),
            "buttons": lambda parts: all(any(label.startswith(part) for label in labels) for part in parts),
            "messages": lambda count: len(messages) == count,
            "notice": lambda part: any(part in call.parameters.get("text", "") for call in new),
            "titles": lambda parts: _titles_fit(_cards(new), parts),
            "inserts": lambda parts: any(all(part in _text(card) for part in parts) for card in _cards(new) or []),
            "picture": lambda _: latest.get("message_id") in self._telegram.photos,
            "edits_inline": lambda part: any(
                "inline_message_id" in call.parameters and part in call.parameters["text"] for call in new
            ),
        }
        return all(checks[name](wanted) for name, wanted in step.items() if name in checks)


def _cards(calls: list[Any]) -> list[dict[str, Any]] | None:
    answers = [call.parameters["results"] for call in calls if call.method == "answerInlineQuery"]
    return answers[-1] if answers else None


def _titles_fit(cards: list[dict[str, Any]] | None, parts: list[str]) -> bool:
    if cards is None or (not parts and cards):
        return False
    return len(cards) >= len(parts) and all(
        card["title"].startswith(part) for card, part in zip(cards, parts, strict=False)
    )


def _text(card: dict[str, Any]) -> str:
    return unescape(plain(card["input_message_content"]["message_text"], "HTML"))


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[FakeTelegram]:
    """One bot for all chats: they must not disturb each other."""
    standin = StandIn()
    starter = Starter(standin, tmp_path_factory.mktemp("bot"), compiled)
    bot = starter.start()
    yield standin.telegram
    output = bot.stopped()
    standin.close()
    assert "Error" not in output
    assert [c for c in standin.telegram.complaints if "not modified" not in c] == []


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: chat["about"])
def test_chat(chat: dict[str, Any], bot: FakeTelegram) -> None:
    number = 100 + CHATS.index(chat)
    player = Player(bot, -number if chat.get("in") == "group" else number, chat.get("language", "en"))
    for step in chat["steps"]:
        player.play(step)
