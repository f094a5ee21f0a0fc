"""The 15-second summary: three bullets at most, 60 words (120 Han characters) together.

The first two are told from the record of the moves, in our own words and the reader's language; the third is a sentence
of the source that says why it matters or what comes next. An article that tells no move gives its own chief sentences.
Fewer bullets where there is no more to say; nothing is told twice.
"""

import re
from collections.abc import Sequence

from feeds.model import Bullet, Evidence, Move, Reading
from feeds.reading.ahead import AHEAD
from feeds.reading.boilerplate import is_boilerplate
from feeds.reading.catalog import Catalog
from feeds.reading.telling import follows, tell
from feeds.reading.text import Sentence, search_tokens, sentences, size

MOST_BULLETS = 3
LIMIT = {"zh": 120, "en": 60, "id": 60}
WHY = re.compile(
    r"\b(?:because|after|amid|following|due to|reason|compet\w+|talent|war|rival|race|largest|first|most|blow|setback|exodus|shift|strategy"
    r"|karena|setelah|persaingan|talenta|perang|terbesar|pertama|akibat|alasan|strategi|restrukturisasi)\b|因|由于|竞争|争夺|人才|最|首|战略|调整|流失|加剧",
    re.I,
)


def bullets(
    readings: Sequence[Reading], lang: str, catalog: Catalog, moves: Sequence[Move] | None = None
) -> tuple[Bullet, ...]:
    """The summary of a story's readings in a language; ``moves`` are the story's, else those of the readings."""
    told = [m for m in (moves if moves is not None else [m for r in readings for m in r.moves]) if not m.past]
    budget = LIMIT[lang]
    found: list[Bullet] = []
    if told and any(r.talent for r in readings):
        for text, evidence in _told(told, lang, catalog):
            if size(text) <= budget and len(found) < 2:
                found.append(Bullet(text, evidence))
                budget -= size(text)
    else:
        return _own_sentences(readings, lang)
    quoted = _sentence(readings, lang, budget, told, found)
    if quoted is not None:
        found.append(quoted)
    return tuple(found)


def _told(moves: Sequence[Move], lang: str, catalog: Catalog) -> list[tuple[str, tuple[Evidence, ...]]]:
    """Sentences from the moves: the first move, then its follow-up or the others, as many as two bullets hold."""
    lines: list[tuple[str, tuple[Evidence, ...]]] = []
    for number, move in enumerate(moves):
        evidence: tuple[Evidence, ...] = (Evidence(move.article_id, move.evidence),)
        text = tell(move, lang, catalog)
        next_up = follows(move, lang, catalog)
        if next_up and number:
            text = next_up
        lines.append((text, evidence))
        if next_up and not number:
            lines.append((next_up, evidence))
    if len(lines) <= 2:
        return lines
    # More than two: the second bullet tells as many of the rest as fit beside a third of the space.
    rest: list[tuple[str, tuple[Evidence, ...]]] = []
    room = LIMIT[lang] * 2 // 3 - size(lines[0][0])
    for text, evidence in lines[1:]:
        if sum(size(t) for t, _ in rest) + size(text) <= room:
            rest.append((text, evidence))
    if not rest:
        return lines[:2]
    joined = ("" if lang == "zh" else " ").join(t for t, _ in rest)
    return [lines[0], (joined, tuple(e for _, es in rest for e in es))]


def _sentence(
    readings: Sequence[Reading], lang: str, budget: int, told: Sequence[Move], have: Sequence[Bullet]
) -> Bullet | None:
    """A sentence of the source that adds something: why, or what comes next; in the reader's language if there is one."""
    evidence = {m.evidence for m in told}
    best: tuple[float, str, str] | None = None
    order = sorted(readings, key=lambda r: r.lang != lang)
    for reading in order[:6]:
        for number, sentence in enumerate(sentences(reading.article.text)):
            text = sentence.text
            if text in evidence or is_boilerplate(text) or not 5 <= size(text) <= budget or _dangling(text):
                continue
            score = (
                1.0
                - number * 0.04
                + (0.8 if WHY.search(text) else 0)
                + (0.5 if AHEAD[reading.lang].search(text) else 0)
            )
            score += 1.0 if reading.lang == lang else 0.0
            if best is None or score > best[0]:
                best = (score, text, reading.article.id)
        if best is not None and reading.lang == lang:
            break
    if best is None or len(have) >= MOST_BULLETS:
        return None
    return Bullet(best[1], (Evidence(best[2], best[1]),), quoted=True)


DANGLING = re.compile(
    r"^(?:he|she|it|they|his|her|their|this|that|these|those|but|and|so|the company|the firm|ia|dia|mereka|hal itu|namun|tetapi|dan|itu|ini|perusahaan itu|他|她|它|其|这|那|该公司|但|而|并|对此)\b",
    re.I,
)


def _dangling(text: str) -> bool:
    """Whether a sentence speaks of something that only the sentence before it names."""
    return DANGLING.match(text) is not None or re.match(r"^[他她它其这那]", text) is not None


def _own_sentences(readings: Sequence[Reading], lang: str) -> tuple[Bullet, ...]:
    """Three sentences of the first article that say the most, in their order and within the limit."""
    reading = next((r for r in readings if r.lang == lang), readings[0])
    article = reading.article
    listed = [s for s in sentences(article.text) if size(s.text) >= 4 and not is_boilerplate(s.text)]
    if not listed:
        title = article.title.strip()
        return (Bullet(_cut(title, LIMIT[lang]), (Evidence(article.id, title),)),) if title else ()
    limit = LIMIT[lang]
    chosen = _chosen(listed[:40], article.title, limit)
    return tuple(Bullet(t, (Evidence(article.id, s.text),)) for s, t in chosen)


def _chosen(listed: list[Sentence], title: str, limit: int) -> list[tuple[Sentence, str]]:
    """The sentences that hold most of the text's frequent words, early ones first, none like another."""
    counts: dict[str, int] = {}
    for sentence in listed:
        for token in set(search_tokens(sentence.text)):
            counts[token] = counts.get(token, 0) + 1
    wanted = set(search_tokens(title))
    ranked = sorted(
        enumerate(listed),
        key=lambda p: (
            -(
                sum(counts[t] > 1 for t in set(search_tokens(p[1].text))) / (len(search_tokens(p[1].text)) + 4)
                + 0.5 * len(wanted & set(search_tokens(p[1].text))) / (len(wanted) + 1)
                + 0.9 / (p[0] + 1)
                - (0.3 if _dangling(p[1].text) else 0)
            )
        ),
    )
    picked: list[tuple[int, Sentence]] = []
    room = limit
    for number, sentence in ranked:
        if len(picked) < MOST_BULLETS and size(sentence.text) <= room - 4 * (MOST_BULLETS - 1 - len(picked)):
            picked.append((number, sentence))
            room -= size(sentence.text)
    if not picked:
        first = listed[0]
        return [(first, _cut(first.text, limit))]
    return [(s, s.text) for _, s in sorted(picked, key=lambda p: p[0])]


def _cut(text: str, limit: int) -> str:
    """A sentence cut at its last clause that fits."""
    pieces = re.split(r"(?<=[,;，；、])\s*", text)
    kept = ""
    for piece in pieces:
        candidate = f"{kept} {piece}".strip() if " " in text else kept + piece
        if size(candidate) > limit:
            break
        kept = candidate
    if kept:
        return kept.rstrip(",;，；、 ")
    words = text.split() if " " in text else list(text)
    joiner = " " if " " in text else ""
    del words[limit * 20 :]  # no more can fit, and a "sentence" may be as long as its article
    while words and size(joiner.join(words)) > limit:
        words.pop()
    return joiner.join(words)
