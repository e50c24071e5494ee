"""What Telegram accepts as HTML and as a keyboard."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler", "span", "tg-emoji"})


class RefusedError(Exception):
    """Telegram says no; the message is the description that it sends."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise RefusedError(
                f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}'
            )
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise RefusedError(f"can't parse entities: Unmatched end tag at byte offset {self.getpos()[1]}")

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(html: str, parse_mode: str | None) -> str:
    """Return the text of a message as people see it. Raises RefusedError for what Telegram cannot read."""
    text = html
    if parse_mode == "HTML":
        reader = _Reader()
        reader.feed(html)
        reader.close()
        if reader.open:
            raise RefusedError(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{reader.open[-1]}\""
            )
        text = reader.text
    if not text.strip():
        raise RefusedError("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096 or len(html.encode()) > 32768:
        raise RefusedError("message is too long")
    return text


def check_keyboard(markup: Any) -> None:
    """Refuse a keyboard that breaks a limit."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        raise RefusedError("object expected as reply markup")
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise RefusedError("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text", "").strip():
            raise RefusedError("button text must be non-empty")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise RefusedError("BUTTON_DATA_INVALID")
        if data is None and "switch_inline_query_chosen_chat" not in button and "url" not in button:
            raise RefusedError("Text buttons are unallowed in the inline keyboard")
