"""Which buttons open what was understood."""

from __future__ import annotations

from odop_bot.answering.replies.base import VERBS
from odop_bot.telegram.callbacks import Tap
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.requests import AskFaq, AskGi, AskSupport, Choice

KINDS = {verb: kind for kind, verb in VERBS.items()} | {"c": "district"}
"""What each verb opens; a picture is of a district."""


def tap_of(choice: Choice) -> Tap:
    """Return the button that opens a choice."""
    return Tap(VERBS[choice.kind], choice.id)


def taps_of(decision: Decision) -> list[Tap]:
    """Return the buttons that open what a message surely asks, in order."""
    out: list[Tap] = []
    for request in decision.requests:
        if isinstance(request, AskFaq):
            out += [Tap("f", entry) for entry in request.entries]
        elif isinstance(request, AskSupport):
            out += [Tap("a", need) for need in request.needs]
        elif isinstance(request, AskGi):
            out.append(Tap("g", request.code, request.page))
        elif request.kind in ("product", "count") and request.families:
            out += [Tap("p", family) for family in request.families]
        elif request.kind == "state" or not request.districts:
            out += [Tap("s", str(code)) for code in request.states]
        else:
            out += [Tap("d", str(code)) for code in request.districts]
    return list(dict.fromkeys(out))
