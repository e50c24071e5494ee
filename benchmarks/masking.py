"""How long masking takes with the texts that a search is slow with, beside reading each character once."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

from odop_bot.engine import load_engine
from odop_bot.helpdesk.masking import Masker
from odop_bot.knowledge import Knowledge

TELEGRAM = 4096
"""Characters of the longest message that Telegram carries."""
READ = 10
"""How often the yardstick reads a text."""
TRIES = 15


def hard_texts(knowledge: Knowledge) -> dict[str, str]:
    """Return texts that a search could be slow with, each as long as Telegram carries."""
    rng = random.Random(3)
    scripts = ("abcdefghij ", "कखगघचजटडतदनपबमरलवािीुे ", "కఖగఘచజటడతదనపబమరలవాిీు ", "ابپتجچدرسشکگلمنوہی ")
    parts = (
        "a",
        "a.",
        "a ",
        "9",
        "9 ",
        "9-",
        "1,",
        "a@",
        "at ",
        "x at y dot ",
        "my name is ",
        "i am krishna ",
        "s/o ",
        "244001 ",
        "near nagar road ",
        "ward no 1 gali ",
        "\n",
        " ",
        "\n ",
        "\u200b",
        "ﷺ",
        "rs 1,1,1 ",
        "(",
        "-",
        "a1-",
        "1a/",
        "hsn 7418 ",
        "otp nine ",
        "Krishna Anand ",
        "one two ",
        "ko ke pas ",
        "@a",
        "http://",
        "UP 21 ",
        "udham singh ",
        "ABCDE 1234 ",
        "[at] ",
        "•••",
        "🙂",
        "ก ",
        "k.",
        "Regards, ",
        "at the rate ",
    )
    texts = {part: part * TELEGRAM for part in parts}
    texts |= {script: "".join(rng.choice(script) for _ in range(TELEGRAM)) for script in scripts}
    names = knowledge.words.personal["given_names"]
    texts["names"] = " ".join(rng.choice(names) for _ in range(TELEGRAM))
    texts["places"] = " ".join(district.name for district in knowledge.districts.values())
    return {name: text[:TELEGRAM] for name, text in texts.items()}


def measure() -> None:
    """Print the times of the yardstick that each of the five slowest texts takes."""
    knowledge = load_engine().knowledge
    masker = Masker(knowledge)
    letters = re.compile(r"\w|\W")
    ratios = {
        name: _seconds(masker.mask, text) / _seconds(letters.findall, text * READ)
        for name, text in hard_texts(knowledge).items()
    }
    print(f"times of reading {READ * TELEGRAM:,} characters one by one; wanted: at most 2")
    for name in sorted(ratios, key=lambda name: -ratios[name])[:5]:
        print(f"{ratios[name]:.2f} {name!r}")


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Return the shortest of some times on the processor: what it needs, however busy the machine."""
    times = []
    for _ in range(TRIES):
        begun = time.process_time()
        work(text)
        times.append(time.process_time() - begun)
    return min(times)
