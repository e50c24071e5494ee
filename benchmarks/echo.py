"""A bare echo bot, as the library's own example has it: the yardstick for what the library itself costs.

Run as a process of its own, with TELEGRAM_BOT_TOKEN and BOT_API_URL: `python -m benchmarks.echo`. With
the argument `swift` it has the connections to Telegram that our bot has, so that the rest can be compared.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from odop_bot.channels.telegram.application import AT_ONCE
from odop_bot.channels.telegram.requesting import Request


async def echo(update: Update, _: Any) -> None:
    """Send a message back."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Echo until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    url = os.environ["BOT_API_URL"]
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{url}/bot")
    if "swift" in sys.argv:
        builder = builder.request(Request(url, AT_ONCE)).get_updates_request(Request(url, 2))
    application = builder.concurrent_updates(AT_ONCE).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=[Update.MESSAGE])


if __name__ == "__main__":
    main()
