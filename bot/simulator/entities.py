"""Text as Telegram keeps it: cleaned, trimmed, with entities counted in UTF-16 units.

The way of a text and the entities given with it:
1. each entity's form is checked (a known type, its own fields, an address that can be opened);
2. offsets are checked against the text: inside it, never within a surrogate pair;
3. control characters become blanks, carriage returns vanish, the ends are trimmed, and the
   entities move along;
4. entities that cross each other are cut or dropped until they nest;
5. commands, mentions, hashtags and addresses are found and added where nothing stands yet.

The refusals are those of Telegram's open-source client library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.errors import bad_request

Entity = dict[str, Any]

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
BLOCKS = ("blockquote", "expandable_blockquote")
CODES = ("code", "pre")
LINKS = ("text_link", "text_mention", "custom_emoji", "date_time")
GIVEN = (*STYLES, *BLOCKS, *CODES, *LINKS)
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
    "pre": ("language",),
}
TEXT_UNITS = 4096
MOST_ENTITIES = 100
FAR = 1_000_000
_DROPPED = re.compile("\r|[\u2028-\u202e]|[\u0333\u033f\u030a]")
_BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?\b(?!/)")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.I | re.A)),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»”，。；：！？）]", re.I)),
    (
        "url",
        re.compile(
            r"(?<![\w@.-])(?:[\w-]+\.)+(?:com|org|net|info|ai|id|cn|hk|sg|tw|io|dev|app|co|me|tv|news)"
            r"(?![\w.-]*\w)(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]}'])?",
            re.I | re.A,
        ),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}\b")),
)


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text takes: Telegram's measure of length and offset."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cover(text: str, entity: Mapping[str, Any]) -> str:
    """The part of a text that an entity stands on."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = 2 * int(entity["offset"])
    return units[start : start + 2 * int(entity["length"])].decode("utf-16-le", "surrogatepass")


def formatted(text: str, given: Iterable[object]) -> tuple[str, list[Entity]]:
    """What Telegram stores for a text and the entities given with it.

    Returns the cleaned text and its entities by offset, those found by Telegram included.
    Raises ApiError 400 where a form or an offset is wrong.
    """
    entities = [entity for item in given if (entity := _read(item)) is not None]
    text, entities = _cleaned(text, _sorted(entities))
    text, entities = _trimmed(text, entities)
    entities = nested(entities)
    return text, _sorted([*entities, *_found(text, entities)])[:MOST_ENTITIES]


def found(text: str) -> list[Entity]:
    """The commands, mentions, hashtags and addresses in a text that a person typed."""
    return _sorted(_found(text, []))


def _read(item: object) -> Entity | None:
    if not isinstance(item, dict):
        raise _unreadable("expected an Object")
    kind = item.get("type")
    if kind is None:
        raise _unreadable('Can\'t find field "type"')
    offset, length = _number(item, "offset"), _number(item, "length")
    if kind in FOUND:
        return None
    if kind not in GIVEN:
        raise _unreadable("Unsupported type specified")
    if not 0 <= offset <= FAR:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not 0 <= length <= FAR:
        raise bad_request(f"receive an entity with incorrect length {length}")
    entity: Entity = {"type": kind, "offset": offset, "length": length}
    entity.update({name: item[name] for name in FIELDS.get(kind, ()) if name in item})
    _check_fields(entity)
    return entity if length else None


def _check_fields(entity: Entity) -> None:
    kind = entity["type"]
    if kind == "text_link":
        entity["url"] = checked_url(_text(entity, "url"), "entity URL")
    elif kind == "text_mention":
        if not isinstance(entity.get("user"), dict) or "id" not in entity["user"]:
            raise _unreadable('Can\'t find field "user"')
    elif kind == "custom_emoji":
        if not _text(entity, "custom_emoji_id").lstrip("-").isdecimal():
            raise _unreadable('Field "custom_emoji_id" must be a valid Number')
    elif kind == "date_time" and _number(entity, "unix_time") <= 0:
        raise bad_request("date_time entity has an invalid Unix time")


def checked_url(url: str, what: str) -> str:
    """An address that a tap can open, or 400 in the words that Telegram uses for `what`."""
    if not url:
        raise bad_request(f"{what} '{url}' is invalid: URL host is empty")
    parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    if parts.scheme.lower() not in ("http", "https", "tg", "ton", "tonsite"):
        raise bad_request(f"{what} '{url}' is invalid: Unsupported URL protocol")
    host = parts.hostname or ""
    if parts.scheme.lower() in ("http", "https") and ("." not in host or re.search(r"\s", url)):
        raise bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL")
    return url if "://" in url or url.startswith("tg:") else f"http://{url}/"


def _number(item: Mapping[str, Any], name: str) -> int:
    if name not in item:
        raise _unreadable(f'Can\'t find field "{name}"')
    value = item[name]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _unreadable(f'Field "{name}" must be of type Number')
    try:
        return int(value)
    except ValueError:
        raise _unreadable(f'Field "{name}" must be a valid Number') from None


def _text(item: Mapping[str, Any], name: str) -> str:
    if name not in item:
        raise _unreadable(f'Can\'t find field "{name}"')
    if not isinstance(item[name], str):
        raise _unreadable(f'Field "{name}" must be of type String')
    return str(item[name])


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: {reason}")


def _sorted(entities: list[Entity]) -> list[Entity]:
    order = {kind: rank for rank, kind in enumerate((*BLOCKS, *CODES, *LINKS, *STYLES))}
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], order.get(e["type"], len(order))))


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without what Telegram drops, its entities moved along and checked."""
    places: dict[int, int] = {}
    middles: dict[int, int] = {}
    kept: list[str] = []
    before = after = octets = 0
    for char in text:
        width = 2 if ord(char) > 0xFFFF else 1
        places[before] = after
        octets += len(char.encode("utf-8", "surrogatepass"))
        if width == 2:
            middles[before + 1] = octets
        before += width
        if not _DROPPED.match(char):
            after += width
            kept.append(_BLANKED.sub(" ", char))
    places[before] = after
    moved = [_moved(entity, places, middles) for entity in entities]
    return "".join(kept), [entity for entity in moved if entity["length"]]


def _moved(entity: Entity, places: Mapping[int, int], middles: Mapping[int, int]) -> Entity:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if start in middles:
        octets = middles[start]
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {octets}")
    if start not in places:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    beginning = f"entity beginning at UTF-16 offset {start}"
    if end in middles:
        raise bad_request(f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {middles[end]}")
    if end not in places:
        raise bad_request(f"{beginning} ends after the end of the text at UTF-16 offset {end}")
    return {**entity, "offset": places[start], "length": places[end] - places[start]}


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Blanks cut from the end, and from the beginning as far as no entity stands on them."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    first = min((entity["offset"] for entity in entities), default=len(text))
    skip = min(len(text) - len(text.lstrip(" \n")), first)
    result = []
    for entity in entities:
        start = entity["offset"]
        length = min(entity["length"], end - start)
        if length > 0:
            result.append({**entity, "offset": start - skip, "length": length})
    return text[skip:], result


def nested(entities: list[Entity]) -> list[Entity]:
    """Entities that lie inside or beside each other, never across.

    Links and code stand alone: the later of two that meet is dropped, and no style stands in
    code. A style that crosses the end of another entity is cut there.
    """
    blocks = _apart([e for e in entities if e["type"] in BLOCKS])
    solid = _apart([e for e in entities if e["type"] in (*CODES, *LINKS)])
    solid = [e for e in solid if not any(_crosses(e, block) for block in blocks)]
    styles = _merged([e for e in entities if e["type"] in STYLES])
    code = [e for e in solid if e["type"] in CODES]
    styles = [e for e in styles if not any(_meets(e, other) for other in code)]
    result = _sorted([*blocks, *solid])
    for style in styles:
        pieces = [style]
        for other in result:
            pieces = [part for piece in pieces for part in _cut(piece, other)]
        result.extend(pieces)
    return _sorted(result)


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _meets(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _crosses(one: Entity, other: Entity) -> bool:
    first, second = sorted((one, other), key=lambda e: (e["offset"], -e["length"]))
    return bool(first["offset"] < second["offset"] < _end(first) < _end(second))


def _apart(entities: list[Entity]) -> list[Entity]:
    result: list[Entity] = []
    for entity in _sorted(entities):
        if not result or entity["offset"] >= _end(result[-1]):
            result.append(entity)
    return result


def _merged(entities: list[Entity]) -> list[Entity]:
    result: list[Entity] = []
    last: dict[str, Entity] = {}
    for entity in _sorted(entities):
        previous = last.get(entity["type"])
        if previous is not None and entity["offset"] <= _end(previous):
            previous["length"] = max(_end(previous), _end(entity)) - previous["offset"]
        else:
            last[entity["type"]] = dict(entity)
            result.append(last[entity["type"]])
    return result


def _cut(piece: Entity, other: Entity) -> list[Entity]:
    if not _crosses(piece, other):
        return [piece]
    inside = _end(other) if piece["offset"] > other["offset"] else other["offset"]
    head = {**piece, "length": inside - piece["offset"]}
    return [head, {**piece, "offset": inside, "length": _end(piece) - inside}]


def _found(text: str, taken: list[Entity]) -> list[Entity]:
    busy = [e for e in taken if e["type"] in (*CODES, *LINKS)]
    result: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": utf16_length(match.group())}
            if any(_meets(entity, other) for other in (*busy, *result)):
                continue
            if not any(_crosses(entity, other) for other in taken):
                result.append(entity)
    return result
