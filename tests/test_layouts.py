"""Layouts of replies: what a line is, where a tag is closed, which texts and words there are."""

from __future__ import annotations

import re
import shutil
import traceback
from pathlib import Path

import jinja2
import pytest

from odop_bot.answering.layouts import composed
from odop_bot.answering.words import Words, months_of, plural, written_date
from odop_bot.checking import STRINGS
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.layout_checks import layout_slips
from odop_bot.template_checks import template_faults

LAYOUT = """{% for row in rows %}

    • {{ row }}{% if row == "b" %} ({{ say.last }}){% endif %}

  {% if row == "a" %}
{{ gap }}
  {% endif %}
{% endfor %}"""
LAYOUTS = sorted((TEMPLATES / "layouts").glob("*.j2"))


def rendered(layout: str, **data: object) -> str:
    environment = jinja2.Environment(trim_blocks=True, autoescape=True)
    return environment.from_string(composed(layout, {"last": "the {{ row }}"})).render(gap="", **data)


def test_a_line_is_a_line_of_the_reply_and_blank_lines_and_indentation_say_nothing() -> None:
    assert rendered(LAYOUT, rows=["a", "b", "c"]) == "• a\n\n• b (the b)\n• c\n"
    bare = "\n".join(line.strip() for line in LAYOUT.splitlines() if line.strip())
    assert rendered(bare, rows=["a", "b", "c"]) == rendered(LAYOUT, rows=["a", "b", "c"])


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_our_layouts_are_the_same_to_a_reply_without_blank_lines_and_indentation(path: Path) -> None:
    layout = path.read_text(encoding="utf-8")
    bare = "\n".join(line.strip() for line in layout.splitlines() if line.strip())
    assert composed(layout, {}).replace("{##}\n", "") == composed(bare, {})
    assert layout_slips(layout) == []
    shown = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", layout)
    assert not re.search(r"[A-Za-z]{2}", shown), "a layout has words of no language"


def test_a_layout_keeps_the_numbers_of_its_lines() -> None:
    environment = jinja2.Environment(trim_blocks=True, autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(composed("{% if true %}\n\n  x\n\n  {{ a.b }}\n{% endif %}", {}))
    with pytest.raises(jinja2.UndefinedError) as caught:
        template.render()
    assert [at.lineno for at in traceback.extract_tb(caught.tb) if at.filename == "<template>"] == [5]


IF, FOR = "{% if a %}\n  x\n{% endif %}\n", "{% for b in c %}\n  {% if a %}\n    x\n  {% endif %}\n{% endfor %}\n"
SLIPS = {
    "no end": (IF.replace("{% endif %}", ""), 3, "{% if %} of line 1 is not closed"),
    "no end inside": (FOR.replace("  {% endif %}\n", ""), 4, "{% if %} of line 2 is not closed"),
    "no end of the outer": (FOR.replace("{% endfor %}\n", "x\n"), 5, "{% for %} of line 1 is not closed"),
    "an end of nothing": ("x\n" + IF.replace("{% if a %}\n", ""), 3, "nothing is open here that {% endif %} ends"),
    "no end in a line": ("y\n{% if a %}x\n", 2, "is not closed in this line"),
    "an end of nothing in a line": ("x{% endif %}\n", 1, "nothing is open in this line"),
    "else of nothing in a line": ("x{% else %}y{% endif %}\n", 1, "{% else %} belongs to nothing"),
    "no }}": ("x\n{{ a \n", 2, "}} is missing"),
    "no {{": ("x\n a }}\n", 2, "}} ends nothing"),
    "no %}": ("x\n{% if a \n  y\n{% endif %}\n", 2, "%} is missing"),
    "a bracket": ("x\n{{ (a|length }}\n", 2, "mistake in the template"),
    "a quotation mark": ('x\n{{ "; if a }}\n', 2, "mistake in the template"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_at_its_line_with_its_cure(slip: str) -> None:
    text, line, words = SLIPS[slip]
    ((at, what, cure),) = layout_slips(text)
    assert (at, words in what, bool(cure)) == (line, True, True), (at, what)


@pytest.mark.slow  # checks all templates five times
def test_one_edit_in_a_layout_or_a_text_is_enough_and_a_misspelt_name_is_told(tmp_path: Path) -> None:
    for number, (old, new, place, cure) in enumerate(
        (
            ("{{ say.see_also }}", "{{ say.see_aslo }}", "layouts/faq.j2:13:", "write say.see_also"),
            ("{{ words.stop }}", "{{ words.stpo }}", "layouts/gi.j2:4:", "write words.stop"),
            ("  {{ say.see_also }} ", "  ", "layouts/faq.j2:1:", "remove it in every language's replies.yaml"),
        )
    ):
        folder = Path(shutil.copytree(TEMPLATES, tmp_path / f"use-{number}"))
        path = folder / place.partition(":")[0]
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        (fault,) = template_faults(folder, STRINGS)
        assert place in str(fault), fault
        assert cure in str(fault), fault
    for code in ("en", "te"):
        folder = Path(shutil.copytree(TEMPLATES, tmp_path / f"section-{code}"))
        path = folder / code / "replies.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("\nsupport:", "\nsuport:", 1), encoding="utf-8")
        (fault,) = template_faults(folder, STRINGS)
        assert "rename it to support" in str(fault), fault


def test_a_language_without_a_text_says_the_english_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    path = folder / "te" / "replies.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^  nothing: .*\n", "", text, flags=re.M), encoding="utf-8")
    assert "Sorry, I do not know that." in read_templates(folder).in_language("te")["unknown"]


def test_dates_and_plurals_are_those_of_unicode() -> None:
    words: dict[str, Words] = {code: spoken.words for code, spoken in read_templates(TEMPLATES).spoken.items()}
    told = {code: written_date(2025, 7, 7, each.date, code) for code, each in words.items()}
    assert told == {"en": "7 July 2025", "hi": "7 जुलाई 2025", "te": "2025 జులై 7"}
    assert months_of("xx") == months_of("en")
    assert [plural("en", n, "GI", "GIs") for n in (0, 1, 2)] == ["GIs", "GI", "GIs"]
    assert [plural("ar", n, "one", "other", few="few", many="many") for n in (1, 3, 11, 100)] == [
        "one",
        "few",
        "many",
        "other",
    ]
