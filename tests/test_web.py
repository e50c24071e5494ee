"""The live page: the same answers as everywhere, and nothing that is sent to it does harm."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from odop_bot.answering import Answerer, Question
from odop_bot.channels.web.codec import decode, encode
from odop_bot.channels.web.visitor import visitor_of
from odop_bot.conversation.actions import (
    Action,
    Browse,
    Choice,
    DeskAction,
    DeskStep,
    Detail,
    Judge,
    Locate,
    Menu,
    Open,
    Own,
    Picture,
    QuizAction,
    QuizStep,
    Speak,
    Translate,
)
from odop_bot.conversation.maker import for_this_maker
from odop_bot.conversation.personal import Personal
from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES
from odop_bot.reply_json import reply_object
from odop_bot.settings import Secret, Settings, SettingsError
from odop_bot.site.building import Built, SiteError
from odop_bot.site.working import Plan
from odop_bot.storage import LEASE, CaseStore, Store
from odop_bot.understanding.memory import Memory
from odop_bot.web.api import Answers, description
from odop_bot.web.guard import MAX_BODY, number_of
from odop_bot.web.helpdesk import LOGGED_IN, TRIES, Login
from odop_bot.web.site import Site, SiteBuilder, plan_of
from odop_bot.web.words import read_web_words
from tests.live import Live, dialogues, parts_of, play
from tests.process import ROOT

LANGUAGES = ("en", "hi", "te")
TOKEN = "a-long-random-word-of-the-helpdesk"  # noqa: S105 - of this test
HEADERS = ("x-content-type-options", "referrer-policy", "content-security-policy", "permissions-policy")
PAGES = ("/chat", "/chat/te", "/helpdesk", "/helpdesk/hi", "/health", "/api/openapi.json", "/nothing", "/web/live.css")


def test_thirty_dialogues_are_answered_as_ask_chat_answers_them(answerer: Answerer, tmp_path: Path) -> None:
    # Who asks for a language gets it for good in a chat, which `ask` cannot.
    personal = Personal(read_strings(TEMPLATES))
    talks = dialogues(ROOT, 30, lambda words: personal.language(words) is None)
    assert len(talks) == 30

    async def scene(live: Live) -> None:
        for talk in talks:
            live.client.cookies.clear()
            memory: Memory | None = None
            for words in talk:
                said = await live.hear(text=words)
                reply = answerer.answer(Question(text=words, memory=memory) if memory else Question(text=words))
                reply = for_this_maker(words, reply, memory, None, answerer) if memory else reply
                memory = reply.memory
                expected = live.talk.screens(reply.language).reply(reply)
                assert said["kind"] == reply.kind, words
                if live.talk.personal.says_where_from(words):
                    # What people say of themselves is noted as well, which `ask` cannot.
                    assert said["html"].startswith(expected.html), words
                else:
                    assert said["html"] == expected.html, words
                    shown = [key["label"] for row in said["rows"] for key in row]
                    assert all(key.label in shown for key in expected.keys), words

    play(answerer, tmp_path, scene)


def test_the_api_answers_as_ask_json_does(answerer: Answerer, tmp_path: Path) -> None:
    questions = ["moradabad", "aurangabad odop", "Manjusha painting belongs to (a) Madhubani (b) Bhagalpur", "xyzzy",
                 "244001", "बनारस का उत्पाद", "కలంకారీ ఏ జిల్లా", "<script>alert(1)</script>", "a\nb\0c"]  # fmt: skip
    answers = jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/Answer", **{k: v for k, v in description(None).items() if k == "components"}}
    )

    async def scene(live: Live) -> None:
        for text in questions:
            reply = answerer.answer(Question(text=text))
            expected = json.loads(json.dumps(reply_object(text, reply, answerer.renderer.text(reply))))
            for _ in range(2):  # the second answer is one that was kept
                got = await live.client.get("/api/ask", params={"question": text})
                assert (got.status_code, got.json()) == (200, expected)
            posted = await live.client.post("/api/ask", json={"question": text})
            assert posted.json() == expected
            assert answers.is_valid(expected), list(answers.iter_errors(expected))

    play(answerer, tmp_path, scene)


def test_kept_answers_stay_within_their_room_and_go_with_the_knowledge(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("odop_bot.web.api.KEPT_BYTES", 20_000)
    settings = Settings(odop_data_dir=tmp_path)
    talk = parts_of(answerer, tmp_path, settings, Store(settings.database(), LEASE, b"key", tmp_path)).talk
    answers = Answers(talk)
    names = [d.name for d in list(answerer.knowledge.districts.values())[:60]]
    for name in names:
        answers.answer(name)
    assert 0 < answers._size <= 20_000
    assert answers._size == sum(len(c) + 4 * len(q) for q, (c, _) in answers._kept.items())
    talk.use(Answerer(answerer.knowledge, answerer.understander, answerer.renderer))
    answers.answer(names[0])
    assert list(answers._kept) == [names[0]]


def test_the_api_keeps_to_its_description(answerer: Answerer, tmp_path: Path) -> None:
    """Whatever the description allows is answered as it says; whatever it forbids is refused, never with a 5xx."""
    described = schemathesis.openapi.from_dict(description(None))
    results = list(described.get_all_operations())
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results)
    assert {operation.label for operation in operations} == {"GET /api/ask", "POST /api/ask"}

    async def scene(live: Live) -> None:
        loop = asyncio.get_running_loop()

        def send(case: Any) -> None:
            given = case.as_transport_kwargs(base_url="http://live.test")
            for name in ("timeout", "cookies"):
                given.pop(name, None)
            if isinstance(given.get("data"), bytes | str):
                given["content"] = given.pop("data")
            request = live.client.request(**{name: value for name, value in given.items() if value is not None})
            answer = asyncio.run_coroutine_threadsafe(request, loop).result(60)
            assert answer.status_code < 500, answer.text
            case.validate_response(schemathesis.Response.from_httpx(answer, verify=True))

        quick = settings(max_examples=8, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
        for operation in operations:
            for mode in schemathesis.GenerationMode:
                strategy = operation.as_strategy(generation_mode=mode)
                await asyncio.to_thread(quick(given(strategy)(send)))

    play(answerer, tmp_path, scene)


def bodies(seed: int, count: int) -> list[bytes]:
    """Return bodies of every sort of nonsense."""
    chance = random.Random(seed)
    seeds: list[Any] = [
        {"text": "moradabad"}, {"tap": {"does": "open", "choice": {"kind": "district", "id": "171"}}},
        {"place": [28.8, 78.7]}, {"question": "agra"}, {"data": "a=b&hash=c", "code": "171"},
        {"tap": {"does": "translate", "language": "xx", "opened": {"choice": {"kind": "faq", "id": "pmegp"}}}},
        {"tap": {"does": "quizaction", "step": "begin", "argument": "mixed_5-1-4-9999-0"}},
    ]  # fmt: skip
    odd: list[Any] = [
        None,
        True,
        -1,
        2**70,
        1e308,
        "",
        "\0",
        "\ud800",
        "x" * 5000,
        [],
        {},
        "٣",
        "../..",
        "{{7*7}}",
        "%s",
    ]

    def spoilt(value: Any) -> Any:
        if chance.random() < 0.2:
            return chance.choice(odd)
        if isinstance(value, dict):
            out = {key: spoilt(x) for key, x in value.items()}
            if chance.random() < 0.1:
                out[chance.choice(["text", "tap", "of", "kind", "id", "page", "argument", "does", "x"])] = (
                    chance.choice(odd)
                )
            return out
        return [spoilt(x) for x in value] if isinstance(value, list) else value

    out = [b"", b"{", b"[" * 30_000, b"\xff\xfe", b'{"text":"\xed\xa0\x80"}', b"null", b"1e999", b'{"place":[1e999,0]}']
    while len(out) < count:
        if chance.random() < 0.15:
            out.append(chance.randbytes(chance.randrange(200)))
        else:
            out.append(json.dumps(spoilt(chance.choice(seeds))).encode())
    return out


def test_nonsense_gets_a_polite_no_and_never_an_error_of_ours(
    answerer: Answerer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(live: Live) -> None:
        seen = set()
        for number, body in enumerate(bodies(1, 300)):
            path = ("/chat/hear", "/api/ask", "/helpdesk/en/login", "/chat/look")[number % 4]
            live.client.cookies.clear()
            kind = "application/x-www-form-urlencoded" if "login" in path else "application/json"
            answer = await live.client.post(path, content=body, headers={"Content-Type": kind})
            assert answer.status_code < 500, (path, body, answer.text)
            seen.add(answer.status_code)
        assert {200, 400} <= seen
        large = await live.client.post(
            "/api/ask", content=b" " * (MAX_BODY + 1), headers={"Content-Type": "application/json"}
        )
        assert large.status_code == 413

        async def endless() -> Any:
            for _ in range(MAX_BODY // 1000 + 10):
                yield b" " * 1000

        unsaid = await live.client.post("/chat/hear", content=endless(), headers={"Content-Type": "application/json"})
        assert unsaid.status_code == 413
        for path in ("/api/ask", "/chat/hear"):
            assert (
                await live.client.post(path, content=b"{}", headers={"Content-Type": "text/plain"})
            ).status_code == 415
            assert (await live.client.put(path)).status_code == 405

    with caplog.at_level(logging.WARNING):
        play(answerer, tmp_path, scene, helpdesk_token=Secret(TOKEN))
    assert not caplog.records, caplog.text


def test_a_body_that_comes_too_slowly_is_not_waited_for(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("odop_bot.web.guard.BODY_SECONDS", 0.05)

    async def scene(live: Live) -> None:
        async def slow() -> Any:
            yield b"{"
            await asyncio.Event().wait()

        answer = await live.client.post("/api/ask", content=slow(), headers={"Content-Type": "application/json"})
        assert answer.status_code == 408

    play(answerer, tmp_path, scene)


ACTIONS = (
    Open(Choice("district", "171")),
    Open(Choice("gi", ""), 3),
    Open(Choice("family", "brassware"), 2, "dpiit"),
    Translate("en", Open(Choice("faq", "pmegp"))),
    Detail(Open(Choice("state", "9"), 1)),
    Browse(Menu.DISTRICTS, "9", 2),
    Judge("d171", right=False, what="product"),
    Judge("d171", right=True),
    Speak("hi"),
    Speak(None),
    Own("171"),
    Picture(Choice("district", "171")),
    Locate(),
    QuizAction(QuizStep.BEGIN, "mixed.9_10-5-1-0-2"),
    DeskAction(DeskStep.ASK),
)


def test_every_action_comes_back_from_a_button_as_it_went_on_it() -> None:
    assert {type(action) for action in ACTIONS} == set(get_args(Action))
    for action in ACTIONS:
        assert decode(json.loads(json.dumps(encode(action)))) == action


NAMES = st.sampled_from(["does", "choice", "kind", "id", "page", "step", "menu", "opened"])
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES |= st.sampled_from([c.__name__.lower() for c in get_args(Action)])
JSON: st.SearchStrategy[Any] = st.deferred(
    lambda: VALUES | st.lists(JSON, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), JSON, max_size=4)
)


@settings(max_examples=200)
@given(JSON)
def test_forged_buttons_are_read_as_an_action_or_as_none(data: Any) -> None:
    action = decode(data)
    assert action is None or dataclasses.is_dataclass(action)


def test_a_talk_is_remembered_by_a_cookie_and_forgotten_with_it(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        page = await live.client.get("/chat")
        assert "set-cookie" not in page.headers
        first = await live.client.post("/chat/hear", json={"text": "moradabad"})
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Secure" not in cookie
        over_tls = await live.client.post("https://live.test/chat/hear", json={"text": "moradabad"})
        assert "Secure" in over_tls.headers["set-cookie"]
        assert "Agra" in (await live.hear(text="and agra?"))["html"]
        # Another browser knows nothing of it.
        async with httpx.AsyncClient(transport=httpx.ASGITransport(live.app), base_url="http://live.test") as other:
            said = (await other.post("/chat/hear", json={"text": "its gi tag?"})).json()
            assert "Agra" not in said["html"]
        token = live.client.cookies["odop_chat"]
        kept = await live.store.export(visitor_of(token).number)
        assert kept
        assert token not in json.dumps(kept)
        assert (await live.client.get("/chat/export")).json() == kept
        privacy = await live.hear(text="/privacy")
        assert "cookie" in privacy["html"]
        assert "/forget" in privacy["html"]
        forgotten = await live.client.post("/chat/hear", json={"text": "/forget"})
        assert "deleted" in forgotten.json()["html"]
        assert "odop_chat" not in live.client.cookies
        assert not await live.store.export(visitor_of(token).number)
        assert (await live.client.get("/chat/export")).json() == {}

    play(answerer, tmp_path, scene)


def test_numbers_of_visitors_are_nobody_elses() -> None:
    numbers = {visitor_of(None).number for _ in range(500)}
    assert len(numbers) == 500
    assert all(2**62 <= number < 2**63 for number in numbers)
    token = visitor_of(None).token
    assert visitor_of(token).token == token
    forged = "../../etc"
    assert visitor_of(forged).token != forged


def test_buttons_lead_on_in_every_language(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        for language in LANGUAGES:
            live.client.cookies.clear()
            said = await live.hear(language, tap={"does": "browse", "menu": "start"})
            strings = live.talk.strings[language]
            assert said["html"] == live.talk.screens(language).start().html
            states = await live.tap(said, strings.buttons["districts"], language)
            districts = await live.hear(language, tap=states["rows"][0][0]["tap"])
            district = await live.hear(language, tap=districts["rows"][0][0]["tap"])
            assert district["kind"] == "district"
            picture = await live.tap(district, strings.buttons["picture"], language)
            address = picture["rows"][0][0]["url"]
            image = await live.client.get(address)
            assert image.headers["content-type"] == "image/png"
            assert image.content.startswith(b"\x89PNG")
            assert (await live.hear(language, place=[28.84, 78.77]))["kind"] == "district"
            wrong = await live.tap(
                await live.hear(language, text="171 moradabad"), strings.buttons["feedback"], language
            )
            assert (await live.hear(language, tap=wrong["rows"][0][0]["tap"]))["html"] == strings.thanks_wrong
            assert (await live.hear(language, tap={"does": "nonsense"}))["html"] == strings.old_button
            assert (await live.hear(language, text="/nonsense"))["kind"] == "menu"
        assert (await live.hear(text="/language hindi"))["html"] == live.talk.strings["hi"].language_fixed
        assert (await live.hear(text="moradabad"))["html"].startswith("<b>मुरादाबाद")
        for code in ("0", "999999", "abc", "1" * 9):
            assert (await live.client.get(f"/chat/picture/en/district/{code}.png")).status_code == 404
        assert (await live.client.get("/chat/picture/xx/district/171.png")).status_code == 404
        assert live.talk.strings["hi"].old_button == (await live.hear(tap={"does": "picture", "district": "0"}))["html"]

    play(answerer, tmp_path, scene)


def test_a_quiz_is_played_in_words_and_counts_right(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        menu = await live.hear(text="/start")
        screen = await live.tap(await live.tap(menu, live.talk.strings["en"].buttons["quiz"]), "Products that the list")
        screen = await live.tap(screen, "5")
        right = 0
        for number in range(1, 6):
            assert f"{number}" in screen["html"]
            stem, options = screen["html"], [row[0] for row in screen["rows"][:-1]]
            assert 2 <= len(options) <= 12
            twice = [await live.hear(tap=options[0]["tap"]) for _ in range(2)]
            assert twice[0]["html"] == twice[1]["html"]
            screen = twice[1]
            right += "Right" in screen["html"].split("\n")[0]
            assert stem != screen["html"]
        assert f"{right} of 5" in screen["html"], screen["html"]
        for argument in (
            "mixed_7",
            "mixed_5-1",
            "mixed_5-1-2-3-99",
            "mixed_5-1-9-0-0",
            "x_5",
            "mixed.999_5",
            "mixed_5-٣-0-0-0",
        ):
            gone = await live.hear(tap={"does": "quizaction", "step": "begin", "argument": argument})
            assert gone["html"] == live.talk.strings["en"].old_button, argument

    play(answerer, tmp_path, scene)


def test_every_answer_has_the_headers_that_protect(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        for path in PAGES:
            answer = await live.client.get(path, headers={"Accept-Language": "te-IN, en;q=0.5"})
            assert all(name in answer.headers for name in HEADERS), path
            policy = answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
        assert 'lang="te"' in (await live.client.get("/chat", headers={"Accept-Language": "te-IN, en;q=0.5"})).text
        split = await live.client.get("/hi\r\nSet-Cookie: x=1/".replace("\r\n", "%0d%0a"))
        assert "set-cookie" not in split.headers

    play(answerer, tmp_path, scene)


def test_files_outside_of_the_site_and_hidden_ones_are_not_served(answerer: Answerer, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "d").mkdir(parents=True)
    (site / "index.html").write_text("<!DOCTYPE html><head></head>start", encoding="utf-8")
    (site / "d" / "171.html").write_text("moradabad", encoding="utf-8")
    (site / ".odop-site.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (site / "way").symlink_to(tmp_path)

    async def scene(live: Live) -> None:
        assert (await live.client.get("/")).text.endswith("start")
        assert (await live.client.get("/d/171.html")).text == "moradabad"
        for path in (
            "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/d/..%2f..%2fsecret.txt",
            "/d/%2e%2e/%2e%2e/secret.txt",
            "/.odop-site.json", "/d/.%00", "/%00", "//secret.txt", "/d\\..\\..\\secret.txt", "/way/secret.txt",
            "/" + "a" * 5000, "/d/171.html/x", "/d", "/%ff%fe", "/..", "/.",
        ):  # fmt: skip
            answer = await live.client.get(httpx.URL("http://live.test").copy_with(raw_path=path.encode()))
            assert answer.status_code in (404, 308) or answer.text.endswith("start"), (path, answer.status_code)
            assert "secret" not in answer.text.replace("secret.txt", ""), path
        assert (await live.client.post("/d/171.html")).status_code == 405

    play(answerer, tmp_path, scene)


def test_while_the_site_is_written_the_chat_answers(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        live.site.building = True
        for path, language in (("/", "en"), ("/te/", "te"), ("/hi/d/171.html", "hi")):
            page = await live.client.get(path)
            assert page.status_code == 503
            assert page.headers["retry-after"] == "15"
            assert read_web_words(TEMPLATES)[language].site["building"] in page.text
        assert (await live.client.get("/health")).json() == {"status": "ok", "database": "ok", "site": "building"}
        assert "Metal Craft" in (await live.hear(text="moradabad"))["html"]
        live.site.building = False
        assert (await live.client.get("/d/171.html")).status_code in (404, 503)

    play(answerer, tmp_path, scene)


def test_the_site_is_written_where_it_is_missing_or_tells_of_something_else(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan = plan_of(tmp_path / "site", ROOT / "knowledge", tmp_path, TEMPLATES, "https://odop.example.org")
    assert plan.live
    written: list[int] = []
    editions = ["first"]

    def build(_answerer: Answerer, plan: Plan, jobs: int, tell: Callable[[int, int], object]) -> Built:
        assert jobs > 1, "whoever asks meanwhile would wait"
        tell(0, 1)
        if editions == ["wrong"]:
            raise SiteError("no room")
        plan.out.mkdir(exist_ok=True)
        (plan.out / "index.html").write_text("x", encoding="utf-8")
        written.append(jobs)
        return Built(1, 1, 1)

    monkeypatch.setattr("odop_bot.web.site.build_site", build)
    monkeypatch.setattr("odop_bot.web.site.edition", lambda *_: editions[0])
    site = Site(plan.out, plan)

    def run() -> int:
        builder = SiteBuilder(site)
        asyncio.run(builder.run(answerer))
        assert not site.building
        return len(written)

    assert not site.ready
    assert [run(), run()] == [1, 1]
    assert site.ready
    editions[0] = "second"
    assert [run(), run()] == [2, 2]
    editions[0] = "wrong"
    assert run() == 2
    assert "no room" in caplog.text
    # A stop while it is written ends it; the old pages stay, and the next start goes on.
    editions[0] = "third"
    stopped = SiteBuilder(site)
    stopped.stop()
    asyncio.run(stopped.run(answerer))
    assert len(written) == 2
    assert site.ready
    assert run() == 3
    # What somebody else has written is let be.
    other = Site(tmp_path, None)
    asyncio.run(SiteBuilder(other).run(answerer))
    assert not other.ready


def test_one_address_does_not_hold_up_the_others(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        statuses = [(await live.client.get("/api/ask?question=agra")).status_code for _ in range(8)]
        assert statuses == [200] * 5 + [429] * 3
        refused = await live.client.get("/api/ask?question=agra")
        assert 1 <= int(refused.headers["retry-after"]) <= 30
        assert (await live.client.get("/d/1.html")).status_code != 429
        transport = httpx.ASGITransport(live.app, client=("10.0.0.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://live.test") as other:
            assert (await other.get("/api/ask?question=agra")).status_code == 200

    play(answerer, tmp_path, scene, web_asks=5)
    assert number_of("2001:db8::1") == number_of("2001:db8::ffff") != number_of("2001:db9::1")


def test_a_visitor_who_writes_too_fast_is_asked_to_wait(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        await live.hear(text="agra")
        answers = [await live.client.post("/chat/hear", json={"text": "agra"}) for _ in range(31)]
        assert answers[-1].status_code == 429
        assert "wait" in answers[-1].json()["html"]

    play(answerer, tmp_path, scene)


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [((), "https://a.example", None), (("https://a.example",), "https://a.example", "https://a.example"),
     (("https://a.example",), "https://b.example", None), (("*",), "https://b.example", "*")],
)  # fmt: skip
def test_other_sites_may_call_the_api_as_set_and_never_the_chat(
    allowed: tuple[str, ...], origin: str, expected: str | None, answerer: Answerer, tmp_path: Path
) -> None:
    async def scene(live: Live) -> None:
        headers = {"Origin": origin}
        answer = await live.client.get("/api/ask?question=agra", headers=headers)
        assert answer.headers.get("access-control-allow-origin") == expected
        asks = {**headers, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        chat = await live.client.options("/chat/hear", headers=asks)
        assert "access-control-allow-origin" not in chat.headers
        assert "access-control-allow-credentials" not in answer.headers

    play(answerer, tmp_path, scene, web_cors=allowed)


def test_cases_are_shown_to_those_who_know_the_token_and_nobody_else(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        now = live.talk.clock()
        number = await CaseStore(live.store).open(
            {"state": "waiting", "person_id": 4242, "chat_id": 4243, "language": "en", "opened_at": now,
             "question": "Where is <b>my</b> loan?", "district": "Agra (Uttar Pradesh)", "understood": "unknown"}
        )  # fmt: skip
        for language in LANGUAGES:
            page = await live.client.get(f"/helpdesk/{language}", params={"q": "agra"})
            assert "my" not in page.text.partition("<main>")[2].replace("myself", "") or "loan?" not in page.text
            assert "loan?" not in page.text
            assert page.headers["cache-control"] == "no-store"
            assert live.talk.strings[language].language
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for wrong in (
            b"",
            b"token=",
            b"token=wrong",
            f"token={TOKEN[:-1]}".encode(),
            b"x" * 2001,
            b"%ff=%fe&token=%00",
        ):
            answer = await live.client.post("/helpdesk/en/login", content=wrong, headers=form)
            assert answer.status_code in (403, 413, 429)
            assert "odop_helpdesk" not in live.client.cookies
        transport = httpx.ASGITransport(live.app, client=("10.0.0.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://live.test", cookies={}) as staff:
            done = await staff.post("/helpdesk/en/login", data={"token": TOKEN})
            assert done.status_code == 303
            assert "HttpOnly" in done.headers["set-cookie"]
            assert "SameSite=strict" in done.headers["set-cookie"]
            assert TOKEN not in done.headers["set-cookie"]
            page = await staff.get("/helpdesk/en")
            assert f"<dd>{number}</dd>" in page.text
            assert "Where is &lt;b&gt;my&lt;/b&gt; loan?" in page.text
            assert "4242" not in page.text
            assert "4243" not in page.text
            # Read-only: nothing but log in and out can be sent.
            assert (await staff.post("/helpdesk/en", data={"close": number})).status_code == 405
            await staff.post("/helpdesk/en/logout")
            assert "loan?" not in (await staff.get("/helpdesk/en")).text

    play(answerer, tmp_path, scene, helpdesk_token=Secret(TOKEN))


def test_a_login_ends_and_cannot_be_forged() -> None:
    now = [1000.0]
    login = Login(TOKEN, lambda: now[0])
    ticket = login.ticket()
    assert login.is_valid(ticket)
    until, _, signature = ticket.partition(".")
    for forged in ("", ".", "x", f"{int(until) + 1}.{signature}", f"{until}.{signature[:-1]}", f"{until}.",
                   f"٣.{signature}", f"{'9' * 400}.{signature}", f"{until}.é"):  # fmt: skip
        assert not login.is_valid(forged)
    assert not Login(TOKEN + "x", lambda: now[0]).is_valid(ticket)
    now[0] += LOGGED_IN
    assert not login.is_valid(ticket)
    assert [login.waits("10.0.0.1") for _ in range(TRIES + 1)] == [False] * TRIES + [True]
    assert not login.waits("10.0.0.2")


def test_without_a_token_there_is_no_login_and_a_short_one_is_refused(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        assert "password" not in (await live.client.get("/helpdesk/en")).text
        assert (await live.client.post("/helpdesk/en/login", data={"token": ""})).status_code in (404, 405)
        found = await live.client.get("/helpdesk/en", params={"q": "pmegp subsidy", "in": "hi"})
        assert "PMEGP" in found.text
        assert "स्रोत" in found.text
        hostile = await live.client.get("/helpdesk/en", params={"q": '"><script>alert(1)</script>', "in": "../x"})
        assert "<script>alert" not in hostile.text

    play(answerer, tmp_path, scene)
    with pytest.raises(SettingsError, match="HELPDESK_TOKEN"):
        Settings(helpdesk_token=Secret("short")).login()


def test_the_page_is_light_and_its_words_are_in_every_language() -> None:
    words = read_web_words(TEMPLATES)
    assert list(words) == list(LANGUAGES)
    first = words["en"]
    for other in words.values():
        for name in ("chat", "site", "helpdesk"):
            assert getattr(other, name).keys() == getattr(first, name).keys()


def test_the_chat_page_weighs_less_than_forty_kilobytes(answerer: Answerer, tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        for language in LANGUAGES:
            page = await live.client.get(f"/chat/{language}")
            parts = [part.partition('"')[0] for part in page.text.split('="/web/')[1:]]
            loaded = [await live.client.get(f"/web/{part}") for part in parts]
            assert len(loaded) == 3
            assert all(x.status_code == 200 and "immutable" in x.headers["cache-control"] for x in loaded)
            assert len(page.content) + sum(len(x.content) for x in loaded) < 40_000

    play(answerer, tmp_path, scene)
