"""Decide from the ranking: answer, ask back, or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.understanding.decision import Decision, Hypothesis
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.requests import (
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskHelp,
    AskPin,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    NotForUs,
    Request,
    Smalltalk,
)

ANSWER = 0.62
"""From this probability on the likeliest request is answered: wrong costs 10, a question back 1."""
ENTRY = 0.65
"""The same for FAQ entries, of which there are many that are nearly alike."""
NEED = 0.8
"""The same for what helps a maker: machines, prices and papers are asked for by anybody; below this half are wrong."""
STORY, LONG = 0.75, 6
"""The same for the card of a district, a product and their lists and counts in a message of so many words: what is
between is asked of something else in one case of three."""
NAME = 0.5
"""The same for a PIN code, a registered name, and a message that is nothing but a place's: such a typo is mostly a
district."""
CLEAR = 0.8
"""The same for a message that is nothing but a name which may be misspelt for that of several places; for one
place it is `ANSWER`."""
FOLLOWING = 0.5
"""The same for what comes next in a talk: what was shown before tells more than the words."""
GREET = 0.4
"""The same for small talk and help, which tell no fact that could be wrong."""
WISH, CHAT, MOST_OF_WISH = 0.15, 0.3, 6
"""The same for a few words that are none of our business, with a word of small talk (good wishes) and without, and how
many words: "will you marry me"."""
ASK = 0.3
"""From this probability of all that could be offered on, it is offered."""
OFFER = 0.06
"""From this probability on a request is among what is offered."""
TIE = 0.55
"""Two readings of one kind are too close when the second has this share of the first."""
ALONE = 0.9
"""From this probability on an entry is told alone; below it the next one is told with it, as another reading."""
BESIDE = 0.1
"""From this probability on a second entry is told with the first."""
MAX_CHOICES = 4
MAX_SHARED = 6
"""Districts that an everyday name may be shared by."""
BRIEF = 500
"""Letters of an entry that is told above what helps a maker; below a longer one that is offered only."""
CARD = 500
"""Letters of a district's card."""
LONGEST = 1200
"""Letters of two answers that are told together: with titles and sources one screen."""


class Decider:
    """Decides; knows what may be told together."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def decide(self, evidence: Evidence, ranking: Sequence[Hypothesis]) -> Decision:
        """Return the decision on a message whose readings are ranked."""
        best = _named_first(evidence, ranking) or ranking[0]
        same = [h for h in ranking if type(h.request) is type(best.request)]
        tied = len(same) > 1 and same[1].probability >= TIE * best.probability
        if isinstance(best.request, AskFaq):
            return self._faq(evidence, ranking, same)
        if isinstance(best.request, AskSupport) and best.beside and best.probability >= _bound(evidence):
            return self._need(evidence, ranking, best.request, best.beside)
        if isinstance(best.request, NotForUs) and (small := _small_talk(evidence, ranking)):
            return Decision(
                requests=(small.request,), confidence=small.probability, why=small.why, ranking=tuple(ranking)
            )
        bound = _bound_of(best.request, evidence)
        likely = best.probability + _told_too(best, ranking)
        if isinstance(best.request, AskGi) and best.request.names and evidence.registered.whole:
            # The places in a registered name that is written out are no other reading: Kumaon Chyura Oil.
            likely += sum(h.probability for h in ranking if isinstance(h.request, AskDistricts))
        clear = best.sure or _is_clear(evidence, same)
        answers = clear and not isinstance(best.request, NotForUs) and likely >= bound
        if answers and not tied:
            return Decision(
                requests=(best.request,),
                choices=best.rest,
                confidence=min(likely, 1.0),
                why=best.why,
                ranking=tuple(ranking),
            )
        return self._ask(evidence, ranking)

    def _faq(self, evidence: Evidence, ranking: Sequence[Hypothesis], same: Sequence[Hypothesis]) -> Decision:
        best = same[0]
        second = same[1] if len(same) > 1 else None
        told, told_why, together = _entries(best), best.why, best.probability
        doubt = False
        if second and best.probability < ALONE and second.probability >= BESIDE and self._fit(evidence, best, second):
            doubt = not self._of_one_subject(best, second)
            told += _entries(second)
            told_why += second.why
            together += second.probability
        if together < (FOLLOWING if evidence.memory.trail else ENTRY):
            return self._ask(evidence, ranking)
        return Decision(
            requests=(AskFaq(entries=told, list_id=evidence.list_id, doubt=doubt),),
            confidence=together,
            why=told_why,
            ranking=tuple(ranking),
        )

    def _need(self, evidence: Evidence, ranking: Sequence[Hypothesis], need: AskSupport, entry: str) -> Decision:
        """Return what a maker needs with what is asked of a scheme: "I am a tailor, is PM Vishwakarma for me"."""
        asked = AskFaq(entries=(entry,), list_id=evidence.list_id)
        brief = self._letters(entry) <= BRIEF
        offered = (Choice("support", need.code),) if need.needs and not brief else ()
        return Decision(
            requests=(asked, need) if brief else (asked,),
            choices=offered,
            confidence=ranking[0].probability,
            why=ranking[0].why,
            ranking=tuple(ranking),
        )

    def _letters(self, *entries: str, language: str | None = None) -> int:
        """Return how long the answers of some entries are together, in the language in which they are longest."""
        known = (ENGLISH, *self._knowledge.translations)
        languages = (language,) if language in known else known
        answers = [self._knowledge.faq[entry].answer for entry in entries]
        return max(sum(len(answer.get(code, answer[ENGLISH])) for answer in answers) for code in languages)

    def _fit(self, evidence: Evidence, first: Hypothesis, second: Hypothesis) -> bool:
        """Whether two entries fit on one screen."""
        return self.fits((*_entries(first), *_entries(second)), evidence.language)

    def fits(self, entries: Sequence[str], language: str | None, cards: int = 0) -> bool:
        """Whether some entries and cards, told together in a language, fit on one screen."""
        return self._letters(*entries, language=language) + cards * CARD <= LONGEST

    def _of_one_subject(self, first: Hypothesis, second: Hypothesis) -> bool:
        return len({self._knowledge.faq[entry].subject for entry in (*_entries(first), *_entries(second))}) == 1

    def _ask(self, evidence: Evidence, ranking: Sequence[Hypothesis]) -> Decision:
        offered = [h for h in ranking if h.probability >= OFFER and choice_of(h) is not None]
        shared = next((h.shared for h in offered if h.shared is not None), None)
        most = MAX_CHOICES if shared is None else MAX_SHARED
        choices = tuple(dict.fromkeys(c for h in offered if (c := choice_of(h)) is not None))[:most]
        if choices and sum(h.probability for h in offered) >= ASK:
            # Whichever of them is meant, GIs were asked about.
            of_gi = AskGi() if evidence.wants("gi") else None
            return Decision(
                choices=choices,
                shared=shared,
                confidence=ranking[0].probability,
                why=offered[0].why,
                ranking=tuple(ranking),
                asked=of_gi or offered[0].request,
            )
        near = [c for h in ranking if (c := choice_of(h)) is not None][:3]
        pin = ranking[0].request
        return Decision(
            requests=(pin,) if isinstance(pin, NotForUs) and pin.pin else (),
            near=tuple(near),
            confidence=0.0,
            ranking=tuple(ranking),
        )


def _named_first(evidence: Evidence, ranking: Sequence[Hypothesis]) -> Hypothesis | None:
    """Return the question on a registered name that is written out, where all places are words of it.

    Prosciutto di Parma is no matter of Parla.
    """
    registered = evidence.registered
    inside = all(set(range(m.start, m.end)) <= registered.tokens for m in evidence.mentions)
    if not (registered.whole and inside and evidence.mentions and isinstance(ranking[0].request, AskDistricts)):
        return None
    named = next((h for h in ranking[1:] if isinstance(h.request, AskGi) and h.request.names), None)
    return named if named and named.probability >= TIE * ranking[0].probability else None


def _small_talk(evidence: Evidence, ranking: Sequence[Hypothesis]) -> Hypothesis | None:
    """Return the small talk or help of a message of a few words that names nothing of ours: "happy new year to you"."""
    ours = evidence.mentions or evidence.products or evidence.needs or evidence.intents or evidence.in_domain
    if ours or len(evidence.tokens) > MOST_OF_WISH:
        return None
    bound = WISH if evidence.small else CHAT
    return next((h for h in ranking if isinstance(h.request, Smalltalk | AskHelp) and h.probability >= bound), None)


def _bound(evidence: Evidence) -> float:
    return FOLLOWING if evidence.memory.trail else ANSWER


def _bound_of(request: Request, evidence: Evidence) -> float:
    """Return from which probability on a request is answered that is no FAQ entry."""
    if isinstance(request, Smalltalk | AskHelp):
        return GREET
    if isinstance(request, AskSupport):
        return _bound(evidence) if request.districts and evidence.memory.trail else NEED
    bound = STORY if len(evidence.tokens) >= LONG and not evidence.memory.trail else _bound(evidence)
    named = isinstance(request, AskPin) or (isinstance(request, AskGi) and request.names)
    return min(bound, NAME) if named or (isinstance(request, AskDistricts) and _is_name(evidence)) else bound


def _told_too(best: Hypothesis, ranking: Sequence[Hypothesis]) -> float:
    """Return how likely the readings are that a reply serves as well: each has a button to the other or tells as much.

    "I work brass in Moradabad" may want the district's card or the help for its makers, "number of districts in
    Bihar" the count or all of them.
    """
    if isinstance(best.request, Smalltalk | AskHelp):
        return sum(h.probability for h in ranking[1:] if isinstance(h.request, Smalltalk | AskHelp))
    served = _SERVES.get(type(best.request), ())
    return sum(h.probability for h in ranking[1:] if isinstance(h.request, served) and _same(h.request, best.request))


def _same(one: Request, other: Request) -> bool:
    """Whether two requests ask of the same district, or else of the same States and products."""
    if one.districts or other.districts:
        return one.districts == other.districts
    return (one.states, one.families) == (other.states, other.families) != ((), ())


_SERVES: dict[type[Request], tuple[type[Request], ...]] = {
    AskDistricts: (AskSupport,),
    AskSupport: (AskDistricts, AskProduct),
    AskCount: (AskState, AskProduct),
    AskState: (AskCount,),
    AskProduct: (AskCount, AskSupport),
}
"""What is served as well by a reply of a kind."""


def _is_name(evidence: Evidence) -> bool:
    """Whether a message names a place and says nothing else."""
    return bool(evidence.mentions) and len(evidence.named) == len(evidence.tokens)


def _is_clear(evidence: Evidence, same: Sequence[Hypothesis]) -> bool:
    """Whether a message is a misspelt name and no more, and which place it stands for is hardly in doubt."""
    districts = isinstance(same[0].request, AskDistricts) and _is_name(evidence)
    return districts and same[0].probability >= (ANSWER if len(same) == 1 else CLEAR)


def _entries(hypothesis: Hypothesis) -> tuple[str, ...]:
    return hypothesis.request.entries if isinstance(hypothesis.request, AskFaq) else ()


def choice_of(hypothesis: Hypothesis) -> Choice | None:
    """Return what a person could tap to ask for it; None if nothing can be tapped."""
    request = hypothesis.request
    if isinstance(request, AskDistricts | AskPin) and request.districts:
        return Choice("district", str(request.districts[0]))
    if isinstance(request, AskFaq):
        return Choice("faq", request.entries[0])
    if isinstance(request, AskProduct) and request.families:
        return Choice("family", request.families[0])
    if isinstance(request, AskState | AskCount) and request.states:
        return Choice("state", str(request.states[0]))  # a State's list begins with its count
    if isinstance(request, AskGi):
        of_place = request.districts and request.form == "list"
        return Choice("district", str(request.districts[0])) if of_place else Choice("gi", request.code)
    if isinstance(request, AskSupport) and request.needs:
        return Choice("support", request.code)
    return None


__all__ = ["Decider", "choice_of"]
