"""Who asks for help as a maker: what was said of it before, and the district that is their own, still holds."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.answering import Answerer, Reply
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskSupport


def for_this_maker(text: str, reply: Reply, memory: Memory, own: int | None, answerer: Answerer) -> Reply:
    """Return a reply on what helps a maker for what the person makes and where, as far as that is known.

    `own` is the LGD code of the person's own district. What the message itself says counts first.
    """
    shown = reply.memory.last
    if reply.kind != "support" or reply.also is not None or shown is None or shown.kind != "support":
        return reply
    before = next((item for item in memory.trail if item.kind == "support"), None)
    named = answerer.understander.annotate(text)
    families, groups = shown.families, shown.groups
    districts, states = shown.districts, shown.states
    if before is not None:
        families, groups = families or before.families, groups or before.groups
    families = families or next((item.families for item in memory.trail if item.kind == "district"), ())
    if not named.mentions and own is not None and own in answerer.knowledge.districts:
        districts, states = (own,), ()
    elif not districts and not states and before is not None:
        districts, states = before.districts, before.states
    if (families, groups, districts, states) == (shown.families, shown.groups, shown.districts, shown.states):
        return reply
    asked = AskSupport(needs=shown.needs, groups=groups, families=families, districts=districts, states=states)
    decision = Decision(
        requests=(asked,), why=reply.why, confidence=reply.confidence, ranking=reply.ranking, latin=reply.memory.latin
    )
    return answerer.reply(decision, replace(memory, latin=reply.memory.latin), reply.language)
