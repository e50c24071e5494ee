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

from tests.patience import PATIENCE
from tests.standin.groups import GroupMethods, public
from tests.standin.markup import MAX_CAPTION, BlockedError, RefusedError, check_keyboard, plain
from tests.standin.models import call_faults, update_faults
from tests.standin.polls import Poll, check_poll

BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "ODOP answers",
    "username": "odop_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
NAME = '<3 & "'
"""What everybody here is called."""
UPDATES_AT_ONCE = 100
PNG = b"\x89PNG\r\n\x1a\n"
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_TEXT_FIELDS = frozenset(
    {
        "text",
        "caption",
        "description",
        "short_description",
        "callback_query_id",
        "inline_query_id",
        "secret_token",
        "url",
        "parse_mode",
        "inline_message_id",
        "language_code",
        "question",
        "explanation",
    }
)
"""Parameters that are text even where they look like JSON."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call."""

    status: int = 0
    """HTTP status; 0 breaks the connection off, 200 is only late."""
    retry_after: int | None = None
    after: bool = False
    """The call takes effect before it goes wrong."""
    delay: float = 0.0
    """Seconds in which nothing comes back."""

    def content(self) -> dict[str, Any]:
        """Return what Telegram says."""
        if self.retry_after is None:
            return {"ok": False, "error_code": self.status, "description": "Internal Server Error"}
        return {
            "ok": False,
            "error_code": self.status,
            "description": f"Too Many Requests: retry after {self.retry_after}",
            "parameters": {"retry_after": self.retry_after},
        }


@dataclass
class Call:
    """One call of the bot."""

    method: str
    parameters: dict[str, Any]
    result: Any


@dataclass
class FakeTelegram(GroupMethods):
    """The state of Telegram; every method may be called from any thread."""

    checked: bool = True
    """Whether calls and updates are compared with aiogram's models; a benchmark has no time for it."""
    lock: threading.Condition = field(default_factory=threading.Condition)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What no bot should do: unknown methods and parameters, refused calls."""
    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    photos: dict[int, bytes] = field(default_factory=dict)
    """Pictures by message id."""
    documents: dict[int, bytes] = field(default_factory=dict)
    """Files by message id."""
    polls: dict[str, Poll] = field(default_factory=dict)
    """By id."""
    faults: dict[str, list[Fault | None]] = field(default_factory=dict)
    """What goes wrong with the next calls of each method; None: nothing."""
    troubled: dict[int, Fault] = field(default_factory=dict)
    """What goes wrong with every call that speaks to a chat."""
    failing: int = 0
    """Calls that have begun to go wrong, or to be late."""
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    """By scope and language; the empty language is for all."""
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: dict[str, Any] | None = None
    menu_button: dict[str, Any] | None = None
    blocked: set[int] = field(default_factory=set)
    """Chats that do not want to hear from the bot."""
    open_queries: set[str] = field(default_factory=set)
    pollers: list[Any] = field(default_factory=list)
    """Connections of bots that wait for updates."""
    forums: dict[int, dict[int, bool]] = field(default_factory=dict)
    """Groups with topics, and the topics of each: whether they are open."""
    known: set[tuple[int, int]] = field(default_factory=set)
    """Every message of every chat, by chat and id."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # What people do

    def say(self, text: str, chat: int = 7, person: int | None = None, language: str = "en", **more: Any) -> int:
        """A person writes a message; return its id."""
        if text.startswith("/") and _COMMAND.match(text[1:]):
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return self.send({"text": text, **more}, chat, person, language)

    def send(self, content: dict[str, Any], chat: int = 7, person: int | None = None, language: str = "en") -> int:
        """A person sends a message of any kind; return its id."""
        message = self._message(chat) | {
            "from": {"id": person or abs(chat), "is_bot": False, "first_name": NAME, "language_code": language},
            **content,
        }
        if "reply_to_message" in message:
            message["reply_to_message"] = public(message["reply_to_message"])
        self.known.add((chat, int(message["message_id"])))
        self.update("message", message)
        return int(message["message_id"])

    def share_location(self, latitude: float, longitude: float, chat: int = 7, language: str = "en") -> int:
        """A person shares the place where they are."""
        return self.send({"location": {"latitude": latitude, "longitude": longitude}}, chat, language=language)

    def edit(self, message_id: int, text: str, chat: int = 7) -> None:
        """A person edits a message."""
        sender = {"id": abs(chat), "is_bot": False, "first_name": NAME, "language_code": "en"}
        changed = {"message_id": message_id, "edit_date": int(time.time()), "text": text, "from": sender}
        self.update("edited_message", self._message(chat) | changed)

    def tap(
        self,
        data: str,
        chat: int = 7,
        message_id: int | None = None,
        inline: bool = False,
        language: str = "en",
        person: int | None = None,
    ) -> int:
        """A person taps a button; return the number of the update."""
        number = str(next(self._numbers))
        query: dict[str, Any] = {
            "id": number,
            "chat_instance": "1",
            "data": data,
            "from": {"id": person or abs(chat), "is_bot": False, "first_name": NAME, "language_code": language},
        }
        if inline:
            query["inline_message_id"] = "inline-1"
        else:
            known = message_id or max((m for c, m in self.messages if c == chat), default=1)
            gone = {"message_id": known, "date": 0, "chat": self._chat(chat)}
            shown = public(self.messages.get((chat, known), {}))
            query["message"] = shown or gone
        with self.lock:
            self.open_queries.add(number)
        return int(self.update("callback_query", query)["update_id"])

    def vote(self, poll_id: str, choice: int | None, person: int = 7, name: str = NAME) -> bool:
        """A person answers a poll, or takes the answer back; return whether Telegram lets them."""
        with self.lock:
            if not self.polls[poll_id].cast(person, choice):
                return False
        options = [] if choice is None else [choice]
        user = {"id": person, "is_bot": False, "first_name": name, "language_code": "en"}
        self.update(
            "poll_answer",
            {
                "poll_id": poll_id,
                "user": user,
                "option_ids": options,
                "option_persistent_ids": [f"{poll_id}-{index}" for index in options],
            },
        )
        return True

    def type_inline(self, text: str, person: int = 7, language: str = "en") -> None:
        """A person types behind the bot's name in some chat."""
        number = str(next(self._numbers))
        with self.lock:
            self.open_queries.add(number)
        sender = {"id": person, "is_bot": False, "first_name": NAME, "language_code": language}
        self.update("inline_query", {"id": number, "query": text, "offset": "", "from": sender})

    def update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Something happens that the bot is told of; return the update."""
        with self.lock:  # a bot would take an update for an old one that comes behind one with a higher number
            update = {"update_id": 1000 + next(self._numbers), kind: content}
            faults = update_faults(update) if self.checked else []
            assert not faults, f"the stand-in made an update that Telegram would not make: {faults}"
            self.updates.append(update)
            self.lock.notify_all()
        return update

    def _message(self, chat: int) -> dict[str, Any]:
        return {"message_id": next(self._numbers), "date": int(time.time()), "chat": self._chat(chat)}

    def _chat(self, chat: int) -> dict[str, Any]:
        if chat in self.forums:
            return {"id": chat, "type": "supergroup", "title": NAME, "is_forum": True}
        if chat < 0:
            return {"id": chat, "type": "group", "title": NAME}
        return {"id": chat, "type": "private", "first_name": NAME}

    # What tests ask

    def wait(self, what: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until something is so; fail the test if it does not come."""
        with self.lock:
            assert self.lock.wait_for(what, seconds), (
                f"it did not happen: {[c.method for c in self.calls[-12:]]}, {self.complaints[-3:]}"
            )

    def sent(self, chat: int = 7) -> list[dict[str, Any]]:
        """Return the messages that a chat shows from the bot, oldest first."""
        with self.lock:
            return [m for (c, _), m in sorted(self.messages.items()) if c == chat]

    def made(self, method: str) -> list[Call]:
        """Return the calls of a method that took effect."""
        with self.lock:
            return [call for call in self.calls if call.method == method]

    def fault(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        """Return what goes wrong with a call, and count it as having gone wrong."""
        with self.lock:
            planned = self.faults.get(method)
            fault = (planned.pop(0) if planned else None) or self.troubled.get(parameters.get("chat_id", 0))
            if fault:
                self.failing += 1
                self.lock.notify_all()
            return fault

    # What the bot does

    def answer(self, method: str, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Carry out a call; return HTTP status and body."""
        try:
            return 200, {"ok": True, "result": self.call(method, parameters)}
        except BlockedError as refused:
            return 403, {"ok": False, "error_code": 403, "description": f"Forbidden: {refused}"}
        except RefusedError as refused:
            return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {refused}"}

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Carry out a call. Raises RefusedError with Telegram's words."""
        if method in ("sendPoll", "editMessageReplyMarkup"):
            # The library sends its default with every message; Telegram passes over what it does not know.
            parameters = {name: value for name, value in parameters.items() if name != "parse_mode"}
        carry_out = getattr(self, f"_{method}", None)
        faults = call_faults(method, _without_files(parameters)) if self.checked else []
        if carry_out is None or faults:
            self.complaints.append(f"{method}: {faults or 'the stand-in does not know this method'}")
            raise RefusedError("method not found")
        with self.lock:
            try:
                result = carry_out(**parameters)
            except BlockedError:
                raise
            except RefusedError as refused:
                self.complaints.append(f"{method}: {refused}")
                raise
            self.calls.append(Call(method, parameters, result))
            self.lock.notify_all()
        return result

    def _getMe(self) -> Any:
        return BOT

    def _getUpdates(self, offset: int = 0, timeout: float = 0, limit: int = UPDATES_AT_ONCE, **_: Any) -> Any:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self.lock.wait_for(lambda: bool(self.updates), min(timeout, 2.0))
        return self.updates[:limit]

    def _setWebhook(self, url: str, **more: Any) -> bool:
        self.webhook = {"url": url, **more}
        return True

    def _deleteWebhook(self, **_: Any) -> bool:
        self.webhook = None
        return True

    def _getMyCommands(self, scope: Any = None, language_code: str = "") -> Any:
        return self.commands.get((_scope(scope), language_code), [])

    def _setMyCommands(self, commands: Any, scope: Any = None, language_code: str = "") -> bool:
        for item in commands:
            if not _COMMAND.fullmatch(item["command"]) or not 1 <= len(item["description"]) <= 256:
                raise RefusedError("BOT_COMMAND_INVALID")
        self.commands[_scope(scope), language_code] = commands
        return True

    def _setChatMenuButton(self, menu_button: Any, chat_id: int = 0) -> bool:
        if not menu_button["web_app"]["url"].startswith("https://"):
            raise RefusedError("BUTTON_URL_INVALID")
        self.menu_button = menu_button
        return True

    def _getMyDescription(self, language_code: str = "") -> Any:
        return {"description": self.descriptions.get(("description", language_code), "")}

    def _getMyShortDescription(self, language_code: str = "") -> Any:
        return {"short_description": self.descriptions.get(("short_description", language_code), "")}

    def _setMyDescription(self, description: str = "", language_code: str = "") -> bool:
        if len(description) > 512:
            raise RefusedError("description is too long")
        self.descriptions["description", language_code] = description
        return True

    def _setMyShortDescription(self, short_description: str = "", language_code: str = "") -> bool:
        if len(short_description) > 120:
            raise RefusedError("short description is too long")
        self.descriptions["short_description", language_code] = short_description
        return True

    def _sendMessage(
        self, chat_id: int, text: str, parse_mode: str | None = None, reply_markup: Any = None, **more: Any
    ) -> Any:
        return self._post(chat_id, {"text": plain(text, parse_mode)}, reply_markup, more)

    def _sendPhoto(
        self,
        chat_id: int,
        photo: bytes,
        caption: str = "",
        parse_mode: str | None = None,
        reply_markup: Any = None,
        **more: Any,
    ) -> Any:
        if not isinstance(photo, bytes) or not photo.startswith(PNG):
            raise RefusedError("IMAGE_PROCESS_FAILED")
        picture = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}
        if caption:
            picture["caption"] = plain(caption, parse_mode, MAX_CAPTION)  # type: ignore[assignment] # what is sent is plain text
        message = self._post(chat_id, picture, reply_markup, more)
        self.photos[message["message_id"]] = photo
        return message

    def _sendPoll(
        self, chat_id: int, question: str, options: list[dict[str, Any]], reply_markup: Any = None, **more: Any
    ) -> Any:
        made = check_poll(question, options, more)
        number = str(next(self._numbers))
        message = self._post(chat_id, {"poll": {"id": number, **made}}, reply_markup, more)
        over = time.monotonic() + more["open_period"] if more.get("open_period") else None
        right = more.get("correct_option_ids", [])
        self.polls[number] = Poll(chat_id, int(message["message_id"]), made["type"] == "quiz", list(right), over)
        for index, option in enumerate(made["options"]):
            option["persistent_id"] = f"{number}-{index}"
        return message

    def _stopPoll(self, chat_id: int, message_id: int, reply_markup: Any = None) -> Any:
        message = self.messages.get((chat_id, message_id))
        if message is None or "poll" not in message:
            raise RefusedError("message with poll to stop not found")
        poll = self.polls[message["poll"]["id"]]
        if poll.is_over():
            raise RefusedError("poll has already been closed")
        poll.closed = True
        message["poll"] |= {"is_closed": True, "total_voter_count": len(poll.votes)}
        message.pop("reply_markup", None)
        return message["poll"]

    def _sendDocument(
        self,
        chat_id: int,
        document: bytes,
        caption: str = "",
        parse_mode: str | None = None,
        reply_markup: Any = None,
        **more: Any,
    ) -> Any:
        if not isinstance(document, bytes) or not document:
            raise RefusedError("file must be non-empty")
        content: dict[str, Any] = {"document": {"file_id": "d", "file_unique_id": "d"}}
        if caption:
            content["caption"] = plain(caption, parse_mode, MAX_CAPTION)
        message = self._post(chat_id, content, reply_markup, more)
        self.documents[message["message_id"]] = document
        return message

    def _post(self, chat_id: int, content: dict[str, Any], markup: Any, more: dict[str, Any]) -> dict[str, Any]:
        check_keyboard(markup, private=chat_id > 0)
        if chat_id in self.blocked:
            raise BlockedError("bot was blocked by the user")
        message = self._message(chat_id) | {"from": BOT, **content} | self.placed(chat_id, more)
        self.known.add((chat_id, int(message["message_id"])))
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup:
            message["_keyboard"] = markup
        self.messages[chat_id, int(message["message_id"])] = message
        return public(message)

    def _editMessageText(
        self,
        text: str,
        chat_id: int | None = None,
        message_id: int | None = None,
        inline_message_id: str | None = None,
        parse_mode: str | None = None,
        reply_markup: Any = None,
        **_: Any,
    ) -> Any:
        shown = plain(text, parse_mode)
        check_keyboard(reply_markup)
        if inline_message_id is not None:
            return True
        message = self.messages.get((chat_id or 0, message_id or 0))
        if message is None:
            raise RefusedError("message to edit not found")
        if "text" not in message:
            raise RefusedError("there is no text in the message to edit")
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
        return public(message)

    def _editMessageReplyMarkup(
        self, chat_id: int | None = None, message_id: int | None = None, reply_markup: Any = None, **_: Any
    ) -> Any:
        check_keyboard(reply_markup)
        message = self.messages.get((chat_id or 0, message_id or 0))
        if message is None:
            raise RefusedError("message to edit not found")
        if message.get("reply_markup") == reply_markup:
            raise RefusedError("message is not modified")
        message.pop("reply_markup", None)
        if reply_markup:
            message["reply_markup"] = reply_markup
        return public(message)

    def _answerCallbackQuery(self, callback_query_id: str, text: str = "", **_: Any) -> bool:
        if len(text) > 200:
            raise RefusedError("MESSAGE_TOO_LONG")
        return self._answer_query(callback_query_id)

    def _answerInlineQuery(self, inline_query_id: str, results: list[dict[str, Any]], **_: Any) -> bool:
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
        if name in _TEXT_FIELDS:
            out[name] = value
            continue
        try:
            out[name] = json.loads(value)
        except json.JSONDecodeError:
            out[name] = value
    return out


def _scope(scope: Any) -> str:
    return f"{scope['type']}{scope.get('chat_id', '')}" if scope else "default"


def _without_files(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: "attach://file" if isinstance(value, bytes) else value for name, value in parameters.items()}
