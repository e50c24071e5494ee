"""The HTTP API: `/api/ask` answers as `bot.py ask --json` does, `/api/openapi.json` describes it."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Annotated, Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from odop_bot import __version__
from odop_bot.answering import Answerer, Question
from odop_bot.conversation.talk import MAX_QUESTION, Talk
from odop_bot.reply_json import reply_object
from odop_bot.web.guard import body_of

JSON = "application/json"
KEPT_BYTES = 24_000_000
"""Of answers that are kept, so that what many ask is worked out once."""
_NO_STORE = {"Cache-Control": "no-store"}


class Ask(msgspec.Struct, forbid_unknown_fields=True):
    """A question."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_QUESTION)]


class Reason(msgspec.Struct):
    """What was read as what, and why."""

    mention: str
    matched: str
    rule: str
    score: float
    runner_up: str | None


class Picked(msgspec.Struct):
    """The right options of a pasted question, with their texts."""

    options: list[str]
    texts: list[str]


class Answer(msgspec.Struct):
    """An answer, as `bot.py ask --json` gives it."""

    question: str
    kind: str
    language: str
    confidence: float
    districts: list[str]
    """LGD codes, best first."""
    states: list[str]
    families: list[str]
    faq: str | None
    faqs: list[str]
    choices: list[dict[str, str]]
    """What to choose from, where the question means several things."""
    sources: list[str]
    text: str
    """As a person would read it, without markup."""
    why: list[Reason]
    ranking: list[dict[str, Any]]
    answer: Picked | msgspec.UnsetType = msgspec.UNSET
    """Of a pasted question with options."""


class Refused(msgspec.Struct):
    """Why there is no answer."""

    error: str


class Answers:
    """Answers questions, the same one once as long as there is room to keep the answer."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._of: Answerer | None = None
        self._kept: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._size = 0

    def answer(self, question: str) -> tuple[bytes, str]:
        """Return the JSON of an answer, and its kind."""
        answerer = self._talk.answerer
        if self._of is not answerer:
            self._of, self._kept, self._size = answerer, OrderedDict(), 0
        found = self._kept.get(question)
        if found is not None:
            self._kept.move_to_end(question)
            return found
        reply = answerer.answer(Question(text=question))
        content = json.dumps(reply_object(question, reply, answerer.renderer.text(reply)), ensure_ascii=False).encode()
        self._kept[question] = made = content, reply.kind
        self._size += len(content) + 4 * len(question)
        while self._size > KEPT_BYTES:
            old, (dropped, _) = self._kept.popitem(last=False)
            self._size -= len(dropped) + 4 * len(old)
        return made


class Api:
    """The addresses of the API."""

    def __init__(self, talk: Talk, metrics: Any, base_url: str | None) -> None:
        """Take what counts answers, and the public address."""
        self._answers = Answers(talk)
        self._metrics = metrics
        self._described = json.dumps(description(base_url), ensure_ascii=False).encode()

    def routes(self) -> list[Route]:
        """Return the routes, below `/api`."""
        return [Route("/ask", self.ask, methods=["GET", "POST"]), Route("/openapi.json", self.describe)]

    async def ask(self, request: Request) -> Response:
        """Answer one question."""
        try:
            if request.method == "POST":
                if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
                    raise HTTPException(415, "send application/json")
                asked = msgspec.json.decode(await body_of(request), type=Ask)
            else:
                asked = msgspec.convert(dict(request.query_params), Ask)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400, str(error) if isinstance(error, msgspec.ValidationError) else "no JSON") from error
        content, kind = self._answers.answer(asked.question)
        self._metrics.answered("api", kind)
        return Response(content, 200, _NO_STORE, JSON)

    async def describe(self, _: Request) -> Response:
        """Return the description in OpenAPI."""
        return Response(self._described, 200, {"Cache-Control": "max-age=3600"}, JSON)


def description(base_url: str | None) -> dict[str, Any]:
    """Return the API in the words of OpenAPI."""
    (answer, refused, ask), parts = msgspec.json.schema_components(
        [Answer, Refused, Ask], ref_template="#/components/schemas/{name}"
    )
    question = parts["Ask"]["properties"]["question"]

    def told(what: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": what, "content": {JSON: {"schema": schema}}}

    errors = {
        "400": "The question is missing, empty or too long, or the body is no JSON",
        "429": "Too many requests of one address",
    }
    of_bodies = {"408": "The body comes too slowly", "413": "The body is too large", "415": "The body is no JSON"}
    answers = {"200": told("The answer; of kind `unknown` where there is none", answer)}
    get = {status: told(what, refused) for status, what in errors.items()}
    post = {status: told(what, refused) for status, what in (errors | of_bodies).items()}
    summary = "Answer a question on India's One District One Product lists"
    return {
        "openapi": "3.1.0",
        "info": {"title": "ODOP answers", "version": __version__, "summary": "The same answers as in the chat"},
        "servers": [{"url": base_url or "/"}],
        "paths": {
            "/api/ask": {
                "get": {
                    "operationId": "ask",
                    "summary": summary,
                    "parameters": [{"name": "question", "in": "query", "required": True, "schema": question}],
                    "responses": {**answers, **get},
                },
                "post": {
                    "operationId": "askByPost",
                    "summary": summary,
                    "requestBody": {"required": True, "content": {JSON: {"schema": ask}}},
                    "responses": {**answers, **post},
                },
            }
        },
        "components": {"schemas": parts},
    }
