"""How long a quiz question takes to make."""

from __future__ import annotations

import gc
import statistics
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.quiz.desk import QuizDesk
from odop_bot.quiz.topics import Topic

COUNT = 20_000


def measure() -> None:
    """Make questions in every language and print a line for each."""
    with TemporaryDirectory() as data:
        load_engine(data_dir=Path(data))
        # As at each start but the first.
        answerer = load_engine(data_dir=Path(data))
        # As the bot does: what is loaded stays to the end.
        gc.freeze()
        start = time.process_time()
        maker = QuizDesk.read(answerer, TEMPLATES).maker
        print(f"made ready in {(time.process_time() - start) * 1e3:.0f} ms")
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
