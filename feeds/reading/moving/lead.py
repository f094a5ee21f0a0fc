"""Whom a lead speaks of without a name: "The head of Norvale has resigned. Tara Qvist, who had led the firm …"."""

import re
from collections.abc import Sequence

from feeds.reading.moving.drafts import OUT_FRAMES
from feeds.reading.moving.places import ROLE, Draft
from feeds.reading.moving.slots import Masked, Token

LEADS = 2  # the title and the first sentence
# How the next sentence goes on about who was spoken of, by a post before the name or by what stands behind it.
BEFORE = re.compile(rf"^(?:(?:The |Its |Former |Mr |Ms |Mrs )?(?:{ROLE['en'].pattern}),? )?$", re.I)
AFTER = re.compile(
    r"^(?:,? (?:\(?\d\d\)?,? )?(?:who|was|had been|has been|had|took (?:up|over|charge)|became|led|headed|joined|spent|oversaw)\b|, (?:\d\d,|a |the |who ))"
)
SPEAKS = re.compile(r"\b(?:said|says|told|added|wrote|according to)\b")


def introduced(drafts: Sequence[Draft], sentences: Sequence[Masked], lang: str) -> None:
    """Give the departures that a lead tells of nobody by name the person whom the sentence after it introduces."""
    if lang != "en":
        return
    for draft in drafts:
        if draft.person is not None or draft.frame not in OUT_FRAMES or draft.masked.number >= LEADS:
            continue
        if any(True for _ in draft.masked.people()):
            continue
        following = next((m for m in sentences if not m.in_title and m.number > draft.masked.number), None)
        token = _opening(following) if following is not None else None
        if token is not None and following is not None:
            draft.person = token.name
            draft.notes.append(f"{token.name.text}, whom the next sentence introduces")


def _opening(masked: Masked) -> Token | None:
    """The person with whom a sentence opens, where it goes on about them and lets nobody speak."""
    token = next(masked.people(), None)
    if token is None or not BEFORE.match(masked.text[: token.start]):
        return None
    behind = masked.text[token.end :]
    if not AFTER.match(behind) or SPEAKS.search(behind[:120]):
        return None
    return token
