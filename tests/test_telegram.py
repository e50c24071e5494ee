"""The life of the bot's process: start, stop, restart, settings, admins."""

from __future__ import annotations

import shutil
import urllib.request
from pathlib import Path

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram import polling
from odop_bot.channels.telegram.application import run
from odop_bot.settings import Secret, Settings
from tests.bot_token import TOKEN
from tests.patience import PATIENCE, until
from tests.process import ROOT, Start, answered, buttons, free_port
from tests.standin import FakeTelegram, StandIn

WRONG_TOKEN = TOKEN.replace("AA", "BB").replace(":", "0:")


def test_the_first_reply_comes_and_a_stop_is_clean(telegram: FakeTelegram, start: Start) -> None:
    bot = start()
    telegram.say("what is the odop of banaras")
    assert answered(telegram, 1)[-1]["text"].startswith("Varanasi, Uttar Pradesh")
    output = bot.stopped()
    assert "Running as @odop_test_bot" in output
    assert telegram.complaints == []
    # What was answered is confirmed, so that the next start does not answer it again.
    assert telegram.call("getUpdates", {"offset": 0}) == []


def test_a_double_tap_harms_nobody(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("aurangabad")
    message = answered(telegram, 1)[-1]
    for _ in range(2):
        telegram.tap(buttons(message)["Aurangabad (Bihar)"], message_id=message["message_id"])
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == 2)
    telegram.say("agra")
    assert answered(telegram, 2)[-1]["text"].startswith("Agra")
    assert telegram.sent()[0]["text"].startswith("Aurangabad, Bihar")


def test_a_restart_remembers_the_chat_and_the_language(telegram: FakeTelegram, start: Start) -> None:
    first = start()
    telegram.say("moradabad")
    answered(telegram, 1)
    telegram.tap("l:en")
    telegram.wait(lambda: "from now on" in telegram.sent()[0]["text"])
    first.killed()
    start()
    telegram.say("what does PMFME say", language="hi")
    assert "Honey" in answered(telegram, 2)[-1]["text"]


def test_one_asking_too_fast_is_told_kindly_and_others_are_served(telegram: FakeTelegram, start: Start) -> None:
    start()
    for _ in range(45):
        telegram.say("moradabad", chat=7)
    telegram.say("agra", chat=8)
    assert answered(telegram, 1, chat=8)[-1]["text"].startswith("Agra")
    telegram.wait(lambda: any("Please wait" in m["text"] for m in telegram.sent()))
    assert sum("Please wait" in m["text"] for m in telegram.sent()) <= 2


def test_who_has_blocked_the_bot_stops_nobody(telegram: FakeTelegram, start: Start) -> None:
    bot = start(ADMIN_IDS="9")
    telegram.blocked.add(7)
    telegram.say("moradabad", chat=7)
    telegram.say("agra", chat=8)
    answered(telegram, 1, chat=8)
    assert telegram.sent(9) == []
    bot.stopped()


def test_a_copy_that_takes_over_waits_for_the_other_one_to_end(telegram: FakeTelegram, start: Start) -> None:
    first = start()
    second = start(wait=False)
    second.wait_until("Another copy of this bot fetches too")
    first.stopped()
    telegram.say("moradabad")
    answered(telegram, 1)
    second.stopped()


def test_a_second_copy_says_so_and_ends_with_3_when_the_other_one_goes_on(
    standin: StandIn,
    start: Start,
    answerer: Answerer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert polling.CONFLICT_SECONDS == 120
    monkeypatch.setattr(polling, "CONFLICT_SECONDS", 0.5)
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.1)
    start()
    settings = Settings(telegram_bot_token=Secret(TOKEN), bot_api_url=standin.url, odop_data_dir=tmp_path / "data")
    assert run(settings, answerer) == 3
    assert "Another copy of this bot is running" in caplog.messages[-1]
    assert len([line for line in caplog.messages if "fetches too" in line]) == 1


def test_a_wrong_token_says_so_and_ends_with_2(start: Start) -> None:
    output = start(wait=False, TELEGRAM_BOT_TOKEN=WRONG_TOKEN).ended(2)
    assert "does not know this TELEGRAM_BOT_TOKEN" in output
    assert WRONG_TOKEN not in output
    assert len(output.strip().splitlines()) == 1, output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_BOT_TOKEN", "nonsense", "TELEGRAM_BOT_TOKEN"),
        ("WEBHOOK_PORT", "99999", "WEBHOOK_PORT"),
        ("WEBHOOK_URL", "not a url", "WEBHOOK_URL"),
        ("METRICS_PORT", "many", "METRICS_PORT"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT"),
        ("ADMIN_IDS", "me", "ADMIN_IDS"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////dev/null/x.db", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, words: str, start: Start) -> None:
    assert words in start(wait=False, **{name: value}).ended(2)


def test_commands_and_descriptions_are_set_once_for_each_scope(telegram: FakeTelegram, start: Start) -> None:
    first = start(ADMIN_IDS="9")
    telegram.wait(lambda: ("chat9", "") in telegram.commands)
    first.stopped()
    assert {scope for scope, _ in telegram.commands} == {"default", "all_group_chats", "chat9"}
    assert next(c["command"] for c in telegram.commands["default", ""]) == "start"
    assert "reload" in [c["command"] for c in telegram.commands["chat9", ""]]
    assert "reload" not in [c["command"] for c in telegram.commands["default", ""]]
    calls, looks = len(telegram.calls), len(telegram.made("getMyCommands"))
    second = start(ADMIN_IDS="9")
    telegram.wait(lambda: len(telegram.made("getMyCommands")) == 2 * looks)
    second.stopped()
    assert [c.method for c in telegram.calls[calls:] if c.method.startswith("setMy")] == []


def test_admins_see_figures_and_reload_keeps_the_old_when_faults_are_found(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    start(ADMIN_IDS="7", ODOP_KNOWLEDGE_DIR=str(folder))
    telegram.say("/stats")
    assert "FAQ entries" in answered(telegram, 1)[-1]["text"]
    lists = (folder / "lists.yaml").read_text(encoding="utf-8")
    (folder / "lists.yaml").write_text(lists.replace("source: dpiit-v31", "source: nobody <b>"), encoding="utf-8")
    telegram.say("/reload")
    assert "the old one stays in use" in answered(telegram, 2)[-1]["text"]
    telegram.say("moradabad")
    assert answered(telegram, 3)[-1]["text"].startswith("Moradabad")
    (folder / "lists.yaml").write_text(lists, encoding="utf-8")
    telegram.say("/reload")
    assert "is in use" in answered(telegram, 4)[-1]["text"]
    telegram.say("/stats", chat=8)
    assert answered(telegram, 1, chat=8)[0]["text"].startswith("This command is for")
    assert telegram.complaints == []


def test_figures_for_prometheus_are_shown_on_this_machine(telegram: FakeTelegram, start: Start) -> None:
    port = free_port()
    start(METRICS_PORT=str(port))
    telegram.say("moradabad")
    answered(telegram, 1)

    def figures() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as page:
            return str(page.read().decode())

    # They are counted after the answer is out.
    until(lambda: 'odop_answers_total{kind="district",where="chat"} 1.0' in figures(), figures)


def test_the_webhook_checks_its_secret_and_says_done_when_it_is_done(
    standin: StandIn, telegram: FakeTelegram, start: Start
) -> None:
    port = free_port()
    bot = start(WEBHOOK_URL=f"http://127.0.0.1:{port}/odop", WEBHOOK_PORT=str(port))
    assert telegram.webhook is not None
    assert len(telegram.webhook["secret_token"]) > 30
    telegram.say("moradabad")
    telegram.say("agra")
    assert standin.deliver(WRONG_TOKEN) == 403
    assert standin.deliver() == 200
    assert [message["text"][:4] for message in telegram.sent()] == ["Agra"]
    assert standin.deliver(update={"no": "update"}) == 400
    bot.stopped()
