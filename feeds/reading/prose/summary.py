"""The 15-second summary: three bullets at most, 60 words (120 Han characters) together.

1. The first two are told from the record of the moves, in our own words and the reader's language (``telling``): the
   first move, then who follows or the other moves. Where an article is in the reader's language, a telling must rest on
   it (``rests_on``); one that does not is left out, for then the record holds what the article does not say. There, too,
   a telling that fills few slots gives way to the article's sentence about the same move where that says more.
2. What is left goes to sentences of a source, chosen for what they add and made shorter (``choosing``): one sentence as
   it stands where the source is in another language, else as many as make three bullets.
3. An article that tells no move gives its lead, sentence by sentence, and one without sentences its title.
4. Where room is left for one sentence more, it stands in the bullet of its neighbour; the last bullet is one sentence.

Fewer bullets where there is no more to say; nothing is told twice.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feeds.model import Bullet, Evidence, Move, MoveKind, MoveStatus, Reading
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.choosing import LITTLE, Choice, choices, choose, content, in_order, weights
from feeds.reading.prose.resting import first_resting, rests_on
from feeds.reading.prose.telling import follows, tellings
from feeds.reading.text import search_tokens, size

MOST_BULLETS = 3
LIMIT = {"zh": 120, "en": 60, "id": 60}
# A move that fills so many of its slots heads the summary in our own words.
FULL = 3
# What the place and form of a line in our own words are worth, beside those of a sentence of the source.
OWN_WORDS = 1.0

Told = tuple[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that tells moves of one kind and way, and these moves."""

    text: str
    group: Sequence[Move]


def bullets(
    readings: Sequence[Reading], lang: str, catalog: Catalog, moves: Sequence[Move] | None = None
) -> tuple[Bullet, ...]:
    """The summary of a story's readings in a language; ``moves`` are the story's, else those of the readings."""
    told = [m for m in (moves if moves is not None else [m for r in readings for m in r.moves]) if not m.past]
    lines = _lines(told, readings, lang, catalog) if told and any(r.talent for r in readings) else []
    home = next((r for r in readings if r.lang == lang), None)
    if home is not None and lines and lines[0].group[0].article_id in ("", home.article.id):
        return _at_home(home, lang, lines) or _title(home, lang)
    found = [Bullet(t, e) for t, e in _two(lines, lang)]
    if home is not None or not found:
        found += _sentences(home or readings[0], lang, found, _retelling(told, lang, catalog))
    else:
        found += _quotation(readings, lang, found)
    return tuple(found) or _title(readings[0], lang)


def _lines(moves: Sequence[Move], readings: Sequence[Reading], lang: str, catalog: Catalog) -> list[Line]:
    """The moves as sentences, each that tells something new: first the chief one, then who follows and the others."""
    sources = {r.article.id: r.article.whole for r in readings if r.lang == lang}
    lines: list[Line] = []
    for group in _ordered(_groups(moves)):
        source = sources.get(group[0].article_id, "")
        # A denial is told by another article than the one that told the move, and must not be left out for want of it.
        places = (source, *sources.values()) if group[0].status is MoveStatus.DENIED else (source,)
        texts = (first_resting(tellings(group, lang, catalog, place), place) for place in places)
        text = next((told for told in texts if told), None)
        after = follows(group[0], lang, catalog, source) if len(group) == 1 else None
        if after is not None and (not source or rests_on(after, source)):
            lines += [Line(text, group)] if text and not lines else []
            lines.append(Line(after, group))
        elif text:
            lines.append(Line(text, group))
    lines = [line for n, line in enumerate(lines) if not _said(line.text, [p.text for p in lines[:n]], lang)]
    return [line for line in lines if size(line.text) <= LIMIT[lang] // 2]


def _two(lines: Sequence[Line], lang: str) -> list[Told]:
    """One or two bullets: the first line, then as many of the others as a third of the room holds."""
    told = [(line.text, _evidence(line.group)) for line in lines]
    return [*told[:1], *_together(told[1:], LIMIT[lang] // 3, lang)]


def _at_home(reading: Reading, lang: str, lines: Sequence[Line]) -> tuple[Bullet, ...]:
    """The bullets of an article that tells moves in the reader's language.

    A line that says where from, where to and as what stands at the head. One that says less gives way to the
    article's sentence about the same move where that says more in its room.
    """
    found = _candidates(reading, lang)
    told = [_told(line, number - len(lines), lang, found) for number, line in enumerate(lines)]
    sentences = {e.sentence for line in lines for e in _evidence(line.group)}
    heads = told[:1] if _full(lines[0].group[0]) else [*told, *(c for c in found if c.sentence in sentences)]
    chosen = _best(reading, [*told, *found], LIMIT[lang], MOST_BULLETS, starts=[[h] for h in heads])
    by_number = dict(zip((c.number for c in told), lines, strict=True))
    chief = {e.sentence for e in _evidence(lines[0].group)}
    if all(c.number != told[0].number for c in chosen):  # the chief move stands first, whoever's words tell it
        chosen = sorted(chosen, key=lambda c: (c.sentence not in chief, c.number))
    single = [
        Bullet(c.text, _evidence(by_number[c.number].group))
        if c.number < 0
        else Bullet(c.text, (Evidence(reading.article.id, c.sentence),), quoted=_unbroken(c))
        for c in chosen
    ]
    return tuple(_paired(single, MOST_BULLETS, reading))


def _paired(single: list[Bullet], most: int, reading: Reading) -> list[Bullet]:
    """``most`` bullets of one more: the two shortest neighbours become one, the last stays alone."""
    if len(single) <= most:
        return single
    at = min(range(len(single) - 2), key=lambda n: size(single[n].text) + size(single[n + 1].text))
    first, second = single[at], single[at + 1]
    text = first.text + ("" if reading.lang == "zh" else " ") + second.text
    pair = Bullet(text, first.evidence + second.evidence, quoted=text in reading.article.text)
    return [*single[:at], pair, *single[at + 2 :]]


def _evidence(group: Sequence[Move]) -> tuple[Evidence, ...]:
    return tuple(Evidence(m.article_id, m.evidence) for m in group)


def _told(line: Line, number: int, lang: str, found: Sequence[Choice]) -> Choice:
    """A told line among the sentences of the source, in the place of those that it rests on."""
    rested_on = {m.evidence for m in line.group}
    instead = frozenset(c.number for c in found if c.sentence in rested_on)
    return Choice(line.text, line.text, number, OWN_WORDS, content(line.text, lang), size(line.text), instead)


def _full(move: Move) -> bool:
    """Whether a move says where from and where to, or three of: where from, where to, as what, before that, for whom."""
    to = move.to_org if move.to_key != move.from_key else None
    role = move.from_role if move.from_role != move.role else None
    return bool(move.from_org and to) or sum(map(bool, (move.from_org, to, move.role, role, move.replaces))) >= FULL


def _together(lines: Sequence[Told], room: int, lang: str) -> list[Told]:
    """As many lines as the room holds, as one bullet; the first in any case."""
    kept: list[Told] = []
    for line in lines:
        if not kept or sum(size(t) for t, _ in kept) + size(line[0]) <= room:
            kept.append(line)
    if not kept:
        return []
    return [(("" if lang == "zh" else " ").join(t for t, _ in kept), tuple(e for _, es in kept for e in es))]


def _groups(moves: Sequence[Move]) -> list[list[Move]]:
    """The moves in order, those of several people that differ in nothing else together; a move without slots is none."""
    groups: dict[tuple[object, ...], list[Move]] = {}
    for number, move in enumerate(moves):
        if not (move.from_org or move.to_org or move.role or move.from_role or move.person):
            continue
        same: tuple[object, ...] = (move.kind, move.status, move.from_key, move.to_key, move.role, move.date)
        alone = move.person is None or move.kind is MoveKind.LAID_OFF or move.replaces
        groups.setdefault((number,) if alone else (*same, move.article_id), []).append(move)
    return list(groups.values())


def _ordered(groups: Sequence[list[Move]]) -> list[list[Move]]:
    """Those that say who and where or what first, posts without a name after them; what says less only for want of others."""
    full = [g for g in groups if _way(g[0]) and g[0].person]
    nameless = [g for g in groups if _way(g[0]) and not g[0].person]
    lay_offs = [g for g in nameless if g[0].kind is MoveKind.LAID_OFF]
    if full:
        return [*full, *lay_offs] if groups[0] not in lay_offs else [*lay_offs, *full]
    return nameless or list(groups[:1])


def _way(move: Move) -> bool:
    return bool(move.from_org or move.to_org or move.role or move.from_role or move.replaces)


def _said(text: str, before: Sequence[str], lang: str) -> bool:
    """Whether a line says nothing that the lines before it do not say."""
    have = {t for line in before for t in search_tokens(line)} | LITTLE[lang]
    new = [t for t in search_tokens(text) if t not in have]
    return bool(before) and len(new) < 2


def _retelling(moves: Sequence[Move], lang: str, catalog: Catalog) -> Callable[[str], bool]:
    """Whether a sentence says a move once more: it names the person and where they go to or come from.

    Such a sentence stands in every further source of a story; the third bullet is there to say why, or what comes next.
    """

    def spellings(key: str | None, name: str | None) -> list[str]:
        return [n for n in {name or "", catalog.display(key, lang, name or "")} if n]

    told = [
        (spellings(m.person_key, m.person), spellings(m.from_key, m.from_org) + spellings(m.to_key, m.to_org))
        for m in moves
        if m.person
    ]

    def retells(sentence: str) -> bool:
        return any(any(p in sentence for p in people) and any(o in sentence for o in places) for people, places in told)

    return retells


def _candidates(reading: Reading, lang: str) -> list[Choice]:
    """The versions of an article's sentences that may be shown to readers of a language."""
    article = reading.article
    foreign = reading.lang != lang
    found = choices(
        article.text, reading.lang, reading.mentions, len(article.title) + 1, as_it_stands=foreign, title=article.title
    )
    return [c for c in found if rests_on(c.text, article.whole)] or found


def _sentences(
    reading: Reading, lang: str, told: Sequence[Bullet], retells: Callable[[str], bool] = lambda _: False
) -> list[Bullet]:
    """The sentences of an article that add most to what is told, up to three bullets and within the limit."""
    article = reading.article
    found = _candidates(reading, lang)
    if told:
        rested_on = {e.sentence for b in told for e in b.evidence}
        elsewhere = article.id not in {e.article_id for b in told for e in b.evidence}
        found = [c for c in found if c.sentence not in rested_on and not (elsewhere and retells(c.sentence))] or found
    room, most = LIMIT[lang] - sum(size(b.text) for b in told), MOST_BULLETS - len(told)
    lead = [] if told else in_order(found, room, most)  # what is no move is told as its own lead tells it
    chosen = _best(reading, found, room, most, told, [lead] if len(lead) == most else [])
    single = [
        Bullet(
            c.text, (Evidence(article.id, c.sentence),), quoted=_unbroken(c) and (bool(told) or reading.lang != lang)
        )
        for c in chosen
    ]
    return _paired(single, MOST_BULLETS - len(told), reading)


def _quotation(readings: Sequence[Reading], lang: str, told: Sequence[Bullet]) -> list[Bullet]:
    """One sentence as it stands in a source of another language."""
    room = LIMIT[lang] - sum(size(b.text) for b in told)
    for reading in readings[:6]:
        article = reading.article
        found = choices(article.text, reading.lang, as_it_stands=True, title=article.title)
        evidence = {e.sentence for b in told for e in b.evidence}
        fresh = [c for c in found if c.sentence not in evidence]
        for choice in _best(reading, fresh, room, 1, told):
            return [Bullet(choice.text, (Evidence(article.id, choice.sentence),), quoted=True)]
    return []


def _best(
    reading: Reading,
    found: Sequence[Choice],
    room: int,
    most: int,
    told: Sequence[Bullet] = (),
    starts: Sequence[Sequence[Choice]] = (),
) -> list[Choice]:
    article = reading.article
    weight = weights(article.text, article.title, reading.lang, [m.name for m in reading.mentions])
    known = frozenset(t for b in told for t in search_tokens(b.text))
    return choose(found, weight, room, most, known, starts)


def _unbroken(choice: Choice) -> bool:
    return choice.text.rstrip(".。") in choice.sentence


def _title(reading: Reading, lang: str) -> tuple[Bullet, ...]:
    """The title, or what there is of a text, where nothing of it stands as a sentence."""
    article = reading.article
    line = article.title.strip() or article.text.strip().split("\n")[0].strip()
    return (Bullet(_cut(line, LIMIT[lang]), (Evidence(article.id, line),)),) if line else ()


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
