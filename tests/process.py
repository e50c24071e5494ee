"""The bot as its users' supervisor runs it: the real `bot.py` in a process of its own."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bot_token import TOKEN
from tests.patience import PATIENCE, until

if TYPE_CHECKING:  # its models take seconds to import, and most tests need none of them
    from tests.standin import FakeTelegram, StandIn

ROOT = Path(__file__).resolve().parent.parent
_OURS = ("ODOP_", "HELPDESK_", "TELEGRAM_", "WEBHOOK", "BOT_", "ADMIN_", "LOG_", "METRICS_", "DATABASE_", "WEB_")


class Bot:
    """One running bot."""

    def __init__(self, folder: Path, log: Path, environment: dict[str, str], command: Sequence[str] = ("run",)) -> None:
        """Start `bot.py` with a command in a folder; all that it writes goes to `log`."""
        keep = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._log = log
        with log.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "bot.py"), *command],
                cwd=folder,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**keep, **environment},
            )

    @property
    def runs(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None

    def said(self) -> str:
        """Return all that the bot has written so far."""
        return self._log.read_text(encoding="utf-8")

    def wait_until(self, words: str) -> None:
        """Wait until the bot has said something."""
        until(lambda: words in self.said() or not self.runs, self.said)
        assert words in self.said(), self.said()

    def ended(self, code: int) -> str:
        """Wait for the end; return what the bot said."""
        self.process.wait(timeout=PATIENCE)
        output = self.said()
        assert self.process.returncode == code, output
        assert TOKEN not in output
        assert "Traceback" not in output, output
        return output

    def stopped(self) -> str:
        """End the bot as a supervisor does; return what it said."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended(0)

    def killed(self) -> None:
        """End the bot as a power cut does."""
        self.process.kill()
        self.process.wait()


Start = Callable[..., Bot]


class Starter:
    """Starts bots on one stand-in and one folder."""

    def __init__(self, standin: StandIn, folder: Path, compiled: Path) -> None:
        """Run bots in `folder`; `compiled` is a data folder with the compiled knowledge base."""
        self._standin = standin
        self._folder = folder
        self._compiled = compiled
        self._running: list[Bot] = []

    def start(self, wait: bool = True, command: Sequence[str] = ("run",), **environment: str) -> Bot:
        """Start a bot with these settings; wait until it takes updates."""
        defaults = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT_API_URL": self._standin.url,
            "ODOP_DATA_DIR": str(self._compiled),
            "DATABASE_URL": f"sqlite:///{self._folder / 'odop.db'}",
        }
        bot = Bot(self._folder, self._folder / f"log{len(self._running)}.txt", defaults | environment, command)
        self._running.append(bot)
        if wait:
            bot.wait_until("Running as")
            telegram = self._standin.telegram
            telegram.wait(lambda: bool(telegram.pollers) or telegram.webhook is not None or not bot.runs)
            assert bot.runs, bot.said()
        return bot

    def stop(self) -> None:
        """Kill what still runs; print what each said, which pytest shows where a test failed."""
        for bot in self._running:
            bot.killed()
            sys.stdout.write(bot.said())


def compile_knowledge(folder: Path) -> Path:
    """Let the program compile its knowledge base into a data folder; return the folder."""
    subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "ask", "moradabad"],
        env={**os.environ, "ODOP_DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
        cwd=folder,
    )
    return folder


def shared(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first of several processes makes, and the others wait for."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def answered(telegram: FakeTelegram, count: int, chat: int = 7) -> list[dict[str, Any]]:
    """Wait until a chat shows that many messages of the bot; return them."""
    telegram.wait(lambda: len(telegram.sent(chat)) >= count)
    return telegram.sent(chat)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return the labels of a message's buttons with what they carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
