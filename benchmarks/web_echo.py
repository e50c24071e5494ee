"""A bare Starlette echo on the same server: the yardstick for what the live page costs.

Run as a process of its own: `python -m benchmarks.web_echo PORT`.
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def echo(request: Request) -> JSONResponse:
    """Send a question back."""
    return JSONResponse({"question": request.query_params.get("question", "")})


if __name__ == "__main__":
    uvicorn.run(Starlette(routes=[Route("/api/ask", echo)]), port=int(sys.argv[1]), access_log=False, log_level="error")
