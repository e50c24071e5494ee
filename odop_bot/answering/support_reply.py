"""Make what a reply on support needs: data of the template, sources, buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from odop_bot.answering.reply import Button
from odop_bot.answering.support import Advice, Verdict, advise, states_for
from odop_bot.answering.wording import Wording
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import CraftKind
from odop_bot.understanding.requests import AskSupport, Choice

MAX_CHOICES = 5
"""Answers offered to what is asked back; whatever else there is can be typed."""
MAX_DETAILS = 3
MAX_SOURCES = 2
"""Sources in the line under a reply, so that it stays one line."""
MAX_PRODUCTS = 2
"""Products of a district that a condition names."""
OFFERED_NEEDS = ("loan", "machine", "market", "card")
"""Needs that are offered where papers are asked of none, best guess first."""


@dataclass(frozen=True, slots=True)
class SupportReply:
    """The parts of a reply on support."""

    data: dict[str, Any]
    """For the template `support`."""
    sources: tuple[str, ...]
    """Ids of the sources that it rests on, best first."""
    related: tuple[Button, ...]
    """Details of the schemes."""
    choices: tuple[Button, ...]
    """Answers to what is asked back."""


def support_reply(request: AskSupport, knowledge: Knowledge, wording: Wording) -> SupportReply:
    """Return the parts of the reply to a request for support in the language of a wording."""
    request = _known(request, knowledge)
    advice = advise(request, knowledge)
    person = advice.person
    choices = _choices(request, advice, knowledge, wording)
    sources = tuple(dict.fromkeys(v.scheme.sources[0] for v in advice.shown if v.fit != "no"))
    fitting = [v for v in advice.shown if v.fit != "no"]
    cited = tuple(dict.fromkeys(wording.source_name(source) for source in sources))
    return SupportReply(
        data={
            "needs": [wording.words.needs[need] for need in advice.needs],
            "craft": _craft(advice, knowledge, wording),
            "district": wording.place(person.district) if person.district else None,
            "state": wording.place(knowledge.states[person.state]) if person.state is not None else None,
            "fits": [_line(v, advice, knowledge, wording) for v in fitting if v.fit == "fits"],
            "may": [_line(v, advice, knowledge, wording) for v in fitting if v.fit == "may"],
            "against": [
                {"name": wording.text(v.scheme.name), "because": wording.text(v.scheme.because)}
                for v in advice.shown
                if v.fit == "no"
            ],
            "first": [{"name": wording.text(s.name), "where": wording.text(s.where)} for s in advice.first],
            "papers": {
                "name": wording.text(advice.papers.name),
                "list": [wording.text(p) for p in advice.papers.papers],
            }
            if advice.papers
            else None,
            "where": [] if advice.apply else _unique(wording.text(v.scheme.where) for v in fitting)[:2],
            "own_state_unknown": advice.own_state_unknown,
            "ask": advice.ask if choices else None,
            "labels": [button.label for button in choices],
            "sources": cited[:MAX_SOURCES],
        },
        sources=sources,
        related=_details(advice, knowledge, wording),
        choices=choices,
    )


def _known(request: AskSupport, knowledge: Knowledge) -> AskSupport:
    """Return a request without ids of nothing: a button may be older than the knowledge base."""
    return replace(
        request,
        needs=tuple(need for need in request.needs if need in knowledge.words.needs_of_makers),
        families=tuple(family for family in request.families if family in knowledge.families),
        districts=tuple(code for code in request.districts if code in knowledge.districts),
        states=tuple(code for code in request.states if code in knowledge.states),
    )


def _craft(advice: Advice, knowledge: Knowledge, wording: Wording) -> str | None:
    person = advice.person
    if person.families:
        return wording.text(knowledge.families[person.families[0]].name)
    return next((wording.text(k.name) for k in knowledge.craft_kinds.values() if k.id in person.crafts), None)


def _line(verdict: Verdict, advice: Advice, knowledge: Knowledge, wording: Wording) -> dict[str, Any]:
    scheme = verdict.scheme
    products = ()
    if verdict.condition == "product" and advice.person.district:
        listings = knowledge.listings(advice.person.district)
        products = _unique(wording.text(knowledge.families[f].name) for x in listings for f in x.families[:1])
    return {
        "name": wording.text(scheme.name),
        "texts": [wording.text(text) for text in verdict.texts],
        "condition": verdict.condition,
        "depends": wording.text(scheme.depends) if verdict.condition == "depends" else None,
        "states": [wording.place(knowledge.states[state]) for state in scheme.states],
        "products": products[:MAX_PRODUCTS],
        "where": wording.text(scheme.where) if advice.apply else None,
    }


def _details(advice: Advice, knowledge: Knowledge, wording: Wording) -> tuple[Button, ...]:
    entries = _unique(
        next((entry for entry in v.scheme.faq if entry in knowledge.faq), None) for v in advice.shown if v.fit != "no"
    )
    return tuple(
        Button(wording.text(knowledge.faq[entry].title), Choice("faq", entry)) for entry in entries if entry is not None
    )[:MAX_DETAILS]


def _choices(request: AskSupport, advice: Advice, knowledge: Knowledge, wording: Wording) -> tuple[Button, ...]:
    if advice.ask == "need":
        asked = [(wording.words.needs[need], replace(request, needs=(need, *request.needs))) for need in OFFERED_NEEDS]
    elif advice.ask == "craft":
        asked = [
            (wording.text(kind.name), _of_kind(request, kind)) for kind in knowledge.craft_kinds.values() if kind.asked
        ]
    elif advice.ask == "state":
        states = states_for(request.families, knowledge, MAX_CHOICES)
        asked = [(wording.place(knowledge.states[state]), replace(request, states=(state,))) for state in states]
    else:
        asked = []
    return tuple(Button(label, Choice("support", changed.code)) for label, changed in asked[:MAX_CHOICES])


def _of_kind(request: AskSupport, kind: CraftKind) -> AskSupport:
    if kind.families:
        return replace(request, families=kind.families[:1])
    return replace(request, groups=(*kind.groups[:1], *request.groups))


def _unique(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
