"""The real `bot.py` process against the strict stand-in for the Bot API, over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.standin import TOKEN, FakeTelegram, Fault, StandIn

WRONG_TOKEN = TOKEN.replace("AA", "BB").replace(":", "0:")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def standin() -> Iterator[StandIn]:
    standin = StandIn()
    yield standin
    standin.close()


@pytest.fixture
def telegram(standin: StandIn) -> FakeTelegram:
    return standin.telegram


@pytest.fixture
def start(standin: StandIn, tmp_path: Path, compiled: Path) -> Iterator[Start]:
    """Return a function that starts the bot and waits until it listens; all are stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def begin(wait: bool = True, **environment: str) -> subprocess.Popen[str]:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("ODOP_", "TELEGRAM_", "WEBHOOK", "BOT_"))}
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "bot.py"), "run"], cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**keep, "TELEGRAM_BOT_TOKEN": TOKEN, "BOT_API_URL": standin.url, "ODOP_DATA_DIR": str(compiled),
                 "DATABASE_URL": f"sqlite:///{tmp_path / 'odop.db'}", **environment},
        )  # fmt: skip
        running.append(process)
        if wait:
            telegram = standin.telegram
            telegram.wait(lambda: bool(telegram.pollers) or telegram.webhook is not None)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that holds the compiled knowledge base, so that no test waits for it."""
    folder = tmp_path_factory.mktemp("data")
    subprocess.run(
        [sys.executable, str(ROOT / "bot.py"), "ask", "moradabad"],
        env={**os.environ, "ODOP_DATA_DIR": str(folder)}, check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    return folder


def stopped(process: subprocess.Popen[str], code: int = 0) -> str:
    """End a process as a supervisor does; return what it said."""
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == code, output
    assert TOKEN not in output
    return output


def answered(telegram: FakeTelegram, count: int, chat: int = 7) -> list[dict[str, Any]]:
    """Wait until a chat shows that many messages of the bot; return them."""
    telegram.wait(lambda: len(telegram.sent(chat)) >= count)
    return telegram.sent(chat)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return the labels of a message's buttons with what they carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def test_a_talk_in_a_private_chat(telegram: FakeTelegram, start: Start) -> None:
    process = start()
    telegram.say("banaras ka odop kya hai")
    answer = answered(telegram, 1)[-1]
    assert answer["text"].startswith("Varanasi, Uttar Pradesh")
    assert "7 July 2025" in answer["text"]
    telegram.say("and Agra?")
    assert answered(telegram, 2)[-1]["text"].startswith("Agra")
    telegram.say("what's the weather")
    assert "I do not know that" in answered(telegram, 3)[-1]["text"]
    assert "Running as @odop_test_bot" in stopped(process)
    assert telegram.complaints == []


def test_a_choice_is_made_by_a_tap_that_edits_the_same_message(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("aurangabad")
    choice = answered(telegram, 1)[-1]
    assert set(buttons(choice)) == {"Aurangabad (Bihar)", "Chhatrapati Sambhajinagar (Maharashtra)"}
    telegram.tap(buttons(choice)["Aurangabad (Bihar)"])
    telegram.wait(lambda: telegram.sent()[0]["text"].startswith("Aurangabad, Bihar"))
    assert len(telegram.sent()) == 1
    assert len(telegram.made("answerCallbackQuery")) == 1


def test_a_double_tap_and_forged_and_old_buttons_harm_nobody(telegram: FakeTelegram, start: Start) -> None:
    process = start()
    telegram.say("moradabad")
    message = answered(telegram, 1)[-1]
    for data in ("d:171", "d:171", "d:0", "d:999999", "x", "p:no-such-product", "f:gone", "s:9:99", "zz:1", "d:1:2:3"):
        telegram.tap(data, message_id=message["message_id"])
    telegram.wait(lambda: len(telegram.made("answerCallbackQuery")) == 10)
    telegram.say("agra")
    assert answered(telegram, 2)[-1]["text"].startswith("Agra")
    assert "Traceback" not in stopped(process)
    assert [c for c in telegram.complaints if "not modified" not in c] == []


def test_browsing_reaches_a_district_without_typing(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("/start")
    message = answered(telegram, 1)[-1]
    shown = telegram.sent

    def tap(label: str, then: str) -> None:
        telegram.tap(buttons(shown()[0])[label], message_id=message["message_id"])
        telegram.wait(lambda: then in shown()[0]["text"])

    tap("Find my district", "Choose a state")
    tap("Andhra Pradesh", "Choose a district of Andhra Pradesh")
    telegram.tap(buttons(shown()[0])["Next ›"], message_id=message["message_id"])
    telegram.wait(lambda: "Y.S.R. Kadapa" in buttons(shown()[0]))
    tap("Y.S.R. Kadapa", "Y.S.R. Kadapa, Andhra Pradesh")


def test_deep_links_commands_and_pages(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("/start d171")
    assert answered(telegram, 1)[-1]["text"].startswith("Moradabad")
    telegram.say("/start f-first-launch")
    assert "24 January 2018" in answered(telegram, 2)[-1]["text"]
    telegram.say("/state uttar pradesh odop list")
    first = answered(telegram, 3)[-1]
    assert "page 1 of 7" in first["text"]
    telegram.tap(buttons(first)["Next ›"], message_id=first["message_id"])
    telegram.wait(lambda: "page 2 of 7" in telegram.sent()[-1]["text"])
    telegram.say("/privacy")
    assert "What is kept" in answered(telegram, 4)[-1]["text"]
    telegram.say("/about")
    assert "National ODOP list (7 July 2025)" in answered(telegram, 5)[-1]["text"]
    telegram.say("/nosuchcommand")
    assert "Namaste" in answered(telegram, 6)[-1]["text"]
    assert telegram.complaints == []


def test_an_edited_question_edits_its_answer(telegram: FakeTelegram, start: Start) -> None:
    start()
    question = telegram.say("moradabad")
    answered(telegram, 1)
    telegram.wait(lambda: bool(telegram.made("sendMessage")))
    time.sleep(0.3)
    telegram.edit(question, "agra")
    telegram.wait(lambda: telegram.sent()[0]["text"].startswith("Agra"))
    assert len(telegram.sent()) == 1


def test_forget_deletes_and_privacy_is_kept(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("moradabad")
    answered(telegram, 1)
    telegram.say("/forget")
    assert "deleted" in answered(telegram, 2)[-1]["text"]
    telegram.say("iska pmfme product kya hai")
    assert "Moradabad" not in answered(telegram, 3)[-1]["text"].split("\n")[0]


def test_a_restart_remembers_the_chat(telegram: FakeTelegram, start: Start) -> None:
    first = start()
    telegram.say("moradabad")
    answered(telegram, 1)
    time.sleep(0.3)
    first.kill()
    first.wait()
    with telegram.lock:
        telegram.pollers = []
    start()
    telegram.say("what does PMFME say")
    assert "Honey" in answered(telegram, 2)[-1]["text"]


def test_groups_hear_only_what_is_meant_for_the_bot(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say("moradabad", chat=-50, person=8)
    telegram.say("/district agra", chat=-50, person=8)
    answer = answered(telegram, 1, chat=-50)[-1]
    assert answer["text"].startswith("Agra")
    telegram.say("and mathura?", chat=-50, person=8, reply_to_message=answer)
    assert answered(telegram, 2, chat=-50)[-1]["text"].startswith("Mathura")
    assert len(telegram.sent(-50)) == 2


def test_inline_mode_offers_cards_and_insertions(telegram: FakeTelegram, start: Start) -> None:
    start()
    for text in ("morad", "carp", "+Jaipur+ is my home", "", '<3 & "', "zzzz"):
        telegram.type_inline(text)
    telegram.wait(lambda: len(telegram.made("answerInlineQuery")) == 6)
    by_text = [call.parameters["results"] for call in telegram.made("answerInlineQuery")]
    titles = [[item["title"] for item in results] for results in by_text]
    assert any("Moradabad, Uttar Pradesh" in title for title in titles[0] + titles[1] + titles[2] + titles[3])
    texts = [item["input_message_content"]["message_text"] for results in by_text for item in results]
    assert any(text.startswith("Jaipur: Gems &amp; Jewellery") and text.endswith("is my home") for text in texts)
    assert telegram.complaints == []


@pytest.mark.parametrize("fault", [Fault(429, retry_after=1), Fault(500), Fault(502)])
def test_each_message_is_answered_in_the_end(fault: Fault, telegram: FakeTelegram, start: Start) -> None:
    process = start()
    with telegram.lock:
        telegram.faults["sendMessage"] = [fault]
        telegram.faults["getUpdates"] = [Fault(500), Fault(0)]
    telegram.say("moradabad")
    if fault.status == 429:
        assert answered(telegram, 1)[-1]["text"].startswith("Moradabad")
        assert len(telegram.sent()) == 1
    else:
        # The call failed for good: the person is told a number, and can ask again.
        assert "error" in answered(telegram, 1)[-1]["text"]
    telegram.say("agra")
    telegram.wait(lambda: any(m["text"].startswith("Agra") for m in telegram.sent()))
    stopped(process)


def test_one_asking_too_fast_is_told_kindly_and_others_are_served(telegram: FakeTelegram, start: Start) -> None:
    start()
    for _ in range(45):
        telegram.say("moradabad", chat=7)
    telegram.say("agra", chat=8)
    assert answered(telegram, 1, chat=8)[-1]["text"].startswith("Agra")
    telegram.wait(lambda: any("Please wait" in m["text"] for m in telegram.sent()))
    assert sum("Please wait" in m["text"] for m in telegram.sent()) <= 2


def test_a_second_copy_says_so_and_ends_with_3(telegram: FakeTelegram, start: Start) -> None:
    start()
    second = start(wait=False)
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 3, output
    assert "Another copy of this bot is running" in output
    assert "Traceback" not in output


def test_a_wrong_token_says_so_and_ends_with_2(telegram: FakeTelegram, start: Start) -> None:
    process = start(wait=False, TELEGRAM_BOT_TOKEN=WRONG_TOKEN)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 2, output
    assert "does not know this TELEGRAM_BOT_TOKEN" in output
    assert WRONG_TOKEN not in output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_BOT_TOKEN", "nonsense", "TELEGRAM_BOT_TOKEN"),
        ("WEBHOOK_PORT", "99999", "WEBHOOK_PORT"),
        ("WEBHOOK_URL", "not a url", "WEBHOOK_URL"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT"),
        ("ADMIN_IDS", "me", "ADMIN_IDS"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////dev/null/x.db", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, words: str, start: Start) -> None:
    process = start(wait=False, **{name: value})
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 2, output
    assert words in output
    assert "Traceback" not in output


def test_the_webhook_checks_its_secret(standin: StandIn, telegram: FakeTelegram, start: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(WEBHOOK_URL=f"http://127.0.0.1:{port}/odop", WEBHOOK_PORT=str(port))
    assert telegram.webhook is not None
    assert len(telegram.webhook["secret_token"]) > 30
    time.sleep(0.5)
    telegram.say("moradabad")
    telegram.say("agra")
    assert standin.deliver(WRONG_TOKEN) == 403
    assert standin.deliver() == 200
    assert answered(telegram, 1)[-1]["text"].startswith("Agra")
    stopped(process)


def test_keepers_see_figures_and_reload_keeps_the_old_when_faults_are_found(
    telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    import shutil

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
    telegram.say("/stats", chat=8)
    telegram.say("agra", chat=8)
    assert answered(telegram, 1, chat=8)[0]["text"].startswith("Agra")
    assert telegram.complaints == []
