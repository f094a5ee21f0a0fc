"""The tables of the configuration: every setting with its description, default and bounds.

docs/configuration.md is written from here (``make docs``); ``bot/config.py`` reads the file.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from bot.address import Address
from feeds.intake.guard import Guard
from feeds.intake.schedule import Bounds
from storage.retention import Ages


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

    token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather; better in `HENGKANG_TOKEN` or in `token_file`."
    )
    token_file: Path | None = Field(
        None, description="A file that holds nothing but the token, relative to the configuration file; `chmod 600` it."
    )
    api: str = Field(
        "https://api.telegram.org", description="Address of the Bot API; change it for a Bot API server of your own."
    )
    calls_at_once: int = Field(
        60,
        ge=1,
        le=64,
        description="Calls to Telegram in flight at once; below 30, answers that take a second slow the alerts down.",
    )
    webhook: str = Field(
        "",
        description="Public https address that Telegram posts updates to, in place of the bot's fetching them"
        " ([running.md](running.md)).",
    )
    webhook_listen: str = Field(
        "127.0.0.1:8081", description="Where the bot listens for what is posted: `host:port`, or `unix:/path`."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What Telegram sends along so that nobody else can post; left out, derived from the token."
    )
    webhook_certificate: Path | None = Field(
        None, description="Without a reverse proxy: the file of the certificate's chain."
    )
    webhook_key: Path | None = Field(None, description="The file of the certificate's private key.")

    @field_validator("webhook")
    @classmethod
    def _secure(cls, value: str, info: ValidationInfo) -> str:
        own_server = info.data.get("api") != cls.model_fields["api"].default
        scheme = "https?" if own_server else "https"
        if value and not re.fullmatch(scheme + r"://[^\s/@?#]+(/[^\s?#]*)?", value):
            raise ValueError("write an address that begins with https:// and that Telegram reaches, without ? and #")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _address(cls, value: str) -> str:
        Address.of(value)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        # Bot API, setWebhook: 1 to 256 characters of these; fewer than 16 can be tried out.
        if value is not None and not re.fullmatch(r"[\w-]{16,256}", value.get_secret_value(), re.ASCII):
            raise ValueError("write 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return value


class Bot(Strict):
    """Who runs the bot and how it speaks at first."""

    administrators: tuple[int, ...] = Field(
        (),
        description="Telegram user ids of those who may use the administrators' commands and are told of trouble and of"
        " reports. Each must have pressed Start in a private chat with the bot, or nothing can be sent there.",
    )
    language: Literal["id", "en", "zh"] = Field(
        "en", description="Language of a new chat where Telegram does not tell the person's."
    )
    timezone: str | None = Field(
        None,
        description="IANA zone of a new chat, until it chooses its own; left out, `Asia/Jakarta`, `UTC` or"
        " `Asia/Shanghai` by its language.",
    )
    age_limit_hours: int = Field(
        48, ge=1, le=720, description="Hours after which an article is stored and searchable, but no longer sent."
    )
    watches_per_chat: int = Field(100, ge=1, le=10_000, description="How many names one chat may watch.")
    questions_per_hour: int = Field(30, ge=1, le=10_000, description="How many questions one chat may ask in an hour.")
    questions_per_day: int = Field(150, ge=1, le=100_000, description="How many questions one chat may ask in a day.")
    commands_per_minute: int = Field(
        40, ge=1, le=10_000, description="How many commands, messages and taps of one person are answered in a minute."
    )
    group_commands_per_minute: int = Field(
        30,
        ge=1,
        le=10_000,
        description="How many commands and taps in one group are answered in a minute, whoever they come from; Telegram"
        " lets twenty messages a minute into a group.",
    )
    access: Literal["open", "listed"] = Field(
        "open",
        description="Who may use the bot: everybody, or with `listed` those whom administrators let in with `/allow`;"
        " strangers are told once whom to ask, and who uses the bot already goes on.",
    )
    contact: str = Field(
        "", max_length=200, description="Whom strangers may ask where `access` is `listed`: a @name, a mail address."
    )

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("write an IANA zone such as Asia/Jakarta")
        return value

    @property
    def age_limit(self) -> timedelta:
        """How old an article may be that is sent."""
        return timedelta(hours=self.age_limit_hours)


class Storage(Strict):
    """Where everything is remembered."""

    path: Path = Field(
        Path("hengkang.db"),
        description="The SQLite file, relative to the configuration file; `-wal`, `-shm` and `.lock` stand beside it.",
    )
    keep_days: int = Field(
        365,
        ge=7,
        description="Days after which an article is forgotten; moves keep their sources' titles and addresses.",
    )
    # Not less than stories go on, with room to spare: what was told is how a repeat is known.
    keep_messages_days: int = Field(
        90,
        ge=30,
        description="Days after which a message that was sent is forgotten, but never while its story goes on: what was"
        " told is how a repeat is known.",
    )
    keep_questions_days: int = Field(
        90,
        ge=1,
        description="Days after which a question is forgotten with its answer; the thread of a conversation goes after"
        " two hours.",
    )
    keep_buttons_days: int = Field(
        180,
        ge=1,
        description="Days for which a button works whose meaning is too long for Telegram; later it says that it is too"
        " old.",
    )
    keep_updates_days: int = Field(
        7, ge=2, description="Days for which the numbers of updates handled, and updates that failed, are kept."
    )
    keep_fetches_days: int = Field(30, ge=1, description="Days for which the log of fetches is kept.")
    keep_gone_days: int = Field(
        180, ge=1, description="Days after which a chat that has blocked the bot or thrown it out is forgotten whole."
    )

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

    tick_seconds: float = Field(
        5.0, gt=0, le=300, description="Seconds between two looks of the loops for work that is due."
    )
    shortest_minutes: float = Field(5.0, gt=0, description="Minutes; no feed is asked more often than that.")
    longest_minutes: float = Field(
        180.0,
        gt=0,
        description="Minutes; every healthy feed is asked at least so often, unless it wants a longer rest.",
    )
    average_minutes: float = Field(
        15.0,
        gt=0,
        description="Minutes; the budget of requests: each feed is asked so often on average, busy ones more often.",
    )
    requests_per_hour: float = Field(
        0.0,
        ge=0,
        description="Requests an hour that all feeds together may take, `longest_minutes` or not; `0` sets no bound.",
    )
    feeds_at_once: int = Field(
        16, ge=1, le=256, description="Feeds fetched side by side; never two requests to one host at once."
    )
    timeout_seconds: float = Field(
        30.0, gt=0, le=300, description="Seconds for the whole of a request, redirects included."
    )
    pages: bool = Field(
        True, description="Fetch the article's page where the feed gives a teaser only, as robots.txt allows."
    )
    allow: tuple[str, ...] = Field(
        (),
        description="Local hosts or networks that may be reached all the same: `10.0.0.5`, `10.0.0.0/8`,"
        " `127.0.0.1:8080`, `[::1]:8080`. All others must be public.",
    )
    contact: str = Field(
        "", description="A web or mail address that the User-Agent names; publishers like to know whom to ask."
    )

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


class Monitor(Strict):
    """How the bot is watched over."""

    listen: str = Field(
        "",
        description="Where `/healthz`, `/readyz` and `/metrics` are served, such as `127.0.0.1:9464`; left out, nowhere"
        " ([running.md](running.md)).",
    )
    stuck_seconds: float = Field(
        30.0, ge=5, le=3600, description="Seconds after which a loop that stands still is told, with what holds it up."
    )
    exit_seconds: float = Field(
        120.0,
        ge=0,
        le=86_400,
        description="Seconds after which such a loop ends the bot with status 75, to be started anew; `0`: never.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged; `--verbose` means `debug`."
    )
    log_json: bool = Field(False, description="Log in JSON lines, as `--log-json` does.")

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        if value:
            Address.of(value)
        return value
