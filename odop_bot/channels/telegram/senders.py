"""Who has sent an update, and where."""

from __future__ import annotations

from telegram import CallbackQuery, Update
from telegram.constants import ChatType

from odop_bot.conversation.chat import Chat, Sender

CHANNEL = "telegram"


def sender_of(update: Update) -> Sender:
    """Return who has sent an update, and where."""
    user, chat = update.effective_user, update.effective_chat
    where = Chat(CHANNEL, chat.id, group=chat.type != ChatType.PRIVATE) if chat else None
    return Sender(user.id if user else None, where, user.language_code if user else None)


def button_of(query: CallbackQuery) -> tuple[object, ...]:
    """Return what tells a button from all others: where it stands, what it carries, who taps it."""
    where = (query.message.chat.id, query.message.message_id) if query.message else query.inline_message_id
    return where, query.data, query.from_user.id
