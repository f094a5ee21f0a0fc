"""``/broadcast``, for the bot's administrators: write to many chats, after a preview and a question.

A text is what follows the command, what the command replies to, or what is written in reply to the draft's page.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.broadcast import as_rich, confirm_page, cut, draft_page, progress_page, report, size
from bot.services import Services
from feeds.model import LANGUAGES
from storage import broadcasts, deliveries
from storage.broadcasts import Broadcast, Progress, Written

VERBS = ("bt:", "bl:", "bg:", "bs:", "bk:")


async def broadcast(request: Request, services: Services) -> Reaction:
    """Begin a draft."""
    text = request.text.strip()
    found: Written | None = None
    if text and request.written is not None:
        found = cut(request.written, str(request.written["text"]).rstrip()[-len(text) :] if text else "")
    elif request.replied_written is not None:
        found = cut(request.replied_written, str(request.replied_written["text"]))
    given = {"": found} if found else {}
    draft = Broadcast(request.update_id, request.chat_id, "draft", given, LANGUAGES, True, "", None, 0, None, None)
    reply = Reply().write(partial(broadcasts.begin, id=draft.id, chat_id=draft.chat_id, texts=given,
                                  languages=LANGUAGES, now=request.now))  # fmt: skip
    return await _written(reply, request, services, draft, found)


async def replied(request: Request, services: Services) -> Reaction | None:
    """A text in reply to a draft's page; None where the message replies to anything else."""
    if request.replied is None or request.written is None:
        return None
    async with services.db.read() as c:
        payload = await deliveries.payload_at(c, request.chat_id, request.replied)
        number = _named(payload)
        draft = await broadcasts.get(c, number) if number is not None else None
    if draft is None or draft.chat_id != request.chat_id or draft.state != "draft":
        return None
    found = cut(request.written, str(request.written["text"]))
    draft = replace(draft, texts={**draft.texts, draft.slot: found})
    return await _written(Reply().write(partial(broadcasts.change, wanted=draft)), request, services, draft, found)


async def _written(
    reply: Reply, request: Request, services: Services, draft: Broadcast, found: Written | None
) -> Reaction:
    """The text as it will arrive, and below it the draft's page."""
    if found is not None:
        reply.say(as_rich(found))
    async with services.db.read() as c:
        audience = await broadcasts.audience(c)
    return reply.say(draft_page(draft, audience, texts(request.lang))).done()


def _named(payload: Mapping[str, Any] | None) -> int | None:
    """The draft whose page a message is."""
    rows = (payload or {}).get("reply_markup", {}).get("inline_keyboard", ())
    data = [button.get("callback_data", "") for row in rows for button in row]
    numbers = [one.split(":")[1] for one in data if one.startswith(VERBS)]
    return int(numbers[0]) if numbers and numbers[0].isdecimal() else None


async def slot_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The language whose text comes next ("id:language", none for all)."""
    number, _, slot = value.partition(":")
    known = slot if slot in LANGUAGES else ""
    return await _changed(request, services, number, lambda b: replace(b, slot=known))


async def language_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Chats of a language, or not ("id:language")."""
    number, _, lang = value.partition(":")

    def turned(b: Broadcast) -> Broadcast:
        chosen = set(b.languages) ^ ({lang} & set(LANGUAGES))
        return replace(b, languages=tuple(one for one in LANGUAGES if one in chosen))

    return await _changed(request, services, number, turned)


async def groups_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Groups and channels, or not."""
    return await _changed(request, services, value, lambda b: replace(b, groups=not b.groups))


async def back_pressed(request: Request, services: Services, value: str) -> Reaction:
    """From the question back to the draft."""
    return await _changed(request, services, value, lambda b: b)


async def _changed(request: Request, services: Services, number: str, change: Any) -> Reaction:
    draft = await _draft(request, services, number)
    if isinstance(draft, Reaction):
        return draft
    draft = change(draft)
    async with services.db.read() as c:
        audience = await broadcasts.audience(c)
    reply = Reply().write(partial(broadcasts.change, wanted=draft))
    return reply.say(draft_page(draft, audience, texts(request.lang)), edit=request.pressed).done()


async def send_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Ask before sending."""
    draft = await _draft(request, services, value)
    if isinstance(draft, Reaction):
        return draft
    async with services.db.read() as c:
        audience = await broadcasts.audience(c)
    return Reply().say(confirm_page(draft, audience, texts(request.lang)), edit=request.pressed).done()


async def yes_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Put it on its way."""
    draft = await _draft(request, services, value)
    if isinstance(draft, Reaction):
        return draft
    async with services.db.read() as c:
        count = size(draft, await broadcasts.audience(c))
    page = progress_page(replace(draft, state="running", total=count), Progress(), texts(request.lang))
    reply = Reply().write(partial(broadcasts.send, wanted=draft, page_id=request.pressed, now=request.now))
    return reply.say(page, edit=request.pressed).done()


async def stop_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Discard a draft, or stop what is under way."""
    found = await _mine(request, services, value)
    t = texts(request.lang)
    if found is None or found.state in ("stopped", "done"):
        return Reaction(toast=t("This message has gone out or was stopped already."), alarm=True)
    async with services.db.read() as c:
        so_far = await broadcasts.progress(c, found.id)
    ended = replace(found, state="stopped") if found.state == "running" else found
    so_far = replace(so_far, left_out=so_far.left_out + so_far.waiting + so_far.held, held=0, waiting=0)
    reply = Reply().write(partial(broadcasts.ended, id=found.id, state="stopped"))
    return reply.say(report(ended, so_far, t), edit=request.pressed).done()


async def _draft(request: Request, services: Services, value: str) -> Broadcast | Reaction:
    """The administrator's own draft, or what to say where it is none any more."""
    found = await _mine(request, services, value)
    if found is None or found.state != "draft":
        text = texts(request.lang)("This message has gone out or was stopped already.")
        return Reaction(toast=text, alarm=True)
    return found


async def _mine(request: Request, services: Services, value: str) -> Broadcast | None:
    if not (value.isascii() and value.isdecimal() and len(value) < 18):
        return None
    async with services.db.read() as c:
        found = await broadcasts.get(c, int(value))
    return found if found is not None and found.chat_id == request.chat_id else None
