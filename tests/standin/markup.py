"""What Telegram accepts as HTML and as a keyboard."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler", "span", "tg-emoji"})
MAX_TEXT, MAX_CAPTION = 4096, 1024
ACTIONS = frozenset({"callback_data", "url", "switch_inline_query_chosen_chat", "copy_text", "web_app"})
"""What a button of an inline keyboard may do; exactly one."""


class RefusedError(Exception):
    """Telegram says no; the message is the description that it sends."""


class BlockedError(RefusedError):
    """The person does not want to hear from the bot."""


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


def plain(html: str, parse_mode: str | None, limit: int = MAX_TEXT) -> str:
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
    if not text.strip() and limit == MAX_TEXT:
        raise RefusedError("message text is empty")
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > limit or len(html.encode()) > 32768:
        raise RefusedError("message is too long" if limit == MAX_TEXT else "message caption is too long")
    return text


def check_keyboard(markup: Any, private: bool = True) -> None:
    """Refuse a keyboard that breaks a limit."""
    if markup is None:
        return
    if not isinstance(markup, dict) or len(markup.keys() & {"inline_keyboard", "keyboard", "remove_keyboard"}) != 1:
        raise RefusedError("object expected as reply markup")
    if "remove_keyboard" in markup:
        return
    inline = "inline_keyboard" in markup
    rows = markup["inline_keyboard" if inline else "keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise RefusedError('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise RefusedError("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text", "").strip():
            raise RefusedError("button text must be non-empty")
        if inline:
            _check_action(button)
        elif button.get("request_location") and not private:
            raise RefusedError("location can be requested in private chats only")


def _check_action(button: dict[str, Any]) -> None:
    actions = ACTIONS & set(button)
    if not actions:
        raise RefusedError("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise RefusedError("can't use more than one action in a button")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise RefusedError("BUTTON_DATA_INVALID")
    app = button.get("web_app")
    if app is not None and not app["url"].startswith("https://"):
        raise RefusedError("BUTTON_URL_INVALID")
    chosen = button.get("switch_inline_query_chosen_chat")
    if chosen is not None and len(chosen.get("query", "")) > 256:
        raise RefusedError("BUTTON_DATA_INVALID")
