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
from odop_bot.storage import Kept, Store, StoreError
from odop_bot.telegram import arguments
from odop_bot.telegram.callbacks import ANSWERS, BROWSES, FEEDBACKS, SETTINGS, TRANSLATES, Tap, translated
from odop_bot.telegram.forgetful import Trouble, without
from odop_bot.telegram.openings import KINDS
from odop_bot.telegram.screens import Screen, Screens
from odop_bot.telegram.strings import Strings
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskDistricts, AskGi, AskProduct, AskState, Choice, NotForUs, Request

if TYPE_CHECKING:
    from odop_bot.understanding.locations import Locator

MAX_QUESTION = 1000
"""Letters of a message that are read; nobody asks a question longer than that."""
FREE = "auto"
"""The argument of the language button that fixes none."""
log = logging.getLogger(__name__)
_MEMORY = TypeAdapter(Memory)


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
        kept = await self.recall(0, speaker.person_id)
        return self.screens(kept.language or self._app_language(speaker))

    async def memory(self, speaker: Speaker) -> Memory:
        """Return what a chat last spoke of."""
        return self._memory((await self.recall(speaker.chat_id or 0, speaker.person_id)).context)

    async def recall(self, chat_id: int, person_id: int | None) -> Kept:
        """Return what is remembered; nothing, when the store fails."""
        return await without(self.store.recall(chat_id, person_id), Kept({}, None), self.trouble)

    async def ask(self, speaker: Speaker, text: str) -> Said:
        """Answer a message in the light of what the chat last spoke of."""
        kept = await self.recall(speaker.chat_id or 0, speaker.person_id)
        question = Question(
            text=text[:MAX_QUESTION], memory=self._memory(kept.context),
            language=kept.language, fallback=self._app_language(speaker),
        )  # fmt: skip
        return replace(self._said(self.answerer.answer(question)), asked=question.text)

    async def locate(self, speaker: Speaker, latitude: float, longitude: float) -> Said:
        """Answer for the district of a place on the map."""
        if self._locator is None:
            self._locator = await asyncio.to_thread(self._make_locator)
        location = self._locator.locate(latitude, longitude)
        why = (Why(f"{latitude:.3f}, {longitude:.3f}", str(location and location.district), "location", 1.0),)
        request: Request = (
            AskDistricts(districts=(location.district,), location=location) if location else NotForUs(elsewhere=True)
        )
        screens = await self.screens_of(speaker)
        decision = Decision(requests=(request,), why=why)
        return self._said(self.answerer.reply(decision, await self.memory(speaker), screens.language))

    async def tap(self, tap: Tap, speaker: Speaker) -> Said | str | None:
        """Return what a button leads to: a screen, a short notice, or None for one that leads nowhere."""
        kept = await self.recall(speaker.chat_id or 0, speaker.person_id)
        memory = self._memory(kept.context) if speaker.chat_id is not None else Memory()
        screens = self.screens(kept.language or memory.language or self._app_language(speaker))
        if tap.verb in FEEDBACKS and speaker.person_id is not None:
            right = tap.verb == "y"
            if arguments.subject(self.answerer.knowledge, tap.argument) is None:
                return None
            await self.store.save_feedback(speaker.person_id, tap.argument, right, self.clock())
            return screens.strings.thanks_right if right else screens.strings.thanks_wrong
        if tap.verb in SETTINGS and speaker.person_id is not None:
            return await self._fix_language(tap.argument, speaker)
        if tap.verb in BROWSES:
            # Menus are in the person's language, whatever was asked before, and what they lead to is too.
            screens = self.screens(kept.language or self._app_language(speaker))
            await self.speak(speaker, screens.language)
            screen = screens.menu(tap)
            return Said(screen) if screen else None
        language = screens.language
        if tap.verb in TRANSLATES:
            language, tap = translated(tap) or (language, tap)
        request = self.request(tap, memory) if tap.verb in ANSWERS else None
        if request is None:
            return None
        decision = Decision(requests=(request,), why=(Why("a button", tap.argument, "tapped", 1.0),))
        said = self._said(self.answerer.reply(decision, memory, language))
        if speaker.chat_id is not None and said.context is not None:
            saving = self.store.save_context(speaker.chat_id, speaker.person_id, said.context, self.clock())
            await without(saving, None, self.trouble)
        return said

    def request(self, tap: Tap, memory: Memory | None = None) -> Request | None:
        """Return the question that a button asks after what the chat spoke of; None if what it names is gone."""
        memory, kind = memory or Memory(), KINDS.get(tap.verb)
        if kind is None or not self._exists(kind, tap.argument):
            return None
        choice, last, understander = Choice(kind, tap.argument), memory.last, self.answerer.understander
        if last is not None and kind in ("state", "family") and _is_of(last, choice):
            return understander.again(replace(last, page=tap.page))
        if choice not in memory.choices:
            # Nothing was asked of it; but what helps a maker depends on who and where the maker is.
            memory = replace(memory, asked=last if kind == "support" else None)
        request = understander.open(choice, memory)
        return replace(request, page=tap.page) if isinstance(request, AskState | AskProduct | AskGi) else request

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

    async def speak(self, speaker: Speaker, language: str) -> None:
        """Remember which language a chat speaks now."""
        memory = await self.memory(speaker)
        if speaker.chat_id is not None and memory.language != language:
            await self._remember(speaker, replace(memory, language=language))

    async def language_of(self, person_id: int) -> str:
        """Return the language of a person who is written to unasked: the fixed one, or what was spoken last."""
        kept = await self.recall(person_id, person_id)
        return kept.language or self._memory(kept.context).language or ENGLISH

    async def _remember(self, speaker: Speaker, memory: Memory) -> None:
        saved = _MEMORY.dump_python(memory, mode="json")
        saving = self.store.save_context(speaker.chat_id or 0, speaker.person_id, saved, self.clock())
        await without(saving, None, self.trouble)

    def _said(self, reply: Reply) -> Said:
        context = _MEMORY.dump_python(reply.memory, mode="json")
        return Said(self.screens(reply.language).reply(reply), context, reply)

    def _app_language(self, speaker: Speaker) -> str:
        code = (speaker.app_language or ENGLISH).partition("-")[0]
        return code if code in self.strings else ENGLISH

    def _memory(self, saved: Mapping[str, object]) -> Memory:
        """Return what a chat last spoke of, without what names things that are gone; nothing, for an older form."""
        if "trail" not in saved:
            return Memory()
        try:
            memory = _MEMORY.validate_python(saved)
        except ValidationError:
            return Memory()
        offered = all(self._exists(choice.kind, choice.id) for choice in memory.choices)
        asked = memory.asked if memory.asked and self._is_known(memory.asked) else None
        return replace(
            memory, trail=tuple(shown for shown in memory.trail if self._is_known(shown)),
            choices=memory.choices if offered else (), asked=asked if offered else None,
        )  # fmt: skip

    def _is_known(self, shown: Shown) -> bool:
        knowledge = self.answerer.knowledge
        return (
            all(code in knowledge.districts for code in shown.districts)
            and all(code in knowledge.states for code in shown.states)
            and all(key in knowledge.families for key in shown.families)
            and all(need in knowledge.words.needs_of_makers for need in shown.needs)
            and (shown.list_id is None or shown.list_id in knowledge.lists)
            and (shown.entry is None or shown.entry in knowledge.faq)
            and (shown.gi is None or arguments.gi(knowledge, shown.gi) is not None)
        )

    def _exists(self, kind: str, key: str) -> bool:
        knowledge = self.answerer.knowledge
        if kind in ("district", "state"):
            places = knowledge.districts if kind == "district" else knowledge.states
            return arguments.number(key) in places
        if kind == "support":
            return arguments.support(knowledge, key) is not None
        if kind == "gi":
            return arguments.gi(knowledge, key) is not None
        return key in (knowledge.families if kind == "family" else knowledge.faq)


def _is_of(shown: Shown, choice: Choice) -> bool:
    """Whether a screen is one page of what a button opens."""
    if choice.kind == "state":
        return shown.kind == "state" and shown.states == (arguments.number(choice.id),)
    return shown.kind == "product" and shown.families[:1] == (choice.id,)
