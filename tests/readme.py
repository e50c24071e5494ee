"""Make the parts of README.md that the program writes: `python -m tests.readme` rewrites them."""

from __future__ import annotations

import re

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import Knowledge
from odop_bot.statistics import LEVELS, PARTS, coverage
from tests.process import ROOT

QUESTIONS = (
    "what is the odop product of moradabad district",
    "aurangabad",
    "which districts make brassware",
    "how much subsidy under pmfme",
    "banaras ka odop kya hai",
    "what's the weather",
)


def transcripts(answerer: Answerer) -> str:
    """Return the questions of the README with the program's replies."""
    blocks = []
    for question in QUESTIONS:
        reply = answerer.answer(Question(text=question))
        blocks.append(f'```\n$ python bot.py ask "{question}"\n{answerer.renderer.text(reply)}\n```\n')
    return "\n".join(blocks)


def coverage_table(knowledge: Knowledge) -> str:
    """Return the table of what is covered."""
    figures = coverage(knowledge)
    rows = [
        ("States and Union Territories", figures["states"]),
        ("districts", figures["districts"]),
        ("districts on the national list", figures["districts_on_national_list"]),
        *((f"listings: {item.name['en']}", figures["listings"][key]) for key, item in knowledge.lists.items()),
        ("product families", figures["families"]),
        ("notes on products", figures["notes"]),
        ("names in the GI Registry", figures["gi_names"]),
        ("FAQ entries", figures["faq"]),
        ("ways of asking them", sum(figures["asks"].values())),
        ("PIN codes", figures["pins"]),
    ]
    return "| what | how many |\n|---|---|\n" + "".join(f"| {name} | {count:,} |\n" for name, count in rows)


def language_table(knowledge: Knowledge) -> str:
    """Return the table of what each language covers: how far each level is reached, and each part."""
    rows = [
        (code, *(f"{share:.1%}" for share in (*row["levels"].values(), *(row[part] for part in PARTS))))
        for code, row in coverage(knowledge)["languages"].items()
    ]
    head = ("language", *LEVELS, *PARTS)
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


def filled(text: str, answerer: Answerer) -> str:
    """Return README.md with its generated parts made anew."""
    parts = {
        "transcripts": transcripts(answerer),
        "coverage": coverage_table(answerer.knowledge),
        "languages": language_table(answerer.knowledge),
    }
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text = pattern.sub(lambda match, part=part: f"{match[1]}{part}{match[2]}", text)  # type: ignore[misc] # mypy infers no type for a default
    return text


def main() -> None:
    """Rewrite README.md."""
    from odop_bot.engine import load_engine

    answerer = load_engine(ROOT / "knowledge", ROOT / "data")
    path = ROOT / "README.md"
    path.write_text(filled(path.read_text(encoding="utf-8"), answerer), encoding="utf-8")


if __name__ == "__main__":
    main()
