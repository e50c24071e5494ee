"""Tell a person how a message was read: what was seen in it, what it may ask and why, what was decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from odop_bot.answering import Answerer
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.understanding.deciding import ANSWER, ASK, OFFER
from odop_bot.understanding.decision import Decision, Hypothesis
from odop_bot.understanding.evidence import PRODUCT, Evidence
from odop_bot.understanding.gazetteer import Place
from odop_bot.understanding.mentions import Mention
from odop_bot.understanding.requests import AskFaq, Choice, NotForUs, Request

READINGS = 5
"""Readings that are shown, the likeliest first."""
_SHOWN_FROM, _REASON_FROM = 0.005, 0.05
"""Probability of a reading, and weight of a reason, that would not be printed as nothing."""
_NAMES = 3
"""Names that are shown of those that a span may be."""
_SYMBOLS = {
    "DST": "(a district)",
    "STT": "(a State)",
    "PRD": "(a product)",
    "LST": "(a list)",
    "NUM": "(a number)",
    "YEAR": "(a year)",
    "PIN": "(a PIN code)",
    "^": "(start)",
    "$": "(end)",
}
"""What features write for names."""
_OF_WORDS = {
    "w": "the word {}",
    "b": "the words {} side by side",
    "c": "a word for {}",
    "y": "it asks for: {}",
    "d": "words for {} together",
    "n": "{} inside of a name",
    "g": "a word with the letters {}",
}
"""What the features of words say, by their first letter."""
_OF_MESSAGE = {
    "in_domain": "it speaks of ODOP, of products or of a scheme",
    "out_of_domain": "it speaks of something that is not ours",
    "abroad": "it names a place outside India",
    "refers": "it points at what was shown before",
    "corrects": "it says that the answer before was wrong",
    "list": "it names a list",
    "pin": "it has a PIN code",
    "doubted": "it has a name that something speaks against",
}
_COUNTS = {
    "unexplained": "words not known",
    "places": "districts named",
    "products": "products named",
    "states": "States named",
    "length": "words in it",
    "intent": "it shows the wish",
    "need": "a maker's need",
    "group": "the person is",
    "small": "small talk",
    "after": "said after",
    "language": "written in",
}
"""What features of the whole message count."""
_COUNT = re.compile(r"(\w+)=")


def explanation(answerer: Answerer, text: str) -> str:
    """Return some lines for a person on how a message is read by itself, without a chat before it."""
    understander, knowledge = answerer.understander, answerer.knowledge
    decision, evidence = understander.read(text), understander.annotate(text)
    language = decision.language or "none shown; a reply is in the person's own, else in English"
    lines = [f"Message: {evidence.text}", f"Language: {language}", "", "What was seen in it:"]
    seen = list(_seen(knowledge, evidence))
    width = min(28, max((len(words) for words, _ in seen), default=0))
    lines += [f"  {words:<{width}}  {what}" for words, what in seen] or ["  nothing"]
    if decision.ranking:
        shown = [h for h in decision.ranking if h.probability >= _SHOWN_FROM][:READINGS]
        words = {token.stem: token.text for token in evidence.tokens}
        lines += ["", "What it may ask, the likeliest first:"]
        lines += [line for hypothesis in shown for line in _reading(knowledge, hypothesis, words)]
    lines += ["", *_decided(knowledge, decision)]
    return "\n".join(lines)


def _seen(knowledge: Knowledge, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield words of the message, in order, with what they were taken for."""
    found: list[tuple[int, int, str]] = [(m.start, m.end, _place(knowledge, m)) for m in evidence.mentions]
    found += [
        (m.start, m.end, f"not taken for {_name(knowledge, m.best.place)}: something speaks against it")
        for m in evidence.doubted
    ]
    for hit in evidence.products:
        names = [
            f"the listed product {value.removeprefix(PRODUCT)}"
            if value.startswith(PRODUCT)
            else knowledge.families[value].name[ENGLISH]
            for value in hit.values[:_NAMES]
        ]
        found.append((hit.start, hit.end, f"a product: {' or '.join(names)} ({hit.rule} {hit.text})"))
    for hit in evidence.lists:
        names = [knowledge.lists[value].name[ENGLISH] for value in hit.values if value in knowledge.lists]
        found.append((hit.start, hit.end, f"a list: {' or '.join(names)}"))
    for intent, hits in evidence.intents.items():
        found += [(hit.start, hit.end, f"shows what is asked: {intent}") for hit in hits]
    for kind, hits in evidence.small.items():
        found += [(hit.start, hit.end, f"small talk: {kind}") for hit in hits]
    found += [(start, end, f"a word for: {concept}") for start, end, concept in evidence.concepts]
    for i, token in enumerate(evidence.tokens):
        if i in evidence.programme:
            found.append((i, i + 1, "the name of the programme"))
        elif token.text in evidence.pins:
            found.append((i, i + 1, "a PIN code"))
        elif i in evidence.flags.cue:
            found.append((i, i + 1, "shows that a district or its product is meant"))
        elif i in evidence.flags.filler:
            found.append((i, i + 1, "a small word that says nothing by itself"))
        elif i in evidence.unexplained and not any(start <= i < end for start, end, _ in found):
            found.append((i, i + 1, "not known"))
    spans: dict[tuple[int, int], list[str]] = {}
    for start, end, what in sorted(found, key=lambda item: item[:2]):
        spans.setdefault((start, end), []).append(what)
    for (start, end), whats in spans.items():
        words = evidence.text[evidence.tokens[start].start : evidence.tokens[min(end, len(evidence.tokens)) - 1].end]
        yield words, "; ".join(dict.fromkeys(whats))


def _place(knowledge: Knowledge, mention: Mention) -> str:
    candidates = [
        f"{_name(knowledge, c.place)} ({c.rule} {c.name}, {c.score:.0%})" for c in mention.candidates[:_NAMES]
    ]
    more = len(mention.candidates) - _NAMES
    return f"a place: {' or '.join(candidates)}" + (f" or {more} more" if more > 0 else "")


def _name(knowledge: Knowledge, place: Place) -> str:
    if place.kind == "shared":
        return f"{knowledge.shared_names[place.id].name}, a name of {len(place.districts)} districts"
    return knowledge.states[place.id].name if place.kind == "state" else _district(knowledge, place.id)


def _district(knowledge: Knowledge, code: int) -> str:
    district = knowledge.districts[code]
    return f"{district.name}, {knowledge.state_of(district).name}"


def _reading(knowledge: Knowledge, hypothesis: Hypothesis, words: Mapping[str, str]) -> Iterator[str]:
    unsure = "" if hypothesis.sure or isinstance(hypothesis.request, NotForUs) else " (only to be asked back)"
    yield f"  {hypothesis.probability:6.1%}  {_asked(knowledge, hypothesis.request)}{unsure}"
    for label, reasons in zip(("for", "against"), hypothesis.reasons(), strict=True):
        told = "; ".join(
            f"{readable(feature, words)} {value:+.1f}"
            for feature, value in reasons.items()
            if abs(value) >= _REASON_FROM
        )
        if told:
            yield f"          {label}: {told}"


def _asked(knowledge: Knowledge, request: Request) -> str:
    """Return what a request asks, with names for its ids."""
    if isinstance(request, NotForUs):
        return "nothing that is known here"
    if isinstance(request, AskFaq):
        told = [f"{entry} ({knowledge.faq[entry].title[ENGLISH]})" for entry in request.entries]
        return f"the answer {' and '.join(told)}"
    names = [_district(knowledge, code) for code in request.districts]
    names += [knowledge.families[family].name[ENGLISH] for family in request.families]
    names += [knowledge.states[code].name for code in request.states]
    ids = {str(i) for i in (*request.districts, *request.families, *request.states)}
    words = [word for word in request.subject.split() if word not in ids]
    return f"{' '.join(words)}: {'; '.join(names)}" if names else " ".join(words)


def _decided(knowledge: Knowledge, decision: Decision) -> Iterator[str]:
    """Yield the decision, and by which rule it was made."""
    if not decision.ranking:
        rules = sorted({why.rule for why in decision.why})
        reason = f"by the rule: {', '.join(rules)}" if rules else "without weighing anything"
    elif decision.requests and decision.kind != "unknown":
        reason = f"it has {decision.confidence:.0%}, and {ANSWER:.0%} is enough to answer"
    elif decision.choices:
        reason = (
            f"no reading that may be answered for has {ANSWER:.0%} (or two are too close), but those of {OFFER:.0%} "
            f"and more have {ASK:.0%} together"
        )
    else:
        reason = f"no reading has {ANSWER:.0%}, and what could be asked back has less than {ASK:.0%} together"
    if decision.kind == "unknown":
        yield f"Decision: say that it is not known; {reason}."
    elif decision.requests:
        yield f"Decision: reply with {' and '.join(_asked(knowledge, r) for r in decision.requests)}; {reason}."
    if decision.choices:
        asked = " or ".join(_choice(knowledge, choice) for choice in decision.choices)
        yield f"Decision: ask back: {asked}; {reason}." if not decision.requests else f"Ask below it: {asked}."
    for why in decision.why:
        beside = f"; next best: {why.runner_up}" if why.runner_up else ""
        yield f"  {why.mention} = {why.matched} ({why.rule}, {why.score:.2f}{beside})"


def _choice(knowledge: Knowledge, choice: Choice) -> str:
    if choice.kind == "district":
        return _district(knowledge, int(choice.id))
    if choice.kind == "state":
        return knowledge.states[int(choice.id)].name
    if choice.kind == "family":
        return knowledge.families[choice.id].name[ENGLISH]
    return f"{choice.kind} {choice.id}"


def readable(feature: str, words: Mapping[str, str]) -> str:
    """Return in plain words what a feature of a message says; `words` are those of the message by their stems."""
    kind, _, value = feature.partition(":")
    if kind == "x":
        return _OF_MESSAGE.get(value) or _COUNT.sub(lambda found: f"{_COUNTS.get(found[1], found[1])}: ", value)
    told = [
        _SYMBOLS.get(word) or (f"“{words.get(word, word)}”" if kind in "wbgn" else word) for word in value.split(" ")
    ]
    return _OF_WORDS[kind].format(" ".join(told)) if kind in _OF_WORDS else feature
