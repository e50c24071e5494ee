"""Talk in the terminal: a line comes in, a screen goes out; what could be tapped is typed as `/1`, `/2`, …"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from odop_bot.conversation.chat import Chat, Sender
from odop_bot.conversation.commands import command
from odop_bot.conversation.screen import Screen
from odop_bot.conversation.talk import Incoming, Talk

ME = Sender(person_id=0, chat=Chat("terminal", 0))


class Terminal:
    """One talk in a terminal."""

    def __init__(self, talk: Talk, *, buttons: bool) -> None:
        """Take whether what can be tapped is shown under each answer."""
        self._talk = talk
        self._buttons = buttons
        self._shown = Screen("")

    def replies(self, lines: Iterable[str]) -> Iterator[str | Exception]:
        """Yield what is said to each line; an error where a line cannot be answered, the others go on."""
        with asyncio.Runner() as runner:
            for line in lines:
                try:
                    said = runner.run(self._talk.hear(ME, self._incoming(line)))
                except Exception as error:
                    yield error
                    continue
                self._shown = said.screen
                yield self._text(said.screen)

    def _incoming(self, line: str) -> Incoming:
        """Return what a line says: words, a menu, or a button of what was shown last."""
        typed = line.strip()
        if not typed.startswith("/"):
            return line
        name = typed[1:].split(maxsplit=1)[0].lower() if len(typed) > 1 else ""
        actions = dict(enumerate((key.action for key in self._shown.keys if key.action), start=1))
        tapped = next((action for number, action in actions.items() if name == str(number)), None)
        return tapped or (command(name) if name == typed[1:].lower() else None) or line

    def _text(self, screen: Screen) -> str:
        labels = [key.label for key in screen.keys if key.action]
        if not self._buttons or not labels:
            return screen.text
        return f"{screen.text}\n\n" + "  ".join(f"/{number} {label}" for number, label in enumerate(labels, start=1))
