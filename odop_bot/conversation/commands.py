"""Commands that every channel with commands has."""

from __future__ import annotations

from odop_bot.conversation.actions import Browse, Menu


def command(name: str) -> Browse | None:
    """Return the menu that a command opens, on every channel that has commands; None for other commands."""
    menu = {
        "start": Menu.START,
        "help": Menu.HELP,
        "about": Menu.ABOUT,
        "privacy": Menu.PRIVACY,
        "language": Menu.LANGUAGES,
        "district": Menu.STATES,
        "state": Menu.STATE_LISTS,
        "product": Menu.PRODUCTS,
        "faq": Menu.TOPICS,
    }.get(name)
    return Browse(menu) if menu else None
