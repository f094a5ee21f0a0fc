"""Where people stand around a cue by which one takes another's post: "succeeds", "replaced by", 由…接任."""

import re

from feeds.reading.moving.objects import objects, people_after, role_after
from feeds.reading.moving.places import FROM_BEFORE, Draft, Place, drafts, in_office, org_before
from feeds.reading.moving.subjects import subjects
from feeds.reading.naming.lexicon import ROLE_ZH


def succeed(place: Place) -> list[Draft]:
    """person CUE person [as role]."""
    people = subjects(place)
    after = [n for n in people_after(place, 50) if n not in people]
    if not people and place.lang != "id":
        return []
    replaced = after[0].full if after else None
    old = after[0] if after else None
    after_cue = place.masked.text[place.end : place.end + 5]
    if replaced is None and (place.text.endswith("nya") or re.match(r" (?:him|her)\b|[他她]", after_cue)):
        replaced = ""
    org = next(
        (
            t.name
            for t, b in objects(place, "ON")
            if t.name not in people and re.search(r"\b(?:at|di|of|in)\s+(?:[\w-]+ ){0,3}$", b)
        ),
        None,
    )
    return drafts(place, people, role=role_after(place), replaces=replaced, to_org=org, replaced=old)


def succeeded(place: Place) -> list[Draft]:
    """person CUE by person."""
    people = people_after(place, 50)
    before = [n for n in subjects(place) if n not in people]
    old = before[0] if before else None
    return drafts(place, people, role=role_after(place), replaces=old.full if old else None, replaced=old)


def filled(place: Place) -> list[Draft]:
    """ "his post" [at organisation] CUE person."""
    people = people_after(place, 40)
    inside = [t for t in place.masked.tokens if place.start <= t.start and t.end <= place.end]
    old = inside[0].name if inside and inside[0].letter in "PN" and inside[0].name not in people else None
    orgs = [t.name for t in inside if t.name.kind != "person" and t.name != old]
    return drafts(
        place, people, to_org=orgs[-1] if orgs else None, replaced=old, replaces=old.full if old is not None else None
    )


def filling(place: Place) -> list[Draft]:
    """organisation CUE ("has filled his position with") person [from organisation]."""
    people = people_after(place, 40)
    left = next(
        (t.name for t, b in objects(place, "ONW") if t.name not in people and FROM_BEFORE[place.lang].search(b)), None
    )
    actor = org_before(place)
    return drafts(place, people, to_org=actor if actor not in people else None, from_org=left)


def byperson(place: Place) -> list[Draft]:
    """由 … person 接任: the organisation of the post stands before."""
    people = [t.name for t in place.masked.tokens if t.letter == "P" and t.start >= place.end][:1]
    rest = place.masked.text[place.end :]
    match = re.search(rf"(?:出任|担任|兼任|接任|继任)(?:⟦O\d+⟧)?[^，。；⟦]{{0,3}}?({ROLE_ZH.pattern})", rest)
    before = re.search(
        r"⟦O(\d+)⟧的?(?:[^⟦，。；]{0,16})(?:职位|职务|岗位|位置|一职|工作)[^⟦]{0,8}$", place.masked.text[: place.start]
    )
    org = None
    if before:
        org = next((t.name for t in place.masked.tokens if t.start == before.start()), None)
    return drafts(place, people, to_org=org, role=match.group(1) if match else None)


HEIR = re.compile(
    r"⟦[PN]\d+⟧(?:先生|女士)?(?:[（(][^）)]{0,20}[）)])?(?:将|已|则|正式|临时|火线|今日|同日|随后|随即|确认|会|暂时|宣布|于[^，。；⟦]{1,8}|从[^，。；⟦]{1,8}|\d+月(?:\d+日)?起?|亲自)*$"
)


def heir(place: Place) -> list[Draft]:
    """person CUE at the end of a clause (⟦P⟧接任。): who takes the post that the sentence has spoken of."""
    match = HEIR.search(place.masked.text[: place.start])
    if match is None:
        return []
    return [place.draft(t.name) for t in place.masked.tokens if t.start == match.start()]


def stepping(place: Place) -> list[Draft]:
    """post person CUE ("takes over"): who steps in where another has gone; the post is the other's."""
    return drafts(place, people) if (people := subjects(place)) and in_office(place) else []


def handed(place: Place) -> list[Draft]:
    """person CUE ("is handing the reins to") person."""
    people = people_after(place, 60)
    before = [n for n in subjects(place) if n not in people]
    old = before[0] if before else None
    if not people:
        return []
    inside = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end and t.letter == "O"]
    org = inside[0] if inside else None
    return drafts(place, people[:1], to_org=org, role=role_after(place), replaces=old.full if old else "", replaced=old)
