"""Which buttons open what was understood, or what a reply is about."""

from __future__ import annotations

from odop_bot.answering import Reply
from odop_bot.conversation.actions import Open
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.requests import AskFaq, AskGi, AskSupport, Choice


def opens_of(decision: Decision) -> list[Open]:
    """Return what opens what a message surely asks, in order."""
    out: list[Open] = []
    for request in decision.requests:
        if isinstance(request, AskFaq):
            out += [Open(Choice("faq", entry)) for entry in request.entries]
        elif isinstance(request, AskSupport):
            out += [Open(Choice("support", need)) for need in request.needs]
        elif isinstance(request, AskGi):
            out.append(Open(Choice("gi", request.code), request.page))
        elif request.kind in ("product", "count") and request.families:
            out += [Open(Choice("family", family)) for family in request.families]
        elif request.kind == "state" or not request.districts:
            out += [Open(Choice("state", str(code))) for code in request.states]
        else:
            out += [Open(Choice("district", str(code))) for code in request.districts]
    return list(dict.fromkeys(out))


def opening(reply: Reply) -> Open | None:
    """Return what opens the subject of a reply again; None where only the question itself does."""
    page = int(reply.data.get("page", 1)) - 1
    if reply.kind == "mcq":
        return None  # its options are in the question alone
    if reply.kind in ("district", "pin"):
        return Open(Choice("district", str(reply.districts[0])))
    if reply.faq:
        return Open(Choice("faq", reply.faq))
    if reply.kind == "product" and reply.families:
        return Open(Choice("family", reply.families[0]), page)
    last = reply.memory.last
    if reply.kind == "support" and last:
        maker = AskSupport(
            needs=last.needs, groups=last.groups, families=last.families, districts=last.districts, states=last.states
        )
        return Open(Choice("support", maker.code))
    if reply.kind == "gi":
        return Open(Choice("gi", gi_code(reply)), page)
    return Open(Choice("state", str(reply.states[0])), page) if reply.kind == "state" else None


def gi_code(reply: Reply) -> str:
    """Return what was asked of the GI Registry, as a choice says it."""
    return (reply.memory.last.gi if reply.memory.last else None) or AskGi().code


def needs_of(reply: Reply) -> tuple[str, ...]:
    """Return what was asked for, of a reply on what helps a maker."""
    return reply.memory.last.needs if reply.memory.last else ()
