"""A draft completed to a move: first what its clause says, then the person's affiliations, then the article's organisation.

A slot that none of them fills stays empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.model import Article, Move, MoveKind, MoveStatus, Refusal
from feeds.reading.moving import status
from feeds.reading.moving.affiliation import Affiliation
from feeds.reading.moving.background import clause, is_past, of_who_is_replaced
from feeds.reading.moving.dates import event_date
from feeds.reading.moving.drafts import OUT_FRAMES, Findings
from feeds.reading.moving.introduced import holds_post
from feeds.reading.moving.joining import differ
from feeds.reading.moving.places import Draft
from feeds.reading.moving.slots import Masked
from feeds.reading.moving.topic import Topic
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name

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
        "heir",
        "handed",
        "stepping",
        "bare",
        "withrole",
        "listed",
        "sought",
        "approved",
        "fromto",
        "newboss",
        "stint",
        "founds",
    }
)


SUCCESSION = frozenset({"succeed", "succeeded", "filled", "filling", "byperson", "heir", "handed"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What a draft is completed from: everything that the article says outside the draft's own clause."""

    article: Article
    lang: str
    told: dict[str, list[Affiliation]]
    denies: bool  # the heading denies
    rumoured: bool  # the heading says that it is a rumour, a wish or a demand
    about: Topic | None
    goals: Mapping[str, Name]  # where people go, by their keys, as their own clauses say
    heirs: Mapping[str, str]  # by the key of who is replaced, the key of who replaces them
    masked: Sequence[Masked]
    catalog: Catalog
    findings: Findings


def complete(draft: Draft, scene: Scene) -> Move | None:
    """A draft completed to a Move, or None where too little is said."""
    lang, article = scene.lang, scene.article
    text = draft.masked.text
    said = status.status_of(text, lang, scene.denies, scene.rumoured)
    date = event_date(clause(text, draft.at), article.published)
    past = is_past(draft, lang, date, article)
    from_org, from_role = _sides(draft, scene, past)
    if not _enough(draft, from_org, said):
        why = "no person or organisation that moves"
        scene.findings.refused.append(Refusal(draft.cue, draft.masked.number, why))
        return None
    role = draft.role or (from_role if draft.frame in OUT_FRAMES or draft.to_org is None else None)
    if draft.kind is MoveKind.PROMOTED or draft.frame == "shifted":
        draft.to_org = draft.to_org or from_org
        from_org = from_org or draft.to_org
    return Move(
        person=draft.person.full if draft.person else None,
        from_org=_shown(from_org),
        to_org=_shown(draft.to_org),
        kind=_kind(draft, from_org),
        status=said,
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


def _sides(draft: Draft, scene: Scene, past: bool) -> tuple[Name | None, str | None]:
    """Where the draft's person comes from, with the role there; the draft's other side is filled in place.

    First what the clause says, then the person's affiliations, then the organisation that the article is about.
    """
    from_org, from_role = draft.from_org, draft.from_role
    if draft.person is None:
        if from_org is None and draft.to_org is None:
            from_org = _org_of_post(draft)
        return from_org, from_role
    former = _affiliation(draft, scene.told)
    if former is not None and draft.frame in OUT_FRAMES and former.former and _far_from_topic(former, scene):
        former = None
    if former is not None and from_org is None and _fits(former, draft) and not _other_post(former, draft, scene):
        from_org = former.org
        draft.notes.append(f"{former.org.text} as where {draft.person.text} was")
    if former is not None:
        from_role = from_role or former.role
    if not past:
        from_org = _by_succession(draft, from_org, scene)
    if not past and scene.about is not None:
        from_org = _by_topic(draft, from_org, scene.about, scene)
    if former is not None and _promoted_within(draft, former):
        draft.to_org = former.org
    from_org = from_org or _left_topic(draft, scene, past)
    if from_org is None and draft.to_org is not None and _insider(draft, draft.to_org, scene):
        draft.notes.append(f"{draft.person.text} was at {draft.to_org.text} before")
        from_org = draft.to_org
    if former is not None and former.former and from_org is former.org and _same(from_org, draft.to_org):
        from_org = None  # whoever comes back to where they once were does not come from there
    return from_org, from_role


def _same(a: Name, b: Name | None) -> bool:
    return b is not None and a.key == b.key


def _other_post(former: Affiliation, draft: Draft, scene: Scene) -> bool:
    """Whether the post given up is another than the one by which a Chinese clause introduces the person elsewhere.

    诺瓦监事⟦P⟧辞去院长职务 in an article on another house gives up the post of that house.
    """
    if scene.lang != "zh" or scene.about is None or former.former or draft.frame not in OUT_FRAMES:
        return False
    if not draft.from_role or not former.role or draft.from_role in former.role or former.role in draft.from_role:
        return False
    return differ(former.org.key, scene.about.org.key, scene.catalog)


def _far_from_topic(former: Affiliation, scene: Scene) -> bool:
    """Whether who "once ran Norvale" now leaves the other organisation that the article is about."""
    return scene.about is not None and differ(former.org.key, scene.about.org.key, scene.catalog)


def _left_topic(draft: Draft, scene: Scene, past: bool) -> Name | None:
    """The article's organisation where somebody whom it introduces as one of its people goes elsewhere."""
    about, person, goal = scene.about, draft.person, draft.to_org
    if past or about is None or person is None or goal is None or not differ(goal.key, about.org.key, scene.catalog):
        return None
    if not holds_post(person, scene.masked, scene.lang):
        return None
    draft.notes.append(f"{person.text} held a post at {about.org.text}, as the article introduces them")
    return about.org


def _insider(draft: Draft, place: Name, scene: Scene) -> bool:
    """Whether who is appointed or promoted to a place was there before, as the article introduces them."""
    if draft.person is None or draft.frame in ("in", "take", "taken", "founds", "newboss"):
        return False
    known = scene.told.get(draft.person.key, ())
    if any(not a.former and not differ(a.org.key, place.key, scene.catalog) for a in known):
        return True
    if any(differ(a.org.key, place.key, scene.catalog) for a in known):
        return False
    if draft.kind is MoveKind.PROMOTED:
        return True
    if scene.about is None or differ(scene.about.org.key, place.key, scene.catalog):
        return False
    return holds_post(draft.person, scene.masked, scene.lang)


def _by_succession(draft: Draft, from_org: Name | None, scene: Scene) -> Name | None:
    """A successor takes the post where they go by another clause, and who is replaced leaves it there."""
    if draft.person is None:
        return from_org
    if draft.frame in SUCCESSION and draft.to_org is None and (goal := scene.goals.get(draft.person.key)) is not None:
        draft.notes.append(f"{goal.text}, where {draft.person.text} goes, as where the post is")
        draft.to_org = goal
    heir = scene.heirs.get(draft.person.key)
    going = draft.frame in OUT_FRAMES or (draft.frame in ("in", "named") and of_who_is_replaced(draft))
    if going and from_org is None and heir is not None and heir in scene.goals:
        draft.notes.append(f"{scene.goals[heir].text}, where who replaces {draft.person.text} goes")
        return scene.goals[heir]
    return from_org


def _by_topic(draft: Draft, from_org: Name | None, about: Topic, scene: Scene) -> Name | None:
    """The side that nothing else fills, filled by the organisation that the article is about.

    Whoever goes there by another clause does not leave it: 消息称秦若澜将离职，加盟Halmerion.
    """
    if draft.frame in OUT_FRAMES:
        goal = draft.to_org or (scene.goals.get(draft.person.key) if draft.person else None)
        if from_org is None and (goal is None or differ(goal.key, about.org.key, scene.catalog)):
            draft.notes.append(f"{about.org.text}, which the article is about, as where they were")
            return about.org
    elif draft.frame in IN_FRAMES - {"in", "taken", "founds"} and draft.to_org is None:
        draft.notes.append(f"{about.org.text}, which the article is about, as where they go")
        draft.to_org = about.org
    return from_org


def _promoted_within(draft: Draft, former: Affiliation | None) -> bool:
    """Whether who is appointed, no place being named, is appointed where they are; a successor comes from elsewhere."""
    if draft.kind is not MoveKind.APPOINTED or draft.to_org is not None or former is None or former.former:
        return False
    return draft.frame not in ("filled", "filling", "byperson", "heir", "succeed", "succeeded")


def _shown(name: Name | None) -> str | None:
    return name.full if name is not None else None


def _affiliation(draft: Draft, told: dict[str, list[Affiliation]]) -> Affiliation | None:
    """The person's affiliation nearest to the draft's sentence, a former one first."""
    if draft.person is None:
        return None
    known = [a for a in told.get(draft.person.key, ()) if draft.to_org is None or a.org.key != draft.to_org.key]
    # Who goes leaves where they are, who comes comes from where they were.
    going = draft.frame in OUT_FRAMES
    known.sort(key=lambda a: (a.former if going else not a.former, abs(a.number - draft.masked.number)))
    return known[0] if known else None


def _fits(former: Affiliation, draft: Draft) -> bool:
    """Whether an affiliation may stand as where the person comes from."""
    if draft.frame in ("succeed", "succeeded", "listed"):
        return former.former or former.number == draft.masked.number
    return (
        former.former
        or draft.frame in OUT_FRAMES
        or draft.frame in ("taken", "take", "in", "filled", "filling", "byperson", "heir", "named", "name", "approved")
        or draft.frame == "shifted"
        or (draft.frame == "founds" and former.number == draft.masked.number)
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
        if draft.frame in ("filled", "filling", "byperson", "heir", "handed"):
            return True
        return draft.to_org is not None or draft.role is not None or (draft.frame == "shifted" and from_org is not None)
    return (
        draft.role is not None
        and draft.frame in ("out", "dropped", "named", "in")
        and (from_org is not None or draft.to_org is not None)
    )


def _kind(draft: Draft, from_org: Name | None) -> MoveKind:
    if draft.kind is MoveKind.LEAVES and draft.to_org is not None and from_org is not None:
        return MoveKind.JOINS
    return draft.kind
