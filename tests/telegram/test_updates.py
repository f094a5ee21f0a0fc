"""getUpdates, two pollers at once, the webhook, and an Application that runs on them."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, NetworkError
from telegram.ext import Application, CommandHandler, ContextTypes

from bot.simulator import Simulator


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - what the simulator has open has no event
            await asyncio.sleep(0.005)


async def test_offset_confirms_and_the_rest_is_told_again(bot: Bot, sim: Simulator) -> None:
    ann = sim.user(7, "Ann")
    for text in ("one", "two", "three"):
        await sim.say(ann, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["one", "two"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["three"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()


async def test_a_negative_offset_keeps_the_last(bot: Bot, sim: Simulator) -> None:
    for text in ("one", "two", "three"):
        await sim.say(sim.user(7, "Ann"), text)
    kept = await bot.get_updates(offset=-1)
    assert [u.message.text for u in kept if u.message] == ["three"]
    assert len(await bot.get_updates()) == 1


async def test_allowed_updates_hold_for_what_comes_later(bot: Bot, sim: Simulator) -> None:
    ann = sim.user(7, "Ann")
    written = await sim.say(ann, "one")
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    await sim.edit(ann, written["message_id"], "uno")
    assert len(await bot.get_updates()) == 1
    await bot.get_updates(allowed_updates=[])
    await sim.edit(ann, written["message_id"], "eins")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert edited.text == "eins"


async def test_a_long_poll_returns_when_somebody_writes(bot: Bot, sim: Simulator) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: sim.polled)
    assert not polling.done()
    await sim.say(sim.user(7, "Ann"), "hello")
    assert [u.message.text for u in await polling if u.message] == ["hello"]


async def test_a_second_poller_ends_the_first(bot: Bot, sim: Simulator) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: sim.polled)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
        await first
    await sim.say(sim.user(7, "Ann"), "hello")
    assert len(await second) == 1


async def test_a_poller_that_went_away_is_no_conflict(bot: Bot, sim: Simulator) -> None:
    gone = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: sim.polled)
    gone.cancel()
    await until(lambda: not sim.polled)
    await sim.say(sim.user(7, "Ann"), "hello")
    assert len(await bot.get_updates(timeout=20)) == 1


async def test_a_webhook_gets_each_update_until_it_takes_it(bot: Bot, sim: Simulator) -> None:
    posted: list[tuple[str | None, Any]] = []
    taken = asyncio.Event()

    async def take(request: web.Request) -> web.Response:
        posted.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        if len(posted) == 1:
            return web.Response(status=500)
        taken.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    assert await bot.set_webhook(address, secret_token="s3cret")
    with pytest.raises(Conflict, match="use deleteWebhook to delete the webhook first"):
        await bot.get_updates()
    await sim.say(sim.user(7, "Ann"), "hello")
    await taken.wait()
    await until(lambda: not sim.world.updates)
    assert [(secret, body["message"]["text"]) for secret, body in posted] == [("s3cret", "hello")] * 2
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()
    await runner.cleanup()


async def test_an_application_polls_and_answers(sim: Simulator) -> None:
    async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"Halo, {' '.join(context.args or ())}")

    app = Application.builder().token(sim.token).base_url(sim.base_url).build()
    app.add_handler(CommandHandler("start", greet))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=10)
        await app.start()
        with sim.listening() as events:
            await sim.say(sim.user(7, "Ann"), "/start deep")
            sent = await sim.wait_for(lambda: sim.from_bot(7))
            kinds = [events.get_nowait().kind for _ in range(events.qsize())]
        assert sent[0]["text"] == "Halo, deep"
        assert kinds == ["received", "sent"]
        await app.updater.stop()
        await app.stop()


async def test_an_outage_loses_nothing(bot: Bot, sim: Simulator) -> None:
    ann = sim.user(7, "Ann")
    await sim.say(ann, "before")
    await sim.stop()
    with pytest.raises(NetworkError) as refused:
        await bot.send_message(7, "x")
    assert isinstance(refused.value.__cause__, httpx.ConnectError)
    await sim.start()
    polling = asyncio.create_task(bot.get_updates(offset=2, timeout=20))
    await until(lambda: sim.polled)
    assert not polling.done()
    await sim.say(ann, "after")
    assert [u.message.text for u in await polling if u.message] == ["after"]
