"""Menus: screens that lead to a district, a product, a question, without a word being typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property

from odop_bot.answering import Answerer
from odop_bot.answering.wording import Wording
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Action, Browse, Judge, Locate, Menu, Open, QuizAction, QuizStep, Speak
from odop_bot.conversation.screen import Key, Screen, in_rows, page_of, shortened
from odop_bot.conversation.strings import Strings
from odop_bot.knowledge import ENGLISH, NATIONAL
from odop_bot.knowledge.models import District, Family, FaqEntry, State, Texts
from odop_bot.understanding.requests import AskSupport, Choice

DISTRICTS_A_PAGE, PRODUCTS_A_PAGE, QUESTIONS_A_PAGE = 24, 20, 8


JUMP = 3
"""Pages that a tap on the page number goes on; from the last page it goes to the first."""


class Menus:
    """Makes menus in one language; pure: it knows the answerer and the strings, no chat and no clock."""

    def __init__(self, answerer: Answerer, strings: Strings, language: str, languages: Mapping[str, str]) -> None:
        """Make menus in one language; `languages` are all, with what they call themselves."""
        self.answerer = answerer
        self.strings = strings
        self.language = language
        self._languages = languages

    @property
    def wording(self) -> Wording:
        """What things are called in the language of the menus."""
        return self.answerer.renderer.wording(self.language)

    def menu(self, asked: Browse) -> Screen | None:
        """Return the menu that a button opens; None if there is none."""
        makers: dict[Menu, Callable[[Browse], Screen | None]] = {
            Menu.START: lambda _: self.start(),
            Menu.STATES: lambda _: self._states(lambda code: Browse(Menu.DISTRICTS, code), self.strings.choose_state),
            Menu.STATE_LISTS: lambda _: self._states(
                lambda code: Open(Choice("state", code)), self.strings.choose_state_list
            ),
            Menu.DISTRICTS: self._districts,
            Menu.PRODUCTS: self._products,
            Menu.TOPICS: lambda _: self._topics(),
            Menu.QUESTIONS: self._questions,
            Menu.LANGUAGES: lambda _: self.language_choice(),
            Menu.ABOUT: lambda _: self.about(),
            Menu.NEEDS: self._needs,
            Menu.WRONG: self._wrong,
            Menu.MINE: lambda _: self.which_district(),
            Menu.PRIVACY: self._privacy,
        }
        maker = makers.get(asked.menu)
        return maker(asked) if maker else None

    def start(self) -> Screen:
        """Return the first screen."""
        labels = self.strings.buttons
        return Screen(
            self.strings.fill("start"),
            (
                (Key(labels["location"], Locate()), Key(labels["districts"], Browse(Menu.STATES))),
                (Key(labels["help"], Browse(Menu.NEEDS)), Key(labels["products"], Browse(Menu.PRODUCTS))),
                (Key(labels["questions"], Browse(Menu.TOPICS)), Key(labels["mine"], Browse(Menu.MINE))),
                (
                    Key(labels["quiz"], QuizAction(QuizStep.TOPICS)),
                    Key(self._language_label(), Browse(Menu.LANGUAGES)),
                ),
            ),
        )

    def _language_label(self) -> str:
        """Return what the button to the languages says, in English too: who sees the wrong one must find it."""
        label = self.strings.buttons["language"]
        return label if self.language == ENGLISH else f"{label} · Language"

    def language_choice(self) -> Screen:
        """Return the languages to choose from, each by its own name."""
        rows = [(Key(name, Speak(code)),) for code, name in self._languages.items()]
        return Screen(
            self.strings.choose_language,
            (*rows, (Key(self.strings.buttons["each_language"], Speak(None)),), self.home()),
        )

    def about(self) -> Screen:
        """Return the lists with their dates."""
        lists = [
            {"name": self.wording.text(item.name), "as_of": self.wording.date(item.as_of)}
            for item in self.answerer.knowledge.lists.values()
        ]
        return Screen(self.strings.fill("about", lists=lists), (self.home(),))

    def which_district(self) -> Screen:
        """Return the question which the person's own district is."""
        labels = self.strings.buttons
        location, by_state = Key(labels["location"], Locate()), Key(labels["districts"], Browse(Menu.STATES))
        return Screen(self.strings.fill("which_district"), ((location, by_state), self.home()))

    def _privacy(self, asked: Browse) -> Screen:
        """Return what is kept: of a person on the first page, of unanswered questions on the second."""
        page = min(asked.page, 1)
        turning = self.turning(lambda page: Browse(Menu.PRIVACY, "", page), page, 2)
        return Screen(self.strings.fill("privacy_more" if page else "privacy"), (turning, self.home()))

    def _needs(self, asked: Browse) -> Screen | None:
        """Return what a maker may need: in a district for its first product, or anywhere."""
        knowledge, needs = self.answerer.knowledge, self.wording.words.needs
        if not asked.argument:
            keys = [Key(label, Open(Choice("support", need))) for need, label in needs.items()]
            return Screen(self.strings.fill("choose_any_need"), (*in_rows(keys, 2), self.home()))
        district = arguments.district(knowledge, asked.argument)
        if district is None:
            return None
        product = next(iter(knowledge.listings(district, NATIONAL)), None)
        families = product.families[:1] if product else ()
        keys = [
            Key(
                label,
                Open(Choice("support", AskSupport(needs=(need,), families=families, districts=(district.lgd,)).code)),
            )
            for need, label in needs.items()
        ]
        text = self.strings.fill(
            "choose_need",
            product=self.wording.product_short(product) if product else "ODOP",
            district=self.wording.place(district),
        )
        back = Key(f"« {self.wording.name(district)}", Open(Choice("district", str(district.lgd))))
        return Screen(text, (*in_rows(keys, 2), (back, *self.home())))

    def _wrong(self, asked: Browse) -> Screen | None:
        """Return what may be wrong about a subject."""
        subject = arguments.subject(self.answerer.knowledge, asked.argument)
        if subject is None:
            return None
        keys = [
            Key(label, Judge(asked.argument, right=False, what=what)) for what, label in self.strings.wrongs.items()
        ]
        back = (Key(f"« {self.strings.buttons['back']}", Open(_choice_of(subject))),)
        return Screen(self.strings.fill("choose_wrong"), (*in_rows(keys, 2), (*back, *self.home())))

    def home(self) -> tuple[Key, ...]:
        """Return the way to the first screen."""
        return (Key(self.strings.buttons["menu"], Browse(Menu.START)),)

    def turning(self, turn: Callable[[int], Action], page: int, pages: int) -> tuple[Key, ...]:
        """Return what turns pages, counted from 0, and says which page this is; nothing where there is one."""
        if pages < 2:
            return ()
        labels = self.strings.buttons
        keys = []
        if page > 1:
            keys.append(Key("« 1", turn(0)))
        if page > 0:
            keys.append(Key(f"‹ {labels['previous']}", turn(page - 1)))
        keys.append(Key(f"{page + 1}/{pages}", turn(min(pages - 1, page + JUMP) if page + 1 < pages else 0)))
        if page < pages - 1:
            keys.append(Key(f"{labels['next']} ›", turn(page + 1)))
        return tuple(keys)

    def _back(self, menu: Menu) -> tuple[Key, ...]:
        return (Key(f"« {self.strings.buttons['back']}", Browse(menu)), *self.home())

    def _states(self, opened: Callable[[str], Action], text: str) -> Screen:
        states = sorted(self.answerer.knowledge.states.values(), key=self.wording.place)
        keys = [Key(shortened(self.wording.place(state)), opened(str(state.lgd))) for state in states]
        return Screen(text, (*in_rows(keys, 2), self.home()))

    def _districts(self, asked: Browse) -> Screen | None:
        knowledge = self.answerer.knowledge
        state = arguments.state(knowledge, asked.argument)
        if state is None:
            return None
        districts = [d for d in knowledge.districts_of_state[state.lgd] if not d.abolished]
        page, pages, shown = page_of(districts, asked.page, DISTRICTS_A_PAGE)
        keys = [Key(shortened(self.wording.place(d)), Open(Choice("district", str(d.lgd)))) for d in shown]
        turning = self.turning(lambda page: Browse(Menu.DISTRICTS, asked.argument, page), page, pages)
        text = self.strings.fill("choose_district", state=self.wording.place(state))
        return _whole(text, (*in_rows(keys, 2), turning, self._back(Menu.STATES)))

    @cached_property
    def _families(self) -> list[tuple[str, int]]:
        """The families with the number of their districts on the national list, the widest first."""
        knowledge = self.answerer.knowledge
        sizes = Counter(
            {
                family.id: len({d.lgd for d, x in knowledge.listings_of_family[family.id] if x.list == NATIONAL})
                for family in knowledge.families.values()
            }
        )
        return [(key, size) for key, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])) if size]

    def _products(self, asked: Browse) -> Screen:
        families = self.answerer.knowledge.families
        page, pages, shown = page_of(self._families, asked.page, PRODUCTS_A_PAGE)
        keys = [
            Key(shortened(f"{self.wording.text(families[key].name)} ({size})"), Open(Choice("family", key)))
            for key, size in shown
        ]
        turning = self.turning(lambda page: Browse(Menu.PRODUCTS, "", page), page, pages)
        return _whole(self.strings.choose_product, (*in_rows(keys, 2), turning, self.home()))

    def _topics(self) -> Screen:
        have = {entry.topic for entry in self.answerer.knowledge.faq.values()}
        topics = [topic for topic in self.strings.topics if topic in have]
        topics += sorted(have - set(topics))
        keys = [Key(self.strings.topics.get(topic, topic), Browse(Menu.QUESTIONS, topic)) for topic in topics]
        return Screen(self.strings.choose_topic, (*in_rows(keys, 2), self.home()))

    def _questions(self, asked: Browse) -> Screen | None:
        entries = [entry for entry in self.answerer.knowledge.faq.values() if entry.topic == asked.argument]
        if not entries:
            return None
        topic = self.strings.topics.get(asked.argument, asked.argument)
        page, pages, shown = page_of(entries, asked.page, QUESTIONS_A_PAGE)
        keys = [Key(self._title(entry.title), Open(Choice("faq", entry.id))) for entry in shown]
        turning = self.turning(lambda page: Browse(Menu.QUESTIONS, asked.argument, page), page, pages)
        text = self.strings.fill("choose_question", topic=topic)
        return _whole(text, (*in_rows(keys, 1), turning, self._back(Menu.TOPICS)))

    def _title(self, title: Texts) -> str:
        """Return the title of an entry without the short forms that offices use."""
        text = self.wording.text(title)
        for short, long in self.strings.written_out.items():
            text = re.sub(rf"\b{short}\b", long, text)
        return shortened(text)


def _choice_of(subject: District | State | Family | FaqEntry | str) -> Choice:
    """Return what opens a subject again."""
    if isinstance(subject, str):
        return Choice("support", subject)
    if isinstance(subject, District | State):
        return Choice("district" if isinstance(subject, District) else "state", str(subject.lgd))
    return Choice("family" if isinstance(subject, Family) else "faq", subject.id)


def _whole(text: str, rows: tuple[tuple[Key, ...], ...]) -> Screen:
    """Return a screen without empty rows."""
    return Screen(text, tuple(row for row in rows if row))
