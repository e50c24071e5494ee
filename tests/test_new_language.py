"""`python -m tools.new_language`: a language from nothing to one whole screen, in files alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from odop_bot.answering import Answerer, Question, Renderer
from odop_bot.checking import STRINGS
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge.loader import check_knowledge, load_knowledge
from odop_bot.language.scripts import script_of
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.statistics import language_coverage
from odop_bot.template_checks import template_faults, template_to_do
from odop_bot.understanding.understander import Understander
from tests.process import ROOT
from tools.new_language import NoLanguageError, add_language

CODE, NAME = "bn", "বাংলা"
QUESTION = "মুর্শিদাবাদ জেলার ওডিওপি কী"
SCREEN = {
    "replies.yaml": {"Source:": "উৎস:", "Not listed.": "তালিকায় নেই।", "from a private copy": "ব্যক্তিগত অনুলিপি থেকে"},
    "words.yaml": {"primary: Primary": "primary: প্রথম", "secondary: Secondary": "secondary: দ্বিতীয়"},
}
"""What is translated for the screen of a district: the file, the English words and the Bengali ones."""
KNOWN = {
    "words.yaml": f"markers: {{{CODE}: [{NAME}, জেলার, কী, কি, কোন]}}\n",
    "names.yaml": "states: {19: পশ্চিমবঙ্গ}\nlists:\n  dpiit: {name: জাতীয় ওডিওপি তালিকা}\n"
    "  pmfme: {name: খাদ্য মন্ত্রকের পিএমএফএমই তালিকা}\n",
    "products.yaml": "Murshidabad Silk Saree/Scarf: মুর্শিদাবাদ রেশম শাড়ি\n"
    "Mango and its processed products: আম ও আমের পণ্য\n",
}
"""What is translated of the knowledge base for it."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what people edit, with the new language."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    add_language(CODE, NAME, tmp_path)
    return tmp_path


def answerer_of(project: Path) -> Answerer:
    knowledge = load_knowledge(project / "knowledge")
    return Answerer(knowledge, Understander(knowledge), Renderer(read_templates(project / "templates"), knowledge))


def test_the_skeleton_has_no_fault_and_speaks_english_in_its_place(project: Path, answerer: Answerer) -> None:
    made = answerer_of(project)
    assert CODE in made.languages
    reply = made.answer(Question(text=QUESTION))
    assert (reply.kind, reply.language) == ("district", CODE)
    english = answerer.answer(Question(text=QUESTION, language="en"))
    # The months are Unicode's from the first day.
    text = answerer.renderer.text(english).replace("July", "জুলাই").replace("March", "মার্চ")
    assert made.renderer.text(reply).splitlines()[2:] == text.splitlines()[2:]
    assert read_quiz_strings(project / "templates")[CODE]
    assert check_knowledge(project / "knowledge")
    assert template_faults(project / "templates", STRINGS) == []
    untranslated = template_to_do(project / "templates", STRINGS)
    assert len(untranslated) > 300
    assert all(f"/{CODE}/" in fault.file and "to translate" in fault.message for fault in untranslated)
    levels = language_coverage(made.knowledge, CODE)["levels"]
    assert all(share < 0.2 for share in levels.values()), levels


def test_one_screen_is_translated_in_its_files_alone(project: Path) -> None:
    before = len(template_to_do(project / "templates", STRINGS))
    for name, pairs in SCREEN.items():
        path = project / "templates" / CODE / name
        text = path.read_text(encoding="utf-8")
        for english, bengali in pairs.items():
            assert english in text, english
            text = text.replace(english, bengali)
        path.write_text(text, encoding="utf-8")
    for name, text in KNOWN.items():
        (project / "knowledge" / "languages" / CODE / name).write_text(text, encoding="utf-8")
    made = answerer_of(project)
    reply = made.answer(Question(text=QUESTION))
    text = made.renderer.text(reply)
    assert reply.language == CODE
    for words in (
        "মুর্শিদাবাদ, পশ্চিমবঙ্গ",
        "জাতীয় ওডিওপি তালিকা (7 জুলাই 2025)",
        "• প্রথম: মুর্শিদাবাদ রেশম শাড়ি",
        "• দ্বিতীয়: আম ও আমের পণ্য (Mango and its processed products)",
        "• তালিকায় নেই।",
        "উৎস: ",
    ):
        assert words in text, text
    shown = [line.partition(" – ")[0] for line in text.splitlines() if line]
    assert all(script_of(line.lstrip("• ")[0]) == "Beng" for line in shown), text
    assert len(template_to_do(project / "templates", STRINGS)) < before


@pytest.mark.parametrize(
    ("code", "words"), [("xx", "no language of odop_bot/language/scripts.py"), ("te", "templates/te is there")]
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(code: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "templates" / "te").mkdir(parents=True)
    (tmp_path / "templates" / "te" / "conversation.yaml").write_text("", encoding="utf-8")
    with pytest.raises(NoLanguageError, match=words):
        add_language(code, "x", tmp_path)
    assert len(list(tmp_path.rglob("*.yaml"))) == 1
