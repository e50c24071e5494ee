"""A new channel is one folder: here a toy of one file, and the terminal."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.terminal.talking import Terminal
from odop_bot.conversation.keeping import InMemory
from odop_bot.conversation.strings import read_strings
from odop_bot.conversation.talk import Talk
from odop_bot.engine import TEMPLATES
from odop_bot.settings import ROOT
from tests.toy_channel import Post, PostOffice

ROOM = ROOT / "odop_bot"


@pytest.fixture
def talk(answerer: Answerer) -> Talk:
    return Talk(answerer, read_strings(TEMPLATES), InMemory(), lambda: dt.datetime.now(dt.UTC))


def test_a_toy_channel_talks_taps_locates_and_remembers(talk: Talk) -> None:
    async def scene() -> None:
        office = PostOffice(talk)
        answer = await office.take(Post("asha", "moradabad"))
        assert "Moradabad Metal Craft" in answer.text
        state = next(number for number, label in answer.buttons.items() if "Uttar Pradesh" in label)
        assert "Uttar Pradesh" in (await office.take(Post("asha", number=state))).text.splitlines()[0]
        # Two people do not disturb each other, and what was spoken of is remembered.
        assert "Jaipur" in (await office.take(Post("ravi", "jaipur"))).text
        await office.take(Post("asha", "moradabad"))
        assert "Agra" in (await office.take(Post("asha", "and agra?"))).text
        assert "Moradabad" in (await office.take(Post("ravi", at=(28.84, 78.77)))).text
        assert "मुरादाबाद" in (await office.take(Post("asha", "मुरादाबाद का उत्पाद"))).text
        # A button that is not there is answered too.
        assert (await office.take(Post("asha", number=99))).text

    asyncio.run(scene())


def test_the_toy_channel_is_small_and_knows_the_conversation_only() -> None:
    source = (ROOT / "tests" / "toy_channel.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) < 60
    imported = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name.startswith("odop_bot")}
    assert ours
    assert all(name.startswith("odop_bot.conversation.") for name in ours)


def test_the_terminal_talks_opens_menus_and_taps(talk: Talk) -> None:
    lines = ["moradabad", "/state", "/1", "/language", "/2", "jaipur", "/nonsense"]
    said = [str(reply) for reply in Terminal(talk, buttons=True).replies(lines)]
    assert "Moradabad Metal Craft" in said[0]
    assert "/1 " in said[0]
    assert "Andaman" in said[1]
    assert "Andaman" in said[2].splitlines()[0]
    assert "हिन्दी" in said[3]
    assert "जयपुर" in said[5]
    assert said[6]


def test_an_error_in_one_line_does_not_take_the_others(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    hear = talk.hear

    async def clumsy(sender: object, incoming: object) -> object:
        if incoming == "agra":
            raise ValueError("not today")
        return await hear(sender, incoming)  # type: ignore[arg-type] # whatever is said

    monkeypatch.setattr(talk, "hear", clumsy)
    first, second = Terminal(talk, buttons=False).replies(["agra", "moradabad"])
    assert isinstance(first, ValueError)
    assert "Moradabad" in str(second)


@pytest.mark.slow  # all code is parsed
def test_nothing_below_the_channels_knows_the_letters_units_and_ids_of_telegram() -> None:
    """Chat ids below zero, callback letters and the class of buttons are the channel's own."""
    for path in sorted(ROOM.rglob("*.py")):
        room = path.relative_to(ROOM).parts[0]
        if room == "channels":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute | ast.Name):
                name = node.left.attr if isinstance(node.left, ast.Attribute) else node.left.id
                zero = any(isinstance(other, ast.Constant) and other.value == 0 for other in node.comparators)
                signs = any(isinstance(op, ast.Lt | ast.Gt) for op in node.ops)
                assert not (name == "chat_id" and zero and signs), f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("callback_data", "verb"), f"{path}:{node.lineno}"
        if room in ("conversation", "answering", "understanding", "helpdesk"):
            assert "utf-16" not in path.read_text(encoding="utf-8").lower(), path
