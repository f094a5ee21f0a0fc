"""The configuration file while the bot runs: edits are picked up, a mistake is told and changes nothing."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import ConfigError, Settings, line_of, load

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ConfigFile:
    """The settings in force and where they come from; ``path`` None is the environment alone."""

    settings: Settings
    path: Path | None
    mistake: str | None = None
    _seen: tuple[int, int] | None = field(init=False)
    _settling: tuple[int, int] | None = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._settling = self._state()

    def _state(self) -> tuple[int, int] | None:
        try:
            stat = self.path.stat() if self.path else None
        except OSError:
            return None
        return (stat.st_mtime_ns, stat.st_size) if stat else None

    def place(self, url: str) -> str:
        """Where the file lists a feed ("config.toml:14"); the file's name alone where no line is found."""
        if self.path is None:
            return "config.toml"
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return self.path.name
        line = line_of(self.settings, text, url)
        return f"{self.path.name}:{line}" if line else self.path.name

    def changed(self) -> bool:
        """Read the file again where it was edited; True where other settings are in force now.

        It is read once two looks in a row find it the same: an editor empties a file before it writes it, and half of
        it may well be valid. A mistake stands in ``mistake`` until the file is right again, and the old settings stay.
        """
        state = self._state()
        if self.path is None or state == self._seen:
            return False
        if state != self._settling:
            self._settling = state
            return False
        self._seen = state
        try:
            new = load(self.path)
        except ConfigError as error:
            self.mistake = str(error)
            log.error("the configuration has a mistake; the old one stays in force\n%s", error)
            return False
        self.mistake = None
        if new == self.settings:
            return False
        for name in ("telegram", "storage", "monitor", "token", "catalog"):
            if getattr(new, name) != getattr(self.settings, name):
                log.warning("a change of [%s] takes effect at the next start", name)
        self.settings = new
        return True
