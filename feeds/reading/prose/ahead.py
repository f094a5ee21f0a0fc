"""The sentences that look ahead: what is expected, planned, announced for later."""

import re
from itertools import islice

from feeds.model import Article
from feeds.reading.prose.boilerplate import is_filler
from feeds.reading.text import sentences, size

AHEAD = {
    "en": re.compile(
        r"\b(?:is|are) expected to|\bwill\b|\bplans? to\b|\bnext (?:week|month|year|quarter|spring|summer|autumn|fall|winter)|\bin the (?:first|second|third|fourth|coming|next)\b|\bupcoming\b|\bscheduled\b|\bis due\b|\bset to\b|\bby the end of\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:akan|bakal|diperkirakan|diharapkan|direncanakan|rencananya|berencana|mendatang|pekan depan|bulan depan|tahun depan|kuartal)\b",
        re.I,
    ),
    "zh": re.compile(
        r"将(?:于|在|会|更|继续|进一步|推出|发布|成为|迎来)?|预计|计划|有望|即将|未来|下(?:月|周|季度|半年)|明年|年底前"
    ),
}


def ahead(article: Article, lang: str) -> tuple[str, ...]:
    """The article's sentences that look ahead, as they stand, the last three."""
    found = (
        s.text
        for s in reversed(sentences(article.text))
        if AHEAD[lang].search(s.text) and not is_filler(s.text) and size(s.text) <= 60
    )
    return tuple(islice(found, 3))[::-1]
