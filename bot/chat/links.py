"""Deep links: addresses that open the bot and do one thing, and what such an address asks for.

Telegram hands ``/start`` at most 64 characters of ``A-Z a-z 0-9 _ -``; what does not fit has no link.

w_<entity>  watch that entity of the catalog     n_<base64url of a name>  watch that name
g_<pack>    watch a starter pack                 s_<number>               show a story
"""

import base64
import re
from dataclasses import dataclass
from typing import Literal

LONGEST = 64
ROOT = "https://t.me"

Wish = Literal["watch", "name", "pack", "story"]
PREFIXES: dict[Wish, str] = {"watch": "w_", "name": "n_", "pack": "g_", "story": "s_"}


@dataclass(frozen=True, slots=True)
class Link:
    """What a deep link asks for; ``value`` comes from outside and may name nothing that exists."""

    wish: Wish
    value: str


def payload(wish: Wish, value: str) -> str | None:
    """What ``/start`` is told to have a wish, None where the value does not fit."""
    if wish == "name":
        value = base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
    made = PREFIXES[wish] + value
    return made if len(made) <= LONGEST and re.fullmatch(r"[A-Za-z0-9_-]+", made) else None


def link(bot_name: str, wish: Wish, value: str) -> str | None:
    """The address that opens the bot with a wish, None where the value does not fit into one."""
    made = payload(wish, value)
    return f"{ROOT}/{bot_name}?start={made}" if made else None


def group_link(bot_name: str) -> str:
    """The address that lets a person choose a group to add the bot to."""
    return f"{ROOT}/{bot_name}?startgroup=new"


def parsed(given: str) -> Link | None:
    """What follows ``/start``, understood; None where it is no deep link of ours."""
    for wish, prefix in PREFIXES.items():
        if given.startswith(prefix) and len(given) <= LONGEST:
            value = given.removeprefix(prefix)
            if wish != "name":
                return Link(wish, value) if value else None
            try:
                name = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode()
            except ValueError:  # no base64, or no text in it
                return None
            return Link(wish, name) if name.strip() else None
    return None
