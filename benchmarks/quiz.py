"""Print how long a quiz question takes to make: `python -m benchmarks.quiz`."""

from __future__ import annotations

import gc
import statistics
import time
from random import Random

from odop_bot.answering import Renderer
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.quiz.bank import read_bank
from odop_bot.quiz.maker import QuizMaker
from odop_bot.quiz.strings import read_quiz_strings
from odop_bot.quiz.topics import Topic
from odop_bot.settings import ROOT

COUNT = 20_000


def main() -> None:
    """Make questions in every language and print a line for each."""
    knowledge = load_knowledge(ROOT / "knowledge")
    start = time.perf_counter()
    maker = QuizMaker(
        knowledge, Renderer(read_templates(TEMPLATES), knowledge), read_quiz_strings(TEMPLATES), read_bank(TEMPLATES)
    )
    print(f"made ready in {(time.perf_counter() - start) * 1e3:.0f} ms")
    # As the bot does: what is loaded stays to the end.
    gc.freeze()
    for language in maker.languages:
        random = Random(1)
        times = []
        for _ in range(COUNT):
            # Of the processor: what else the machine does is not counted.
            start = time.process_time()
            maker.question(random, Topic(), language)
            times.append((time.process_time() - start) * 1e3)
        times.sort()
        print(
            f"{language}: {COUNT} questions, p50 {statistics.median(times):.2f} ms, "
            f"p99 {times[int(COUNT * 0.99)]:.2f} ms, longest {times[-1]:.1f} ms"
        )


if __name__ == "__main__":
    main()
