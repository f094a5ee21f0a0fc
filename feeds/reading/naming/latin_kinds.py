"""What a capitalised form is, by its words and what stands beside it: a person, an organisation, or either."""

import re
from dataclasses import dataclass
from typing import Literal

from feeds.reading.naming import pinyin
from feeds.reading.naming.latin_runs import bare
from feeds.reading.naming.lexicon import (
    ORG_ENDINGS,
    ORG_WORDS,
    PLACES,
    PORTFOLIOS,
    ROLE_EN,
    ROLE_ID,
)
from feeds.reading.sieve import sieved

TITLE_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Pak|Bu|Ibu|Bapak)\.?\s+|(?:"
    + ROLE_EN.pattern
    + r"),?\s+(?:dr\.\s*)?|(?:"
    + ROLE_ID.pattern
    + r")\s+)$",
    re.I,
)
SAID = re.compile(
    r"^(?:,? (?:\d\d|who|said|says|told|wrote|kata|ujar|tutur|ungkap|jelas|mengatakan|menyebut|menuturkan)\b|, \d\d\b| \(\d\d)"
)

# Words of firms that name none by themselves: "the Company", "the Board".
GENERIC_ALONE = frozenset(
    """
    pt company board group bank firm committee department ministry division inc corp ltd co plc unit fund university
    agency commission council court federation association foundation union club team
    """.split()
)

# "chief executive of the carmaker Norvale Motion": what follows the kind of firm is a firm.
KIND_OF_FIRM = re.compile(
    r"\b(?:of|at|for|from|joins?|joined|joining|left|leaving) (?:the |a |an |its )?(?:[a-z][\w-]* ){0,3}(?:label|brand|retailer|chain|platform|app|lender|carmaker|automaker|airline|unicorn|operator|publisher"
    r"|studio|developer|fintech|agency|insurer|chipmaker|start-?up|firm|company) $"
)
FormKind = Literal["person", "organisation", "name", "weak", "initial"]


@dataclass(frozen=True, slots=True)
class Form:
    """A capitalised form at ``[start, end)``."""

    text: str
    start: int
    end: int
    kind: FormKind


def kind_of(
    sentence: str, text: str, start: int, end: int, titled: bool, initial: bool, possessive: bool
) -> FormKind | None:
    """What the form ``text`` at ``[start, end)`` of a sentence is; None where it names nothing.

    ``titled``: a post or a courtesy stands before it. ``initial``: it begins the sentence.
    """
    parts = [bare(p) for p in text.split()]
    if all(p in PLACES for p in parts) or all(p in GENERIC_ALONE for p in parts) or all(p in PORTFOLIOS for p in parts):
        return None
    if len(parts) > 1 and re.match(r"[A-Z]{3,6} [A-Z][a-z]", text) and len(parts) == 2:
        return "organisation"  # "PDIP Malang": a party's or an agency's people of a place
    if len(parts) == 2 and parts[-1] not in ORG_WORDS and pinyin.latin_key(text):
        return "person"
    if any(p in ORG_WORDS for p in parts) or ORG_ENDINGS.search(text) or "&" in text:
        return "organisation"
    several = len(parts) >= 2
    if several and len(parts) <= 5 and not any(c.isdigit() for c in text):
        before = sentence[max(0, start - 60) : start]
        if KIND_OF_FIRM.search(before) and not titled:
            return "organisation"
        titled = titled or (
            sieved(TITLE_BEFORE).search(before) is not None and not re.search(r"\b(?:of|for|at|in|the|di) $", before)
        )
        if titled or pinyin.latin_key(text):
            return "person"
        if parts[0] in PLACES or parts[-1] in PLACES or text.isupper():
            return "organisation"
        if SAID.match(sentence[end : end + 12]):
            return "person"
        return "name" if not possessive or len(parts) in (2, 3) else "organisation"
    if several:
        return "organisation"
    if text.isupper() and 2 <= len(text) <= 6:
        return "organisation"
    return "initial" if initial else "weak"
