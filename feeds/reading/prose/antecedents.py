"""What an opening "he", "the company", 该公司 or "perseroan" stands for, so that a sentence can stand alone.

1. A person is meant by "He…" where the nearest sentence before that names people names one only, whoever the sentence
   names itself aside; of several the one who opens that sentence and is named most. A sentence that itself opened so
   carries its person on; one that speaks of "he" further in ends the search. A name that stands once, in mid-sentence,
   and that nobody knows may be no person's: nobody is meant by it, but it counts as another.
2. An organisation is meant by "The company…" where the sentence before names one only, else the one that the article
   names most, if no other comes near.
3. Where that is not sure the sentence keeps its words, and ``leans`` says that it cannot be shown alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feeds.model import Mention
from feeds.reading.text import Sentence, folded, has_han, words

# How many sentences back a person may stand whom nobody has displaced.
REACH = 2
ANYWHERE = re.compile(r"\b(?:[Hh]e|[Ss]he|him|[Hh]is|[Hh]er|ia|dia|beliau|dirinya)\b|(?<!其)[他她](?!们|人|国|乡)")
# Somebody speaks or is spoken of whom the names do not show.
WITHIN = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Ii]a|[Dd]ia)\b|[他她]|\b(?:kata|ujar|ucap|tutur|ungkap|jelas|tegas|papar|imbuh|terang|lanjut|said|says|added) [A-Z]|[A-Z]\w+ (?:said|says|added|told)\b"
)
CLEAR = 2  # how many times the mentions of the next one make an organisation the article's own
PERSON = {
    "en": re.compile(
        r"^(?P<own>His|Her)\b(?! (?:and|or)\b)|^(?:He|She|(?P<lead>[A-Z][^,.“”\"]{1,50}, )(?:he|she))\b(?P<verb>['’](?:s|ll|ve))?(?!['’])"
    ),
    "id": re.compile(r"^(?:Ia|Dia|Beliau|Dirinya|(?P<lead>[A-Z][^,.“”\"]{1,50}, )(?:ia|dia|beliau|dirinya))\b"),
    "zh": re.compile(r"^(?P<own>[他她]的)(?!话)|^(?P<lead>[^，。“”]{2,16}，)?[他她](?!们|人|的|俩)"),
}
COMPANY = {
    "en": re.compile(
        r"^The (?:[A-Z][\w.]+(?: [A-Z][\w.]+)?-based )?(?:company|firm|bank|lender|start-?up|carmaker|automaker|retailer|chipmaker|airline|club|insurer|lab|brokerage)\b"
        r"(?P<own>['’]s?)?(?! (?:that|which|whose|where|of|behind|he|she|they)\b)"
    ),
    "id": re.compile(
        r"^(?:Perusahaan|Perseroan|Emiten|Startup|Klub|Bank|Maskapai)(?: (?:itu|ini|tersebut))\b"
        r"|^(?:Perseroan|Manajemen perseroan)(?= (?:juga |telah |akan |pun |sudah |masih )?(?:me\w+|ber\w+|akan|telah)\b)"
    ),
    "zh": re.compile(
        r"^(?:该|本)(?:公司|集团|行|企业)(?!的?(?:一|两|三|前))|^公司(?=董事会|监事会|股东|于|将|已|拟|在|并|还|也|表示|称|宣布|方面|决定|预计|计划|目前|发言人)"
    ),
}
SHORT_VERB = {"'ll": " will", "'ve": " has"}
# Leans on the sentence before for who it speaks of, and cannot be shown alone.
LEANS = re.compile(
    r"^(?:(?:he|she|it(?! (?:is|was|remains) (?:not )?(?:(?:yet|still|immediately|also) )?(?:clear|unclear|known|unknown|possible|likely|unlikely|expected|hard)\b)|they|his|her|their|its|both(?= (?:are|were|have|had|will|men|women))"
    r"|the (?:two|pair|latter|former)(?= (?:is|are|was|were|will|has|have|had|said|would|plan|men|women|companies))|according to (?:him|her|them)|in them"
    r"|i|we|my|our|saya|kami|kita|aku|ia|dia|mereka|beliau|keduanya|ketiganya|menurutnya|dirinya|pihaknya|sang \w+)\b"
    r"|[他她它我]|其(?!中|他|实|次|余)|两人|二人|三人|双方)",
    re.I,
)
# Speaks of something by "this" or "that": it reads well only below the sentence before.
POINTS = re.compile(
    r"^(?:(?:this|that|these|those|but|and|so|such|another|others|the (?:company|firm|bank|move|group|decision|deal|news|announcement|departure|appointment|change)"
    r"|hal (?:itu|ini|tersebut)|namun|tetapi|tapi|dan|itu|ini|perusahaan|perseroan|sebab|pasalnya|karena itu|sehingga|padahal|tak hanya itu|selain itu|di sana)\b"
    r"|(?!(?:hari|saat|tahun|pekan|bulan|kali|musim|malam|pagi|siang|sore|selama|sejauh) )(?:[\w-]+ ){1,4}?(?:itu|tersebut|ini)\b(?<!saat ini)(?<!hari ini)(?<!tahun ini)"
    r"|[那此]|这|该|对此|上述|但|而|并|且|公司(?!治理)|辞职后|届时|文中|目前已)",
    re.I,
)


def leans(text: str) -> bool:
    """Whether a sentence opens with a pronoun for somebody whom only another sentence names."""
    return LEANS.match(text) is not None


def points(text: str) -> bool:
    """Whether a sentence opens by pointing at what the sentence before says."""
    return POINTS.match(text) is not None


def faceless(text: str, names: frozenset[str]) -> bool:
    """Whether a sentence says "he" or "him" of somebody whom none of the ``names`` (folded words) in it can be."""
    found = ANYWHERE.search(text)
    return found is not None and names.isdisjoint(words(folded(text))) and not _within(text, names)


def _within(text: str, names: frozenset[str]) -> bool:
    return has_han(text) and any(has_han(name) and name in text for name in names)


@dataclass(slots=True)
class _Named:
    """A sentence with the names of the people and of the organisations in it, one for each key."""

    people: dict[str, str]
    organisations: dict[str, str]
    opens: str | None = None  # the key of the person whose name is the sentence's first


def named(parts: Sequence[Sentence], lang: str, mentions: Sequence[Mention], offset: int) -> list[str]:
    """The sentences with an opening pronoun or "the company" replaced by its name, where only one can be meant.

    ``mentions`` stand at offsets that begin ``offset`` before the text of the sentences.
    """
    times = Counter(m.key for m in mentions if m.kind == "person")
    opening = {part.start + offset for part in parts}
    sure = {m.key for m in mentions if m.kind == "person" and (m.entity_id or times[m.key] > 1 or m.start in opening)}
    names = {m.key: m.full_name or m.name for m in reversed(mentions) if m.kind == "person"}
    held = _held(parts, mentions, offset)
    main = _main(mentions)
    carried: list[str | None] = []
    texts: list[str] = []
    for at, part in enumerate(parts):
        person = _person_before(parts, held, carried, at, times)
        match = PERSON[lang].match(part.text)
        if match is not None and person in sure:
            texts.append(_put(names[person or ""], part.text, match, lang))
            carried.append(person)
            continue
        carried.append(None)
        match = COMPANY[lang].match(part.text)
        company = _company_before(held, at) or main if match is not None else None
        texts.append(_put(company, part.text, match, lang) if match is not None and company else part.text)
    return texts


def _held(parts: Sequence[Sentence], mentions: Iterable[Mention], offset: int) -> list[_Named]:
    held = [_Named({}, {}) for _ in parts]
    at = 0
    for mention in sorted(mentions, key=lambda m: m.start):
        start = mention.start - offset
        while at < len(parts) and parts[at].end <= start:
            at += 1
        if at < len(parts) and parts[at].start <= start:
            kind = held[at].people if mention.kind == "person" else held[at].organisations
            kind.setdefault(mention.key, mention.full_name or mention.name)
            if mention.kind == "person" and held[at].opens is None:
                held[at].opens = mention.key
    return held


def _person_before(
    parts: Sequence[Sentence], held: Sequence[_Named], carried: Sequence[str | None], at: int, times: Counter[str]
) -> str | None:
    """The key of the person whom a pronoun that opens the sentence ``at`` means."""
    for back in range(at - 1, max(-1, at - 1 - REACH), -1):
        before = held[back]
        people = list(dict.fromkeys(key for key in (carried[back], *before.people) if key))
        if people:
            first = carried[back] or before.opens
            if first is None or first in held[at].people:
                return None
            others = [k for k in people if k not in held[at].people]
            if len(others) == 1:
                return others[0]
            clear = all(times[first] > times[k] for k in others if k != first)
            return first if clear else None
        if WITHIN.search(parts[back].text):
            return None
    return None


def _company_before(held: Sequence[_Named], at: int) -> str | None:
    before = held[at - 1].organisations if at else {}
    return next(iter(before.values())) if len(before) == 1 else None


def _main(mentions: Sequence[Mention]) -> str | None:
    """The organisation that the article names most by far, as it names it first."""
    counts = Counter(m.key for m in mentions if m.kind == "organisation")
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < CLEAR or (len(ranked) > 1 and ranked[0][1] < CLEAR * ranked[1][1]):
        return None
    return next(m.full_name or m.name for m in mentions if m.key == ranked[0][0])


def _put(name: str, text: str, match: "re.Match[str]", lang: str) -> str:
    """The sentence with the name in the place of what opened it."""
    groups = match.groupdict()
    rest = text[match.end() :]
    if groups.get("own"):
        ending = "的" if lang == "zh" else ("'" if name.endswith("s") else "'s")
    else:
        ending = _spelt_out(groups.get("verb"), rest)
    name = (groups.get("lead") or "") + name
    space = " " if lang == "zh" and not has_han(name[-1:]) and not ending else ""
    return name + ending + space + rest


def _spelt_out(verb: str | None, rest: str) -> str:
    """ "He's" before a participle of the past is "has", else "is"."""
    if not verb:
        return ""
    plain = verb.replace("’", "'")
    if plain in SHORT_VERB:
        return SHORT_VERB[plain]
    return " has" if re.match(r" (?:been|had|got|also been|already \w+ed|\w+ed)\b", rest) else " is"
