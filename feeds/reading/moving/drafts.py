"""From a masked sentence to the drafts of its moves: cues, what takes them back, whom a clause without a subject means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feeds.model import Article, Move, Refusal
from feeds.reading.moving import status
from feeds.reading.moving.cues import cues_in
from feeds.reading.moving.frames import FRAMES
from feeds.reading.moving.hints import hints, tells_change
from feeds.reading.moving.places import PRONOUN, ROLE, Draft, Place
from feeds.reading.moving.refusals import refusal
from feeds.reading.moving.slots import Masked, mask
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import sentences

LONGEST_READ = 20_000  # characters; news beyond that is no longer about what its title says
ROLE_REACH = 240  # characters before a cue in which the post stands that it speaks of
MOST_CUES = 40  # of one sentence
OUT_FRAMES = frozenset({"out", "dropped", "drop", "gone", "lost", "baredrop"})
# A link to another article.
ELSEWHERE = re.compile(
    r"\s*(?:simak|baca|lihat|tonton|saksikan)(?: juga)?(?: video| selengkapnya| berita)?\s*[:'‘\"“]|\s*(?:simak|baca|lihat) juga\b",
    re.I,
)
# What stands behind these words belongs to the page or to other articles.
ENDED = re.compile(
    r"^\s*(?:[（(【\[]?(?:责任编辑|责编)[:：\s/|]|海量资讯|更多(?:精彩|相关|资讯|内容|报道)|(?:相关|推荐|延伸|拓展)阅读|往期(?:回顾|推荐)|免责声明|风险提示)"
)

UNFILLED = "nobody stands where its rule looks"


@dataclass(slots=True)
class Findings:
    """What the cues of an article came to; ``refused`` says why the others made no move."""

    moves: tuple[Move, ...] = ()
    refused: list[Refusal] = field(default_factory=list)
    cued: list[Masked] = field(default_factory=list)  # sentences with a cue that nothing takes back

    def refuse(self, place: Place, why: str) -> None:
        """Note why a cue makes no move."""
        self.refused.append(Refusal(place.text.strip(), place.masked.number, why))


def masked_sentences(article: Article, names: Sequence[Name], catalog: Catalog) -> list[Masked]:
    """Title and text as masked sentences, the title first."""
    result: list[Masked] = []
    whole = article.whole
    names = [n for n in names if not (whole[n.start - 1 : n.start] == "(" and DATELINE.match(whole[n.end : n.end + 8]))]
    for text, offset, in_title in (
        (article.title[:LONGEST_READ], 0, True),
        (article.text[:LONGEST_READ], len(article.title) + 1, False),
    ):
        for sentence in sentences(text):
            if not in_title and result and ENDED.search(sentence.text):
                break
            if not in_title and ELSEWHERE.match(sentence.text):
                continue
            inside = _inside(names, offset + sentence.start, offset + sentence.end)
            result.append(mask(sentence, offset, inside, len(result), in_title=in_title, catalog=catalog))
    return result


# Who sends the report, before its first word: "(Reuters) - …", "(Bloomberg) -- …".
DATELINE = re.compile(r"^\s*(?:/[A-Z]+)?\)\s*[-–—]")


def _inside(names: Sequence[Name], start: int, end: int) -> list[Name]:
    return [n for n in names if start <= n.start and n.end <= end]


def drafts_of(masked: Masked, lang: str, before: list[Draft], findings: Findings) -> list[Draft]:
    """The drafts of one sentence, in the order of their cues."""
    found: list[Draft] = []
    taken: list[tuple[int, int]] = []
    places = [
        Place(masked, lang, cue.kind, cue.frame, m.start(), m.end())
        for cue in cues_in(masked.text, lang)
        for m in cue.pattern.finditer(masked.text)
        if m.end() > m.start()
    ]
    places.sort(key=lambda p: (p.start, p.start - p.end))
    places = places[:MOST_CUES]
    if tells_change(masked.text, lang):
        findings.cued.append(masked)
    for number, place in enumerate(places):
        if any(s < place.end and place.start < e for s, e in taken):
            continue
        following = next((p.start for p in places[number + 1 :] if p.start >= place.end), len(masked.text))
        place = replace(place, limit=following)
        # "refused to leave": the cue may begin with the "to" that belongs to what takes it back.
        head = place.start + (3 if place.text.lower().startswith("to ") else 0)
        if status.negated(masked.text[:head], lang) and not status.DENIED[lang].search(masked.text):
            findings.refuse(place, "taken back by what stands before it")
            continue
        if hints(place):
            findings.cued.append(masked)
        made = FRAMES[place.frame](place)
        if not made:
            findings.refuse(place, UNFILLED)
        drafts = [d for d in made if _sensible(d, place, findings)]
        if drafts:
            taken.append((place.start, place.end))
            for draft in drafts:
                _carry(draft, place, lang, [*before, *found])
                _follow(draft, place, lang, [*before, *found])
            found += drafts
    return found


def _sensible(draft: Draft, place: Place, findings: Findings) -> bool:
    """Whether the clause can be a person's move at all."""
    why = refusal(draft, place)
    if why is not None:
        findings.refuse(place, why)
    return why is None


def _follow(draft: Draft, place: Place, lang: str, before: list[Draft]) -> None:
    """Say whom "he" means where somebody is "replaced" or hands a post on: who was last told to move."""
    unnamed = any(d.masked is place.masked and d.frame in OUT_FRAMES and d.person is None for d in before)
    if place.frame == "succeeded" and draft.replaces is None and draft.person is not None and unnamed:
        draft.replaces = ""  # "Bos Norvale mundur, digantikan ⟦P⟧"
    if place.frame in ("heir", "byperson") and draft.replaced is None and draft.person is not None:
        going = OUT_FRAMES | {"shifted"}
        gone = [d.person for d in before if d.masked is place.masked and d.frame in going and d.person is not None]
        if gone and gone[-1].key != draft.person.key:
            draft.replaced, draft.replaces = gone[-1], gone[-1].full
        return
    if place.frame not in ("succeeded", "handed") or draft.replaced is not None or draft.person is None:
        return
    if not PRONOUN[lang].search(place.masked.text[: place.start]):
        return
    near = [d for d in before if d.person is not None and place.masked.number - d.masked.number <= 1]
    if near and near[-1].person is not None and near[-1].person.key != draft.person.key:
        draft.replaced = near[-1].person
        draft.replaces = near[-1].person.full
        draft.notes.append(f"after {draft.replaces}, who was named before")


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
    if place.frame in OUT_FRAMES | {"in", "named", "taken", "dropped", "founds", "namedby", "succeed"} and (
        PRONOUN[lang].search(text) or (same and lang != "en") or (same and re.search(r"\b(?:and|to)\s+$", text))
    ):
        source = (same or recent)[-1:] or []
        if source:
            draft.person = source[0].person
            draft.notes.append("the person named before")
