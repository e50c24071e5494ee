"""Sound keys: what stays of a romanised Indian name when spelling habits are taken out.

`fold` keeps the vowels and evens out the ways of writing one sound (aa/a, ee/i, sh/s, v/w, th/t).
`skeleton` keeps the consonants that people hear. Equal folds are nearly always the same name;
equal skeletons are candidates.
"""

from __future__ import annotations

import re
from functools import lru_cache

FOLDS = {
    "ksh": "ks",
    "chh": "c",
    "tch": "c",
    "cch": "c",
    "ch": "c",
    "sch": "s",
    "sh": "s",
    "zh": "l",
    "ph": "f",
    "bh": "b",
    "gh": "g",
    "kh": "k",
    "dh": "d",
    "th": "t",
    "jh": "j",
    "rh": "r",
    "lh": "l",
    "wh": "v",
    "w": "v",
    "ck": "k",
    "q": "k",
    "z": "j",
    "aa": "a",
    "ee": "i",
    "ii": "i",
    "iy": "i",
    "yi": "i",
    "ie": "i",
    "oo": "u",
    "uu": "u",
    "ou": "u",
    "ai": "e",
    "ay": "e",
    "ei": "e",
    "ey": "e",
    "ae": "e",
    "au": "o",
    "ao": "o",
    "aw": "o",
    "ow": "o",
    "oa": "o",
}
_FOLD_PATTERN = re.compile("|".join(sorted(map(re.escape, FOLDS), key=len, reverse=True)))
_HARD_C = re.compile(r"c(?![eiyh])")
_SOFT_C = re.compile(r"(?<![cst])c(?=[eiy])")
_CONSONANTAL_Y = re.compile(r"(?<=[bcdfgjklmnprstv])y|y(?=[bcdfgjklmnprstv])|y$")
_DOUBLE = re.compile(r"(.)\1+")
_FINAL_AV = re.compile(r"av$")
_FINAL_ANV = re.compile(r"anv$")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_VOICELESS = str.maketrans({"g": "k", "d": "t", "b": "p", "j": "s", "c": "s", "z": "l"})


@lru_cache(maxsize=65536)
def fold(roman: str) -> str:
    """Return the fold of a romanised word: lower-case ASCII in, one way of writing each sound out."""
    text = _NOT_LETTERS.sub("", roman.lower())
    # c before a, o, u or a consonant is k, except in ch, which the table turns into one c.
    text = _HARD_C.sub("k", text.replace("cch", "ch").replace("tch", "ch"))
    text = _SOFT_C.sub("s", text)
    text = text[:1] + text[1:].replace("x", "ks")
    text = _FOLD_PATTERN.sub(lambda match: FOLDS[match.group()], text)
    text = _CONSONANTAL_Y.sub("i", text)
    text = _DOUBLE.sub(r"\1", text)
    if len(text) > 3 and text.endswith("h"):
        text = text[:-1]
    text = _FINAL_ANV.sub("on", text)
    return _FINAL_AV.sub("o", text)


_SKELETON = str.maketrans({"f": "p", "v": "b", "o": "u", "e": "i", "y": "i"})
_INNER_A_H = re.compile(r"(?<=.)[ah]")
_LABIAL_NASAL = re.compile(r"m(?=[pb])")


@lru_cache(maxsize=65536)
def skeleton(folded: str) -> str:
    """Return the skeleton of a fold: no inner a or h, and one letter for sounds heard alike."""
    text = _INNER_A_H.sub("", folded).translate(_SKELETON)
    return _DOUBLE.sub(r"\1", _LABIAL_NASAL.sub("n", text))


def voiceless(skeleton_key: str) -> str:
    """Return a skeleton without voicing: Tamil writes k, t, p, c for both members of each pair."""
    return _DOUBLE.sub(r"\1", skeleton_key.translate(_VOICELESS))


_VOWELS = re.compile(r"(?<=.)[aeiouy]")


def consonants(skeleton_key: str) -> str:
    """Return a skeleton without inner vowels: Urdu leaves the short ones out."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", skeleton_key))


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """Return the fold of a word without the endings of plural and oblique forms."""
    if len(folded) > 4:
        if folded.endswith("ies"):
            return folded[:-3] + "i"
        for ending in ("on", "en"):
            if len(folded) > 5 and folded.endswith(ending) and folded[-3] not in "aeiou":
                return folded[:-2]
        if folded.endswith("es") and folded[-3] in "sc":
            return folded[:-2]
        if folded.endswith("s") and folded[-2] not in "su":
            return folded[:-1]
    elif len(folded) == 4 and folded.endswith("s") and folded[-2] not in "sau":
        return folded[:-1]
    return folded
