"""What ``/help`` tells of each command, and the subscribers' pages with it: English texts, translated where shown.

``examples`` are sent as they stand; ``spoken`` ones have words in them and are translated.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A command's help: what it does in one to three sentences, and lines to send."""

    lines: tuple[str, ...]
    examples: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()


# The commands of the menu under headings, in the order in which people need them.
GROUPS = (
    ("Watching", ("watch", "watches", "unwatch")),
    ("Reading and asking", ("latest", "ask", "moves", "flow", "who", "why")),
    ("When and how it comes", ("settings", "digest", "quiet", "language", "timezone", "channel", "stop")),
    ("Your data", ("export", "forgetme", "privacy", "help")),
)
PAGES = {
    "start": Page(("Greets you, offers packs and companies as buttons, and goes on after /stop.",), ("/start",)),
    "watch": Page(
        (
            "Companies, labs or people, in any script, several with commas. I show what the watch would have sent in"
            " the last 30 days.",
            "By button you choose what it brings: all talent news, departures, arrivals, appointments, lay-offs,"
            " senior people only, or everything.",
        ),
        ("/watch Alibaba", "/watch OpenAI, 智谱, Yan Zhijie"),
    ),
    "watches": Page(
        ("Your list. Tap a name to change what it brings, mute it for a day or a week, or remove it.",), ("/watches",)
    ),
    "unwatch": Page(("A name or its number in the list; several with commas.",), ("/unwatch OpenAI",)),
    "latest": Page(
        ("The newest stories about everything that you watch, or about one name; a number opens the card.",),
        ("/latest", "/latest Alibaba"),
    ),
    "ask": Page(
        (
            "A question in your own words. The answer comes from the stored articles, with its sources, or says that"
            " they do not tell.",
            "As a reply to an alert it is about that story, and you can ask on. In a private chat you need not write"
            " the command.",
        ),
        (),
        ("/ask Who left Alibaba?", "/ask Where did Yan Zhijie go?"),
    ),
    "moves": Page(
        ("Who came and who went, each with status and source; a number of days may follow, else it is 90.",),
        ("/moves Alibaba", "/moves Alibaba 30d"),
    ),
    "flow": Page(
        ("The same as a picture: where people came from and where they went.",), ("/flow Alibaba", "/flow Alibaba 365d")
    ),
    "who": Page(
        ("A person's reported moves over time; reports that differ stand side by side.",), ("/who Yan Zhijie",)
    ),
    "why": Page(
        ("As a reply to an alert, or with an article's address: what I read in it, and why it was sent or not.",),
        ("/why", "/why https://example.com/article"),
    ),
    "settings": Page(
        (
            "All settings in one message, a tap or two each; silent nights, breaking news and previews too.",
            "There you also choose the lists of feeds from which news reaches this chat.",
        ),
        ("/settings",),
    ),
    "digest": Page(
        ("News at once, every day at a time, or every week on a day; what was kept comes together.",),
        ("/digest", "/digest 08:00"),
        ("/digest weekly monday", "/digest off"),
    ),
    "quiet": Page(
        ("Hours in which I send nothing of my own; what came meanwhile follows at their end, in one message.",),
        ("/quiet", "/quiet 22-7"),
        ("/quiet off",),
    ),
    "language": Page(("The language in which I write to this chat.",), ("/language", "/language English")),
    "timezone": Page(("The time zone of this chat: a large city or the name of a zone.",), ("/timezone Jakarta",)),
    "channel": Page(
        (
            "In private, for an administrator of a channel: links it. Its alerts are posted there, and your commands"
            " about watches and settings are for it, until /channel off.",
        ),
        ("/channel", "/channel @name", "/channel off"),
    ),
    "stop": Page(("No more alerts. Your watches stay, and /start goes on.",), ("/stop",)),
    "export": Page(
        ("Everything of this chat as JSON, and the moves of a year about your watches as CSV.",), ("/export",)
    ),
    "forgetme": Page(("Erases everything of this chat, after asking you once.",), ("/forgetme",)),
    "privacy": Page(("What I store, how long, and who sees it.",), ("/privacy",)),
    "help": Page(("All commands, or more about the one that you name.",), ("/help", "/help watch")),
    "about": Page(("What I am, and what my name means.",), ("/about",)),
    "feeds": Page(
        (
            "Every feed with its last success, newest item, next poll and faults; those with trouble first. A number"
            " opens a feed, to be paused, asked at once, tried or removed.",
            "Behind it, a part of a feed's name opens that feed, and “opml” sends all of them as a file that any reader"
            " takes.",
        ),
        ("/feeds", "/feeds harbour", "/feeds opml"),
    ),
    "addfeed": Page(
        (
            "The address of a feed or of a site. I try it first and show what it would have brought.",
            "Many at once: send me another reader's OPML file. I show what it would change and add it at a press.",
        ),
        ("/addfeed https://example.com",),
    ),
    "pausefeed": Page(
        ("A feed by its name or address is asked no more until you resume it, whatever the file says.",),
        ("/pausefeed", "/pausefeed Example"),
    ),
    "removefeed": Page(
        ("Removes a feed that was added here; its articles stay. What config.toml lists is taken out there.",),
        ("/removefeed", "/removefeed Example"),
    ),
    "testfeed": Page(("Tries a feed without adding it.",), ("/testfeed https://example.com",)),
    "retract": Page(
        (
            "As a reply to an alert, or with an article's address or a story's number: strikes the story out in every"
            " chat that got it, says why, and tells it no more. For a day you can undo it.",
        ),
        ("/retract", "/retract https://example.com/article"),
    ),
    "review": Page(
        (
            "What readers have reported as wrong and what I have read unsurely, a story a page, with the sentences it"
            " rests on: say that it is right, put a move right, retract it, or keep it for later.",
        ),
        ("/review",),
    ),
    "entities": Page(
        (
            "What the catalog knows of a name. + adds a spelling, = makes two names one, - takes a spelling out,"
            " < says what belongs to whom.",
            "I show what a change touches before it is made. It counts at once, and can be undone.",
        ),
        ("/entities Alibaba", "/entities Alibaba + Ali Group", "/entities Ali Group = Alibaba", "/entities export"),
    ),
    "stats": Page(
        (
            "Articles, stories, alerts and digests by language, how fast they came, how often readers found them wrong,"
            " chats, watches and questions, each against the period before. A name is told only where five chats watch"
            " it.",
        ),
        ("/stats", "/stats 30d", "/stats json"),
    ),
    "health": Page(
        ("Store, disk, memory, queues, feeds, clock and backup, each with ✓ or ⚠ and what to do about it.",),
        ("/health",),
    ),
    "block": Page(
        (
            "A person, group or channel by number or @name, with a reason if you like: gets nothing more and is not"
            " answered. Alone it lists who is blocked.",
        ),
        ("/block", "/block 12345678 spam"),
    ),
    "unblock": Page(("Undoes a block; watches and settings are as they were.",), ("/unblock 12345678",)),
    "allow": Page(
        ("Lets a person or a group in where the bot is for listed people only. Alone it lists who has asked.",),
        ("/allow", "/allow 12345678"),
    ),
    "broadcast": Page(
        (
            "The text after the command, or of the message that it replies to, goes to many chats: one text for all, or"
            " one a language. You see it as it will arrive, choose for whom it is, and are asked once more.",
            "Quiet hours are kept, who has stopped me gets nothing, and you can stop it under way.",
        ),
        ("/broadcast",),
    ),
}
CLOSING = "In groups only administrators change what is watched."
MORE = "/help and a command's name tell more: /help watch"
