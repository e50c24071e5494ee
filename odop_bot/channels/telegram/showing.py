"""Send and change screens without the library's objects, whose making takes as long as the call itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from telegram import Bot, Message
from telegram.constants import ChatType, ParseMode

from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.screen import Key, Screen

# The library warns of calls by their names that it has methods for; it knows these two by other spellings.
_SEND, _EDIT = "send_Message", "edit_Message_Text"


class Posted(NamedTuple):
    """A message of the bot: where it stands."""

    chat_id: int
    message_id: int


async def reply(message: Message, screen: Screen) -> int:
    """Answer a message with a screen, in a group as a reply to it; return the id of what was sent."""
    where: dict[str, Any] = {"chat_id": message.chat.id}
    if message.is_topic_message:
        where["message_thread_id"] = message.message_thread_id
    if message.chat.type != ChatType.PRIVATE:
        where["reply_parameters"] = {"message_id": message.message_id, "allow_sending_without_reply": True}
    return await send(message.get_bot(), screen, **where)


async def send(bot: Bot, screen: Screen, **where: Any) -> int:
    """Send a screen to a chat; return the id of the message."""
    sent: dict[str, Any] = await bot.do_api_request(_SEND, {**where, **_shown(screen)})
    return int(sent["message_id"])


async def edit(bot: Bot, screen: Screen, **where: Any) -> None:
    """Show a screen in a message that there is."""
    await bot.do_api_request(_EDIT, {**where, **_shown(screen)})


def _shown(screen: Screen) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "text": screen.html,
        "parse_mode": ParseMode.HTML.value,
        "link_preview_options": {"is_disabled": True},
    }
    if screen.rows:
        shown["reply_markup"] = buttons(screen)
    return shown


def buttons(screen: Screen) -> dict[str, Any]:
    """Return the buttons of a screen as Telegram wants them."""
    return {"inline_keyboard": [[_button(key) for key in row] for row in screen.rows]}


def _button(key: Key) -> dict[str, Any]:
    if key.action is not None:
        return {"text": key.label, "callback_data": encode(key.action)}
    if key.url is not None:
        return {"text": key.label, "url": key.url}
    anywhere = {
        "query": key.share or "",
        "allow_user_chats": True,
        "allow_group_chats": True,
        "allow_channel_chats": True,
    }
    return {"text": key.label, "switch_inline_query_chosen_chat": anywhere}
