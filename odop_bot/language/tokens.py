"""Cut a message into words, each with its romanised form and its sound keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from odop_bot.language.romanisation import romanise
from odop_bot.language.scripts import script_of
from odop_bot.language.sound import fold, skeleton, stem

MAX_CHARS = 1_000
"""Characters of a message that are read; what people type is shorter, the rest is noise."""

_WORD = re.compile(
    r"[A-Za-z]+(?:['’][A-Za-z]{1,2}\b)?"
    r"|[0-9]+"
    r"|[\u0900-\u0963\u0970-\u09e5\u09f0-\u0a65\u0a70-\u0ae5\u0af0-\u0b65\u0b70-\u0be5"
    r"\u0bf0-\u0c65\u0c70-\u0ce5\u0cf0-\u0d65\u0d70-\u0d7f\u200c\u200d]+"
    r"|[\u0600-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u077f\ufb50-\ufdff\ufe70-\ufeff]+"
    r"|[\u1c5a-\u1c7f]+|[\uabc0-\uabea\uabec\uabed\uaae0-\uaaff]+"
)
_PLAIN = re.compile(r"(?:[\x20-\x7e\u0600-\u06ff\u0900-\u0d7f\u200c\u200d](?<![^\D0-9]))*")
"""Letters of ASCII and of Indian scripts, no digits of theirs: what needs no more than Unicode's own normal form."""
_STRETCHED = re.compile(r"(.)\1{2,}")
_NUMERALS = frozenset("ivxlcdm")
"""Letters of Roman numerals."""
_JOINERS = str.maketrans("", "", "\u200c\u200d\u200b\ufeff\u00ad")
Heard = tuple[str, str, str, str, str, str]
"""What is known of a word wherever it stands: text, script, roman, fold, skeleton, stem."""
_KNOWN: dict[str, Heard] = {}
"""Words of the knowledge base while it is compiled."""
_SINGLES = re.compile(r"\b(?:[A-Za-z][. ]){1,4}[A-Za-z]\b\.?")


class Token(msgspec.Struct, frozen=True):
    """One word of a message. (Not a dataclass: some hundred thousand are made when the knowledge base is compiled.)"""

    text: str
    """The word as written, normalised (NFC) and lower-cased."""
    start: int
    """Offset of the first character in the normalised message."""
    end: int
    """Offset behind the last character."""
    script: str
    """ISO 15924 code, or `Zyyy` for digits."""
    roman: str
    """The word in lower-case ASCII letters."""
    fold: str
    """Sound key with vowels."""
    skeleton: str
    """Sound key of consonants."""
    stem: str
    """The fold without the endings of plural and oblique forms."""


class Word(msgspec.Struct, frozen=True):
    """One word of a message, without its sounds."""

    text: str
    """The word as written, normalised (NFC) and lower-cased."""
    start: int
    """Offset of the first character in the normalised message."""
    end: int
    """Offset behind the last character."""
    script: str
    """ISO 15924 code, or `Zyyy` for digits."""


def normalise(text: str) -> str:
    """Return a message in NFC with accents off Latin letters, ASCII digits and no control characters."""
    text = text[: MAX_CHARS * 2]
    if text.isascii() or (_PLAIN.fullmatch(text) and unicodedata.is_normalized("NFKC", text)):
        return text[:MAX_CHARS]
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", text)[:MAX_CHARS]:
        category = unicodedata.category(char)
        if category == "Nd":
            out.append(str(unicodedata.digit(char)))
        elif category in {"Cc", "Co", "Cs"}:
            out.append(" ")
        elif char.isalpha() and ord(char) > 0x7F and script_of(char) == "Latn":
            out.append("".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii()))
        else:
            out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


def tokenise(text: str) -> list[Token]:
    """Return the words of a normalised message, in order.

    Neighbouring single Latin letters are one word (`U.P.`, `Y S R`); digits stay apart from letters.
    """
    return _tokens(text, _heard)


def words_of(text: str) -> list[Word]:
    """Return the same words as `tokenise`, without their sounds: what is left takes a tenth of the time."""
    words: list[Word] = []
    for start, end, word in _cut(text):
        plain = _plain_word(word)
        if plain is not None:
            words.append(Word(plain[0], start, end, plain[1]))
    return words


@lru_cache(maxsize=32768)
def known_words(text: str) -> tuple[Token, ...]:
    """Return the words of any text, remembered: for texts of the knowledge base, of which several indexes are made."""
    return tuple(_tokens(normalise(text), _known))


def words_read() -> dict[str, Heard]:
    """Return what was found out of every word that `known_words` has met: to be kept for another time."""
    return dict(_KNOWN)


def remember_words(words: Mapping[str, Heard]) -> None:
    """Take what was found out of words another time."""
    _KNOWN.update(words)


def forget_known_words() -> None:
    """Give back the memory that `known_words` takes."""
    known_words.cache_clear()
    _KNOWN.clear()


def _tokens(text: str, hear: Callable[[str], Heard | None]) -> list[Token]:
    tokens: list[Token] = []
    for start, end, word in _cut(text):
        heard = hear(word)
        if heard is not None:
            written, script, roman, folded, bones, root = heard
            tokens.append(Token(written, start, end, script, roman, folded, bones, root))
    return tokens


def _cut(text: str) -> list[tuple[int, int, str]]:
    """Return the words of a normalised message with where they begin and end."""
    joined = {}
    if " " in text or "." in text:
        joined = {match.start(): match.group() for match in _SINGLES.finditer(text)}
    if not joined:
        return [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    pieces: list[tuple[int, int, str]] = []
    taken = 0
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        if start < taken:
            continue
        if start in joined:
            end = start + len(joined[start])
            word = re.sub(r"[. ]", "", joined[start])
            taken = end
        pieces.append((start, end, word))
    return pieces


def _known(word: str) -> Heard | None:
    found = _KNOWN.get(word)
    if found is None:
        found = _hear(word)
        if found is not None:
            _KNOWN[word] = found
    return found


@lru_cache(maxsize=16384)
def _plain_word(word: str) -> tuple[str, str] | None:
    """Return a word as a token shows it, with its script; None for marks without a letter."""
    first = word[0]
    if first.isdigit():
        return word, "Zyyy"
    if first.isascii():
        return _unstretched(word.lower().replace("’", "'").removesuffix("'s")), "Latn"
    cleaned = _unstretched(unicodedata.normalize("NFC", word.translate(_JOINERS)))
    script = next((s for c in cleaned if (s := script_of(c))), None)
    return None if script is None else (cleaned, script)


def _unstretched(word: str) -> str:
    """Return a word without letters that are drawn out: "hellooo", "pleeease"; numerals (`viii`) stay."""
    if not _STRETCHED.search(word) or len(set(word)) == 1 or set(word) <= _NUMERALS:
        return word
    return _STRETCHED.sub(lambda m: m[1] if m.end() == len(word) else m[1] * 2, word)


def _hear(word: str) -> Heard | None:
    plain = _plain_word(word)
    if plain is None or plain[1] == "Zyyy":
        return None if plain is None else (word, "Zyyy", word, word, word, word)
    text, script = plain
    roman = text.partition("'")[0] if script == "Latn" else romanise(text, script)
    folded = fold(roman)
    return text, script, roman, folded, skeleton(folded), stem(folded)


_heard = lru_cache(maxsize=16384)(_hear)


def key_of(text: str) -> str:
    """Return the words of any text, lower-cased, with single spaces.

    Two texts that differ only in case, punctuation, emoji or spacing have the same key.
    """
    plain = (_plain_word(word) for _, _, word in _cut(normalise(text)))
    return " ".join(word[0] for word in plain if word is not None)
