"""``hengkang run`` with a webhook, health, metrics and JSON logs, and back to getUpdates."""

import asyncio
import io
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import SystemClock
from bot.simulator import Simulator
from bot.simulator.webhook import SECRET_HEADER
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured, free_port

READER = 70011
PATIENCE = 60.0
WORDS = "/watch Quorvexa, Zzyzxoria"
SENT = "SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state = 'sent'"
TITLE = "Tara Qvist leaves Quorvexa for Bravik"
TEXT = "Tara Qvist, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, Bravik said."


async def until(holds: Callable[[], bool], child: Child) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not holds():
        assert loop.time() < end, child.log[-6000:]
        await asyncio.sleep(0.02)


def with_webhook(config: Path, hook: str, port: int, monitor: int) -> None:
    text = config.read_text("utf-8")
    text = text.replace("[telegram]\n", f'[telegram]\nwebhook = "{hook}"\nwebhook_listen = "127.0.0.1:{port}"\n')
    text += f'\n[monitor]\nlisten = "127.0.0.1:{monitor}"\nlog_json = true\nlog_level = "debug"\n'
    config.write_text(text, encoding="utf-8")


def update(number: int, text: str) -> dict[str, Any]:
    person = {"id": READER, "is_bot": False, "first_name": "Ayu", "language_code": "en"}
    chat = {"id": READER, "type": "private", "first_name": "Ayu"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
    message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message | {"entities": entities}}


def told(sim: Simulator, words: str) -> int:
    return sum(words in m.get("text", "") for m in sim.from_bot(READER))


def events(child: Child) -> list[dict[str, Any]]:
    return [json.loads(line) for line in child.log.splitlines() if line.startswith("{")]


def logged(child: Child) -> bool:
    """Whether the alert and the update that came twice stand in the log."""
    lines = events(child)
    alerts = [e for e in lines if e["event"] == "message.sent" and e["kind"] == "alert"]
    return bool(alerts) and any(e["event"] == "update.handled" and e["update_id"] == 910_001 for e in lines)


async def test_the_webhook_takes_what_telegram_posts_and_nothing_else(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        config = configured(tmp_path, sim.root, [outlet])
        plain = config.read_text("utf-8")
        port, monitor = free_port(), free_port()
        hook = f"http://127.0.0.1:{port}/hook"
        with_webhook(config, hook, port, monitor)
        child = Child(config, fresh=False)
        await child.start()
        try:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            sim.user(READER, "Ayu", "en")
            await until(lambda: sim.world.webhook.get("url") == hook, child)
            await sim.say(READER, WORDS)
            await until(lambda: len(sim.from_bot(READER)) == 2, child)  # what is watched, and what is not known
            await refuse_others(session, sim, child, hook)
            await take_once(session, sim, child, hook)
            outlet.pieces.append(Piece("one", "Harbour", "en", TITLE, TEXT, datetime.now(UTC)))
            await until(lambda: told(sim, TITLE) == 1, child)
            await until(lambda: child.look(SENT) == [(1,)], child)
            await until(lambda: logged(child), child)  # which comes last, after it was stored and counted
            await watched_over(session, child, f"http://127.0.0.1:{monitor}")
            follow(child)
            assert await child.stop() == 0

            config.write_text(plain, encoding="utf-8")
            await sim.say(READER, "/watches")
            await child.start()
            await until(lambda: told(sim, "Quorvexa") > 2, child)
            assert sim.world.webhook == {}
            assert await child.stop() == 0
            assert TOKEN not in child.log
        finally:
            if child.process is not None and child.process.returncode is None:
                await child.kill()


async def refuse_others(session: aiohttp.ClientSession, sim: Simulator, child: Child, hook: str) -> None:
    """Without the secret nothing happens, and with it only what is an update does."""
    secret = {SECRET_HEADER: sim.world.webhook["secret_token"]}
    before = child.look("SELECT COUNT(*) FROM inbox")
    body = json.dumps(update(900_001, "/help"))
    tries: list[tuple[str, dict[str, str], str, int]] = [
        (hook, {}, body, 403),
        (hook, {SECRET_HEADER: "wrong"}, body, 403),
        (hook, {SECRET_HEADER: ""}, body, 403),
        (hook, {SECRET_HEADER: secret[SECRET_HEADER][:-1]}, body, 403),
        (hook, secret, "{", 400),
        (hook, secret, "[1]", 400),
        (hook, secret, '{"update_id": "7"}', 400),
        (hook, secret, json.dumps(update(2**70, "/help")), 400),
        (hook, secret, "[" * 100_000, 400),
        (hook, secret, json.dumps({"update_id": 900_002, "x": "y" * 1_100_000}), 200),
        (hook + "/more", secret, body, 404),
    ]
    for address, headers, sent, status in tries:
        async with session.post(address, data=io.BytesIO(sent.encode()), headers=headers) as answer:
            assert answer.status == status, (address, sent[:40])
            assert await answer.text() in ("", "404: Not Found")
    async with session.get(hook, headers=secret) as answer:
        assert answer.status == 405
    assert child.look("SELECT COUNT(*) FROM inbox") == before


async def take_once(session: aiohttp.ClientSession, sim: Simulator, child: Child, hook: str) -> None:
    """An update that is posted twice has its effect once; one that nobody can read harms nobody."""
    secret = {SECRET_HEADER: sim.world.webhook["secret_token"]}
    before = len(sim.from_bot(READER))
    for sent in (update(910_001, "/privacy"),) * 2 + ({"update_id": 910_002, "message": {"message_id": "?"}},):
        async with session.post(hook, json=sent, headers=secret) as answer:
            assert answer.status == 200
            assert child.look("SELECT COUNT(*) FROM inbox WHERE update_id = ?", sent["update_id"]) == [(1,)]
    halved = json.dumps(update(910_003, "/privacy \ud83d"))
    async with session.post(hook, data=halved, headers=secret) as answer:
        assert answer.status == 200, "half a character"
    await until(lambda: len(sim.from_bot(READER)) == before + 2, child)
    await until(lambda: child.look("SELECT state FROM inbox WHERE update_id = 910002") == [("failed",)], child)
    await until(lambda: child.look("SELECT state FROM inbox WHERE update_id = 910001") == [("done",)], child)
    assert len(sim.from_bot(READER)) == before + 2


async def watched_over(session: aiohttp.ClientSession, child: Child, root: str) -> None:
    """Health, readiness and metrics; no chat, name, word or token in any of them."""
    async with session.get(f"{root}/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "alive\n")
    async with session.get(f"{root}/readyz") as answer:
        ready = await answer.json()
        assert (answer.status, ready) == (200, {"ready": True, "not_ready": {}})
    async with session.get(f"{root}/metrics") as answer:
        assert answer.status == 200
        text = await answer.text()
    samples = {
        (s.name, *sorted(s.labels.values())): s.value for f in text_string_to_metric_families(text) for s in f.samples
    }
    assert samples["hengkang_sends_total", "alert", "sent"] == 1
    assert samples["hengkang_items_read_total", "new"] == 1
    assert samples["hengkang_items_stored_total",] == 1
    assert samples["hengkang_feed_polls_total", "new"] >= 1
    assert samples["hengkang_webhook_requests_total", "refused"] == 4
    assert samples["hengkang_published_to_sent_seconds_count",] == 1
    assert samples["hengkang_telegram_calls_total", "200", "sendMessage"] >= 3
    assert samples["hengkang_queue_waiting", "messages"] == 0
    assert samples["hengkang_chats", "active"] == 1
    assert samples["hengkang_ready", "storage"] == 1
    labels = "\n".join(v for f in text_string_to_metric_families(text) for s in f.samples for v in s.labels.values())
    for private in (str(READER), "Ayu", "Quorvexa", TOKEN, TOKEN.partition(":")[2], "127.0.0.1", "Harbour"):
        assert private not in labels, private


def follow(child: Child) -> None:
    """One alert from fetch to sent, by the numbers that its lines carry."""
    lines = events(child)
    (read,) = (e for e in lines if e["event"] == "item.read" and "story_id" in e)
    polled = [e for e in lines if e["event"] == "feed.polled" and str(read["item_id"]) in e["items"].split()]
    sent = [e for e in lines if e["event"] == "message.sent" and e.get("story_id") == read["story_id"]]
    assert [e["feed_id"] for e in polled] == [read["feed_id"]]
    assert [(e["kind"], e["key"].split(":")[0]) for e in sent] == [("alert", "alert")]
    assert any(e["event"] == "update.handled" and e["update_id"] == 910_001 for e in lines)
    assert "Zzyzxoria" not in child.log, "what people write is not logged"
