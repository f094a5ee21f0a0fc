"""Who draws the pictures: a process of its own with a deadline, where the extra ``charts`` is installed.

``make install`` takes the extra; without it everything works, and ``/flow`` answers in words. The process costs about
100 MB of memory and two seconds to start, so it is started with the first picture and ended when none was asked for
in a while.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from importlib.util import find_spec

from bot.pages.sheet import Sheet
from feeds.intake.worker import TooSlowError, Worker

log = logging.getLogger(__name__)

DEADLINE = 20.0  # seconds for a picture; one takes about one, the first about three
IDLE = 300.0  # seconds without a picture after which the process ends


@dataclass(slots=True)
class Artist:
    """Draws one picture at a time; ``close`` it."""

    worker: Worker = field(default_factory=lambda: Worker(DEADLINE))
    _rest: asyncio.TimerHandle | None = None

    async def draw(self, sheet: Sheet) -> bytes | None:
        """The picture as PNG; None where it cannot be drawn, which is logged."""
        self._stay()
        try:
            return await self.worker.run(_draw, sheet)
        except (TooSlowError, ImportError, OSError, ValueError, RuntimeError) as error:
            log.warning("a picture cannot be drawn (%s): its figures go in words", error)
            return None
        finally:
            self._stay()
            self._rest = asyncio.get_running_loop().call_later(IDLE, self.worker.kill)

    async def close(self) -> None:
        """End the process."""
        self._stay()
        await self.worker.close()

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()


def _draw(sheet: Sheet) -> bytes:
    """In the process of its own, where alone the drawing library is imported."""
    from bot.pages.charts import draw

    return draw(sheet)


def letters(lang: str) -> str:
    """The language that a picture can be written in: English where the font that has Han is missing."""
    return "en" if lang == "zh" and find_spec("noto_cjk_sans_otc") is None else lang


def installed() -> Artist | None:
    """The artist; None, with a line in the log, where the extra is not installed."""
    if find_spec("matplotlib") is None:
        log.info("no drawing library is installed: /flow answers in words")
        return None
    return Artist()
