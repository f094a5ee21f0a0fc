"""One address, one identity.

An entry is known within its feed by any of: its guid, its canonical address, its title on its day. Feeds change guids
on every request, put counters into addresses or mend titles; as long as one of the three stays, the entry is the same.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from feeds.model import Entry, FeedDocument, NewItem

Name = TypeVar("Name", str, bytes)

TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|spm|scm|from|ref|ref_src|referrer|source|src|cmpid|cmp|ncid|ocid|ito|partner|guccounter|guce_\w+|share\w*|at_\w+|xtor|feature|smid|sr_share|sh|s_cid|rss|ftag|taid|fromrss)$",
    re.I,
)
WHOLE = re.compile(
    r"https?://[A-Za-z0-9_.:-]+/[^\s\x00-\x20?#;]*(?:\?[^\s\x00-\x20#;]+)?"
)  # joining leaves it as it is
# An address that is canonical as it stands: small letters, no default port, no empty part, nothing behind the path.
PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::(?!(?:80|443)/)(?:[1-5]\d{4}|[1-9]\d{0,3}))?(?:/[^/?#\s\x00-\x1f]+)+"
)
SLASHES = re.compile(r"/{2,}")
BESIDE = re.compile(r"^https?://(?:www\.|m\.|amp\.)?")
AMP = re.compile(r"/amp$|\.amp$")
PORTS = {"http": 80, "https": 443}
LINE_ENDS = re.compile(r"[\t\r\n]")
BLANK = "".join(map(chr, range(0x21))) + "\x85\xa0\u3000"


def joined(base: str | None, address: str) -> str:
    """An address as a link in a document at ``base``; ValueError where it is none. Most are whole and plain already."""
    if WHOLE.fullmatch(address) or not base:
        return address
    return urljoin(base, address)


def canonical_url(address: str | None) -> str | None:
    """An address without what changes nothing: case of host, default port, fragment, tracking, order, last slash.

    None where it is no web address.
    """
    if not address or PLAIN.fullmatch(address):
        return address or None
    address = address.strip(BLANK)
    # Most guids are none. The library takes line ends out of an address, of a scheme too.
    if address[:4].lower() != "http" and not LINE_ENDS.search(address, 0, 4):
        return None
    return _canonical(address)


@lru_cache(maxsize=256)  # the same few are asked for again and again: an entry's for its identities and for itself
def _canonical(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower().strip("." + BLANK)
    if scheme not in PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port and port != PORTS[scheme]:
        host = f"{host}:{port}"
    query = parse_qsl(parts.query, keep_blank_values=True) if parts.query else ()
    kept = sorted((k, v) for k, v in query if not TRACKING.match(k))
    path = SLASHES.sub("/", parts.path) or "/"
    path = path.rstrip("/" + BLANK) or "/"
    return urlunsplit((scheme, host, path, urlencode(kept), ""))


def identity_url(address: str) -> str:
    """The form under which two addresses of one page are equal: without scheme, www, m. and amp."""
    return AMP.sub("", BESIDE.sub("", address))


def identities(entry: Entry, base: str | None = None) -> tuple[str, ...]:
    """Everything that an entry is known by, the strongest first; at least one."""
    return identities_of(entry, base)[0]


def identities_of(entry: Entry, base: str | None = None) -> tuple[tuple[str, ...], str]:
    """The same, and what it is known by where all of that is others', too: its words."""
    found = []
    address = canonical_url(entry.link)
    if entry.guid and entry.guid.strip():
        guid = entry.guid.strip()[:500]
        found.append(f"guid:{canonical_url(guid) or guid}")
    if address and address != canonical_url(base):
        found.append(f"url:{identity_url(address)}")
    words = _by_words(entry)
    if _telling(entry.title.strip()) or not found:
        found.append(words)
    return tuple(dict.fromkeys(found)), words


def _telling(title: str) -> bool:
    """Whether a title is one article's. A Han character says as much as two letters; "Markets" is that of many."""
    return len(title) >= 12 or len(title) + sum(not c.isascii() for c in title) >= 12


def _by_words(entry: Entry) -> str:
    title = " ".join(entry.title.casefold().split())
    day = entry.published.date().isoformat() if entry.published else ""
    return f"title:{day}:{title[:300]}" if title else f"text:{entry.text[:200]}"


class Named(NamedTuple):
    """An entry, its identities, its words, and what it is known by among others: nothing where it is none."""

    entry: Entry
    every: tuple[str, ...]
    words: str
    known_by: tuple[str, ...]


def new_items(document: FeedDocument, feed_url: str | None = None) -> tuple[NewItem, ...]:
    """The entries of a document under their identities, each once; entries without any text are left out."""
    return items_of(named(document.entries, feed_url))


def items_of(every: Iterable[Named]) -> tuple[NewItem, ...]:
    """The entries that are known by anything."""
    return tuple(
        NewItem(one.known_by[0], one.known_by, one.entry, canonical_url(one.entry.link))
        for one in every
        if one.known_by
    )


def named(entries: Sequence[Entry], feed_url: str | None = None) -> list[Named]:
    """All entries of a document, told apart."""
    found = [(entry, *identities_of(entry, feed_url)) for entry in entries]
    told = iter(told_apart([(e.title, every, words) for e, every, words in found if e.title or e.text]))
    return [Named(e, every, words, next(told) if e.title or e.text else ()) for e, every, words in found]


def told_apart(rows: Sequence[tuple[Name, tuple[Name, ...], Name]]) -> list[tuple[Name, ...]]:
    """What each entry of a document is known by, of its title, identities and words, or what stands for them.

    Nothing where an entry repeats an earlier one.
    """
    found: list[tuple[Name, ...]] = []
    seen: set[Name] = set()
    shared = _shared(rows)
    for _, every, words in rows:
        # A guid or address that several entries of one document share identifies none of them.
        known_by = tuple(i for i in every if i not in shared) or (words,)
        found.append(() if seen & set(known_by) else known_by)
        seen.update(found[-1])
    return found


def _shared(rows: Sequence[tuple[Name, tuple[Name, ...], Name]]) -> frozenset[Name]:
    counts: dict[Name, set[Name]] = {}
    for title, every, _ in rows:
        for identity in every:
            counts.setdefault(identity, set()).add(title)
    return frozenset(i for i, titles in counts.items() if len(titles) > 1)
