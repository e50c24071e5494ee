"""Make single slips in the knowledge base and the templates, and see how `check` tells of them.

    python -m tools.slips [--count 100] [--seed 1] [--show]

Each slip is one that a hand makes and that is certainly wrong: a misspelt key, a value of the wrong kind, a misspelt
id, broken syntax, a letter of another script, a misspelt variable. Wanted: each is found, with at most three faults,
and the first names the place and says what to do.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import jinja2
import yaml

from odop_bot.answering import Answerer, Renderer
from odop_bot.checking import STRINGS
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge import Fault, KnowledgeError, models, sources, translations, yaml_reader
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.loader import check_knowledge
from odop_bot.rehearsal import rehearsal_faults
from odop_bot.template_checks import template_faults

KNOWLEDGE = TEMPLATES.parent / "knowledge"
MOST = 3
"""Faults that one slip may make."""
NEAR = 1
"""Lines that the place told may be off."""
KINDS = ("key", "value", "id", "syntax", "letter", "variable")
_LOOKS_LIKE = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "y": "у"}
"""Cyrillic letters that look like Latin ones."""
_FIELDS = sorted(
    {
        field.name
        for module in (models, translations)
        for item in vars(module).values()
        if dataclasses.is_dataclass(item)
        for field in dataclasses.fields(item)
    }
)
_AT_KEY = re.compile(rf"(?<=[{{,]\s)({'|'.join(_FIELDS)})(?=:\s)|(?<=^)([ -]*)({'|'.join(_FIELDS)})(?=:(?:\s|$))")
_VALUES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<=rank: )(primary|secondary|tertiary|others)", lambda m: m[1][:-1]),
    (r"(?<=sector: )[a-z-]+", lambda m: f"{m[0]}s"),
    (r"(?<=gi: )true", lambda m: "Yes"),
    (r"(?<=- lgd: )\d+", lambda m: f"{m[0]}a"),
    (r"(?<=  at: )\[([\d.]+), ([\d.]+)\]", lambda m: f"[{m[2]}, {m[1]}]"),
    (r"(?<=kind: )(scheme|topic)", lambda m: f"{m[1]}e"),
    (r"(?<=rank: )[1-9]", lambda m: f"'{m[0]}'"),
    (r"(?<=sources: )\[([\w-]+)\]", lambda m: m[1]),
    (r"(?<=superseded_by: )[\w-]+", lambda m: "null2"),
    (r"(?<=^  as_of: )'.*'", lambda m: "2025"),
)
"""Values that have a form, and what a hand makes of them."""
_IDS = (
    r"(?<=list: )[a-z][\w-]+",
    r"(?<=families: \[)[a-z][\w-]+",
    r"(?<=sources: \[)[a-z][\w-]+",
    r"(?<=subject: )[\w-]+",
    r"(?<=aspects: \[)[\w-]+",
    r"(?<=see_also: \[)[\w-]+",
    r"(?<=^- id: )[\w-]+",
    r"(?<=^  source: )[a-z][\w-]+",
    r"(?<=part_of: \[)[\w-]+",
    r"(?<=crafts: \[)[\w-]+",
)
_KEYS_OF_IDS = (
    "sources.yaml",
    "figures/",
    "languages/hi/faq/",
    "languages/te/faq/",
    "languages/te/families/",
    "languages/hi/families/",
    "languages/hi/figures.yaml",
)
_VARIABLES = r"(?<=figure\(')[\w-]+(?='\))"
_IN_TEMPLATES = r"(?:(?<=\{\{ )|(?<=\{% if )|(?<= in )|(?<=\.))[a-z][a-z_]{3,}(?= |\.|\||\()"
_BREAKS = ("'", '"', "[", "]", "{", "}", ": ")
_TEMPLATE_BREAKS = ("{% endif %}", "{% endfor %}", "%}", "}}", "{{", "{%", "(", ")")
_NOT_CODE = {"loop", "else", "elif", "endif", "endfor", "true", "false", "none", "join", "length", "super", "range"}


@dataclasses.dataclass(frozen=True)
class Slip:
    """One slip."""

    kind: str
    file: str
    """Path below the project."""
    line: int
    """From 1."""
    before: str
    after: str
    content: bytes
    """Of the file with the slip in it."""


@dataclasses.dataclass(frozen=True)
class Found:
    """What `check` says of a slip."""

    slip: Slip
    faults: tuple[Fault, ...]

    @property
    def told(self) -> bool:
        """Whether it is told as it should be: few faults, the first with the place and what to do."""
        return bool(self.faults) and len(self.faults) <= MOST and self.names_place and self.says_what_to_do

    @property
    def names_place(self) -> bool:
        """Whether the first fault names the file and the line."""
        named = re.findall(r"([\w./-]+\.\w+):(\d+)", f"{self.faults[0]}")
        return any(file.endswith(self.slip.file) and abs(int(n) - self.slip.line) <= NEAR for file, n in named)

    @property
    def says_what_to_do(self) -> bool:
        """Whether the first fault has a cure in it that is more than a wish."""
        return self.faults[0].remedy not in ("", "correct it", "correct the value")


def misspelt(word: str, chance: random.Random) -> str:
    """Return a word with two letters swapped, one left out, or one doubled."""
    for _ in range(50):
        at = chance.randrange(1, max(2, len(word) - 1))
        out = chance.choice(
            (
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
            )
        )
        if out != word and out.strip("-_"):
            return out
    return f"{word}x"


def slips(count: int, seed: int) -> Iterator[Slip]:
    """Yield slips, each kind as often, three in the knowledge base for each in the templates."""
    chance = random.Random(seed)
    knowledge = {f"knowledge/{name}": content for name, content in read_files(KNOWLEDGE).items()}
    templates = {
        f"templates/{path.relative_to(TEMPLATES).as_posix()}": path.read_bytes()
        for path in sorted(TEMPLATES.rglob("*.*"))
        if path.suffix in (".j2", ".yaml")
    }
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        in_templates = kind in ("key", "syntax", "variable") and chance.random() < 0.5
        files = templates if in_templates else knowledge
        while True:
            slip = _slip(kind, files, chance)
            if slip is not None:
                yield slip
                break


def _slip(kind: str, files: Mapping[str, bytes], chance: random.Random) -> Slip | None:
    """Return a slip of a kind in some file, None where this place has none of it."""
    name = chance.choice([name for name in files if name.endswith((".yaml", ".j2"))])
    text = files[name].decode()
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    new = _line(kind, name, lines[at], chance)
    if new is None or new == lines[at] or lines[at].lstrip().startswith(("#", "{#")):
        return None
    content = "\n".join([*lines[:at], new, *lines[at + 1 :]])
    if (kind == "syntax") != _is_broken(name, content):
        return None
    return Slip(kind, name, at + 1, lines[at], new, content.encode())


def _line(kind: str, name: str, line: str, chance: random.Random) -> str | None:
    if name.startswith("templates/"):
        return _template_line(kind, name, line, chance)
    if kind == "key" and not name.startswith("knowledge/language/") and not name.endswith("/words.yaml"):
        hits = list(_AT_KEY.finditer(line))
        return _changed(line, chance.choice(hits), chance) if hits else None
    if kind == "value":
        found = [(m, make) for pattern, make in _VALUES for m in re.finditer(pattern, line)]
        if not found:
            return None
        match, make = chance.choice(found)
        return line[: match.start()] + make(match) + line[match.end() :]
    if kind == "id":
        hits = [m for pattern in _IDS for m in re.finditer(pattern, line)]
        if name.removeprefix("knowledge/").startswith(_KEYS_OF_IDS):
            hits += re.finditer(r"(?<=^)[a-z][\w-]+(?=:)", line)
        return _changed(line, chance.choice(hits), chance) if hits else None
    if kind == "syntax":
        return _broken(line, _BREAKS, chance)
    if kind == "letter":
        return _other_letter(name, line, chance)
    hits = list(re.finditer(_VARIABLES, line))
    return _changed(line, chance.choice(hits), chance) if hits else None


def _template_line(kind: str, name: str, line: str, chance: random.Random) -> str | None:
    is_yaml = name.endswith(".yaml")
    if kind == "key":
        found = re.match(r"(\s*)([a-z_]{3,})(?=:(?:\s|$))", line) if is_yaml and name.count("/") == 2 else None
        return line[: found.start(2)] + misspelt(found[2], chance) + line[found.end(2) :] if found else None
    if kind == "syntax":
        return _broken(line, _BREAKS if is_yaml and chance.random() < 0.5 else _TEMPLATE_BREAKS, chance)
    hits = [m for m in re.finditer(_IN_TEMPLATES, line) if m[0] not in _NOT_CODE]
    return _changed(line, chance.choice(hits), chance) if hits else None


def _changed(line: str, match: re.Match[str], chance: random.Random) -> str:
    start, end = (match.start(3), match.end(3)) if match.re is _AT_KEY and match[3] else match.span()
    return line[:start] + misspelt(line[start:end], chance) + line[end:]


def _broken(line: str, marks: tuple[str, ...], chance: random.Random) -> str | None:
    places = [(m.start(), mark) for mark in marks for m in re.finditer(re.escape(mark), line)]
    if not places:
        return None
    at, mark = chance.choice(places)
    return line[:at] + line[at + len(mark) :]


def _other_letter(name: str, line: str, chance: random.Random) -> str | None:
    """Return a line in which one letter of a name or text is of another script."""
    value = re.search(r"(?:name|title|product|headquarters): \{?(?:en: )?(['\"]?[A-Z][a-z]+[^{}#]*)", line)
    if value is None or "figure" in line:
        return None
    words = [m for m in re.finditer(r"[A-Za-z]{4,}", value[1]) if any(letter in _LOOKS_LIKE for letter in m[0][1:])]
    if not words:
        return None
    word = chance.choice(words)
    at = chance.choice([i for i, letter in enumerate(word[0]) if i and letter in _LOOKS_LIKE])
    place = value.start(1) + word.start() + at
    return line[:place] + _LOOKS_LIKE[line[place]] + line[place + 1 :]


def _is_broken(name: str, content: str) -> bool:
    if name.endswith(".j2"):
        environment = jinja2.Environment(autoescape=True)
        environment.filters.update(bold=str, date=str)
        try:
            environment.compile(content, raw=True)
        except jinja2.TemplateSyntaxError:
            return True
        return False
    try:
        yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return True
    return False


class Checker:
    """Runs the checks of `check` on slips, without reading again what has not changed."""

    def __init__(self) -> None:
        self._files = read_files(KNOWLEDGE)
        self._answerer: Answerer | None = None

    def check(self, slip: Slip) -> Found:
        """Return what is said of a slip."""
        faults = self._knowledge(slip) if slip.file.startswith("knowledge/") else self._templates(slip)
        return Found(slip, tuple(faults))

    def _knowledge(self, slip: Slip) -> list[Fault]:
        name = slip.file.removeprefix("knowledge/")
        try:
            check_knowledge(Path("knowledge"), {**self._files, name: slip.content})
        except KnowledgeError as error:
            return error.faults
        return []

    def _templates(self, slip: Slip) -> list[Fault]:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(shutil.copytree(TEMPLATES, Path(scratch) / "templates"))
            (folder / slip.file.removeprefix("templates/")).write_bytes(slip.content)
            faults = template_faults(folder, STRINGS)
            if faults:
                return faults
            whole = self.answerer
            changed = Answerer(whole.knowledge, whole.understander, Renderer(read_templates(folder), whole.knowledge))
            return rehearsal_faults(changed, folder)

    @property
    def answerer(self) -> Answerer:
        """An answerer for the folder as it is."""
        if self._answerer is None:
            from odop_bot.engine import load_engine

            self._answerer = load_engine(KNOWLEDGE, Path(tempfile.gettempdir()) / "odop-slips")
        return self._answerer

    def use(self, answerer: Answerer) -> None:
        """Take an answerer that is there already."""
        self._answerer = answerer


def reading_once(put: Callable[[object, str, object], object] = setattr) -> None:
    """Keep every YAML file that was read, for as long as `put` holds."""
    put(sources, "read_yaml", lru_cache(maxsize=None)(yaml_reader.read_yaml))


def main() -> None:
    """Print how many slips are found and told as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="show every slip, not only those told badly")
    options = parser.parse_args()
    reading_once()
    checker = Checker()
    found = [checker.check(slip) for slip in slips(options.count, options.seed)]
    for each in found:
        if options.show or not each.told:
            print(
                f"{each.slip.kind}: {each.slip.file}:{each.slip.line}: {each.slip.before.strip()[:100]!r}"
                f" → {each.slip.after.strip()[:100]!r}"
            )
            print("".join(f"    {str(fault)[:300]}\n" for fault in each.faults[:5]) or "    not found\n", end="")
    few = sum(0 < len(each.faults) <= MOST for each in found)
    one = sum(len(each.faults) == 1 for each in found)
    print(
        f"{len(found)} slips: {sum(bool(each.faults) for each in found)} found, {few} with at most {MOST} faults "
        f"({one} with one), {sum(each.told for each in found)} with place and cure in the first"
    )


if __name__ == "__main__":
    main()
