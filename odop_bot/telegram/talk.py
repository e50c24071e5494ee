"""What the bot does with a question, a place or a tap: answer, remember, forget."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.knowledge import ENGLISH
from odop_bot.storage import Memory, Store, StoreError
from odop_bot.telegram.callbacks import ANSWERS, BROWSES, FEEDBACKS, SETTINGS, TRANSLATES, Tap, translated
from odop_bot.telegram.forgetful import Trouble, without
from odop_bot.telegram.screens import Screen, Screens
from odop_bot.telegram.strings import Strings
from odop_bot.understanding.reading import Context, Reading, Why

if TYPE_CHECKING:
    from odop_bot.understanding.locations import Locator

MAX_QUESTION = 1000
"""Letters of a message that are read; nobody asks a question longer than that."""
FREE = "auto"
"""The argument of the language button that fixes none."""
log = logging.getLogger(__name__)
_CONTEXT = TypeAdapter(Context)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes, and where."""

    person_id: int | None
    chat_id: int | None
    """None for a button on a message that was sent through inline mode."""
    app_language: str | None = None
    """Language of the person's Telegram, such as `en-GB`."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the bot says, and what the chat speaks of then."""

    screen: Screen
    context: dict[str, object] | None = None
    reply: Reply | None = None
    """The reply that the screen shows, if it answers a question."""
    asked: str | None = None
    """The words of the question, if it was one in words."""


def _logged(error: StoreError) -> None:
    log.warning("The database failed (%s); the answer was given without it.", error)


class Talk:
    """Talks with people; knows the store and the clock, but not Telegram."""

    def __init__(
        self, answerer: Answerer, strings: Mapping[str, Strings], store: Store, clock: Callable[[], dt.datetime],
        people: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Talk in the languages of `strings`; `people` is what the button to a person says in each, if there is one."""
        self._people = people or {}
        self.strings = strings
        self.store = store
        self.clock = clock
        self.trouble: Trouble = _logged
        """What is told when the store fails, and a question is answered without it."""
        self.use(answerer)

    def use(self, answerer: Answerer) -> None:
        """Answer with this knowledge from now on."""
        self.answerer = answerer
        names = {code: strings.language for code, strings in self.strings.items()}
        self._screens = {
            code: Screens(answerer, strings, code, names, self._people.get(code))
            for code, strings in self.strings.items()
        }  # fmt: skip
        self._locator: Locator | None = None

    def screens(self, language: str | None) -> Screens:
        """Return the screens of a language, or the English ones."""
        return self._screens.get(language or ENGLISH, self._screens[ENGLISH])

    def screens_by_app(self, speaker: Speaker) -> Screens:
        """Return the screens in the language of a person's Telegram."""
        return self.screens(self._app_language(speaker))

    async def screens_of(self, speaker: Speaker) -> Screens:
        """Return the screens in a person's language."""
        if speaker.person_id is None:
            return self.screens(self._app_language(speaker))
        memory = await self.recall(0, speaker.person_id)
        return self.screens(memory.language or self._app_language(speaker))

    async def recall(self, chat_id: int, person_id: int | None) -> Memory:
        """Return what is remembered; nothing, when the store fails."""
        return await without(self.store.recall(chat_id, person_id), Memory({}, None), self.trouble)

    async def ask(self, speaker: Speaker, text: str) -> Said:
        """Answer a message in the light of what the chat last spoke of."""
        memory = await self.recall(speaker.chat_id or 0, speaker.person_id)
        question = Question(
            text=text[:MAX_QUESTION], context=self._context(memory.context),
            language=memory.language, fallback=self._app_language(speaker),
        )  # fmt: skip
        return replace(self._said(self.answerer.answer(question)), asked=question.text)

    async def locate(self, speaker: Speaker, latitude: float, longitude: float) -> Said:
        """Answer for the district of a place on the map."""
        if self._locator is None:
            self._locator = await asyncio.to_thread(self._make_locator)
        location = self._locator.locate(latitude, longitude)
        why = (Why(f"{latitude:.3f}, {longitude:.3f}", str(location and location.district), "location", 1.0),)
        reading = (
            Reading(kind="district", districts=(location.district,), location=location, why=why)
            if location
            else Reading(kind="unknown", elsewhere=True, why=why)
        )
        screens = await self.screens_of(speaker)
        return self._said(self.answerer.reply(reading, language=screens.language))

    async def tap(self, tap: Tap, speaker: Speaker) -> Said | str | None:
        """Return what a button leads to: a screen, a short notice, or None for one that leads nowhere."""
        memory = await self.recall(speaker.chat_id or 0, speaker.person_id)
        context = self._context(memory.context) if speaker.chat_id is not None else Context()
        screens = self.screens(memory.language or context.language or self._app_language(speaker))
        if tap.verb in FEEDBACKS and speaker.person_id is not None:
            right = tap.verb == "y"
            await self.store.save_feedback(speaker.person_id, tap.argument, right, self.clock())
            return screens.strings.thanks_right if right else screens.strings.thanks_wrong
        if tap.verb in SETTINGS and speaker.person_id is not None:
            return await self._fix_language(tap.argument, speaker)
        if tap.verb in BROWSES:
            # Menus are in the person's language, whatever was asked before, and what they lead to is too.
            screens = self.screens(memory.language or self._app_language(speaker))
            if speaker.chat_id is not None and context.language != screens.language:
                await self._remember(speaker, replace(context, language=screens.language))
            screen = screens.menu(tap)
            return Said(screen) if screen else None
        language = screens.language
        if tap.verb in TRANSLATES:
            language, tap = translated(tap) or (language, tap)
        reading = self.reading(tap) if tap.verb in ANSWERS else None
        if reading is None:
            return None
        if tap.verb == "d":
            # What was asked before the choice is still asked: "which list", "is it GI".
            reading = replace(reading, list_id=context.list_id, aspects=context.aspects)
        said = self._said(self.answerer.reply(reading, context, language))
        if speaker.chat_id is not None and said.context is not None:
            saving = self.store.save_context(speaker.chat_id, speaker.person_id, said.context, self.clock())
            await without(saving, None, self.trouble)
        return said

    def reading(self, tap: Tap) -> Reading | None:
        """Return the question that a button asks; None if what it names is gone."""
        knowledge = self.answerer.knowledge
        why = (Why("a button", tap.argument, "tapped", 1.0),)
        code = int(tap.argument) if tap.argument.isdecimal() else 0
        if tap.verb in "dc" and code in knowledge.districts:
            return Reading(kind="district", districts=(code,), why=why)
        if tap.verb == "s" and code in knowledge.states:
            return Reading(kind="state", states=(code,), page=tap.page, why=why)
        if tap.verb == "p" and tap.argument in knowledge.families:
            return Reading(kind="product", families=(tap.argument,), page=tap.page, why=why)
        if tap.verb == "f" and tap.argument in knowledge.faq:
            return Reading(kind="faq", faq=(tap.argument,), why=why)
        return None

    async def _fix_language(self, code: str, speaker: Speaker) -> Said | None:
        if code != FREE and code not in self._screens:
            return None
        fixed = None if code == FREE else code
        await self.store.save_language(speaker.person_id or 0, fixed, self.clock())
        screens = self.screens(fixed or self._app_language(speaker))
        strings = screens.strings
        return Said(replace(screens.start(), html=strings.language_fixed if fixed else strings.language_free))

    def _make_locator(self) -> Locator:
        # Loading its library takes a sixth of a second, and most people write where they are.
        from odop_bot.understanding.locations import Locator

        return Locator(self.answerer.knowledge)

    async def _remember(self, speaker: Speaker, context: Context) -> None:
        saved = _CONTEXT.dump_python(context, mode="json")
        saving = self.store.save_context(speaker.chat_id or 0, speaker.person_id, saved, self.clock())
        await without(saving, None, self.trouble)

    def _said(self, reply: Reply) -> Said:
        context = _CONTEXT.dump_python(reply.context, mode="json")
        return Said(self.screens(reply.language).reply(reply), context, reply)

    def _app_language(self, speaker: Speaker) -> str:
        code = (speaker.app_language or ENGLISH).partition("-")[0]
        return code if code in self.strings else ENGLISH

    def _context(self, saved: Mapping[str, object]) -> Context:
        """Return what a chat last spoke of; nothing, where it names what is gone."""
        knowledge = self.answerer.knowledge
        try:
            context = _CONTEXT.validate_python(saved)
        except ValidationError:
            return Context()
        known = (
            all(code in knowledge.districts for code in context.districts)
            and all(code in knowledge.states for code in context.states)
            and all(key in knowledge.families for key in context.families)
            and (context.list_id is None or context.list_id in knowledge.lists)
            and all(self._exists(choice.kind, choice.id) for choice in context.choices)
        )
        return context if known else Context()

    def _exists(self, kind: str, key: str) -> bool:
        knowledge = self.answerer.knowledge
        if kind in ("district", "state"):
            places = knowledge.districts if kind == "district" else knowledge.states
            return key.isdecimal() and int(key) in places
        return key in (knowledge.families if kind == "family" else knowledge.faq)
