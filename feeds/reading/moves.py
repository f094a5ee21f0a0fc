"""From an article to the moves it tells.

mask names | find cues | frame: who stands where -> drafts | drop what is negated or background | complete each draft from
affiliations and from what was said before | join drafts of one person | Move with evidence

Nothing is told that no sentence says: a slot stays empty where neither the clause nor an affiliation fills it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from feeds.model import Article, Move, MoveKind, MoveStatus
from feeds.reading import layoffs, status
from feeds.reading.affiliation import Affiliation, affiliations
from feeds.reading.catalog import Catalog
from feeds.reading.cues import cues
from feeds.reading.dates import event_date, too_far
from feeds.reading.frames import FRAMES, PRONOUN, ROLE, Draft, Place
from feeds.reading.name import Name
from feeds.reading.slots import Masked, mask
from feeds.reading.text import sentences

LONGEST_READ = 20_000  # characters; news beyond that is no longer about what its title says
MOST_CUES = 60  # of one sentence; a longer one is a list or no prose, and its pairs would take minutes
OUT_FRAMES = frozenset({"out", "dropped", "drop"})
IN_FRAMES = frozenset(
    {
        "in",
        "take",
        "taken",
        "named",
        "name",
        "namedby",
        "succeed",
        "succeeded",
        "filled",
        "filling",
        "byperson",
        "founds",
    }
)
# What is joined or left here is no employer.
NO_EMPLOYER = re.compile(
    r"\b(?:panel|committee|programme|program|race|forces|list|index|talks|call|meeting|conference|podcast|show|lawsuit|coalition|alliance"
    r"|chorus|conversation|campaign|rally|strike|protest|market|board meeting|webinar|community|waitlist|beta|network of|initiative)\b"
    r"|联盟|委员会成员企业|标准|协会|行列|计划|峰会|论坛",
    re.I,
)


# In Chinese these cues speak of anybody: a suspended teacher, a retired player, a team that is out of a cup.
UNSURE_KINDS = frozenset({MoveKind.SUSPENDED, MoveKind.RETIRES})

# Stations before the last one: they say nothing of where somebody comes from now.
EARLIER = re.compile(r"\b(?:had worked|had served|previously|earlier|once|pernah|sempat|dulu)\b|曾|此前|早年", re.I)


@dataclass(slots=True)
class Findings:
    """What the cues of an article came to; ``refused`` says why the others made no move."""

    moves: tuple[Move, ...] = ()
    refused: list[str] = field(default_factory=list)
    cued: list[Masked] = field(default_factory=list)  # sentences with a cue that nothing takes back


def moves(article: Article, lang: str, names: Sequence[Name], catalog: Catalog) -> tuple[Move, ...]:
    """The moves that an article tells, in the order in which it tells them."""
    return find(article, lang, names, catalog).moves


def find(article: Article, lang: str, names: Sequence[Name], catalog: Catalog) -> Findings:
    """The moves with the reasons for what was refused."""
    findings = Findings()
    masked = masked_sentences(article, names, catalog)
    told = affiliations(masked, lang)
    denies = bool(masked) and status.DENIED[lang].search(masked[0].text) is not None
    drafts: list[Draft] = []
    for sentence in masked:
        drafts += _drafts_of(sentence, lang, drafts, findings)
    _learn(drafts, lang, article, told)
    made = [m for d in drafts if (m := _move(d, lang, article, told, denies, findings)) is not None]
    made = [_into_post(m, made) for m in made]
    made += layoffs.find(masked, article, lang)
    findings.moves = tuple(_joined(made, catalog))
    return findings


def masked_sentences(article: Article, names: Sequence[Name], catalog: Catalog) -> list[Masked]:
    """Title and text as masked sentences, the title first."""
    result: list[Masked] = []
    for text, offset, in_title in (
        (article.title, 0, True),
        (article.text[:LONGEST_READ], len(article.title) + 1, False),
    ):
        for sentence in sentences(text):
            inside = _inside(names, offset + sentence.start, offset + sentence.end)
            result.append(mask(sentence, offset, inside, len(result), in_title=in_title, catalog=catalog))
    return result


def _inside(names: Sequence[Name], start: int, end: int) -> list[Name]:
    return [n for n in names if start <= n.start and n.end <= end]


def _drafts_of(masked: Masked, lang: str, before: list[Draft], findings: Findings) -> list[Draft]:
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
    del places[MOST_CUES:]
    for number, place in enumerate(places):
        if any(s < place.end and place.start < e for s, e in taken):
            continue
        if _cued(place, lang):
            findings.cued.append(masked)
        following = next((p.start for p in places[number + 1 :] if p.start >= place.end), len(masked.text))
        place = replace(place, limit=following)
        if status.negated(masked.text[: place.start], lang) and not status.DENIED[lang].search(masked.text):
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
    if ROLE[lang].search(near) or any(t.letter == "P" for t in place.masked.tokens):
        return True
    # A short Chinese line that tells a coming or going tells somebody's, named in a way that no rule here knows.
    return lang == "zh" and (any(t.letter in "ON" for t in place.masked.tokens) or "·" in near or len(text) < 70)


def _sensible(draft: Draft, place: Place, lang: str, findings: Findings) -> bool:
    """Whether the clause can be a person's move at all."""
    after = place.masked.text[place.end : place.end + 50]
    if place.frame == "in" and draft.to_org is not None and draft.to_org.entity_id is None:
        tail = place.masked.text[place.end : place.end + 90]
        if NO_EMPLOYER.search(tail.split("⟦", 1)[0]) or NO_EMPLOYER.search(draft.to_org.text):
            findings.refused.append(f"{place.text.strip()!r}: what is joined is no employer")
            return False
    if place.frame == "in" and NO_EMPLOYER.search(re.split(r"[,，。.]|⟦", after)[0]):
        findings.refused.append(f"{place.text.strip()!r}: what is joined is no employer")
        return False
    return True


def _carry(draft: Draft, place: Place, lang: str, before: list[Draft]) -> None:
    """Give a clause without a subject that of the clause before: "He joins …", 目前加入…."""
    if draft.person is not None:
        return
    text = place.masked.text[: place.start]
    role = list(ROLE[lang].finditer(text))
    if (
        role
        and place.frame in ("out", "in", "dropped", "named", "taken")
        and place.start - role[-1].end() < 60
        and not PRONOUN[lang].search(text[role[-1].end() :])
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


def _move(
    draft: Draft, lang: str, article: Article, told: dict[str, list[Affiliation]], denies: bool, findings: Findings
) -> Move | None:
    """A draft completed to a Move, or None where too little is said."""
    text = draft.masked.text
    sentence_status = status.status_of(text, lang, denies)
    from_org, from_role = draft.from_org, draft.from_role
    former: Affiliation | None = None
    if draft.person is not None:
        former = _affiliation(draft, told)
        if former is not None and from_org is None and _fits(former, draft):
            from_org = former.org
            draft.notes.append(f"{former.org.text} as where {draft.person.text} was")
        if former is not None:
            from_role = from_role or former.role
    elif draft.from_org is None and draft.to_org is None:
        from_org = _org_of_post(draft)
    if not _enough(draft, from_org, sentence_status):
        findings.refused.append(f"{draft.cue!r}: no person or organisation that moves")
        return None
    date = event_date(_clause(text, draft.at), article.published)
    past = _past(draft, lang, date, article)
    role = draft.role or (from_role if draft.frame in OUT_FRAMES or draft.to_org is None else None)
    if _promoted_within(draft, former) and former is not None:
        draft.to_org = former.org
    return Move(
        person=draft.person.full if draft.person else None,
        from_org=_shown(from_org),
        to_org=_shown(draft.to_org),
        kind=_kind(draft, from_org),
        status=sentence_status,
        evidence=draft.masked.sentence.text,
        role=role,
        from_role=from_role,
        date=date,
        person_id=draft.person.entity_id if draft.person else None,
        from_id=from_org.entity_id if from_org else None,
        to_id=draft.to_org.entity_id if draft.to_org else None,
        person_key=draft.person.key if draft.person else None,
        from_key=from_org.key if from_org else None,
        to_key=draft.to_org.key if draft.to_org else None,
        replaces=draft.replaces,
        article_id=article.id,
        lang=lang,
        past=past,
        explain=(f"cue {draft.cue!r} ({draft.frame}) in sentence {draft.masked.number}", *draft.notes),
    )


def _promoted_within(draft: Draft, former: Affiliation | None) -> bool:
    """Whether who is appointed, no place being named, is appointed where they are; a successor comes from elsewhere."""
    if draft.kind is not MoveKind.APPOINTED or draft.to_org is not None or former is None or former.former:
        return False
    return draft.frame not in ("filled", "filling", "byperson", "succeed", "succeeded")


def _shown(name: Name | None) -> str | None:
    return name.full if name is not None else None


def _clause(text: str, at: int) -> str:
    """The part of a sentence around a cue in which its date is looked for."""
    start = max(text.rfind(c, 0, at) for c in ",;，；。") + 1
    ends = [i for c in ";；。，" if (i := text.find(c, at)) >= 0]
    return text[max(0, start - 20) : min(ends, default=len(text))]


def _learn(drafts: list[Draft], lang: str, article: Article, told: dict[str, list[Affiliation]]) -> None:
    """Take stations told as background for affiliations: who "joined Alibaba in 2015" and resigned, left Alibaba."""
    for draft in drafts:
        if draft.person is None or draft.to_org is None or draft.frame not in ("in", "named"):
            continue
        date = event_date(_clause(draft.masked.text, draft.at), article.published)
        if _past(draft, lang, date, article) and not EARLIER.search(draft.masked.text):
            told.setdefault(draft.person.key, []).append(
                Affiliation(
                    draft.person, draft.to_org, draft.role, former=False, number=draft.masked.number, began=True
                )
            )


def _into_post(move: Move, made: list[Move]) -> Move:
    """A successor goes where the one who is replaced came from."""
    if move.replaces is None or move.to_org is not None:
        return move
    left = next((m for m in made if m.person and m.person == move.replaces and m.from_org and m is not move), None)
    if left is None or left.from_key == move.from_key:
        return replace(move, replaces=move.replaces or None)
    return replace(
        move, to_org=left.from_org, to_id=left.from_id, to_key=left.from_key, role=move.role or left.from_role
    )


def _affiliation(draft: Draft, told: dict[str, list[Affiliation]]) -> Affiliation | None:
    """The person's affiliation nearest to the draft's sentence, a former one first."""
    if draft.person is None:
        return None
    known = [a for a in told.get(draft.person.key, ()) if draft.to_org is None or a.org.key != draft.to_org.key]
    known.sort(key=lambda a: (not a.former, abs(a.number - draft.masked.number)))
    return known[0] if known else None


def _fits(former: Affiliation, draft: Draft) -> bool:
    """Whether an affiliation may stand as where the person comes from."""
    if draft.frame in ("succeed", "succeeded"):
        return former.former or former.number == draft.masked.number
    return (
        former.former
        or draft.frame in OUT_FRAMES
        or draft.frame in ("taken", "take", "in", "filled", "filling", "byperson", "named", "name")
    )


def _org_of_post(draft: Draft) -> Name | None:
    """The organisation of a post without a name: "JD.com denied that the head of its AI division would leave"."""
    before = [t for t in draft.masked.tokens if t.end <= draft.at and t.letter == "O"]
    return before[0].name if before else None


def _enough(draft: Draft, from_org: Name | None, said: MoveStatus) -> bool:
    if draft.person is not None:
        if draft.frame in OUT_FRAMES or draft.frame == "founds":
            return (
                from_org is not None
                or draft.role is not None
                or draft.from_role is not None
                or draft.to_org is not None
                or draft.kind is not MoveKind.LEAVES
            )
        if draft.frame in ("succeed", "succeeded"):
            return draft.replaces is not None or draft.role is not None
        if draft.frame in ("filled", "filling", "byperson"):
            return True
        return draft.to_org is not None or draft.role is not None
    return (
        draft.role is not None
        and draft.frame in ("out", "dropped", "named", "in")
        and (from_org is not None or draft.to_org is not None)
    )


def _past(draft: Draft, lang: str, date: str | None, article: Article) -> bool:
    """Whether the clause tells background: an earlier station, not this article's news."""
    if too_far(date, article.published):
        return True
    if draft.masked.in_title:
        return False
    text = draft.masked.text
    start = max(text.rfind(c, 0, draft.at) for c in ",;，；。、") + 1
    after = draft.at + len(draft.cue)
    ends = [i for c in ",;，；。、" if (i := text.find(c, after)) >= 0]
    window = text[max(start, draft.at - 60) : min([*ends, after + 24])]
    return status.BACKGROUND[lang].search(window) is not None


def _kind(draft: Draft, from_org: Name | None) -> MoveKind:
    if draft.kind is MoveKind.LEAVES and draft.to_org is not None and from_org is not None:
        return MoveKind.JOINS
    return draft.kind


def _joined(made: list[Move], catalog: Catalog) -> list[Move]:
    """One record a person and step: "left A" and "joined B" are one move; a repetition fills what was missing."""
    result: list[Move] = []
    for move in sorted(made, key=lambda m: m.past):
        place = next((i for i, known in enumerate(result) if _one(known, move, catalog)), None)
        if place is None:
            result.append(move)
        else:
            result[place] = _combined(result[place], move)
    return [m for m in result if _complete(m, result, catalog)]


def _one(known: Move, move: Move, catalog: Catalog) -> bool:
    if known.past != move.past or known.person_key != move.person_key:
        return False
    if move.person_key is None:
        return known.from_key == move.from_key and known.kind == move.kind
    return not (_differ(known.from_key, move.from_key, catalog) or _differ(known.to_key, move.to_key, catalog))


def _differ(a: str | None, b: str | None, catalog: Catalog) -> bool:
    if a is None or b is None or a == b:
        return False
    return not ({a, *catalog.owners(a)} & {b, *catalog.owners(b)})


PREFERRED = {
    MoveKind.POACHED: 3,
    MoveKind.JOINS: 2,
    MoveKind.APPOINTED: 2,
    MoveKind.PROMOTED: 2,
    MoveKind.RETURNS: 3,
    MoveKind.FOUNDS: 2,
    MoveKind.BOARD_JOINS: 2,
    MoveKind.TRANSFERRED: 2,
}


def _combined(known: Move, new: Move) -> Move:
    """Two reports of one step within an article: gaps filled, the arriving kind over the leaving one."""
    filled = {n: getattr(known, n) or getattr(new, n) for n in ("role", "from_role", "date", "replaces", "place")}
    for side in ("from", "to"):
        if getattr(known, f"{side}_key") is None:
            filled |= {f"{side}_{n}": getattr(new, f"{side}_{n}") for n in ("org", "id", "key")}
    kind = known.kind
    if PREFERRED.get(new.kind, 0) > PREFERRED.get(known.kind, 0):
        kind = new.kind
    evidence = known.evidence
    if known.from_org is None and known.to_org is None and (new.from_org or new.to_org):
        evidence = new.evidence
    said = known.status
    if MoveStatus.DENIED in (known.status, new.status):
        said = MoveStatus.DENIED
    elif MoveStatus.CONFIRMED in (known.status, new.status):
        said = MoveStatus.CONFIRMED
    elif known.status is MoveStatus.RUMOUR:
        said = new.status
    return replace(known, kind=kind, evidence=evidence, status=said, explain=(*known.explain, *new.explain), **filled)


def _complete(move: Move, every: Iterable[Move], catalog: Catalog) -> bool:
    """Leave out what another record tells better: a post without a name where its holder is named."""
    if move.person_key is not None or move.head_count:
        return True
    mine = _families(move, catalog)
    return not any(m.person_key and not m.past and mine & _families(m, catalog) for m in every)


def _families(move: Move, catalog: Catalog) -> frozenset[str]:
    return frozenset(k for side in (move.from_key, move.to_key) if side for k in (side, *catalog.owners(side)))
