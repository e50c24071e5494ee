"""What can be tapped, typed. How a channel writes it on a button is the channel's own matter (its codec)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from odop_bot.understanding.requests import Choice as Choice


class Menu(StrEnum):
    """A screen that answers no question."""

    START = auto()
    STATES = auto()
    """The States, to find a district."""
    STATE_LISTS = auto()
    """The States, to see all products of one."""
    DISTRICTS = auto()
    """The districts of a State."""
    PRODUCTS = auto()
    TOPICS = auto()
    QUESTIONS = auto()
    """The FAQ entries of a topic."""
    LANGUAGES = auto()
    HELP = auto()
    ABOUT = auto()
    PRIVACY = auto()
    NEEDS = auto()
    """What a maker may need, for a district (its LGD code) or for whoever asks."""
    MINE = auto()
    """The person's own district, or the question which it is."""
    WRONG = auto()
    """What may be wrong about a subject (`d171`)."""


class QuizStep(StrEnum):
    """What a button of the quiz does."""

    TOPICS = auto()
    STATES = auto()
    SECTORS = auto()
    LENGTHS = auto()
    BEGIN = auto()
    NEXT = auto()
    """Go on behind a question, answered or not."""
    CHOOSE = auto()
    """Answer a question, on a channel without polls."""
    STOP = auto()
    CONTINUE = auto()
    """Show where the own round stands."""
    AGAIN = auto()
    REVIEW = auto()
    EXAMS = auto()
    PAPERS = auto()
    """The papers of an exam."""
    PAPER = auto()
    """The lengths of a mock test on a paper, perhaps of one State."""
    MOCK_STATES = auto()
    BEGIN_MOCK = auto()
    CHALLENGE = auto()
    """Make a message that challenges a friend."""
    TAKE_UP = auto()
    """Play against a friend who has challenged."""
    DAILY = auto()
    PICTURE = auto()
    EXPORT = auto()
    EXPORT_AS = auto()


class DeskStep(StrEnum):
    """What a button of the helpdesk does: of a person, of its people, of those who teach and send notices."""

    ASK = auto()
    HAND_OVER = auto()
    NOT_NOW = auto()
    CLOSE_OWN = auto()
    PASS_ON = auto()
    """Pass a message of the person on to their open case."""
    WRITE = auto()
    """Write the next message to the helpdesk, on a channel on which nobody replies to a message."""
    TAKE = auto()
    TAKE_OVER = auto()
    CLOSE = auto()
    SEND_FOUND = auto()
    WANT_NOTICES = auto()
    SEND_NOTICE = auto()
    DROP_NOTICE = auto()
    TEACH = auto()
    PICK_ENTRY = auto()
    ACCEPT = auto()
    REFUSE = auto()
    DROP_GAP = auto()
    GAPS = auto()


@dataclass(frozen=True, slots=True)
class Open:
    """Ask what a choice names; `page` counts from 0."""

    choice: Choice
    page: int = 0
    list_id: str | None = None
    """The list that is asked for, of a State or a product family; none: that which was spoken of."""


@dataclass(frozen=True, slots=True)
class Translate:
    """Show in another language what a button opens."""

    language: str
    opened: Open


@dataclass(frozen=True, slots=True)
class Detail:
    """Show all that is known of what a button opens: every product, every remark, the sources with their titles."""

    opened: Open


@dataclass(frozen=True, slots=True)
class Browse:
    """Open a menu."""

    menu: Menu
    argument: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """Say whether an answer on a subject (`d171`, `f.first-launch`) was right."""

    subject: str
    right: bool
    what: str | None = None
    """What was wrong: `product`, `district`, `old` or `other`."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Fix the language of the answers; none: answer in that of the question."""

    language: str | None


@dataclass(frozen=True, slots=True)
class Own:
    """Call a district (an LGD code, as written on the button) one's own."""

    district: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Send the picture of a district, a State (LGD codes, as written on the button) or a product family."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Locate:
    """Ask the person for the place where they are."""


@dataclass(frozen=True, slots=True)
class QuizAction:
    """A step of the quiz."""

    step: QuizStep
    argument: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class DeskAction:
    """A step of the helpdesk."""

    step: DeskStep
    argument: str = ""
    page: int = 0


Action = Open | Translate | Detail | Browse | Judge | Speak | Own | Picture | Locate | QuizAction | DeskAction
