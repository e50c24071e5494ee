"""A channel as small as can be: letters come to a post office, and answers with numbered buttons go out."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from odop_bot.conversation.actions import Browse, Menu
from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Incoming, Talk
from odop_bot.conversation.whereabouts import Place


@dataclass(frozen=True)
class Post:
    """A letter: words, the number of a button of the last answer, or a place."""

    sender: str
    words: str = ""
    number: int | None = None
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    text: str
    buttons: Mapping[int, str]


class PostOffice:
    """Takes letters in and sends answers out."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._shown: dict[str, Screen] = {}

    async def take(self, post: Post) -> Answer:
        """Answer a letter."""
        person = zlib.crc32(post.sender.encode())
        sender = Sender(person_id=person, chat=Chat("post", person))
        screen = (await self._talk.hear(sender, self._incoming(post))).screen
        self._shown[post.sender] = screen
        return Answer(screen.text, {number: key.label for number, key in enumerate(screen.keys)})

    def _incoming(self, post: Post) -> Incoming:
        if post.at is not None:
            return Place(*post.at)
        if post.number is None:
            return post.words
        keys = self._shown[post.sender].keys if post.sender in self._shown else ()
        action = keys[post.number].action if post.number < len(keys) else None
        return action or Browse(Menu.START)
