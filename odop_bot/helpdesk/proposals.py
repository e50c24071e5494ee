"""What staff teach: where a line goes, the changed file, and what else would be answered differently. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from odop_bot.errors import OdopError
from odop_bot.knowledge import ENGLISH, Knowledge
from odop_bot.language.scripts import scripts_in
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.understander import Understander

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq

MAX_LINE = 150
"""Letters of a taught line."""

ONE_MORE = "please"
"""A word that asks nothing: with it a known question is known by its words, no longer by its letters."""


class Kind(StrEnum):
    """What is taught."""

    ASK = "ask"
    """A way of asking for an FAQ entry."""
    ALIAS = "alias"
    """Another name of a district."""
    SYNONYM = "synonym"
    """An everyday word for a product family."""


class ProposalError(OdopError):
    """A proposal cannot be written into the knowledge base; the message says why."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line for one entry."""

    kind: str
    target: str
    """FAQ id, LGD code or family id."""
    language: str
    """Language of the line; `hi` for one in Latin letters too."""
    line: str


@dataclass(frozen=True, slots=True)
class Regression:
    """A known question that would no longer be answered as it is."""

    text: str
    before: str
    now: str


def changed(files: Mapping[str, bytes], proposal: Proposal) -> tuple[str, bytes]:
    """Return the file that a proposal belongs in, by its path in the knowledge folder, and its new content.

    Comments, order and quoting stay. A line that stands there already changes nothing. Raises
    ProposalError when the entry has no place for the line.
    """
    for path in sorted(files):
        if _may_hold(path, proposal):
            yaml = _yaml()
            data = yaml.load(files[path].decode("utf-8"))
            lines = _place(data, proposal, own=path.startswith("languages/"))
            if lines is None:
                continue
            if key_of(proposal.line) in {key_of(str(line)) for line in lines}:
                return path, files[path]
            _append(lines, proposal.line)
            out = io.StringIO()
            yaml.dump(data, out)
            return path, out.getvalue().encode("utf-8")
    raise ProposalError(f"{proposal.target}: no file of the language {proposal.language} has it")


def regressions(before: Understander, now: Understander, proposal: Proposal) -> list[Regression]:
    """Return what is known to be asked, or named, and would be answered differently after a proposal.

    Every way of asking is tried with one word more, so that it is no question that we have to the
    letter and stands for its paraphrases. What is not like the taught line is not tried.
    """
    out = []
    taught = _stems(proposal.line)
    for entry in before.knowledge.faq.values():
        if proposal.kind == Kind.ASK and entry.id == proposal.target:
            continue
        for line in (line for lines in entry.asks.values() for line in lines):
            text = f"{line} {ONE_MORE}"
            alike = proposal.target in now.entries.taught(text) if proposal.kind == Kind.ASK else taught & _stems(line)
            if not alike:
                continue
            first, second = (_read(understander, text) for understander in (before, now))
            theirs = proposal.kind != Kind.ASK or entry.id in first.split()
            if theirs and second != first:
                out.append(Regression(line, entry.id, second))
    for name in _names(before.knowledge):
        if not taught.isdisjoint(_stems(name)):
            first, second = (_read(understander, name) for understander in (before, now))
            if first != second:
                out.append(Regression(name, first, second))
    return out


def answered(now: Understander, proposal: Proposal) -> str | None:
    """Return None if a proposal's line is answered as it was taught, else what is answered instead."""
    got = _read(now, proposal.line)
    return None if proposal.target in got.split() else got


def language_of(line: str, language: str) -> str:
    """Return the language under which a line stands: that of its letters, if they tell it."""
    scripts = scripts_in(line)
    told = {"Deva": "hi", "Telu": "te"}
    return next((told[script] for script in sorted(scripts) if script in told), language)


def _may_hold(path: str, proposal: Proposal) -> bool:
    folder = {Kind.ASK: "faq/", Kind.ALIAS: "districts/", Kind.SYNONYM: "families/"}[Kind(proposal.kind)]
    if proposal.kind != Kind.ALIAS and proposal.language != ENGLISH:
        folder = f"languages/{proposal.language}/{folder}"
    return path.startswith(folder) and path.endswith(".yaml")


def _place(data: Any, proposal: Proposal, *, own: bool) -> CommentedSeq | None:
    """Return the list in a file that a proposal's line goes into; None if the file has not the entry."""
    native = scripts_in(proposal.line) - {"Latn"}
    if own:
        entry = data.get(proposal.target)
        field = ("asks" if proposal.kind == Kind.ASK else "also") if native else "latin"
        return None if entry is None else _list(entry, field)
    if proposal.kind == Kind.ALIAS:
        entry = next((item for item in data["districts"] if str(item["lgd"]) == proposal.target), None)
        return None if entry is None else _list(entry, "also")
    entry = next((item for item in data if item["id"] == proposal.target), None)
    if entry is None:
        return None
    field = "asks" if proposal.kind == Kind.ASK else "also"
    if field not in entry:
        entry[field] = {}
    return _list(entry[field], ENGLISH)


def _list(entry: Any, field: str) -> CommentedSeq:
    if field not in entry:
        from ruamel.yaml.comments import CommentedSeq

        entry[field] = CommentedSeq()
    lines: CommentedSeq = entry[field]
    return lines


def _append(lines: CommentedSeq, line: str) -> None:
    """Add a line at the end; what stands behind the last one (a blank line, a comment) stays behind the new one."""
    behind = lines.ca.items.pop(len(lines) - 1, None) if lines else None
    lines.append(line)
    if behind is not None:
        lines.ca.items[len(lines) - 1] = behind


def _yaml() -> YAML:
    # Its thirty modules are for those who teach; whoever starts the bot waits for an answer.
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _stems(text: str) -> set[str]:
    return {token.stem for token in tokenise(normalise(text))}


def _names(knowledge: Knowledge) -> Iterable[str]:
    for district in knowledge.districts.values():
        yield from (district.name, *district.names.values())
    for family in knowledge.families.values():
        yield from family.name.values()


def _read(understander: Understander, text: str) -> str:
    """Return what a text is answered with: ids, separated by spaces, behind the kind."""
    decision = understander.read(text)
    ids: Sequence[object] = (*decision.districts, *decision.faq, *decision.families, *decision.states)
    return " ".join([decision.kind, *map(str, ids or [choice.id for choice in decision.choices])])
