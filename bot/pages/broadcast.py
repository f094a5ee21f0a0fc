"""The messages by which an administrator writes, confirms and follows a broadcast. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.locales.texts import Texts
from bot.pages.rich import Button, Rich, Span, Writer
from feeds.model import LANGUAGES
from storage.broadcasts import Broadcast, Progress

OWN_NAMES = {"en": "English", "id": "Bahasa Indonesia", "zh": "中文"}
Audience = Mapping[tuple[str, bool], int]

# What an administrator formats; addresses, names and commands Telegram finds by itself.
FORMATS = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
                     "code", "pre", "text_link"})  # fmt: skip


def size(it: Broadcast, audience: Audience) -> int:
    """How many chats a broadcast would reach."""
    return sum(n for (lang, many), n in audience.items() if lang in it.told and (it.groups or not many))


def draft_page(it: Broadcast, audience: Audience, t: Texts) -> Rich:
    """What a draft says and to whom it would go, with the buttons that change it."""
    out = Writer()
    out.line(t("A message to many"), "bold")
    if it.texts:
        names = [OWN_NAMES[slot] if slot else t("all languages") for slot in it.texts]
        out.line(t("There is a text for: {names}.", names=t.many(names)))
        out.line(_reach(size(it, audience), t))
    out.line(t("Reply to this message with the text for {name}; its formatting is kept.", name=_slot(it.slot, t)))
    missing = [OWN_NAMES[lang] for lang in it.languages if it.texts and lang not in it.told]
    if missing:
        out.line(t("No text, so nothing for chats in: {names}.", names=t.many(missing)))
    slots = [Button(("▸ " if it.slot == s else "") + _slot(s, t), f"bt:{it.id}:{s}") for s in ("", *LANGUAGES)]
    rows = [slots[:2], slots[2:]]
    for lang in LANGUAGES:
        count = sum(n for (one, many), n in audience.items() if one == lang and (it.groups or not many))
        mark = "✓" if lang in it.languages else "–"
        rows.append([Button(f"{mark} {OWN_NAMES[lang]} · {t.number(count)}", f"bl:{it.id}:{lang}")])
    groups = sum(n for (_, many), n in audience.items() if many)
    mark = "✓" if it.groups else "–"
    rows.append([Button(f"{mark} {t('groups and channels')} · {t.number(groups)}", f"bg:{it.id}")])
    if size(it, audience):
        rows.append([Button(t("Send…"), f"bs:{it.id}")])
    return out.done([*rows, [Button(t("Discard"), f"bx:{it.id}")]])


def confirm_page(it: Broadcast, audience: Audience, t: Texts) -> Rich:
    """The last question."""
    out = Writer()
    out.line(_reach(size(it, audience), t), "bold")
    out.line(t("Quiet hours are kept: a chat in them gets it when they end. What has arrived cannot be taken back."))
    return out.done([[Button(t("Yes, send it"), f"by:{it.id}"), Button(t("Back"), f"bk:{it.id}")]])


def progress_page(it: Broadcast, so_far: Progress, t: Texts) -> Rich:
    """How far it has come, in the place of the draft."""
    out = Writer()
    if it.state == "running":
        out.line(t("On its way: {n} of {count} sent", n=t.number(so_far.sent), count=t.number(it.total)), "bold")
    _result(out, so_far, t)
    return out.done([[Button(t("Stop"), f"bx:{it.id}")]] if it.state == "running" else [])


def report(it: Broadcast, so_far: Progress, t: Texts) -> Rich:
    """What has become of it, at the end."""
    out = Writer()
    told = {"stopped": t("Your message was stopped."), "draft": t("Discarded; nothing was sent.")}
    out.line(told.get(it.state, t("Your message has gone out.")), "bold")
    if it.state != "draft":
        out.line(t("Sent to {n} of {count} chats", n=t.number(so_far.sent), count=t.number(it.total)))
        _result(out, so_far, t)
    return out.done()


def _result(out: Writer, so_far: Progress, t: Texts) -> None:
    for count, text in (
        (
            so_far.held,
            t.n("{n} waits for its quiet hours to end", "{n} wait for their quiet hours to end", so_far.held),
        ),
        (so_far.unreached, t.n("{n} could not be reached", "{n} could not be reached", so_far.unreached)),
        (so_far.left_out, t.n("{n} left out", "{n} left out", so_far.left_out)),
    ):
        if count:
            out.line(text)


def _reach(count: int, t: Texts) -> str:
    return t.n("It goes to {n} chat.", "It goes to {n} chats.", count)


def _slot(slot: str, t: Texts) -> str:
    return OWN_NAMES[slot] if slot else t("all languages")


def as_rich(written: Mapping[str, Any]) -> Rich:
    """A text as it arrives, the administrator's formatting kept."""
    spans = [
        Span(e["type"], e["offset"], e["length"], url=e.get("url"), language=e.get("language"))
        for e in written["entities"]
    ]
    return Rich(str(written["text"]), tuple(spans))


def cut(written: Mapping[str, Any], text: str) -> Mapping[str, Any]:
    """A message as it was written, of which only the text at its end counts: what stands before (a command) goes.

    Offsets count UTF-16 units, as Telegram's do. Formatting that Telegram adds by itself is left out.
    """
    whole = str(written["text"])
    before = len(whole[: len(whole) - len(text)].encode("utf-16-le", "surrogatepass")) // 2
    end = before + len(text.encode("utf-16-le", "surrogatepass")) // 2
    kept = []
    for one in written.get("entities", ()):
        begins, ends = max(one["offset"], before), min(one["offset"] + one["length"], end)
        if one["type"] in FORMATS and begins < ends:
            kept.append({**one, "offset": begins - before, "length": ends - begins})
    return {"text": text, "entities": kept}
