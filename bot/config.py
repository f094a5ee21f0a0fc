"""The configuration: config.toml, with the environment above it.

Every setting can be given in the file or as ``HENGKANG_<TABLE>__<KEY>``; the token also as ``HENGKANG_TOKEN`` or in a
file of its own. A mistake is told as ``config.toml:12: lists[0].feeds[1].url: …`` so that it can be found.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from feeds.intake.guard import Guard
from feeds.intake.schedule import Bounds
from storage.retention import Ages

TOKEN = re.compile(r"\d+:[\w-]{3,}")  # Bot API: "123456:ABC-DEF…"


class ConfigError(Exception):
    """A configuration that cannot be used; each line of the text names the place and what to write there."""


class Strict(BaseModel):
    """A table whose unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedSetting(Strict):
    """One feed of a list."""

    url: str
    outlet: str = Field("", max_length=80, description="Name of the outlet; the feed's own title where left out.")
    tier: int = Field(2, ge=1, le=3, description="Trust: 1 for agencies and papers of record, 3 for aggregators.")

    @field_validator("url")
    @classmethod
    def _web(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", value):
            raise ValueError("write a web address that begins with http:// or https:// and holds no user name")
        return value


class FeedList(Strict):
    """A named list of feeds of one language."""

    name: str = Field(min_length=1, max_length=60)
    language: Literal["id", "en", "zh"]
    feeds: tuple[FeedSetting, ...] = ()


class Telegram(Strict):
    """How to reach Telegram."""

    token: SecretStr | None = Field(None, description="The bot's token; better in HENGKANG_TOKEN or token_file.")
    token_file: Path | None = Field(None, description="A file that holds nothing but the token.")
    api: str = Field("https://api.telegram.org", description="Address of the Bot API.")
    calls_at_once: int = Field(16, ge=1, le=64, description="Calls in flight; more makes the library slower.")


class Bot(Strict):
    """Who runs the bot and how it speaks at first."""

    administrators: tuple[int, ...] = Field((), description="Telegram user ids of the bot's administrators.")
    language: Literal["id", "en", "zh"] = Field("en", description="Language where Telegram does not tell one.")
    timezone: str | None = Field(None, description="Zone until a chat sets its own; by language where left out.")
    age_limit_hours: int = Field(48, ge=1, le=720, description="Older articles are stored and searchable, not sent.")
    watches_per_chat: int = Field(100, ge=1, le=10_000)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("write an IANA zone such as Asia/Jakarta")
        return value


class Storage(Strict):
    """Where everything is remembered."""

    path: Path = Field(Path("hengkang.db"), description="The SQLite file.")
    keep_days: int = Field(365, ge=7, description="Articles are forgotten after that many days.")
    # Not less than stories go on, with room to spare: what was told is how a repeat is known.
    keep_messages_days: int = Field(90, ge=30, description="Messages sent; longer while their story goes on.")
    keep_questions_days: int = Field(90, ge=1, description="Questions asked, with their answers.")
    keep_buttons_days: int = Field(180, ge=1, description="What long buttons mean.")
    keep_updates_days: int = Field(7, ge=2, description="Numbers of updates handled, and updates that failed.")
    keep_fetches_days: int = Field(30, ge=1, description="The log of fetches.")
    keep_gone_days: int = Field(180, ge=1, description="Chats that have shut the bot out.")

    def ages(self) -> Ages:
        """How long what is kept."""
        return Ages(
            articles=timedelta(days=self.keep_days),
            messages=timedelta(days=self.keep_messages_days),
            questions=timedelta(days=self.keep_questions_days),
            buttons=timedelta(days=self.keep_buttons_days),
            updates=timedelta(days=self.keep_updates_days),
            fetches=timedelta(days=self.keep_fetches_days),
            gone=timedelta(days=self.keep_gone_days),
        )


class Polling(Strict):
    """How feeds and pages are fetched."""

    tick_seconds: float = Field(5.0, gt=0, le=300, description="How often the loops look for work.")
    shortest_minutes: float = Field(5.0, gt=0, description="No feed is asked more often.")
    longest_minutes: float = Field(180.0, gt=0, description="Every healthy feed is asked at least so often.")
    average_minutes: float = Field(15.0, gt=0, description="The budget of requests: each feed so often on average.")
    requests_per_hour: float = Field(0.0, ge=0, description="All feeds together are not asked more often; 0: no bound.")
    feeds_at_once: int = Field(16, ge=1, le=256)
    timeout_seconds: float = Field(30.0, gt=0, le=300)
    pages: bool = Field(True, description="Fetch the article's page where the feed gives a teaser.")
    allow: tuple[str, ...] = Field((), description="Local hosts or networks that may be reached all the same.")
    contact: str = Field("", description="A web or mail address that the User-Agent names.")

    def bounds(self) -> Bounds:
        """Within which feeds are asked."""
        return Bounds(
            shortest=timedelta(minutes=self.shortest_minutes),
            longest=timedelta(minutes=self.longest_minutes),
            average=timedelta(minutes=self.average_minutes),
            per_hour=self.requests_per_hour or None,
        )

    @field_validator("allow")
    @classmethod
    def _reachable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                Guard.of((one,))
            except ValueError:
                raise ValueError(f"{one!r}: write an address such as 10.0.0.5, 10.0.0.0/8 or 127.0.0.1:8080") from None
        return value


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
    catalog: Annotated[tuple[Path, ...], Field(description="Further catalog files.")] = ()
    lists: tuple[FeedList, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes above the file."""
        return env_settings, init_settings

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
            place = _dotted(fault["loc"])
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
    if settings.telegram.token_file is not None:
        update["telegram"] = settings.telegram.model_copy(update={"token_file": folder / settings.telegram.token_file})
    return settings.model_copy(update=update)


def _dotted(place: Sequence[int | str]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")


def locate(text: str, place: Sequence[int | str]) -> int:
    """The line (from 1) at which a TOML text gives a value, or that of the nearest table above it; 0 where neither.

    Reads tables, arrays of tables and inline tables spread over lines, as configurations are written.
    """
    counts: dict[str, int] = {}
    current: tuple[int | str, ...] = ()
    array: tuple[int | str, ...] = ()
    element = -1
    best, depth = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]", line):
            current = _table(header.group(2).replace('"', ""), header.group(1) == "[[", counts)
            found = current
        elif key := re.match(r"\s*([\w\"-]+)\s*=", line):
            found = array = (*current, key.group(1).strip('"'))
            element = -1
        elif array and re.match(r"\s*\{", line):
            element += 1
            found = (*array, element)
        else:
            continue
        same = _common(found, tuple(place))
        if same > depth and same == len(found):
            best, depth = number, same
    return best


def _table(dotted: str, many: bool, counts: dict[str, int]) -> tuple[int | str, ...]:
    place: list[int | str] = []
    parts = dotted.split(".")
    for i, part in enumerate(parts):
        place.append(part)
        name = _dotted(place)
        if i == len(parts) - 1 and many:
            counts[name] = counts.get(name, -1) + 1
        if name in counts:
            place.append(counts[name])
    return tuple(place)


def _common(a: Sequence[int | str], b: Sequence[int | str]) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same
