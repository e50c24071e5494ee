"""Messages to measure with, made from the knowledge base by a fixed seed."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass

from odop_bot.knowledge import Knowledge
from tests.data import TESTS, load, load_all

FRAMES = (
    "{}",
    "{} odop",
    "{} ka odop kya hai",
    "what is the odop product of {} district",
    "{} me kya famous hai",
    "odop product of {} in {state}",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A message and the district that it means; None if it means none."""

    text: str
    district: int | None


def typo(name: str, rng: random.Random) -> str:
    """Return a name with one letter inserted, changed, left out or swapped with the next."""
    at = rng.randrange(1, len(name))
    kind = rng.choice(("insert", "change", "delete", "swap"))
    letter = rng.choice(string.ascii_lowercase)
    if kind == "insert":
        return name[:at] + letter + name[at:]
    if kind == "change":
        return name[:at] + letter + name[at + 1 :]
    if kind == "delete" or at + 1 == len(name):
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def named(knowledge: Knowledge, seed: int = 7) -> dict[str, list[Case]]:
    """Return groups of messages that name one district."""
    rng = random.Random(seed)
    shared = {name for name, districts in knowledge.homonyms.items() if len(districts) > 1}
    districts = [d for d in knowledge.districts.values() if d.name.lower() not in shared and len(d.name) > 4]
    out: dict[str, list[Case]] = {
        "exact name in a sentence": [],
        "one typo": [],
        "one typo in a sentence": [],
        "Hindi name": [],
    }
    for district in districts:
        state = knowledge.state_of(district).name
        out["exact name in a sentence"].append(
            Case(rng.choice(FRAMES).format(district.name, state=state), district.lgd)
        )
        out["Hindi name"].append(Case(district.names["hi"], district.lgd))
        if len(district.name) >= 6 and district.name.isalpha():
            wrong = typo(district.name.lower(), rng)
            out["one typo"].append(Case(wrong, district.lgd))
            out["one typo in a sentence"].append(Case(rng.choice(FRAMES[1:5]).format(wrong), district.lgd))
    return out


LANGUAGE_OF = {"hi": "hi", "hinglish": "hi", "te": "te"}
"""Language of the questions in each file of `tests/development/questions_*.yaml`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in somebody's own words and the FAQ entry that answers it."""

    text: str
    entry: str
    language: str


def asked() -> dict[str, list[Asked]]:
    """Return questions in people's own words by language: `tests/development/questions_*.yaml`, and of every fact."""
    files = sorted((TESTS / "development").glob("questions_*.yaml"))
    out = {
        path.stem.removeprefix("questions_"): [
            Asked(item["ask"], item["faq"], LANGUAGE_OF[path.stem.removeprefix("questions_")])
            for item in load(f"development/{path.name}")
        ]
        for path in files
    }
    out["en"] = [Asked(item["ask"], item["faq"], "en") for _, item in load_all("conversations/facts")]
    return out


def foreign() -> list[Case]:
    """Return messages that are none of our business, in many languages."""
    english = (text for texts in load("development/not_our_business.yaml").values() for text in texts)
    others = (text for texts in foreign_by_language().values() for text in texts)
    return [Case(text, None) for text in (*english, *others)]


def foreign_by_language() -> dict[str, list[str]]:
    """Return messages in Indian languages that are none of our business."""
    texts: dict[str, list[str]] = load("development/other_languages.yaml")
    return texts
