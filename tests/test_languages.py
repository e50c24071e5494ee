"""Hindi, Telugu and the way people mix them: floors of understanding, answers in the language of the question."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cases import asked, foreign_by_language
from odop_bot.answering import Answerer, Question, Renderer
from odop_bot.checking import STRINGS
from odop_bot.conversation.screens import Screens
from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.statistics import coverage
from odop_bot.template_checks import template_faults
from odop_bot.understanding.understander import Understander
from tests.data import load
from tests.process import ROOT
from tools.judging import CONTENT

FRAMES: dict[str, list[str]] = load("development/frames.yaml")


def district_questions(knowledge: Knowledge, code: str) -> list[tuple[int, str]]:
    """Return a full question for every district, each in one of the frames of a language."""
    rng = random.Random(11)
    script = code.removesuffix("-Latn") if not code.endswith("-Latn") else "en"
    return [
        (district.lgd, rng.choice(FRAMES[code]).format(district.names.get(script, district.name)))
        for district in knowledge.districts.values()
        if not district.abolished
    ]


@pytest.mark.parametrize("code", sorted(FRAMES))
def test_a_full_question_finds_its_district(code: str, knowledge: Knowledge, understander: Understander) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    questions = district_questions(knowledge, code)
    for district, question in questions:
        decision = understander.read(question)
        offered = [choice.id for choice in decision.choices]
        if decision.kind == "district" and decision.districts == (district,):
            counts["right"] += 1
        elif str(district) in offered:
            counts["asked"] += 1
        else:
            wrong.append((question, decision.kind, decision.districts, decision.faq))
        counts["language"] += decision.language == code.removesuffix("-Latn")
    assert counts["right"] >= 0.97 * len(questions), (counts, wrong[:10])
    assert len(wrong) <= 0.01 * len(questions), wrong
    # "Agra dist" shows no language.
    assert counts["language"] >= 0.94 * len(questions)


@pytest.mark.parametrize(("group", "least"), [("hi", 0.85), ("hinglish", 0.80), ("te", 0.80)])
def test_a_scheme_question_in_own_words_finds_its_entry(group: str, least: float, understander: Understander) -> None:
    cases = asked()[group]
    right = 0
    missed = []
    languages = 0
    for case in cases:
        decision = understander.read(case.text)
        first = [*decision.faq, *(choice.id for choice in decision.choices)][:1]
        right += first == [case.entry]
        languages += decision.language == case.language
        if first != [case.entry]:
            missed.append((case.text, case.entry, decision.kind, first))
    assert right >= least * len(cases), (right, missed)
    assert languages >= 0.98 * len(cases)


def test_what_is_none_of_our_business_is_not_answered_in_any_language(understander: Understander) -> None:
    total = wrong = 0
    answered = {}
    for language, texts in foreign_by_language().items():
        decisions = {text: understander.read(text) for text in texts}
        answered[language] = [(t, r.kind, r.faq, r.families) for t, r in decisions.items() if r.kind in CONTENT]
        total += len(texts)
        wrong += len(answered[language])
    assert wrong <= 0.02 * total, answered


def test_every_claimed_language_is_as_good_as_complete(knowledge: Knowledge) -> None:
    languages = coverage(knowledge)["languages"]
    # Others may have been begun. Not wholly: an answer may be written in English before it is translated.
    for code in ("en", "hi", "te"):
        assert min(languages[code]["levels"].values()) >= 0.97, (code, languages[code])


@pytest.mark.parametrize("language", ["hi", "te"])
def test_a_district_is_answered_with_names_of_the_language_and_the_official_wording(
    language: str, knowledge: Knowledge, answerer: Answerer
) -> None:
    for district in knowledge.districts.values():
        question = Question(text=f"{district.name} {knowledge.state_of(district).name}", language=language)
        text = answerer.renderer.text(answerer.answer(question))
        if district.names[language] in text:
            for listing in knowledge.listings(district, "dpiit"):
                assert listing.product in text


@pytest.mark.parametrize(
    ("text", "fixed", "app", "language"),
    [
        ("moradabad", None, "en", "en"),
        ("moradabad", None, "hi", "hi"),
        ("moradabad", "te", "hi", "te"),
        ("moradabad ka odop kya h", None, "en", "hi"),
        ("moradabad ka odop kya h", "en", "hi", "en"),
        ("मुरादाबाद का ओडीओपी क्या है", None, "en", "hi"),
        ("మొరాదాబాద్ ఓడీఓపీ ఉత్పత్తి ఏమిటి", None, "hi", "te"),
        ("what is the odop of moradabad", None, "hi", "en"),
        ("मुरादाबाद", None, "en", "hi"),
        ("மொராதாபாத்", None, "te", "te"),
        ("moradabad", None, "fr", "en"),
        ("odop of moradabad for me", None, "hi", "en"),
        ("moradabad me kya banta hai", None, "en", "hi"),
        # What Hindi and English share says nothing.
        ("moradabad me", None, "te", "te"),
    ],
)
def test_the_language_of_a_reply(text: str, fixed: str | None, app: str, language: str, answerer: Answerer) -> None:
    reply = answerer.answer(Question(text=text, language=fixed, fallback=app))
    assert (reply.kind, reply.language) == ("district", language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("me", None),
        ("help me", "en"),
        ("call me", "en"),
        ("please help me", "en"),
        ("help me please", "en"),
        ("help", None),
        ("meri help karo", "hi"),
        ("agra me", None),
        ("agra me kya hai", "hi"),
        ("mujhe batao", "hi"),
        # Letters of abbreviations are no words.
        ("applicant r/o agra", None),
    ],
)
def test_a_word_that_two_languages_share_says_nothing(
    text: str, language: str | None, understander: Understander
) -> None:
    assert understander.read(text).language == language


def test_a_language_is_added_by_adding_files(tmp_path: Path) -> None:
    """Esperanto, of a few words: questions in it are understood and answered in it, menus speak it."""
    knowledge_dir, templates = tmp_path / "knowledge", tmp_path / "templates"
    shutil.copytree(ROOT / "knowledge", knowledge_dir)
    shutil.copytree(TEMPLATES, templates)
    shutil.copytree(templates / "en", templates / "eo")
    _replace(templates / "eo" / "replies.yaml", "Source:", "Fonto:")
    _replace(templates / "eo" / "conversation.yaml", "language: English", "language: Esperanto")
    files = {
        "words.yaml": "markers: {eo: [kio, estas, de, kiom]}\nfillers: [kio, estas, de]\nweak_cues: [de]\n",
        "names.yaml": "districts: {171: Moradabado}\nstates: {9: Utar-Pradeŝo}\nlists: {dpiit: {name: Nacia listo}}\n",
        "products.yaml": "Moradabad Metal Craft: Metalarto de Moradabado\n",
        "faq/history.yaml": "first-launch:\n  title: Komenco de ODOP\n  asks: [kiam komenciĝis odop]\n"
        "  answer: \"ODOP komenciĝis je {{ figure('up-launch') }}, 25 2018 2020-22 2025\n"
        "    {{ figure('districts-covered') }}\"\n",
    }
    for name, content in files.items():
        path = knowledge_dir / "languages" / "eo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    knowledge = load_knowledge(knowledge_dir)
    answerer = Answerer(knowledge, Understander(knowledge), Renderer(read_templates(templates), knowledge))
    reply = answerer.answer(Question(text="kio estas odop de moradabado"))
    text = answerer.renderer.text(reply)
    assert (reply.kind, reply.language, reply.districts) == ("district", "eo", (171,))
    assert "Moradabado, Utar-Pradeŝo" in text
    assert "Nacia listo" in text
    assert "Metalarto de Moradabado (Moradabad Metal Craft)" in text
    assert "Fonto: " in text
    asked_exactly = answerer.answer(Question(text="kiam komenciĝis odop", fallback="eo"))
    assert asked_exactly.faq == "first-launch"
    assert "komenciĝis je 24 January 2018" in answerer.renderer.text(asked_exactly)
    strings = read_strings(templates)
    names = {code: each.language for code, each in strings.items()}
    labels = [key.label for row in Screens(answerer, strings["eo"], "eo", names).language_choice().rows for key in row]
    assert "Esperanto" in labels
    levels = coverage(knowledge)["languages"]["eo"]["levels"]
    assert list(levels) == ["required", "usable", "complete"]
    assert all(0 < share < 0.2 for share in levels.values()), levels


def test_a_language_names_subjects_and_aspects_in_its_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    (folder / "languages" / "eo").mkdir()
    (folder / "languages" / "eo" / "names.yaml").write_text(
        "subjects: {gi: GI-marko}\naspects: {who: kiu}\n", encoding="utf-8"
    )
    knowledge = load_knowledge(folder)
    assert knowledge.subjects["gi"].name["eo"] == "GI-marko"
    assert knowledge.aspects["who"].name["eo"] == "kiu"
    assert knowledge.aspects["who"].name["en"] == "who can have it"


def _replace(path: Path, *pairs: str) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("faq/history.yaml", "no-such-entry: {title: क}\n", "there is no FAQ entry no-such-entry"),
        ("faq/history.yaml", "first-launch: {title: क, answer: 'यह 1999 में हुआ'}\n", "other figures than the English"),
        ("names.yaml", "districts: {171: Moradabad}\n", "not written in the script of hi"),
        ("products.yaml", "Moradabad Metal Craft: मुरादाबाद metal craft\n", "metal is English"),
        ("families/metal-and-jewellery.yaml", "brassware: {name: पीतल, latin: [पीतल]}\n", "not in Latin letters"),
        ("words.yaml", "no_such_list: [क]\n", "no word list has this form"),
    ],
)
def test_a_fault_in_a_language_is_named_with_its_place(file: str, content: str, words: str, tmp_path: Path) -> None:
    from odop_bot.knowledge import KnowledgeError

    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    (folder / "languages" / "hi" / file).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    assert any(words in str(fault) and f"languages/hi/{file}:1:" in str(fault) for fault in caught.value.faults), [
        str(fault) for fault in caught.value.faults[:5]
    ]


def test_english_and_the_others_have_the_same_strings(tmp_path: Path) -> None:

    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    assert template_faults(folder, STRINGS) == []
    _replace(folder / "hi" / "conversation.yaml", "{{ seconds }} सेकंड", "कुछ सेकंड", "कृपया फिर से पूछिए।", "please ask again")
    (folder / "te" / "site.yaml").unlink()
    said: Any = "\n".join(map(str, template_faults(folder, STRINGS)))
    assert "te/site.yaml: this file is missing" in said
    shutil.copy(TEMPLATES / "te" / "site.yaml", folder / "te" / "site.yaml")
    said = "\n".join(map(str, template_faults(folder, STRINGS)))
    assert "busy: the variable seconds of the other languages is not used here" in said
    assert "please is English" in said
