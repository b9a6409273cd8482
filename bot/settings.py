"""Everything that is read from the environment, in one typed place."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.links import telegram_username

_PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    """A folder of ours: inside an installed package, else at the top of the checkout."""
    packed = _PACKAGE / f"_{name}"
    return packed if packed.is_dir() else _PACKAGE.parent / name


class Settings(BaseSettings):
    """Settings; each field's name in capitals is the name of its environment variable."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = Field(None, description="The token BotFather gave.")
    telegram_bot_username: Annotated[str, AfterValidator(telegram_username)] | None = Field(
        None, description="The bot's user name, for links and posters; with or without @."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org/bot", description="Base address of the Bot API, ending in /bot."
    )
    database_url: str | None = Field(
        None,
        description="SQLAlchemy address of the database. Default: a SQLite file of the user's own.",
    )
    knowledge_dir: Path = Field(
        default_factory=lambda: _shipped("knowledge"), description="Folder of the FAQ files."
    )
    data_dir: Path = Field(
        default_factory=lambda: _shipped("data"), description="Folder of the data tables."
    )
    locale_dir: Path = Field(
        default_factory=lambda: _PACKAGE / "locale", description="Folder of the catalogues."
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("mediation-bot"),
        description="Folder for what was learned from the knowledge files; may be deleted.",
    )
    default_language: str = Field("nl", description="Language where nothing shows another.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Log level.")

    @cached_property
    def database(self) -> str:
        """Address of the database to use."""
        if self.database_url:
            return self.database_url
        folder = user_data_path("mediation-bot", ensure_exists=True)
        return f"sqlite+aiosqlite:///{folder / 'mediation-bot.sqlite3'}"


def load_settings() -> Settings:
    """Read the environment and ``.env``.

    Raises:
        SettingsError: with every wrong value, named by its variable; values are not repeated.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        ]
        raise SettingsError("These settings are wrong:\n" + "\n".join(lines)) from None
