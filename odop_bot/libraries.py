"""What the program needs besides Python, looked for at the start: half a bot is worse than a clear line."""

from __future__ import annotations

import sys
from importlib.util import find_spec

LIBRARIES = (
    "aiohttp",
    "alembic",
    "annotated_types",
    "babel",
    "click",
    "dotenv",
    "fpdf",
    "fsrs",
    "genanki",
    "httptools",
    "jinja2",
    "markdown_it",
    "markupsafe",
    "msgspec",
    "PIL",
    "prometheus_client",
    "prompt_toolkit",
    "psycopg",
    "pydantic",
    "rapidfuzz",
    "resvg_py",
    "rich",
    "ruamel.yaml",
    "segno",
    "shapely",
    "sqlalchemy",
    "starlette",
    "structlog",
    "telegram",
    "tornado",
    "uharfbuzz",
    "uvicorn",
    "weblate_fonts",
    "yaml",
)
"""The modules that our code imports."""
WRONG_USE = 2


def missing_libraries() -> list[str]:
    """Return the modules that are not installed."""
    return [name for name in LIBRARIES if not _is_there(name)]


def require_libraries() -> None:
    """End the program with a line that says what is missing and what to run, if something is."""
    missing = missing_libraries()
    if missing:
        words = "library is" if len(missing) == 1 else "libraries are"
        sys.stderr.write(
            f"{len(missing)} {words} missing: {', '.join(missing)}. "
            f"Run `{sys.executable} -m pip install -r requirements.txt`.\n"
        )
        sys.exit(WRONG_USE)


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the package around it
        return False
