"""Read a message: annotate, resolve references, propose, score, decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from odop_bot.knowledge.base import Knowledge
from odop_bot.language.tokens import Token, normalise, tokenise
from odop_bot.understanding.annotators import Annotator
from odop_bot.understanding.deciding import Decider
from odop_bot.understanding.decision import Decision, Hypothesis, Why
from odop_bot.understanding.entries import EntryIndex
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.linear import fitted_lines, read_weights
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.opening import of_choice, of_screen
from odop_bot.understanding.pasted import PastedQuestion, read_pasted
from odop_bot.understanding.prefixes import PrefixIndex
from odop_bot.understanding.recognisers.talk import SmalltalkRecogniser, nothing_but_small
from odop_bot.understanding.references import References
from odop_bot.understanding.requests import AskCount, AskFaq, AskGi, AskHelp, AskMcq, Choice, Request
from odop_bot.understanding.scoring import Scorer

_MIN_HALF = 2
"""Words of each half of a message that asks two things."""
_BRIEF = 2
"""Words in Latin letters that are too few to show that the language changes."""
_MOST_HALVES = 4
"""Ways to part a message that are tried: one that asks two things shows it at the first ones."""
_MIN_TWO = 6
"""Words of a message that may ask two things."""


class Understander:
    """Reads messages; built once from the knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        weights = read_weights(knowledge)
        self._annotator = Annotator(knowledge)
        self._references = References(knowledge)
        self.entries = EntryIndex(knowledge, fitted_lines)
        self._scorer = Scorer(knowledge, weights, self.entries)
        self._decider = Decider(knowledge)
        self._small = SmalltalkRecogniser(knowledge)
        self._joints = frozenset(knowledge.words.joints)
        self._numbers = frozenset(knowledge.words.digit_words)
        self.beginnings = PrefixIndex(knowledge)

    def open(self, choice: Choice, memory: Memory) -> Request:
        """Return the request that a choice stands for; what was asked before the choice is still asked."""
        return of_choice(choice, memory)

    def again(self, shown: Shown) -> Request:
        """Return the request that a screen answered."""
        return of_screen(shown)

    def language(self, text: str) -> str | None:
        """Return the language in which a message is written, if it shows one."""
        return self._annotator.language(tokenise(normalise(text)))

    def annotate(self, text: str, memory: Memory | None = None) -> Evidence:
        """Return what was found in a message, references resolved."""
        message = normalise(text)
        evidence = self._annotator.annotate(message, tokenise(message), memory or Memory())
        self._references.resolve(evidence)
        return evidence

    def ranking(self, evidence: Evidence) -> list[Hypothesis]:
        """Return all that a message may ask, the likeliest first."""
        return self._scorer.rank(evidence)

    def read(self, text: str, memory: Memory | None = None, *, pasted: bool = True) -> Decision:
        """Return what a message asks, in the light of what the chat last spoke of.

        Without `pasted` it is no multiple-choice question, whatever it looks like.
        """
        message = normalise(text)
        tokens = tokenise(message)
        if not tokens:
            return Decision(requests=(AskHelp(),), confidence=0.0)
        question = self._pasted(text) if pasted else None
        if question is not None:
            return question
        evidence = self._annotator.annotate(message, tokens, memory or Memory())
        decision = self._read(evidence)
        told = bool(decision.requests or decision.choices)
        # What is not understood corrects nothing; the next message may say it better.
        return replace(
            decision,
            language=self._language(decision, evidence),
            of=() if told else tuple(candidate.place.id for candidate in evidence.sure),
            forgets=evidence.corrects and told,
            latin=all(token.script in ("Latn", "Zyyy") for token in tokens),
        )

    def _language(self, decision: Decision, evidence: Evidence) -> str | None:
        """Return the language to answer in: "thx" and "source do" go on in that of the talk."""
        spoken = decision.language if decision.language != evidence.language else None
        brief = len(evidence.tokens) <= _BRIEF and all(token.script == "Latn" for token in evidence.tokens)
        return spoken or (evidence.memory.language if brief else None) or evidence.language

    def _pasted(self, text: str) -> Decision | None:
        """Return the decision on a pasted multiple-choice question; None for any other message.

        Its form is so sure that nothing is weighed: what is in its options says nothing of what it asks.
        """
        question = read_pasted(text)
        if question is None:
            return None
        stem = tokenise(normalise(question.stem))
        flags = self._annotator.flags(stem)
        if not question.lists and len(flags.filler | flags.address) >= len(stem):
            return None  # "please tell me (a) … (b) … (c) …" wants all of them
        if not question.lists and self._lists_places(stem, flags, question):
            return None
        if question.loose and self._trails_off(question):
            return None
        why = (Why(question.stem, " ".join(item.label for item in question.options), "options", 1.0),)
        language = self.language(question.text) or self._annotator.language(stem)
        return Decision(requests=(AskMcq(question=question),), why=why, language=language)

    def _trails_off(self, question: PastedQuestion) -> bool:
        """Whether the last of some options without labels says nothing: "GIs of Mirzapur: dari, brass, and?"."""
        last = tokenise(normalise(question.options[-1].text))
        flags = self._annotator.flags(last)
        return bool(last) and all(i in flags.filler or t.text in self._joints for i, t in enumerate(last))

    def _lists_places(self, stem: Sequence[Token], flags: Flags, question: PastedQuestion) -> bool:
        """Whether several places are asked of: "I need three districts: 1. Rampur 2. Bareilly 3. Budaun"."""
        empty = flags.filler | flags.address | flags.cue
        words = [token.text for i, token in enumerate(stem) if i not in empty]
        if not all(word in self._numbers or word.isdigit() for word in words):
            return False
        found = [self.annotate(option.text) for option in question.options]
        return all(len(option.sure) == 1 and len(option.named) == len(option.tokens) for option in found)

    def _read(self, evidence: Evidence) -> Decision:
        resolved = self._references.resolve(evidence)
        if resolved is not None:
            return resolved
        entry = self.entries.asked(evidence.tokens)
        if entry is not None:
            why = (Why(evidence.text, entry, "exact question", 1.0),)
            return Decision(requests=(AskFaq(entries=(entry,)),), why=why)
        ranking = self._scorer.rank(evidence)
        if nothing_but_small(evidence):
            small = AskHelp() if set(evidence.small) == {"help"} else self._small.propose(evidence)[0].request
            why = (Why(evidence.text, small.subject, "phrase", 1.0),)
            return Decision(requests=(small,), ranking=tuple(ranking), why=why)
        decision = self._decider.decide(evidence, ranking)
        return self._two(evidence, decision) or decision

    def _two(self, evidence: Evidence, whole: Decision) -> Decision | None:
        """Return both requests of a message that joins two questions, if each half asks one by itself."""
        tokens = evidence.tokens
        if len(tokens) < _MIN_TWO or whole.kind in _ONE:
            return None
        # An entry or a count of a State says nothing of a district that is named beside its question.
        unheard = whole.kind in _BESIDE_NAMES or bool(
            evidence.sure and whole.requests and not any(request.districts for request in whole.requests)
        )
        if _sure_whole(whole) and not unheard:
            return None
        looked = 0
        for halves in self._halves(tokens, evidence.text, by_comma=unheard or whole.confidence < _SURE_BY_COMMA):
            if looked >= _MOST_HALVES:
                break  # what tells a long story asks one thing
            if (
                min(map(len, halves)) < _MIN_HALF
                or _parts_lists(halves[1], evidence)
                or not all(_asks(half, evidence) for half in halves)
            ):
                continue
            looked += 1
            first = self._half(halves[0], evidence.text)
            # Most halves ask nothing by themselves: then the other one changes nothing.
            if not _is_sure(first):
                continue
            second = self._half(halves[1], evidence.text, first)
            cards = len([decision for decision in (first, second) if not decision.faq])
            fits = self._decider.fits((*first.faq, *second.faq), evidence.language, cards)
            if not fits:
                first, second = _in_brief(first), _in_brief(second)
                fits = self._decider.fits((*first.faq, *second.faq), evidence.language, cards)
            if fits and _differ(first, second):
                return replace(
                    first,
                    requests=(*first.requests, *second.requests),
                    why=(*first.why, *second.why),
                    confidence=min(first.confidence, second.confidence),
                    ranking=whole.ranking,
                )
        return None

    def _halves(
        self, tokens: Sequence[Token], text: str, *, by_comma: bool
    ) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
        """Yield what stands before and behind each joint, each end of a sentence, and behind the numbers 1 and 2."""
        ends = _ENDS_OR_COMMA if by_comma else _ENDS
        yield from ((tokens[:i], tokens[i + 1 :]) for i, token in enumerate(tokens) if token.text in self._joints)
        yield from (
            (tokens[:i], tokens[i:])
            for i in range(1, len(tokens))
            if ends.search(text[tokens[i - 1].end : tokens[i].start])
        )
        numbers = {token.text: i for i, token in enumerate(tokens) if token.text in ("1", "2")}
        if len(numbers) == 2 and numbers["1"] < numbers["2"]:
            yield tokens[numbers["1"] + 1 : numbers["2"]], tokens[numbers["2"] + 1 :]

    def _half(self, tokens: Sequence[Token], text: str, before: Decision | None = None) -> Decision:
        """Return what half of a message asks; of a comma's halves one that only tells asks nothing: "I am a potter".

        A count that does not say of what is one of what was counted `before`: "GIs of UP, and how many of Goa".
        """
        part = text[tokens[0].start : tokens[-1].end]
        evidence = self._annotator.annotate(part, tokenise(part), Memory())
        decision = self._decider.decide(evidence, self._scorer.rank(evidence))
        by_comma = "," in (text[: tokens[0].start].rstrip()[-1:], text[tokens[-1].end :].lstrip()[:1])
        asking = evidence.intents or evidence.programme or evidence.lists or evidence.flags.cue
        tells = by_comma and not decision.faq and not asking
        if before is not None and not evidence.in_domain and not evidence.lists:
            decision = _counted_so(decision, before)
        return replace(decision, requests=(), choices=()) if tells else decision


_SURE_HALF = 0.6
_SURE_WHOLE = 0.97
"""From this confidence on the whole message is not parted: "who identifies and who approves"."""
_BESIDE_NAMES = frozenset({"district"})
"""Kinds of which the name alone is so sure that a question beside it goes unheard."""
_ENDS = re.compile(r"[?।;+\n]|[.!]\s")
"""Ends of a question inside a message."""
_ENDS_OR_COMMA = re.compile(r"[?।;+\n,]|[.!]\s")
_SURE_BY_COMMA = 0.9
"""From this confidence on a comma parts nothing: "What does UP, the pioneer state, report"."""
_TOLD = frozenset({"faq", "district", "product", "state", "count", "pin", "gi"})
"""Kinds of replies of which two are told together."""
_OTHER = frozenset({"count", "gi"})
"""Kinds that say nothing of what a card, a list or a place of making says."""
_ONE = frozenset({"compare", "support", "smalltalk", "mcq"})
"""Kinds of replies to which a joint belongs: no two questions are looked for."""


def _asks(half: Sequence[Token], evidence: Evidence) -> bool:
    """Whether half of a message names a thing that may be asked of, or asks for something of a scheme."""
    start, end = half[0].start, half[-1].end
    spans = [(m.start, m.end) for m in evidence.mentions] + [(h.start, h.end) for h in evidence.products]
    # "Under PMFME and the national list" is one question of two lists.
    lists = span_of(evidence.lists)
    spans += [(first, behind) for first, behind, _ in evidence.concepts if first not in lists]
    return any(start <= evidence.tokens[i].start < end for i, _ in spans)


def _counted_so(half: Decision, before: Decision) -> Decision:
    """Return a count of States as one of GIs, where the half before counts these."""
    counts = [request for request in before.requests if isinstance(request, AskGi) and request.form == "count"]
    if not counts or len(half.requests) != 1:
        return half
    [request] = half.requests
    if not isinstance(request, AskCount) or not request.states or request.districts or request.families:
        return half
    return replace(half, requests=(AskGi(states=request.states, form="count"),))


def _in_brief(half: Decision) -> Decision:
    """Return a half with the likeliest entry alone."""
    requests = tuple(
        replace(request, entries=request.entries[:1], doubt=False) if isinstance(request, AskFaq) else request
        for request in half.requests
    )
    return replace(half, requests=requests)


def _parts_lists(behind: Sequence[Token], evidence: Evidence) -> bool:
    """Whether two lists that are named stand one in each half: "on DPIIT's list and on the food ministry's"."""
    begins = behind[0].start
    before = {hit.values[0] for hit in evidence.lists if evidence.tokens[hit.start].start < begins}
    after = {hit.values[0] for hit in evidence.lists if evidence.tokens[hit.start].start >= begins}
    return bool(before and after - before)


def _differ(first: Decision, second: Decision) -> bool:
    """Whether two halves surely ask two things, at least one of them an FAQ entry, a count or one of GIs."""
    if not _is_sure(first) or not _is_sure(second):
        return False
    kinds = {first.kind, second.kind}
    if "faq" in kinds:
        return set(first.faq).isdisjoint(second.faq)
    placed = all(request.districts or request.states for request in (*first.requests, *second.requests))
    return _differing_counts(first, second) or (len(kinds) == 2 and bool(kinds & _OTHER) and placed)


def _differing_counts(first: Decision, second: Decision) -> bool:
    """Whether two halves count the GIs of different States."""
    counts = [x for x in (*first.requests, *second.requests) if isinstance(x, AskGi) and x.form == "count" and x.states]
    return len(counts) == 2 and set(counts[0].states).isdisjoint(counts[1].states)


def _is_sure(half: Decision) -> bool:
    """Whether half of a message surely asks for what may be told with another answer."""
    return bool(half.requests) and half.confidence >= _SURE_HALF and half.kind in _TOLD


def _sure_whole(whole: Decision) -> bool:
    return whole.confidence >= _SURE_WHOLE
