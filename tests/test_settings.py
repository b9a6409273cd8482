"""Everything that is read from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the machine's environment nor a .env file of the checkout reaches these tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_variable_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert (settings.knowledge_dir / "faq_nl.yaml").is_file()
    assert (settings.data_dir / "municipalities.csv").is_file()
    assert (settings.locale_dir / "nl").is_dir()
    assert settings.log_level == "INFO"


def test_a_variable_is_its_fields_name_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", "/somewhere")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings = load_settings()
    assert settings.knowledge_dir == Path("/somewhere")
    assert settings.log_level == "DEBUG"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("LOG_LEVEL", "")
    assert load_settings().telegram_bot_token is None
    assert load_settings().log_level == "INFO"


def test_a_file_env_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nCACHE_DIR=/cache\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert (settings.log_level, settings.cache_dir) == ("WARNING", Path("/cache"))


def test_a_wrong_value_is_told_by_the_name_of_its_variable_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "verysecret")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "LOG_LEVEL" in str(raised.value)
    assert "verysecret" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("text", ["ExampleBot", "@ExampleBot"])
def test_the_bots_user_name_is_kept_without_its_at(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", text)
    assert load_settings().telegram_bot_username == "ExampleBot"


def test_what_cannot_be_a_user_name_is_told_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", "https://t.me/SecretBot")
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_USERNAME.*5 to 32 letters") as raised:
        load_settings()
    assert "SecretBot" not in str(raised.value)


def test_the_token_shows_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1234:verysecret")
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "1234:verysecret"
    assert "verysecret" not in repr(settings) + str(settings)


def test_the_address_of_the_database_is_used_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@host/db")
    assert load_settings().database == "postgresql://u:p@host/db"


def test_without_an_address_the_database_is_a_file_of_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    url = load_settings().database
    assert url.startswith("sqlite+aiosqlite:///")
    assert url.endswith(".sqlite3")
    assert Path(url.removeprefix("sqlite+aiosqlite:///")).parent.is_dir()


@pytest.mark.parametrize(
    "value", ["http://kaart.example/", "kaart.example", "https://", "https:// kaart.example"]
)
def test_the_address_of_the_map_must_be_a_whole_https_address(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MAP_URL", "https://kaart.example/kaart.html")
    assert load_settings().map_url == "https://kaart.example/kaart.html"
    monkeypatch.setenv("MAP_URL", value)
    with pytest.raises(SettingsError, match="MAP_URL: write the whole address"):
        load_settings()


def test_a_value_may_lie_in_a_file_that_a_variable_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """TELEGRAM_BOT_TOKEN_FILE, as container platforms hand over secrets."""
    (tmp_path / "token").write_text("1234:verysecret\n", "utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    token = load_settings().telegram_bot_token
    assert token is not None
    assert token.get_secret_value() == "1234:verysecret"


def test_all_wrong_settings_are_told_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file that is not there, a variable given twice and a wrong value: three lines."""
    (tmp_path / "address").write_text("sqlite://", "utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "address"))
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    for name in ("TELEGRAM_BOT_TOKEN_FILE", "DATABASE_URL", "LOG_LEVEL"):
        assert name in str(raised.value)
