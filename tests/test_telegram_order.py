"""Updates in their order, what is done beside them, and what is told of the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot, Chat, InlineQuery, Message, Update, User
from telegram.error import BadRequest, NetworkError, TelegramError

from odop_bot.channels import health
from odop_bot.channels.health import Metrics, trouble_of
from odop_bot.channels.telegram.aside import Aside
from odop_bot.channels.telegram.introduction import introduce
from odop_bot.channels.telegram.order import ChatOrder
from odop_bot.channels.telegram.senders import sender_of
from odop_bot.channels.telegram.updates import read_update
from odop_bot.channels.telegram.webhook import AGAIN, DONE, WRONG, Webhook
from odop_bot.channels.watching import registry_of
from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES
from odop_bot.storage import Store, StoreError


def update(number: int, chat: int | None = None, person: int | None = None) -> Update:
    """Return an update of a chat, or of a person where there is none."""
    user = User(person, "Asha", is_bot=False, language_code="te") if person is not None else None
    if chat is None:
        return Update(number, inline_query=InlineQuery("1", user, "x", "") if user else None)
    kind = Chat.PRIVATE if chat > 0 else Chat.GROUP
    return Update(number, message=Message(1, cast(Any, None), Chat(chat, kind), from_user=user))


def test_a_sender_is_a_person_in_a_chat_with_the_language_of_their_app() -> None:
    private, group = sender_of(update(1, 7, 7)), sender_of(update(1, -5, 7))
    assert (private.person_id, private.app_language) == (7, "te")
    assert private.chat is not None
    assert (private.chat.id, private.chat.group) == (7, False)
    assert group.chat is not None
    assert (group.chat.id, group.chat.group) == (-5, True)
    alone = sender_of(update(1, None, 7))
    assert (alone.person_id, alone.chat) == (7, None)
    nobody = sender_of(update(1))
    assert (nobody.person_id, nobody.chat, nobody.app_language) == (None, None, None)


def test_one_chat_is_served_in_its_order_and_so_many_at_once() -> None:
    async def run() -> None:
        order, running, log = ChatOrder(2), set[int](), list[int]()
        most = 0

        def work(number: int, key: int) -> Callable[[], Awaitable[bool]]:
            async def do() -> bool:
                nonlocal most
                assert key not in running, "two of one chat at once"
                running.add(key)
                most = max(most, len(running))
                for _ in range(5):
                    await asyncio.sleep(0)
                running.discard(key)
                log.append(number)
                if number == 4:
                    raise LookupError
                return number % 2 == 0

            return do

        keys = [7, 8, 7, 9, 7, 8]
        given = [update(n, key) if key != 9 else update(n, None, 9) for n, key in enumerate(keys)]
        done = await asyncio.gather(
            *(order.run(item, work(n, keys[n])) for n, item in enumerate(given)), return_exceptions=True
        )
        assert done[:4] == [True, False, True, False]
        assert isinstance(done[4], LookupError)
        assert done[5] is False
        for key in set(keys):
            mine = [n for n in log if keys[n] == key]
            assert mine == sorted(mine)
        assert most == 2
        assert order._locks == {}
        assert order._waiting == {}

    asyncio.run(run())


def test_of_two_works_with_one_name_the_second_is_not_begun_and_a_failure_is_told() -> None:
    async def run() -> None:
        aside, gate, log = Aside(), asyncio.Event(), list[str]()

        async def work(name: str) -> None:
            await gate.wait()
            log.append(name)
            if name == "bad":
                raise LookupError

        async def failed() -> None:
            log.append("told")
            raise BadRequest("x")

        aside.begin("a", work("first"), failed)
        aside.begin("a", work("second"), failed)
        aside.begin("b", work("bad"), failed)
        gate.set()
        await aside.finish()
        assert sorted(log) == ["bad", "first", "told"]
        aside.begin("a", work("third"), failed)
        await aside.finish()
        assert log[-1] == "third"
        await aside.finish()

    asyncio.run(run())


def test_what_takes_too_long_aside_is_ended_with_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odop_bot.channels.telegram.aside.DRAIN_SECONDS", 0.0)

    async def run() -> None:
        aside, ended = Aside(), list[str]()

        async def never() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("x")

        async def failed() -> None:
            ended.append("told")

        aside.begin("a", never(), failed)
        await asyncio.sleep(0)
        await aside.finish()
        assert ended == ["x"]

    asyncio.run(run())


def test_an_update_that_cannot_be_read_is_left_out_and_what_has_no_number_is_none() -> None:
    bot = cast(Bot, None)
    assert read_update({"update_id": 5, "message": {"message_id": 1, "date": 0, "chat": 3}}, bot) == Update(5)
    wrongs: tuple[Any, ...] = ({"message": 7}, {"update_id": "5", "message": 7}, [], None, "x")
    assert [read_update(wrong, bot) for wrong in wrongs] == [None] * len(wrongs)


def test_the_webhook_says_done_again_or_wrong() -> None:
    async def run() -> None:
        answers, gate = {1: True, 2: False}, asyncio.Event()

        async def handle(given: Update) -> bool:
            if given.update_id == 3:
                await gate.wait()
            return answers.get(given.update_id, True)

        hook = Webhook(cast(Bot, None), handle, "s3")
        told = [await hook.take(body) for body in (b'{"update_id": 1}', b'{"update_id": 2}', b"{", b"[]", b"\xff")]
        assert told == [DONE, AGAIN, WRONG, WRONG, WRONG]
        assert (DONE, AGAIN, WRONG) == (200, 503, 400)
        slow = asyncio.create_task(hook.take(b'{"update_id": 3}'))
        await asyncio.sleep(0)
        closing = asyncio.create_task(hook.close())
        await asyncio.sleep(0)
        assert await hook.take(b'{"update_id": 1}') == AGAIN
        gate.set()
        await closing
        assert await slow == DONE
        assert [hook.knows(word) for word in ("s3", "s", "", "s३")] == [True, False, False, False]
        assert Webhook(cast(Bot, None), handle, None).knows("")

    asyncio.run(run())


def test_a_webhook_that_is_closed_gives_back_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odop_bot.channels.telegram.webhook.DRAIN_SECONDS", 0.0)

    async def run() -> None:
        async def never(_: Update) -> bool:
            await asyncio.Event().wait()
            return True

        hook = Webhook(cast(Bot, None), never, None)
        slow = asyncio.create_task(hook.take(b'{"update_id": 3}'))
        await asyncio.sleep(0)
        await hook.close()
        assert await slow == AGAIN

    asyncio.run(run())


class Introduced:
    """A bot that remembers what it was told of itself."""

    def __init__(self, **failing: TelegramError) -> None:
        self.commands: dict[tuple[str, Any, str | None], tuple[Any, ...]] = {}
        self.texts: dict[tuple[str, str | None], str] = {}
        self.writes = 0
        self._failing = failing

    async def get_my_commands(self, scope: Any, language: str | None) -> tuple[Any, ...]:
        return self.commands.get((scope.type, getattr(scope, "chat_id", None), language), ())

    async def set_my_commands(self, wanted: tuple[Any, ...], scope: Any, language: str | None) -> None:
        if scope.type in self._failing:
            raise self._failing[scope.type]
        self.writes += 1
        self.commands[scope.type, getattr(scope, "chat_id", None), language] = wanted

    async def get_my_short_description(self, language: str | None) -> Any:
        return type("Told", (), {"short_description": self.texts.get(("short", language), "")})

    async def set_my_short_description(self, text: str, language: str | None) -> None:
        self.writes += 1
        self.texts["short", language] = text

    async def get_my_description(self, language: str | None) -> Any:
        return type("Told", (), {"description": self.texts.get(("long", language), "")})

    async def set_my_description(self, text: str, language: str | None) -> None:
        self.writes += 1
        self.texts["long", language] = text


def test_commands_differ_by_language_and_place_and_are_set_once() -> None:
    strings = read_strings(TEMPLATES)
    more = {code: {"extra": f"more in {code}"} for code in strings}
    bot = Introduced(chat=BadRequest("chat not found"))

    async def run() -> None:
        await introduce(cast(Bot, bot), strings, (9,), more, {"only": "for admins"})
        assert not any(scope == "chat" for scope, _, _ in bot.commands)
        bot._failing.clear()
        await introduce(cast(Bot, bot), strings, (9, 10), more, {"only": "for admins"})

    asyncio.run(run())
    for code, texts in strings.items():
        language = None if code == "en" else code
        told = {command.command: command.description for command in bot.commands["default", None, language]}
        assert told == {**texts.commands, "extra": f"more in {code}"}
        in_groups = [command.command for command in bot.commands["all_group_chats", None, language]]
        assert in_groups == list(texts.group_commands)
        assert bot.texts["short", language] == texts.short
        assert bot.texts["long", language] == texts.description.strip()
    for admin in (9, 10):
        names = [command.command for command in bot.commands["chat", admin, None]]
        assert names == [*strings["en"].commands, "extra", *strings["en"].admin_commands, "only"]
    writes = bot.writes
    assert writes == 4 * len(strings) + 2
    asyncio.run(introduce(cast(Bot, bot), strings, (9, 10), more, {"only": "for admins"}))
    assert bot.writes == writes
    asyncio.run(introduce(cast(Bot, Introduced(default=NetworkError("gone"))), strings, (9,), more, {}))


def test_how_the_bot_is_tells_its_troubles_until_they_are_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        store = Store(f"sqlite:///{tmp_path / 'x.db'}")
        metrics = Metrics(store)

        def figure(name: str, **labels: str) -> float | None:
            return registry_of(metrics).get_sample_value(name, labels)

        with pytest.raises(StoreError):
            await store.ping()
        trouble = await trouble_of(store)
        assert trouble is not None
        assert "no such table" in trouble
        assert (figure("odop_database_failures"), figure("odop_database_up")) == (2, 0)
        metrics.answered("chat", "district")
        metrics.answered("chat", "district")
        metrics.failed()
        assert figure("odop_answers_total", where="chat", kind="district") == 2
        assert figure("odop_errors_total") == 1
        await store.open()
        assert await trouble_of(store) == trouble  # of late
        monkeypatch.setattr("odop_bot.storage.trouble.LATELY", -1.0)
        assert await trouble_of(store) is None
        assert figure("odop_database_up") == 1
        monkeypatch.setattr(health, "PING_SECONDS", 0.0)
        assert await trouble_of(store) == "no answer"
        metrics.close()
        await store.close()

    asyncio.run(run())
