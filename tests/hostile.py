"""Everything that can happen in Telegram, at random: updates of every type, with hostile content."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from odop_bot.channels.telegram import codec

TEXTS = (
    '<3 & "',
    "</b><script>",
    "{{ 7*7 }}{% raw %}",
    "\u202emoradabad\u202c",
    "\u200f\u200e",
    "\u200b\u200d\ufeff",
    "\0\x01\x1b[31m\x7f",
    "a" * 4096,
    "😀" * 2048,
    "&amp;&lt;&#0;",
    "\n" * 400,
    "ක්‍ෂ" * 300,
    "Z\u0301\u0327" * 800,
    "👨‍👩‍👧‍👦🇮🇳",
    "'; DROP TABLE chats; --",
    "+Jaipur+",
    "+<b>+",
    "++++",
    "moradabad",
    "banaras ka odop kya hai",
    "aurangabad",
    "244001",
    "99999999999999999999",
    "मुरादाबाद",
    "and Agra?",
    "which districts make carpets",
    "how much subsidy under pmfme",
    "1",
    "-",
    "@odop_test_bot",
    "/start",
    "/start d171",
    "/start d" + "9" * 3000,
    "/start f-first-launch",
    "/start <b>",
    "/help",
    "/about",
    "/privacy",
    "/forget",
    "/language",
    "/district",
    "/district <3",
    "/state goa",
    "/product",
    "/faq",
    "/stats",
    "/reload",
    "/nosuchcommand",
    "/help@odop_test_bot",
    "/help@other_bot",
    "/",
    "//",
    "/स्टार्ट",
    "https://example.org/?a=<b>&c",
)
DATA = (
    "d:171",
    "d:0",
    "d:",
    "d:१७१",
    "s:9",
    "s:9:99",
    "s:9:999",
    "p:carpet",
    "p:",
    "f:first-launch",
    "f:gone",
    "bs:",
    "bl:",
    "bd:9",
    "bd:9:3",
    "bd:0",
    "bp:",
    "bp::999",
    "bt:",
    "be:history",
    "be:<b>",
    "m:",
    "ml:",
    "l:en",
    "l:xx",
    "l:auto",
    "y:d171",
    "n:x",
    "n:",
    "c:0",
    "c:171x",
    "w:",
    "x",
    "\0",
    "😀" * 16,
    "d:171:0:0",
    "a" * 64,
    '<3 & "',
    "d:" + "9" * 34,
)
HELPDESK_GROUP, KEEPER = -500, 9
VERBS = sorted(codec.VERBS)
NUMBERS = ("1", "2", "3", "4")
"""Cases, rounds, gaps, lessons and notices of other people."""
ARGUMENTS = (
    "",
    "x",
    "-1",
    "9" * 30,
    str(2**63 - 1),
    str(2**63),
    "0",
    *NUMBERS,
    *(f"{n}.d171" for n in NUMBERS),
    "1.0",
    "1.1",
    "1.n",
    "1.ffirst-launch",
    "1.f",
    "1.pmfme-subsidy",
    f"{'9' * 16}.{'9' * 16}",
    "171",
    "9",
    "d171",
    "s9",
    "all",
    "off",
    "en",
    "carpet",
    "first-launch",
    "f.first-launch",
    "p.carpet",
    "mixed",
    "mixed_5",
    "mixed.9_5",
    "mixed.99_5",
    "upsc_10",
    "upsc_99",
    "480",
    "9_csv",
    "9_anki",
    "9_x",
    "99_csv",
    "en.d.171",
    "xx.d.171",
    "en.x.1",
    "en.d." + "9" * 28,
)
COMMANDS = (
    "start",
    "help",
    "about",
    "privacy",
    "forget",
    "language",
    "district",
    "state",
    "product",
    "faq",
    "quiz",
    "practice",
    "progress",
    "mock",
    "daily",
    "export",
    "human",
    "notices",
    "notice",
    "export_me",
    "queue",
    "take",
    "close",
    "canned",
    "why",
    "gaps",
    "teach",
    "lessons",
    "stats",
    "reload",
    "nosuch",
)
WORDS = (
    "",
    "x",
    "-1",
    "9" * 30,
    "#1",
    "#" + "9" * 30,
    *NUMBERS,
    "१",
    '<3 & "',
    "moradabad",
    "a" * 4000,
    "1 pmfme-subsidy",
    "1 alias Moradabad: brass city",
    "9" * 30 + " pmfme-subsidy",
    "1 synonym carpet: x",
    "subsidy",
    "d171",
    "d-1",
    "[Moradabad] The fair",
    "[x",
    "[]",
    "en: a\nhi: b",
    "hi:",
    "how do I insure my loom",
    "@odop_test_bot",
)
LANGUAGES = ("en", "en-GB", "hi", "te", "xx", "zh-hans", "", "e" * 40)
UNITS = 4096
_FILE = {"file_id": "f", "file_unique_id": "u"}
_PICTURE = [{**_FILE, "width": 9, "height": 9}]


class Happenings:
    """Makes updates; the same seed makes the same."""

    def __init__(self, seed: int, people: int) -> None:
        """Make what `people` different persons do."""
        self._random = random.Random(seed)
        self._people = people
        self._number = 0
        self._content = self._contents()
        self.kinds = self._happenings()

    def next(self) -> dict[str, Any]:
        """Return one update as Telegram would send it."""
        if self._random.random() < 0.5:
            kind = self._random.choice(list(self.kinds))
            return {"update_id": self._count(), kind: self.kinds[kind]()}
        if self._random.random() < 0.6:
            return {"update_id": self._count(), "callback_query": self._forged()}
        return {"update_id": self._count(), "message": self._order()}

    def _place_to_be(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return who does something, and in which chat: a person, an admin, the staff; each where they may be."""
        chat = self._random.choice([self._chat(), {"id": HELPDESK_GROUP, "type": "group", "title": "Helpdesk"}])
        sender = self._user() | ({"id": KEEPER} if self._random.random() < 0.2 else {})
        if chat["type"] == "private":
            chat = chat | {"id": sender["id"]}
        return sender | {"is_bot": False}, chat

    def _forged(self) -> dict[str, Any]:
        """Return a tap with a verb of ours and any argument, under a text, a picture or a poll."""
        sender, chat = self._place_to_be()
        data = (
            f"{self._random.choice(VERBS)}:{self._random.choice(ARGUMENTS)}{self._random.choice(['', '', ':1', ':99'])}"
        )
        kinds: list[dict[str, Any]] = [{"text": "?"}, {"text": "?"}, {"photo": _PICTURE}, {"poll": self._poll()}]
        content = self._random.choice(kinds)
        message = {"message_id": self._count(), "date": 1790000000, "chat": chat, **content}
        return {"id": str(self._count()), "from": sender, "chat_instance": "1", "data": data, "message": message}

    def _order(self) -> dict[str, Any]:
        """Return a command with any argument."""
        sender, chat = self._place_to_be()
        command = f"/{self._random.choice(COMMANDS)}{self._random.choice(['', '', '@odop_test_bot'])}"
        text = f"{command} {self._random.choice(WORDS)}".strip()
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        message = {"message_id": self._count(), "date": 1790000000, "chat": chat, "from": sender}
        return message | {"text": text, "entities": entities}

    def _count(self) -> int:
        self._number += 1
        return self._number

    def _text(self, longest: int = UNITS) -> str:
        text = self._random.choice(TEXTS) if self._random.random() < 0.7 else self._noise()
        return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore") or "?"

    def _noise(self) -> str:
        """Return letters of any script, signs, controls."""
        ranges = ((0, 0x7F), (0x80, 0x2FF), (0x900, 0xDFF), (0x600, 0x6FF), (0x2000, 0x20FF), (0x1F300, 0x1FAFF))
        length = self._random.choice((1, 3, 12, 40, 300))
        return "".join(chr(self._random.randint(*self._random.choice(ranges))) for _ in range(length))

    def _user(self) -> dict[str, Any]:
        user: dict[str, Any] = {
            "id": 1000 + self._random.randrange(self._people),
            "is_bot": self._random.random() < 0.02,
            "first_name": self._text(64),
        }
        if self._random.random() < 0.8:
            user["language_code"] = self._random.choice(LANGUAGES)
        if self._random.random() < 0.3:
            user |= {"last_name": self._text(64), "username": "a_name", "is_premium": True}
        return user

    def _chat(self, *types: str) -> dict[str, Any]:
        kind = self._random.choice(types or ("private", "private", "private", "group", "supergroup"))
        if kind == "private":
            return {"id": 1000 + self._random.randrange(self._people), "type": kind, "first_name": self._text(64)}
        chat = {"id": -(10**12) - self._random.randrange(50), "type": kind, "title": self._text(128)}
        return chat | ({"is_forum": True} if kind == "supergroup" and self._random.random() < 0.3 else {})

    def _message(self, *types: str) -> dict[str, Any]:
        """Return a message of any kind; in channels nobody has written it."""
        chat = self._chat(*types)
        message: dict[str, Any] = {"message_id": self._count(), "date": 1790000000, "chat": chat}
        if chat["type"] == "channel":
            message["sender_chat"] = chat
        elif chat["type"] == "private":
            message["from"] = self._user() | {"id": chat["id"]}
        elif self._random.random() < 0.95:
            message["from"] = self._user()
        message |= self._random.choice([self._written, self._written, self._other])()
        if self._random.random() < 0.2:
            message["reply_to_message"] = {
                "message_id": 1,
                "date": 0,
                "chat": chat,
                "text": "?",
                "from": self._random.choice([self._user(), {"id": 123456789, "is_bot": True, "first_name": "b"}]),
            }
        if self._random.random() < 0.1:
            message["forward_origin"] = {"type": "hidden_user", "date": 1, "sender_user_name": self._text(64)}
        if chat.get("is_forum"):
            message |= {"message_thread_id": 5, "is_topic_message": True}
        return message

    def _written(self) -> dict[str, Any]:
        text = self._text()
        entities: list[dict[str, Any]] = [{"type": "bold", "offset": 0, "length": 1}]
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return {"text": text, **({"entities": entities} if self._random.random() < 0.9 else {})}

    def _other(self) -> dict[str, Any]:
        name = self._random.choice(list(self._content))
        content = {name: self._content[name]()}
        if name in ("photo", "video", "document", "voice", "audio", "animation") and self._random.random() < 0.7:
            content["caption"] = self._text(1024)
        return content

    def _contents(self) -> dict[str, Callable[[], Any]]:
        """Return what a message may hold beside text."""
        user, text, place = self._user, self._text, self._place
        clip = {**_FILE, "width": 9, "height": 9, "duration": 3}
        return {
            "photo": lambda: _PICTURE,
            "video": lambda: clip,
            "animation": lambda: clip,
            "video_note": lambda: {**_FILE, "length": 9, "duration": 3},
            "voice": lambda: {**_FILE, "duration": 3},
            "audio": lambda: {**_FILE, "duration": 3, "title": text(64)},
            "document": lambda: {**_FILE, "file_name": text(64)},
            "sticker": lambda: {
                **_FILE,
                "type": "regular",
                "width": 9,
                "height": 9,
                "is_animated": False,
                "is_video": False,
            },
            "contact": lambda: {"phone_number": "+91", "first_name": text(64)},
            "dice": lambda: {"emoji": "🎲", "value": 6},
            "location": place,
            "venue": lambda: {"location": place(), "title": text(64), "address": text(64)},
            "poll": self._poll,
            "game": lambda: {"title": text(64), "description": text(64), "photo": _PICTURE},
            "new_chat_members": lambda: [user(), user()],
            "left_chat_member": user,
            "new_chat_title": lambda: text(128),
            "new_chat_photo": lambda: _PICTURE,
            "delete_chat_photo": lambda: True,
            "group_chat_created": lambda: True,
            "supergroup_chat_created": lambda: True,
            "migrate_to_chat_id": lambda: -(10**12),
            "migrate_from_chat_id": lambda: -5,
            "message_auto_delete_timer_changed": lambda: {"message_auto_delete_time": 60},
            "pinned_message": lambda: {"message_id": 1, "date": 0, "chat": self._chat()},
            "users_shared": lambda: {"request_id": 1, "users": [{"user_id": 5}]},
            "chat_shared": lambda: {"request_id": 1, "chat_id": -5},
            "connected_website": lambda: "example.org",
            "write_access_allowed": dict,
            "web_app_data": lambda: {"data": text(64), "button_text": text(64)},
            "story": lambda: {"chat": self._chat("channel"), "id": 1},
            "boost_added": lambda: {"boost_count": 1},
            "forum_topic_created": lambda: {"name": text(64), "icon_color": 1},
            "forum_topic_closed": dict,
            "general_forum_topic_hidden": dict,
            "video_chat_started": dict,
            "video_chat_ended": lambda: {"duration": 1},
            "proximity_alert_triggered": lambda: {"traveler": user(), "watcher": user(), "distance": 5},
            "giveaway_created": dict,
        }

    def _happenings(self) -> dict[str, Callable[[], dict[str, Any]]]:
        """Return every type of update."""
        edited = {"edit_date": 1790000001}
        return {
            "message": self._message,
            "edited_message": lambda: self._message() | edited,
            "channel_post": lambda: self._message("channel"),
            "edited_channel_post": lambda: self._message("channel") | edited,
            "business_message": lambda: self._message("private") | {"business_connection_id": "b"},
            "edited_business_message": lambda: self._message("private") | edited | {"business_connection_id": "b"},
            "deleted_business_messages": lambda: {
                "business_connection_id": "b",
                "chat": self._chat("private"),
                "message_ids": [1, 2],
            },
            "inline_query": lambda: {
                "id": str(self._count()),
                "from": self._user(),
                "query": self._text(256),
                "offset": self._text(16),
            },
            "chosen_inline_result": lambda: {"result_id": self._text(16), "from": self._user(), "query": "x"},
            "callback_query": self._tap,
            "message_reaction": lambda: {
                "chat": self._chat(),
                "message_id": 1,
                "user": self._user(),
                "date": 1,
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": "👍"}],
            },
            "message_reaction_count": lambda: {
                "chat": self._chat("channel"),
                "message_id": 1,
                "date": 1,
                "reactions": [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 9}],
            },
            "poll": self._poll,
            "poll_answer": lambda: {
                "poll_id": "1",
                "user": self._user(),
                "option_ids": [0],
                "option_persistent_ids": ["0"],
            },
            "shipping_query": lambda: {
                "id": str(self._count()),
                "from": self._user(),
                "invoice_payload": "x",
                "shipping_address": dict.fromkeys(
                    ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "IN"
                ),
            },
            "pre_checkout_query": lambda: {
                "id": str(self._count()),
                "from": self._user(),
                "currency": "INR",
                "total_amount": 1,
                "invoice_payload": "x",
            },
            "my_chat_member": self._member,
            "chat_member": self._member,
            "chat_join_request": lambda: {
                "chat": self._chat("supergroup"),
                "from": self._user(),
                "user_chat_id": 5,
                "date": 1,
            },
            "removed_chat_boost": lambda: {
                "chat": self._chat("channel"),
                "boost_id": "1",
                "remove_date": 1,
                "source": {"source": "premium", "user": self._user()},
            },
        }

    def _tap(self) -> dict[str, Any]:
        """Return a tap on a button, forged or ours, under a message that may be long gone."""
        sender = self._user()
        tap: dict[str, Any] = {"id": str(self._count()), "from": sender, "chat_instance": "1"}
        if self._random.random() < 0.95:
            tap["data"] = self._random.choice(DATA) if self._random.random() < 0.8 else self._text(16)
        else:
            tap["game_short_name"] = "x"
        where = self._random.random()
        if where < 0.2:
            return tap | {"inline_message_id": self._text(16)}
        if where < 0.25:
            return tap
        chat = self._chat()
        date = self._random.choice([0, 1790000000])
        return tap | {
            "message": {"message_id": self._count(), "date": date, "chat": chat, **({"text": "?"} if date else {})}
        }

    def _poll(self) -> dict[str, Any]:
        return {
            "id": "1",
            "question": self._text(300),
            "total_voter_count": 1,
            "is_closed": False,
            "is_anonymous": False,
            "type": "quiz",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
            "options": [{"persistent_id": str(n), "text": self._text(100), "voter_count": 0} for n in range(2)],
        }

    def _member(self) -> dict[str, Any]:
        def member() -> dict[str, Any]:
            status = self._random.choice(["member", "left", "kicked"])
            return {"user": self._user(), "status": status, **({"until_date": 0} if status == "kicked" else {})}

        return {
            "chat": self._chat(),
            "from": self._user(),
            "date": 1,
            "old_chat_member": member(),
            "new_chat_member": member(),
        }

    def _place(self) -> dict[str, Any]:
        places = ((28.84, 78.77), (0, 0), (90, 180), (-90, -180), (8.07, 77.55), (1e-300, 77.0))
        latitude, longitude = self._random.choice(places)
        return {"latitude": latitude, "longitude": longitude}
