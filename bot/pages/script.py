"""Chinese in traditional characters, for chats that read them: one conversion of the finished message.

1. OpenCC's "s2tw" converts by phrases and leaves every text as long as it was, character by character.
2. What it does by dictionary and the press does not is mended: 台 stays 台 (台積電), and 里 is 裡 only where it means
   inside, which it does not in names (里德·霍夫曼).
3. Quotation marks are those of the traditional press: 「 」.
4. Names are no phrases: a surname such as 余 or 范 stays what it is, in the names that the catalog knows and in those
   that stand by themselves, as in a headline; the same name is then kept through the whole text.

Addresses and the data of buttons are left alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import opencc

from bot.pages.rich import units
from feeds.reading.text import has_han

HANT, HANS = "hant", "hans"
MARKS = str.maketrans("“”‘’", "「」『』")
INSIDE = frozenset("这那哪心手夜家城村屋眼嘴怀骨暗水年话")  # before 里
INSIDE_AFTER = frozenset("面头边")
OF_NAMES = frozenset("余范于郁征姜岳")  # characters that a conversion of phrases would change in a name
ALONE = re.compile(r"(?<![一-鿿])[余范于郁][一-鿿]{1,2}(?![一-鿿])")
FOREIGN = re.compile(r"[一-鿿]{1,6}(?=[·・])")  # the first part of a transliterated name: 于尔根·施密德胡伯


def script_of(code: str | None) -> str:
    """The script of a Telegram language code: zh-hant, zh-TW, zh-HK and yue are read in traditional characters."""
    parts = (code or "").lower().replace("_", "-").split("-")
    if parts[0] not in ("zh", "yue"):
        return ""
    if "hans" in parts:
        return HANS
    return HANT if parts[0] == "yue" or {"hant", "tw", "hk", "mo"} & {*parts} else HANS


class Traditional:
    """Converts texts and payloads; ``names`` are those that must be taken for names wherever they stand."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted({n for n in names if has_han(n) and OF_NAMES & {*n}}, key=len, reverse=True))

    def text(self, text: str) -> str:
        """A text in traditional characters, as long in code points as it was."""
        if not has_han(text):
            return text
        chars = list(_converted(text).translate(MARKS))
        for at, ch in enumerate(text):
            if ch == "台" or (ch == "里" and not _inside(text, at)):
                chars[at] = ch
        standing = dict.fromkeys((*ALONE.findall(text), *FOREIGN.findall(text)))
        for name in (*(n for n in self.names if n in text), *standing):
            begin = text.find(name)
            while begin >= 0:
                for at in range(begin, begin + len(name)):
                    chars[at] = text[at] if text[at] in OF_NAMES else chars[at]
                begin = text.find(name, begin + len(name))
        return "".join(chars)

    def payload(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A stored payload with its text, its caption and the labels of its buttons converted."""
        found = dict(payload)
        for field, marks in (("text", "entities"), ("caption", "caption_entities")):
            if field in found:
                found[field] = self.text(found[field])
            if found.get(marks) and units(found[field]) != units(payload[field]):
                found[marks] = _moved(payload[marks], payload[field], found[field])
        keyboard = (found.get("reply_markup") or {}).get("inline_keyboard")
        if keyboard:
            rows = [[b | {"text": self.text(b["text"])} for b in row] for row in keyboard]
            found["reply_markup"] = {**found["reply_markup"], "inline_keyboard": rows}
        return found


def _inside(text: str, at: int) -> bool:
    return text[at - 1 : at] in INSIDE or text[at + 1 : at + 2] in INSIDE_AFTER


def load() -> None:
    """Load OpenCC, which takes some tenths of a second: off the event loop, before its first text."""
    _converter()


@cache
def _converter() -> Callable[[str], str]:
    """OpenCC's conversion, loaded with the first text that needs it."""
    convert: Callable[[str], str] = opencc.OpenCC("s2tw").convert
    return convert


def _converted(text: str) -> str:
    convert = _converter()
    whole = convert(text)
    if len(whole) == len(text):
        return whole
    # A phrase of another length would shift every entity: then each character by itself.
    singly = (convert(ch) for ch in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, singly, strict=True))


def _moved(entities: Iterable[Mapping[str, Any]], before: str, after: str) -> list[dict[str, Any]]:
    """The entities of a text whose characters have other lengths in UTF-16 now."""
    old, new = _offsets(before), _offsets(after)
    place = {offset: new[at] for at, offset in enumerate(old)}
    moved = []
    for one in entities:
        begin, end = place[one["offset"]], place[one["offset"] + one["length"]]
        moved.append({**one, "offset": begin, "length": end - begin})
    return moved


def _offsets(text: str) -> list[int]:
    found = [0]
    for ch in text:
        found.append(found[-1] + (2 if ord(ch) > 0xFFFF else 1))
    return found
