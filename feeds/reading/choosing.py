"""Which sentences of an article to show, and in which of their versions, when room is short.

1. Each sentence is divided off, judged (boilerplate, headings, what hangs on the sentence before) and made shorter in
   several versions (``shortening``). An opening pronoun becomes the name it stands for where only one person can be meant.
2. Every content word has a weight: how often the article says it, whether the title has it, how early it comes, whether
   it is part of a name or a number.
3. Versions are taken one after another, each time the one that adds the most weight for the room it takes; words already
   told count no more, so that each bullet tells something else. Then single choices are exchanged while that helps.

The figures in ``Taste`` are set by hand. A model of which words the open Indonesian summaries keep (logistic, three folds)
came to the same overlap with them and to fewer key facts, so none is shipped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from feeds.model import Mention
from feeds.reading.boilerplate import is_filler, is_whole
from feeds.reading.shortening import SPEECH, versions
from feeds.reading.text import Sentence, has_han, search_tokens, sentences, size

# Sentences beyond these are background in any article of the press.
FARTHEST = 30
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
DANGLING = re.compile(
    r"^(?:(?:he|she|it|they|his|her|their|this|that|these|those|but|and|so|the (?:company|firm|bank|move|group|decision|deal|two|pair)|both|another|others|such|according to him"
    r"|ia|dia|mereka|beliau|hal (?:itu|ini|tersebut)|namun|tetapi|tapi|dan|itu|ini|perusahaan (?:itu|tersebut|ini)|keduanya|menurutnya|sebab|pasalnya|karena itu|sehingga|padahal|langkah (?:itu|ini)|dirinya|tak hanya itu|selain itu|di sana)\b"
    r"|[他她它其这那此]|该(?:公司|团队|机构|行|委员会)|两人|二人|双方|对此|上述|但|而|并)",
    re.I,
)
PRONOUN = {
    "en": re.compile(r"^(?P<own>His|Her)\b|^(?P<who>He|She)\b(?!['’](?:ll|d|s)\b)"),
    "id": re.compile(r"^(?P<who>Ia|Dia|Beliau|Dirinya)\b"),
    "zh": re.compile(r"^(?P<own>[他她]的)(?!话)|^(?P<who>[他她])(?!们|人|的)"),
}


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
    why: float = 0.1
    room: float = 1.0  # 1: weight for each word of room; 0: weight alone
    shortened: float = 0.0
    asked: float = 0.4  # questions and exclamations are mostly calls to the reader
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


def choices(
    text: str,
    lang: str,
    people: Sequence[Mention] = (),
    offset: int = 0,
    *,
    taste: Taste = TASTE,
    as_it_stands: bool = False,
    title: str = "",
) -> list[Choice]:
    """The versions of a text's sentences that may be shown.

    ``people`` are its mentions of people, at offsets that begin ``offset`` before the text. ``as_it_stands`` asks for
    versions that stand unbroken in the text, for a quotation.
    """
    found: list[Choice] = []
    about = {t for t in search_tokens(title) if t not in LITTLE[lang]}
    before: Sentence | None = None
    for number, sentence in enumerate(parted(text)[:FARTHEST]):
        if not is_filler(sentence.text) and is_whole(sentence.text) and not _amid_speech(text, sentence):
            named = _named(sentence.text, before, lang, people, offset)
            worth = _worth(named, number, lang, taste)
            if about and number > 1 and about.isdisjoint(search_tokens(sentence.text)):
                worth *= 1 - taste.off
            for version in versions(named, lang):
                if as_it_stands and version.rstrip(".。") not in sentence.text:
                    continue
                words = frozenset(t for t in search_tokens(version) if t not in LITTLE[lang])
                factor = worth * (1 - taste.shortened if version != named else 1)
                found.append(Choice(version, sentence.text, number, factor, words, size(version)))
        before = sentence
    return found


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
            r"(?<=[a-z)\d][.!?]),?(?=[A-Z][a-z]+,? [a-z])|(?<=[.!?][\"”]),(?=[A-Z\"“])", sentence.text
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
    taste: Taste = TASTE,
) -> list[Choice]:
    """At most ``most`` choices of different sentences, in the text's order, within ``limit`` words together."""
    picked: list[Choice] = []
    while len(picked) < most:
        rest = _open_to(found, picked, limit, most)
        gains = [(_gain(c, picked, weight, told) / c.room**taste.room, -c.number, c) for c in rest]
        best = max(gains, key=lambda g: g[:2], default=None)
        if best is None or best[0] <= 0:
            break
        picked.append(best[2])
    return sorted(_exchanged(picked, found, weight, limit, told), key=lambda c: c.number)


def _exchanged(
    picked: list[Choice], found: Sequence[Choice], weight: dict[str, float], limit: int, told: frozenset[str]
) -> list[Choice]:
    """The picked choices with one after another replaced by what is worth more in the same room; two rounds at most."""
    for _ in range(2):
        changed = False
        for at in range(len(picked)):
            others = picked[:at] + picked[at + 1 :]
            room = limit - sum(c.room for c in others)
            numbers = {c.number for c in others}
            best = max(
                (c for c in found if c.room <= room and c.number not in numbers),
                key=lambda c: _gain(c, others, weight, told),
                default=picked[at],
            )
            if _gain(best, others, weight, told) > _gain(picked[at], others, weight, told) + 1e-9:
                picked = [*others[:at], best, *others[at:]]
                changed = True
        if not changed:
            break
    return picked


def _open_to(found: Sequence[Choice], picked: Sequence[Choice], limit: int, most: int) -> list[Choice]:
    """The choices that fit and leave room for the shortest of those to come; those that merely fit, where none does."""
    used = {c.number for c in picked}
    left = limit - sum(c.room for c in picked)
    shortest: dict[int, int] = {}
    for c in found:
        if c.number not in used:
            shortest[c.number] = min(c.room, shortest.get(c.number, c.room))
    to_come = most - len(picked) - 1
    rooms = sorted((room, number) for number, room in shortest.items())[: to_come + 1]
    fitting = [c for c in found if c.number not in used and c.room <= left]
    kind = [
        c for c in fitting if c.room + sum([room for room, number in rooms if number != c.number][:to_come]) <= left
    ]
    return kind or fitting


def _gain(choice: Choice, picked: Sequence[Choice], weight: dict[str, float], told: frozenset[str]) -> float:
    have = told.union(*(c.words for c in picked))
    new = choice.words - have
    if len(new) < 2 or len(new) * 4 < len(choice.words):
        return 0.0  # it says what is told already
    return choice.worth * sum(weight.get(t, 0.5) for t in new)


def _worth(text: str, number: int, lang: str, taste: Taste) -> float:
    worth = 1 / (1 + taste.place * number) + (taste.first if number == 0 else 0)
    if SPEECH.search(text):
        worth *= 1 - taste.speech
    if hangs(text):
        worth *= 1 - taste.hanging
    if text.rstrip('"”’)').endswith(("?", "？", "!", "！")):
        worth *= 1 - taste.asked
    return worth * (1 + taste.why * (WHY.search(text) is not None))


def hangs(text: str) -> bool:
    """Whether a sentence speaks of something that only the sentence before it names."""
    return DANGLING.match(text) is not None


def _named(text: str, before: Sentence | None, lang: str, people: Sequence[Mention], offset: int) -> str:
    """The sentence with an opening pronoun replaced by the one person whom the sentence before it names."""
    match = PRONOUN[lang].match(text)
    if match is None or before is None:
        return text
    names = {m.full_name or m.name for m in people if before.start <= m.start - offset < before.end}
    if len(names) != 1:
        return text
    name = names.pop()
    own = match.groupdict().get("own") is not None
    ending = ("的" if has_han(text) else ("'" if name.endswith("s") else "'s")) if own else ""
    space = " " if lang == "zh" and not has_han(name) else ""
    return name + ending + space + text[match.end() :]
