"""Kill the Telegram bot eight times while 300 people wait for their answers, and count who gets two."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.process import Starter, compile_knowledge
from tests.standin import StandIn

CHATS, KILLS = 300, 8
TEXTS = ("moradabad", "agra", "jaipur", "how much subsidy under pmfme", "banaras ka odop kya hai")


@dataclass(frozen=True, slots=True)
class Tally:
    """What the chats show after all kills."""

    unanswered: int
    twice: int
    """Chats with more than one answer."""
    answers: int


def endure(starter: Starter, standin: StandIn, chats: int, kills: int, source: random.Random) -> Tally:
    """Let people ask, kill the bot that often at moments of the source while it answers, let it finish."""
    telegram = standin.telegram
    asked = range(100, 100 + chats)
    for chat in asked:
        telegram.say(source.choice(TEXTS), chat=chat)
    for kill in range(kills):
        bot = starter.start()
        seen = len(telegram.messages)
        left = sum(not telegram.sent(chat) for chat in asked)
        moment = seen + source.randint(1, max(1, left // (kills - kill)))
        telegram.wait(lambda moment=moment: len(telegram.messages) >= moment or not telegram.updates, 60)  # type: ignore[misc] # mypy infers no type for a default
        bot.killed()
    starter.start()
    telegram.wait(lambda: not telegram.updates and all(telegram.sent(chat) for chat in asked), 120)
    counts = [len(telegram.sent(chat)) for chat in asked]
    return Tally(sum(n == 0 for n in counts), sum(n > 1 for n in counts), sum(counts))


def measure() -> None:
    """Print the figure of one run."""
    seed = random.randrange(1 << 32)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        standin = StandIn(checked=False)
        starter = Starter(standin, folder, compile_knowledge(folder))
        try:
            tally = endure(starter, standin, CHATS, KILLS, random.Random(seed))
        finally:
            starter.stop()
            standin.close()
    print(f"{CHATS} questions, {KILLS} kills (seed {seed}): {tally.unanswered} not answered, {tally.twice} chats twice")
