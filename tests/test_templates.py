"""Every template can be rendered: each branch of it, for each kind of reply, in each language and form."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import nodes

from odop_bot.answering import Answerer, Renderer
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.examples import EXAMPLES
from odop_bot.rehearsal import ROOTS, rehearsal_faults, replies
from odop_bot.understanding.requests import AskDistricts

KINDS = {
    "district",
    "state",
    "product",
    "pin",
    "faq",
    "count",
    "compare",
    "support",
    "gi",
    "mcq",
    "choice",
    "smalltalk",
    "help",
    "unknown",
}
"""Kinds of replies in the JSON contract."""
BEGIN, END = "\ue000", "\ue001"
WITHOUT_SUBJECT = {"help", "smalltalk"}
"""Kinds that are all the same in short."""


def test_every_kind_template_language_and_form_is_rendered(answerer: Answerer) -> None:
    assert set(EXAMPLES) == KINDS, "a kind of reading has no examples, or is gone"
    assert rehearsal_faults(answerer, TEMPLATES) == []


def test_examples_are_of_their_kind_and_each_kind_has_its_own_short_form(answerer: Answerer) -> None:
    for kind, make in EXAMPLES.items():
        readings = list(make(answerer.knowledge))
        assert readings, kind
        assert {reading.kind for reading in readings} == {kind}
        for language in answerer.languages:
            nothing = answerer.renderer.short_text(
                answerer.reply(next(EXAMPLES["help"](answerer.knowledge)), None, language)
            )
            said = answerer.renderer.short_text(answerer.reply(readings[0], None, language))
            assert (said == nothing) == (kind in WITHOUT_SUBJECT), (kind, language)


BROKEN = (
    ("layouts/short.j2", "{{ state|bold }}: {{ say", "{{ state.label|bold }}: {{ say", "no attribute 'label'"),
    ("hi/replies.yaml", "PIN {{ pin }}", "PIN {{ pin.code }}", "no attribute 'code'"),
    ("card.svg.j2", "{{ map.here }}", "{{ map.nowhere }}", "no attribute 'nowhere'"),
    ("report.html.j2", "gap.count }}", "gap.counts }}", "no attribute 'counts'"),
)
UNUSED = ("layouts/novel.j2", "novel.svg.j2")


def test_what_cannot_be_rendered_or_is_never_rendered_is_a_fault(answerer: Answerer, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    for file, old, new, _ in BROKEN:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    for file in UNUSED:
        (folder / file).write_text("x", encoding="utf-8")
    faults = [str(fault) for fault in rehearsal_faults(_with(answerer, folder), folder)]
    for file, words in (*((file, words) for file, _, _, words in BROKEN), *((file, "no example") for file in UNUSED)):
        assert any(file in fault and words in fault for fault in faults), (file, faults)
    expected = [words for _, _, _, words in BROKEN] + ["no example"]
    assert all(any(words in fault for words in expected) for fault in faults), faults


class _Marked(jinja2.Environment):
    """Puts a mark at the beginning of each branch of each template."""

    branches: set[str] = set()  # noqa: RUF012 - one set for all environments of a test

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if name is None:
            return tree
        for node in tree.find_all((nodes.If, nodes.For)):
            for branch in ("body", "else_"):
                inside = getattr(node, branch)
                if inside:
                    mark = f"{name}:{node.lineno}:{branch}"
                    self.branches.add(mark)
                    inside.insert(0, nodes.Output([nodes.TemplateData(f"{BEGIN}{mark}{END}")], lineno=node.lineno))
        return tree


def test_every_branch_of_every_template_is_rendered(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jinja2, "Environment", _Marked)
    monkeypatch.setattr(_Marked, "branches", set())
    marked = _with(answerer, TEMPLATES)
    seen: set[str] = set()
    noted = _with_a_note(marked)
    for language in marked.languages:
        for reply in (
            *replies(marked, language),
            noted.reply(AskDistricts(districts=(171,)), None, language),
        ):
            renderer = marked.renderer
            phone = (renderer.phone_html(reply, brief) for brief in range(3))
            for text in (renderer.text(reply), renderer.short_text(reply), *map(_text, phone)):
                seen |= _marks(text)
    shown: list[str] = []
    monkeypatch.setattr("odop_bot.cards.progress.painted", str.encode)
    for render in ROOTS.values():
        for language in marked.languages:
            shown += map(_text, render(marked, TEMPLATES, language))
    seen |= {mark for text in shown for mark in _marks(text)}
    never = sorted(_Marked.branches - seen)
    assert never == [], f"no example goes to {never}"
    assert len(seen) > 200


def _with_a_note(answerer: Answerer) -> Answerer:
    """Return an answerer that knows a district with a note, of which the knowledge base has none."""
    district = replace(answerer.knowledge.districts[171], note={"en": "A note."})
    knowledge = replace(answerer.knowledge, districts={**answerer.knowledge.districts, 171: district})
    return Answerer(knowledge, answerer.understander, answerer.renderer)


def _text(shown: object) -> str:
    return shown.decode() if isinstance(shown, bytes) else str(shown)


def _marks(text: str) -> set[str]:
    return {part.partition(END)[0] for part in text.split(BEGIN)[1:]}


def _with(answerer: Answerer, folder: Path) -> Answerer:
    """Return the same answerer with other templates."""
    renderer: Any = Renderer(read_templates(folder), answerer.knowledge)
    return Answerer(answerer.knowledge, answerer.understander, renderer)
