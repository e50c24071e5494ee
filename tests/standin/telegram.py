"""Telegram itself: chats, messages, updates and the methods that a bot may call."""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standin.markup import RefusedError, check_keyboard, plain

TOKEN = "123456789:AAtest-token-of-the-stand-in_0123456789"  # noqa: S105 - it opens nothing
BOT = {"id": 123456789, "is_bot": True, "first_name": "ODOP answers", "username": "odop_test_bot",
       "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}  # fmt: skip
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMON = {"chat_id", "message_id", "text", "parse_mode", "reply_markup", "link_preview_options"}
PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"},
    "deleteWebhook": {"drop_pending_updates"},
    "getMyCommands": {"scope", "language_code"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "getMyDescription": {"language_code"},
    "setMyDescription": {"description", "language_code"},
    "getMyShortDescription": {"language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
    "sendMessage": _COMMON - {"message_id"} | {"reply_parameters"},
    "editMessageText": _COMMON | {"inline_message_id"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert"},
    "answerInlineQuery": {"inline_query_id", "results", "cache_time", "is_personal"},
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call."""

    status: int = 0
    """HTTP status; 0 breaks the connection off."""
    retry_after: int | None = None
    after: bool = False
    """The call takes effect before it goes wrong."""


@dataclass
class Call:
    """One call of the bot."""

    method: str
    parameters: dict[str, Any]
    result: Any


@dataclass
class FakeTelegram:
    """The state of Telegram; every method may be called from any thread."""

    lock: threading.Condition = field(default_factory=threading.Condition)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What no bot should do: unknown methods and parameters, refused calls."""
    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    commands: list[dict[str, str]] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=lambda: {"description": "", "short_description": ""})
    webhook: dict[str, Any] | None = None
    open_queries: set[str] = field(default_factory=set)
    pollers: list[Any] = field(default_factory=list)
    """Connections of bots that wait for updates."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # What people do

    def say(self, text: str, chat: int = 7, person: int | None = None, **more: Any) -> int:
        """A person writes a message; return its id."""
        group = chat < 0
        message = {
            "message_id": next(self._numbers), "date": int(time.time()), "text": text,
            "chat": {"id": chat, "type": "group" if group else "private", "title": "<3 & \"", "first_name": "<3"},
            "from": {"id": person or abs(chat), "is_bot": False, "first_name": "<3 & \"", "language_code": "en"},
            **more,
        }  # fmt: skip
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self._update("message", message)
        return int(message["message_id"])

    def edit(self, message_id: int, text: str, chat: int = 7) -> None:
        """A person edits a message."""
        self._update(
            "edited_message",
            {"message_id": message_id, "date": int(time.time()), "edit_date": int(time.time()), "text": text,
             "chat": {"id": chat, "type": "private", "first_name": "A"},
             "from": {"id": chat, "is_bot": False, "first_name": "A"}},
        )  # fmt: skip

    def tap(self, data: str, chat: int = 7, message_id: int | None = None, inline: bool = False) -> None:
        """A person taps a button."""
        number = str(next(self._numbers))
        query: dict[str, Any] = {
            "id": number, "chat_instance": "1", "data": data,
            "from": {"id": abs(chat), "is_bot": False, "first_name": "A"},
        }  # fmt: skip
        if inline:
            query["inline_message_id"] = "inline-1"
        else:
            known = message_id or max((m for c, m in self.messages if c == chat), default=1)
            query["message"] = self.messages.get((chat, known)) or {
                "message_id": known, "date": 0, "chat": {"id": chat, "type": "private"}
            }  # fmt: skip
        with self.lock:
            self.open_queries.add(number)
        self._update("callback_query", query)

    def type_inline(self, text: str, person: int = 7) -> None:
        """A person types behind the bot's name in some chat."""
        number = str(next(self._numbers))
        with self.lock:
            self.open_queries.add(number)
        self._update(
            "inline_query",
            {"id": number, "query": text, "offset": "", "from": {"id": person, "is_bot": False, "first_name": "A"}},
        )

    def _update(self, kind: str, content: dict[str, Any]) -> None:
        with self.lock:
            self.updates.append({"update_id": 1000 + next(self._numbers), kind: content})
            self.lock.notify_all()

    # What tests ask

    def wait(self, what: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until something is so; fail the test if it does not come."""
        with self.lock:
            assert self.lock.wait_for(what, seconds), f"it did not happen: {[c.method for c in self.calls[-12:]]}"

    def sent(self, chat: int = 7) -> list[dict[str, Any]]:
        """Return the messages that a chat shows from the bot, oldest first."""
        with self.lock:
            return [m for (c, _), m in sorted(self.messages.items()) if c == chat]

    def made(self, method: str) -> list[Call]:
        """Return the calls of a method that took effect."""
        with self.lock:
            return [call for call in self.calls if call.method == method]

    # What the bot does

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Carry out a call. Raises RefusedError with Telegram's words."""
        if method not in PARAMETERS or not set(parameters) <= PARAMETERS[method]:
            self.complaints.append(f"{method}: unknown method or parameters {sorted(parameters)}")
            raise RefusedError("method not found")
        with self.lock:
            try:
                result = getattr(self, f"_{method}")(**parameters)
            except RefusedError as refused:
                self.complaints.append(f"{method}: {refused}")
                raise
            self.calls.append(Call(method, parameters, result))
            self.lock.notify_all()
        return result

    def _getMe(self) -> Any:  # noqa: N802 - Telegram's names
        return BOT

    def _getUpdates(self, offset: int = 0, timeout: float = 0, **_: Any) -> Any:  # noqa: N802
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self.lock.wait_for(lambda: bool(self.updates), min(timeout, 2.0))
        return list(self.updates)[:100]

    def _setWebhook(self, url: str, **more: Any) -> bool:  # noqa: N802
        self.webhook = {"url": url, **more}
        return True

    def _deleteWebhook(self, **_: Any) -> bool:  # noqa: N802
        self.webhook = None
        return True

    def _getMyCommands(self, **_: Any) -> Any:  # noqa: N802
        return self.commands

    def _setMyCommands(self, commands: list[dict[str, str]], **_: Any) -> bool:  # noqa: N802
        for item in commands:
            if not _COMMAND.fullmatch(item["command"]) or not 1 <= len(item["description"]) <= 256:
                raise RefusedError("BOT_COMMAND_INVALID")
        self.commands = commands
        return True

    def _getMyDescription(self, **_: Any) -> Any:  # noqa: N802
        return {"description": self.descriptions["description"]}

    def _getMyShortDescription(self, **_: Any) -> Any:  # noqa: N802
        return {"short_description": self.descriptions["short_description"]}

    def _setMyDescription(self, description: str, **_: Any) -> bool:  # noqa: N802
        if len(description) > 512:
            raise RefusedError("description is too long")
        self.descriptions["description"] = description
        return True

    def _setMyShortDescription(self, short_description: str, **_: Any) -> bool:  # noqa: N802
        if len(short_description) > 120:
            raise RefusedError("short description is too long")
        self.descriptions["short_description"] = short_description
        return True

    def _sendMessage(  # noqa: N802
        self, chat_id: int, text: str, parse_mode: str | None = None, reply_markup: Any = None, **_: Any
    ) -> Any:
        shown = plain(text, parse_mode)
        check_keyboard(reply_markup)
        message: dict[str, Any] = {
            "message_id": next(self._numbers), "date": int(time.time()), "text": shown, "from": BOT,
            "chat": {"id": chat_id, "type": "group" if chat_id < 0 else "private", "title": "G"},
        }  # fmt: skip
        if reply_markup:
            message["reply_markup"] = reply_markup
        self.messages[chat_id, int(message["message_id"])] = message
        return message

    def _editMessageText(  # noqa: N802
        self, text: str, chat_id: int | None = None, message_id: int | None = None,
        inline_message_id: str | None = None, parse_mode: str | None = None, reply_markup: Any = None, **_: Any,
    ) -> Any:  # fmt: skip
        shown = plain(text, parse_mode)
        check_keyboard(reply_markup)
        if inline_message_id is not None:
            return True
        message = self.messages.get((chat_id or 0, message_id or 0))
        if message is None:
            raise RefusedError("message to edit not found")
        if message["text"] == shown and message.get("reply_markup") == reply_markup:
            raise RefusedError(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        message["text"] = shown
        message["edit_date"] = int(time.time())
        message.pop("reply_markup", None)
        if reply_markup:
            message["reply_markup"] = reply_markup
        return message

    def _answerCallbackQuery(self, callback_query_id: str, text: str = "", **_: Any) -> bool:  # noqa: N802
        return self._answer_query(callback_query_id) and len(text) <= 200

    def _answerInlineQuery(self, inline_query_id: str, results: list[dict[str, Any]], **_: Any) -> bool:  # noqa: N802
        if len(results) > 50 or len({item["id"] for item in results}) < len(results):
            raise RefusedError("RESULT_ID_DUPLICATE")
        for item in results:
            if not 1 <= len(item["id"].encode()) <= 64 or not item["title"].strip():
                raise RefusedError("RESULT_ID_INVALID")
            content = item["input_message_content"]
            plain(content["message_text"], content.get("parse_mode"))
        return self._answer_query(inline_query_id)

    def _answer_query(self, number: str) -> bool:
        if number not in self.open_queries:
            raise RefusedError("query is too old and response timeout expired or query ID is invalid")
        self.open_queries.discard(number)
        return True


def decoded(fields: dict[str, str]) -> dict[str, Any]:
    """Return the parameters of a call as values: what is JSON is read as JSON, other text stays text."""
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if name in ("text", "description", "short_description", "callback_query_id", "inline_query_id", "secret_token",
                    "url", "parse_mode", "inline_message_id"):  # fmt: skip
            out[name] = value
            continue
        try:
            out[name] = json.loads(value)
        except json.JSONDecodeError:
            out[name] = value
    return out
