"""What Telegram does in groups with topics, and with copies and keyboards of messages."""

from __future__ import annotations

import itertools
from typing import Any

from tests.standin.markup import MAX_CAPTION, RefusedError, plain

MAX_TOPIC = 128
COPIED = ("photo", "document", "voice", "video", "audio")
"""Kinds of content that a copy carries on, with a caption."""
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def public(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message without what only tests look at."""
    return {name: value for name, value in message.items() if not name.startswith("_")}


class GroupMethods:
    """Methods of the Bot API for topics and copies; part of the fake Telegram."""

    forums: dict[int, dict[int, bool]]
    known: set[tuple[int, int]]
    messages: dict[tuple[int, int], dict[str, Any]]
    _numbers: itertools.count[int]

    def placed(self, chat_id: int, more: dict[str, Any]) -> dict[str, Any]:
        """Return where a message stands: its topic, what it replies to. Refuse places that there are not."""
        out: dict[str, Any] = {}
        topic = more.get("message_thread_id")
        if topic is not None:
            # Of groups that no test has given topics the stand-in does not know which there are.
            if chat_id in self.forums and topic not in self.forums[chat_id]:
                raise RefusedError("message thread not found")
            out |= {"message_thread_id": topic, "is_topic_message": True}
        reply = more.get("reply_parameters")
        if reply:
            there = (reply.get("chat_id", chat_id), reply["message_id"]) in self.known
            if not there and not reply.get("allow_sending_without_reply"):
                raise RefusedError("message to be replied not found")
            if there:
                out["_reply_to"] = reply["message_id"]
        return out

    def _getChat(self, chat_id: int) -> Any:
        full = {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
        return self._chat(chat_id) | full  # type: ignore[attr-defined]  # of the class that this is a part of

    def _createForumTopic(self, chat_id: int, name: str, **_: Any) -> Any:
        if chat_id not in self.forums:
            raise RefusedError("the chat is not a forum")
        if not 1 <= len(name) <= MAX_TOPIC:
            raise RefusedError("TOPIC_TITLE_INVALID")
        topic = next(self._numbers)
        self.forums[chat_id][topic] = True
        return {"message_thread_id": topic, "name": name, "icon_color": 7322096}

    def _closeForumTopic(self, chat_id: int, message_thread_id: int) -> bool:
        topics = self.forums.get(chat_id, {})
        if message_thread_id not in topics:
            raise RefusedError("message thread not found")
        if not topics[message_thread_id]:
            raise RefusedError("TOPIC_NOT_MODIFIED")
        topics[message_thread_id] = False
        return True

    def _copyMessage(
        self,
        chat_id: int,
        from_chat_id: int,
        message_id: int,
        caption: str | None = None,
        parse_mode: str | None = None,
        reply_markup: Any = None,
        **more: Any,
    ) -> Any:
        if (from_chat_id, message_id) not in self.known:
            raise RefusedError("message to copy not found")
        content: dict[str, Any] = {"_copy_of": (from_chat_id, message_id)}
        if caption is not None:
            content["caption"] = plain(caption, parse_mode, MAX_CAPTION)
        message = self._post(chat_id, content, reply_markup, more)  # type: ignore[attr-defined] # of the class that mixes this in
        return {"message_id": message["message_id"]}
