"""The token and the webhook's secret: in nothing that the program says, writes or hands on, whatever goes wrong.

The bot runs as a process of its own with every fault on, and everything that comes out of it is searched for the
secrets, for parts of them, and for both in the spellings of addresses and of base64.
"""

import asyncio
import json
import os
from base64 import b64encode, urlsafe_b64encode
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.clock import SystemClock
from bot.simulator import ApiError, Call, Simulator
from bot.simulator.webhook import SECRET_HEADER
from tests.e2e.launching import launched
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import Child, configured, free_port
from tests.e2e.test_webhook import TEXT, TITLE, until, update, with_webhook
from tests.telegram.faults import Faults, Trouble
from tests.unit.intake.site import Site, breaks_off

TOKEN = "7700112233:AAH-s1mul_atedS3cretXyz0123456789ab"
SECRET = "hookS3cret_0123456789abcdefghijkl"
ADMINISTRATOR, READER, UNLUCKY, TROUBLED = 1, 70011, 70012, 70100


def spellings() -> set[bytes]:
    """What is searched for: the secrets, pieces of them, and both as they are quoted and packed."""
    found: set[bytes] = set()
    for secret in (TOKEN.partition(":")[2], SECRET):
        raw = secret.encode()
        found |= {raw, raw[:10], raw[-10:], raw[10:20], quote(secret, safe="").encode(), raw.hex().encode(), raw[::-1]}
        for before in (b"", b"x", b"xx"):
            # Where a text begins in base64 depends on what stands before it; its inside stays the same.
            found |= {packed(before + raw)[8:24] for packed in (b64encode, urlsafe_b64encode)}
    return {one.lower() for one in found}


@dataclass(slots=True)
class Chatty:
    """A Telegram, or a proxy before it, that quotes the whole address in what it refuses; and its other faults."""

    faults: Faults
    quoted: list[str] = field(default_factory=list)
    clumsy: set[str] = field(default_factory=set)

    def before(self, call: Call) -> None:
        """Refuse with the address in the text."""
        if call.method in self.clumsy or str(call.parameters.get("chat_id")) == str(UNLUCKY):
            self.quoted.append(call.method)
            address = (
                f"https://api.telegram.org/bot{TOKEN}/{call.method}?secret_token={SECRET}&t={quote(TOKEN, safe='')}"
            )
            raise ApiError(400, f"Bad Request: {address} of {b64encode(TOKEN.encode()).decode()}")
        self.faults.before(call)

    def after(self, call: Call, size: int) -> int | None:
        """As the faults have it."""
        return self.faults.after(call, size)


async def test_no_output_of_a_run_with_every_fault_on_holds_a_secret(tmp_path: Path) -> None:
    said: list[bytes] = []
    gate = Chatty(Faults(SystemClock()))
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN, gate=gate))
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        site = await stack.enter_async_context(Site())
        config = configured(tmp_path, sim.root, [outlet], ADMINISTRATOR)
        with_hostile_feeds(config, site)
        port, monitor = free_port(), free_port()
        hook = f"http://127.0.0.1:{port}/hook"
        with_webhook(config, hook, port, monitor)
        secrets = {"HENGKANG_TOKEN": TOKEN, "HENGKANG_TELEGRAM__WEBHOOK_SECRET": SECRET}
        child = await stack.enter_async_context(Child(config, secrets))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for person in (ADMINISTRATOR, READER, UNLUCKY):
            sim.user(person, "Ayu", "en")

        await until(lambda: sim.world.webhook.get("url") == hook, child)
        assert sim.world.webhook["secret_token"] == SECRET
        said += await refused_and_poisoned(session, sim, child, hook)
        for chat, trouble in enumerate(Trouble, TROUBLED):
            sim.user(chat, "Ayu", "en")
            gate.faults.plan(trouble, chat)
            await sim.say(chat, "/privacy")
        await everybody_writes(sim, outlet, gate, child)
        for path in ("healthz", "readyz", "metrics"):
            async with session.get(f"http://127.0.0.1:{monitor}/{path}") as answer:
                said.append(await answer.read())
        said += handed_on(child)
        for command in (("--log-json", "backup"), ("--verbose", "export")):
            said += await called(config, secrets, *command)
        assert await child.stop() == 0

        plain_log(config)
        gate.clumsy = {"getMe"}
        child.fresh = False
        for token in (TOKEN, "1:other"):
            sim.token = token
            await child.start()
            assert child.process is not None
            assert await asyncio.wait_for(child.process.wait(), 60) == 1
        assert "refuses the bot" in child.log
        said += await called(config, secrets, "--verbose", "check", "--json")
        said.append(json.dumps([sim.from_bot(one) for one in (ADMINISTRATOR, READER)]).encode())

    assert "<secret>" in child.log, "what was quoted came as far as the log"
    assert {"sendMessage", "getFile", "getMe"} <= set(gate.quoted)
    assert {trouble.name for trouble in Trouble} <= gate.faults.refused.keys()
    kept = files(tmp_path)
    assert any(path.suffix == ".db" and path.name != "hengkang.db" for path in kept), "there is a backup"
    names = "\n".join(map(str, kept)).encode()
    for where, text in [*kept.items(), ("a file's name", names), *(("what was said", one) for one in said)]:
        small = text.lower()  # Telegram's library tells of errors in small letters
        for secret in spellings():
            assert secret not in small, (where, secret, around(small, secret))


def files(folder: Path) -> dict[Path, bytes]:
    """Everything in a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def around(text: bytes, secret: bytes) -> bytes:
    """The place, for whoever mends it."""
    at = text.find(secret)
    return text[max(0, at - 300) : at + 100]


def with_hostile_feeds(config: Path, site: Site) -> None:
    feeds = [
        site.leads("/inward", "http://169.254.169.254/latest/meta-data"),
        site.leads("/elsewhere", "file:///proc/self/environ"),
        site.does("/cut", breaks_off),
        site.put("/environment", "/proc/self/environ"),
        site.put(
            "/entities",
            '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///proc/self/environ">]><rss><channel>&e;</channel></rss>',
        ),
        site.put("/page", "<html><body>No feed here.</body></html>"),
        site.put("/refused", status=403),
    ]
    listed = ", ".join(f'{{ url = "{url}" }}' for url in feeds)
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[[lists]]\nname = "Hostile"\nlanguage = "en"\nfeeds = [{listed}]\n')


def plain_log(config: Path) -> None:
    text = config.read_text("utf-8").replace("log_json = true", "log_json = false")
    config.write_text(text, encoding="utf-8")


async def refused_and_poisoned(session: aiohttp.ClientSession, sim: Simulator, child: Child, hook: str) -> list[bytes]:
    """What the webhook answers to strangers, to garbage, and to updates that raise where they are handled."""
    said = []
    right = {SECRET_HEADER: SECRET}
    poison: list[dict[str, Any]] = [
        {"update_id": 910_002, "message": {"message_id": "?"}},
        update(910_003, "/watch \x00") | {"callback_query": {"id": 1}},
    ]
    tries: list[tuple[dict[str, str], Any]] = [
        ({}, update(1, "/help")),
        ({SECRET_HEADER: SECRET[:-1]}, update(1, "/help")),
        ({SECRET_HEADER: TOKEN}, update(1, "/help")),
        (right, {"update_id": "?"}),
        *((right, one) for one in poison),
    ]
    for headers, body in tries:
        async with session.post(hook, json=body, headers=headers) as answer:
            said.append(str(answer.headers).encode() + await answer.read())
    await until(lambda: child.look("SELECT state FROM inbox WHERE update_id = 910002") == [("failed",)], child)
    return said


async def everybody_writes(sim: Simulator, outlet: Outlet, gate: Chatty, child: Child) -> None:
    """Commands that show, export, draw and fetch, with Telegram's faults on."""
    gate.clumsy = {"getFile", "setMyCommands"}
    for text in ("/watch Quorvexa", "/export", "/ask Who left Quorvexa?", "/privacy"):
        await sim.say(READER, text)
    await sim.say(UNLUCKY, "/watch Quorvexa")
    outlet.pieces.append(Piece("one", "Harbour", "en", TITLE, TEXT, datetime.now(UTC)))
    await until(lambda: told(sim, READER, TITLE), child)
    await sim.say(READER, "/flow Quorvexa")
    for text in ("/health", "/stats", "/feeds", f"/addfeed http://127.0.0.1:9/{TOKEN[:4]}"):
        await sim.say(ADMINISTRATOR, text)
    await sim.send_file(ADMINISTRATOR, "feeds.opml", b"<opml><body/></opml>")
    await until(lambda: "getFile" in gate.quoted, child)
    await until(lambda: any("photo" in m or "Quorvexa" in m.get("text", "") for m in sim.from_bot(READER)), child)
    await until(lambda: told(sim, ADMINISTRATOR, "127.0.0.1:9"), child)
    await until(lambda: len(child.look("SELECT 1 FROM outbox WHERE state = 'failed'")) > 0, child)


def told(sim: Simulator, person: int, words: str) -> bool:
    return any(words in m.get("text", "") for m in sim.from_bot(person))


def handed_on(child: Child) -> list[bytes]:
    """The environments and command lines of the processes that the bot has started, and its own command line."""
    assert child.process is not None
    ours = child.process.pid
    children = [one for one in Path("/proc").iterdir() if one.name.isdigit() and parent(one) == ours]
    assert children, "the process that reads feeds"
    limits = (Path("/proc") / str(ours) / "limits").read_text()
    assert next(line for line in limits.splitlines() if line.startswith("Max core file size")).split()[4:6] == [
        "0",
        "0",
    ]
    environments = [(one / "environ").read_bytes() for one in children]
    assert all(b"PATH=" in one for one in environments)
    return [*environments, *((one / "cmdline").read_bytes() for one in [*children, Path("/proc") / str(ours)])]


def parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


async def called(config: Path, environment: dict[str, str], *arguments: str) -> list[bytes]:
    """What another command of the program says."""
    log = config.with_name(f"{arguments[-1]}.log")
    run = launched(["--config", str(config), *arguments], {**os.environ, **environment}, log)
    await asyncio.wait_for(run.wait(), 120)
    said = log.read_bytes()
    assert said
    return [said]
