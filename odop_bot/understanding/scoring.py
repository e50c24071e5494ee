"""Put everything that a message may ask on one scale of probability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import ENGLISH, FaqEntry
from odop_bot.understanding.decision import Hypothesis, Why
from odop_bot.understanding.entries import EntryIndex
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.features import features_of
from odop_bot.understanding.linear import LinearModel, Scores, probabilities
from odop_bot.understanding.recognisers import RECOGNISERS
from odop_bot.understanding.recognisers.proposal import Proposal
from odop_bot.understanding.requests import (
    AskCompare,
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    NotForUs,
    Request,
)

FAQ = "faq "
NONE = "none"
_TAUGHT = 9.0
"""What the likeness to a question that was taught lately adds to an entry, at most: more than words can say against."""
_CERTAIN = 0.75
"""From this likeness to a taught question on, its entry is the likeliest whatever the weights say."""
_ELSEWHERE = 4.0
"""What an entry on one State loses in a message that names only others."""
_BESIDE = 0.4
"""From this probability among the entries on the schemes named, one is told beside what helps a maker."""
_SAME_SUBJECT = 1.2
"""What an entry of the subject spoken of gains when a short message goes on from it."""
_SHORT = 8
"""Words of a message that may lean on the answer before it."""
_NEEDLESS = frozenset({"state", "count", "compare", "pin", "support", "gi", "smalltalk"})
"""Kinds that are not meant after all where a message has nothing for them; that a district or product is asked for
which we do not know is a reason to say so, not to answer something else."""
_NAMED = frozenset({"district", "product"})
"""Kinds that are asked by a name."""
_BARE = 2
"""Words of a message that is hardly more than a name, which may be misspelt: "dakshin kanda" is no onion."""
_NEVER = -1e9
_LEAST = 0.01
"""Hypotheses below this probability are not kept."""


class Scorer:
    """Ranks what a message may ask."""

    def __init__(self, knowledge: Knowledge, weights: LinearModel, entries: EntryIndex) -> None:
        self._knowledge = knowledge
        self._weights = weights
        self._entries = entries
        self._recognisers = [recogniser(knowledge) for recogniser in RECOGNISERS]
        number = {name: i for i, name in enumerate(weights.factors)}
        # A kind that is newer than the weights is asked for by nobody until they are fitted again.
        self._recognisers = [r for r in self._recognisers if r.kind in number]
        self._kinds = {name: number[name] for name in (NONE, *(r.kind for r in self._recognisers))}
        self._of_entry = {
            entry.id: tuple(number[name] for name in factors_of(entry) if name in number)
            for entry in knowledge.faq.values()
        }
        self._names = (*self._kinds, *self._of_entry)
        self._at = {name: i for i, name in enumerate(self._names)}
        self._scores = Scores(weights, [*((i,) for i in self._kinds.values()), *self._of_entry.values()])
        self._of_subject: defaultdict[str, list[int]] = defaultdict(list)
        """Places of the entries of each subject in the list of names."""
        self._of_state: defaultdict[int, list[int]] = defaultdict(list)
        """Places of the entries on one State."""
        for entry in knowledge.faq.values():
            self._of_subject[entry.subject].append(self._at[entry.id])
            state = knowledge.subjects[entry.subject].state
            if state is not None:
                self._of_state[state].append(self._at[entry.id])

    def rank(self, evidence: Evidence) -> list[Hypothesis]:
        """Return all that a message may ask, the likeliest first; their probabilities add up to 1."""
        words, message = features_of(evidence)
        values = self._scores.scores(words, message)
        top = max(values)
        for entry, likeness in self._entries.taught(evidence.text).items():
            at = self._at[entry]
            values[at] = max(values[at], top + _TAUGHT * (likeness - _CERTAIN))
        for at in self._elsewhere(evidence):
            values[at] -= _ELSEWHERE
        for at in self._sisters(evidence):
            values[at] += _SAME_SUBJECT
        proposals = [(recogniser.kind, recogniser.propose(evidence)) for recogniser in self._recognisers]
        # Where every word is explained, or a PIN code says where, there is no district or product that we do not know.
        needless = _NEEDLESS if evidence.unexplained and not evidence.pinned else _NEEDLESS | _NAMED
        proposed = {kind for kind, found in proposals if found}
        for kind in self._kinds:
            if kind in needless and kind not in proposed:
                values[self._at[kind]] = _NEVER
        chances = probabilities(values)
        out: list[Hypothesis] = []
        for kind, found in proposals:
            chance = chances[self._at[kind]]
            if chance >= _LEAST:
                beside = self._asked_of_schemes(evidence, chances) if kind == "support" else None
                out += [
                    Hypothesis(
                        p.request,
                        chance * p.share,
                        p.why,
                        p.rest,
                        p.shared,
                        p.sure,
                        beside,
                        self._reasons(words, message, (self._kinds[kind],)),
                    )
                    for p in found
                ]
        out += self._entries_asked(evidence.text, chances, words, message)
        out = _joined(out)
        lost = {
            kind: chances[self._at[kind]] * max(1 - sum(p.share for p in found), 0)
            for kind, found in proposals
            if kind in _NAMED
        }
        out = _agreed(_passed_on(out, lost, evidence), compared=evidence.wants("difference"))
        named = [p for kind, found in proposals if kind == "gi" for p in found]
        out = _registered(out, named, evidence)
        left = max(0.0, 1.0 - sum(h.probability for h in out))
        out.append(
            Hypothesis(
                NotForUs(pin=self._unknown_pin(evidence)),
                left,
                contributions=self._reasons(words, message, (self._kinds[NONE],)),
            )
        )
        return sorted(out, key=lambda h: -h.probability)

    def _entries_asked(
        self, text: str, chances: Sequence[float], words: set[str], message: set[str]
    ) -> Iterator[Hypothesis]:
        for at in [at for at, chance in enumerate(chances) if chance >= _LEAST and at >= len(self._kinds)]:
            entry = self._names[at]
            title = self._knowledge.faq[entry].title[ENGLISH]
            why = (Why(text, title, "meaning", round(chances[at], 3)),)
            reasons = self._reasons(words, message, self._of_entry[entry])
            yield Hypothesis(AskFaq(entries=(entry,)), chances[at], why, contributions=reasons)

    def _elsewhere(self, evidence: Evidence) -> list[int]:
        """Return the places of the entries on one State, where the message names only others, or places in others.

        An entry on what the message names stays: whether margin money is for people of Bihar stands in it.
        """
        here = set(evidence.states) or {candidate.place.state for candidate in evidence.sure}
        if not here:
            return []
        named = {at for key in evidence.about for at in self._of_subject.get(key, ())}
        return [at for state, places in self._of_state.items() if state not in here for at in places if at not in named]

    def _asked_of_schemes(self, evidence: Evidence, chances: Sequence[float]) -> str | None:
        """Return the entry that is asked for if it is one on the schemes that the message names; None in doubt."""
        entries = sorted(at for key in evidence.about for at in self._of_subject.get(key, ()))
        best = max(entries, key=lambda at: chances[at], default=None)
        total = sum(chances[at] for at in entries)
        return self._names[best] if best is not None and total and chances[best] >= _BESIDE * total else None

    def _unknown_pin(self, evidence: Evidence) -> str | None:
        return next((pin for pin in evidence.pins if not self._knowledge.pins.areas(pin)), None)

    def _sisters(self, evidence: Evidence) -> list[int]:
        """Return the places of the entries of the subject that a short message goes on from."""
        entry = self._knowledge.faq.get(evidence.referred_entry or "")
        if entry is None or len(evidence.tokens) > _SHORT:
            return []
        return self._of_subject[entry.subject]

    def _reasons(
        self, words: set[str], message: set[str], factors: tuple[int, ...]
    ) -> Callable[[], Mapping[str, float]]:
        return lambda: self._weights.contributions(words, message, factors)


def _passed_on(found: list[Hypothesis], lost: Mapping[str, float], evidence: Evidence) -> list[Hypothesis]:
    """Return hypotheses with what speaks for a name that nothing is known of given to what is named beside it.

    Who asks for "sorai painting of Hazaribag" asks for what Hazaribag makes; "which city is the perfume capital", for
    where perfume is made, whatever place the words may sound like.
    """
    takes: type[AskDistricts | AskProduct]
    if len(evidence.sure) == 1:
        takes, more = AskDistricts, lost["product"]
    elif not evidence.sure and len(evidence.tokens) > _BARE and any(hit.rule == "exact" for hit in evidence.products):
        takes, more = AskProduct, lost["district"]
    else:
        return found
    total = sum(h.probability for h in found if isinstance(h.request, takes))
    if not total:
        return found
    return [
        replace(h, probability=h.probability * (1 + more / total)) if isinstance(h.request, takes) else h for h in found
    ]


def _joined(found: list[Hypothesis]) -> list[Hypothesis]:
    """Return hypotheses with those of one request in one, in whatever kind they were proposed."""
    out: dict[Request, Hypothesis] = {}
    for h in found:
        first = out.get(h.request)
        out[h.request] = h if first is None else replace(first, probability=first.probability + h.probability)
    return list(out.values())


def _registered(found: list[Hypothesis], named: Sequence[Proposal], evidence: Evidence) -> list[Hypothesis]:
    """Return hypotheses with a registered name in place of its words, where no list has these for the place in them.

    No list has Kolhapuri chappals for Kolhapur: footwear of other districts is not what is asked, nor what else
    Kolhapur makes.
    """
    registered = evidence.registered
    inside = evidence.named | span_of(evidence.products) <= registered.tokens
    if not (evidence.lacking and registered.whole and len(registered.names) == 1 and inside and named):
        return found
    words = [h for h in found if isinstance(h.request, AskDistricts | AskProduct | AskGi)]
    whole = Hypothesis(named[0].request, sum(h.probability for h in words), named[0].why)
    return [h for h in found if h not in words] + [whole] * bool(words)


def _agreed(found: list[Hypothesis], *, compared: bool) -> list[Hypothesis]:
    """Return hypotheses with a district and what it makes as one: "Kullu shawl" is no tie of Kullu and of shawls.

    Districts side by side tell of each of them, too; where they are `compared` that is what is asked.
    """
    district = next((h for h in found if isinstance(h.request, AskDistricts) and h.request.districts), None)
    other = next((h for h in found if district and _tells_of(h.request, district.request.districts)), None)
    if district is None or other is None:
        return found
    first, second = sorted((district, other), key=lambda h: -h.probability)
    if compared and isinstance(other.request, AskCompare):
        first, second = other, district
    both = replace(first, probability=first.probability + second.probability)
    return [both if h is first else h for h in found if h is not second]


def _tells_of(request: Request, districts: tuple[int, ...]) -> bool:
    if isinstance(request, AskCompare):
        return request.districts == districts
    return isinstance(request, AskProduct) and len(districts) == 1 and districts[0] in request.districts


def factors_of(entry: FaqEntry) -> tuple[str, ...]:
    """Return what an FAQ entry has weights for: its subject, its aspects, itself."""
    return (f"subject {entry.subject}", *(f"aspect {aspect}" for aspect in entry.aspects), f"{FAQ}{entry.id}")
