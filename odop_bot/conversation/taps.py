"""What a button that opens something asks for, after what the chat spoke of."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.answering import Answerer
from odop_bot.conversation import arguments, recollection
from odop_bot.conversation.actions import Open
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskGi, AskProduct, AskState, Choice, Request


def request_of(opened: Open, memory: Memory, answerer: Answerer) -> Request | None:
    """Return the question that a button asks after what the chat spoke of; None if what it names is gone."""
    choice = opened.choice
    if not recollection.exists(answerer.knowledge, choice):
        return None
    if opened.list_id is not None and opened.list_id not in answerer.knowledge.lists:
        return None
    last, understander = memory.last, answerer.understander
    if opened.list_id is not None:
        request = understander.open(choice, Memory())
        return replace(request, list_id=opened.list_id, page=opened.page)  # type: ignore[call-arg] # both have pages
    if last is not None and choice.kind in ("state", "family") and _is_of(last, choice):
        return understander.again(replace(last, page=opened.page))
    if choice not in memory.choices:
        # Nothing was asked of it; but what helps a maker depends on who and where the maker is.
        memory = replace(memory, asked=last if choice.kind == "support" else None)
    request = understander.open(choice, memory)
    return replace(request, page=opened.page) if isinstance(request, AskState | AskProduct | AskGi) else request


def _is_of(shown: Shown, choice: Choice) -> bool:
    """Whether a screen is one page of what a button opens."""
    if choice.kind == "state":
        return shown.kind == "state" and shown.states == (arguments.number(choice.id),)
    return shown.kind == "product" and shown.families[:1] == (choice.id,)
