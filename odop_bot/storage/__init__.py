"""What is remembered: settings, places in a talk, feedback, gaps, cases, letters, notices, lessons."""

from odop_bot.storage.cases import NOBODY, CaseStore, Relay
from odop_bot.storage.gaps import GapStore, LastQuestion, aware
from odop_bot.storage.kept import Kept
from odop_bot.storage.lessons import LessonStore
from odop_bot.storage.letters import Letter, LetterStore
from odop_bot.storage.notices import NoticeStore
from odop_bot.storage.sent import Sent
from odop_bot.storage.store import Store
from odop_bot.storage.trouble import StoreError, is_of_the_disk
from odop_bot.storage.turns import LEASE, NO_CHAT, Turn

__all__ = [
    "LEASE",
    "NOBODY",
    "NO_CHAT",
    "CaseStore",
    "GapStore",
    "Kept",
    "LastQuestion",
    "LessonStore",
    "Letter",
    "LetterStore",
    "NoticeStore",
    "Relay",
    "Sent",
    "Store",
    "StoreError",
    "Turn",
    "aware",
    "is_of_the_disk",
]
