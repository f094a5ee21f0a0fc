"""The 15-second summaries of stories and the questions that they can answer: made once for all who get a card."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.sending.retelling import believed, readings
from feeds.model import Bullet, OfferedQuestion, Story
from feeds.reading.answering import questions
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose import summary

REMEMBERED = 256  # of each; one story goes to many chats in few languages
READ = 8  # articles of a story that questions are asked of

T = TypeVar("T")
Key = tuple[str, ...]
Make = Callable[[Story, str], tuple[T, ...]]


@dataclass(slots=True)
class Summaries:
    """Makes them beside the loop, one after the other, and keeps those of the stories told last."""

    known: Callable[[], Catalog]
    _bullets: OrderedDict[Key, tuple[Bullet, ...]] = field(default_factory=OrderedDict)
    _offered: OrderedDict[Key, tuple[OfferedQuestion, ...]] = field(default_factory=OrderedDict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def bullets(self, story: Story, lang: str) -> tuple[Bullet, ...]:
        """The summary of a story."""
        return await self._once(self._bullets, self._summary, story, lang)

    async def offered(self, story: Story, lang: str) -> tuple[OfferedQuestion, ...]:
        """The questions that a story can answer."""
        return await self._once(self._offered, self._questions, story, lang)

    async def _once(
        self, made: OrderedDict[Key, tuple[T, ...]], make: Make[T], story: Story, lang: str
    ) -> tuple[T, ...]:
        key = (*_version(story, lang), str(self.known().version))
        async with self._making:
            if key not in made:
                made[key] = await asyncio.to_thread(make, story, lang)
                _bound(made)
            return made[key]

    def _summary(self, story: Story, lang: str) -> tuple[Bullet, ...]:
        catalog = self.known()
        return summary.bullets(readings(story, catalog), lang, catalog, believed(story))

    def _questions(self, story: Story, lang: str) -> tuple[OfferedQuestion, ...]:
        return questions.offered(story.articles[:READ], story.moves, lang, self.known())


def _version(story: Story, lang: str) -> Key:
    articles = ",".join(f"{a.id}:{len(a.text)}" for a in story.articles)
    fixed = repr(story.moves) if story.fixes else ""
    return (story.id, str(story.revision), story.status.value, articles, fixed, lang)


def _bound(memory: OrderedDict[Key, Any]) -> None:
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
