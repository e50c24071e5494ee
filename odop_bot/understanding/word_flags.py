"""Tell of each word of a message what it is beside the others: a filler, a direction, a part of an address."""

from __future__ import annotations

from collections.abc import Sequence

from odop_bot.language.scripts import SPOKEN
from odop_bot.language.tokens import Token
from odop_bot.understanding.gazetteer import Gazetteer
from odop_bot.understanding.mentions import Flags
from odop_bot.understanding.places import MAX_TOKENS
from odop_bot.understanding.word_kinds import WordKinds


class WordFlags:
    """Reads what the words of a message are; one object serves all messages."""

    def __init__(self, gazetteer: Gazetteer, kinds: WordKinds) -> None:
        self._gazetteer = gazetteer
        self._kinds = kinds

    def read(self, tokens: Sequence[Token]) -> Flags:
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
