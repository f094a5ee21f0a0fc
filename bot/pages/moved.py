"""The proposal of a feed's new address, in a note and on the feed's page: taken over or turned down by a button."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Writer
from storage.conditions import Moving

COPIED = 256  # characters, Bot API: CopyTextButton
ADDRESS = 300


def mark_of(address: str) -> str:
    """A short mark of an address, so that a button means the very address that its note has shown."""
    return hashlib.blake2s(address.encode(), digest_size=4).hexdigest()


def line_for(address: str) -> str:
    """What stands in the configuration for an address."""
    escaped = address.replace("\\", "\\\\").replace('"', '\\"')
    return f'url = "{escaped}"'


def moved_lines(
    out: Writer, one: Moving, name: str, place: str | None, moment: Callable[[datetime | None], str], t: Texts
) -> None:
    """What is known of the new address, and what can be done; ``place`` is where the configuration lists the feed."""
    out.add("➡ ").add(name, "bold", url=one.url).add(" ").line(t("has moved."))
    told = t.n(
        "It has been sending us on since {time}, at {n} poll, to:",
        "It has been sending us on since {time}, at {n} polls, to:", one.polls, time=moment(one.since),
    )  # fmt: skip
    out.line(told).line(shortened(one.to, ADDRESS), "code")
    if place is None:
        out.line(t("I go on asking the old address until you decide. Its articles stay either way."))
        return
    out.line(
        t("It is listed in {place}, which I do not write. Put this there in place of the old address:", place=place)
    )
    out.line(line_for(one.to), "code")
    out.line(t("I notice the change and keep its articles. Until then I go on asking the old address."))


def move_button(one: Moving, place: str | None, t: Texts) -> list[Button]:
    """Take the new address over, or keep the old one; of a feed of the configuration, the line to write there."""
    mark = mark_of(one.to)
    keep = Button(t("Keep the old address"), f"fk:{one.feed_id}:{mark}")
    if place is None:
        return [Button(t("Use the new address"), f"fu:{one.feed_id}:{mark}"), keep]
    line = line_for(one.to)
    return [Button(t("Copy the line"), copied=line), keep] if len(line) <= COPIED else [keep]
