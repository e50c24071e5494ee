"""Talk with a visitor: what the page sends comes in, a screen as JSON goes out."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

import msgspec

from odop_bot.channels.web.codec import decode, encode
from odop_bot.channels.web.visitor import Visitor
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Action, Browse, DeskAction, Judge, Locate, Menu, Picture, QuizAction
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.commands import command
from odop_bot.conversation.forgetful import without
from odop_bot.conversation.observer import Observer
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.talk import MAX_QUESTION, Said, Talk
from odop_bot.conversation.whereabouts import Place

EXPORT = "/chat/export"
MAX_COMMAND = 32
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Heard(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: words, a tap or a place."""

    text: Annotated[str, msgspec.Meta(max_length=4 * MAX_QUESTION)] | None = None
    tap: dict[str, Any] | None = None
    place: tuple[Degrees, Degrees] | None = None
    """Latitude and longitude."""
    of: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    """Number of the answer that is tapped."""
    language: Annotated[str, msgspec.Meta(max_length=16)] = "en"
    """Language of the page."""


class Archive(Protocol):
    """Holds what is kept of people."""

    async def forget(self, person_id: int, chat_id: int) -> int:
        """Delete it; return how many rows there were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What the page says beside the screens, in one language."""

    cookie: str
    """What the cookie is for; HTML."""
    export: str
    """Label of the way to what is kept."""


class WebTalk:
    """Talks with visitors."""

    def __init__(
        self,
        talk: Talk,
        archive: Archive,
        observer: Observer,
        notices: Mapping[str, Notices],
        quiz: Callable[[QuizAction, str], Awaitable[Screen | None]],
    ) -> None:
        """Take what is kept, what learns of questions, what is said besides by language, and the quiz."""
        self.talk = talk
        self._archive = archive
        self._observer = observer
        self._notices = notices
        self._quiz = quiz

    async def hear(self, visitor: Visitor, heard: Heard) -> dict[str, Any]:
        """Answer what a visitor sends; the screen as JSON. Raises StoreError where only the store could."""
        sender = visitor.sender(heard.language)
        if heard.place is not None:
            said = await self.talk.hear(sender, Place(*heard.place))
        elif heard.tap is not None:
            said = await self._tapped(sender, decode(heard.tap), heard.of)
        else:
            said = await self._written(sender, (heard.text or "").strip())
        number = secrets.randbelow(2**31)
        if said.asked is not None:
            await without(self._observer.answered(said, sender, number), None, self.talk.trouble)
        return {"number": number, **screen_object(said.screen)}

    async def _tapped(self, sender: Sender, action: Action | None, of: int) -> Said:
        if isinstance(action, QuizAction):
            screens = await self.talk.screens_of(sender)
            screen = await self._quiz(action, screens.language)
            return Said(screen or Screen(screens.strings.old_button, (screens.home(),)))
        if isinstance(action, Browse):
            return await self._menu(sender, action)
        if isinstance(action, Picture):
            return await self._picture(sender, action)
        said = await self.talk.tap(action, sender) if action is not None else None
        if action is not None:
            await without(self._observer.tapped(action, sender, of), None, self.talk.trouble)
        if isinstance(said, Said):
            return said
        screens = await self.talk.screens_of(sender)
        text = said or (screens.strings.thanks_wrong if isinstance(action, Judge) else screens.strings.old_button)
        return Said(Screen(text, (screens.home(),)))

    async def _written(self, sender: Sender, text: str) -> Said:
        """Answer words, or do what a command says."""
        if not text.startswith("/") or len(text) < 2:
            return await self.talk.hear(sender, text)
        name, _, words = text[1:].partition(" ")
        name = name.lower()[:MAX_COMMAND]
        opened = command(name)
        screens = await self.talk.screens_of(sender)
        if opened is not None:
            return await (self.talk.ordered(sender, opened, words) if words.strip() else self._menu(sender, opened))
        if name == "forget":
            count = await self._archive.forget(sender.person_id or 0, sender.chat_id or 0)
            return Said(Screen(screens.strings.fill("forgotten", count=count), (screens.home(),), "forgotten"))
        if name == "export_me":
            way = Key(self._notice(screens.language).export, url=EXPORT)
            return Said(Screen(self._notice(screens.language).cookie, ((way,), screens.home())))
        return Said(Screen(screens.strings.fill("unknown_command", command=f"/{name}"), (screens.home(),)))

    def _notice(self, language: str) -> Notices:
        """Return what is said besides in a language, or in the first one, English."""
        return self._notices.get(language) or next(iter(self._notices.values()))

    async def _menu(self, sender: Sender, opened: Browse) -> Said:
        said = await self.talk.hear(sender, opened)
        if opened.menu is not Menu.PRIVACY:
            return said
        screens = await self.talk.screens_of(sender)
        html = f"{self._notice(screens.language).cookie}\n\n{said.screen.html}"
        return replace(said, screen=replace(said.screen, html=html))

    async def _picture(self, sender: Sender, action: Picture) -> Said:
        """Say where the picture of a thing is; the page loads it by itself."""
        screens = await self.talk.screens_of(sender)
        if arguments.thing(self.talk.answerer.knowledge, action.choice) is None:
            return Said(Screen(screens.strings.old_button, (screens.home(),)))
        way = f"/chat/picture/{screens.language}/{action.choice.kind}/{action.choice.id}.png"
        return Said(Screen("", ((Key(screens.strings.buttons["picture"], url=way),), screens.home()), "picture"))


def screen_object(screen: Screen) -> dict[str, Any]:
    """Return a screen as the page gets it."""
    # People of the helpdesk answer on Telegram only, so nobody is offered one here.
    rows = [[key for key in row if not isinstance(key.action, DeskAction)] for row in screen.rows]
    return {"html": screen.html, "kind": screen.kind, "rows": [[_key(key) for key in row] for row in rows if row]}


def _key(key: Key) -> dict[str, Any]:
    if isinstance(key.action, Locate):
        return {"label": key.label, "locate": True}
    if key.action is not None:
        return {"label": key.label, "tap": encode(key.action)}
    return {"label": key.label, "url": key.url} if key.url is not None else {"label": key.label, "share": key.share}
