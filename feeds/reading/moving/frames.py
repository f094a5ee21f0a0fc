"""Where person and organisations stand around a cue: one function a frame, from a place to drafts of moves.

Those that give a post stand in ``appointments.py``, those by which one follows another in ``succession.py``.
"""

import re
from collections.abc import Callable

from feeds.reading.moving import appointments, succession
from feeds.reading.moving.departures import bare_dropped, drop, dropped, gone, lost, out, zh_from
from feeds.reading.moving.objects import objects, people_after, role_after
from feeds.reading.moving.places import (
    COMPANY_ACTS,
    FROM_BEFORE,
    ROLE,
    Draft,
    Place,
    drafts,
    org_before,
)
from feeds.reading.moving.slots import Token
from feeds.reading.moving.subjects import subjects
from feeds.reading.naming.name import Name

# What stands before a name that is not what is joined: where somebody comes from, whose the thing joined is.
OTHERS = re.compile(r"\b(?:from|dari|asal)\s+(?:[\w-]+ ){0,3}$|\b(?:proyek|yang) [^⟦]*\boleh (?:[\w-]+ )?$", re.I)
DOES = re.compile(r"负责|从事|主导|领导|带领|统管|分管|研发|开发|推进|打造")


def into(place: Place) -> list[Draft]:
    """person CUE organisation joined [from organisation left]."""
    people = subjects(place)
    found = [(t, b) for t, b in objects(place, "ONW") if t.name not in people]
    left: Name | None = None
    joined: Name | None = None
    for token, before in found:
        if joined is None and not OTHERS.search(before) and len(before) <= 60:
            joined = token.name
        elif left is None and re.search(
            r"(?:\bfrom|\bdari|\basal|\bafter leaving|\b(?:setelah|usai|selepas) [^⟦,.;]{0,30}\b(?:di|bersama|dari)|从|来自|离开)\s*(?:[\w-]+ ){0,3}$",
            before,
        ):
            left = token.name
    if place.lang == "zh":
        left = left or zh_from(place)
        if joined is not None and DOES.search(next(b for t, b in found if t.name == joined)):
            joined = None  # 加入后负责Kestrel: a task, not where
    if joined is None:
        return []
    return drafts(place, people, from_org=left, to_org=joined, role=role_after(place))


def take(place: Place) -> list[Draft]:
    """organisation CUE person [from organisation] [as role]."""
    people = people_after(place)
    if not people or (place.start == 0 and re.match(r"[Hh]ired|Recruited|Poached|Lured|Signed", place.text)):
        return []  # "Hired from Norvale last year, …": what came before
    actor = org_before(place, "O") or org_before(place)
    if actor in people:
        actor = None
    acts = COMPANY_ACTS[place.lang].search(place.masked.text[: place.start]) is not None
    left = zh_from(place) if place.lang == "zh" else None
    for token, before in objects(place, "ONW") if left is None else ():
        if (token.name not in people and FROM_BEFORE[place.lang].search(before)) or (
            place.lang == "zh" and _possessed(place, token, people)
        ):
            left = token.name
            break
    if place.lang == "en" and left is None:
        left = appointments.introduced(place, people)
        left = left if left != actor else None
    if place.lang == "zh" and left is not None and actor == left:
        actor = next(
            (t.name for t in place.masked.tokens if t.letter == "O" and t.end <= place.start and t.name != left),
            None,
        )
    return drafts(place, people, from_org=left, to_org=actor, role=role_after(place), need_org=not acts)


def _possessed(place: Place, token: Token, people: list[Name]) -> bool:
    """挖走⟦O⟧的⟦P⟧, 挖走⟦O⟧首席科学家⟦P⟧: the organisation stands before the person."""
    after = next((t for t in place.masked.tokens if t.name in people and t.start > token.end), None)
    return (
        token.name not in people and after is not None and after.start - token.end < 30 and token.start - place.end < 12
    )


def taken(place: Place) -> list[Draft]:
    """person CUE by organisation [from organisation]."""
    people = subjects(place)
    actor: Name | None = None
    left: Name | None = None
    for token, before in objects(place, "ONW"):
        if token.name in people:
            continue
        if re.search(r"(?:\bfrom|\bdari|从|自)\s*(?:[\w-]+ ){0,3}$", before):
            left = left or token.name
        elif actor is None and len(before) < 30:
            actor = token.name
    return drafts(place, people, from_org=left, to_org=actor, role=role_after(place))


# "⟦P⟧ named chairman of ⟦O⟧": a heading leaves out "was"; "⟦O⟧ appointed chairman ⟦P⟧" is no such thing.
POST_GIVEN = re.compile(
    rf"(?: (?:its|new|the|next|acting|interim|first|permanent|⟦O\d+⟧(?:['’]s?)?))* (?:{ROLE['en'].pattern})", re.I
)
OTHERWISE = re.compile(
    rf"(?: (?:its|new|the|next|acting|interim|first|former|veteran))*(?: {ROLE['en'].pattern})?,? ⟦[PN]", re.I
)


def bare(place: Place) -> list[Draft]:
    """person CUE role, without "was"."""
    text = place.masked.text
    given = re.search(r" to (?:be|become|serve as|run|lead|head)$", place.text) or POST_GIVEN.match(text, place.end)
    return appointments.named(place) if given and not OTHERWISE.match(text, place.end) else []


def from_to(place: Place) -> list[Draft]:
    """ "Dari" organisation "ke" organisation, person: a heading that begins with the way."""
    orgs = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end]
    people = people_after(place, 30)[:1]
    return drafts(place, people, from_org=orgs[0], to_org=orgs[1]) if people and len(orgs) == 2 else []


def new_boss(place: Place) -> list[Draft]:
    """ "Sosok" person ", bos baru" organisation; organisation "punya bos baru," person."""
    inside = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end]
    people = inside or people_after(place, 30)[:1]
    org = next((t.name for t, _ in objects(place, "ON")), None) if inside else org_before(place)
    role = ROLE[place.lang].search(place.text)
    return drafts(place, people, to_org=org, role=role.group() if role else None) if people and org else []


def shifted(place: Place) -> list[Draft]:
    """person CUE [to organisation]: another place in the same house."""
    people = subjects(place)
    joined = next((t.name for t, _ in objects(place, "O") if t.name not in people), None)
    return drafts(place, people, to_org=joined) if people else []


def founds(place: Place) -> list[Draft]:
    """person CUE [organisation]."""
    people = subjects(place)
    found = [(t, b) for t, b in objects(place, "OWN") if len(b) < 30 and t.name not in people]
    called = re.compile(r",? (?:called |named )?")
    new = next((t.name for t, b in found if t.letter != "N" or called.fullmatch(b)), None)
    return drafts(place, people, to_org=new)


FRAMES: dict[str, Callable[[Place], list[Draft]]] = {
    "out": out,
    "in": into,
    "take": take,
    "taken": taken,
    "named": appointments.named,
    "namedby": appointments.named,
    "name": appointments.name,
    "drop": drop,
    "dropped": dropped,
    "succeed": succession.succeed,
    "succeeded": succession.succeeded,
    "filled": succession.filled,
    "filling": succession.filling,
    "byperson": succession.byperson,
    "heir": succession.heir,
    "handed": succession.handed,
    "stepping": succession.stepping,
    "bare": bare,
    "baredrop": bare_dropped,
    "listed": appointments.listed,
    "gone": gone,
    "lost": lost,
    "approved": appointments.approved,
    "withrole": appointments.with_role,
    "sought": appointments.sought,
    "founds": founds,
    "shifted": shifted,
    "fromto": from_to,
    "stint": appointments.stint,
    "newboss": new_boss,
}
