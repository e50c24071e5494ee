"""Try what a person would, with the Python of another environment: `python -m tests.smoke PYTHON`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bot_token import TOKEN
from tests.process import ROOT, answered
from tests.standin import StandIn

_FILES = """
from pathlib import Path
from odop_bot.cards import CardPainter
from odop_bot.engine import TEMPLATES, load_engine
from odop_bot.exports import forms
from odop_bot.exports.rows import rows_of
from odop_bot.quiz.desk import QuizDesk
import os
answerer = load_engine(Path("knowledge"), Path(os.environ["ODOP_DATA_DIR"]))
folder = Path(os.environ["ODOP_DATA_DIR"]) / "cards"
district = next(d for d in answerer.knowledge.districts.values() if d.name == "Moradabad")
for language in answerer.languages:
    assert CardPainter(answerer, TEMPLATES, folder).paint(district, language, "https://t.me/x").startswith(b"\\x89PNG")
    phrasing = QuizDesk.read(answerer, TEMPLATES).phrasing(language)
    rows = rows_of(answerer.knowledge, phrasing, district.state)
    assert forms.sheet(rows, "x").startswith(b"%PDF")
    assert forms.anki(rows, "x", language).startswith(b"PK")
print("pictures, PDF and Anki decks: made")
"""


def main(python: str) -> None:
    """Make pictures and files, and let the bot answer a message. Raises AssertionError or CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ODOP_DATA_DIR": folder}
        subprocess.run([python, "-c", _FILES], check=True, cwd=ROOT, env=environment)
        _bot(python, Path(folder), environment)


def _bot(python: str, folder: Path, environment: dict[str, str]) -> None:
    standin = StandIn()
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_API_URL": standin.url}
    log = folder / "log.txt"
    with log.open("wb") as out:
        bot = subprocess.Popen(
            [python, str(ROOT / "bot.py"), "run"], cwd=folder, env=environment | settings, stdout=out, stderr=out
        )
    try:
        standin.telegram.say("moradabad")
        messages = answered(standin.telegram, 1)
        assert messages, log.read_text(encoding="utf-8")
        assert "Moradabad" in messages[0]["text"], messages
    finally:
        bot.terminate()
        code = bot.wait(30)
        standin.close()
    assert code == 0, log.read_text(encoding="utf-8")
    print("the Telegram bot: answered, and ended as it was told")  # noqa: T201 - for who runs this


if __name__ == "__main__":
    main(sys.argv[1])
