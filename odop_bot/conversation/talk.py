"""What the bot does with a question, a place or a tap: answer, remember. The same on every channel."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.conversation.actions import Action, Browse, Detail, Judge, Menu, Open, Own, Speak, Translate
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.forgetful import Trouble
from odop_bot.conversation.judging import judged
from odop_bot.conversation.keeping import Keeping
from odop_bot.conversation.maker import for_this_maker
from odop_bot.conversation.own_district import OwnDistrict
from odop_bot.conversation.personal import Personal
from odop_bot.conversation.recollection import Recollection, saved
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.sharing import AddressOf
from odop_bot.conversation.spoken import OFFERED_AT, spoken_in, with_spoken
from odop_bot.conversation.strings import Strings
from odop_bot.conversation.taps import request_of
from odop_bot.conversation.whereabouts import Place, Whereabouts
from odop_bot.conversation.wishes import Wishes, fulfilled
from odop_bot.knowledge import ENGLISH, KnowledgeError
from odop_bot.storage import Kept, StoreError
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.pasted import pasted_text
from odop_bot.understanding.requests import Choice, Request

MAX_QUESTION = 1000
"""Letters of a message that are read; nobody asks a question longer than that."""
log = logging.getLogger(__name__)


Incoming = str | Action | Place
"""What comes from a person: words, a tap, a place."""


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
    """Talks with people; knows what is kept and the clock, but no channel."""

    def __init__(
        self,
        answerer: Answerer,
        strings: Mapping[str, Strings],
        store: Keeping,
        clock: Callable[[], dt.datetime],
        people: Mapping[str, str] | None = None,
        address: AddressOf | None = None,
        *,
        roomy: bool = False,
    ) -> None:
        """Talk in the languages of `strings`.

        `people` is what the button to a person says in each language, if there is one; `address` tells where a thing
        has a page; `roomy`: the channel has more room than a small phone.
        """
        self._address, self._roomy = address, roomy
        self._people = people or {}
        self.strings = strings
        self.personal = Personal(strings)
        self._wishes = Wishes(strings)
        self.store = store
        self.clock = clock
        self.trouble: Trouble = _logged
        """What is told when the store fails, and a question is answered without it."""
        self.recollection = Recollection(
            store, clock, lambda: self.answerer.knowledge, lambda error: self.trouble(error)
        )
        """What chats last spoke of."""
        self._own = OwnDistrict(self.personal, store, clock)
        self.use(answerer)

    def use(self, answerer: Answerer) -> None:
        """Answer with this knowledge from now on."""
        self.answerer = answerer
        names = {code: strings.language for code, strings in self.strings.items()}
        self._screens = {
            code: Screens(answerer, strings, code, names, self._people.get(code), self._address, roomy=self._roomy)
            for code, strings in self.strings.items()
        }
        self._whereabouts = Whereabouts(answerer.knowledge)

    async def renew(self, load: Callable[[], Answerer]) -> list[str]:
        """Answer with what is loaded from now on; return the faults for which the old knowledge stays in use."""
        try:
            self.use(await asyncio.to_thread(load))
        except KnowledgeError as error:
            return [str(fault) for fault in error.faults]
        return []

    async def hear(self, sender: Sender, incoming: Incoming) -> Said:
        """Answer whatever comes from a person, and remember what the chat speaks of then.

        This is all that a channel needs which delivers each message once.
        """
        if isinstance(incoming, str):
            said: Said | str | None = await self.ask(sender, incoming)
        elif isinstance(incoming, Place):
            said = await self.locate(sender, incoming)
        else:
            said = await self.tap(incoming, sender)
        if isinstance(said, Said):
            if sender.chat_id is not None and said.context is not None:
                await self.recollection.keep(sender, said.context)
            return said
        screens = await self.screens_of(sender)
        return Said(Screen(said or screens.strings.old_button, (screens.home(),)))

    # Screens and languages

    def screens(self, language: str | None) -> Screens:
        """Return the screens of a language, or the English ones."""
        return self._screens.get(language or ENGLISH, self._screens[ENGLISH])

    def screens_by_app(self, sender: Sender) -> Screens:
        """Return the screens in the language of a person's app."""
        return self.screens(self._app_language(sender))

    async def screens_of(self, sender: Sender) -> Screens:
        """Return the screens in a person's language."""
        if sender.person_id is None:
            return self.screens(self._app_language(sender))
        kept = await self.recollection.recall(0, sender.person_id)
        return self.screens(kept.language or self._app_language(sender))

    async def language_of(self, person_id: int) -> str:
        """Return the language of a person who is written to unasked: the fixed one, or what was spoken last."""
        kept = await self.recollection.recall(person_id, person_id)
        return kept.language or self.recollection.memory_in(kept).language or ENGLISH

    def picture_of(self, choice: Choice | None, language: str) -> str | None:
        """Return where on the web the picture of a thing is; None where it has none."""
        return self._address.picture(choice, language) if self._address and choice else None

    # Questions, places, taps

    async def ask(self, sender: Sender, text: str) -> Said:
        """Answer a message in the light of what the chat last spoke of."""
        text = text[:MAX_QUESTION]
        wanted = self.personal.language(text)
        if wanted is not None and sender.person_id is not None:
            return await self._fix_language(wanted, sender) or Said(self.screens(None).start())
        kept = await self.recollection.of(sender)
        memory = self.recollection.memory_in(kept)
        wished = self._wished(text, memory, kept, sender)
        if wished is not None:
            return wished
        read = self._own.named(text, kept.district, self.answerer)
        if read is None:
            language = kept.language or self.answerer.understander.language(text) or self._app_language(sender)
            return Said(self.screens(language).which_district())
        question = Question(
            text=read,
            memory=memory,
            language=kept.language or self._language_of_own(read, text),
            fallback=self._app_language(sender),
        )
        reply = for_this_maker(text, self.answerer.answer(question), memory, kept.district, self.answerer)
        said = replace(self._said(reply, kept), asked=text)
        if self.personal.says_where_from(text):
            screen = await self._own.noted(said.screen, reply, sender, self.screens(reply.language))
            said = replace(said, screen=screen)
        return self._offering(said, reply, kept, sender)

    def _wished(self, text: str, memory: Memory, kept: Kept, sender: Sender) -> Said | None:
        """Return what does what a message wishes for, if it does nothing but wish."""
        wish = self._wishes.of(text)
        if wish is None:
            return None
        spoken = self.answerer.understander.language(text) or memory.language
        screens = self.screens(kept.language or spoken or self._app_language(sender))
        screen = fulfilled(wish, screens, self.answerer, memory, self._people.get(screens.language))
        return Said(screen) if screen else None

    def _language_of_own(self, read: str, text: str) -> str | None:
        """Return the language of a message in which a name was filled in that may be in other letters."""
        return self.answerer.understander.language(text) if read != text else None

    def _offering(self, said: Said, reply: Reply, kept: Kept, sender: Sender) -> Said:
        """Offer once to stay in a language in which a person has written twice, where their app has another."""
        language = reply.language
        if kept.language or language == self._app_language(sender) or said.context is None or not said.asked:
            return said
        if self.answerer.understander.language(said.asked) != language:
            return said
        said = replace(said, context=with_spoken(said.context, kept.context, language))
        times = spoken_in(said.context or {})[language]
        if times != OFFERED_AT or reply.kind == "choice":
            return said
        offer = (Key(self.strings[language].offer_language, Speak(language)),)
        return replace(said, screen=replace(said.screen, rows=(offer, *said.screen.rows)))

    async def ordered(self, sender: Sender, opened: Browse, words: str) -> Said:
        """Do what a command says with words behind it: fix a language, else answer the words."""
        if opened.menu is not Menu.LANGUAGES:
            return await self.ask(sender, words)
        code = self.personal.named_language(words)
        said = await self._fix_language(code, sender) if code else None
        return said or Said((await self.screens_of(sender)).language_choice())

    async def solve(self, sender: Sender, question: str, options: Sequence[str]) -> Said:
        """Answer a question of a quiz that has options."""
        return await self.ask(sender, pasted_text(question, options))

    async def locate(self, sender: Sender, place: Place) -> Said:
        """Answer for the district of a place on the map."""
        decision = await self._whereabouts.decision(place)
        screens = await self.screens_of(sender)
        kept = await self.recollection.of(sender)
        return self._said(self.answerer.reply(decision, self.recollection.memory_in(kept), screens.language), kept)

    async def tap(self, action: Action, sender: Sender) -> Said | str | None:
        """Return what a button leads to: a screen, a short notice, or None for one that leads nowhere."""
        kept = await self.recollection.of(sender)
        memory = self.recollection.memory_in(kept) if sender.chat_id is not None else Memory()
        screens = self.screens(kept.language or memory.language or self._app_language(sender))
        match action:
            case Judge():
                return await judged(action, sender, screens, self.store, self.clock())
            case Speak(language):
                return await self._fix_language(language, sender) if sender.person_id is not None else None
            case Own(district):
                return await self._own.take(district, sender, screens)
            case Browse(Menu.MINE) if kept.district is not None:
                mine = Open(Choice("district", str(kept.district)))
                return await self._open(mine, sender, Memory(language=memory.language), screens.language, kept)
            case Browse():
                # Menus are in the person's language, whatever was asked before, and what they lead to is too.
                screens = self.screens(kept.language or self._app_language(sender))
                await self.recollection.speak(sender, screens.language)
                screen = screens.menu(action)
                return Said(screen) if screen else None
            case Open():
                return await self._open(action, sender, memory, screens.language, kept)
            case Translate(language, opened):
                return await self._open(opened, sender, memory, language, kept)
            case Detail(opened):
                request = self.request(opened, memory)
                if request is None:
                    return None
                return Said(screens.detail(self.answerer.reply(request, memory, screens.language), opened.page))
        return None

    def request(self, opened: Open, memory: Memory | None = None) -> Request | None:
        """Return the question that a button asks after what the chat spoke of; None if what it names is gone."""
        return request_of(opened, memory or Memory(), self.answerer)

    async def _open(self, opened: Open, sender: Sender, memory: Memory, language: str, kept: Kept) -> Said | None:
        request = self.request(opened, memory)
        if request is None:
            return None
        decision = Decision(requests=(request,), why=(Why("a button", opened.choice.id, "tapped", 1.0),))
        said = self._said(self.answerer.reply(decision, memory, language), kept)
        if sender.chat_id is not None and said.context is not None:
            await self.recollection.keep(sender, said.context)
        return said

    async def _fix_language(self, code: str | None, sender: Sender) -> Said | None:
        if code is not None and code not in self._screens:
            return None
        await self.store.save_language(sender.person_id or 0, code, self.clock())
        screens = self.screens(code or self._app_language(sender))
        strings = screens.strings
        return Said(replace(screens.start(), html=strings.language_fixed if code else strings.language_free))

    def _said(self, reply: Reply, kept: Kept) -> Said:
        context = with_spoken(saved(reply.memory), kept.context)
        return Said(self.screens(reply.language).reply(reply, own=kept.district), context, reply)

    def _app_language(self, sender: Sender) -> str:
        code = (sender.app_language or ENGLISH).partition("-")[0]
        return code if code in self.strings else ENGLISH
