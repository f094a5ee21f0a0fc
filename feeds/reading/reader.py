"""From an article to its reading: language, names, moves, quotations, what lies ahead, and whether it is talent news."""

from dataclasses import replace

from feeds.model import Article, Reading
from feeds.reading.gate import Gate, gate
from feeds.reading.language import detect
from feeds.reading.moving import moves, talent
from feeds.reading.moving.drafts import LONGEST_READ, UNFILLED
from feeds.reading.naming import names
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.ahead import ahead
from feeds.reading.prose.quotes import quotes

MOST_TOLD = 10  # refusals that are stored with an item, for /why


class Reader:
    """Reads articles with one catalog; holds nothing else."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def gate(self, article: Article) -> Gate:
        """Whether title and teaser may be talent news at all."""
        return gate(article.title, article.text, detect(article.whole, article.lang))

    def read(self, article: Article) -> Reading:
        """Everything that one article says; the same article gives the same reading.

        Of a longer text than ``LONGEST_READ`` the beginning is read, so that no page can hold up the stream.
        """
        article = _beginning(article)
        lang = detect(article.whole, article.lang)
        found = names.read(article, lang, self.catalog)
        findings = moves.find(article, lang, found, self.catalog)
        mentions = names.as_mentions(found)
        told = [f"{r.cue!r}: {r.why}" for r in findings.refused if r.why != UNFILLED]
        scored = talent.score(article, findings.moves, frozenset(0 if m.in_title else m.number for m in findings.cued))
        return Reading(
            article=article,
            lang=lang,
            talent=scored.value >= talent.LINE,
            score=scored.value,
            moves=findings.moves,
            mentions=mentions,
            quotes=quotes(article, lang, mentions),
            ahead=ahead(article, lang),
            explain=(*scored.why, *told[:MOST_TOLD]),
            refused=tuple(findings.refused),
        )


def _beginning(article: Article) -> Article:
    if len(article.text) <= LONGEST_READ:
        return article
    text = article.text[:LONGEST_READ]
    return replace(article, text=text.rpartition("\n")[0] or text)
