"""What people find of an answer: right, or wrong and why."""

from __future__ import annotations

import datetime as dt

from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Judge
from odop_bot.conversation.chat import Sender
from odop_bot.conversation.keeping import Keeping
from odop_bot.conversation.screens import Screens


async def judged(judge: Judge, sender: Sender, screens: Screens, store: Keeping, now: dt.datetime) -> str | None:
    """Remember a judgement; return the thanks for it, None where it is of nothing that is there, or of nobody."""
    if sender.person_id is None or arguments.subject(screens.answerer.knowledge, judge.subject) is None:
        return None
    if judge.what is not None and judge.what not in screens.strings.wrongs:
        return None
    await store.save_feedback(sender.person_id, judge.subject, judge.right, now, judge.what)
    return screens.strings.thanks_right if judge.right else screens.strings.thanks_wrong
