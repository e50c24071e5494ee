"""Every environment variable, read once; a `.env` file is read too."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: data that people edit lies in it, beside the package."""


class SettingsError(Exception):
    """A setting is wrong; the message names the variable, its value and what would be right."""


class Settings(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    telegram_bot_token: str | None = Field(default=None, repr=False)
    odop_knowledge_dir: Path = ROOT / "knowledge"
    odop_data_dir: Path = Path("data")


def read_settings() -> Settings:
    """Return the settings. Raises SettingsError when a value is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors(include_input=False)]
        raise SettingsError("\n".join(lines)) from error
