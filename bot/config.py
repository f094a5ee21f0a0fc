"""The configuration: config.toml, with the environment above it.

Every setting can be given in the file or as ``HENGKANG_<TABLE>__<KEY>``; the token also as ``HENGKANG_TOKEN`` or in a
file of its own. A mistake is told as ``config.toml:12: lists[0].feeds[1].url: …`` so that it can be found.
"""

import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot import secrecy
from bot.places import dotted, locate
from bot.tables import Bot, FeedList, Monitor, Polling, Storage, Telegram

TOKEN = re.compile(r"\d+:[\w-]{3,}")  # Bot API: "123456:ABC-DEF…"


class ConfigError(Exception):
    """A configuration that cannot be used; each line of the text names the place and what to write there."""


class Settings(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        env_prefix="HENGKANG_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    token: SecretStr | None = Field(None, description="HENGKANG_TOKEN in the environment.")
    telegram: Telegram = Telegram()
    bot: Bot = Bot()
    storage: Storage = Storage()
    polling: Polling = Polling()
    monitor: Monitor = Monitor()
    catalog: Annotated[
        tuple[Path, ...],
        Field(
            description="Catalog files of your own, for names that Hengkang does not know ([catalog.md](catalog.md))."
        ),
    ] = ()
    lists: Annotated[tuple[FeedList, ...], Field(description="The feeds, list by list; see below.")] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes above the file, with what of it is set aside."""
        if isinstance(env_settings, EnvSettingsSource):
            env_settings.env_vars = {**secrecy.lowered(), **env_settings.env_vars}
        return env_settings, init_settings

    def secrets(self) -> tuple[str, ...]:
        """The token and the webhook's secret, as far as they are set and can be read, to be kept out of every text."""
        given = (self.token, self.telegram.token, self.telegram.webhook_secret)
        found = {one.get_secret_value().strip() for one in given if one}
        with suppress(ConfigError):
            found.add(self.bot_token() or "")
        return tuple(found - {""})

    def bot_token(self) -> str | None:
        """The token from the environment, its file or the configuration, in this order; None where there is none.

        Raises ConfigError where the file cannot be read or what stands there is not shaped like a token.
        """
        found = self.token or self.telegram.token
        text = found.get_secret_value() if found else self._token_from_file()
        if text is None or not text.strip():
            return None
        if not TOKEN.fullmatch(text.strip()):
            raise ConfigError("the token is not shaped like one (123456:ABC…): copy it from @BotFather once more")
        return text.strip()

    def _token_from_file(self) -> str | None:
        if self.telegram.token_file is None:
            return None
        try:
            return self.telegram.token_file.read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"telegram.token_file: {self.telegram.token_file}: {error.strerror}") from error


def load(path: Path | None) -> Settings:
    """Read the configuration; None reads the environment alone. Paths in the file are relative to it.

    Raises ConfigError with a line for each mistake.
    """
    if path is None:
        return _settings({}, "", "environment")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; copy config.example.toml to begin with") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError(f"{path}:{line.group(1) if line else 1}: not TOML: {error}") from error
    settings = _settings(data, text, str(path))
    _refuse_doubles(settings, text, str(path))
    return _anchored(settings, path.parent)


def _settings(data: dict[str, Any], text: str, name: str) -> Settings:
    try:
        return Settings(**data)
    except ValidationError as error:
        lines: list[tuple[int, str]] = []
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            place = dotted(fault["loc"])
            line = locate(text, fault["loc"])
            message = fault["msg"].removeprefix("Value error, ")
            if fault["type"] == "extra_forbidden":
                message = "no such setting; see config.example.toml for all of them"
            lines.append((line, f"{name}:{line}: {place}: {message}" if line else f"{name}: {place}: {message}"))
        raise ConfigError("\n".join(text for _, text in sorted(lines, key=lambda pair: pair[0]))) from None


def _refuse_doubles(settings: Settings, text: str, name: str) -> None:
    seen: dict[str, tuple[int, int]] = {}
    for i, one in enumerate(settings.lists):
        for j, feed in enumerate(one.feeds):
            if feed.url in seen:
                line = locate(text, ("lists", i, "feeds", j, "url"))
                raise ConfigError(f"{name}:{line}: lists[{i}].feeds[{j}].url: {feed.url} stands twice; remove one")
            seen[feed.url] = (i, j)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """The settings with relative paths taken from the configuration's folder."""
    storage = settings.storage.model_copy(update={"path": folder / settings.storage.path})
    update: dict[str, Any] = {"storage": storage, "catalog": tuple(folder / p for p in settings.catalog)}
    telegram = settings.telegram
    files = ("token_file", "webhook_certificate", "webhook_key")
    update["telegram"] = telegram.model_copy(
        update={name: folder / path for name in files if (path := getattr(telegram, name)) is not None}
    )
    return settings.model_copy(update=update)


def line_of(settings: Settings, text: str, url: str) -> int:
    """The line (from 1) at which a configuration lists a feed; 0 where it does not."""
    for i, one in enumerate(settings.lists):
        for j, feed in enumerate(one.feeds):
            if feed.url == url:
                return locate(text, ("lists", i, "feeds", j, "url"))
    return 0
