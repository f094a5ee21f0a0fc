"""From a masked sentence to the drafts of its moves: cues, what takes them back, whom a clause without a subject means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feeds.model import Article, Move, MoveKind
from feeds.reading import status
from feeds.reading.catalog import Catalog
from feeds.reading.cues import cues
from feeds.reading.frames import FRAMES
from feeds.reading.name import Name
from feeds.reading.places import PRONOUN, ROLE, Draft, Place
from feeds.reading.slots import Masked, mask
from feeds.reading.text import sentences

LONGEST_READ = 20_000  # characters; news beyond that is no longer about what its title says
ROLE_REACH = 240  # characters before a cue in which the post stands that it speaks of
MOST_CUES = 40  # of one sentence
OUT_FRAMES = frozenset({"out", "dropped", "drop", "gone"})
# What is joined or left here is no employer.
NO_EMPLOYER = re.compile(
    r"\b(?:panel|committee|programme|program|race|forces|list|index|talks|call|meeting|conference|podcast|show|lawsuit|coalition|alliance"
    r"|chorus|conversation|campaign|rally|strike|protest|market|board meeting|webinar|community|waitlist|beta|network of|initiative|liga|league|piala|cup|kejuaraan|turnamen)\b"
    r"|联盟|委员会成员企业|标准|协会|行列|计划|峰会|论坛",
    re.I,
)


# In Chinese these cues speak of anybody: a suspended teacher, a retired player, a team that is out of a cup.
UNSURE_KINDS = frozenset({MoveKind.SUSPENDED, MoveKind.RETIRES})


@dataclass(slots=True)
class Findings:
    """What the cues of an article came to; ``refused`` says why the others made no move."""

    moves: tuple[Move, ...] = ()
    refused: list[str] = field(default_factory=list)
    cued: list[Masked] = field(default_factory=list)  # sentences with a cue that nothing takes back


def masked_sentences(article: Article, names: Sequence[Name], catalog: Catalog) -> list[Masked]:
    """Title and text as masked sentences, the title first."""
    result: list[Masked] = []
    for text, offset, in_title in (
        (article.title[:LONGEST_READ], 0, True),
        (article.text[:LONGEST_READ], len(article.title) + 1, False),
    ):
        for sentence in sentences(text):
            inside = _inside(names, offset + sentence.start, offset + sentence.end)
            result.append(mask(sentence, offset, inside, len(result), in_title=in_title, catalog=catalog))
    return result


def _inside(names: Sequence[Name], start: int, end: int) -> list[Name]:
    return [n for n in names if start <= n.start and n.end <= end]


def drafts_of(masked: Masked, lang: str, before: list[Draft], findings: Findings) -> list[Draft]:
    """The drafts of one sentence, in the order of their cues."""
    found: list[Draft] = []
    taken: list[tuple[int, int]] = []
    places = [
        Place(masked, lang, cue.kind, cue.frame, m.start(), m.end())
        for cue in cues(lang)
        for m in cue.pattern.finditer(masked.text)
        if m.end() > m.start()
    ]
    places.sort(key=lambda p: (p.start, p.start - p.end))
    places = places[:MOST_CUES]
    for number, place in enumerate(places):
        if any(s < place.end and place.start < e for s, e in taken):
            continue
        if _cued(place, lang):
            findings.cued.append(masked)
        following = next((p.start for p in places[number + 1 :] if p.start >= place.end), len(masked.text))
        place = replace(place, limit=following)
        # "refused to leave": the cue may begin with the "to" that belongs to what takes it back.
        head = place.start + (3 if place.text.lower().startswith("to ") else 0)
        if status.negated(masked.text[:head], lang) and not status.DENIED[lang].search(masked.text):
            findings.refused.append(f"{place.text.strip()!r}: taken back by what stands before it")
            continue
        drafts = [d for d in FRAMES[place.frame](place) if _sensible(d, place, lang, findings)]
        if drafts:
            taken.append((place.start, place.end))
            for draft in drafts:
                _carry(draft, place, lang, [*before, *found])
            found += drafts
    return found


def _cued(place: Place, lang: str) -> bool:
    """Whether a cue stands where people are spoken of: a role, a person, or an organisation that takes or drops."""
    text = place.masked.text
    if NO_EMPLOYER.search(text[place.end : place.end + 40]):
        return False
    if lang == "zh" and (place.kind in UNSURE_KINDS or "出局" in place.text):
        return any(t.letter == "P" for t in place.masked.tokens)
    near = text[max(0, place.start - 60) : place.end + 60]
    if lang != "zh":
        return place.frame in HINTING and _post_near(text, place, lang)
    if ROLE[lang].search(near) or any(t.letter == "P" for t in place.masked.tokens):
        return True
    # A short Chinese line that tells a coming or going tells somebody's, named in a way that no rule here knows.
    return lang == "zh" and (any(t.letter in "ON" for t in place.masked.tokens) or "·" in near or len(text) < 70)


# Frames whose cue speaks of somebody's coming or going even where nobody is named.
HINTING = frozenset(
    {"out", "dropped", "drop", "named", "name", "take", "taken", "succeed", "succeeded", "filled", "gone"}
)
POST = {
    "en": re.compile(
        r"\b(?:(?:co-)?C[A-Z]O|chief|chairman|chairwoman|president|director|boss|coach|minister|secretary|manager|executives?|editor|head of|partner|scientists?|researchers?|engineers?|employees?|staffers?|officers?|governor|commissioner)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:CEO|CTO|CFO|COO|dirut|direktur|komisaris|ketua|kepala|bos|pelatih|menteri|manajer|rektor|presiden direktur|pejabat|jabatan|kursi|ilmuwan|peneliti|eksekutif|petinggi)\b",
        re.I,
    ),
}
GOING = frozenset({"out", "dropped", "gone"})


def _post_near(text: str, place: Place, lang: str) -> bool:
    """Whether a post stands where the frame has its person: before what is left, behind what is given."""
    before, after = text[max(0, place.start - 50) : place.start], text[place.end : place.end + 50]
    if place.frame in GOING:
        return POST[lang].search(re.split(r"[,;:]", before)[-1]) is not None
    if place.frame in ("take", "name", "drop"):
        return POST[lang].search(re.split(r"[,;:.]", after)[0]) is not None
    return POST[lang].search(before) is not None or POST[lang].search(after) is not None


def _sensible(draft: Draft, place: Place, lang: str, findings: Findings) -> bool:
    """Whether the clause can be a person's move at all."""
    after = place.masked.text[place.end : place.end + 50]
    if place.frame == "in" and draft.to_org is not None and draft.to_org.entity_id is None:
        tail = place.masked.text[place.end : place.end + 90]
        if NO_EMPLOYER.search(tail.split("⟦", 1)[0]) or NO_EMPLOYER.search(draft.to_org.text):
            findings.refused.append(f"{place.text.strip()!r}: what is joined is no employer")
            return False
    if place.frame == "in" and draft.to_org is not None and _belongs_to_it(place, draft.to_org):
        findings.refused.append(
            f"{place.text.strip()!r}: what is joined is something of {draft.to_org.text}, no employer"
        )
        return False
    if place.frame == "in" and NO_EMPLOYER.search(re.split(r"[,，。.]|⟦", after)[0]):
        findings.refused.append(f"{place.text.strip()!r}: what is joined is no employer")
        return False
    return True


def _belongs_to_it(place: Place, org: Name) -> bool:
    """Whether what is joined is an index, a programme or a panel of the organisation: "join Norvale's bond index"."""
    token = next((t for t in place.masked.tokens if t.name == org and t.start >= place.end), None)
    if token is None:
        return False
    return (
        re.match(
            rf"(?:['’]s?)? (?:[\w-]+ ){{0,3}}?(?:{NO_EMPLOYER.pattern})",
            place.masked.text[token.end : token.end + 60],
            re.I,
        )
        is not None
    )


def _carry(draft: Draft, place: Place, lang: str, before: list[Draft]) -> None:
    """Give a clause without a subject that of the clause before: "He joins …", 目前加入…."""
    if draft.person is not None:
        return
    text = place.masked.text[: place.start]
    near = text[-ROLE_REACH:]
    role = list(ROLE[lang].finditer(near))
    if (
        role
        and place.frame in ("out", "in", "dropped", "named", "taken")
        and len(near) - role[-1].end() < 60
        and not PRONOUN[lang].search(near[role[-1].end() :])
    ):
        draft.role = draft.role or " ".join(role[-1].group().split())
        draft.notes.append("a post without a name")
        return
    recent = [
        d
        for d in before
        if d.person is not None and place.masked.number - d.masked.number <= 1 and not d.masked.in_title
    ]
    same = [d for d in recent if d.masked.number == place.masked.number]
    if place.frame in OUT_FRAMES | {"in", "named", "taken", "dropped", "founds", "namedby"} and (
        PRONOUN[lang].search(text) or (same and lang != "en") or (same and re.search(r"\b(?:and|to)\s+$", text))
    ):
        source = (same or recent)[-1:] or []
        if source:
            draft.person = source[0].person
            draft.notes.append("the person named before")
