"""Turn replies and menus into what Telegram shows: HTML text with rows of buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from odop_bot.answering import Answerer, Reply
from odop_bot.answering.reply import Button
from odop_bot.answering.texts import units as units
from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH, NATIONAL
from odop_bot.telegram import arguments
from odop_bot.telegram.arguments import CUT
from odop_bot.telegram.callbacks import Tap, encode, translating
from odop_bot.telegram.strings import Strings
from odop_bot.understanding.requests import AskGi, AskHelp, AskSupport

T = TypeVar("T")
LABEL = 48
"""Letters of a button's label that a small phone shows."""
STATES_A_ROW, DISTRICTS_A_ROW = 2, 2
DISTRICTS_A_PAGE, PRODUCTS_A_PAGE = 24, 20
MAX_TEXT = 4096
"""UTF-16 units of a message, a limit of Telegram."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button: it carries data, or shares a text with another chat."""

    label: str
    data: str | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: HTML and rows of buttons."""

    html: str
    rows: tuple[tuple[Key, ...], ...] = ()
    kind: str = "menu"
    """Kind of the reply that it shows."""


class Screens:
    """Makes screens; pure: it knows the answerer and the strings, no chat and no clock."""

    def __init__(
        self, answerer: Answerer, strings: Strings, language: str, languages: Mapping[str, str],
        person: str | None = None,
    ) -> None:  # fmt: skip
        """Make screens in one language; `languages` are all, with what they call themselves.

        `person` is what the button says that leads to a person, if there are any behind the bot.
        """
        self._person = person
        self.answerer = answerer
        self.strings = strings
        self.language = language
        self._languages = languages

    @property
    def wording(self) -> Wording:
        """What things are called in the language of the screens."""
        return self.answerer.renderer.wording(self.language)

    def reply(self, reply: Reply) -> Screen:
        """Return the screen of a reply."""
        html = fitting(self.answerer.renderer.html(reply))
        if reply.choices:
            return Screen(html, tuple((self._key(button),) for button in reply.choices), reply.kind)
        parts = (reply, reply.also) if reply.also else (reply,)
        rows: list[tuple[Key, ...]] = [(self._key(button),) for button in reply.open]
        rows += [self._pages(part) for part in parts]
        rows += [(self._key(button),) for button in dict.fromkeys(b for part in parts for b in part.related)]
        if reply.kind == "unknown" and self._person:
            rows.append((Key(self._person, encode("h")),))
        subject = subject_of(reply)
        if subject:
            labels = self.strings.buttons
            rows.append((*self._picture(reply), *self._in_english(reply)))
            rows.append(
                (
                    Key(labels["right"], encode("y", subject)),
                    Key(labels["wrong"], encode("n", subject)),
                    Key(labels["share"], share=self._share(reply)),
                )
            )
        return Screen(html, tuple(row for row in rows if row), reply.kind)

    def _picture(self, reply: Reply) -> tuple[Key, ...]:
        if reply.kind not in ("district", "pin"):
            return ()
        return (Key(self.strings.buttons["picture"], encode("c", str(reply.districts[0]))),)

    def _in_english(self, reply: Reply) -> tuple[Key, ...]:
        """Return a button for the same answer in English, which forms and exams use."""
        tap = _opening(reply) if self.language != ENGLISH else None
        return (Key(self._languages[ENGLISH], translating(ENGLISH, tap)),) if tap else ()

    def menu(self, tap: Tap) -> Screen | None:
        """Return the menu that a button opens; None if there is none."""
        makers: dict[str, Callable[[Tap], Screen | None]] = {
            "m": lambda _: self.start(),
            "bs": lambda tap: self._states(tap, "bd", self.strings.choose_state),
            "bl": lambda tap: self._states(tap, "s", self.strings.choose_state_list),
            "bd": self._districts,
            "bp": self._products,
            "bt": lambda _: self._topics(),
            "be": self._questions,
            "ml": lambda _: self.language_choice(),
        }
        maker = makers.get(tap.verb)
        return maker(tap) if maker else None

    def start(self) -> Screen:
        """Return the first screen."""
        labels = self.strings.buttons
        return Screen(
            self.strings.fill("start"),
            (
                (Key(labels["districts"], encode("bs")),),
                (Key(labels["products"], encode("bp")),),
                (Key(labels["questions"], encode("bt")), Key(labels["quiz"], encode("qt"))),
                (Key(labels["location"], encode("w")), Key(f"{labels['language']} · Language", encode("ml"))),
            ),
        )

    def language_choice(self) -> Screen:
        """Return the languages to choose from, each by its own name."""
        rows = [(Key(name, encode("l", code)),) for code, name in self._languages.items()]
        return Screen(
            self.strings.choose_language, (*rows, (Key(self.strings.buttons["each_language"], encode("l", "auto")),))
        )

    def help(self) -> Screen:
        """Return how to ask."""
        return self.reply(self.answerer.reply(AskHelp(), language=self.language))

    def about(self) -> Screen:
        """Return the lists with their dates."""
        lists = [
            {"name": self.wording.text(item.name), "as_of": self.wording.date(item.as_of)}
            for item in self.answerer.knowledge.lists.values()
        ]
        return Screen(self.strings.fill("about", lists=lists))

    def _key(self, button: Button) -> Key:
        return Key(shortened(button.label), encode(button.verb, button.argument))

    def _pages(self, reply: Reply) -> tuple[Key, ...]:
        page, pages = int(reply.data.get("page", 1)), int(reply.data.get("pages", 1))
        verb = {"state": "s", "product": "p"}.get(reply.kind)
        if reply.kind == "gi" and pages > 1:
            return self._turning("g", _gi(reply), page - 1, pages)
        if pages < 2 or verb is None or not (reply.states or reply.families):
            return ()
        argument = str(reply.states[0]) if verb == "s" else reply.families[0]
        return self._turning(verb, argument, page - 1, pages)

    def _turning(self, verb: str, argument: str, page: int, pages: int) -> tuple[Key, ...]:
        labels = self.strings.buttons
        keys = []
        if page > 0:
            keys.append(Key(f"‹ {labels['previous']}", encode(verb, argument, page - 1)))
        if page < pages - 1:
            keys.append(Key(f"{labels['next']} ›", encode(verb, argument, page + 1)))
        return tuple(keys)

    def _share(self, reply: Reply) -> str:
        knowledge = self.answerer.knowledge
        if reply.districts and reply.kind in ("district", "pin", "mcq"):
            district = knowledge.districts[reply.districts[0]]
            return f"{self.wording.place(district)}, {self.wording.place(knowledge.state_of(district))}"
        if reply.kind == "support" and _needs(reply):
            return self.wording.needs[_needs(reply)[0]]
        if reply.families:
            return self.wording.text(knowledge.families[reply.families[0]].name)
        if reply.faq:
            return self.wording.text(knowledge.faq[reply.faq].title)
        return self.wording.place(knowledge.states[reply.states[0]]) if reply.states else ""

    def _back(self, verb: str, argument: str = "") -> tuple[Key, ...]:
        return (Key(f"« {self.strings.buttons['back']}", encode(verb, argument)),)

    def _states(self, tap: Tap, verb: str, text: str) -> Screen:
        states = sorted(self.answerer.knowledge.states.values(), key=self.wording.place)
        keys = [Key(shortened(self.wording.place(state)), encode(verb, str(state.lgd))) for state in states]
        return Screen(text, (*_rows(keys, STATES_A_ROW), self._back("m")))

    def _districts(self, tap: Tap) -> Screen | None:
        knowledge = self.answerer.knowledge
        state = arguments.state(knowledge, tap.argument)
        if state is None:
            return None
        districts = [d for d in knowledge.districts_of_state[state.lgd] if not d.abolished]
        page, pages, shown = _page(districts, tap.page, DISTRICTS_A_PAGE)
        keys = [Key(shortened(self.wording.place(d)), encode("d", str(d.lgd))) for d in shown]
        rows = [*_rows(keys, DISTRICTS_A_ROW), self._turning("bd", tap.argument, page, pages), self._back("bs")]
        return Screen(
            self.strings.fill("choose_district", state=self.wording.place(state)), tuple(row for row in rows if row)
        )

    def _products(self, tap: Tap) -> Screen:
        knowledge = self.answerer.knowledge
        sizes = Counter(
            {
                family.id: len({d.lgd for d, x in knowledge.listings_of_family[family.id] if x.list == NATIONAL})
                for family in knowledge.families.values()
            }
        )
        ordered = [key for key, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])) if size]
        page, pages, shown = _page(ordered, tap.page, PRODUCTS_A_PAGE)
        keys = [
            Key(shortened(f"{self.wording.text(knowledge.families[key].name)} ({sizes[key]})"), encode("p", key))
            for key in shown
        ]
        rows = [*_rows(keys, 2), self._turning("bp", "", page, pages), self._back("m")]
        return Screen(self.strings.choose_product, tuple(row for row in rows if row))

    def _topics(self) -> Screen:
        have = {entry.topic for entry in self.answerer.knowledge.faq.values()}
        topics = [topic for topic in self.strings.topics if topic in have]
        topics += sorted(have - set(topics))
        keys = [Key(self.strings.topics.get(topic, topic), encode("be", topic)) for topic in topics]
        return Screen(self.strings.choose_topic, (*_rows(keys, 2), self._back("m")))

    def _questions(self, tap: Tap) -> Screen | None:
        entries = [entry for entry in self.answerer.knowledge.faq.values() if entry.topic == tap.argument]
        if not entries:
            return None
        topic = self.strings.topics.get(tap.argument, tap.argument)
        rows = [(Key(shortened(self.wording.text(entry.title)), encode("f", entry.id)),) for entry in entries]
        return Screen(self.strings.fill("choose_question", topic=topic), (*rows, self._back("bt")))


def _opening(reply: Reply) -> Tap | None:
    """Return the button that opens what a reply is about."""
    page = int(reply.data.get("page", 1)) - 1
    if reply.kind == "mcq":
        return None  # its options are in the question alone
    if reply.kind in ("district", "pin"):
        return Tap("d", str(reply.districts[0]))
    if reply.faq:
        return Tap("f", reply.faq)
    if reply.kind == "product" and reply.families:
        return Tap("p", reply.families[0], page)
    if reply.kind == "support" and reply.memory.last:
        last = reply.memory.last
        return Tap("a", AskSupport(
            needs=last.needs, groups=last.groups, families=last.families, districts=last.districts, states=last.states
        ).code)  # fmt: skip
    if reply.kind == "gi":
        return Tap("g", _gi(reply), page)
    return Tap("s", str(reply.states[0]), page) if reply.kind == "state" else None


def subject_of(reply: Reply) -> str | None:
    """Return what a reply is about, as feedback names it: `d171`, `f.first-launch`."""
    if reply.kind in ("district", "pin", "mcq") and reply.districts:
        return f"d{reply.districts[0]}"
    if reply.faq:
        return f"f.{reply.faq[:CUT]}"
    if reply.kind == "support" and _needs(reply):
        return f"a.{_needs(reply)[0]}"
    if reply.families and reply.kind in ("product", "count", "gi"):
        return f"p.{reply.families[0][:CUT]}"
    return f"s{reply.states[0]}" if reply.states else None


def _needs(reply: Reply) -> tuple[str, ...]:
    """Return what was asked for, of a reply on what helps a maker."""
    return reply.memory.last.needs if reply.memory.last else ()


def _gi(reply: Reply) -> str:
    """Return what was asked of the GI Registry, as a button says it."""
    return (reply.memory.last.gi if reply.memory.last else None) or AskGi().code


def fitting(html: str) -> str:
    """Return a text that fits one message: whole lines, as many as there is room for.

    No reply that the project makes needs it (a test holds that); it guards against an edited
    knowledge base. Every tag that our templates use is closed on its line.
    """
    if units(html) <= MAX_TEXT:
        return html
    kept: list[str] = []
    room = MAX_TEXT - 2
    for line in html.split("\n"):
        room -= units(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])


def shortened(label: str) -> str:
    """Return a label that a small phone shows whole."""
    return label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…"


def _rows(keys: Sequence[Key], width: int) -> Iterable[tuple[Key, ...]]:
    return [tuple(keys[i : i + width]) for i in range(0, len(keys), width)]


def _page(items: Sequence[T], wanted: int, size: int) -> tuple[int, int, Sequence[T]]:
    pages = max(1, -(-len(items) // size))
    page = min(wanted, pages - 1)
    return page, pages, items[page * size : (page + 1) * size]
