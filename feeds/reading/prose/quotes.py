"""Direct quotations with their speakers. Quotation marks around a word or two are no quotation."""

import re
from collections.abc import Sequence

from feeds.model import Article, Mention, Quote
from feeds.reading.text import Sentence, sentences, size

QUOTED = re.compile(r"[\"“„](?P<q>[^\"“”„]{12,600}?)[\"”]|「(?P<h>[^「」]{6,300})」")
SAYS = {
    "en": re.compile(r"\b(?:said|says|told|wrote|added|tweeted|posted|noted|explained|stated|according to)\b", re.I),
    "id": re.compile(
        r"\b(?:kata|ujar|tutur|ungkap|ucap|jelas|tegas|papar|imbuh|tulis|terang|sebut|menurut|mengatakan|berkata|menulis|menyebut|menyatakan)(?:nya)?\b",
        re.I,
    ),
    "zh": re.compile(r"表示|称|说|写道|指出|认为|透露|强调|坦言|直言|回应|发文|介绍|谈到|告诉|提到"),
}
PRONOUN = re.compile(r"\b(?:he|she|ia|dia|beliau)\b|[他她]", re.I)


def quotes(article: Article, lang: str, mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """The quotations of an article whose speaker it names, in order."""
    found: list[Quote] = []
    offset = len(article.title) + 1
    people = [m for m in mentions if m.kind == "person" and m.start >= offset]
    last: str | None = None
    for sentence in _quoting_sentences(article.text):
        for match in QUOTED.finditer(sentence.text):
            text = (match.group("q") or match.group("h") or "").strip(" ,，。")
            if size(text) < 5:
                continue
            outside = sentence.text[: match.start()] + " " + sentence.text[match.end() :]
            if not SAYS[lang].search(outside):
                continue
            speaker = _speaker(sentence, match.start(), match.end(), offset, people)
            if speaker is None and PRONOUN.search(outside):
                speaker = last or _before(sentence.start + offset, people)
            if speaker:
                last = speaker
                found.append(Quote(speaker, text, sentence.text, article.id, lang))
    return tuple(found)


def _quoting_sentences(text: str) -> list[Sentence]:
    """Sentences, with one that a quotation spans kept whole."""
    result: list[Sentence] = []
    for sentence in sentences(text):
        if result and _open(result[-1].text) and text[result[-1].end : sentence.start].count("\n") == 0:
            first = result.pop()
            result.append(Sentence(text[first.start : sentence.end], first.start, sentence.end))
        else:
            result.append(sentence)
    return result


def _open(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("「") > text.count("」") or (text.count('"') % 2 == 1)


def _speaker(sentence: Sentence, start: int, end: int, offset: int, people: Sequence[Mention]) -> str | None:
    """The person named outside the quotation, nearest to it."""
    base = offset + sentence.start
    inside = [m for m in people if base <= m.start < offset + sentence.end and not base + start <= m.start < base + end]
    if not inside:
        return None
    nearest = min(inside, key=lambda m: min(abs(m.start - (base + end)), abs(base + start - m.end)))
    return nearest.full_name or nearest.name


def _before(at: int, people: Sequence[Mention]) -> str | None:
    earlier = [m for m in people if m.end <= at]
    return (earlier[-1].full_name or earlier[-1].name) if earlier else None
