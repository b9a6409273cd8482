"""Everything that is read from the environment, in one typed place."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from platformdirs import user_cache_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from bot.errors import SettingsError
from bot.links import telegram_username

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parent
_ENV_FILE = ".env"


def _shipped(name: str) -> Path:
    """A folder of ours: inside an installed package, else at the top of the checkout."""
    packed = _PACKAGE / f"_{name}"
    return packed if packed.is_dir() else _PACKAGE.parent / name


def _password(url: str) -> str:
    """The password in an address, as it is written there."""
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def _https(value: str) -> str:
    if not urlsplit(value).hostname or not value.startswith("https://") or " " in value:
        raise ValueError("write the whole address, beginning with https://")
    return value


def _numbers(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


class Settings(BaseModel):
    """Settings; each field's name in capitals is the name of its environment variable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    telegram_bot_token: SecretStr | None = Field(None, description="The token BotFather gave.")
    telegram_bot_username: Annotated[str, AfterValidator(telegram_username)] | None = Field(
        None, description="The bot's user name, for links and posters; with or without @."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org/bot", description="Base address of the Bot API, ending in /bot."
    )
    database_url: SecretStr | None = Field(
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
    map_url: Annotated[str, AfterValidator(_https)] | None = Field(
        None, description="Address of the page that `mediation-bot map` made, beginning https://."
    )
    default_language: str = Field("nl", description="Language where nothing shows another.")
    admin_ids: Annotated[frozenset[int], BeforeValidator(_numbers)] = Field(
        frozenset(), description="Numbers of the admins on Telegram, with commas between them."
    )
    retention_days: int = Field(
        30, ge=1, le=365, description="Days for which questions without an answer are kept."
    )
    conversation_days: int = Field(
        180, ge=1, le=730, description="Days without a message after which a chat is forgotten."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Log level.")

    @cached_property
    def database_file(self) -> Path:
        """The SQLite file that is the database where no address of one is set."""
        return user_data_path("mediation-bot", ensure_exists=True) / "mediation-bot.sqlite3"

    @cached_property
    def database(self) -> str:
        """Address of the database to use, with its password."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.database_file}"

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed."""
        fields = (getattr(self, name) for name in type(self).model_fields)
        values = [field.get_secret_value() for field in fields if isinstance(field, SecretStr)]
        password = _password(self.database)
        return (*values, password, unquote(password)) if password else tuple(values)


def load_settings() -> Settings:
    """Read the environment, then ``.env``; ``NAME_FILE`` names a file that holds the value of NAME.

    Raises:
        SettingsError: with every wrong value, named by its variable; values are not repeated.
    """
    environment = {**_filled(dotenv_values(_ENV_FILE)), **_filled(os.environ)}
    values: dict[str, str] = {}
    faults: list[str] = []
    for field in Settings.model_fields:
        name = field.upper()
        path = environment.get(f"{name}_FILE")
        if path is None:
            if name in environment:
                values[field] = environment[name]
        elif name in environment:
            faults.append(f"{name}: set {name} or {name}_FILE, not both")
        else:
            try:
                values[field] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name}_FILE: cannot be read: {type(error).__name__}")
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [
            f"{'.'.join(map(str, fault['loc'])).upper()}: "
            + fault["msg"].removeprefix("Value error, ")
            for fault in error.errors(include_input=False)
        ]
    if faults:
        raise SettingsError("These settings are wrong:\n" + "\n".join(faults))
    return settings


def _filled(variables: Mapping[str, str | None]) -> dict[str, str]:
    """An empty variable counts as not set."""
    return {name: value for name, value in variables.items() if value}
