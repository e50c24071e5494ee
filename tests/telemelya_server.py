"""Run telemelya, a Bot API server that others have made, on a port: `python -m tests.telemelya_server PORT`.

It keeps its state in Redis and files in MinIO; here both are in memory. It lacks some methods that a bot
calls when it starts, and a way to hand in an update of any kind: both are added.
"""

from __future__ import annotations

import sys
from typing import Any

import fakeredis
import uvicorn
from fastapi import Request
from starlette.responses import JSONResponse
from telemelya.server import bot_api, webhook
from telemelya.server.app import app
from telemelya.server.media import media_manager
from telemelya.server.state import state_manager

PUSH = "/push"
KEPT: dict[str, Any] = {
    "MyCommands": [],
    "MyDescription": {"description": ""},
    "MyShortDescription": {"short_description": ""},
}
"""What a bot can set, with what is there before."""
files: dict[str, bytes] = {}


async def connect() -> None:
    """Use a Redis that lives in this process."""
    state_manager._redis = fakeredis.FakeAsyncRedis(decode_responses=True)


async def nothing(*_: Any) -> None:
    """Leave out what a MinIO would do."""


async def upload(session: str, file_id: str, name: str, data: bytes, kind: str = "") -> None:
    """Keep a file."""
    files[f"{session}/{file_id}/{name}"] = data


def add_methods(name: str, before: Any) -> None:
    """Add the methods that tell and set one thing about the bot."""

    async def tell(_: Request) -> JSONResponse:
        return JSONResponse({"ok": True, "result": before})

    async def change(request: Request) -> JSONResponse:
        record = {"method": f"set{name}", "raw": await bot_api._parse_body(request)}
        await state_manager.push_response("default", record)
        return JSONResponse({"ok": True, "result": True})

    app.add_route(f"/bot{{token}}/get{name}", tell, methods=["POST"])
    app.add_route(f"/bot{{token}}/set{name}", change, methods=["POST"])


async def push(request: Request) -> JSONResponse:
    """Deliver an update as it is."""
    return JSONResponse(await webhook.deliver_update(request.path_params["token"], await request.json()))


def main() -> None:
    """Serve until the process is ended."""
    state_manager.connect = connect
    media_manager.connect = media_manager.close = nothing
    media_manager.upload = upload
    for name, before in KEPT.items():
        add_methods(name, before)
    app.add_route(f"{PUSH}/{{token}}", push, methods=["POST"])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
