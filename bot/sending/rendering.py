"""From an outbox row to what Telegram is to be told: a card drawn from the store as it stands at this moment.

A row of an alert holds no text, so an alert that waited tells the latest state, and an edit that would change nothing
is seen to be one by its digest and never sent.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.export import File, file_of
from bot.locales.texts import Texts, texts
from bot.pages.analysis import Figure, house
from bot.pages.artist import Artist
from bot.pages.broadcast import as_rich
from bot.pages.cards import AlertView, Silenced, alert
from bot.pages.digest import DigestView, digest
from bot.pages.mentions import mention
from bot.pages.retracting import retracted_card
from bot.pages.rich import Rich
from bot.pages.script import HANT, Traditional, load
from bot.pages.wave_card import WaveView, wave_card
from bot.sending import looking, redrawing
from bot.sending.pictures import Pictures
from bot.sending.redrawing import Redrawn
from bot.sending.summaries import Summaries
from bot.waves import FEWEST, departures
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog
from storage import (
    archive,
    broadcasts,
    copies,
    deliveries,
    kept,
    preferences,
    stories,
    subscribers,
    watches,
    waves,
)
from storage import moves as ledger
from storage.articles import article_of
from storage.database import Connection, Database
from storage.moments import moment
from storage.outbox import OutboxRow


@dataclass(frozen=True, slots=True)
class Rendered:
    """A call to make: sendMessage, or editMessageText where ``edit`` is a message's number."""

    payload: Mapping[str, Any]
    edit: int | None = None
    reply_to: int | None = None
    shown: str | None = None  # the digest of what the message to edit shows now
    file: File | None = None  # sendDocument or, for a picture, sendPhoto; ``payload`` holds its caption

    @property
    def digest(self) -> str:
        """What tells two cards apart; equal digests are equal messages."""
        text = json.dumps(self.payload, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Nothing:
    """A row that has nothing left to say, and why."""

    why: str


class Renderer:
    """Draws rows."""

    def __init__(self, db: Database, known: Callable[[], Catalog], artist: Artist | None = None) -> None:
        self.db = db
        self.known = known
        self.pictures = Pictures(db, known, artist)
        self.summaries = Summaries(known)
        self._traditional: tuple[int, Traditional] | None = None

    @property
    def catalog(self) -> Catalog:
        """The catalog of this moment."""
        return self.known()

    @property
    def traditional(self) -> Traditional:
        """What converts to traditional characters, with the names of the catalog of this moment."""
        catalog = self.known()
        if self._traditional is None:
            names = [name for e in catalog.entities.values() for name in e.given]
            self._traditional = catalog.version, Traditional(names)
        elif self._traditional[0] != catalog.version:
            # A name that was given up still is one, in what was told before.
            names = [*self._traditional[1].names, *(name for e in catalog.differing for name in e.given)]
            self._traditional = catalog.version, Traditional(names)
        return self._traditional[1]

    async def render(self, row: OutboxRow) -> Rendered | Nothing:
        """The call that a row asks for, or why there is none; in the script that its chat reads."""
        drawn = await self._drawn(row)
        if isinstance(drawn, Rendered):
            payload = dict(drawn.payload)
            chat = await self.db.read_whole(lambda c: subscribers.get(c, row.chat_id))
            script = payload.pop("script", chat.script if chat else "")
            if script == HANT:
                payload = await asyncio.to_thread(self.traditional.payload, payload)
            drawn = replace(drawn, payload=payload)
            if drawn.shown == drawn.digest:
                return Nothing("nothing changed")
        return drawn

    async def _drawn(self, row: OutboxRow) -> Rendered | Nothing:
        if row.kind in ("reply", "farewell", "all_quiet"):
            payload = dict(row.payload)
            return Rendered(payload, payload.pop("edit", None), payload.pop("reply_to", None))
        if row.kind == "export":
            return await self._file(row)
        if row.kind == "mention":
            return await self._mention(row)
        if row.kind == "flow":
            return await self._picture(row)
        if row.kind == "wave":
            rich = await self.wave(row)
            return Rendered(rich.as_payload()) if rich else Nothing("fewer departures stand than make a wave")
        if row.kind in ("copy", "notice"):
            again = await (redrawing.copy if row.kind == "copy" else redrawing.notice)(self, row)
            return _rendered(again) if isinstance(again, Redrawn) else Nothing(again)
        if row.kind == "broadcast":
            return await self._broadcast(row)
        if row.kind not in ("digest", "edit"):
            return await self._news(row)
        async with self.db.read() as c:
            if row.kind == "digest":
                drawn = await self.digest(c, row, told=False)
                return Rendered(drawn.as_payload()) if drawn else Nothing("its stories are gone")
            story = await stories.one(c, row.story_id or 0)
            if story is None or not story.articles:
                return Nothing("the story is gone")
            return await self._edit(c, row, story)

    async def _news(self, row: OutboxRow) -> Rendered | Nothing:
        seen = await self.db.read_whole(lambda c: looking.news(c, row, self.catalog))
        if seen is None:
            return Nothing("the story is gone")
        if seen.story.retraction is not None and not row.uncertain:
            return Nothing(copies.RETRACTED)
        return Rendered((await self._card(seen)).as_payload(), reply_to=seen.first)

    async def _file(self, row: OutboxRow) -> Rendered:
        asked = row.created_at or datetime.now(UTC)
        async with self.db.read() as c:
            file = await file_of(c, row.chat_id, row.payload["file"], asked, self.catalog)
        return Rendered({"caption": row.payload["caption"]}, file=file)

    async def _mention(self, row: OutboxRow) -> Rendered | Nothing:
        async with self.db.read() as c:
            item = await archive.find(c, str(row.payload["item"]))
            about = [w for w in await watches.about(c, row.chat_id, row.payload["targets"]) if w.scope == "everything"]
            chat = await subscribers.get(c, row.chat_id)
            preview = (await preferences.get(c, row.chat_id)).preview
        if item is None or not about or chat is None:
            return Nothing("the article is gone, or no watch takes everything about its names any more")
        rich = mention(article_of(item), about, chat.timezone, texts(chat.lang), preview=preview)
        return Rendered(rich.as_payload())

    async def wave(self, row: OutboxRow, *, sent: bool = False) -> Rich | None:
        """The message of a wave, of one that was ``sent`` also where fewer departures stand; None for none."""
        wave, asked = row.payload, row.created_at or datetime.now(UTC)
        own = house(wave["org"], self.catalog)
        async with self.db.read() as c:
            told = await ledger.of_organisation(c, own, datetime.fromisoformat(wave["since"]))
            gone = [d for d in departures(told, own) if d.person in wave["people"]]
            links = await archive.addresses(c, {d.move.article_id for d in gone})
            names = await waves.watched(c, row.chat_id, wave["targets"], asked)
            chat = await subscribers.get(c, row.chat_id)
        if (len(gone) < FEWEST and not sent) or chat is None:
            return None
        fewer = sent and len(gone) < len(wave["people"])
        view = WaveView(wave["org"], wave["name"], gone, links, names, corrected=fewer)
        return wave_card(view, self.catalog, texts(chat.lang))

    async def _broadcast(self, row: OutboxRow) -> Rendered | Nothing:
        async with self.db.read() as c:
            told = await broadcasts.get(c, row.payload["broadcast"])
            chat = await subscribers.get(c, row.chat_id)
        text = told.text(chat.lang) if told is not None and chat is not None and told.state != "stopped" else None
        if text is None or chat is None or chat.state != "active":
            return Nothing("the broadcast was stopped, or the chat wants no messages")
        return Rendered(as_rich(text).as_payload())

    async def _picture(self, row: OutboxRow) -> Rendered:
        async with self.db.read() as c:
            chat = await subscribers.get(c, row.chat_id)
        lang, zone = (chat.lang, chat.timezone) if chat else ("en", "UTC")
        convert: Callable[[str], str] = str
        if chat and chat.script == HANT:
            await asyncio.to_thread(load)
            convert = self.traditional.text
        drawn = await self.pictures.drawn(row.payload, lang, zone, row.created_at or datetime.now(UTC), convert)
        edit = row.payload.get("edit")
        if drawn.png is None:
            # What stands in the chat is a picture if the bot can draw, and a picture cannot become a text.
            in_words = self.pictures.artist is None
            return Rendered(drawn.rich.as_payload(), edit if in_words else None)
        return Rendered(drawn.rich.as_caption(), edit, file=File("hengkang-flow.png", drawn.png, photo=True))

    async def _edit(self, c: Connection, row: OutboxRow, story: Story) -> Rendered | Nothing:
        sent = await deliveries.find(c, row.reply_to_key or "")
        if sent is None or sent["message_id"] is None:
            return Nothing("the message to edit was never sent")
        shown = await self.card_for(c, row, story, sent["kind"], json.loads(sent["payload"]))
        return Rendered(shown.as_payload(), edit=sent["message_id"], shown=sent["digest"])

    async def card_for(self, c: Connection, row: OutboxRow, story: Story, kind: str, values: Mapping[str, Any]) -> Rich:
        """The card for a row's chat, as a message of this kind and payload shows it."""
        return await self._card(await looking.for_chat(c, row, story, kind, values, self.catalog))

    async def digest_view(self, c: Connection, row: OutboxRow, *, told: bool = True) -> DigestView | None:
        """What a digest is drawn from; None where all its stories are gone.

        One that was ``told`` goes on to show, struck out, a story that was retracted.
        """
        found = tuple(await kept.events(c, row.payload.get("events", ()), retracted=told))
        chat = await subscribers.get(c, row.chat_id)
        if not found or chat is None:
            return None
        at, since = moment(row.payload["at"]), moment(row.payload["since"])
        return DigestView(row.id, found, row.payload["form"], since, at, chat.timezone)

    async def digest(self, c: Connection, row: OutboxRow, page: int = 0, *, told: bool = True) -> Rich | None:
        """A page of a digest whose contents are fixed; None where all its stories are gone."""
        view = await self.digest_view(c, row, told=told)
        chat = await subscribers.get(c, row.chat_id)
        if view is None or chat is None:
            return None
        # Beside the loop: a weekly digest may tell hundreds of events, and every page is parted by all of them.
        return await asyncio.to_thread(digest, view, page, self.catalog, texts(chat.lang))

    async def card(
        self, c: Connection, story: Story, t: Texts, zone: str, watching: tuple[str, ...] = (),
        silenced: Silenced | None = None, *, preview: bool = True,
    ) -> Rich:  # fmt: skip
        """The alert card of a story for one chat; of one that was retracted, that it was."""
        analysis = bool(await self.figures(c, story))
        return await self._card(looking.Seen(story, t, zone, watching, None, silenced, preview, analysis))

    async def _card(self, seen: looking.Seen) -> Rich:
        story, t = seen.story, seen.t
        if story.retraction is not None:
            return retracted_card(story, self.catalog, seen.zone, t)
        view = AlertView(
            story,
            await self.summaries.bullets(story, t.lang),
            seen.zone,
            seen.names,
            has_questions=bool(await self.summaries.offered(story, t.lang)),
            has_analysis=seen.analysis,
            preview=seen.preview,
            development=seen.development,
            silenced=seen.silenced,
        )
        return alert(view, self.catalog, t)

    async def figures(self, c: Connection, story: Story) -> tuple[Figure, ...]:
        """What the ledger has to say beside a story, as of the story's last report."""
        return await looking.figures_of(c, story, self.catalog)


def _rendered(again: Redrawn) -> Rendered:
    return Rendered(again.payload, again.edit, again.reply_to, again.shown)
