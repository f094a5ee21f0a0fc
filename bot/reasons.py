"""The stored reasons of a reading or a decision, and the faults of feeds, in the person's language.

They are kept in English, as ``feeds`` words them, so that a store reads the same for everybody; ``/why`` and ``/feeds``
show them through these tables. What stands in no row is shown as it is.
"""

import re
from urllib.parse import urlsplit

from bot.locales.texts import Texts
from feeds.model import LANGUAGES
from feeds.reading.prose.headings import STATUSES

# A pattern over the stored reason, and the text to look up; named groups are put in. A test holds the two together.
REASONS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"a move in sentence 0 of \d+", "the title tells a move"),
        (r"a move in sentence (?P<n>\d+) of (?P<m>\d+)", "sentence {n} of {m} tells a move"),
        (r"a person by name", "a person is named"),
        (r"a lay-off", "it is a lay-off"),
        (r"a post without a name", "a post is named, but no person"),
        (r"from and to", "both sides are named: from where and to where"),
        (r"neither from nor to", "neither side is named"),
        (r"a role", "the role is named"),
        (r"a cue beside a role in the heading", "the heading speaks of a post's coming or going"),
        (r"no move told as news", "no move is told as news"),
        (r"a portrait or an interview", "it is a portrait or an interview"),
        (r"told as a look back", "it is told as a look back"),
        (r"not talent news: stored and searchable only", "not talent news: stored and searchable, not sent"),
        (
            r"not talent news: for those who watch everything .*",
            "not talent news: sent only to those who watch everything about a name in its headline or first sentence",
        ),
        (r"no cue of a move in title or teaser|no word of coming or going", "no word of a move in title or teaser"),
        (r"no story with a move in common|no move in common", "no earlier story tells this move"),
        (r"titles alike \(\d+ of 100\) and a name in common", "the titles are alike and share a name"),
        (r"(?P<a>.+) and (?P<b>.+) in both", "{a} and {b} stand in both"),
        (r"(?P<a>.+) in both by (?P<b>.+), and .*", "{a} stands in both"),
        (r"(?P<a>.+) in both(?: by surname)?, (?:nothing against it|titles alike)", "{a} stands in both"),
        (r"lay-off at (?P<a>.+) in both", "both tell the lay-off"),
        (r"the same post \((?P<a>.*)\) at the same organisation", "the same post at the same organisation: {a}"),
        (r"the same organisation, titles alike", "the same organisation, and the titles are alike"),
        (r"the same organisation, and (?P<a>.+) in both texts", "the same organisation, and {a} stands in both"),
        (r"(?P<a>.+) turns back", "{a} turns back"),
        (r"(?P<a>.+) moves on to (?P<b>.+)", "{a} moves on to {b}"),
        (r"(?P<old>\w+) before, now (?P<new>\w+)", "{old} before, {new} now"),
        (r"the same text as (?P<a>.+)", "the same text as an article stored before"),
        (r"(?P<a>.+) is only mentioned in passing", "{a} is only mentioned in passing"),
        (r"it stood in the feed at the first fetch: .*", "it stood in the feed at the first fetch: stored, not sent"),
        (r"it tells a story that was retracted: .*", "it tells a story that was retracted: stored, not sent"),
        (r"published .* more than (?P<n>\d+) hours ago: .*", "published more than {n} hours ago: stored, not sent"),
        (r"'(?P<a>.*)': taken back by what stands before it", "“{a}” is taken back by what stands before it"),
        (r"'(?P<a>.*)': what is joined is no employer", "“{a}”: what is joined is no employer"),
        (r"'(?P<a>.*)': no person or organisation that moves", "“{a}”: nobody is named who moves"),
        (
            r"'(?P<a>.*)': (?:something is left as it is|no post is left|called up for a team, not employed"
            r"|(?:a place|a deal|a panel|a competition|shares|what|somebody) (?:is|are) (?:left|joined).*"
            r", no employer)",
            "“{a}”: no employer is left or joined",
        ),
        (
            r"'(?P<a>.*)': (?:the (?:verb|word) is meant in .*|said of a thing|a case is dismissed"
            r"|a thing is named after somebody|one player comes on for another|a part in a film, no post"
            r"|who is out holds no post|spoken of, not told"
            r"|things are removed, too: no post is named)",
            "“{a}” is meant in another sense",
        ),
        (r"'(?P<a>.*)': who goes are many without a name", "“{a}”: those who go are many without a name"),
        (
            r"'(?P<a>.*)': (?:who is hired (?:gives a service from outside|is a firm)|the post is one that firms take)",
            "“{a}”: a firm or an adviser is hired, nobody is employed",
        ),
        (
            r"'(?P<a>.*)': the word tells which people are meant, or what was before",
            "“{a}” tells which people are meant, or what was before",
        ),
        (r"'(?P<a>.*)': (?:pretended|supposed: nobody is said to have gone)", "“{a}” is only supposed"),
    )
)


FAULTS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"no full answer within (?P<n>\d+) seconds", "no full answer within {n} seconds"),
        (r"the name (?P<a>.*) is not known", "there is no server called {a}"),
        (r"the certificate of (?P<a>.*) has expired", "the certificate of {a} has expired"),
        (r"the certificate of (?P<a>.*) is for another name", "the certificate of {a} is for another name"),
        (r"the certificate of (?P<a>.*) cannot be trusted.*", "the certificate of {a} cannot be trusted"),
        (r"no secure connection: .*", "no secure connection can be made"),
        (r"no connection: refused", "the server takes no connection"),
        (r"no connection: unreachable", "there is no way to the server"),
        (r"no connection: (?P<a>.*)", "no connection ({a})"),
        (
            r"the answer cannot be read: (?:Server|Client)?(?:Disconnected|OS|ConnectionReset)Error",
            "the server broke off in the middle of its answer",
        ),
        (
            r"the answer cannot be read: (?:ClientPayload|ContentEncoding|ContentLength|TransferEncoding)Error",
            "the answer broke off or is damaged",
        ),
        (
            r"the answer cannot be read: (?:ClientResponseError|Bad\w+|LineTooLong|InvalidHeader)",
            "the server does not keep to the rules of HTTP",
        ),
        (r"the answer cannot be read: (?P<a>.*)", "the answer cannot be read ({a})"),
        (r"more than (?P<n>\d+) redirects", "more than {n} redirects"),
        (r"larger than (?P<n>\d+) MiB", "larger than {n} MiB"),
        (r"the server asks for a password \(HTTP (?P<n>\d+)\)", "the server asks for a password (HTTP {n})"),
        (r"the server refuses us \(HTTP (?P<n>\d+)\)", "the server refuses us (HTTP {n})"),
        (r"the server is (?:not there|gone for good) \(HTTP (?P<n>\d+)\)", "nothing is there (HTTP {n})"),
        (r"the server asks us to slow down \(HTTP (?P<n>\d+)\)", "the server asks us to slow down (HTTP {n})"),
        (r"the server .* \(HTTP 206\)", "the server sends a part of the feed in place of the whole (HTTP 206)"),
        (r"the server .* \(HTTP (?P<n>\d+)\)", "the server is out of order (HTTP {n})"),
        (
            r"(?P<a>\S+) is no public address; .*",
            "{a} is no public address; polling.allow in the configuration can allow it",
        ),
        (r"this is no web address|only addresses that begin .*", "only http:// and https:// addresses can be read"),
        (r"an address must not hold .*", "an address must not hold a user name or password"),
        (r"the feed is empty|the feed holds no entries", "the feed is empty"),
        (r"the feed declares entities .*", "the feed declares entities of its own, which is refused for safety"),
        (r"the feed is damaged(?: JSON)?: (?P<a>.*)", "the feed is damaged ({a})"),
        (r"the feed is nested too deeply to be read|the feed cannot be read: .*", "the feed cannot be read"),
        (r"this is a web page that names no feed", "this is a web page that names no feed"),
        (r"this is a web page.*", "this is a web page"),
        (r"this is no feed.*", "this is no feed"),
        (r"not read within .*|the reading process ended.*", "the document is too large to be read"),
    )
)


# What an administrator may do about a fault; {site} is the address of the feed's site.
ADVICE = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (
            r"this is a web page.*|this is no feed.*",
            "Where the feed was there is now a page. /addfeed {site} looks for the feed that the site has today.",
        ),
        (
            r"the server is not there \(HTTP 404\)|the server is gone for good .*",
            "Perhaps the feed has another address by now: /addfeed {site} looks for it.",
        ),
        (
            r"the server (?:refuses us|asks for a password) .*",
            "The site may keep robots out. If it stays so, pause the feed and look for another one: /addfeed {site}",
        ),
        (r"the server asks us to slow down .*", "I keep to what the server asks for; there is nothing to do."),
        (
            r"the server .* \(HTTP 5\d\d\)|no full answer .*|no connection: .*|the answer cannot be read: .*",
            "Most often that passes by itself; nothing needs to be done now.",
        ),
        (
            r"the name .* is not known",
            "Either the site has given up its name, or the name server has trouble, which passes by itself.",
        ),
        (r"the certificate of .*|no secure connection: .*", "The site has to mend that; most do within days."),
        (r"the feed is damaged.*|the feed cannot be read.*", "The site's program writes it; most mend it within days."),
    )
)


def advice_on(fault: str, t: Texts, site: str) -> str:
    """What an administrator may do about a feed's fault; empty where nothing is known."""
    for pattern, text in ADVICE:
        if pattern.fullmatch(fault):
            return t(text, **({"site": site} if "{site}" in text else {}))
    return ""


def site_of(url: str) -> str:
    """The front page of the site that an address belongs to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def reason_in(reason: str, t: Texts) -> str:
    """A stored reason as this person reads it."""
    return _looked_up(reason, REASONS, t)


def fault_in(fault: str, t: Texts) -> str:
    """What is wrong with a feed as this person reads it."""
    return _looked_up(fault, FAULTS, t)


def _looked_up(told: str, rows: tuple[tuple[re.Pattern[str], str], ...], t: Texts) -> str:
    for pattern, text in rows:
        found = pattern.fullmatch(told)
        if found is not None:
            words = STATUSES[t.lang] if t.lang in LANGUAGES else {}
            return t(text, **{name: words.get(value, value) for name, value in found.groupdict().items()})
    return told
