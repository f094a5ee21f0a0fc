"""What was read of a feed's entries, kept as digests, so that those that stand as they stood are not read again; pure.

1. Of regular documents only (``feeds.intake.slices``), and only where all around the entries that tells their meaning
   is as it was: addresses, content type, the beginning of the document with its namespaces.
2. Which entries are one is told over all of a document's. For an entry that is not read, the digests of what it is
   known by stand in; where it would come out otherwise than last time, as where it shares its guid no longer, or
   shares it from now on, the document is read whole.
3. Kept are a digest of what is around and, for each entry in order, ``RECORD``: digests of its bytes, its title, its
   words, its guid and its address, and the flags below. 64 bits each: a feed that contrives two alike hides an entry of
   its own.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct

from feeds.intake.canonical import Named, told_apart
from feeds.intake.slices import Slices

SIZE = 8
RECORD = Struct(f"{SIZE}s{SIZE}s{SIZE}s{SIZE}s{SIZE}sB")
NONE = bytes(SIZE)
MOST_KEPT = 128  # entries of a feed: five KiB
READ_AS = b"1"  # counted up when entries come to be read, or known, otherwise than before (test_unchanged)

BY_GUID, BY_ADDRESS, BY_WORDS = 1, 2, 4  # what it was known by in its document; none where it repeated an earlier one
WORDS_TELL, EMPTY = 8, 16


def digest(data: bytes) -> bytes:
    """Eight bytes that stand for any number."""
    return hashlib.blake2b(data, digest_size=SIZE).digest()


def _of(text: str) -> bytes:
    return digest(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Mark:
    """What an entry is known by, in digests; ``flags`` are set once it is told apart from the others."""

    whole: bytes
    title: bytes
    words: bytes
    guid: bytes
    address: bytes
    flags: int

    @property
    def every(self) -> tuple[bytes, ...]:
        """Its identities, the strongest first."""
        told = (self.guid, self.address, self.words if self.flags & WORDS_TELL else NONE)
        return tuple(one for one in told if one != NONE)

    def known_by(self, named: Sequence[bytes]) -> int:
        """The flags where it is known by these of its identities."""
        told = ((self.guid, BY_GUID), (self.address, BY_ADDRESS), (self.words, BY_WORDS))
        return self.flags & (WORDS_TELL | EMPTY) | sum(flag for one, flag in told if one in named)


def mark_of(data: bytes, one: Named) -> Mark:
    """An entry that was read from these bytes."""
    told = {_flag(identity): _of(identity) for identity in one.every}
    flags = (WORDS_TELL if BY_WORDS in told else 0) | (0 if one.entry.title or one.entry.text else EMPTY)
    guid, address = told.get(BY_GUID, NONE), told.get(BY_ADDRESS, NONE)
    words = told.get(BY_WORDS) or _of(one.words)
    return Mark(digest(data), _of(one.entry.title), words, guid, address, flags | sum(map(_flag, one.known_by)))


def known_as(one: Named, flags: int) -> Named:
    """An entry, known by what its flags say."""
    return one._replace(known_by=tuple(i for i in dict.fromkeys((*one.every, one.words)) if _flag(i) & flags))


def _flag(identity: str) -> int:
    return BY_GUID if identity.startswith("guid:") else BY_ADDRESS if identity.startswith("url:") else BY_WORDS


def settled(marks: Sequence[Mark]) -> list[int]:
    """The flags of all entries of a document, in order."""
    full = [mark for mark in marks if not mark.flags & EMPTY]
    named = iter(told_apart([(mark.title, mark.every, mark.words) for mark in full]))
    return [mark.known_by(() if mark.flags & EMPTY else next(named)) for mark in marks]


def around(slices: Slices, content_type: str | None, url: str | None, feed_url: str) -> bytes:
    """A digest of whatever beside an entry's bytes decides how it is read and known."""
    told = "\0".join((content_type or "", url or "", feed_url)).encode("utf-8", "surrogatepass")
    return digest(b"\0".join((READ_AS, told, slices.data[: slices.around])))


def kept(about: bytes, marks: Iterable[Mark]) -> bytes:
    """To be kept of a document, of marks with all their flags."""
    return about + b"".join([RECORD.pack(m.whole, m.title, m.words, m.guid, m.address, m.flags) for m in marks])


def marks_in(known: bytes, about: bytes) -> dict[bytes, Mark]:
    """What was kept, by the bytes of the entries; nothing where what is around is another."""
    if known[:SIZE] != about or (len(known) - SIZE) % RECORD.size:
        return {}
    return {row[0]: Mark(*row) for row in RECORD.iter_unpack(known[SIZE:])}
