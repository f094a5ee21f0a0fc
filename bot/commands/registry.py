"""Which function a command or a button's verb calls."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat.reaction import Reaction, Request
from bot.commands import (
    ask,
    behind,
    channel,
    delivering,
    digests,
    export,
    flow,
    languages,
    latest,
    leave,
    moves,
    packs,
    privacy,
    scope,
    settings,
    silence,
    start,
    watch,
    watches,
    who,
    why,
    wrong,
    zones,
)
from bot.commands import help as helping
from bot.commands.administration import access, broadcast, entities, feeds, health, opml, retract, review, stats
from bot.locales.texts import texts
from bot.services import Services

Command = Callable[[Request, Services], Awaitable[Reaction]]
Pressed = Callable[[Request, Services, str], Awaitable[Reaction]]

COMMANDS: dict[str, Command] = {
    "start": start.start,
    "watch": watch.watch,
    "watches": watches.list_watches,
    "unwatch": watches.unwatch,
    "latest": latest.latest,
    "ask": ask.ask,
    "moves": moves.moves,
    "flow": flow.flow,
    "who": who.who,
    "why": why.why,
    "language": languages.language,
    "timezone": zones.timezone,
    "digest": delivering.digest,
    "quiet": delivering.quiet,
    "settings": settings.settings,
    "channel": channel.channel,
    "stop": leave.stop,
    "export": export.export,
    "forgetme": leave.forget,
    "help": helping.show_help,
    "about": helping.about,
    "privacy": privacy.privacy,
}
ADMIN_COMMANDS: dict[str, Command] = {
    "feeds": feeds.list_feeds,
    "addfeed": feeds.add_feed,
    "testfeed": feeds.test_feed,
    "review": review.review,
    "retract": retract.retract,
    "entities": entities.show,
    "health": health.health,
    "block": access.block,
    "unblock": access.unblock,
    "allow": access.allow,
    "broadcast": broadcast.broadcast,
    "stats": stats.stats,
}
BUTTONS: dict[str, Pressed] = {
    "w": watch.watch_pressed,
    "wc": watch.chosen_pressed,
    "g": packs.pack_pressed,
    "pk": packs.open_pressed,
    "pt": packs.toggle_pressed,
    "pa": packs.all_pressed,
    "st": start.packs_pressed,
    "wd": watches.detail_pressed,
    "m": watches.mute_pressed,
    "u": watches.remove_pressed,
    "ub": watches.undo_pressed,
    "ut": watches.stop_pressed,
    "so": scope.choices_pressed,
    "sc": scope.scope_pressed,
    "sb": scope.back_pressed,
    "sm": scope.mention_pressed,
    "p": watches.page_pressed,
    "o": latest.open_pressed,
    "dg": digests.turn_pressed,
    "b": latest.back_pressed,
    "na": latest.name_pressed,
    "s": behind.sources_pressed,
    "q": behind.questions_pressed,
    "v": behind.voices_pressed,
    "x": behind.ahead_pressed,
    "n": behind.analysis_pressed,
    "sh": behind.share_pressed,
    "mu": silence.mute_pressed,
    "mw": silence.mute_watch_pressed,
    "ms": silence.mute_story_pressed,
    "wr": wrong.wrong_pressed,
    "rp": wrong.report_pressed,
    "a": ask.answer_pressed,
    "fl": flow.flow_pressed,
    "ml": flow.list_pressed,
    "l": languages.language_pressed,
    "z": zones.timezone_pressed,
    "se": settings.part_pressed,
    "sx": settings.switch_pressed,
    "sd": delivering.digest_pressed,
    "sq": delivering.quiet_pressed,
    "f": leave.forget_pressed,
    "cs": channel.speak_pressed,
    "cu": channel.unlink_pressed,
    "ck": channel.link_pressed,
    "cn": channel.another_pressed,
    "cl": channel.list_pressed,
}
# What a button may run that stands under a misspelt command: it shows, or is undone at a tap.
HARMLESS = frozenset({"watch", "watches", "latest", "ask", "moves", "flow", "who", "why", "settings", "digest",
                      "quiet", "language", "timezone", "help", "about", "privacy"})  # fmt: skip


async def run_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Run the command that a misspelt one was meant for: its name and what follows it."""
    name, _, text = value.partition(" ")
    if name not in HARMLESS:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    return await COMMANDS[name](replace(request, command=name, text=text), services)


BUTTONS["c"] = run_pressed
ADMIN_BUTTONS: dict[str, Pressed] = {
    "fp": feeds.page_pressed,
    "af": feeds.add_pressed,
    "tf": feeds.try_pressed,
    "th": health.again_pressed,
    "tp": stats.period_pressed,
    "tj": stats.file_pressed,
    "ba": access.allow_pressed,
    "bb": access.block_pressed,
    "bu": access.unblock_pressed,
    "bp": access.blocked_pressed,
    "bq": access.waiting_pressed,
    "bt": broadcast.slot_pressed,
    "bl": broadcast.language_pressed,
    "bg": broadcast.groups_pressed,
    "bs": broadcast.send_pressed,
    "bk": broadcast.back_pressed,
    "by": broadcast.yes_pressed,
    "bx": broadcast.stop_pressed,
    "oi": opml.import_pressed,
    "oc": opml.cancel_pressed,
    "op": opml.page_pressed,
    "et": entities.typed_pressed,
    "ev": entities.name_pressed,
    "eh": entities.page_pressed,
    "ep": entities.offer_pressed,
    "ec": entities.make_pressed,
    "eu": entities.undo_pressed,
    "es": entities.split_pressed,
    "el": entities.labs_pressed,
    "rv": review.page_pressed,
    "rd": review.dismiss_pressed,
    "rk": review.later_pressed,
    "rr": retract.reason_pressed,
    "rx": retract.retract_pressed,
    "ru": retract.undo_pressed,
    "rs": retract.progress_pressed,
}
# What a button of an administrator's has asked to be typed, by the verb that ``storage/awaited.py`` keeps.
TYPED: dict[str, Pressed] = {
    "rr": retract.reason_typed,
}
# Buttons that change what the chat gets: in groups for its administrators only.
CHANGING_BUTTONS = frozenset(
    {
        "c",
        "pk",
        "pt",
        "pa",
        "st",
        "w",
        "wc",
        "g",
        "m",
        "u",
        "ub",
        "ut",
        "l",
        "z",
        "sc",
        "sm",
        "se",
        "sx",
        "sd",
        "sq",
        "f",
        "mw",
        "ms",
        "rp",
    }
)
