"""Every environment variable, read once; a `.env` file is read too."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: data that people edit lies in it, beside the package."""
NO_SECRET = "none"  # noqa: S105 - the word that turns the secret off, not a secret
_TOKEN = r"^\d{3,20}:[A-Za-z0-9_-]{10,100}$"  # noqa: S105 - the shape of a token


class SettingsError(Exception):
    """A setting is wrong; the message names the variable, its value and what would be right."""


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address such as https://bot.example.org")
    return value.rstrip("/")


def _ids(value: object) -> object:
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    telegram_bot_token: SecretStr | None = None
    bot_api_url: WebAddress = "https://api.telegram.org"
    webhook_url: WebAddress | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8443
    webhook_secret: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")] | None = None
    database_url: str | None = None
    admin_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = ()
    odop_knowledge_dir: Path = ROOT / "knowledge"
    odop_data_dir: Path = Path("data")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    log_format: Literal["console", "json"] = "console"
    helpdesk_chat_id: int | None = None
    helpdesk_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """Days for which gaps, figures and closed cases are kept."""
    helpdesk_language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    odop_notice_pace: Annotated[float, Field(gt=0, le=60)] = 0.04
    """Seconds from one message of a notice to the next; Telegram takes about 30 a second."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _secret_fits(self) -> Settings:
        if self.webhook_secret == NO_SECRET and not (self.webhook_url and is_loopback(self.webhook_url)):
            raise ValueError("WEBHOOK_SECRET: none is allowed only with a WEBHOOK_URL on this machine; set a secret")
        return self

    def token(self) -> str | None:
        """Return the bot's token, if one is set. Raises SettingsError when it has not a token's shape."""
        if self.telegram_bot_token is None:
            return None
        import re

        value = self.telegram_bot_token.get_secret_value()
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
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for item in error.errors(include_input=True, include_url=False):
            name = ".".join(str(part) for part in item["loc"][:1]).upper()
            message = item["msg"].removeprefix("Value error, ")
            secret = name in ("TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL")
            shown = "" if secret or not name else f" {item.get('input')!r}:"
            lines.append(f"{name}:{shown} {message}" if name else message)
        raise SettingsError("\n".join(lines)) from error
