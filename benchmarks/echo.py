"""A bare echo bot, as the library's own example has it: the yardstick for what the library itself costs.

Run as a process of its own: `python -m benchmarks.echo`; it reads TELEGRAM_BOT_TOKEN and BOT_API_URL.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from odop_bot.telegram.application import AT_ONCE


async def echo(update: Update, _: Any) -> None:
    """Send a message back."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Echo until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    application = (
        ApplicationBuilder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{os.environ['BOT_API_URL']}/bot")
        .concurrent_updates(AT_ONCE)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=[Update.MESSAGE])


if __name__ == "__main__":
    main()
