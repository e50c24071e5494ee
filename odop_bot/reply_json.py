"""A reply as the JSON object that other programs read."""

from __future__ import annotations

from typing import Any

from odop_bot.answering.reply import Reply
from odop_bot.understanding.decision import Hypothesis

_RANKED = 5
"""Things that a message may ask that the JSON object tells, the likeliest first."""


def reply_object(question: str, reply: Reply, text: str) -> dict[str, Any]:
    """Return a reply as the JSON object that other programs read; what is told below it counts as well."""
    parts = (reply, reply.also) if reply.also else (reply,)
    picked = reply.answer
    answer = {"answer": {"options": list(picked.options), "texts": list(picked.texts)}} if picked else {}
    return {
        "question": question,
        "kind": reply.kind,
        **answer,
        "language": reply.language,
        "confidence": reply.confidence,
        "districts": [str(code) for code in dict.fromkeys(c for part in parts for c in part.districts)],
        "states": [str(code) for code in reply.states],
        "families": list(reply.families),
        "faq": reply.faq,
        "faqs": [entry for part in parts for entry in part.faqs],
        "choices": [{"label": b.label, b.choice.kind: b.choice.id} for b in reply.open],
        "sources": list(dict.fromkeys(source for part in parts for source in part.sources)),
        "text": text,
        "why": [
            {"mention": w.mention, "matched": w.matched, "rule": w.rule, "score": w.score, "runner_up": w.runner_up}
            for w in reply.why
        ],
        "ranking": [_ranked(hypothesis) for hypothesis in reply.ranking[:_RANKED]],
    }


def _ranked(hypothesis: Hypothesis) -> dict[str, Any]:
    speaks_for, against = hypothesis.reasons()
    return {
        "request": hypothesis.request.subject,
        "probability": round(hypothesis.probability, 3),
        "for": speaks_for,
        "against": against,
    }
