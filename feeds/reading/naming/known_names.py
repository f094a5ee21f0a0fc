"""The names in a text that the catalog knows, where they stand as such."""

import re
from dataclasses import replace

from feeds.reading.naming import han_names, pinyin
from feeds.reading.naming.catalog import Catalog, Spelling
from feeds.reading.naming.match import bounded, misread, near_context, ordinary
from feeds.reading.naming.name import Name
from feeds.reading.naming.words import given_names
from feeds.reading.text import Folded, has_han

# What follows a firm's name as part of it.
LEGAL_FORM = re.compile(
    r",? (?:Inc|Corp|Ltd|PLC|Plc|plc|Co|LLC|LP|AG|SE|NV|SA|Tbk|Bhd|Group|Holdings|Technologies)\b(?:\.(?=[\s,’'])(?! [A-Z]))?"
)
GIVES_POST = r"(?:聘任|任命|选举|委任|提名|推选|聘请|增选|补选|选聘)"


def known(whole: str, text: Folded, catalog: Catalog) -> list[Name]:
    """The known names in a text, in order and without overlaps; ``text`` is ``whole`` folded."""
    found: list[tuple[int, int, Spelling]] = []
    within = ordinary(text.text)
    for spelling, start, end in catalog.found_in(text.text):
        if not bounded(text.text, start, end) or misread(text.text, start, end, within):
            continue
        if spelling.entity.kind == "person" and _of_a_longer(text.text, start, end, whole, text):
            continue
        if _stands(spelling, whole, text, start, end):
            found.append((start, end, spelling))
    found.sort(key=lambda f: (f[0], -f[1]))
    kept: list[Name] = []
    reached = 0
    for start, end, spelling in found:
        if start < reached:
            continue
        reached = end
        a, b = text.span(start, end)
        e = spelling.entity
        if e.kind == "organisation":
            b = _with_legal_form(whole, a, b)
        kept.append(Name(whole[a:b], a, b, e.kind, whole[a:b], e.id, e.id))
    return [n for n in _in_full(kept) if not _given_name(n, whole)]


def _of_a_longer(folded_text: str, start: int, end: int, whole: str, text: Folded) -> bool:
    """Whether a known person's short name is part of somebody else's: 赵明 in 赵明远辞职, "Prabowo" in "Dimas Prabowo"."""
    if has_han(folded_text[start:end]):
        return end - start == 2 and han_names.longer(folded_text, start)
    a, b = text.span(start, end)
    before = re.search(r"(?:^|[\s(])([A-Z][a-z]+) $", whole[max(0, a - 20) : a])
    if " " in whole[a:b] or before is None or not whole[a:b].isalpha():
        return False
    word = before.group(1).lower()
    return word in given_names()


def _in_full(names: list[Name]) -> list[Name]:
    """Known people under the longest form that the article has of the very name: "Benioff" → "Marc Benioff"."""
    forms: dict[str, set[str]] = {}
    for n in names:
        if n.kind == "person":
            forms.setdefault(n.key, set()).add(n.text)
    return [
        replace(n, full=max((f for f in forms[n.key] if n.text in f), key=len)) if n.kind == "person" else n
        for n in names
    ]


def _with_legal_form(whole: str, start: int, end: int) -> int:
    """Where a firm's name ends once "Inc." and its like are taken in, full stop included."""
    while legal := LEGAL_FORM.match(whole, end):
        end = legal.end()
    if LEGAL_FORM.search(whole[start:end] + " ") and re.match(r"\.(?=[\s,’'])(?! [A-Z])", whole[end : end + 3]):
        return end + 1
    return end


def _given_name(n: Name, whole: str) -> bool:
    """Whether a known firm's name is somebody's given name here: "Luo Sina" speaks of no portal."""
    if n.kind == "organisation" and n.text[1:2] == "为":
        # 聘任沈华为总经理 appoints somebody; it speaks of no 华为.
        return bool(re.search(rf"{GIVES_POST}[{''.join(pinyin.common())}]$", whole[max(0, n.start - 6) : n.start]))
    if n.kind != "organisation" or not re.fullmatch(r"[A-Z][a-z]+", n.text):
        return False
    before = re.search(r"\b([A-Z][a-z]+) $", whole[max(0, n.start - 16) : n.start])
    return before is not None and pinyin.surname_first(before.group(1), n.text)


def _stands(spelling: Spelling, whole: str, text: Folded, start: int, end: int) -> bool:
    entity = spelling.entity
    a, b = text.span(start, end)
    if spelling.shown in entity.exact and whole[a:b] != spelling.shown:
        return False
    if (
        not has_han(spelling.text)
        and entity.kind == "organisation"
        and whole[a:b].islower()
        and not spelling.shown.islower()
    ):
        return False  # "meta" and "target" in small letters are words; names of firms are written with a capital
    if spelling.shown in entity.ambiguous:
        return near_context(text.text, start, end, spelling.context)
    return True
