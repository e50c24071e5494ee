"""Replies when nothing is told: small talk, help, a question back, an honest "I do not know"."""

from __future__ import annotations

from odop_bot.answering.replies.base import Builder
from odop_bot.answering.reply import Reply
from odop_bot.knowledge.base import NATIONAL
from odop_bot.knowledge.models import ProductList
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import (
    AskDistricts,
    AskGi,
    AskHelp,
    AskProduct,
    AskSupport,
    Choice,
    NotForUs,
    Request,
    Smalltalk,
)

_MOST_PRODUCTS = 2
"""Products of each district that a question back tells."""


class SmalltalkBuilder(Builder):
    """Replies to small talk; it disturbs nothing of what was spoken of."""

    def build(self, request: Smalltalk, memory: Memory) -> Reply:
        """Return a short word."""
        return self.make(request, "smalltalk", {"smalltalk": request.what}, memory)


class HelpBuilder(Builder):
    """Replies with what the bot can do."""

    def build(self, request: AskHelp, memory: Memory) -> Reply:
        """Return the help."""
        return self.make(request, "help", {}, memory)


class ChoiceBuilder(Builder):
    """Asks back."""

    def build(self, decision: Decision, memory: Memory) -> Reply:
        """Return the question which of the choices is meant; districts with what is listed for them."""
        buttons = tuple(self.button(choice) for choice in decision.choices)
        shared = self.knowledge.shared_names[decision.shared] if decision.shared is not None else None
        item = self._list_of(decision)
        listed = [self._listed(choice, item) if item else [] for choice in decision.choices]
        told = item if any(listed) else None
        return self.make(
            NotForUs(),
            "choice",
            {
                "options": [{"label": b.label, "products": x} for b, x in zip(buttons, listed, strict=True)],
                "why": self.wording.why_shared(shared) if shared else None,
                "only": len(buttons) == 1,
                "of": decision.choices[0].kind,
                "list": self.wording.text(told.name) if told else None,
                "as_of": self.wording.date(told.as_of) if told else None,
                "sources": self.sources([told.source]) if told else [],
            },
            memory.offering(decision.choices, asked_of(decision.asked or decision.request)),
            kind="choice",
            choices=buttons,
            sources=(told.source,) if told else (),
        )

    def _list_of(self, decision: Decision) -> ProductList | None:
        """Return the list of which is told, where nothing but the products of some districts is asked for."""
        asked = decision.asked or decision.request
        districts = {choice.kind for choice in decision.choices} == {"district"} and len(decision.choices) > 1
        if not districts or (isinstance(asked, AskDistricts) and asked.aspects):
            return None
        if not isinstance(asked, AskDistricts | NotForUs):
            return None
        return self.knowledge.lists[(asked.list_id if isinstance(asked, AskDistricts) else None) or NATIONAL]

    def _listed(self, choice: Choice, item: ProductList) -> list[str]:
        district = self.knowledge.districts[int(choice.id)]
        return [self.wording.product_short(x) for x in self.knowledge.listings(district, item.id)[:_MOST_PRODUCTS]]


class UnknownBuilder(Builder):
    """Says that it does not know, and what comes nearest."""

    def build(self, decision: Decision, memory: Memory) -> Reply:
        """Return an honest "I do not know"."""
        buttons = tuple(self.button(choice) for choice in decision.near)
        request = decision.request if isinstance(decision.request, NotForUs) else NotForUs()
        if decision.of:
            # "Weather in Agra" – "and its product?"
            memory = memory.showing(Shown(kind="district", districts=decision.of))
        places = [self.knowledge.districts[code] for code in decision.of]
        buttons += tuple(self.button(Choice("district", str(place.lgd))) for place in places[:1])
        return self.make(
            request,
            "unknown",
            {
                "read": [self.wording.place(place) for place in places],
                "labels": [b.label for b in buttons[: len(decision.near)]],
                "pin": request.pin,
                "location": request.elsewhere,
            },
            memory.offering(decision.near) if decision.near else memory,
            kind="unknown",
            related=buttons,
        )


def asked_of(request: Request) -> Shown:
    """Return what is asked of whatever will be picked."""
    if isinstance(request, AskDistricts):
        return Shown(kind="district", aspects=request.aspects, list_id=request.list_id)
    if isinstance(request, AskProduct):
        return Shown(kind="product", states=request.states, list_id=request.list_id)
    if isinstance(request, AskGi):
        return Shown(kind="gi", gi=request.code)
    if isinstance(request, AskSupport):
        return Shown(kind="support", needs=request.needs, families=request.families, districts=request.districts)
    return Shown(kind="district")
