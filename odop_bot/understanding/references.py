"""Read what points at what was shown: "the UP one", "the second", "iske liye", "more", "go back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from odop_bot.knowledge.base import FOOD, Knowledge
from odop_bot.knowledge.models import ENGLISH
from odop_bot.language.tokens import Token, key_of, normalise, tokenise
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.decision import Decision, Why
from odop_bot.understanding.evidence import Evidence, span_of
from odop_bot.understanding.gazetteer import DISTRICT, STATE
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.namesakes import Namesakes
from odop_bot.understanding.phrases import PhraseIndex
from odop_bot.understanding.recognisers.districts import ASPECTS
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Request,
)  # fmt: skip

MAX_WORDS = 9
"""A longer message stands for itself unless it points back with a pronoun."""
_MAX_PICK_WORDS = 7
_MAX_LOOSE = 2
"""Words beside the pick that nothing explains: "ok then rewa please na"."""
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_PAGED = ("state", "product", "count", "gi")
_POINTING = frozenset({"pronouns", "there", "both", "other"})
_CLOSING = frozenset({"thanks", "bye"})
_IN = "in_"
"""Before the code of a language: kinds of words that ask for an answer in it."""
_FEW = 3
"""Words of a message that names a need and hardly more."""
_SHORT = 4
"""Letters of a word that points only as it is written."""


class References:
    """Resolves words against the memory of what was shown; one object serves all."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._namesakes = Namesakes(knowledge)
        self._openers = {key_of(phrase) for phrase in knowledge.words.follow_ups["openers"]}
        self._phrases = PhraseIndex.of_words(
            knowledge, "follow-ups",
            lambda words: {kind: phrases for kind, phrases in words.follow_ups.items() if kind != "openers"},
        )  # fmt: skip
        self._corrections = PhraseIndex.of_words(
            knowledge, "corrections", lambda words: {"correction": words.corrections}
        )

    def resolve(self, evidence: Evidence) -> Decision | None:
        """Label what a message points at; return the decision itself where that is all that it does."""
        memory = evidence.memory
        if not memory.trail and not memory.choices:
            return None
        said = self._said(evidence.tokens)
        corrections = span_of(self._corrections.find(evidence.tokens, exact_only=range(len(evidence.tokens))))
        evidence.corrects = bool(corrections)
        if corrections:
            said["corrections"] = corrections
        opener = self._opens(evidence.tokens)
        evidence.refers = bool(memory.trail) and (opener or evidence.corrects or bool(said.keys() & _POINTING))
        if self._closes(evidence):
            return None
        self._settle(evidence, opener)
        request = (
            self._picked(evidence, said) or self._namesake(evidence, said) or self._paged(evidence, said)
            or self._doubted(evidence, said) or self._narrowed(evidence, said, opener)
        )  # fmt: skip
        confidence, language = 0.95, self._spoken(evidence, said)
        if request is None and language and memory.last:
            request = self.again(memory.last)
        if request is None:
            self._point(evidence, said, opener)
            request, confidence = self._made_there(evidence, said) or self._about(evidence, said), 0.9
        if request is None:
            return None
        return Decision(
            requests=(request,), confidence=confidence, language=language or evidence.language,
            forgets=evidence.corrects,
            why=(Why(evidence.text, request.subject, "reference to what was shown", confidence),),
        )  # fmt: skip

    def _closes(self, evidence: Evidence) -> bool:
        """Whether a message thanks or takes leave and asks nothing: its words point at nothing."""
        asks = evidence.mentions or evidence.products or evidence.lists or evidence.states or evidence.needs
        return bool(evidence.small.keys() & _CLOSING) and not asks and not evidence.wants(*ASPECTS)

    def _spoken(self, evidence: Evidence, said: dict[str, set[int]]) -> str | None:
        """Return the language in which a message wants the last answer again, if that is all that it asks."""
        codes = [kind.removeprefix(_IN) for kind in said if kind.startswith(_IN)]
        pointing = {i for kind in said for i in said[kind]} | evidence.flags.filler
        if len(codes) != 1 or set(evidence.unexplained) - pointing or evidence.sure or evidence.products:
            return None
        return codes[0]

    def _doubted(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        """Return the last answer with its source, where a message doubts it."""
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.states or evidence.pins or evidence.needs
        if last is None or "doubt" not in said or own or len(evidence.tokens) > MAX_WORDS:
            return None
        if min(said["doubt"]) > 1:
            return None
        if last.kind == "district":
            return self.again(replace(last, aspects=last.aspects | {"source"}))
        return self.again(last)

    def _settle(self, evidence: Evidence, opener: bool) -> None:
        """Break the tie of a shared name by the talk: after Odisha's Sambalpur "and Deogarh" is Odisha's."""
        districts = evidence.memory.districts
        if not districts or not evidence.refers or evidence.memory.choices or len(evidence.unsure) != 1:
            return
        if not opener or evidence.corrects or evidence.states:
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

    def _namesake(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        """Return the other district of the name that was shown: "no, the UP one", "the other Hamirpur", "and West?"."""
        memory = evidence.memory
        last = memory.last
        if last is None or not last.districts or evidence.products or evidence.pins:
            return None
        if evidence.wants("count", "all", "most", "least") or evidence.needs:
            return None
        code = last.districts[0]
        folds = {token.fold for i, token in enumerate(evidence.tokens) if i in evidence.flags.direction}
        towards = self._namesakes.towards(code, folds) if last.kind == "district" else None
        if towards is not None and len(evidence.tokens) <= MAX_WORDS:
            return AskDistricts(districts=(towards,), list_id=evidence.list_id)
        near = self._namesakes.today(code) | {int(c.id) for c in memory.offered if c.kind == "district"} - {code}
        if evidence.states and not evidence.sure and not evidence.unsure and last.kind in ("district", "product"):
            fitting = [
                other
                for other in near | self._namesakes.of(code)
                if self.knowledge.districts[other].state in evidence.states
            ]
            loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
            meant = evidence.corrects or said.keys() & {"one", "other", "back"} or not loose
            if len(fitting) == 1 and meant:
                return AskDistricts(districts=(fitting[0],), list_id=self._list(evidence, said))
            return None
        if "other" not in said or evidence.sure or evidence.states or len(evidence.tokens) > MAX_WORDS:
            return None
        if evidence.unsure:
            near = {code for c in evidence.unsure[0].candidates for code in c.place.districts}
        else:
            pages = [shown for shown in memory.trail[1:] if len(shown.districts) > 1]
            near = near or (set(pages[0].districts) if pages and last.kind == "district" else set())
        left = near - set(last.districts)
        if len(left) != 1:
            return None
        return AskDistricts(districts=tuple(left), list_id=self._list(evidence, said), aspects=last.aspects)

    def _list(self, evidence: Evidence, said: dict[str, set[int]]) -> str | None:
        """Return the list that a message names; after a district was shown "food" is enough."""
        return evidence.list_id or (FOOD if "food" in said else None)

    def _about(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        """Return what is asked of the districts shown, where that is all that a short message says."""
        aspects = frozenset(aspect for aspect in ASPECTS if evidence.wants(aspect))
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or len(evidence.tokens) > MAX_WORDS:
            return None
        sister = self._sister(last.entry, evidence.needs) if len(evidence.tokens) <= _FEW and not loose else None
        if last.kind == "faq" and sister and "who" not in evidence.types:
            return AskFaq(entries=(sister,))
        if "both" in said and evidence.wants("difference") and len(self._both(evidence.memory)) > 1:
            return AskCompare(districts=self._both(evidence.memory), list_id=self._list(evidence, said))
        needed = "pronouns" in said or len(loose) <= 1
        if evidence.needs and evidence.referred and not aspects and needed and last.kind != "faq":
            families = last.families if last.kind == "product" else ()
            return AskSupport(
                needs=evidence.needs, groups=evidence.groups, families=families, districts=evidence.referred
            )
        if last.kind == "support" and evidence.needs and len(loose) <= _MAX_LOOSE + 1:
            return replace(self.again(last), needs=evidence.needs, groups=evidence.groups or last.groups)  # type: ignore[call-arg] # the request of a support screen has both
        list_id = self._list(evidence, said)
        counted = self._counted(evidence, said)
        if evidence.wants("gi") and not evidence.needs and len(loose) <= 1:
            asked = AskGi(districts=(counted,)) if counted is not None else _gi_of(last, evidence)
            if asked is not None:
                return asked
        if counted is not None and not evidence.needs and len(loose) <= 1:
            return AskDistricts(districts=(counted,), aspects=aspects, list_id=list_id)
        asks = aspects or list_id or "there" in said or (said.keys() & _POINTING and evidence.wants("products"))
        if not evidence.referred or evidence.needs or not asks or len(loose) > 1:
            return None
        if "other_districts" in aspects:
            district = self.knowledge.districts[evidence.referred[0]]
            listing = next((x for x in district.listings if x.families and evidence.list_id in (None, x.list)), None)
            return AskProduct(families=listing.families[:1]) if listing else None
        return AskDistricts(districts=evidence.referred, aspects=aspects - {"count"}, list_id=list_id)

    def _sister(self, entry: str | None, needs: tuple[str, ...]) -> str | None:
        """Return the answer on the same subject that tells of a need: "documents?" after what PMFME is."""
        faq = self.knowledge.faq
        if entry is None or entry not in faq or not needs:
            return None
        told = [x for x in faq.values() if x.subject == faq[entry].subject and set(needs) & set(x.aspects)]
        return min(told, key=lambda x: x.aspects.index(next(a for a in x.aspects if a in needs))).id if told else None

    def _made_there(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        """Return those of the districts shown that make what is named: "which of them has pashmina?"."""
        points = said.keys() & {"both", "there"}
        if not points or not evidence.families or evidence.sure or evidence.unsure or evidence.states or evidence.needs:
            return None
        shown = self._both(evidence.memory) if "both" in said else evidence.memory.districts
        making = tuple(code for code in shown if makes(self.knowledge, code, evidence.families))
        return AskDistricts(districts=making) if making and not evidence.wants("gi") else None

    def _counted(self, evidence: Evidence, said: dict[str, set[int]]) -> int | None:
        """Return the district that a message points at by its place among those shown: "the second"."""
        for shown in evidence.memory.trail[:2]:
            if len(shown.districts) > 1:
                nth = self._nth(evidence, said, len(shown.districts))
                return shown.districts[nth] if nth is not None else None
        return None

    def _nth(self, evidence: Evidence, said: dict[str, set[int]], most: int) -> int | None:
        """Return which of the things shown, from 0, a message points at: "the second", "2 wala"."""
        number = next((n for name, n in _ORDINALS.items() if name in said), None)
        digits = [int(t.text) for t in evidence.tokens if t.text.isdecimal() and len(t.text) == 1]
        if number is None and len(digits) == 1 and "page" not in said:
            number = digits[0]
        if number == -1:
            return most - 1
        return number - 1 if number and 1 <= number <= most else None

    def _said(self, tokens: Sequence[Token]) -> dict[str, set[int]]:
        """Return the tokens of each kind of referring word: ordinals, pronouns, `more`, `back`, …"""
        out: dict[str, set[int]] = {}
        for hit in self._phrases.find(tokens, exact_only=range(len(tokens))):
            word = tokens[hit.start].roman if hit.end - hit.start == 1 else ""
            if word and len(word) <= _SHORT and not self._phrases.literally(hit, tokens):
                continue
            for kind in hit.values:
                out.setdefault(kind, set()).update(range(hit.start, hit.end))
        return out

    def _opens(self, tokens: Sequence[Token]) -> bool:
        """Whether a message begins like one that goes on with the one before."""
        texts = [token.text for token in tokens]
        return any(" ".join(texts[:size]) in self._openers for size in (1, 2, 3))

    # What the message points at

    def _point(self, evidence: Evidence, said: dict[str, set[int]], opener: bool) -> None:
        pronoun = bool(said.keys() & {"pronouns", "there", "both"})
        last = evidence.memory.last
        own = evidence.sure or evidence.unsure or evidence.products or evidence.states or evidence.pins
        if last is None or own or (len(evidence.tokens) > MAX_WORDS and not pronoun):
            return
        districts = self._both(evidence.memory) if "both" in said else evidence.memory.districts
        aspects = (
            evidence.lists
            or "food" in said
            or evidence.wants("gi", *(a for a in ASPECTS if a not in ("count", "special")))
        )
        told = next((shown for shown in evidence.memory.trail[:2] if shown.kind in ("faq", "support")), None)
        if told and (told is last or not (aspects or pronoun)) and not (pronoun and aspects):
            evidence.referred_entry = told.entry
            evidence.subject = self._subject(told.entry)
            entry = self.knowledge.faq.get(told.entry or "")
            evidence.subject_id = entry.subject if entry else None
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        chatter = len(loose) > _MAX_LOOSE or bool(set(evidence.small) - {"ok"})
        if not districts or (chatter and not aspects) or (last.kind == "support" and not aspects):
            return
        if last.kind in ("district", "support", "pin", "compare", "product", "gi") and (
            pronoun or opener or aspects or evidence.needs
        ):  # fmt: skip
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

    # A pick among what was offered

    def _picked(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        memory = evidence.memory
        if len(evidence.tokens) > _MAX_PICK_WORDS:
            return None
        if memory.choices:
            choice = (
                self._by_number(memory.choices, evidence, said) or self._by_place(memory.choices, evidence)
                or self._by_product(memory.choices, evidence) or self._by_label(memory.choices, evidence)
            )  # fmt: skip
            return self.open(choice, memory) if choice else None
        # What was offered before may be picked again by its State: "no, the UP one".
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        if evidence.sure or evidence.products or len(loose) > 1 or not (evidence.refers or "one" in said):
            return None
        choice = self._by_place(memory.offered, evidence)
        return self.open(choice, memory) if choice else None

    def _by_number(self, choices: Sequence[Choice], evidence: Evidence, said: dict[str, set[int]]) -> Choice | None:
        tokens = evidence.tokens
        numbers = [int(t.text) for t in tokens if t.text.isdecimal() and len(t.text) <= 2]
        rest = [i for i in evidence.unexplained if i not in {j for spans in said.values() for j in spans}]
        if len(rest) > _MAX_LOOSE or evidence.mentions:
            return None
        number = numbers[0] if len(numbers) == 1 else None
        if number is None:
            number = next((n for name, n in _ORDINALS.items() if name in said), None)
        if number is None and len(choices) == 1 and "yes" in said:
            number = 1
        if number == -1:
            return choices[-1]
        return choices[number - 1] if number and 1 <= number <= len(choices) else None

    def _by_place(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only choice in a State that is named, or whose own name is."""
        places = [c for m in (*evidence.mentions, *evidence.doubted) for c in m.candidates if c.exact or c.score > 0.8]
        named = {c.place.id for c in places if c.place.kind == DISTRICT}
        by_name = [c for c in choices if c.kind == "district" and int(c.id) in named]
        if len(by_name) == 1 and len(named) >= 1:
            return by_name[0]
        states = {c.place.id for c in places if c.place.kind == STATE}
        states |= {s.lgd for s in self.knowledge.states.values() for t in evidence.tokens if t.text == s.code.lower()}
        among = by_name or [c for c in choices if c.kind == "district"]
        fitting = [c for c in among if self.knowledge.districts[int(c.id)].state in states]
        if len(fitting) == 1:
            return fitting[0]
        directions = {t.text for i, t in enumerate(evidence.tokens) if i in evidence.flags.direction}
        pointed = [c for c in among if directions & set(self.knowledge.districts[int(c.id)].name.lower().split())]
        return pointed[0] if directions and len(pointed) == 1 else None

    def _by_product(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only district offered that has the product that is named."""
        fitting = [c for c in choices if c.kind == "district" and makes(self.knowledge, int(c.id), evidence.families)]
        return fitting[0] if evidence.families and len(fitting) == 1 else None

    def _by_label(self, choices: Sequence[Choice], evidence: Evidence) -> Choice | None:
        """Return the only choice whose label holds all the words of the message that say something."""
        asked = {evidence.tokens[i].stem for i in range(len(evidence.tokens)) if i not in evidence.flags.filler}
        if not asked:
            return None
        fitting = [choice for choice in choices if asked <= self._words(choice)]
        return fitting[0] if len(fitting) == 1 else None

    def _words(self, choice: Choice) -> set[str]:
        knowledge = self.knowledge
        if choice.kind == "district":
            district = knowledge.districts[int(choice.id)]
            state = knowledge.state_of(district)
            labels = [district.name, *district.also, *district.names.values(), state.name, *state.names.values()]
        elif choice.kind == "faq":
            labels = list(knowledge.faq[choice.id].title.values())
        elif choice.kind == "family":
            labels = list(knowledge.families[choice.id].name.values())
        else:
            labels = [choice.id]
        return {token.stem for label in labels for token in tokenise(normalise(label))}

    def open(self, choice: Choice, memory: Memory) -> Request:
        """Return the request that a choice stands for; what was asked before the choice is still asked."""
        asked = memory.asked or Shown(kind="district")
        if choice.kind == "gi":
            return AskGi.of(choice.id)
        if choice.kind == "district":
            code = (int(choice.id),)
            if asked.kind == "gi":
                return AskGi(districts=code)
            if asked.kind == "support":
                return AskSupport(needs=asked.needs, groups=asked.groups, families=asked.families, districts=code)
            return AskDistricts(districts=code, aspects=asked.aspects, list_id=asked.list_id)
        if choice.kind == "state":
            return AskState(states=(int(choice.id),), list_id=asked.list_id)
        if choice.kind == "faq":
            return AskFaq(entries=(choice.id,))
        if choice.kind == "support":
            need = AskSupport.of(choice.id)
            # A bare need is asked for the maker who was spoken of.
            return replace(
                need, families=need.families or asked.families, districts=need.districts or asked.districts,
                states=need.states or asked.states, groups=need.groups or asked.groups,
            )  # fmt: skip
        return AskProduct(families=(choice.id,), states=asked.states)

    # More, back, only there

    def _paged(self, evidence: Evidence, said: dict[str, set[int]]) -> Request | None:
        memory = evidence.memory
        last = memory.last
        if last is None or len(evidence.tokens) > MAX_WORDS or evidence.sure:
            return None
        if "back" in said:
            pages = [shown for shown in memory.trail[1:] if self._fits(shown, evidence)] or list(memory.trail[1:2])
            return self.again(pages[0]) if pages else None
        loose = set(evidence.unexplained) - said.get("more", set())
        numbers = [int(t.text) for t in evidence.tokens if t.text.isdecimal() and len(t.text) <= 2]
        if "page" in said and len(numbers) == 1 and numbers[0] and last.kind in _PAGED:
            return self.again(replace(last, page=numbers[0] - 1))
        if evidence.wants("more") and last.kind in _PAGED and not evidence.mentions and len(loose) <= 1 and (
            len(evidence.tokens) <= 4 and not evidence.needs and not evidence.lists
        ):  # fmt: skip
            return self.again(replace(last, page=last.page + 1))
        return None

    def _fits(self, shown: Shown, evidence: Evidence) -> bool:
        """Whether a screen is the one that the words of a message name."""
        if evidence.states:
            return bool(set(evidence.states) & set(shown.states))
        if evidence.families:
            return bool(set(evidence.families) & set(shown.families))
        return not evidence.products and shown.kind in _PAGED

    def _narrowed(self, evidence: Evidence, said: dict[str, set[int]], opener: bool) -> Request | None:
        """Return the question before, asked of another State: "only in odisha", "and bihar?"."""
        last = evidence.memory.last
        if last is None or last.kind not in _PAGED or not evidence.states or evidence.sure or evidence.products:
            return None
        named = {i for m in evidence.mentions for i in range(m.start, m.end)}
        around = set(range(len(evidence.tokens))) - named
        # "in rajasthan?" goes on with the question before; "rajasthan" alone asks for the State.
        asks_there = bool(around) and around <= evidence.flags.filler | evidence.flags.beside
        leans = opener or said.keys() & {"only", "also"} or evidence.corrects or asks_there
        if not leans or len(evidence.tokens) > MAX_WORDS:
            return None
        loose = set(evidence.unexplained) - {i for spans in said.values() for i in spans}
        if evidence.wants("count") or evidence.needs or len(loose) > 1:
            return None
        there = replace(last, states=evidence.states, page=0, list_id=evidence.list_id or last.list_id)
        asked = self.again(there)
        return replace(asked, states=evidence.states, districts=()) if isinstance(asked, AskGi) else asked

    def again(self, shown: Shown) -> Request:
        """Return the request that a screen answered."""
        if shown.kind == "state":
            return AskState(states=shown.states, list_id=shown.list_id, page=shown.page)
        if shown.kind == "product":
            return AskProduct(families=shown.families, states=shown.states, list_id=shown.list_id, page=shown.page)
        if shown.kind == "count":
            return AskCount(families=shown.families, states=shown.states, list_id=shown.list_id)
        if shown.kind == "gi" and shown.gi:
            return replace(AskGi.of(shown.gi), page=shown.page)
        if shown.kind == "compare":
            return AskCompare(districts=shown.districts, states=shown.states, list_id=shown.list_id)
        if shown.kind == "faq" and shown.entry:
            return AskFaq(entries=(shown.entry,))
        if shown.kind == "support":
            return AskSupport(
                needs=shown.needs,
                groups=shown.groups,
                families=shown.families,
                districts=shown.districts,
                states=shown.states,
            )
        return AskDistricts(districts=shown.districts, aspects=shown.aspects, list_id=shown.list_id)


def _gi_of(last: Shown, evidence: Evidence) -> AskGi | None:
    """Return what is registered of what was shown last."""
    if last.kind == "product" and last.families:
        return AskGi(form="named", families=last.families[:1], states=last.states)
    if last.kind in ("state", "count") and last.states:
        return AskGi(form="count" if last.kind == "count" else "odop", states=last.states)
    return AskGi(districts=evidence.referred) if evidence.referred else None


__all__ = ["References"]
