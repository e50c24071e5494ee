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
from odop_bot.conversation.actions import Action, Browse, DeskAction, DeskStep, Judge, Locate, Menu, Picture, QuizAction
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.commands import command
from odop_bot.conversation.forgetful import without
from odop_bot.conversation.helpdesk.correspondence import Correspondence
from odop_bot.conversation.observer import Observer
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.talk import MAX_QUESTION, Said, Talk
from odop_bot.conversation.whereabouts import Place

EXPORT = "/chat/export"
MAX_COMMAND = 32
MAX_READ = 50
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Heard(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: words, a tap or a place."""

    text: Annotated[str, msgspec.Meta(max_length=4 * MAX_QUESTION)] | None = None
    """Words; beside a tap those of the question that it is about."""
    tap: dict[str, Any] | None = None
    place: tuple[Degrees, Degrees] | None = None
    """Latitude and longitude."""
    of: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    """Number of the answer that is tapped."""
    to: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0
    """Number of the case that the words are for; 0 for words to the bot."""
    language: Annotated[str, msgspec.Meta(max_length=16)] = "en"
    """Language of the page."""


class Looked(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends when it looks for answers of the helpdesk."""

    read: Annotated[list[Annotated[int, msgspec.Meta(ge=0, lt=2**31)]], msgspec.Meta(max_length=MAX_READ)] = []
    """Numbers of the letters that it has shown."""
    back: bool = False
    """Whether the page was opened just now."""
    language: Annotated[str, msgspec.Meta(max_length=16)] = "en"


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
        desk: Correspondence | None = None,
    ) -> None:
        """Take what is kept, what learns of questions, what is said besides by language, the quiz, the helpdesk."""
        self.talk = talk
        self._archive = archive
        self._observer = observer
        self._notices = notices
        self._quiz = quiz
        self._desk = desk

    async def hear(self, visitor: Visitor, heard: Heard) -> dict[str, Any]:
        """Answer what a visitor sends; the screen as JSON. Raises StoreError where only the store could."""
        sender, number = visitor.sender(heard.language), secrets.randbelow(2**31)
        if heard.place is not None:
            said = await self.talk.hear(sender, Place(*heard.place))
        elif heard.tap is not None:
            said = await self._tapped(sender, decode(heard.tap), heard)
        else:
            said = await self._written(sender, heard, number)
        if said.asked is not None:
            await without(self._observer.answered(said, sender, number), None, self.talk.trouble)
        return {"number": number, **screen_object(said.screen)}

    async def look(self, visitor: Visitor, looked: Looked) -> dict[str, Any]:
        """Return what the helpdesk has said since, as JSON. Raises StoreError."""
        if self._desk is None:
            return {"letters": [], "waits": False}
        news = await self._desk.news(visitor.sender(looked.language), looked.read, back=looked.back)
        letters = [{"letter": number, **screen_object(screen)} for number, screen in news.letters]
        case = screen_object(news.case) if news.case else None
        return {"letters": letters, "waits": news.waits, **({"case": case} if case else {})}

    def for_staff(self, heard: Heard) -> bool:
        """Whether something that is sent would be read by the helpdesk."""
        action = decode(heard.tap) if heard.tap is not None else None
        passing = isinstance(action, DeskAction) and action.step in (DeskStep.HAND_OVER, DeskStep.PASS_ON)
        return self._desk is not None and (passing or bool(heard.to))

    async def _tapped(self, sender: Sender, action: Action | None, heard: Heard) -> Said:
        if isinstance(action, QuizAction):
            screens = await self.talk.screens_of(sender)
            screen = await self._quiz(action, screens.language)
            return Said(screen or Screen(screens.strings.old_button, (screens.home(),)))
        if isinstance(action, DeskAction) and self._desk is not None:
            return await self._desk.tapped(action, sender, heard.of, (heard.text or "").strip()[:MAX_QUESTION])
        if isinstance(action, Browse):
            return await self._menu(sender, action)
        if isinstance(action, Picture):
            return await self._picture(sender, action)
        said = await self.talk.tap(action, sender) if action is not None else None
        if action is not None:
            await without(self._observer.tapped(action, sender, heard.of), None, self.talk.trouble)
        if isinstance(said, Said):
            return said
        screens = await self.talk.screens_of(sender)
        text = said or (screens.strings.thanks_wrong if isinstance(action, Judge) else screens.strings.old_button)
        return Said(Screen(text, (screens.home(),)))

    async def _written(self, sender: Sender, heard: Heard, number: int) -> Said:
        """Answer words, or do what a command says; `number` is that of the answer."""
        text = (heard.text or "").strip()
        if text.startswith("/") and len(text) > 1:
            return await self._commanded(sender, text)
        if heard.to and self._desk is not None:
            return await self._desk.add(sender, heard.to, text[:MAX_QUESTION], number)
        said = await self.talk.hear(sender, text)
        return await self._desk.offered(said, sender) if self._desk is not None else said

    async def _commanded(self, sender: Sender, text: str) -> Said:
        """Do what a command says."""
        name, _, words = text[1:].partition(" ")
        name = name.lower()[:MAX_COMMAND]
        opened = command(name)
        screens = await self.talk.screens_of(sender)
        if opened is not None:
            return await (self.talk.ordered(sender, opened, words) if words.strip() else self._menu(sender, opened))
        if name == "human":
            return await self._to_person(sender, words.strip())
        if name == "forget":
            count = await self._forgotten(sender)
            return Said(Screen(screens.strings.fill("forgotten", count=count), (screens.home(),), "forgotten"))
        if name == "export_me":
            way = Key(self._notice(screens.language).export, url=EXPORT)
            return Said(Screen(self._notice(screens.language).cookie, ((way,), screens.home())))
        return Said(Screen(screens.strings.fill("unknown_command", command=f"/{name}"), (screens.home(),)))

    async def _to_person(self, sender: Sender, words: str) -> Said:
        """Ask whether a question shall be handed over; say so where there is nobody."""
        if self._desk is not None:
            return await self._desk.consent(sender, words)
        screens = await self.talk.screens_of(sender)
        return Said(Screen(screens.strings.fill("no_helpdesk"), (screens.home(),)))

    async def _forgotten(self, sender: Sender) -> int:
        """Delete all that is kept about a visitor; return how many rows there were."""
        person_id = sender.person_id or 0
        if self._desk is None:
            return await self._archive.forget(person_id, sender.chat_id or 0)
        return await self._desk.part(person_id) + await self._archive.forget(person_id, sender.chat_id or 0)

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
    return {"html": screen.html, "kind": screen.kind, "rows": [[_key(key) for key in row] for row in screen.rows]}


def _key(key: Key) -> dict[str, Any]:
    if isinstance(key.action, Locate):
        return {"label": key.label, "locate": True}
    if isinstance(key.action, DeskAction):
        return _desk_key(key.label, key.action)
    if key.action is not None:
        return {"label": key.label, "tap": encode(key.action)}
    return {"label": key.label, "url": key.url} if key.url is not None else {"label": key.label, "share": key.share}


def _desk_key(label: str, action: DeskAction) -> dict[str, Any]:
    """Return a button of the helpdesk; all but the first go once they were tapped."""
    if action.step is DeskStep.WRITE:
        return {"label": label, "write": arguments.number(action.argument)}
    return {"label": label, "tap": encode(action), "once": action.step is not DeskStep.ASK}
