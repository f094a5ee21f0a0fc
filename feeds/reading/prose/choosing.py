"""Which sentences of an article to show, and in which of their versions, when room is short.

1. Each sentence is divided off, judged (boilerplate, headings, what leans on the sentence before) and made shorter in
   several versions (``shortening``). An opening pronoun becomes the name it stands for where only one can be meant
   (``antecedents``); a sentence whose pronoun stays is shown only where nothing else is.
2. Every content word has a weight: how often the article says it, whether the title has it, how early it comes, whether
   it is part of a name or a number.
3. Of all versions the combination is searched for whose new words weigh most in the room there is (a beam search over a
   small knapsack); words already told count no more, so that each bullet tells something else.

The figures in ``Taste`` are set by hand. A model of which words the open Indonesian summaries keep (logistic, three folds)
came to the same overlap with them and to fewer key facts, and one of how much of a sentence they keep (ridge, three folds)
to .50 of their words instead of .48 and to fewer key facts in Indonesian and English, so none is shipped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from feeds.model import Mention
from feeds.reading.prose.antecedents import faceless, leans, named, points
from feeds.reading.prose.boilerplate import is_boilerplate, is_filler, is_whole
from feeds.reading.prose.shortening import NO_COMMENT, SPEECH, versions
from feeds.reading.text import Sentence, folded, search_tokens, sentences, size, words

# Sentences beyond these are background in any article of the press.
FARTHEST = 30
# Combinations of each length that the search goes on from.
WIDTH = 12
_LITTLE_EN = (
    "the of and to in a an is for on that with as at by from his her its it be was are has have had will would who which after over says said new not but this these those their they them he she"
    " i we you about into out up been more than were or if when while also can could may there what how where s t no so do did does one all some any other such our my your"
)
_LITTLE_ID = (
    "yang dan di ke dari untuk pada dengan ini itu dalam adalah akan tidak juga oleh sebagai karena atau ada dapat bisa para telah sudah saat tersebut bahwa ia dia mereka kami kita saya hal lebih agar"
    " secara serta namun menjadi seperti antara hingga lalu kata ujar menurut masih setelah jadi nya pun sebuah seorang sang si tak belum bagi kepada terhadap tentang yakni yaitu"
)
_LITTLE_ZH = "的 了 是 在 和 与 及 将 已 为 对 等 也 并 其 这 那 有 于 以 该 中 上 下 而 之 个 从 到 被 由 据 称 表示"
LITTLE = {"en": frozenset(_LITTLE_EN.split()), "id": frozenset(_LITTLE_ID.split()), "zh": frozenset(_LITTLE_ZH.split())}
WHY = re.compile(
    r"\b(?:because|after|amid|following|due to|reason|compet\w+|rival|largest|first|most|blow|setback|exodus|strategy|restructur\w+|replace\w*|succe\w+|expected|plans?|will"
    r"|karena|setelah|menggantikan|digantikan|pengganti|persaingan|terbesar|pertama|akibat|alasan|strategi|restrukturisasi|akan|rencana\w*|mulai)\b"
    r"|因|由于|竞争|争夺|首|战略|调整|流失|加剧|接任|接替|将|计划|预计",
    re.I,
)

FOLLOWS = re.compile(
    r"\b(?:replac\w+|succeed\w*|successor|takes? over|took over|taking over|predecessor|interim"
    r"|menggantikan|gantikan|digantikan|pengganti\w*|suksesor|pendahulu\w*)\b|接替|接任|继任|接班|前任|接棒",
    re.I,
)
# Under such a title what shares cost is the news itself.
PRICES = re.compile(r"\b(?:shares?|stocks?|saham|IHSG)\b|股价|股票|涨停|跌停", re.I)
# What a sentence taken in order leaves for each one to come, as a part of all the room.
HELD_BACK = 8


@dataclass(frozen=True, slots=True)
class Taste:
    """What counts for how much when sentences are chosen."""

    often: float = 0.6
    title: float = 0.5
    early: float = 0.25
    name: float = 0.5
    number: float = 0.8
    place: float = 0.06  # how fast a sentence loses with its place in the text
    first: float = 0.3  # what the first sentence has over the rest
    speech: float = 0.45
    hanging: float = 0.5
    faceless: float = 0.6  # "he" of somebody whom the sentence does not name
    why: float = 0.1
    follows: float = 0.8  # who comes after whom: no move's article is without it, nor its reader's first question
    asked: float = 0.4  # questions and exclamations are mostly calls to the reader
    lost: float = 0.8  # where a page's lost links have left holes (",,")
    off: float = 0.4  # a later sentence without a word of the title may be of another story on the page


TASTE = Taste()


@dataclass(frozen=True, slots=True)
class Choice:
    """A version of a sentence that may be shown; ``number`` is the sentence's place in the text."""

    text: str
    sentence: str
    number: int
    worth: float  # of its place and form, a factor
    words: frozenset[str]
    room: int
    instead: frozenset[int] = (
        frozenset()
    )  # the sentences that it tells in other words, and that need no telling beside it


def choices(
    text: str,
    lang: str,
    mentions: Sequence[Mention] = (),
    offset: int = 0,
    *,
    taste: Taste = TASTE,
    as_it_stands: bool = False,
    title: str = "",
) -> list[Choice]:
    """The versions of a text's sentences that may be shown; those that lean on another only where none stands alone.

    ``mentions`` are the article's, at offsets that begin ``offset`` before the text. ``as_it_stands`` asks for versions
    that stand unbroken in the text, for a quotation.
    """
    found: list[Choice] = []
    about = {t for t in search_tokens(title) if t not in LITTLE[lang]}
    parts = parted(text)[:FARTHEST]
    alone = named(parts, lang, mentions, offset)
    for number, sentence in enumerate(parts):
        said = NO_COMMENT.sub("", sentence.text)
        empty = is_boilerplate(said) if PRICES.search(title) else is_filler(said)
        if empty or not is_whole(said) or _amid_speech(text, sentence):
            continue
        worth = _worth(alone[number], number, taste)
        if ",," in sentence.text:
            worth *= 1 - taste.lost
        if about and number > 1 and about.isdisjoint(search_tokens(sentence.text)):
            worth *= 1 - taste.off
        for version in versions(alone[number], lang):
            if as_it_stands and version.rstrip(".。") not in sentence.text:
                continue
            kept = worth * (1 + taste.follows * (FOLLOWS.search(version) is not None))
            found.append(Choice(version, sentence.text, number, kept, content(version, lang), size(version)))
    faces = frozenset(
        word
        for m in mentions
        if m.kind == "person"
        for name in (m.name, m.full_name or "")
        for word in (*words(folded(name)), name)
    )
    found = [replace(c, worth=c.worth * (1 - taste.faceless)) if faceless(c.text, faces) else c for c in found]
    return [c for c in found if not leans(c.text)] or found


def content(text: str, lang: str) -> frozenset[str]:
    """The words of a text that say something."""
    return frozenset(t for t in search_tokens(text) if t not in LITTLE[lang])


def _amid_speech(text: str, sentence: Sentence) -> bool:
    """Whether a quotation that began before the sentence in its paragraph is still open where it starts."""
    line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start]
    return line.count("“") > line.count("”") or line.count("「") > line.count("」") or line.count('"') % 2 == 1


def parted(text: str) -> list[Sentence]:
    """The sentences, with those divided that a page's lost markup has run together ("…2020.,Airbus")."""
    found: list[Sentence] = []
    for sentence in sentences(text):
        at = sentence.start
        for glue in re.finditer(
            r"(?<=[a-z)\d][.!?]),?(?=[A-Z][a-z]+,{0,2} \w)|(?<=[.!?][\"”]),(?=[A-Z\"“])", sentence.text
        ):
            end = sentence.start + glue.start()
            found.append(Sentence(text[at:end], at, end))
            at = sentence.start + glue.end()
        found.append(Sentence(text[at : sentence.end], at, sentence.end))
    return found


def weights(text: str, title: str, lang: str, names: Iterable[str], taste: Taste = TASTE) -> dict[str, float]:
    """What each content word of an article is worth."""
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for number, sentence in enumerate(parted(text)[:FARTHEST]):
        for token in search_tokens(sentence.text):
            if token not in LITTLE[lang]:
                counts[token] = counts.get(token, 0) + 1
                first.setdefault(token, number)
    wanted = set(search_tokens(title))
    named = {t for name in names for t in search_tokens(name)}
    return {
        token: (1 + taste.often * log(count))
        * (1 + taste.title * (token in wanted) + taste.name * (token in named) + taste.number * token[:1].isdigit())
        / (1 + taste.early * first[token])
        for token, count in counts.items()
    }


def choose(
    found: Sequence[Choice],
    weight: dict[str, float],
    limit: int,
    most: int,
    told: frozenset[str] = frozenset(),
    starts: Sequence[Sequence[Choice]] = (),
) -> list[Choice]:
    """Choices of different sentences, in the text's order, within ``limit`` words together.

    ``most`` where so many can be had, one more where it fits beside them, and of those the combination worth most that
    the search comes to. It holds one of ``starts`` whole, where there are any that fit.
    """
    best: tuple[int, float, list[Choice]] = (0, 0.0, [])
    starts = [s for s in starts if sum(c.room for c in s) <= limit] or [[]]
    for pool in (found, [c for c in found if c.room <= limit // most + 5]):
        for start in starts:
            value, picked = _search(start, pool, weight, limit, most, told)
            if (min(len(picked), most), value) > best[:2]:
                best = (min(len(picked), most), value, picked)
        if best[0] == most:
            break  # else what is long has left no room, and the short ones may be more
    return sorted(best[2], key=lambda c: c.number)


def in_order(found: Sequence[Choice], limit: int, most: int) -> list[Choice]:
    """The first ``most`` sentences, each in its longest version that leaves some room for those to come.

    Fewer where one of them leaves none or says nothing new.
    """
    way = _Way(0.0, (), frozenset(), limit)
    for number in sorted({c.number for c in found})[:most]:
        held_back = (most - len(way.picked) - 1) * limit // HELD_BACK
        fitting = [c for c in found if c.number == number and c.room <= way.room - held_back and _new(c, way.said)]
        if fitting:
            way = _with(way, max(fitting, key=lambda c: c.room), 0.0)
    return list(way.picked)


@dataclass(frozen=True, slots=True)
class _Way:
    """Choices picked so far, what they are worth and which words they have said."""

    value: float
    picked: tuple[Choice, ...]
    said: frozenset[str]
    room: int


def _search(
    start: Sequence[Choice],
    found: Sequence[Choice],
    weight: dict[str, float],
    limit: int,
    most: int,
    told: frozenset[str],
) -> tuple[float, list[Choice]]:
    """Beam search: the best ``WIDTH`` combinations of each number of choices are gone on from."""
    way = _Way(0.0, (), told, limit)
    for choice in start:
        way = _with(way, choice, _gain(choice, way.said, weight))
    ways = [way]
    shortest: dict[int, int] = {}
    for choice in found:
        shortest[choice.number] = min(choice.room, shortest.get(choice.number, choice.room))
    one_more = [0] if most > 1 else []
    for to_come in [*range(most - len(start) - 1, -1, -1), *one_more]:
        longer: dict[frozenset[Choice], _Way] = {}
        for way in ways:
            for choice in _open_to(found, way, shortest, to_come):
                gain = _gain(choice, way.said, weight)
                if gain > 0:
                    together = _with(way, choice, gain)
                    known = longer.get(key := frozenset(together.picked))
                    if known is None or known.value < together.value:
                        longer[key] = together
        if not longer:
            break
        ways = sorted(longer.values(), key=lambda w: -w.value)[:WIDTH]
    return ways[0].value, list(ways[0].picked)


def _open_to(found: Sequence[Choice], way: _Way, shortest: dict[int, int], to_come: int) -> list[Choice]:
    """The choices that fit and leave room for the shortest of those to come; those that merely fit, where none does."""
    used = {n for c in way.picked for n in (c.number, *c.instead)}
    numbers = {c.number for c in way.picked}
    found = [c for c in found if c.number not in used and numbers.isdisjoint(c.instead)]
    rooms = sorted((room, number) for number, room in shortest.items() if number not in used)[: to_come + 1]
    fitting = [c for c in found if c.room <= way.room]
    kind = [
        c for c in fitting if c.room + sum([room for room, number in rooms if number != c.number][:to_come]) <= way.room
    ]
    return kind or fitting


def _with(way: _Way, choice: Choice, gain: float) -> _Way:
    return _Way(way.value + gain, (*way.picked, choice), way.said | choice.words, way.room - choice.room)


def _gain(choice: Choice, said: frozenset[str], weight: dict[str, float]) -> float:
    return choice.worth * sum(weight.get(t, 0.5) for t in _new(choice, said))


def _new(choice: Choice, said: frozenset[str]) -> frozenset[str]:
    """The words that a choice adds; none where it says for the most part what is told already."""
    new = choice.words - said
    return frozenset() if len(new) < 2 or len(new) * 2 < len(choice.words) else new


def _worth(text: str, number: int, taste: Taste) -> float:
    worth = 1 / (1 + taste.place * number) + (taste.first if number == 0 else 0)
    if SPEECH.search(text):
        worth *= 1 - taste.speech
    if points(text):
        worth *= 1 - taste.hanging
    if text.rstrip('"”’)').endswith(("?", "？", "!", "！")):
        worth *= 1 - taste.asked
    return worth * (1 + taste.why * (WHY.search(text) is not None))
