"""The dateline of an Indonesian article: where and by whom it is told, no part of what it tells."""

import re

from feeds.model import Article
from feeds.reading.naming.name import Name

# "Jakarta, CNN Indonesia - -", "Surabaya (ANTARA News) -", "Liputan6.com, Jakarta -": where and by whom it is told.
DATELINE = re.compile(
    r"\s*(?:[A-Z][\w.'’/-]*[,]?\s+|\([A-Z][\w. /]*\)[,]?\s*|/\s*|\d{1,2}/\d{1,2}\s*){1,8}?(?:[-–—]{1,2}\s*)+(?=\S)"
    r"|\s*[A-Z]\w+\.(?:com|net|co\.id|id),? (?:Jakarta|Surabaya|Bandung|Medan|Yogyakarta|Semarang|Makassar|Bogor|Depok|Tangerang|Bekasi|London|Madrid)\b[ ,–-]*",
)


def dateline(article: Article) -> int:
    """How many characters of the text are its dateline."""
    match = DATELINE.match(article.text[:90])
    return match.end() if match else 0


def told_in(n: Name, article: Article, head: int) -> bool:
    """Whether a name stands in the dateline."""
    begin = len(article.title) + 1
    return begin <= n.start and n.end <= begin + head
