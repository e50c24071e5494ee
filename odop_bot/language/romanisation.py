"""Write names of Indian scripts in plain Latin letters, the way people type them.

One table serves all nine Brahmic blocks, because Unicode lays them out in parallel: the offset of
a letter in its block tells its sound. The output is meant for matching by sound key, so it is
lossy on purpose (no length, no retroflex letters).
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from odop_bot.language.scripts import INDIC_BLOCKS

_VOWELS = {
    0x05: "a",
    0x06: "a",
    0x07: "i",
    0x08: "i",
    0x09: "u",
    0x0A: "u",
    0x0B: "ri",
    0x0C: "li",
    0x0D: "e",
    0x0E: "e",
    0x0F: "e",
    0x10: "ai",
    0x11: "o",
    0x12: "o",
    0x13: "o",
    0x14: "au",
    0x60: "ri",
    0x72: "e",
}
_SIGNS = {
    0x3E: "a",
    0x3F: "i",
    0x40: "i",
    0x41: "u",
    0x42: "u",
    0x43: "ri",
    0x44: "ri",
    0x45: "e",
    0x46: "e",
    0x47: "e",
    0x48: "ai",
    0x49: "o",
    0x4A: "o",
    0x4B: "o",
    0x4C: "au",
    0x56: "",
    0x57: "",
    0x62: "li",
}
_CONSONANTS = {
    0x15: "k",
    0x16: "kh",
    0x17: "g",
    0x18: "gh",
    0x19: "n",
    0x1A: "ch",
    0x1B: "chh",
    0x1C: "j",
    0x1D: "jh",
    0x1E: "n",
    0x1F: "t",
    0x20: "th",
    0x21: "d",
    0x22: "dh",
    0x23: "n",
    0x24: "t",
    0x25: "th",
    0x26: "d",
    0x27: "dh",
    0x28: "n",
    0x29: "n",
    0x2A: "p",
    0x2B: "ph",
    0x2C: "b",
    0x2D: "bh",
    0x2E: "m",
    0x2F: "y",
    0x30: "r",
    0x31: "r",
    0x32: "l",
    0x33: "l",
    0x34: "zh",
    0x35: "v",
    0x36: "sh",
    0x37: "sh",
    0x38: "s",
    0x39: "h",
    0x58: "k",
    0x59: "kh",
    0x5A: "g",
    0x5B: "z",
    0x5C: "r",
    0x5D: "rh",
    0x5E: "f",
    0x5F: "y",
}
_CHILLUS = {0x7A: "n", 0x7B: "n", 0x7C: "r", 0x7D: "l", 0x7E: "l", 0x7F: "k"}
_NUKTA = {"d": "r", "dh": "rh", "j": "z", "ph": "f"}
_DROPS_SCHWA = {"Deva", "Guru", "Gujr", "Beng"}
FINAL_M = {"Telu", "Knda", "Mlym"}
"""Scripts whose anusvara is m at the end of a word, and so before an ending that is glued to it."""
_VOICED = {"k": "g", "t": "d", "p": "b", "ch": "s"}

_ARABIC = {
    "ا": "a",
    "آ": "a",
    "أ": "a",
    "ب": "b",
    "پ": "p",
    "ت": "t",
    "ٹ": "t",
    "ث": "s",
    "ج": "j",
    "چ": "ch",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ڈ": "d",
    "ذ": "z",
    "ر": "r",
    "ڑ": "r",
    "ز": "z",
    "ژ": "z",
    "س": "s",
    "ش": "sh",
    "ص": "s",
    "ض": "z",
    "ط": "t",
    "ظ": "z",
    "ع": "a",
    "غ": "g",
    "ف": "f",
    "ق": "k",
    "ک": "k",
    "ك": "k",
    "گ": "g",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ں": "n",
    "ہ": "h",
    "ه": "h",
    "ھ": "h",
    "ۃ": "a",
    "ة": "a",
    "ے": "e",
    "ئ": "i",
    "ء": "",
    "ؤ": "o",
    "ې": "e",
    "ۂ": "h",
    "ۓ": "e",
    # Sindhi and Pashto
    "ڌ": "dh",
    "ڍ": "dh",
    "ڊ": "d",
    "ډ": "d",
    "ڳ": "g",
    "ګ": "g",
    "ړ": "r",
    "ڼ": "n",
    "ڻ": "n",
    "ڦ": "ph",
    "ٿ": "th",
    "ٽ": "t",
    "ٺ": "th",
    "ڀ": "bh",
    "ڄ": "j",
    "ڃ": "n",
    "ڇ": "chh",
    "ڪ": "k",
    "ټ": "t",
    "ځ": "z",
    "څ": "ch",
    "ښ": "sh",
    # short vowels, where they are written
    "\u064e": "a",
    "\u0650": "i",
    "\u064f": "u",
}
_ARABIC_VOWELS = set("اآأعےئ")

_OL_CHIKI = dict(
    zip(
        range(0x1C5A, 0x1C78),
        [
            "o",
            "t",
            "g",
            "n",
            "l",
            "a",
            "k",
            "j",
            "m",
            "v",
            "i",
            "s",
            "h",
            "n",
            "r",
            "u",
            "ch",
            "d",
            "n",
            "y",
            "e",
            "p",
            "d",
            "n",
            "r",
            "o",
            "t",
            "b",
            "v",
            "h",
        ],
        strict=True,
    )
)
_MEETEI = dict(
    zip(
        range(0xABC0, 0xABDB),
        [
            "k",
            "s",
            "l",
            "m",
            "p",
            "n",
            "ch",
            "t",
            "kh",
            "n",
            "th",
            "v",
            "y",
            "h",
            "u",
            "i",
            "ph",
            "a",
            "g",
            "jh",
            "r",
            "b",
            "j",
            "d",
            "gh",
            "dh",
            "bh",
        ],
        strict=True,
    )
)
_MEETEI_FINALS = dict(zip(range(0xABDB, 0xABE3), ["k", "l", "m", "p", "n", "t", "ng", "i"], strict=True))
_MEETEI_VOWELS = {
    0xABE3: "o",
    0xABE4: "i",
    0xABE5: "a",
    0xABE6: "e",
    0xABE7: "o",
    0xABE8: "u",
    0xABE9: "ei",
    0xABEA: "n",
}


@lru_cache(maxsize=16384)
def romanise(word: str, script: str) -> str:
    """Return one word of an Indian script in lower-case ASCII letters.

    `word` is NFC, in the script with ISO 15924 code `script`; a word of a script that this module
    does not know comes back as the empty string.
    """
    if script in INDIC_BLOCKS.values():
        return _brahmic(word, script)
    if script == "Arab":
        return _arabic(word)
    if script == "Olck":
        return "".join(_OL_CHIKI.get(ord(char), "") for char in word)
    if script == "Mtei":
        return _meetei(word)
    return ""


def _brahmic(word: str, script: str) -> str:
    # Syllables as [consonant, vowel, vowel was written]; a lone vowel has an empty consonant.
    syllables: list[list[str | bool]] = []
    nasals: list[int] = []
    for char in word:
        code = ord(char)
        offset = code & 0x7F
        if not 0x0900 <= code < 0x0D80:
            continue
        if script == "Beng" and offset in (0x70, 0x71):
            syllables.append(["r" if offset == 0x70 else "v", "a", False])
        elif script == "Beng" and offset == 0x4E:
            syllables.append(["t", "", True])
        elif script == "Mlym" and offset in _CHILLUS:
            syllables.append([_CHILLUS[offset], "", True])
        elif script == "Guru" and offset == 0x70:
            syllables.append(["n", "", True])
        elif offset in _CONSONANTS:
            if script == "Beng" and offset == 0x2F and syllables and syllables[-1][1] == "":
                # Ya after a virama is no consonant: it turns the vowel into ae (গ্যাংটক, Gangtok).
                syllables[-1][1:] = ["a", False]
                continue
            sound = _CONSONANTS[offset]
            if offset == 0x2F and script in ("Beng", "Orya"):
                sound = "j"
            syllables.append([sound, "a", False])
        elif offset in _VOWELS:
            syllables.append(["", _VOWELS[offset], True])
        elif offset in _SIGNS and syllables:
            syllables[-1][1:] = [_SIGNS[offset] or syllables[-1][1], True]
        elif offset == 0x4D and syllables:
            syllables[-1][1:] = ["", True]
        elif offset == 0x3C and syllables:
            sound = str(syllables[-1][0])
            syllables[-1][0] = "y" if sound == "j" and script == "Beng" else _NUKTA.get(sound, sound)
        elif offset in (0x01, 0x02):
            syllables.append(["n", "", True])
            nasals.append(len(syllables) - 1)
    for index in nasals:
        at_end = index + 1 == len(syllables)
        if (at_end and script in FINAL_M) or (not at_end and str(syllables[index + 1][0])[:1] in ("p", "b", "m")):
            syllables[index][0] = "m"
    if script == "Beng":
        # "oya" (ওয়) is how Bengali writes v and w.
        for before, here in itertools.pairwise(syllables):
            if before[0] == "" and before[1] == "o" and here[0] == "y":
                before[1], here[0] = "", "v"
    if script in _DROPS_SCHWA:
        _drop_schwas(syllables)
    if script == "Taml":
        _voice_stops(syllables)
    return "".join(str(part) for syllable in syllables for part in syllable[:2])


def _drop_schwas(syllables: list[list[str | bool]]) -> None:
    """Delete the inherent vowel at the end of a word and, from the right, in V-C-a-C-V."""
    last = len(syllables) - 1
    if last > 0 and syllables[last][1] == "a" and not syllables[last][2]:
        syllables[last][1] = ""
    for here in range(last - 1, 0, -1):
        before, syllable, after = syllables[here - 1 : here + 2]
        if syllable[1] == "a" and not syllable[2] and syllable[0] and before[1] and after[1] and after[0]:
            syllable[1] = ""


def _voice_stops(syllables: list[list[str | bool]]) -> None:
    """Phrasing Tamil stops between vowels and after nasals; the script does not write voicing."""
    for index in range(1, len(syllables)):
        before, here = syllables[index - 1], syllables[index]
        doubled = index + 1 < len(syllables) and here[1] == "" and syllables[index + 1][0] == here[0]
        after_stop = before[1] == "" and before[0] not in ("n", "m")
        if here[0] in _VOICED and not doubled and not after_stop and here[1]:
            nasal = before[1] == ""
            here[0] = "j" if nasal and here[0] == "ch" else _VOICED[str(here[0])]
    if len(syllables) > 1 and syllables[0][0] == "" and syllables[0][1] == "i" and syllables[1][0] in ("r", "l"):
        syllables[0][1] = ""


def _arabic(word: str) -> str:
    sounds: list[str] = []
    for index, char in enumerate(word):
        following = word[index + 1] if index + 1 < len(word) else ""
        if char == "و":
            sounds.append("v" if index == 0 or following in _ARABIC_VOWELS else "o")
        elif char in "یيى":
            sounds.append("y" if index == 0 or following in _ARABIC_VOWELS else "i")
        else:
            sounds.append(_ARABIC.get(char, ""))
    return "".join(sounds)


def _meetei(word: str) -> str:
    sounds: list[str] = []
    bare = False  # the last sound is a consonant that still carries its inherent a
    for char in word:
        code = ord(char)
        if code in _MEETEI:
            if bare:
                sounds.append("a")
            sounds.append(_MEETEI[code])
            bare = _MEETEI[code] not in "uia"
        elif code in _MEETEI_FINALS or code in _MEETEI_VOWELS:
            if bare and code in _MEETEI_FINALS:
                sounds.append("a")
            sounds.append(_MEETEI_FINALS.get(code) or _MEETEI_VOWELS[code])
            bare = False
    return "".join(sounds)
