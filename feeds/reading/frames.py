"""Where person and organisations stand around a cue: one function a frame, from a place to drafts of moves."""

import re
from collections.abc import Callable, Sequence

from feeds.reading.affiliation import plain_role
from feeds.reading.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.name import Name
from feeds.reading.places import (
    COMPANY_ACTS,
    DIRECT,
    FROM_BEFORE,
    ROLE,
    THE_COMPANY,
    Draft,
    Place,
    left_post,
    objects,
    org_before,
    org_of_role,
    people_after,
    role_after,
    sides,
    subjects,
)
from feeds.reading.slots import Token

AS_POST = re.compile(
    r"^,? (?:as|from (?:his|her|the|their) (?:post|role|position|job)s? (?:as|of)|sebagai|dari (?:jabatan|posisi|kursi)(?:nya)?(?: sebagai)?) (?!of\b)[^⟦,.;]{2,60}?(?:\b(?:of|at|for|di|pada|dari) (?:the )?(?:[\w'’-]+ ){0,3})?$",
    re.I,
)


def out(place: Place) -> list[Draft]:
    """person CUE [organisation left] [to organisation joined]."""
    people = subjects(place)
    left, joined = sides(place, people)
    if (given_up := left_post(place)) is not None:
        left, joined = given_up, None if joined == given_up else joined
    direct = objects(place, "ONW")
    if direct and AS_POST.match(direct[0][1]) and direct[0][0].name not in people:
        # "resigned as chief executive of ⟦O⟧": the post that is left.
        left, joined = direct[0][0].name, joined if joined != direct[0][0].name else None
    if left is None and direct:
        token, before = direct[0]
        if (
            (DIRECT.match(before) or (place.lang == "zh" and re.match(r"^了?[“]?$", before)))
            and token.name != joined
            and token.letter in "ON"
        ):
            left = token.name
    if place.lang == "zh":
        left = left or _zh_from(place)
    if left is not None and left in people:
        left = None
    if left is None and THE_COMPANY[place.lang].match(place.masked.text, place.end):
        left = next((t.name for t in place.masked.tokens if t.letter == "O" and t.end <= place.start), None)
    from_role = _role_left(place)
    return _drafts(place, people, from_org=left, to_org=joined, from_role=from_role)


def _role_left(place: Place) -> str | None:
    """The role given up: "resigned as chief executive", "mundur dari jabatan direktur", 辞去首席执行官."""
    text = place.masked.text[place.end : place.end + 90]
    if place.lang == "zh":
        found = re.match(r"[了：:“\s]*(?:⟦O\d+⟧)?(?:公司|集团|的)?([^，。；⟦]{2,24})", text)
        match = ROLE_ZH.search(found.group(1)) if found else None
        return plain_role(match.group().lstrip("了的“")) if match else None
    lead = r"^(?: ⟦O\d+⟧)?,? (?:as|from (?:his|her|the) (?:post|role|position) (?:as|of)|sebagai|dari (?:jabatan|posisi|kursi)(?:nya)?(?: sebagai)?|dari)\s*(?:the |its |a |an )?"
    found = re.search(rf"{lead}({ROLE[place.lang].pattern})", text, re.I if place.lang == "en" else 0)
    return " ".join(found.group(1).split()) if found else None


def _zh_from(place: Place) -> Name | None:
    """从⟦O⟧离职, ⟦O⟧离职 with the organisation right before, within the same clause."""
    text = place.masked.text
    begin = max(text.rfind(c, 0, place.start) for c in "，。；、") + 1
    for token in reversed(
        [t for t in place.masked.tokens if begin <= t.start and t.end <= place.start and t.letter in "OW"]
    ):
        if re.search(r"(?:从|自|由)[^⟦]{0,4}$", text[begin : token.start]):
            return token.name
    return None


def into(place: Place) -> list[Draft]:
    """person CUE organisation joined [from organisation left]."""
    people = subjects(place)
    found = [(t, b) for t, b in objects(place, "ONW") if t.name not in people]
    left: Name | None = None
    joined: Name | None = None
    for token, before in found:
        if joined is None and not re.search(r"\b(?:from|dari|asal)\s+(?:[\w-]+ ){0,3}$", before) and len(before) <= 60:
            joined = token.name
        elif left is None and re.search(
            r"(?:\bfrom|\bdari|\basal|\bafter leaving|从|来自|离开)\s*(?:[\w-]+ ){0,3}$", before
        ):
            left = token.name
    if place.lang == "zh":
        left = left or _zh_from(place)
    if joined is None:
        return []
    return _drafts(place, people, from_org=left, to_org=joined, role=role_after(place))


def take(place: Place) -> list[Draft]:
    """organisation CUE person [from organisation] [as role]."""
    people = people_after(place)
    if not people:
        return []
    actor = org_before(place, "O") or org_before(place)
    if actor in people:
        actor = None
    acts = COMPANY_ACTS[place.lang].search(place.masked.text[: place.start]) is not None
    left: Name | None = None
    for token, before in objects(place, "ONW"):
        if (token.name not in people and FROM_BEFORE[place.lang].search(before)) or (
            place.lang == "zh" and _possessed(place, token, people)
        ):
            left = token.name
            break
    if place.lang == "zh" and left is None:
        left = _zh_from(place)
        if left is not None and actor == left:
            actor = next(
                (t.name for t in place.masked.tokens if t.letter == "O" and t.end <= place.start and t.name != left),
                None,
            )
    return _drafts(place, people, from_org=left, to_org=actor, role=role_after(place), need_org=not acts)


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
    return _drafts(place, people, from_org=left, to_org=actor, role=role_after(place))


def named(place: Place) -> list[Draft]:
    """person CUE role [of organisation]."""
    people = subjects(place)
    role = role_after(place)
    org = org_of_role(place)
    if role is None and (org is None or place.frame == "named"):
        return []
    if place.lang == "zh" and place.text in ("新任",):
        people = people_after(place, 30) or people
    if org is not None and org in people:
        org = None
    return [*_drafts(place, people, to_org=org, role=role), *_further_posts(place, people, org)]


def name(place: Place) -> list[Draft]:
    """[organisation] CUE person as role."""
    people = people_after(place, 60)
    role = role_after(place)
    if not people or (role is None and place.lang != "id" and place.lang != "zh"):
        return []
    if place.lang == "zh" and role is None:
        tail = place.masked.text[place.end : place.end + 60]
        match = re.search(rf"⟦[PN]\d+⟧[^，。；]{{0,4}}(?:为|担任|出任|任)(?:⟦O\d+⟧)?({ROLE_ZH.pattern})", tail)
        role = match.group(1) if match else None
        if role is None:
            return []
    left = _introduced(place, people) if place.lang == "en" else None
    actor = org_of_role(place, skip=left) or org_before(place, "O") or org_before(place)
    if actor in people:
        actor = org_before(place)
    found = _drafts(place, people, to_org=actor, role=role, from_org=left)
    return [*found, *_further_posts(place, people, actor)]


AS_ROLE = {
    "en": re.compile(
        rf"^(?: (?:serving|becoming|acting))? as (?:its |the |a |an |new |⟦O\d+⟧['’]s )*({ROLE_EN.pattern})", re.I
    ),
    "id": re.compile(rf"^ (?:sebagai|menjadi|jadi) ({ROLE_ID.pattern}(?: (?:[A-Z]\w+|dan|&)){{0,4}})"),
    "zh": re.compile(rf"^(?:先生|女士)?(?:为|任|担任|出任)(?:公司)?({ROLE_ZH.pattern})"),
}


def _further_posts(place: Place, people: Sequence[Name], org: Name | None) -> list[Draft]:
    """The list that goes on behind an appointment: "…, ⟦P⟧ as head of design and ⟦P⟧ as counsel"."""
    found = []
    for token in place.masked.tokens:
        if token.letter not in "PN" or token.start < place.end or token.name in people:
            continue
        match = AS_ROLE[place.lang].match(place.masked.text[token.end :])
        if match:
            found.append(place.draft(token.name, to_org=org, role=" ".join(match.group(1).split())))
    return found


def _introduced(place: Place, people: Sequence[Name]) -> Name | None:
    """Whose person is named: "named Norvale Inc. executive ⟦P⟧ as", "named former Norvale chief ⟦P⟧ as"."""
    first = next((t for t in place.masked.tokens if t.name in people and t.start >= place.end), None)
    if first is None:
        return None
    for token in place.masked.tokens:
        if token.letter in "ON" and place.end <= token.start and token.end <= first.start and token.name not in people:
            between = place.masked.text[token.end : first.start]
            if re.match(r"^(?:['’]s)? (?:[\w-]+ ){1,6}$", between) and ROLE_EN.search(between):
                return token.name
    return None


def drop(place: Place) -> list[Draft]:
    """organisation CUE person; in Chinese also person CUE the post: ⟦P⟧已免去…一职."""
    people = people_after(place, 50)
    if not people and place.lang == "zh" and re.search(r"⟦[PN]\d+⟧[已经被]{0,2}$", place.masked.text[: place.start]):
        return dropped(place)
    if not people:
        return []
    actor = org_before(place)
    post = next((t.name for t, b in objects(place, "ON") if t.name not in people and AS_POST.match(b)), None)
    return _drafts(place, people, from_org=post or (actor if actor not in people else None))


def dropped(place: Place) -> list[Draft]:
    """person CUE [by organisation]."""
    people = subjects(place)
    left: Name | None = None
    for token, before in objects(place, "ONW"):
        if (
            token.name not in people
            and token.letter in "ON"
            and (
                FROM_BEFORE[place.lang].search(before)
                or re.search(r"\b(?:by|oleh|as [^⟦]+ (?:of|at)|sebagai [^⟦]+)\s+(?:\w+ )?$", before)
                or (place.text == "被" and not before)
            )
        ):
            left = token.name
            break
    return _drafts(place, people, from_org=left, from_role=_role_left(place))


def succeed(place: Place) -> list[Draft]:
    """person CUE person [as role]."""
    people = subjects(place)
    after = [n for n in people_after(place, 50) if n not in people]
    if not people:
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
    return _drafts(place, people, role=role_after(place), replaces=replaced, to_org=org, replaced=old)


def succeeded(place: Place) -> list[Draft]:
    """person CUE by person."""
    people = people_after(place, 50)
    before = [n for n in subjects(place) if n not in people]
    old = before[0] if before else None
    return _drafts(place, people, role=role_after(place), replaces=old.full if old else None, replaced=old)


def filled(place: Place) -> list[Draft]:
    """ "his post" [at organisation] CUE person."""
    people = people_after(place, 40)
    inside = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end and t.letter in "ON"]
    orgs = [n for n in inside if n.kind != "person"]
    return _drafts(place, people, to_org=orgs[-1] if orgs else None)


def filling(place: Place) -> list[Draft]:
    """organisation CUE ("has filled his position with") person [from organisation]."""
    people = people_after(place, 40)
    left = next(
        (t.name for t, b in objects(place, "ONW") if t.name not in people and FROM_BEFORE[place.lang].search(b)), None
    )
    actor = org_before(place)
    return _drafts(place, people, to_org=actor if actor not in people else None, from_org=left)


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
    return _drafts(place, people, to_org=org, role=match.group(1) if match else None)


def gone(place: Place) -> list[Draft]:
    """ "the departure of" person, or person's "departure"."""
    if place.text.rstrip().endswith(" of"):
        people = people_after(place, 80)
        owner = next((t.name for t, b in objects(place, "ON") if t.name not in people), None)
        before = org_before(place) if owner is None else owner
        return _drafts(place, people, from_org=before if before not in people else None)
    people = [t.name for t in place.masked.tokens if t.letter in "PN" and t.end < place.start][-1:]
    left, _ = sides(place, people)
    return _drafts(place, people, from_org=left) if people else []


def sought(place: Place) -> list[Draft]:
    """person CUE: somebody who is only considered for a post of whom the article speaks."""
    return [place.draft(p) for p in subjects(place)]


def listed(place: Place) -> list[Draft]:
    """CUE ("those appointed are:") person, person and person, each perhaps with the post held so far."""
    text = place.masked.text
    people: list[Token] = []
    for token in place.masked.tokens:
        if token.start < place.end or token.letter not in "PN":
            continue
        if people and not _goes_on(text[people[-1].end : token.start]):
            break
        people.append(token)
    if len(people) < 2:
        return []
    role = ROLE[place.lang].search(place.text)
    org = org_before(place, "O")
    return _drafts(place, [t.name for t in people], to_org=org, role=role.group().strip() if role else None)


def _goes_on(between: str) -> bool:
    """Whether a list of people goes on, with what the next one does in between."""
    return (
        len(between) < 60
        and re.search(r"、|，及|和|以及|与|, | and | dan ", between) is not None
        and "。" not in between
    )


def founds(place: Place) -> list[Draft]:
    """person CUE [organisation]."""
    people = subjects(place)
    new = next((t.name for t, b in objects(place, "OW") if len(b) < 30), None)
    return _drafts(place, people, to_org=new)


def _drafts(place: Place, people: Sequence[Name], need_org: bool = False, **slots: object) -> list[Draft]:
    """A draft a person; without one, a draft for the post that acts, where the clause names one."""
    if need_org and slots.get("to_org") is None and slots.get("from_org") is None:
        return []
    return [place.draft(p, **slots) for p in people] or [place.draft(None, **slots)]


FRAMES: dict[str, Callable[[Place], list[Draft]]] = {
    "out": out,
    "in": into,
    "take": take,
    "taken": taken,
    "named": named,
    "namedby": named,
    "name": name,
    "drop": drop,
    "dropped": dropped,
    "succeed": succeed,
    "succeeded": succeeded,
    "filled": filled,
    "filling": filling,
    "byperson": byperson,
    "listed": listed,
    "gone": gone,
    "sought": sought,
    "founds": founds,
}
