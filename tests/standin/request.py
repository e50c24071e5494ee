"""The stand-in as the library's own request: no network, no process, many thousand updates a minute."""

from __future__ import annotations

import json
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.bot_token import TOKEN
from tests.standin.telegram import FakeTelegram, decoded


class StandInRequest(BaseRequest):
    """Carries calls straight to a fake Telegram."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """Nothing here takes time."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Carry out a call; return status and body as Telegram would."""
        assert url.split("/bot")[1].startswith(TOKEN)
        parameters = decoded(dict(request_data.json_parameters)) if request_data else {}
        if request_data and request_data.contains_files:
            parameters |= {name: part[1] for name, part in (request_data.multipart_data or {}).items()}
        endpoint = url.rpartition("/")[2]
        fault = self._telegram.fault(endpoint, parameters)
        if fault is None or fault.after:
            status, content = self._telegram.answer(endpoint, parameters)
            if fault is None:
                return status, json.dumps(content).encode()
        if not fault.status:
            raise TimedOut if fault.delay else NetworkError("the connection broke")
        return fault.status, json.dumps(fault.content()).encode()
