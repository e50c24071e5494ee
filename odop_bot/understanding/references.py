"""Read what points at what was shown: "the UP one", "the second", "iske liye", "more", "go back"."""

from __future__ import annotations

from dataclasses import replace

from odop_bot.knowledge.base import FOOD, Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.evidence import Evidence
from odop_bot.understanding.gazetteer import DISTRICT
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.namesakes import Namesakes
from odop_bot.understanding.opening import of_screen
from odop_bot.understanding.picks import MAX_LOOSE, Picks
from odop_bot.understanding.pointers import CORRECTIONS, PointerReader, Pointers, number_in
from odop_bot.understanding.recognisers.districts import ASPECTS
from odop_bot.understanding.requests import (
    AskCompare,
    AskDistricts,
    AskGi,
    AskProduct,
    AskSupport,
    Request,
)

MAX_WORDS = 9
"""A longer message stands for itself unless it points back with a pronoun."""
_PAGED = ("state", "product", "count", "gi")
_POINTING = frozenset({"pronouns", "there", "both", "other"})
_CLOSING = frozenset({"thanks", "bye"})
_FEW = 4
"""Words of a message that only narrows what was listed: "how many", "only handicraft"."""
_IN = "in_"
"""Before the code of a language: kinds of words that ask for an answer in it."""


class References:
    """Resolves words against the memory of what was shown; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._namesakes = Namesakes(knowledge)
        self._pointers = PointerReader(knowledge)
        self._picks = Picks(knowledge)

    def resolve(self, evidence: Evidence) -> Decision | None:
        """Label what a message points at; return the decision itself where that is all that it does."""
        memory = evidence.memory
        if not memory.trail and not memory.choices:
            return None
        pointers = self._pointers.read(evidence)
        evidence.corrects = pointers.say(CORRECTIONS)
        evidence.refers = bool(memory.trail) and (pointers.opens or evidence.corrects or pointers.say(*_POINTING))
        if self._closes(evidence):
            return None
        self._settle(evidence, pointers)
        request = (
            self._picks.read(evidence, pointers)
            or self._namesake(evidence, pointers)
            or self._paged(evidence, pointers)
            or self._doubted(evidence, pointers)
            or self._narrowed(evidence, pointers)
            or self._in_region(evidence, pointers)
        )
        confidence, language = 0.95, self._spoken(evidence, pointers)
        if request is None and language and memory.last:
            request = of_screen(memory.last)
        if request is None:
            self._point(evidence, pointers)
            request, confidence = self._made_there(evidence, pointers) or self._about(evidence, pointers), 0.9
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

    def _doubted(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the last answer with its source, where a message doubts it."""
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.states or evidence.pins or evidence.needs
        if last is None or not pointers.say("doubt") or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if min(pointers.words["doubt"]) > 1:
            return None
        if last.kind == "district":
            return of_screen(replace(last, aspects=last.aspects | {"source"}))
        return of_screen(last)

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
                return AskDistricts(districts=(fitting[0],), list_id=self._list(evidence, pointers))
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
        return AskDistricts(districts=tuple(left), list_id=self._list(evidence, pointers), aspects=last.aspects)

    def _list(self, evidence: Evidence, pointers: Pointers) -> str | None:
        """Return the list that a message names; after a district was shown "food" is enough."""
        return evidence.list_id or (FOOD if pointers.say("food") else None)

    def _about(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return what is asked of the districts shown, where that is all that a short message says."""
        aspects = frozenset(aspect for aspect in ASPECTS if evidence.wants(aspect))
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if pointers.say("both") and evidence.wants("difference") and len(self._both(evidence.memory)) > 1:
            return AskCompare(districts=self._both(evidence.memory), list_id=self._list(evidence, pointers))
        needed = pointers.say("pronouns") or len(pointers.loose) <= 1
        if evidence.needs and evidence.referred and not aspects and needed and last.kind not in ("faq", "gi"):
            families = last.families if last.kind == "product" else ()
            return AskSupport(
                needs=evidence.needs, groups=evidence.groups, families=families, districts=evidence.referred
            )
        if last.kind == "support" and evidence.needs and len(pointers.loose) <= MAX_LOOSE + 1:
            return replace(of_screen(last), needs=evidence.needs, groups=evidence.groups or last.groups)  # type: ignore[call-arg] # the request of a support screen has both
        list_id = self._list(evidence, pointers)
        counted = self._counted(evidence, pointers)
        narrows = len(evidence.tokens) <= _FEW and not pointers.loose
        if last.kind == "gi" and last.gi and narrows and (evidence.wants("count") or evidence.registered.goods):
            gis = AskGi.of(last.gi)
            form = "count" if evidence.wants("count") else gis.form
            return replace(gis, form=form, goods=evidence.registered.goods or gis.goods)
        # Behind an answer on a GI "how long is a GI valid" is a question of its own.
        meant = last.kind != "gi" or counted is not None or pointers.say(*_POINTING)
        if evidence.wants("gi") and not meant:
            return None
        if evidence.wants("gi") and not evidence.needs and len(pointers.loose) <= 1:
            asked = AskGi(districts=(counted,)) if counted is not None else _gi_of(last, evidence)
            if asked is not None:
                return asked
        if counted is not None and not evidence.needs and len(pointers.loose) <= 1:
            return AskDistricts(districts=(counted,), aspects=aspects, list_id=list_id)
        asks = (
            aspects
            or list_id
            or (pointers.say("there") and not pointers.loose)
            or (pointers.say(*_POINTING) and evidence.wants("products"))
        )
        if not evidence.referred or evidence.needs or not asks or len(pointers.loose) > 1:
            return None
        if "other_districts" in aspects:
            district = self.knowledge.districts[evidence.referred[0]]
            listing = next((x for x in district.listings if x.families and evidence.list_id in (None, x.list)), None)
            return AskProduct(families=listing.families[:1]) if listing else None
        return AskDistricts(districts=evidence.referred, aspects=aspects - {"count"}, list_id=list_id)

    def _made_there(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return those of the districts shown that make what is named: "which of them has pashmina?"."""
        points = pointers.say("both", "there")
        if not points or not evidence.families or evidence.sure or evidence.unsure or evidence.states or evidence.needs:
            return None
        shown = self._both(evidence.memory) if pointers.say("both") else evidence.memory.districts
        making = tuple(code for code in shown if makes(self.knowledge, code, evidence.families))
        return AskDistricts(districts=making) if making and not evidence.wants("gi") else None

    def _counted(self, evidence: Evidence, pointers: Pointers) -> int | None:
        """Return the district that a message points at by its place among those shown: "the second"."""
        for shown in evidence.memory.trail[:2]:
            if len(shown.districts) > 1:
                nth = _nth(evidence, pointers, len(shown.districts))
                return shown.districts[nth] if nth is not None else None
        return None

    # What the message points at

    def _point(self, evidence: Evidence, pointers: Pointers) -> None:
        pronoun = pointers.say("pronouns", "there", "both")
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or (len(evidence.tokens) > MAX_WORDS and not pronoun):
            return
        districts = self._both(evidence.memory) if pointers.say("both") else evidence.memory.districts
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

    @staticmethod
    def _both(memory: Memory) -> tuple[int, ...]:
        """Return the districts of the newest screen, or of the two newest."""
        seen = [code for shown in memory.trail for code in reversed(shown.districts[:2])]
        if memory.last and len(memory.last.districts) > 1:
            return memory.last.districts[:2]
        return tuple(reversed(list(dict.fromkeys(seen))[:2]))

    def _subject(self, entry: str | None) -> tuple[str, ...]:
        """Return the stems of the name of what an entry is about."""
        if entry is None or entry not in self.knowledge.faq:
            return ()
        name = self.knowledge.subjects[self.knowledge.faq[entry].subject].name[ENGLISH]
        return tuple(token.stem for token in tokenise(normalise(name)))

    # More, back, only there

    def _paged(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        memory = evidence.memory
        last = memory.last
        if last is None or len(evidence.tokens) > MAX_WORDS or evidence.sure:
            return None
        if pointers.say("back"):
            pages = [shown for shown in memory.trail[1:] if self._fits(shown, evidence)] or list(memory.trail[1:2])
            return of_screen(pages[0]) if pages else None
        number = number_in(evidence, 2)
        if pointers.say("page") and number and last.kind in _PAGED:
            return of_screen(replace(last, page=number - 1))
        if (
            evidence.wants("more")
            and last.kind in _PAGED
            and not evidence.mentions
            and len(pointers.loose) <= 1
            and (len(evidence.tokens) <= 4 and not evidence.needs and not evidence.lists)
        ):
            return of_screen(replace(last, page=last.page + 1))
        return None

    def _fits(self, shown: Shown, evidence: Evidence) -> bool:
        """Whether a screen is the one that the words of a message name."""
        if evidence.states:
            return bool(set(evidence.states) & set(shown.states))
        if evidence.families:
            return bool(set(evidence.families) & set(shown.families))
        return not evidence.products and shown.kind in _PAGED

    def _narrowed(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the question before, asked of another State: "only in odisha", "and bihar?"."""
        last = evidence.memory.last
        if last is None or last.kind not in _PAGED or not evidence.states or evidence.sure or evidence.products:
            return None
        named = {i for m in evidence.mentions for i in range(m.start, m.end)}
        around = set(range(len(evidence.tokens))) - named
        # "in rajasthan?" goes on with the question before; "rajasthan" alone asks for the State.
        asks_there = bool(around) and around <= evidence.flags.filler | evidence.flags.beside
        leans = pointers.opens or pointers.say("only", "also") or evidence.corrects or asks_there
        if not leans or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.wants("count") or evidence.needs or len(pointers.loose) > 1:
            return None
        there = replace(last, states=evidence.states, page=0, list_id=evidence.list_id or last.list_id)
        asked = of_screen(there)
        return replace(asked, states=evidence.states, districts=()) if isinstance(asked, AskGi) else asked

    def _in_region(self, evidence: Evidence, pointers: Pointers) -> Request | None:
        """Return the product that was listed, in the districts of a region only: "just Rayalaseema side"."""
        last = evidence.memory.last
        if last is None or last.kind != "product" or not last.families or len(evidence.unsure) != 1:
            return None
        if evidence.sure or evidence.products or evidence.needs or len(evidence.tokens) > MAX_WORDS:
            return None
        best = evidence.unsure[0].best
        if not best.exact or len(best.place.districts) < 2 or len(pointers.loose) > 1:
            return None
        if not (pointers.opens or pointers.say("only", "also", "one") or evidence.corrects):
            return None
        making = [code for code in best.place.districts if makes(self.knowledge, code, last.families)]
        asked = AskProduct(families=last.families, list_id=last.list_id, districts=tuple(making), narrow=True)
        return asked if making else None


def _nth(evidence: Evidence, pointers: Pointers, most: int) -> int | None:
    """Return which of the things shown, from 0, a message points at: "the second", "2 wala"."""
    number = pointers.ordinal
    if number is None and not pointers.say("page"):
        number = number_in(evidence, 1)
    if number == -1:
        return most - 1
    return number - 1 if number and 1 <= number <= most else None


def _gi_of(last: Shown, evidence: Evidence) -> AskGi | None:
    """Return what is registered of what was shown last."""
    if last.kind == "product" and last.families:
        return AskGi(form="named", families=last.families[:1], states=last.states)
    if last.kind in ("state", "count") and last.states:
        return AskGi(form="count" if last.kind == "count" else "odop", states=last.states)
    return AskGi(districts=evidence.referred) if evidence.referred else None


__all__ = ["References"]
