"""Read a pasted multiple-choice question: its stem, its statements or lists, its options."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from odop_bot.understanding.marks import ALPHABETS, Chain, chains_in

MAX_LETTERS = 2_000
"""Letters of a message that are read."""
MAX_OPTIONS = 12
_LETTERS = "abcdefghijkl"
LONGEST_OPTION = 240
"""Letters of an option; what is longer is no option."""
_SPACES = re.compile(r"[ \t\r\f\v]+")
_EDGES = " \t\n\r,;:/|–—-•*।"
_TAIL = re.compile(
    r"(?:\s*(?:[/|;,–—-]|\b(?:with|and|or|options?|codes?|answers?|choose|select|list|column)\b|\b(?:I|II|1|2)\b(?=[\s:–-]*$)"
    r"|कूट|विकल्प|सूची|सही उत्तर|उत्तर|ఎంపికలు|ఐచ్ఛికాలు|జాబితా)[\s:.–—-]*)+$",
    re.I,
)
"""What leads over from a list to the next."""
_SENTENCE = re.compile(r"(?<=[.?।!])\s+|\s+[/|;]\s+|\n+|\s+[–—]\s+|\s+-\s+|\.\.+")
_LINE = re.compile(r"(?<=[.?!।])\s+|\s+[/|;]\s+|\n+|\.\.+")
_DASH = re.compile(r"\s[-–—]\s")
_REMARK = re.compile(r"(?<=[.?!।])\s+|\n+|\.\.+")
"""What may stand between the last option and a remark of the person: an option may have a dash of its own."""
_ROW = re.compile(r"\s*\n\s*")
_PARTING = "\n/|;,•●▪◦○☐🔘"
"""What may stand between options without labels: few messages have so many of these that more need be looked for."""
_PARTS = re.compile(r"\s*\n\s*|\s+/\s+|\s*[•●▪◦○☐🔘]\s*|\s*\|\s*")
_BULLET = re.compile(r"^\s*[-*•●▪◦○☐🔘]\s*")
_BULLETS = re.compile(r"(?:\n\s*[-*•●▪◦○☐🔘]\s*\S[^\n]*){3}")
_OPENING = re.compile(
    r"^\s*(?:(?:q(?:uestion)?|que|प्रश्न|ప్రశ్న)\s*[.:]?\s*(?:\d+)?\s*[.:)-]+\s*)?"
    r"(?:(?:fill (?:in|up) the blanks?|(?:रिक्त|खाली) स्थान (?:भरें|भरिए|भरो|की पूर्ति (?:करें|कीजिए))"
    r"|ఖాళీ(?:ని|లను|లు)? (?:పూరించండి|పూరించుము|నింపండి))\s*[.:–-]+\s*)?",
    re.I,
)
"""What stands before a question: its number, and that a blank is to be filled."""
_REMARK_WORDS = (
    r"(?:\W|\b(?:ans(?:wer)?s?|plz|pls|please|tell|me|batao|bataye?|bata|do|reason|with|explain|correct|sahi|sir"
    r"|सही|उत्तर|जवाब|बताओ|बताइए|बताएं|बताएँ|कारण|सहित|कृपया|సమాధానం|జవాబు|చెప్పండి|చెప్పు|దయచేసి)\b)+$"
)
_REMARK_ONLY = re.compile(rf"^{_REMARK_WORDS}", re.I)
"""A line that asks for the answer, and no more."""
_REMARK_BEHIND = re.compile(rf"[?.।,!]\s*{_REMARK_WORDS}", re.I)
"""The same behind the last option of a line."""
_LEADS = re.compile(
    r"(?:\s*(?:[?=]+|(?<!\d):+|:+(?!\d)|(?<=\s)[-–—]+(?=\s)|-(?=\s)|\b(?:options?|choices?)\b|विकल्प|ఎంపికలు))+\s*"
    r"|\s(?=[^\s/]+(?:/[^\s/]+){2,}$)",
    re.I,
)
"""What stands between a question and options in its line."""
_BETWEEN = (re.compile(r"\s+/\s*|\s*/\s+"), re.compile(r"\s*[|;]\s*"), re.compile(r"\s*,\s*"), re.compile(r"/"))
"""What stands between options in a line, the surest first."""
_LEAST_HEAD = 3
"""Words that a question before options in its line has."""
_MOST_IN_LINE = 6
"""Words of an option in a line."""
_SECOND = re.compile(
    r"(?P<left>.*?\S)\s+(?:[-–—:|→=]+\s*)?[(\[]?(?P<label>[^\W_]{1,4}[\u093e-\u0d57]?)[)\].]\s*(?P<right>\S.*)$"
)
"""Two entries in a line, the second with a label of its own."""
_TAG = re.compile(
    r"\s*(?:\[[^\[\]]{2,60}\]|\((?=[^()]*(?:\b[A-Z]*PSC\b|\bSSC\b|\bUPSSSC\b|\bRRB\b|\bIBPS\b|\bPET\b))[^()]{3,40}\))\s*"
)
"""In which exam a question was asked: [UPPSC 2021]."""
_CODES = re.compile(
    r"((?:\bcodes?|कूट|కోడ్)\s*[:–-]*)\s*(?:[(\[]\s*[^\W_]{1,3}[\u093e-\u0d57]?\s*[)\]][ \t]*){3,}(?=\n)", re.I
)
"""The line above codes that names the entries of the first list in brackets."""
_HEADING = re.compile(r"[\s:|]*(?:\b(?:A\s+B\s+C(?:\s+D)?(?:\s+E)?|1\s+2\s+3(?:\s+4)?(?:\s+5)?)\b)[\s:.|]*$")
"""The line above codes that names the entries of the first list."""
_ASKS_ITSELF = re.compile(r"[?]")
_LEAST_LOOSE = 3
"""Options without labels that make a question."""
_ASKING = re.compile(r"[?]|[:_]\s*$|_{2,}|\.{3,}|…")
"""What shows that a line asks for one of the lines below it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One option, statement or entry of a list."""

    label: str
    """As written, in lower case."""
    mark: str
    """As people write it before an option: `(b)`."""
    text: str


@dataclass(frozen=True, slots=True)
class PastedQuestion:
    """A multiple-choice question."""

    stem: str
    """All of it that is in no list, the options left out."""
    lists: tuple[tuple[Item, ...], ...]
    """Statements, or the two lists to match, in order."""
    options: tuple[Item, ...]
    loose: bool = False
    """Whether its options have no labels, so that it may be no such question after all."""

    @property
    def text(self) -> str:
        """The question as one text, to tell its language."""
        return " ".join([self.stem, *(item.text for items in (*self.lists, self.options) for item in items)])


def read_pasted(text: str) -> PastedQuestion | None:
    """Return the multiple-choice question that a message is; None for any other message."""
    text = _CODES.sub(r"\1 ", _clean(text))
    chains = chains_in(text)
    while chains and not _is_list(chains[-1], chains, text):
        chains.pop()
    if not chains:
        return _loose(text)
    question = _postfixed(text, chains) or _labelled(text, chains)
    question = _untagged(question)
    return question if _fair(question) else None


def _untagged(question: PastedQuestion) -> PastedQuestion:
    """Return a question without the names of exams in its stem and behind its last option."""
    *options, last = question.options
    last = replace(last, text=_tidy(_TAG.sub(" ", last.text)) or last.text)
    return replace(question, stem=_tidy(_TAG.sub(" ", question.stem)) or question.stem, options=(*options, last))


def pasted_text(question: str, options: Sequence[str]) -> str:
    """Return a question with its options as one text, which `read_pasted` takes apart again."""
    lines = [f"({label}) {' '.join(option.split())}" for label, option in zip(_LETTERS, options, strict=False)]
    return "\n".join([" ".join(question.split()), *lines])


def _clean(text: str) -> str:
    """Return a text in NFC with ASCII digits; offsets do not matter to anybody else."""
    text = unicodedata.normalize("NFC", text[:MAX_LETTERS])
    if not text.isascii():
        text = "".join([str(unicodedata.digit(c)) if c.isdecimal() else c for c in text])
    return _SPACES.sub(" ", text).strip()


def _is_list(chain: Chain, chains: list[Chain], text: str) -> bool:
    """Whether the last list can be options: something stands before it."""
    del chains
    return len(chain.marks) <= MAX_OPTIONS and any(c.isalpha() for c in text[: chain.start])


def _labelled(text: str, chains: list[Chain]) -> PastedQuestion:
    stem = [text[: chains[0].start]]
    lists: list[tuple[Item, ...]] = []
    for number, chain in enumerate(chains):
        end = chains[number + 1].start if number + 1 < len(chains) else len(text)
        items, rest = _items(text, chain, end, final=number + 1 == len(chains))
        lists.append(items)
        stem.append(rest)
    lists[:-1] = [column for items in lists[:-1] for column in _columns(items)]
    return PastedQuestion(
        stem=" ".join(_tidy(part) for part in stem if part.strip(_EDGES)), lists=tuple(lists[:-1]), options=lists[-1]
    )


def _columns(items: tuple[Item, ...]) -> Sequence[tuple[Item, ...]]:
    """Return a list as two where each line of it has an entry of either: "A) Toys  1) Nandyal", "B) Lace  2) …"."""
    if len(items) < _LEAST_LOOSE or not _second_labels([item.text for item in items]):
        return (items,)
    pairs = [(item, match) for item in items if (match := _SECOND.match(item.text))]
    left = tuple(Item(item.label, item.mark, _tidy(match["left"])) for item, match in pairs)
    right = tuple(Item(match["label"].lower(), f"({match['label']})", _tidy(match["right"])) for _, match in pairs)
    return left, right


def _second_labels(texts: Sequence[str]) -> bool:
    """Whether each text of a list has a second column, with labels that count up from the first one."""
    found = [_SECOND.match(text.strip()) for text in texts]
    labels = tuple(match["label"] if match else "" for match in found)
    return len(labels) > 1 and any(labels == alphabet[: len(labels)] for alphabet in ALPHABETS)


def _items(text: str, chain: Chain, end: int, final: bool) -> tuple[tuple[Item, ...], str]:
    """Return the items of a list, and what stands behind its last one up to the next list."""
    starts = [mark.start for mark in chain.marks[1:]] + [end]
    texts = [text[mark.end : stop] for mark, stop in zip(chain.marks, starts, strict=True)]
    rest = ""
    # A dash ends the last item only where the others have none of their own.
    dashed = any(_DASH.search(part) for part in texts[:-1])
    # What stands behind a label of its own is the second column.
    sided = not final and _second_labels(texts[:-1]) and _SECOND.match(texts[-1].strip().split("\n")[0])
    parting = _ROW if sided else _REMARK if final else _LINE if dashed else _SENTENCE
    pieces = parting.split(texts[-1].strip(), maxsplit=1)
    if len(pieces) > 1 and pieces[0].strip(_EDGES) and (not final or _is_remark(pieces[1], pieces[0], texts[:-1])):
        texts[-1], rest = pieces[0], pieces[1]
    if not final:
        texts[-1] = _TAIL.sub("", _HEADING.sub("", texts[-1]))
    return tuple(
        Item(mark.label.lower(), f"({mark.label})", _tidy(part)) for mark, part in zip(chain.marks, texts, strict=True)
    ), rest


def _is_remark(rest: str, option: str, others: list[str]) -> bool:
    """Whether what stands behind the last option is a remark of the person rather than a part of it."""
    longest = max((len(other) for other in others), default=0)
    return len(option) + len(rest) > max(longest, len(option)) + 3


def _postfixed(text: str, chains: list[Chain]) -> PastedQuestion | None:
    """Return a question whose labels stand behind its options: Dhar (A), Ujjain (B), …"""
    chain = chains[-1]
    if len(chains) > 1 or chain.style != "brackets" or text[chain.last :].strip(" .,;?।"):
        return None
    head, pieces = text[: chain.start], []
    cut = max(head.rfind(mark) for mark in ("–", "—", ":", "?", " - ", "-", "\n"))
    if cut < 0:
        return None
    pieces = [head[cut + 1 :], *(text[a.end : b.start] for a, b in zip(chain.marks, chain.marks[1:], strict=False))]
    return PastedQuestion(
        stem=_tidy(head[: cut + 1]),
        lists=(),
        options=tuple(
            Item(mark.label.lower(), f"({mark.label})", _tidy(part))
            for mark, part in zip(chain.marks, pieces, strict=True)
        ),
    )


def _loose(text: str) -> PastedQuestion | None:
    """Return a question whose options have no labels: on lines of their own, between strokes, or in its line."""
    if sum(map(text.count, _PARTING)) < _LEAST_LOOSE - 1:
        return None
    lines = [line for line in _PARTS.split(text) if line.strip(_EDGES) and not _REMARK_ONLY.match(line.strip())]
    if not lines:
        return None
    return _on_lines(lines, bulleted=bool(_BULLETS.search(text))) or _in_line(text) or _stroked(lines)


def _stroked(lines: Sequence[str]) -> PastedQuestion | None:
    """Return a question whose options follow it between strokes: "Kandhamal is known for / Turmeric / Cashew / …"."""
    head, options = lines[0], lines[1:]
    short = all(len(option.split()) <= _MOST_IN_LINE for option in options)
    if not short or len(head.split()) < _LEAST_HEAD or len(options) < _LEAST_LOOSE:
        return None
    return _unlabelled(head, options)


def _on_lines(lines: Sequence[str], *, bulleted: bool) -> PastedQuestion | None:
    asked = max((i for i, line in enumerate(lines) if _ASKING.search(line)), default=-1)
    if asked < 0 and bulleted:
        asked = 0  # its bullets show where the options begin
    if asked < 0:
        return None
    head = lines[asked]
    cut = max(head.rfind("?"), head.rfind(":")) + 1
    behind = head[cut:] if cut and head[cut:].strip(_EDGES) else ""
    options = [part for part in (behind, *lines[asked + 1 :]) if part.strip(_EDGES)]
    return _unlabelled(" ".join([*lines[:asked], head[: cut or None]]), options)


def _in_line(text: str) -> PastedQuestion | None:
    """Return a question with its options in the same line: "… of which district - Ballia / Mau / Deoria ?"."""
    lines = [line for line in text.split("\n") if not _REMARK_ONLY.match(line.strip())]
    text = _REMARK_BEHIND.sub("", " ".join(lines)).rstrip(" ?.।")
    found = [
        (text[: lead.start()], options)
        for lead in _LEADS.finditer(text)
        if len(text[: lead.start()].split()) >= _LEAST_HEAD and (options := _parted(text[lead.end() :]))
    ]
    if not found:
        return None
    # Of pairs each has a mark of its own: "wrong match: Guntur - sarees; Chittoor - toys; …".
    return _unlabelled(*max(reversed(found), key=lambda item: (len(item[1]), all(map(_LEADS.search, item[1])))))


def _parted(text: str) -> list[str]:
    """Return the options of a line, without labels; none where it is no list of short things."""
    for between in _BETWEEN:
        parts = [part for part in between.split(text) if part.strip(_EDGES)]
        if len(parts) >= _LEAST_LOOSE:
            short = all(len(part.split()) <= _MOST_IN_LINE and not _REMARK.search(part) for part in parts)
            return parts if short else []
    return []


def _unlabelled(stem: str, options: Sequence[str]) -> PastedQuestion | None:
    if not _LEAST_LOOSE <= len(options) <= MAX_OPTIONS or any(len(option) > LONGEST_OPTION // 3 for option in options):
        return None
    items = tuple(
        Item(label, f"({label})", _tidy(_BULLET.sub("", option)))
        for label, option in zip(_LETTERS, options, strict=False)
    )
    question = _untagged(PastedQuestion(stem=_tidy(stem), lists=(), options=items, loose=True))
    return question if _fair(question) else None


def _fair(question: PastedQuestion) -> bool:
    """Whether it is a question with options: a list of questions, or of things that are wanted, is none."""
    options = question.options
    if not question.stem or any(not item.text or len(item.text) > LONGEST_OPTION for item in options):
        return False
    if len(options) == 2 and options[0].label.isdigit():
        return False  # "tell me (1) … (2) …" wants both
    asking = sum(bool(_ASKS_ITSELF.search(item.text)) for item in options[:-1])
    return asking == 0


def _tidy(text: str) -> str:
    """Return a text without what leads over to the next part."""
    text = _OPENING.sub("", " ".join(text.split()))
    text = text.strip(_EDGES)
    return text.rstrip(".") if text.count(".") == 1 or text.endswith("..") else text
