"""Read what points at what was shown: "the UP one", "the second", "iske liye", "more", "go back"."""

from __future__ import annotations

from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.understanding.continuations import Continuations
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT
from odop_bot.understanding.namesakes import Namesakes
from odop_bot.understanding.opening import of_screen
from odop_bot.understanding.picks import MAX_LOOSE, Picks
from odop_bot.understanding.pointers import CORRECTIONS, MAX_WORDS, POINTING, PointerReader, Pointers
from odop_bot.understanding.recognisers.districts import ASPECTS
from odop_bot.understanding.requests import AskDistricts, Request
from odop_bot.understanding.shown_districts import ShownDistricts, both, named_list

_CLOSING = frozenset({"thanks", "bye"})
_IN = "in_"
"""Before the code of a language: kinds of words that ask for an answer in it."""


class References:
    """Resolves words against the memory of what was shown; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._namesakes = Namesakes(knowledge)
        self._pointers = PointerReader(knowledge)
        self._picks = Picks(knowledge)
        self._continuations = Continuations(knowledge)
        self._shown = ShownDistricts(knowledge)

    def resolve(self, evidence: Evidence) -> Decision | None:
        """Label what a message points at; return the decision itself where that is all that it does."""
        memory = evidence.memory
        if not memory.trail and not memory.choices:
            return None
        pointers = self._pointers.read(evidence)
        evidence.corrects = pointers.say(CORRECTIONS)
        evidence.refers = bool(memory.trail) and (pointers.opens or evidence.corrects or pointers.say(*POINTING))
        if self._closes(evidence):
            return None
        self._settle(evidence, pointers)
        request = (
            self._picks.read(evidence, pointers)
            or self._namesake(evidence, pointers)
            or self._continuations.read(evidence, pointers)
        )
        confidence, language = 0.95, self._spoken(evidence, pointers)
        if request is None and language and memory.last:
            request = of_screen(memory.last)
        if request is None:
            self._point(evidence, pointers)
            request, confidence = self._shown.read(evidence, pointers), 0.9
        if request is None:
            return None
        return Decision(
            requests=(request,),
            confidence=confidence,
            language=language or evidence.language,
            forgets=evidence.corrects,
            why=(Why(evidence.text, request.subject, "reference to what was shown", confidence),),
        )

    def _closes(self, evidence: Evidence) -> bool:
        """Whether a message thanks or takes leave and asks nothing: its words point at nothing."""
        asks = evidence.mentions or evidence.products or evidence.lists or evidence.states or evidence.needs
        return bool(evidence.small.keys() & _CLOSING) and not asks and not evidence.wants(*ASPECTS)

    def _spoken(self, evidence: Evidence, pointers: Pointers) -> str | None:
        """Return the language in which a message wants the last answer again, if that is all that it asks."""
        codes = [kind.removeprefix(_IN) for kind in pointers.words if kind.startswith(_IN)]
        if len(codes) != 1 or pointers.loose - evidence.flags.filler or evidence.sure or evidence.products:
            return None
        return codes[0]

    def _settle(self, evidence: Evidence, pointers: Pointers) -> None:
        """Break the tie of a shared name by the talk: after Odisha's Sambalpur "and Deogarh" is Odisha's."""
        districts = evidence.memory.districts
        if not districts or not evidence.refers or evidence.memory.choices or len(evidence.unsure) != 1:
            return
        if not pointers.opens or evidence.corrects or evidence.states:
            return
        here = self.knowledge.districts[districts[-1]].state
        mention = evidence.unsure[0]
        fitting = [c for c in mention.candidates if c.place.kind == DISTRICT and c.place.state == here and c.exact]
        if len(fitting) == 1 and fitting[0].place.id not in districts:
            evidence.sure.append(fitting[0])
            evidence.unsure.remove(mention)
            evidence.beside = tuple(
                code for c in mention.candidates for code in c.place.districts if code != fitting[0].place.id
            )

    def _namesake(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the other district of the name that was shown: "no, the UP one", "the other Hamirpur", "and West?"."""
        memory = evidence.memory
        last = memory.last
        if last is None or not last.districts or evidence.products or evidence.pins:
            return None
        if evidence.wants("count", "all", "most", "least") or evidence.needs:
            return None
        code = last.districts[0]
        folds = {token.fold for i, token in enumerate(evidence.tokens) if i in evidence.flags.direction}
        whole = last.kind != "district" or evidence.named - evidence.flags.direction  # "East Khasi Hills" is named
        towards = None if whole else self._namesakes.towards(code, folds)
        if towards is not None and len(evidence.tokens) <= MAX_WORDS:
            return AskDistricts(districts=(towards,), list_id=evidence.list_id)
        near = self._namesakes.today(code) | {int(c.id) for c in memory.offered if c.kind == "district"} - {code}
        if evidence.states and not evidence.sure and not evidence.unsure and last.kind in ("district", "product"):
            named = near | self._namesakes.of(code)
            fitting = [other for other in named if self.knowledge.districts[other].state in evidence.states]
            meant = evidence.corrects or pointers.say("one", "other", "back") or not pointers.loose
            if len(fitting) == 1 and meant:
                return AskDistricts(districts=(fitting[0],), list_id=named_list(evidence, pointers))
            return None
        if not pointers.say("other") or evidence.sure or evidence.states or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.unsure:
            near = {code for c in evidence.unsure[0].candidates for code in c.place.districts}
        else:
            pages = [shown for shown in memory.trail[1:] if len(shown.districts) > 1]
            near = near or (set(pages[0].districts) if pages and last.kind == "district" else set())
        left = near - set(last.districts)
        if len(left) != 1:
            return None
        return AskDistricts(districts=tuple(left), list_id=named_list(evidence, pointers), aspects=last.aspects)

    def _point(self, evidence: Evidence, pointers: Pointers) -> None:
        pronoun = pointers.say("pronouns", "there", "both")
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or (len(evidence.tokens) > MAX_WORDS and not pronoun):
            return
        districts = both(evidence.memory) if pointers.say("both") else evidence.memory.districts
        aspects = (
            evidence.lists
            or pointers.say("food")
            or evidence.wants("gi", *(a for a in ASPECTS if a not in ("count", "special")))
        )
        # A screen of several schemes is about none of them.
        told = next((shown for shown in evidence.memory.trail[:2] if shown.kind == "faq"), None)
        if told and (told is last or not (aspects or pronoun)) and not (pronoun and aspects):
            evidence.referred_entry = told.entry
            evidence.subject = self._subject(told.entry)
            entry = self.knowledge.faq.get(told.entry or "")
            evidence.subject_id = entry.subject if entry else None
        chatter = len(pointers.loose) > MAX_LOOSE or bool(set(evidence.small) - {"ok"})
        if not districts or (chatter and not aspects) or (last.kind == "support" and not aspects):
            return
        if last.kind in ("district", "support", "pin", "compare", "product", "gi") and (
            pronoun or pointers.opens or aspects or evidence.needs
        ):
            evidence.referred = districts
            evidence.refers = True

    def _subject(self, entry: str | None) -> tuple[str, ...]:
        """Return the stems of the name of what an entry is about."""
        if entry is None or entry not in self.knowledge.faq:
            return ()
        name = self.knowledge.subjects[self.knowledge.faq[entry].subject].name[ENGLISH]
        return tuple(token.stem for token in tokenise(normalise(name)))


__all__ = ["References"]
