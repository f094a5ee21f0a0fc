"""From an article to the moves it tells.

mask names | find cues (``drafts.py``) | frame: who stands where (``frames.py``) -> drafts | drop what is negated | complete
each draft over the article (``completion.py``) | join drafts of one person (``joining.py``) | Move with evidence

Nothing is told that no sentence says: a slot stays empty where neither the clause nor the article fills it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from feeds.model import Article, Move, MoveKind
from feeds.reading.moving import layoffs, status
from feeds.reading.moving.affiliation import Affiliation, affiliations
from feeds.reading.moving.background import clause, is_past, left_before
from feeds.reading.moving.completion import SUCCESSION, Scene, complete
from feeds.reading.moving.dates import event_date
from feeds.reading.moving.drafts import Findings, drafts_of, masked_sentences
from feeds.reading.moving.joining import joined
from feeds.reading.moving.lead import introduced
from feeds.reading.moving.places import Draft
from feeds.reading.moving.staying import stayed, staying
from feeds.reading.moving.topic import topic
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import has_han

MOST_MOVES = 60  # each is held against each of the stories that it may belong to
MOST_DRAFTS = 300  # the longest round-ups tell some dozens; what has more cues is a list or no article
# Stations before the last one: they say nothing of where somebody comes from now.
EARLIER = re.compile(
    r"\b(?:had worked|had served|previously|earlier|once|pernah|sempat|dulu|sebelum (?:memutuskan |resmi )?(?:menerima|bergabung|menjadi|pindah|ditunjuk|diangkat))\b|曾|此前|早年",
    re.I,
)


def moves(article: Article, lang: str, names: Sequence[Name], catalog: Catalog) -> tuple[Move, ...]:
    """The moves that an article tells, in the order in which it tells them."""
    return find(article, lang, names, catalog).moves


def find(article: Article, lang: str, names: Sequence[Name], catalog: Catalog) -> Findings:
    """The moves with the reasons for what was refused."""
    findings = Findings()
    masked = masked_sentences(article, names, catalog)
    told = affiliations(masked, lang)
    heading = " ".join(m.text for m in masked if m.in_title or m.number == 0)
    denies = status.DENIED[lang].search(heading) is not None
    drafts: list[Draft] = []
    for sentence in masked:
        if len(drafts) < MOST_DRAFTS:
            drafts += drafts_of(sentence, lang, drafts, findings)
    introduced(drafts, masked, lang)
    _learn(drafts, lang, article, told)
    rumoured = status.RUMOUR[lang].search(heading) is not None
    goals = {d.person.key: d.to_org for d in reversed(drafts) if d.person and d.to_org and d.frame not in SUCCESSION}
    heirs = {d.replaced.key: d.person.key for d in drafts if d.person and d.replaced}
    about = topic(masked, catalog)
    scene = Scene(article, lang, told, denies, rumoured, about, goals, heirs, masked, catalog, findings)
    made = [m for d in drafts if (m := complete(d, scene)) is not None]
    made = [_into_post(m, made) for m in made]
    kept = staying(drafts, masked, lang)
    made = [stayed(m, kept) for m in made]
    made += _replaced(drafts, made, scene)
    made += layoffs.find(masked, article, lang)
    findings.moves = _foremost(joined(made, catalog))
    return findings


def _foremost(told: Sequence[Move]) -> tuple[Move, ...]:
    """At most ``MOST_MOVES`` in their order: what a firm does to many goes before the last of a list of people."""
    firms = sum(1 for move in told if move.person is None)
    room = max(0, MOST_MOVES - firms)
    people = [move for move in told if move.person is not None][:room]
    kept = {id(move) for move in people}
    return tuple(move for move in told if move.person is None or id(move) in kept)[:MOST_MOVES]


def _learn(drafts: list[Draft], lang: str, article: Article, told: dict[str, list[Affiliation]]) -> None:
    """Take stations told as background for affiliations: who "joined Alibaba in 2015" and resigned, left Alibaba."""
    for draft in drafts:
        if draft.person is not None and draft.from_org is not None and lang == "id" and left_before(draft):
            told.setdefault(draft.person.key, []).append(
                Affiliation(draft.person, draft.from_org, draft.from_role, former=True, number=draft.masked.number)
            )
        if draft.person is None or draft.to_org is None or draft.frame not in ("in", "named"):
            continue
        date = event_date(clause(draft.masked.text, draft.at), article.published)
        if is_past(draft, lang, date, article) and not EARLIER.search(draft.masked.text):
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


def _replaced(drafts: Sequence[Draft], made: Sequence[Move], scene: Scene) -> list[Move]:
    """The departures that a succession implies: who is replaced by name leaves, where nothing else tells how."""
    moving = {m.person for m in made}
    found: dict[str, Move] = {}
    for draft in drafts:
        old = draft.replaced
        after = next((m for m in made if m.person and draft.person and m.person == draft.person.full), None)
        if old is None or after is None or after.past or old.full in moving or old.full in found:
            continue
        if len(old.full) < 2 or not (" " in old.full or has_han(old.full)) or after.to_key is None:
            continue
        found[old.full] = Move(
            person=old.full,
            from_org=after.to_org,
            to_org=None,
            kind=MoveKind.LEAVES,
            status=after.status,
            evidence=draft.masked.sentence.text,
            from_role=after.role,
            role=after.role,
            person_id=old.entity_id,
            from_id=after.to_id,
            person_key=old.key,
            from_key=after.to_key,
            article_id=scene.article.id,
            lang=scene.lang,
            explain=(f"replaced by {after.person} in sentence {draft.masked.number}",),
        )
    return list(found.values())
