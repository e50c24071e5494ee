"""Every environment variable, read once; a `.env` file is read too."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec

from odop_bot.errors import OdopError

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: data that people edit lies in it, beside the package."""
NO_SECRET = "none"  # noqa: S105 - the word that turns the secret off, not a secret
ENV_FILE = ".env"
_ADDRESSES = frozenset({"bot_api_url", "webhook_url", "web_url", "odop_site_url"})
"""Settings that are addresses of the web."""
_LISTS = frozenset({"admin_ids", "web_cors", "web_proxies"})
"""Settings of several values."""
_SECRETS = frozenset({"telegram_bot_token", "webhook_secret", "database_url", "helpdesk_token"})
"""Settings whose values are not shown when they are wrong."""
_SHOWN = 100
_SHORTEST_LOGIN = 16
"""Letters of the helpdesk's token: shorter ones can be guessed."""
_TOKEN = r"^\d{3,20}:[A-Za-z0-9_-]{10,100}$"  # noqa: S105 - the shape of a token


class SettingsError(OdopError):
    """A setting is wrong; the message names the variable, its value and what would be right."""


class Secret:
    """A text that is not shown where a setting is shown."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Secret(•••)"


Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the environment says. (No pydantic model: importing that takes half of what an answer takes.)"""

    telegram_bot_token: Secret | None = None
    bot_api_url: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Port = 8443
    webhook_secret: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,256}$")] | None = None
    database_url: str | None = None
    admin_ids: tuple[int, ...] = ()
    odop_knowledge_dir: Path = ROOT / "knowledge"
    odop_data_dir: Path = Path("data")
    metrics_port: Port | None = None
    log_format: Literal["console", "json"] = "console"
    odop_site_url: str | None = None
    """Where the site lies that `bot.py site` writes."""
    helpdesk_chat_id: int | None = None
    helpdesk_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    """Days for which gaps, figures and closed cases are kept."""
    helpdesk_language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$")] = "en"
    odop_notice_pace: Annotated[float, msgspec.Meta(gt=0, le=60)] = 0.04
    """Seconds from one message of a notice to the next; Telegram takes about 30 a second."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    web_listen: str = "127.0.0.1"
    web_port: Port = 8080
    web_url: str | None = None
    """Where people find the live page, https://…"""
    web_cors: tuple[Annotated[str, msgspec.Meta(pattern=r"^(\*|https?://[^/\s]+)$")], ...] = ()
    """Pages of other sites that may call the API; `*` for all."""
    web_asks: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 300
    """Requests of one address within half a minute; 0 for any number."""
    web_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Web servers that are believed when they say whom they pass on."""
    helpdesk_token: Secret | None = None

    def __post_init__(self) -> None:
        """Raise SettingsError for settings that do not fit each other."""
        if self.webhook_secret == NO_SECRET and not (self.webhook_url and is_loopback(self.webhook_url)):
            raise SettingsError("WEBHOOK_SECRET: none is allowed only with a WEBHOOK_URL on this machine; set a secret")

    def login(self) -> str | None:
        """Return the token of the helpdesk's page, if one is set. Raises SettingsError when it is too short."""
        if self.helpdesk_token is None:
            return None
        if len(self.helpdesk_token.value) < _SHORTEST_LOGIN:
            raise SettingsError(f"HELPDESK_TOKEN: use {_SHORTEST_LOGIN} letters or more, chosen at random")
        return self.helpdesk_token.value

    def token(self) -> str | None:
        """Return the bot's token, if one is set. Raises SettingsError when it has not a token's shape."""
        if self.telegram_bot_token is None:
            return None
        value = self.telegram_bot_token.value
        if not re.match(_TOKEN, value):
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN: the value has not the shape of a token (digits, a colon, letters); "
                "copy it from @BotFather again"
            )
        return value

    def database(self) -> str:
        """Return the SQLAlchemy address of the database: DATABASE_URL, or a SQLite file in the data folder."""
        if not self.database_url:
            return f"sqlite:///{self.odop_data_dir.resolve() / 'odop.db'}"
        scheme, _, rest = self.database_url.partition("://")
        drivers = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
        if scheme.partition("+")[0] not in drivers or not rest:
            raise SettingsError("DATABASE_URL: write postgresql://user:password@host/name or sqlite:///path/to/file")
        return f"{drivers[scheme.partition('+')[0]]}://{rest}"


def is_loopback(address: str) -> bool:
    """Whether a web address is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings() -> Settings:
    """Return the settings. Raises SettingsError when a value is wrong."""
    given = _environment()
    values: dict[str, object] = {}
    wrong: list[str] = []
    for name, type_ in get_type_hints(Settings, include_extras=True).items():
        if name not in given:
            continue
        text = given[name]
        try:
            raw = text.replace(",", " ").split() if name in _LISTS else text
            value = msgspec.convert(raw, type_, strict=False, dec_hook=lambda made, text: made(text))
            values[name] = _web_address(text) if name in _ADDRESSES else value
        except ValueError as error:
            shown = "" if name in _SECRETS else f" {text[:_SHOWN]!r}:"
            words = get_args(type_) if get_origin(type_) is Literal else ()
            wrong.append(f"{name.upper()}:{shown} {_remedy(words) or error}")
    if wrong:
        raise SettingsError("\n".join(wrong))
    return Settings(**values)  # type: ignore[arg-type]  # each was read as what its field is


def _environment() -> dict[str, str]:
    """Return what the environment and a `.env` file in the current folder say; the environment counts more."""
    found: dict[str, str] = {}
    if Path(ENV_FILE).is_file():
        from dotenv import dotenv_values

        found = {name.lower(): value for name, value in dotenv_values(ENV_FILE).items() if value}
    return found | {name.lower(): value for name, value in os.environ.items() if value}


def _remedy(words: tuple[str, ...]) -> str:
    return f"use one of {', '.join(words)}" if words else ""


def _web_address(text: str) -> str:
    """Return an address without a slash at its end. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address such as https://bot.example.org")
    return text.rstrip("/")
