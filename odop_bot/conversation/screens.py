"""Turn replies into screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from odop_bot.answering import Answerer, Reply
from odop_bot.answering.rendering import Reference
from odop_bot.answering.reply import Button
from odop_bot.conversation.actions import (
    Browse,
    DeskAction,
    DeskStep,
    Detail,
    Judge,
    Menu,
    Open,
    Own,
    Picture,
    Translate,
)
from odop_bot.conversation.arguments import CUT
from odop_bot.conversation.menus import Menus
from odop_bot.conversation.openings import gi_code, needs_of, opening
from odop_bot.conversation.phone import lines_on_phone
from odop_bot.conversation.screen import Key, Screen, in_rows, shortened, shortened_text
from odop_bot.conversation.sharing import PAGES, AddressOf, whatsapp_link
from odop_bot.conversation.strings import Strings
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.models import State
from odop_bot.understanding.requests import AskGi, AskHelp, Choice

DISTRICT_LINES = 12
"""Lines of a district on a small phone, above the buttons."""
BRIEFER = (1, 2)
NEAREST = 3
GI_DISTRICTS = 6
"""Districts that can be tapped under a reply on GIs, at most."""
"""What comes nearest to what is not known, at most."""
MAX_SOURCES = 6
LONGEST_TITLE = 120
"""Letters of a source's title, at most."""
LISTS = frozenset({"state", "product", "count"})
"""Kinds of replies that list many things."""


class Screens(Menus):
    """Makes all screens of one language; pure: it knows the answerer and the strings, no chat and no clock."""

    def __init__(
        self,
        answerer: Answerer,
        strings: Strings,
        language: str,
        languages: Mapping[str, str],
        person: str | None = None,
        address: AddressOf | None = None,
        *,
        roomy: bool = False,
    ) -> None:
        """Make screens in one language; `languages` are all, with what they call themselves.

        `person` is what the button says that leads to a person, if there are any behind the bot; `address` tells
        where a thing has a page of its own; `roomy`: there is more room than on a small phone.
        """
        super().__init__(answerer, strings, language, languages)
        self._person = person
        self._address = address
        self._roomy = roomy

    def menu(self, asked: Browse) -> Screen | None:
        """Return the menu that a button opens; None if there is none."""
        return self.help() if asked.menu is Menu.HELP else super().menu(asked)

    def help(self) -> Screen:
        """Return how to ask."""
        return self.reply(self.answerer.reply(AskHelp(), language=self.language))

    def reply(self, reply: Reply, own: int | None = None) -> Screen:
        """Return the screen of a reply: its text, where to go on from here, and the way to the menu.

        `own` is the LGD code of the person's own district.
        """
        parts = (reply, reply.also) if reply.also else (reply,)
        rows: list[tuple[Key, ...]] = [(self._key(button),) for button in reply.open]
        if not reply.choices:
            rows += [self._pages(part) for part in parts]
            rows += self._of_kind(reply, own)
        return Screen(self._html(reply), tuple(row for row in (*rows, self._last(reply)) if row), reply.kind)

    def detail(self, reply: Reply, page: int = 0) -> Screen:
        """Return all that is told of a district, or the sources of a reply with their titles.

        Of a district the sources are the second page.
        """
        renderer, opened = self.answerer.renderer, opening(reply)
        pages = 2 if reply.kind in ("district", "pin") else 1
        if page == 0 and pages == 2:
            html = renderer.html(reply)
        else:
            listed = (self._reference(reference) for reference in renderer.references(reply)[:MAX_SOURCES])
            html = "\n".join([f"<b>{escape(self.strings.sources)}</b>", *listed])
        turning: tuple[Key, ...] = ()
        back = (Key(f"« {self.strings.buttons['back']}", opened),) if opened else ()
        if opened:
            turning = self.turning(lambda page: Detail(replace(opened, page=page)), min(page, pages - 1), pages)
        return Screen(html, tuple(row for row in (turning, (*back, *self.home())) if row), reply.kind)

    def _reference(self, reference: Reference) -> str:
        """Return a source as HTML; its title leads to it."""
        title = escape(shortened_text(reference.title, LONGEST_TITLE))
        linked = Markup('<a href="{}">{}</a>').format(reference.url, title) if _is_address(reference.url) else title
        return f"• {escape(reference.named)}: {linked}"

    def _html(self, reply: Reply) -> str:
        """Return the text of a reply: that of a district as short as a small phone needs it."""
        renderer = self.answerer.renderer
        if self._roomy:
            return renderer.html(reply)
        html = renderer.phone_html(reply)
        for brief in BRIEFER if reply.kind == "district" else ():
            if lines_on_phone(html) <= DISTRICT_LINES:
                break
            html = renderer.phone_html(reply, brief)
        return html

    def _of_kind(self, reply: Reply, own: int | None) -> list[tuple[Key, ...]]:
        """Return where to go on from a reply of its kind."""
        labels, parts = self.strings.buttons, (reply, reply.also) if reply.also else (reply,)
        related = [self._key(button) for button in dict.fromkeys(b for part in parts for b in part.related)]
        rows: list[tuple[Key, ...]] = []
        if reply.kind == "unknown":
            rows += [(key,) for key in related[:NEAREST]]
            rows.append((Key(labels["help"], Browse(Menu.NEEDS)), Key(labels["mine"], Browse(Menu.MINE))))
            if self._person:
                rows.append((Key(self._person, DeskAction(DeskStep.ASK)),))
            return rows
        if reply.kind in ("district", "pin") and reply.districts:
            code = str(reply.districts[0])
            rows.append((Key(labels["support"], Browse(Menu.NEEDS, code)),))
            about_gi = Open(Choice("gi", AskGi(districts=(reply.districts[0],)).code))
            rows.append((Key(labels["gi"], about_gi), Key(labels["picture"], Picture(Choice("district", code)))))
            mine = () if own == reply.districts[0] else (Key(labels["own"], Own(code)),)
            rows.append((*mine, *self._whatsapp(reply)))
        if reply.kind == "gi":
            rows += in_rows([self._district(code) for code in reply.districts[:GI_DISTRICTS]], 3)
        if reply.kind == "count":
            rows += [
                (Key(self.wording.all_of(state), Open(Choice("state", str(state.lgd)))),)
                for state in self._counted(reply)
            ]
        if reply.kind == "state":
            rows += in_rows([self._district(row["code"]) for row in reply.data["rows"]], 3)
        if reply.kind == "product":
            rows += in_rows([self._district(code) for code in reply.data["on_page"]], 3)
            rows += [self._on_list(reply, item) for item in reply.data["other_lists"] if reply.families]
        rows += in_rows(related, 2) if reply.kind in ("district", "compare", "pin") else [(key,) for key in related]
        opened = opening(reply)
        if reply.kind in ("state", "product") and opened is not None:
            rows.append((Key(labels["picture"], Picture(opened.choice)), *self._whatsapp(reply)))
        elif reply.kind == "faq" and (shared := self._whatsapp(reply)):
            rows.append(shared)
        if opened is not None and reply.sources and reply.kind != "mcq":
            rows.append((Key(labels["details"], Detail(opened)), *self._in_english(reply)))
        return rows

    def _whatsapp(self, reply: Reply) -> tuple[Key, ...]:
        """Return what shares an answer on WhatsApp, with the address of its page."""
        opened = opening(reply)
        if opened is None or opened.choice.kind not in PAGES:
            return ()
        address = self._address(opened.choice, self.language) if self._address else None
        text = self.answerer.renderer.short_text(reply)
        return (Key(self.strings.buttons["whatsapp"], url=whatsapp_link(text, address)),)

    def _last(self, reply: Reply) -> tuple[Key, ...]:
        """Return the last row: what one thinks of the answer, who else may want it, and the menu."""
        labels, subject = self.strings.buttons, subject_of(reply)
        if subject is None or reply.choices:
            return self.home()
        keys = [Key(labels["feedback"], Browse(Menu.WRONG, subject))]
        if reply.kind in LISTS:
            keys = []
        elif reply.kind in ("faq", "support", "mcq"):
            keys.insert(0, Key(labels["right"], Judge(subject, right=True)))
        return (*keys, Key(labels["share"], share=self._share(reply)), *self.home())

    def _counted(self, reply: Reply) -> list[State]:
        """Return the States whose products a reply counts, where it is about few."""
        states = self.answerer.knowledge.states
        return [states[code] for code in reply.states] if len(reply.states) <= BRIEFER[-1] else []

    def _district(self, code: int) -> Key:
        district = self.answerer.knowledge.districts[code]
        return Key(shortened(self.wording.name(district)), Open(Choice("district", str(code))))

    def _on_list(self, reply: Reply, item: Mapping[str, Any]) -> tuple[Key, ...]:
        """Return the way to the districts of a product on another list."""
        name = self.wording.text(self.answerer.knowledge.lists[item["id"]].name)
        label = self.strings.label("on_list", count=item["count"], list=name)
        return (Key(shortened(label), Open(Choice("family", reply.families[0]), list_id=item["id"])),)

    def _in_english(self, reply: Reply) -> tuple[Key, ...]:
        """Return a button for the same answer in English, which forms and exams use."""
        opened = opening(reply) if self.language != ENGLISH else None
        return (Key(self._languages[ENGLISH], Translate(ENGLISH, opened)),) if opened else ()

    def _key(self, button: Button) -> Key:
        return Key(shortened(button.label), Open(button.choice))

    def _pages(self, reply: Reply) -> tuple[Key, ...]:
        page, pages = int(reply.data.get("page", 1)), int(reply.data.get("pages", 1))
        if reply.kind == "gi":
            choice = Choice("gi", gi_code(reply))
        elif reply.kind == "state" and reply.states:
            choice = Choice("state", str(reply.states[0]))
        elif reply.kind == "product" and reply.families:
            choice = Choice("family", reply.families[0])
        else:
            return ()
        return self.turning(lambda page: Open(choice, page), page - 1, pages)

    def _share(self, reply: Reply) -> str:
        knowledge = self.answerer.knowledge
        if reply.districts and reply.kind in ("district", "pin", "mcq"):
            district = knowledge.districts[reply.districts[0]]
            return f"{self.wording.place(district)}, {self.wording.place(knowledge.state_of(district))}"
        if reply.kind == "support" and needs_of(reply):
            return self.wording.words.needs[needs_of(reply)[0]]
        if reply.families:
            return self.wording.text(knowledge.families[reply.families[0]].name)
        if reply.faq:
            return self.wording.text(knowledge.faq[reply.faq].title)
        return self.wording.place(knowledge.states[reply.states[0]]) if reply.states else ""


def subject_of(reply: Reply) -> str | None:
    """Return what a reply is about, as feedback names it: `d171`, `f.first-launch`."""
    if reply.kind in ("district", "pin", "mcq") and reply.districts:
        return f"d{reply.districts[0]}"
    if reply.faq:
        return f"f.{reply.faq[:CUT]}"
    if reply.kind == "support" and needs_of(reply):
        return f"a.{needs_of(reply)[0]}"
    if reply.families and reply.kind in ("product", "count", "gi"):
        return f"p.{reply.families[0][:CUT]}"
    return f"s{reply.states[0]}" if reply.states else None


def _is_address(url: str | None) -> bool:
    return url is not None and url.startswith(("https://", "http://"))
