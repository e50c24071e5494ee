"""The map inside Telegram: who opens it is believed only if Telegram has signed it, and of late."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from aiogram.utils.web_app import check_webapp_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from odop_bot.channels.telegram.mini_app import AHEAD, MAX_AGE, ForgedError, person_of
from tests.bot_token import TOKEN
from tests.patience import PATIENCE, until
from tests.process import Start, answered, free_port
from tests.standin import FakeTelegram, StandIn

NOW = 1_790_000_000
USER = {"id": 7, "first_name": "Asha", "language_code": "hi"}


def signed(token: str = TOKEN, date: object = NOW, user: object = USER, **more: str) -> str:
    """Return what Telegram hands to a Mini App."""
    told = user if isinstance(user, str) else json.dumps(user)
    fields = {"auth_date": str(date), "query_id": "AAE", "signature": "abc", "user": told, **more}
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return urlencode({**fields, "hash": hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()})


def test_what_telegram_has_signed_is_believed_for_a_day() -> None:
    assert person_of(signed(), TOKEN, NOW) == (7, "hi")
    assert person_of(signed(), TOKEN, NOW + MAX_AGE) == (7, "hi")
    assert person_of(signed(date=NOW + AHEAD), TOKEN, NOW) == (7, "hi")
    assert person_of(signed(user={"id": 8}), TOKEN, NOW) == (8, None)
    assert check_webapp_signature(TOKEN, signed())


@pytest.mark.parametrize(
    "data",
    [
        "",
        "hash=abc",
        "x" * 5000,
        signed(token=TOKEN[:-1] + "x"),
        signed().replace("Asha", "Ravi"),
        signed().replace("hash=", "hash=0"),
        signed() + "&auth_date=1",
        signed() + "&extra=1",
        signed().partition("&hash")[0],
        signed(date=NOW - MAX_AGE - 1),
        signed(date=NOW + AHEAD + 1),
        signed(date="soon"),
        signed(date="٣" * 10),
        signed(user="{"),
        signed(user="[7]"),
        signed(user={"id": "7"}),
        signed(user={"id": -7}),
        signed(user={"id": 2**70}),
        signed(user={}),
        "hash=%ff%fe&user=%00",
        "&".join(f"a{n}=1" for n in range(100)),
    ],
    ids=range(21),
)
def test_what_is_forged_or_old_is_refused(data: str) -> None:
    with pytest.raises(ForgedError):
        person_of(data, TOKEN, NOW)


@settings(max_examples=60)
@given(st.data())
def test_no_letter_of_it_can_be_changed_as_another_reading_of_the_rules_says_too(data: st.DataObject) -> None:
    whole = signed()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.sampled_from("aZ0%&=+")) + whole[at + 1 :]
    if sorted(parse_qsl(changed)) == sorted(parse_qsl(whole)):
        return
    with contextlib.suppress(TypeError):  # what it says to letters that a hash never has
        assert not check_webapp_signature(TOKEN, changed)
    with pytest.raises(ForgedError):
        person_of(changed, TOKEN, NOW)


def _sent(address: str, body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_one_process_serves_the_page_the_map_and_telegram(
    standin: StandIn, telegram: FakeTelegram, start: Start, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    (site / "hi").mkdir(parents=True)
    for folder in (site, site / "hi"):
        (folder / "index.html").write_text("<!DOCTYPE html><html><head></head>the map</html>", encoding="utf-8")
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    bot = start(
        command=("web", "--port", str(port), "--site", str(site)),
        WEBHOOK_URL=f"{here}/telegram",
        WEBHOOK_SECRET="none",  # noqa: S106 - the word for no secret
        WEB_URL="https://odop.example.org",
    )
    # A question in Telegram, one in the API, one and the same process.
    telegram.say("moradabad")
    assert standin.deliver() == 200
    assert "Moradabad" in answered(telegram, 1)[0]["text"]
    status, content = _sent(f"{here}/api/ask?question=moradabad")
    assert (status, json.loads(content)["districts"]) == (200, ["171"])
    # The map: a command, a menu button, the page.
    until(lambda: telegram.menu_button is not None, bot.said)
    assert telegram.menu_button is not None
    assert telegram.menu_button["web_app"]["url"] == "https://odop.example.org/app"
    telegram.say("/map", language="hi")
    assert standin.deliver() == 200
    button = answered(telegram, 2)[1]["reply_markup"]["inline_keyboard"][0][0]
    assert button["web_app"]["url"] == "https://odop.example.org/app/hi"
    assert any(item["command"] == "map" for item in telegram.commands["default", "hi"])
    for path in ("/app", "/app/hi"):
        status, page = _sent(f"{here}{path}")
        assert status == 200
        assert b"app.js" in page
    assert _sent(f"{here}/app/en")[0] == _sent(f"{here}/app/xx")[0] == 404

    # A tap on the map brings the district into the chat, for who is who they say.
    def opened(**what: Any) -> int:
        return _sent(f"{here}/app/open", json.dumps(what).encode())[0]

    now = int(time.time())
    assert opened(data=signed(date=now), code="118") == 200
    assert answered(telegram, 3)[2]["text"].startswith("Agra")  # in the language of the talk
    assert opened(data=signed(date=now - MAX_AGE - 60), code="118") == 403
    assert opened(data=signed(date=now, token="1:x" * 9), code="118") == 403
    assert opened(data=signed(date=now), code="999999") == 404
    assert opened(data=signed(date=now), code="x") == opened(code="118") == 400
    assert len(telegram.sent(7)) == 3
    assert not telegram.complaints
    assert bot.stopped()


def test_a_port_that_is_taken_ends_it_with_a_clear_line(start: Start, standin: StandIn) -> None:
    taken = standin.url.rpartition(":")[2]
    bot = start(wait=False, command=("web", "--port", taken), TELEGRAM_BOT_TOKEN="")
    assert "WEB_PORT" in bot.ended(2)
