"""Tell Telegram the bot's commands and descriptions, for each language and kind of chat, where they differ."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, TelegramError

from odop_bot.conversation.strings import ENGLISH, Strings

log = logging.getLogger(__name__)


async def introduce(
    bot: Bot,
    strings: Mapping[str, Strings],
    admins: Sequence[int],
    more: Mapping[str, Mapping[str, str]],
    more_for_admins: Mapping[str, str],
) -> None:
    """Set commands and descriptions; a failure here stops nobody.

    `more` are commands that the strings do not name, by language.
    """
    try:
        for language, texts in strings.items():
            # English is what Telegram shows to people of every language that we do not have.
            code = None if language == ENGLISH else language
            await set_commands(bot, BotCommandScopeDefault(), code, {**texts.commands, **more.get(language, {})})
            in_groups = {name: texts.commands[name] for name in texts.group_commands}
            await set_commands(bot, BotCommandScopeAllGroupChats(), code, in_groups)
            if (await bot.get_my_short_description(code)).short_description != texts.short:
                await bot.set_my_short_description(texts.short, code)
            if (await bot.get_my_description(code)).description != texts.description.strip():
                await bot.set_my_description(texts.description.strip(), code)
        for admin in admins:
            texts = strings[ENGLISH]
            commands = {**texts.commands, **more[ENGLISH], **texts.admin_commands, **more_for_admins}
            await _for_admin(bot, admin, commands)
    except TelegramError as error:
        log.warning("Commands and descriptions could not be set (%s).", error)


async def _for_admin(bot: Bot, admin: int, commands: Mapping[str, str]) -> None:
    try:
        await set_commands(bot, BotCommandScopeChat(admin), None, commands)
    except BadRequest:
        log.info("Admin %s has not written to the bot yet, so has no menu of admin commands.", admin)


async def set_commands(bot: Bot, scope: BotCommandScope, language: str | None, commands: Mapping[str, str]) -> None:
    """Set the commands of a scope, if they differ from those that are set."""
    wanted = tuple(BotCommand(name, text) for name, text in commands.items())
    if tuple(await bot.get_my_commands(scope, language)) != wanted:
        await bot.set_my_commands(wanted, scope, language)
