"""The bot by webhook against telemelya, a Bot API server that was not made for it."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES
from tests.bot_token import TOKEN
from tests.patience import PATIENCE, until
from tests.process import ROOT, Bot, buttons, free_port
from tests.standin.models import update_faults
from tests.telemelya_server import PUSH

LANGUAGES = read_strings(TEMPLATES)
CHAT = {"id": 7, "type": "private", "first_name": "<3"}
PERSON = {"id": 7, "is_bot": False, "first_name": "<3", "language_code": "en"}


class Telemelya:
    """A running server."""

    def __init__(self, log: Path) -> None:
        """Start it; what it writes goes to a file."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.telemelya_server", str(port)], cwd=ROOT, stdout=out, stderr=out
            )
        until(lambda: self._answers() or self.process.poll() is not None, log.read_text)
        assert self.process.poll() is None, log.read_text()
        self._numbers = itertools.count(1)

    def push(self, kind: str, content: dict[str, Any]) -> list[dict[str, Any]]:
        """Let something happen; return the calls that the bot makes until it has dealt with it."""
        before = len(self.calls())
        update = {"update_id": next(self._numbers), kind: content}
        assert update_faults(update) == []
        outcome = self._get(f"{PUSH}/{TOKEN}", update)
        assert outcome == {"delivered": True, "status_code": 200, "response_body": ""}, outcome
        return self.calls()[before:]

    def write(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        """Let a person send a message."""
        message = {"message_id": 1000 + next(self._numbers), "date": 1790000000, "chat": CHAT, "from": PERSON}
        return self.push("message", message | content)

    def wait_for(self, method: str, count: int) -> None:
        """Wait until the bot has made so many calls of a method."""
        until(lambda: sum(call["method"] == method for call in self.calls()) >= count, lambda: method)

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls that the server has taken."""
        return list(self._get("/api/v1/test/responses")["responses"])

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self._get("/"))
        return False

    def _get(self, path: str, data: dict[str, Any] | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        headers = {"Authorization": "Bearer any", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
            return json.load(answer)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Telemelya]:
    server = Telemelya(tmp_path / "telemelya.txt")
    yield server
    server.process.terminate()
    server.process.wait()


@pytest.fixture
def bot(server: Telemelya, tmp_path: Path, compiled: Path) -> Iterator[Bot]:
    port = free_port()
    bot = Bot(
        tmp_path,
        tmp_path / "log.txt",
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "ODOP_DATA_DIR": str(compiled),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'odop.db'}",
            "WEBHOOK_URL": f"http://127.0.0.1:{port}/odop",
            "WEBHOOK_PORT": str(port),
            "WEBHOOK_SECRET": "none",
        },
    )
    yield bot
    bot.killed()


def test_a_question_a_tap_a_place_and_a_picture(server: Telemelya, bot: Bot) -> None:
    bot.wait_until("by webhook")
    server.wait_for("setMyCommands", 2 * len(LANGUAGES))
    server.wait_for("setMyDescription", len(LANGUAGES))

    [choice] = server.write({"text": "aurangabad"})
    assert choice["method"] == "sendMessage"
    data = buttons(choice)["Aurangabad (Bihar)"]

    shown = {"message_id": choice["message_id"], "date": 1790000000, "chat": CHAT, "text": choice["text"]}
    tap = {"id": "77", "from": PERSON, "chat_instance": "1", "data": data, "message": shown}
    noticed, edited = server.push("callback_query", tap)
    assert (noticed["method"], noticed["callback_query_id"]) == ("answerCallbackQuery", "77")
    assert (edited["method"], edited["message_id"]) == ("editMessageText", choice["message_id"])
    assert "Aurangabad" in edited["text"]

    [place] = server.write({"location": {"latitude": 28.84, "longitude": 78.77}})
    assert "Moradabad" in place["text"]

    [_, picture] = server.push("callback_query", {**tap, "id": "78", "data": "c:171"})
    assert picture["method"] == "sendPhoto"
    assert "Moradabad" in picture["caption"]
    bot.stopped()
