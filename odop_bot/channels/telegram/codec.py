"""Actions as Telegram's buttons carry them: `verb:argument:page`, ASCII, stateless, so that old buttons still work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from odop_bot.conversation.actions import (
    Action,
    Browse,
    Choice,
    DeskAction,
    DeskStep,
    Detail,
    Judge,
    Locate,
    Menu,
    Open,
    Own,
    Picture,
    QuizAction,
    QuizStep,
    Speak,
    Translate,
)

MAX_BYTES = 64
"""What Telegram takes."""
FREE = "auto"
"""The argument of the button that fixes no language."""
_DATA = re.compile(r"([a-z]{1,2}):([A-Za-z0-9._/,-]{0,60})(?::(\d{1,3}))?")
KINDS: Mapping[str, str] = {"d": "district", "s": "state", "p": "family", "f": "faq", "a": "support", "g": "gi"}
"""Verbs that ask a question, and what they open."""
MENUS: Mapping[str, Menu] = {
    "m": Menu.START,
    "bs": Menu.STATES,
    "bl": Menu.STATE_LISTS,
    "bd": Menu.DISTRICTS,
    "bp": Menu.PRODUCTS,
    "bt": Menu.TOPICS,
    "be": Menu.QUESTIONS,
    "ml": Menu.LANGUAGES,
    "mh": Menu.HELP,
    "ma": Menu.ABOUT,
    "mp": Menu.PRIVACY,
    "bn": Menu.NEEDS,
    "bw": Menu.WRONG,
    "bm": Menu.MINE,
}
QUIZ: Mapping[str, QuizStep] = {
    "qt": QuizStep.TOPICS,
    "qs": QuizStep.STATES,
    "qc": QuizStep.SECTORS,
    "ql": QuizStep.LENGTHS,
    "qg": QuizStep.BEGIN,
    "qk": QuizStep.NEXT,
    "qv": QuizStep.CHOOSE,
    "qx": QuizStep.STOP,
    "qo": QuizStep.CONTINUE,
    "qa": QuizStep.AGAIN,
    "qr": QuizStep.REVIEW,
    "qi": QuizStep.EXAMS,
    "qm": QuizStep.PAPERS,
    "qj": QuizStep.PAPER,
    "qw": QuizStep.MOCK_STATES,
    "qn": QuizStep.BEGIN_MOCK,
    "qh": QuizStep.CHALLENGE,
    "qy": QuizStep.TAKE_UP,
    "qd": QuizStep.DAILY,
    "qp": QuizStep.PICTURE,
    "qe": QuizStep.EXPORT,
    "qf": QuizStep.EXPORT_AS,
}
DESK: Mapping[str, DeskStep] = {
    "h": DeskStep.ASK,
    "hs": DeskStep.HAND_OVER,
    "hn": DeskStep.NOT_NOW,
    "hx": DeskStep.CLOSE_OWN,
    "hp": DeskStep.PASS_ON,
    "hw": DeskStep.WRITE,
    "ht": DeskStep.TAKE,
    "ho": DeskStep.TAKE_OVER,
    "hc": DeskStep.CLOSE,
    "hk": DeskStep.SEND_FOUND,
    "ng": DeskStep.WANT_NOTICES,
    "nx": DeskStep.SEND_NOTICE,
    "nd": DeskStep.DROP_NOTICE,
    "tg": DeskStep.TEACH,
    "tp": DeskStep.PICK_ENTRY,
    "ta": DeskStep.ACCEPT,
    "tr": DeskStep.REFUSE,
    "td": DeskStep.DROP_GAP,
    "tn": DeskStep.GAPS,
}
_OTHERS: Mapping[str, Callable[[str], Action | None]] = {
    "y": lambda argument: Judge(argument, right=True),
    "n": lambda argument: Judge(argument.partition("/")[0], right=False, what=argument.partition("/")[2] or None),
    "l": lambda argument: Speak(None if argument == FREE else argument),
    "c": lambda argument: _picture(argument),
    "o": Own,
    "w": lambda _: Locate(),
}
VERBS = frozenset({*KINDS, *MENUS, *QUIZ, *DESK, *_OTHERS, "t", "r"})
"""Every verb: beside those above, what translates (`t`) and what cites (`r`)."""
_KIND_VERBS = {kind: verb for verb, kind in KINDS.items()}
_MENU_VERBS = {menu: verb for verb, menu in MENUS.items()}
_STEP_VERBS: Mapping[QuizStep | DeskStep, str] = {
    **{step: verb for verb, step in QUIZ.items()},
    **{step: verb for verb, step in DESK.items()},
}


def encode(action: Action) -> str:
    """Return the data of a button. Raises ValueError when it would be too long or not plain."""
    verb, argument, page = _written(action)
    data = f"{verb}:{argument}" + (f":{page}" if page else "")
    if not _DATA.fullmatch(data) or len(data) > MAX_BYTES:
        raise ValueError(f"{data!r} cannot be a button's data")
    return data


def decode(data: str) -> Action | None:
    """Return what a button says, or None for data that was never ours."""
    match = _DATA.fullmatch(data) if len(data) <= MAX_BYTES else None
    if not match:
        return None
    verb, argument, page = match.group(1), match.group(2), int(match.group(3) or 0)
    if verb in KINDS:
        return _opened(KINDS[verb], argument, page)
    if verb in MENUS:
        return Browse(MENUS[verb], argument, page)
    if verb in QUIZ:
        return QuizAction(QUIZ[verb], argument, page)
    if verb in DESK:
        return DeskAction(DESK[verb], argument, page)
    if verb == "t":
        language, _, rest = argument.partition(".")
        opened = unpacked(rest, page)
        return Translate(language, opened) if opened else None
    if verb == "r":
        opened = unpacked(argument, page)
        return Detail(opened) if opened else None
    maker = _OTHERS.get(verb)
    return maker(argument) if maker else None


def packed(opened: Open) -> str:
    """Return what a button opens as a part of another button's argument: `d.171`."""
    return f"{_KIND_VERBS[opened.choice.kind]}.{_argument(opened)}"


def unpacked(text: str, page: int = 0) -> Open | None:
    """Return what a part of a button's argument opens; None if it is none."""
    verb, _, key = text.partition(".")
    return _opened(KINDS[verb], key, page) if verb in KINDS else None


def pattern(*steps: QuizStep | DeskStep) -> str:
    """Return a regular expression for the data of some steps' buttons."""
    return rf"^(?:{'|'.join(sorted(_STEP_VERBS[step] for step in steps))}):"


def _argument(opened: Open) -> str:
    """Return what stands on the button of a choice: of a State and a family with the list, if one is asked for."""
    return f"{opened.choice.id}/{opened.list_id}" if opened.list_id else opened.choice.id


def _opened(kind: str, argument: str, page: int) -> Open:
    """Return what a button's argument opens."""
    if kind not in ("state", "family"):
        return Open(Choice(kind, argument), page)
    key, _, list_id = argument.partition("/")
    return Open(Choice(kind, key), page, list_id or None)


def _picture(argument: str) -> Picture | None:
    """Return whose picture a button promises: `171` is a district, `s.9` a State, `p.carpet` a product family."""
    verb, dot, key = argument.partition(".")
    if not dot:
        return Picture(Choice("district", argument))
    return Picture(Choice(KINDS[verb], key)) if verb in ("s", "p") else None


def _written(action: Action) -> tuple[str, str, int]:
    """Return verb, argument and page."""
    match action:
        case Open(choice, page):
            return _KIND_VERBS[choice.kind], _argument(action), page
        case Translate(language, opened):
            return "t", f"{language}.{packed(opened)}", opened.page
        case Detail(opened):
            return "r", packed(opened), opened.page
        case Browse(menu, argument, page):
            return _MENU_VERBS[menu], argument, page
        case Judge(subject, right, what):
            return "y" if right else "n", f"{subject}/{what}" if what else subject, 0
        case Speak(language):
            return "l", language or FREE, 0
        case Picture(choice):
            of_district = choice.kind == "district"
            return "c", choice.id if of_district else f"{_KIND_VERBS[choice.kind]}.{choice.id}", 0
        case Own(district):
            return "o", district, 0
        case Locate():
            return "w", "", 0
        case QuizAction(step, argument, page) | DeskAction(step, argument, page):
            return _STEP_VERBS[step], argument, page


def desk_action(data: str | None) -> DeskAction | None:
    """Return the helpdesk's step that a button carries; None for any other button."""
    action = decode(data or "")
    return action if isinstance(action, DeskAction) else None


def quiz_action(data: str | None) -> QuizAction | None:
    """Return the quiz's step that a button carries; None for any other button."""
    action = decode(data or "")
    return action if isinstance(action, QuizAction) else None
