"""Notices: which ones a person wants, how one looks before it is sent; on any channel."""

from __future__ import annotations

from markupsafe import Markup

from odop_bot.conversation.actions import DeskAction, DeskStep
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.helpdesk.notice_text import Addressed, area_of, notice_html, parts_of
from odop_bot.conversation.helpdesk.texts import PeopleTexts, Texts
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.strings import ENGLISH
from odop_bot.conversation.talk import Said, Talk
from odop_bot.storage import NoticeStore

OFF = "off"
"""The argument of the button that stops notices."""


class NoticeDesk:
    """What people choose, what admins write."""

    def __init__(self, talk: Talk, store: NoticeStore, texts: Texts) -> None:
        self._talk = talk
        self._store = store
        self._texts = texts

    async def choice(self, sender: Sender) -> Said:
        """Return which notices a person may get, with what they have chosen."""
        screens = await self._talk.screens_of(sender)
        texts = self._texts.of(screens.language)
        if sender.chat is None or sender.chat.group or sender.person_id is None:
            return Said(Screen(texts.fill("private_only")))
        reader = await self._store.reader(sender.person_id)
        chosen = self._named(reader.state, reader.district, screens, texts) if reader is not None else None
        knowledge = self._talk.answerer.knowledge
        rows: list[tuple[Key, ...]] = []
        codes = (await self._talk.recollection.memory(sender)).districts
        if codes:
            district = knowledge.districts[codes[0]]
            state = knowledge.state_of(district)
            rows.append((Key(screens.wording.place(district), DeskAction(DeskStep.WANT_NOTICES, f"d{district.lgd}")),))
            rows.append((Key(screens.wording.place(state), DeskAction(DeskStep.WANT_NOTICES, f"s{state.lgd}")),))
        rows.append((Key(texts.buttons["all_india"], DeskAction(DeskStep.WANT_NOTICES, "all")),))
        if chosen:
            rows.append((Key(texts.buttons["stop"], DeskAction(DeskStep.WANT_NOTICES, OFF)),))
        return Said(Screen(texts.fill("choose_notices", chosen=chosen), tuple(rows)))

    async def chosen(self, argument: str, sender: Sender) -> Screen | None:
        """Remember which notices a person wants, and say so; None for a button that says nothing."""
        area = area_of(self._talk.answerer.knowledge, argument)
        if sender.person_id is None or (area is None and argument != OFF):
            return None
        screens = await self._talk.screens_of(sender)
        texts = self._texts.of(screens.language)
        if area is None:
            await self._store.unsubscribe(sender.person_id)
            return Screen(texts.fill("notices_off"))
        state, district = area
        await self._store.subscribe(sender.person_id, state, district, self._talk.clock())
        await self._talk.recollection.speak(sender, screens.language)
        return Screen(texts.fill("notices_on", chosen=self._named(state, district, screens, texts)))

    async def preview(self, text: str, admin_id: int) -> Said:
        """Return a notice as people will see it, and to how many it would go."""
        staff = self._texts.staff
        addressed = Addressed.read(text, self._talk.answerer)
        if isinstance(addressed, str):
            return Said(Screen(staff.fill("notice_where", name=addressed)))
        text, state, district = addressed.text, addressed.state, addressed.district
        where = addressed.where or staff.notice_everywhere
        if not text.strip():
            return Said(Screen(staff.fill("notice_how")))
        number = await self._store.draft(admin_id, text, state, district, self._talk.clock())
        count = await self._store.audience(state, district)
        shown_in = parts_of(text, self._texts.people) or {ENGLISH: text}
        html = "\n\n".join(notice_html(self._texts, language, text) for language in shown_in)
        shown = staff.fill("notice_preview", html=Markup(html), where=where, count=count)  # noqa: S704 - escaped above
        send = Key(staff.button("send_notice", count=count), DeskAction(DeskStep.SEND_NOTICE, str(number)))
        drop = Key(staff.button("drop"), DeskAction(DeskStep.DROP_NOTICE, str(number)))
        return Said(Screen(shown, ((send,), (drop,)) if count else ((drop,),)))

    def _named(self, state: int, district: int, screens: Screens, texts: PeopleTexts) -> str:
        knowledge = self._talk.answerer.knowledge
        if district in knowledge.districts:
            return screens.wording.place(knowledge.districts[district])
        return screens.wording.place(knowledge.states[state]) if state in knowledge.states else texts.all_india
