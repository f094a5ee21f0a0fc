"""Who is let in: asked as updates are stored, in their very transaction, so that a crowd at the door delays nobody.

1. What Telegram tells of memberships, and of a group that has become a supergroup, passes; who lets the bot into many
   chats, or in and out of one, comes after those who do so once.
2. What is not meant for the bot goes no further and is not kept: talk in a group, commands for another bot.
3. Administrators pass. A blocked person, or anybody in a blocked chat, is turned away without a word.
4. Where the bot is for listed people only, a stranger is told once whom to ask, and administrators are told of it.
   No stranger is who is on the list, who uses the bot already, or who writes in a chat that does.
5. Who writes more in a minute than the quota allows is told once when it is open again, and turned away until then.
   So is a group whose members together ask more than it may be answered, and who types too many inline queries: there
   the first one over is let through, for ``bot/chat/inline.py`` to say so. What comes counts when it comes: a flood
   from while the bot was down gets no more answers than one of today.
6. A press that is turned away so has its button freed, and says when to press again: a few of a person's in a minute,
   and no more of all persons' than hurt nobody; a flood of them causes no flood of calls.

What is turned away is not stored, so no handler ever sees it. What is let in gets a turn: how often its sender
has come in this minute, so that who writes once is answered before who writes much (``storage/inbox.py``), and where
many wait, chats that use the bot already before those that have never written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from telegram import Chat, Update, User

from bot import administrators
from bot.chat.arrivals import Arrival, Json, member, number_of
from bot.chat.per_minute import PerMinute
from bot.locales.texts import DEFAULT_ZONE, Texts, language_of, texts
from bot.pages.access import request_note, stranger_page
from bot.pages.rich import Rich, Writer
from bot.tables import Bot
from storage import access, outbox, subscribers
from storage.database import Connection
from storage.outbox import NewMessage
from storage.subscribers import Subscriber

Standing = Literal["in", "stranger", "blocked"]
MINUTE = timedelta(minutes=1)
FREED = 5  # presses of a person that are answered in a minute, of those turned away
FREED_TOGETHER = 60  # and of all persons
ANYBODY = 0  # no person's number
NEWCOMERS_AFTER = 5  # a known chat's commands in a minute that go before a newcomer's first


@dataclass(frozen=True, slots=True)
class Visit:
    """An update that is meant for the bot: whose, and where; an inline query, or a press under its card, is nowhere."""

    arrival: Arrival
    person: int
    chat: int | None
    private: bool

    @property
    def number(self) -> int:
        """The update's."""
        return self.arrival.number

    @property
    def place(self) -> int:
        """The chat, or the person where there is none."""
        return self.chat if self.chat is not None else self.person

    @property
    def inline(self) -> bool:
        """Whether it is a query that somebody types."""
        return self.arrival.kind == "inline_query"


@dataclass(frozen=True, slots=True)
class Admission:
    """The numbers of the updates that go no further, the turns of those that do, and whether somebody is to be told.

    ``answers`` are to presses that go no further, as ``bot.chat.handlers.give`` takes them.
    """

    away: frozenset[int] = frozenset()
    turns: Mapping[int, int] = field(default_factory=dict)
    told: bool = False
    answers: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in memory, of this run."""

    typists: PerMinute = field(default_factory=PerMinute)  # inline queries
    pressing: PerMinute = field(default_factory=PerMinute)  # presses that were turned away


async def admit(
    c: Connection, arrivals: Sequence[Arrival], now: datetime, settings: Bot, me: User, counts: Counts
) -> Admission:
    """Who is let in to the bot that ``me`` is; who is to be told is told by the outbox."""
    away = {one.number for one in arrivals if _idle(one, me)}
    rest = (visit(one) for one in arrivals if one.number not in away)
    visits = [v for v in rest if v is not None and v.person not in settings.administrators]
    found = await standings(c, [(v.person, v.place) for v in visits], settings) if visits else []
    inside: list[Visit] = []
    strangers: dict[int, Visit] = {}  # the first of each chat: who is told once needs no second look
    for v, standing in zip(visits, found, strict=True):
        if standing == "in" or v.inline:
            inside.append(v)  # a query is answered with what its sender may do
            continue
        away.add(v.number)
        if standing == "stranger" and v.chat is not None:
            strangers.setdefault(v.chat, v)
    for v in strangers.values():
        if (update := v.arrival.update) is not None and update.effective_chat is not None:
            await tell_stranger(c, update, update.effective_chat, now, settings)
    turns, over = await _paced(c, inside, now, settings, counts.typists)
    beyond = [v for v in inside if v.number not in turns]
    away |= {v.number for v in beyond}
    turns |= await _comings(c, arrivals, now, settings)
    presses = [v for v in beyond if isinstance(v.arrival.body.get("id"), str) and v.arrival.kind == "callback_query"]
    answers = [await _freed(c, v, now, settings) for v in presses if frees(v.person, now, counts.pressing)]
    return Admission(frozenset(away), turns, bool(strangers) or over, answers)


def frees(person: int, now: datetime, pressing: PerMinute) -> bool:
    """Whether a press of a person that is turned away is answered."""
    return pressing.another(person, now) <= FREED and pressing.another(ANYBODY, now) <= FREED_TOGETHER


async def _freed(c: Connection, v: Visit, now: datetime, settings: Bot) -> Mapping[str, str]:
    """The answer to such a press."""
    row = await subscribers.get(c, await subscribers.current(c, v.place))
    lang, zone = _reading(row, v, settings)
    t = texts(lang)
    toast = t("Too much at once: again from {time}.", time=t.moment(opens_at(now), zone))
    return {"query": v.arrival.body["id"], "toast": toast}


async def _comings(c: Connection, arrivals: Sequence[Arrival], now: datetime, settings: Bot) -> dict[int, int]:
    """The turns of what tells of memberships: how often the person has let the bot in or out in this minute."""
    found = [(one.number, one.person) for one in arrivals if one.kind == "my_chat_member" and one.person is not None]
    if not found:
        return {}
    counts = await access.counted(c, "member", [person for _, person in found], now, settings.commands_per_minute)
    return {number: count for (number, _), (count, _, _) in zip(found, counts, strict=True)}


async def _paced(
    c: Connection, visits: Sequence[Visit], now: datetime, settings: Bot, typists: PerMinute
) -> tuple[dict[int, int], bool]:
    """The turns of those that are within the quotas, and whether somebody is the first to be over."""
    turns: dict[int, int] = {}
    over = False
    for v in visits:
        if v.inline and (number := typists.another(v.person, now)) <= settings.commands_per_minute + 1:
            turns[v.number] = number
    crowded = await _crowded(c, visits, now, settings)
    asked = [v for v in visits if not v.inline and v.place not in crowded]
    known = await access.known(c, {v.place for v in asked})
    inside = []
    for v, (number, within, first) in zip(
        asked,
        await access.counted(c, "person", [v.person for v in asked], now, settings.commands_per_minute),
        strict=True,
    ):
        if within:
            turns[v.number] = number if v.place in known else number + NEWCOMERS_AFTER
            inside.append(v)
        elif first:
            await _tell_pace(c, v, now, settings.commands_per_minute, settings)
            over = True
    together = [v for v in inside if v.chat is not None and not v.private]
    for v, (_, within, first) in zip(
        together,
        await access.counted(c, "group", [v.place for v in together], now, settings.group_commands_per_minute),
        strict=True,
    ):
        if not within:
            del turns[v.number]
        if first:
            await _tell_pace(c, v, now, settings.group_commands_per_minute, settings)
            over = True
    return turns, over


async def _crowded(c: Connection, visits: Sequence[Visit], now: datetime, settings: Bot) -> set[int]:
    """Groups that are over their quota: whoever comes from one is not counted, which would be a write for each."""
    found = {v.place for v in visits if v.chat is not None and not v.private}
    return await access.full(c, "group", found, now, settings.group_commands_per_minute) if found else set()


def visit(one: Arrival) -> Visit | None:
    """Who comes, None where an update tells of a membership or comes from nowhere."""
    if one.person is None or one.kind == "my_chat_member" or _moves(one.message):
        return None
    speaks_as = number_of(member(one.message, "sender_chat"))
    where = one.message or member(one.body, "message")
    private = member(where, "chat").get("type") == Chat.PRIVATE
    return Visit(one, one.person if speaks_as is None else speaks_as, one.chat, private)


def _moves(message: Json) -> bool:
    """Whether this tells that a group has become a supergroup."""
    return bool(message.get("migrate_to_chat_id") or message.get("migrate_from_chat_id"))


def _idle(one: Arrival, me: User) -> bool:
    """Whether this is talk in a group, which no handler wants: neither a command for us nor a reply to us."""
    message = one.message
    if one.chat is None or not message or member(message, "chat").get("type") == Chat.PRIVATE or _moves(message):
        return False
    if member(member(message, "reply_to_message"), "from").get("id") == me.id:
        return False
    text = message.get("text")
    first = text.split(maxsplit=1)[:1] if isinstance(text, str) else []
    if not first or not first[0].startswith("/"):
        return True
    named = first[0].partition("@")[2]
    return bool(named) and named.lower() != (me.username or "").lower()


async def standings(c: Connection, pairs: Sequence[tuple[int, int]], settings: Bot) -> list[Standing]:
    """How persons stand in chats."""
    numbers = {number for pair in pairs for number in pair}
    verdicts = await access.verdicts(c, numbers)
    listed = settings.access == "listed"
    known = await access.known(c, numbers) if listed else set()
    found: list[Standing] = []
    for person, chat in pairs:
        said = {verdicts.get(person), verdicts.get(chat)}
        if person in settings.administrators:
            found.append("in")
        elif "blocked" in said:
            found.append("blocked")
        else:
            found.append("in" if not listed or "allowed" in said or {person, chat} & known else "stranger")
    return found


async def tell_stranger(
    c: Connection, update: Update, chat: Chat, now: datetime, settings: Bot, due: datetime | None = None
) -> None:
    """Say once whom to ask, and tell administrators, not more than a few times a day; ``due``: not before that."""
    user = update.effective_user
    lang = language_of(user.language_code if user else None, settings.language)
    private = chat.type == Chat.PRIVATE
    name = (user.full_name if user else "") if private else chat.title or ""
    first, noted = await access.asked(c, chat.id, name[:80], chat.username, lang, now)
    if first:
        told = stranger_page(settings.contact, private, texts(lang)).as_payload()
        await outbox.put(
            c, [NewMessage(f"stranger:{chat.id}:{update.update_id}", chat.id, "reply", told, due=due)], now
        )
    if noted:
        note = partial(request_note, chat_id=chat.id, name=name, username=chat.username, private=private)
        await administrators.tell(c, settings.administrators, f"asked:{chat.id}:{update.update_id}", note, now, due=due)


async def _tell_pace(c: Connection, v: Visit, now: datetime, limit: int, settings: Bot) -> None:
    row = await subscribers.get(c, await subscribers.current(c, v.place))
    if v.chat is None and row is None:
        return  # who has never written to the bot cannot be written to
    update = v.arrival.update
    lang, zone = _reading(row, v, settings)
    opens = opens_at(now)
    message = update.effective_message if update is not None else None
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    payload = pace_page(limit, opens, zone, texts(lang)).as_payload()
    to = row.chat_id if row else v.place
    key = f"pace:{to}:{opens:%Y%m%d%H%M}"
    await outbox.put(c, [NewMessage(key, to, "reply", payload, thread_id=thread)], now)


def _reading(row: Subscriber | None, v: Visit, settings: Bot) -> tuple[str, str]:
    """The language and the zone of whoever reads what is said to a visitor."""
    code = member(v.arrival.body, "from").get("language_code")
    lang = row.lang if row else language_of(code if isinstance(code, str) else None, settings.language)
    return lang, row.timezone if row else settings.timezone or DEFAULT_ZONE[lang]


def opens_at(now: datetime) -> datetime:
    """When somebody is answered again who has used up this minute."""
    return now.replace(second=0, microsecond=0) + MINUTE


def pace_page(limit: int, opens: datetime, zone: str, t: Texts) -> Rich:
    """What somebody is told who writes too much in a minute."""
    out = Writer()
    out.line(t("That is more than {n} messages and taps in a minute; I leave out what comes now.", n=t.number(limit)))
    out.line(t("I answer again from {time}.", time=t.moment(opens, zone)))
    return out.done()
