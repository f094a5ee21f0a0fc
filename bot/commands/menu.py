"""The commands with the line that menus and /help show; the texts are translated where they are shown."""

EVERYBODY = (
    ("watch", "watch companies or people"),
    ("watches", "your list: scope, mute, remove"),
    ("unwatch", "stop watching a name"),
    ("latest", "newest stories"),
    ("ask", "ask the stored articles"),
    ("moves", "who came and who went"),
    ("flow", "where people came from and went, as a picture"),
    ("who", "a person's moves over time"),
    ("why", "why an article was sent or not"),
    ("settings", "all settings in one place"),
    ("digest", "news at once, daily or weekly"),
    ("quiet", "hours in which nothing is sent"),
    ("language", "choose the language"),
    ("timezone", "choose the time zone"),
    ("channel", "post into a channel of yours"),
    ("stop", "no more alerts"),
    ("export", "my data as files"),
    ("forgetme", "erase my data"),
    ("privacy", "what is stored"),
    ("help", "all commands"),
)
ADMINISTRATORS = (
    ("feeds", "the feeds and their health"),
    ("addfeed", "add a feed by its address"),
    ("testfeed", "try a feed without adding it"),
    ("pausefeed", "ask a feed no more for now"),
    ("removefeed", "remove a feed that was added here"),
    ("review", "what is reported or unsure: check it, put it right"),
    ("retract", "take a story back everywhere"),
    ("entities", "names in the catalog, and changing them"),
    ("stats", "figures of a week or a month"),
    ("health", "the machine and the bot, part by part"),
    ("block", "shut somebody out, or see who is"),
    ("unblock", "undo a block"),
    ("allow", "let somebody in, or see who asks"),
    ("broadcast", "write to everybody, after a preview"),
)
# In groups only administrators of the chat may use these, and press their buttons.
CHANGING = frozenset(
    {"start", "watch", "unwatch", "settings", "digest", "quiet", "language", "timezone", "stop", "export", "forgetme"}
)
GROUP_MENU = ("latest", "ask", "moves", "flow", "who", "watches", "why", "help")
