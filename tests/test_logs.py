"""What the bot writes: never the token, never what people say, and one JSON object a line where that is wanted."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from odop_bot.answering import Answerer
from odop_bot.channels.telegram.application import run
from odop_bot.logs import set_up_logging
from odop_bot.settings import Secret, Settings
from tests.bot_token import TOKEN
from tests.harness import without_pauses
from tests.process import Start, answered, free_port
from tests.standin import FakeTelegram, Fault, StandIn

SECRET = TOKEN.partition(":")[2]
NOWHERE = "http://127.0.0.1:1"


def assert_discreet(output: str) -> None:
    """Refuse output that has the token, or its secret half, in any spelling."""
    for spelling in (TOKEN, SECRET, quote(TOKEN, safe=""), repr(TOKEN)[1:-1]):
        assert spelling not in output


def assert_json(output: str) -> list[dict[str, object]]:
    """Refuse output of which a line is no JSON object; return the objects."""
    lines = [json.loads(line) for line in output.splitlines()]
    assert lines
    assert all(isinstance(line, dict) and {"event", "level", "timestamp"} <= set(line) for line in lines)
    return lines


@pytest.mark.parametrize("webhook", [False, True])
def test_at_debug_level_and_with_faults_nothing_secret_is_written(
    webhook: bool, standin: StandIn, telegram: FakeTelegram, start: Start
) -> None:
    faults = [Fault(0), Fault(500), Fault(429, retry_after=0), Fault(0, after=True)]
    for method in ("getMe", "getUpdates", "setWebhook", "setMyCommands", "sendMessage", "answerInlineQuery"):
        faults.append(faults.pop(0))
        telegram.faults[method] = [*faults[:2]]
    port = free_port()
    address = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/odop", "WEBHOOK_PORT": str(port)} if webhook else {}
    bot = start(LOG_LEVEL="DEBUG", LOG_FORMAT="json", ADMIN_IDS="9", **address)
    telegram.say("my words about moradabad")
    telegram.type_inline("morad")
    if webhook:
        assert [standin.deliver() for _ in range(2)] == [200, 200]
    answered(telegram, 1)
    output = bot.stopped()
    assert_discreet(output)
    lines = assert_json(output)
    assert any("trying again" in str(line["event"]) for line in lines)
    assert "my words" not in output
    if telegram.webhook:
        assert str(telegram.webhook["secret_token"]) not in output


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", TOKEN.replace("AA", "BB")),
        ("DATABASE_URL", "sqlite:////dev/null/x.db"),
        ("DATABASE_URL", "postgresql://odop:hush-hush@127.0.0.1:1/odop"),
    ],
)
def test_a_start_that_fails_says_so_in_json_too(setting: str, value: str, start: Start) -> None:
    output = start(wait=False, LOG_FORMAT="json", LOG_LEVEL="DEBUG", **{setting: value}).ended(2)
    assert_discreet(output)
    assert "hush-hush" not in output
    assert assert_json(output)[-1]["level"] == "error"


def test_telegram_out_of_reach_ends_the_start_so_that_it_is_tried_again(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without_pauses(monkeypatch)
    settings = Settings(telegram_bot_token=Secret(TOKEN), bot_api_url=NOWHERE, odop_data_dir=tmp_path)
    assert run(settings, answerer) == 1
    assert f"{NOWHERE} cannot be reached" in caplog.messages[-1]
    assert_discreet(caplog.text)


def test_a_stop_while_telegram_is_out_of_reach_is_clean(start: Start) -> None:
    bot = start(wait=False, BOT_API_URL=NOWHERE)
    bot.wait_until("trying again")
    assert_discreet(bot.stopped())


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Put back what a test sets up for its whole process: others count the lines of a log."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    known = {name: item.level for name, item in root.manager.loggerDict.items() if isinstance(item, logging.Logger)}
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, item in root.manager.loggerDict.items():
        if isinstance(item, logging.Logger):
            item.setLevel(known.get(name, logging.NOTSET))
    logging.captureWarnings(False)


@pytest.mark.usefixtures("logging_as_it_was")
def test_the_token_is_hidden_in_tracebacks_and_in_words_of_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", "console", [TOKEN])
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("any.module").exception("failed with %s", TOKEN)
    sys.stderr.flush()
    output = capsys.readouterr().err
    assert "[hidden]" in output
    assert "ValueError" in output
    assert_discreet(output)
