"""The story that the product was designed around, from the outlets' servers to each subscriber's chat."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.e2e.expected import (
    faults_of_answers,
    faults_of_delivery,
    faults_of_ledger,
    faults_of_stories,
    golden,
    stored,
)
from tests.e2e.stage import Stage, stage

LANGUAGES = ("id", "en", "zh")


async def subscribe(world: Stage, watches: list[str]) -> dict[tuple[str, str], int]:
    """A subscriber for each watch in each language, with the watch's name as the bot shows it."""
    users: dict[tuple[str, str], int] = {}
    for i, watch in enumerate(watches):
        for j, lang in enumerate(LANGUAGES):
            user = 1000 + 10 * i + j
            answer = await world.say(user, f"/watch {watch}", lang)
            assert len(answer) == 1, answer
            if own := as_written(answer[0]):
                await world.sim.press(user, answer[0]["message_id"], own)
                await world.settled()
            users[watch, lang] = user
    return users


def as_written(message: dict[str, Any]) -> str | None:
    """The button that takes an unknown name as it stands, where the bot asks whether it was meant otherwise."""
    buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]
    return next((b["callback_data"] for b in buttons if b["callback_data"].startswith("wc:=")), None)


async def faults_of_all(g: Any, world: Stage) -> list[str]:
    """Play the whole story and compare everything that must come of it."""
    watches = [d["watch"] for d in g.expected["deliveries"]]
    users = await subscribe(world, watches)
    already = {user: len(world.messages(user)) for user in users.values()}
    for moment in sorted({p.published + timedelta(minutes=6) for p in g.pieces}):
        await world.advance_to(moment)
    await world.advance_to(world.clock.now() + timedelta(minutes=20))
    items = await stored(world)
    faults = faults_of_stories(g, items) + await faults_of_ledger(g, world, items)
    order = {p.id: p.published for p in g.pieces}
    for wanted in g.expected["deliveries"]:
        firsts = [min(m["story"], key=order.__getitem__) for m in wanted["messages"]]
        for lang in LANGUAGES:
            user = users[wanted["watch"], lang]
            got = [m for m in world.messages(user)[already[user] :] if m["from"].get("is_bot")]
            faults += faults_of_delivery(g, lang, wanted, got, firsts)
    asked = []
    for question in g.expected["questions"]:
        world.clock.advance(timedelta(seconds=5))  # a chat that asks without a breath has to wait for the pace
        answers = await world.say(users[watches[0], question["lang"]], f"/ask {question['q']}")
        asked.append((question, "\n".join(m["text"] for m in answers)))
    return faults + faults_of_answers(g, asked) + faults_of_extras(g, items)


def faults_of_extras(g: Any, items: dict[str, dict[str, Any]]) -> list[str]:
    """Quotations and sentences that look ahead."""
    faults = []
    for name, wanted in g.expected["quotations"].items():
        quotes = json.loads(items[name]["quotes"])
        for one in wanted:
            if not any(speaker == one["speaker"] and text.startswith(one["starts"]) for speaker, text, _ in quotes):
                faults.append(f"{name}: quotation missing in {quotes}")
    for name, part in g.expected["whats_next"].items():
        if not any(part in s for s in json.loads(items[name]["ahead"])):
            faults.append(f"{name}: nothing ahead: {items[name]['ahead']}")
    return faults


async def test_golden_story(tmp_path: Path) -> None:
    g = golden()
    start = min(p.published for p in g.pieces) - timedelta(hours=1, minutes=20)
    async with stage(tmp_path, g.pieces, start) as world:
        faults = await faults_of_all(g, world)
        assert all(outlet.polls > 5 for outlet in world.outlets)
    assert not faults, "\n".join(faults)
