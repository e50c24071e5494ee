"""Match the words of a message with the names of places: by sound, by typos, by what a script leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from odop_bot.knowledge import Knowledge
from odop_bot.language.romanisation import FINAL_M
from odop_bot.language.sound import consonants, fold, skeleton, voiceless
from odop_bot.language.tokens import Token, tokenise
from odop_bot.understanding.gazetteer import DISTRICT, Gazetteer, Name
from odop_bot.understanding.mentions import GLUED, MIN_GLUED, Candidate, Mention
from odop_bot.understanding.phrases import deletes
from odop_bot.understanding.similarity import probability

POSSIBLE = 0.35
"""From this probability on a place is asked about."""
_SHARING = frozenset({"exact", "alias", "former name", "shared name"})
"""Kinds of names that two places share in earnest."""
_LESSER = frozenset({"part", "town"})
"""Kinds of names that count as written only: Baghat is Baghpat rather than the Bhagat in a longer name."""
_TINY = 4
"""Letters of the sound of a name that many words have: palli, peanuts in Telugu, is no Pali."""
_HEARD = 0.9
"""How likely a word that sounds like one of them is it."""
_GUESSED = 0.6
"""How likely a word is a tiny name that it sounds like."""
_ALIKE = 0.4
"""Likeness from which on a name of a State is compared in full."""
_REMEMBERED = 2_000
"""Words of messages of which is remembered which places they sound like."""
_UNVOWELLED = "Arab"
"""The script that leaves vowels out: three letters of it are a whole name."""


class NameMatcher:
    """Collects the places whose names are like some words; one object serves all messages."""

    def __init__(self, gazetteer: Gazetteer, knowledge: Knowledge) -> None:
        self._gazetteer = gazetteer
        self._names_of_state: dict[int, list[tuple[int, str]]] = {}
        self._heard: dict[tuple[str, frozenset[str], bool, bool], dict[int, Candidate]] = {}
        """Places that single words met before sound like; most words of a message have been met."""
        self._alike: dict[str, tuple[Candidate, ...]] = {}
        """Places with names most like words that no index knows."""
        self._glued = tuple(sorted(knowledge.words.glued, key=len, reverse=True))

    def shared(self, found: dict[int, Candidate], span: Sequence[Token]) -> None:
        """Add the places that share a name in Latin letters: they share it in every script.

        Where one is spelt the very same, those that only sound alike are not meant: काशी is Kashi and not Khasi.
        """
        gazetteer = self._gazetteer
        roman = "".join(token.roman for token in span)
        names = [gazetteer.names[number] for number in gazetteer.by_fold.get(fold(roman), ())]
        spelt = any(name.script == "Latn" and name.roman == roman for name in names)
        for name in names:
            if name.script == "Latn" and name.rule in _SHARING and (name.roman == roman or not spelt):
                self.keep(found, name, 1.0, direction_factor(frozenset(), name.directions), name.rule, True)

    def with_postposition(self, found: dict[int, Candidate], span: Sequence[Token]) -> None:
        """Look a name up without the postposition that is glued to it: `vizaglo`, `north goalo`, విశాఖపట్నంలో."""
        last = span[-1]
        whole = "".join(token.roman for token in span)
        for ending in self._glued:
            rest = last.roman.removesuffix(ending)
            if rest == last.roman or len(rest) < 3 or len(whole) - len(ending) < MIN_GLUED:
                continue
            ends = (rest, f"{rest[:-1]}m") if last.script in FINAL_M and rest.endswith("n") else (rest,)
            for end in ends:
                self._without_postposition(found, [*span[:-1], *tokenise(end)], last.script)

    def _without_postposition(self, found: dict[int, Candidate], words: Sequence[Token], script: str) -> None:
        gazetteer = self._gazetteer
        core, directions = gazetteer.split(words)
        for tokens, said in ((core, directions), (words, frozenset[str]())):
            for number in gazetteer.by_fold.get(fold("".join(token.roman for token in tokens)), ()):
                name = gazetteer.names[number]
                if name.script in ("Latn", script):
                    self.keep(found, name, GLUED, direction_factor(said, name.directions), "sound", True)

    def sounding(
        self, found: dict[int, Candidate], core: Sequence[Token], directions: frozenset[str], fuzzy: bool, brief: bool
    ) -> None:
        """Add the places whose names sound like some words or, with `fuzzy`, nearly so.

        `directions` are those that stand beside the words; `brief`: the message is hardly more than them.
        """
        if len(core) > 1:
            self._sounding(found, core, directions, fuzzy, brief)
            return
        key = (core[0].text, directions, fuzzy, brief)
        heard = self._heard.get(key)
        if heard is None:
            if len(self._heard) > _REMEMBERED:
                self._heard.clear()
            heard = self._heard[key] = {}
            self._sounding(heard, core, directions, fuzzy, brief)
        found.update(heard)

    def _sounding(
        self, found: dict[int, Candidate], core: Sequence[Token], directions: frozenset[str], fuzzy: bool, brief: bool
    ) -> None:
        gazetteer = self._gazetteer
        roman = "".join([token.roman for token in core])
        script = core[0].script
        if len(roman) < 4 and (script != _UNVOWELLED or len(consonants(skeleton(fold(roman)))) < 3):
            if directions:
                for number in gazetteer.exact.get(roman, ()):
                    name = gazetteer.names[number]
                    self.keep(found, name, 1.0, direction_factor(directions, name.directions), name.rule, True)
            return
        folded = core[0].fold if len(core) == 1 else fold(roman)
        # A word is compared with names in its own script and in Latin letters, which every place has:
        # what Tamil leaves out would make many words sound like a name.
        equal = [n for n in gazetteer.by_fold.get(folded, ()) if gazetteer.names[n].script in ("Latn", script)]
        for number in equal:
            name = gazetteer.names[number]
            same = name.roman == roman or name.roman == roman.replace("aa", "a")
            tiny = len(name.fold) <= _TINY and not same and script == "Latn" and not brief
            lesser = tiny or (name.rule in _LESSER and not same)
            self.keep(
                found,
                name,
                _GUESSED if tiny else _HEARD if lesser else 0.995 if same else 0.975,
                direction_factor(directions, name.directions),
                name.rule if same else "sound",
                not lesser,
            )
        if not fuzzy:
            return
        best = max((c.score for c in found.values()), default=0.0)
        if best >= 0.9:
            return
        skel = core[0].skeleton if len(core) == 1 else skeleton(folded)
        numbers: set[int] = set(gazetteer.by_skeleton.get(skel, ()))
        if len(folded) >= 4:
            for variant in deletes(folded):
                numbers.update(gazetteer.by_deletion.get(variant, ()))
        if len(skel) >= 4:
            for variant in deletes(skel):
                numbers.update(gazetteer.by_skeleton_deletion.get(variant, ()))
        if script == "Latn" and len(roman) >= 5:
            for variant in deletes(roman):
                numbers.update(gazetteer.by_letters_deletion.get(variant, ()))
        if script == "Taml":
            numbers.update(gazetteer.by_voiceless.get(voiceless(skel), ()))
        if script == _UNVOWELLED and len(consonants(skel)) >= 3:
            numbers.update(gazetteer.by_consonants.get(consonants(skel), ()))
        numbers.difference_update(equal)
        self._score(found, numbers, roman, folded, skel, directions, script)

    def _score(
        self,
        found: dict[int, Candidate],
        numbers: set[int],
        roman: str,
        folded: str,
        skel: str,
        directions: frozenset[str],
        script: str,
    ) -> None:
        names = self._gazetteer.names
        seen: dict[str, float] = {}
        for number in numbers:
            name = names[number]
            if abs(len(name.fold) - len(folded)) > 3 or name.script not in ("Latn", script):
                continue
            chance = seen.get(name.roman)
            if chance is None:
                chance = probability(roman, folded, skel, name.roman, name.fold, name.skeleton, typed=script == "Latn")
                if (
                    script == "Taml"
                    and abs(len(name.fold) - len(folded)) <= 1
                    and voiceless(skel) == voiceless(name.skeleton)
                ):
                    chance = max(chance, 0.86)
                elif script == _UNVOWELLED and consonants(skel) == consonants(name.skeleton):
                    chance = max(chance, 0.72)
                seen[name.roman] = chance
            rule = "sound" if skel == name.skeleton else "typo"
            self.keep(found, name, chance, direction_factor(directions, name.directions), rule, False)

    def like(self, span: Sequence[Token], state: int) -> Candidate | None:
        """Return the district of a State whose name is most like a span."""
        gazetteer = self._gazetteer
        core, directions = gazetteer.split(span)
        roman = "".join(token.roman for token in core)
        if len(roman) < 4:
            return None
        folded = fold(roman)
        sound = skeleton(folded)
        numbers = {
            number
            for number, name_fold in self._folds_of_state(state)
            if OSA.normalized_similarity(folded, name_fold, score_cutoff=_ALIKE) or skeleton(name_fold) == sound
        }
        found: dict[int, Candidate] = {}
        self._score(found, numbers, roman, folded, sound, directions, span[0].script)
        return max(found.values(), key=lambda c: c.score, default=None)

    def _folds_of_state(self, state: int) -> list[tuple[int, str]]:
        """Return the numbers and sounds of the names of the districts of a State."""
        found = self._names_of_state.get(state)
        if found is None:
            gazetteer = self._gazetteer
            found = self._names_of_state[state] = [
                (number, name.fold)
                for number, name in enumerate(gazetteer.names)
                if gazetteer.places[name.place].state == state and gazetteer.places[name.place].kind == DISTRICT
            ]
        return found

    def similar(self, tokens: Sequence[Token], i: int) -> Mention | None:
        """Return a mention of a word that no index knows, from the names that are most like it."""
        token = tokens[i]
        candidates = self._alike.get(token.text)
        if candidates is None:
            if len(self._alike) > _REMEMBERED:
                self._alike.clear()
            candidates = self._alike[token.text] = self._most_alike(token)
        if not candidates or candidates[0].score < POSSIBLE - 0.1:
            return None
        return Mention(i, i + 1, token.text, candidates)

    def _most_alike(self, token: Token) -> tuple[Candidate, ...]:
        gazetteer = self._gazetteer
        numbers: set[int] = set()
        for folded in gazetteer.similar_folds(token.fold):
            numbers.update(gazetteer.by_fold.get(folded, ()))
        found: dict[int, Candidate] = {}
        self._score(found, numbers, token.roman, token.fold, token.skeleton, frozenset(), token.script)
        return tuple(sorted(found.values(), key=lambda c: -c.score))[:6]

    def keep(
        self, found: dict[int, Candidate], name: Name, chance: float, factor: float, rule: str, exact: bool
    ) -> None:
        """Add the place of a name, unless it was found by one that fits better."""
        score = chance * name.weight * factor
        if factor < 0.9:
            exact = False
        old = found.get(name.place)
        if old is None or score > old.score:
            found[name.place] = Candidate(self._gazetteer.places[name.place], score, rule, name.text, exact)


def direction_factor(said: frozenset[str], name: frozenset[str]) -> float:
    """Return how well the directions of a message fit those of a name."""
    if said == name:
        return 1.0
    if not said:
        return 0.86
    if not name:
        return 0.62
    if said <= name or name <= said:
        return 0.6
    return 0.05
