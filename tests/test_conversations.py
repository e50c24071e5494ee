"""Conversations that anyone can read and extend: see conversations/README.md."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from odop_bot.answering import Answerer, Question, Reply
from odop_bot.knowledge import Knowledge
from odop_bot.understanding.memory import Memory
from tests.data import load_all

CONVERSATIONS = load_all("conversations")
_FIELDS = {"ask", "kind", "of", "states", "families", "faq", "choices", "says", "never", "language"}


def _district_name(knowledge: Knowledge, code: int) -> str:
    district = knowledge.districts[code]
    return f"{district.name}, {knowledge.state_of(district).code}"


def _complaints(turn: dict[str, Any], reply: Reply, text: str, knowledge: Knowledge) -> list[str]:
    """Return what a reader of the YAML would say is wrong with a reply."""
    out: list[str] = []
    names = [_district_name(knowledge, code) for code in reply.districts]
    offered = [b.label for b in reply.open]
    kinds = turn["kind"] if isinstance(turn["kind"], list) else [turn["kind"]]
    if reply.kind not in kinds:
        out.append(f"kind is {reply.kind}, not {turn['kind']}")
    if "of" in turn and names[: len(turn["of"])] != turn["of"]:
        out.append(f"it is about {names[:5]}, not {turn['of']}")
    if "states" in turn and [knowledge.states[code].code for code in reply.states] != turn["states"]:
        out.append(f"states are {reply.states}, not {turn['states']}")
    if "families" in turn and list(reply.families)[: len(turn["families"])] != turn["families"]:
        out.append(f"families are {reply.families}, not {turn['families']}")
    if turn.get("language") not in (None, reply.language):
        out.append(f"the answer is in {reply.language}")
    if "faq" in turn and reply.faq != turn["faq"]:
        out.append(f"the entry is {reply.faq}, not {turn['faq']}")
    out += [f"does not offer {c}" for c in turn.get("choices", []) if not any(c in label for label in offered)]
    out += [f"does not say {s!r}" for s in turn.get("says", []) if s not in text]
    out += [f"says {s!r}" for s in turn.get("never", []) if s in text]
    return out


@pytest.mark.parametrize(
    ("name", "conversation"),
    CONVERSATIONS,
    ids=[f"{name}-{i}-{entry['talk'][0]['ask'][:30]}" for i, (name, entry) in enumerate(CONVERSATIONS)],
)
def test_conversation(name: str, conversation: dict[str, Any], answerer: Answerer, knowledge: Knowledge) -> None:
    memory = Memory()
    for turn in conversation["talk"]:
        assert set(turn) <= _FIELDS, f"unknown fields in {name}: {set(turn) - _FIELDS}"
        fixed = None if "language" in turn else "en"
        reply = answerer.answer(Question(text=str(turn["ask"]), language=fixed, memory=memory))
        text = answerer.renderer.text(reply)
        complaints = _complaints(turn, reply, text, knowledge)
        assert not complaints, f"{turn['ask']!r}: {'; '.join(complaints)}\n{reply.why}\n{text}"
        memory = reply.memory


def test_there_are_enough_cases(knowledge: Knowledge) -> None:
    turns = [turn for _, entry in CONVERSATIONS for turn in entry["talk"]]
    kinds = Counter(
        kind for turn in turns for kind in ([turn["kind"]] if isinstance(turn["kind"], str) else turn["kind"])
    )
    assert len(turns) >= 400
    expected = {"district", "state", "product", "pin", "faq", "count", "choice", "smalltalk", "help", "unknown"}
    assert expected <= set(kinds)
    seen = {place.rsplit(", ", 1)[1] for turn in turns for place in turn.get("of", [])}
    assert {state.code for state in knowledge.states.values()} <= seen, "every state wants a case"
