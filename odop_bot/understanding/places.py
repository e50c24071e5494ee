"""Find the districts and states that a message names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from odop_bot.knowledge import Knowledge
from odop_bot.language.romanisation import FINAL_M
from odop_bot.language.scripts import SPOKEN, in_devanagari
from odop_bot.language.sound import consonants, fold, skeleton, voiceless
from odop_bot.language.tokens import Token, known_words, tokenise
from odop_bot.understanding.gazetteer import DISTRICT, Gazetteer, Name
from odop_bot.understanding.mentions import GLUED, MIN_GLUED, Candidate, Flags, Mention
from odop_bot.understanding.phrases import deletes
from odop_bot.understanding.similarity import probability
from odop_bot.understanding.word_kinds import WordKinds

MAX_SPAN = 5
"""Words of the longest name that is looked for."""
MAX_FUZZY_SPAN = 4
SURE = 0.75
"""From this probability on a place is answered for."""
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
_BRIEF = 3
"""Words of a message that is hardly more than a name."""
_GUESSED = 0.6
"""How likely a word is a tiny name that it sounds like."""
MAX_SLOW = 3
"""Words of a message that are compared with every name."""
_ALIKE = 0.4
"""Likeness from which on a name of a State is compared in full."""
MAX_TOKENS = 60
"""Words of a message in which places are looked for."""
_UNVOWELLED = "Arab"
"""The script that leaves vowels out: three letters of it are a whole name."""


class PlaceFinder:
    """Finds place mentions; one object serves all messages."""

    def __init__(self, gazetteer: Gazetteer, knowledge: Knowledge) -> None:
        self._gazetteer = gazetteer
        self._knowledge = knowledge
        self._names_of_state: dict[int, list[tuple[int, str]]] = {}
        self._kinds = WordKinds(gazetteer, knowledge)
        self._glued = tuple(sorted(knowledge.words.glued, key=len, reverse=True))

    def flags(self, tokens: Sequence[Token]) -> Flags:
        """Return what each word is."""
        filler, cue, everyday, direction, also_word = set(), set(), set(), set(), set()
        after_name, address, beside = set(), set(), set()
        alone = len(tokens) == 1
        for i, token in enumerate(tokens[:MAX_TOKENS]):
            word = self._kinds.of(token)
            if word.cue:
                cue.add(i)
            if word.filler:
                filler.add(i)
            common = word.common
            if alone and token.script not in SPOKEN and token.script != "Latn":
                # Alone, a word that only sounds like one of another language is a name rather: ગોડ્ડા is not "god".
                common = token.text in self._kinds.native
            if common or word.empty:
                everyday.add(i)
            # "e singhbhum", "24 Parganas (N)": a letter is a direction beside a part of a name only.
            known = word.direction and (self._beside_part(tokens, i) if len(token.text) == 1 else not word.filler)
            content = not word.filler and not word.cue
            if known or (content and self._misspelt_direction(tokens, i, i in everyday)):
                direction.add(i)
            if word.also_word or i in everyday:
                also_word.add(i)
            if word.address:
                address.add(i)
            if word.beside:
                beside.add(i)
            if word.name_mark:
                after_name.add(i + 1)
                if i + 2 < len(tokens) and tokens[i + 1].text in ("is", "hai", "h"):
                    after_name.add(i + 2)
        return Flags(*map(frozenset, (filler, cue, everyday, direction, also_word, after_name, address, beside)))

    def _beside_part(self, tokens: Sequence[Token], i: int) -> bool:
        beside = (*tokens[max(i - 1, 0) : i], *tokens[i + 1 : i + 2])
        return any(len(token.text) > 1 and token.fold in self._gazetteer.words for token in beside)

    def _misspelt_direction(self, tokens: Sequence[Token], i: int, common: bool) -> bool:
        """Whether a word is a direction with a typo, before or behind a word that names have beside one.

        An everyday word (`eats`) is one only beside a word that is nothing but part of a name.
        """
        gazetteer = self._gazetteer
        beside = (*tokens[max(i - 1, 0) : i], *tokens[i + 1 : i + 2])
        if common:
            fits = any(self._kinds.of(token).only_inside for token in beside)
        else:
            fits = any(t.fold in gazetteer.words or t.fold in gazetteer.direction_of for t in beside)
        return fits and gazetteer.misspelt_direction(tokens[i].fold) is not None

    def find(self, tokens: Sequence[Token], flags: Flags) -> list[Mention]:
        """Return every span that may name a place, with raw scores; spans may overlap."""
        tokens = tokens[:MAX_TOKENS]
        exact = self._gazetteer.exact
        unknown = [self._unknown(i, flags) for i in range(len(tokens))]
        part = [False, *(self._kinds.of(token).only_inside for token in tokens), False]
        nameable = [
            self._nameable(i, token, unknown[i], flags)
            # An everyday word beside one that is only in names may be misspelt itself: cooch bear.
            or (i in flags.everyday and i not in flags.filler and (part[i] or part[i + 2]))
            for i, token in enumerate(tokens)
        ]
        garbled = [
            i in flags.direction and token.fold not in self._gazetteer.direction_of for i, token in enumerate(tokens)
        ]
        matched = [0.0] * len(tokens)
        mentions: list[Mention] = []
        for start in range(len(tokens)):
            native = ""
            whole = True  # every word so far may be part of a misspelt name
            some = False  # one of them is not known otherwise
            for end in range(start + 1, min(start + MAX_SPAN, len(tokens)) + 1):
                native += tokens[end - 1].text
                whole = whole and nameable[end - 1]
                some = some or unknown[end - 1] or garbled[end - 1]
                numbers = exact.get(native)
                everyday = end - 1 in flags.everyday and len(tokens) > 1
                if numbers is None and tokens[end - 1].script != "Latn" and not everyday:
                    # "ਮੇਰਠ" is मेरठ letter by letter, whichever scripts a name is written in here.
                    numbers = exact.get(in_devanagari(native) or "")
                if numbers is None and end - start == 2 and part[start + 1] and part[end]:
                    # "Garhwal Tehri": a name of two words, the other way round.
                    numbers = exact.get(tokens[end - 1].text + tokens[start].text)
                if numbers is None and not (whole and some):
                    continue
                mention = self._span(tokens, start, end, flags, numbers or ())
                if mention is not None:
                    mentions.append(mention)
                    for i in range(start, end):
                        matched[i] = max(matched[i], mention.best.score)
        return mentions + self._misspelt(tokens, matched, unknown)

    def _misspelt(self, tokens: Sequence[Token], matched: list[float], unknown: list[bool]) -> list[Mention]:
        """Return mentions for the words that no index knows; a few only, as this is slow."""
        lost = [i for i, token in enumerate(tokens) if matched[i] < 0.5 and unknown[i] and len(token.fold) >= 5]
        return [mention for i in lost[:MAX_SLOW] if (mention := self._similar(tokens, i)) is not None]

    def _unknown(self, i: int, flags: Flags) -> bool:
        return not (i in flags.filler or i in flags.cue or i in flags.everyday or i in flags.direction)

    def _nameable(self, i: int, token: Token, unknown: bool, flags: Flags) -> bool:
        """Whether a word may be part of a misspelt name."""
        known_part = token.fold in self._gazetteer.words
        if unknown:
            return known_part or not token.text.isdigit()
        return i in flags.direction or (known_part and len(token.fold) > 2 and i not in flags.filler)

    def _span(
        self, tokens: Sequence[Token], start: int, end: int, flags: Flags, exact: Sequence[int]
    ) -> Mention | None:
        gazetteer = self._gazetteer
        span = tokens[start:end]
        single = end - start == 1
        core, directions = span, frozenset[str]()
        found: dict[int, Candidate] = {}
        small = (start in flags.filler or start in flags.cue) and span[0].script == "Latn"
        if exact and single and small and start not in flags.also_word:
            return None
        for number in exact:
            name = gazetteer.names[number]
            self._keep(found, name, 1.0, _direction_factor(frozenset(), name.directions), name.rule, True)
        if found and span[0].script != "Latn":
            self._shared(found, span)
        if not found:
            if not flags.direction.isdisjoint(range(start, end)):
                core, directions = gazetteer.split(span)
            if not core and len(directions) == len(span):
                for number in gazetteer.by_directions.get(directions, ()):
                    self._keep(found, gazetteer.names[number], 0.9, 1.0, "typo", False)
            if core and any(token.roman for token in core):
                self._sounding(found, core, directions, end - start <= MAX_FUZZY_SPAN, len(tokens) <= _BRIEF)
            if end not in flags.direction and not any(c.score > GLUED for c in found.values()):
                self._with_postposition(found, span)
        candidates = tuple(sorted(found.values(), key=lambda c: -c.score))[:6]
        if not candidates or candidates[0].score < 0.2:
            return None
        also_word = single and start in flags.also_word
        directed = bool(directions) and _direction_factor(directions, self._directions_of(candidates[0])) == 1.0
        return Mention(start, end, " ".join(token.text for token in span), candidates, also_word, directed)

    def _directions_of(self, candidate: Candidate) -> frozenset[str]:
        """Return the directions in the name that a candidate matched."""
        return self._gazetteer.split(known_words(candidate.name))[1]

    def _shared(self, found: dict[int, Candidate], span: Sequence[Token]) -> None:
        """Add the places that share a name in Latin letters: they share it in every script.

        Where one is spelt the very same, those that only sound alike are not meant: काशी is Kashi and not Khasi.
        """
        gazetteer = self._gazetteer
        roman = "".join(token.roman for token in span)
        names = [gazetteer.names[number] for number in gazetteer.by_fold.get(fold(roman), ())]
        spelt = any(name.script == "Latn" and name.roman == roman for name in names)
        for name in names:
            if name.script == "Latn" and name.rule in _SHARING and (name.roman == roman or not spelt):
                self._keep(found, name, 1.0, _direction_factor(frozenset(), name.directions), name.rule, True)

    def _with_postposition(self, found: dict[int, Candidate], span: Sequence[Token]) -> None:
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
                    self._keep(found, name, GLUED, _direction_factor(said, name.directions), "sound", True)

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
                    self._keep(found, name, 1.0, _direction_factor(directions, name.directions), name.rule, True)
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
            self._keep(
                found,
                name,
                _GUESSED if tiny else _HEARD if lesser else 0.995 if same else 0.975,
                _direction_factor(directions, name.directions),
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
            self._keep(found, name, chance, _direction_factor(directions, name.directions), rule, False)

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

    def _similar(self, tokens: Sequence[Token], i: int) -> Mention | None:
        token = tokens[i]
        gazetteer = self._gazetteer
        numbers: set[int] = set()
        for folded in gazetteer.similar_folds(token.fold):
            numbers.update(gazetteer.by_fold.get(folded, ()))
        found: dict[int, Candidate] = {}
        self._score(found, numbers, token.roman, token.fold, token.skeleton, frozenset(), token.script)
        candidates = tuple(sorted(found.values(), key=lambda c: -c.score))[:6]
        if not candidates or candidates[0].score < POSSIBLE - 0.1:
            return None
        return Mention(i, i + 1, token.text, candidates)

    def _keep(
        self, found: dict[int, Candidate], name: Name, chance: float, factor: float, rule: str, exact: bool
    ) -> None:
        score = chance * name.weight * factor
        if factor < 0.9:
            exact = False
        old = found.get(name.place)
        if old is None or score > old.score:
            found[name.place] = Candidate(self._gazetteer.places[name.place], score, rule, name.text, exact)


def _direction_factor(said: frozenset[str], name: frozenset[str]) -> float:
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


_PIN = re.compile(r"(?<![\d])([1-9]\d{2})[ -]?(\d{3})(?![\d])")


def pins_in(text: str) -> list[str]:
    """Return the six-digit numbers of a normalised message that may be PIN codes."""
    return ["".join(match.groups()) for match in _PIN.finditer(text)]


__all__ = ["PlaceFinder", "pins_in"]
