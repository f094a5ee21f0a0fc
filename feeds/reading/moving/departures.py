"""Where person and organisations stand around a cue of a departure: one function a frame, from a place to drafts."""

import re

from feeds.reading.moving.affiliation import plain_role
from feeds.reading.moving.objects import left_post, objects, people_after, sides
from feeds.reading.moving.places import (
    DIRECT,
    FROM_BEFORE,
    ROLE,
    THE_COMPANY,
    Draft,
    Place,
    drafts,
    in_office,
    org_before,
)
from feeds.reading.moving.slots import Token
from feeds.reading.moving.subjects import subjects
from feeds.reading.naming.lexicon import ROLE_ZH
from feeds.reading.naming.name import Name

AS_POST = re.compile(
    r"^,?(?: (?:last|this|on|in|earlier)(?: [\w.]+){1,3})? ?(?:as|from (?:his|her|the|their) (?:post|role|position|job)s? (?:as|of)|sebagai|dari (?:jabatan|posisi|kursi)(?:nya)?(?: sebagai)?) (?!of\b)[^⟦,.;]{2,60}?(?:\b(?:of|at|for|di|pada|dari) (?:the )?(?:[\w'’-]+ ){0,3})?$",
    re.I,
)


def out(place: Place) -> list[Draft]:
    """person CUE [organisation left] [to organisation joined]."""
    people = subjects(place) or _listed_behind(place)
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
        left = left or zh_from(place)
    if left is not None and left in people:
        left = None
    if left is None and place.lang == "id" and people and not _stand_before(people, place):
        left = org_before(place, "O")  # "Dua direktur ⟦O⟧ mundur, yakni ⟦P⟧"
    if left is None and THE_COMPANY[place.lang].match(place.masked.text, place.end):
        named = (t for t in place.masked.tokens if t.letter == "O" and t.end <= place.start)
        left = next((t.name for t in named if not _aside(t, place)), None)
    from_role = _role_left(place)
    found = drafts(place, people, from_org=left, to_org=joined, from_role=from_role)
    return found + [d for org in _with_it(place, left) for d in drafts(place, people, from_org=org)]


def _stand_before(people: list[Name], place: Place) -> bool:
    return any(t.name in people and t.start < place.start for t in place.masked.tokens)


# "Three more are leaving ⟦O⟧: ⟦P⟧ and ⟦P⟧", "Several executives have left, including finance chief ⟦P⟧ and ⟦P⟧".
LIST_BEHIND = re.compile(
    rf"(?:⟦[OW]\d+⟧[^⟦.;,:]{{0,30}})?(?:: |,? including |, among them )(?:(?:its )?{ROLE['en'].pattern},? )?"
)


def _listed_behind(place: Place) -> list[Name]:
    """Who goes, named only behind the verb, in English."""
    if place.lang != "en":
        return []
    text = place.masked.text
    match = LIST_BEHIND.search(text, place.end, place.end + 140)
    if match is None or re.search(r"[.;]", text[place.end : match.start()]):
        return []
    found: list[Token] = []
    for token in place.masked.people():
        if token.start == match.end() or (
            found and re.fullmatch(r",(?: [a-z-]+){0,3} |,? and (?:[a-z-]+ ){0,3}", text[found[-1].end : token.start])
        ):
            found.append(token)
    return [t.name for t in found]


# What may stand behind the last organisation of a list: the end of the clause, or what says when and why.
LIST_ENDS = re.compile(r"^(?:[.,;)]|$| (?:after|in|on|last|this|amid|following|over|pending|while|because)\b)")


def _with_it(place: Place, left: Name | None) -> list[Name]:
    """The organisations left together with the first: "from the boards of Norvale and Kestrel"."""
    tokens = [t for t, _ in objects(place, "O")]
    at = next((i for i, t in enumerate(tokens) if t.name == left), None)
    if at is None or place.lang == "zh":
        return []
    text, found = place.masked.text, [tokens[at]]
    for token in tokens[at + 1 :]:
        if not re.fullmatch(r",? (?:and|dan|serta) (?:(?:the|at|from) )?|, ", text[found[-1].end : token.start]):
            break
        found.append(token)
    return [t.name for t in found[1:]] if LIST_ENDS.match(text[found[-1].end :]) else []


def _aside(token: Token, place: Place) -> bool:
    """Whether a name stands in a clause between commas that is over before the cue: ", who ran ⟦O⟧ until May, "."""
    text = place.masked.text
    opened = text.rfind(", who ", 0, token.start)
    return opened >= 0 and "," not in text[opened + 1 : token.start] and "," in text[token.end : place.start]


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


def zh_from(place: Place) -> Name | None:
    """从⟦O⟧离职, ⟦O⟧离职 with the organisation right before, within the same clause."""
    text = place.masked.text
    begin = max(text.rfind(c, 0, place.start) for c in "，。；、") + 1
    for token in reversed(
        [t for t in place.masked.tokens if begin <= t.start and t.end <= place.start and t.letter in "OW"]
    ):
        if re.search(r"(?:从|自|由)[^⟦]{0,4}$", text[begin : token.start]):
            return token.name
    return None


def drop(place: Place) -> list[Draft]:
    """organisation CUE person; in Chinese also person CUE the post: ⟦P⟧已免去…一职."""
    people = people_after(place, 50)
    if not people and place.lang == "zh" and re.search(r"⟦[PN]\d+⟧[已经被]{0,2}$", place.masked.text[: place.start]):
        return dropped(place)
    if not people:
        return []
    if place.lang == "en" and something_of(place, people[-1]):
        return []
    actor = org_before(place)
    post = next((t.name for t, b in objects(place, "ON") if t.name not in people and AS_POST.match(b)), None)
    return drafts(place, people, from_org=post or (actor if actor not in people else None))


def bare_dropped(place: Place) -> list[Draft]:
    """person CUE, without "was": by a post, or one who is introduced by theirs; a player fires and is fired up."""
    held = re.match(r" as\b| by ⟦O", place.masked.text[place.end :]) or in_office(place)
    return dropped(place) if held else []


# Behind whom a firm loses: where they go, or nothing of a match or an illness.
LOST_TO = re.compile(r"^,? to (?:[a-z-]+ ){0,3}$")
OFFICE = re.compile(rf"^ (?:its |his |another |a |an |the )?(?:[\w&’'-]+ ){{0,4}}?(?:{ROLE['en'].pattern}),? $", re.I)
ENDED = re.compile(r"\b(?:die[sd]|death|cancer|illness|crash|killed|lawsuit|appeal|election|vote|match|game)\b", re.I)


def lost(place: Place) -> list[Draft]:
    """organisation CUE ("loses") [its post,] person [to organisation]."""
    people = people_after(place, 70)
    actor = org_before(place, "O") or org_before(place)
    if not people or actor is None or actor in people or ENDED.search(place.masked.text):
        return []
    tokens = [t for t in place.masked.tokens if t.start >= place.end]
    last = next(t for t in reversed(tokens) if t.name in people)
    first = next(t for t in tokens if t.name in people)
    behind = next((t for t in tokens if t.start > last.end and t.letter in "ONW"), None)
    goal = behind if behind and LOST_TO.match(place.masked.text[last.end : behind.start]) else None
    if goal is None and not OFFICE.match(place.masked.text[place.end : first.start]):
        return []
    return drafts(place, people, from_org=actor, to_org=goal.name if goal else None)


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
    found = drafts(place, people, from_org=left, from_role=_role_left(place))
    return found + [d for org in _with_it(place, left) for d in drafts(place, people, from_org=org)]


def gone(place: Place) -> list[Draft]:
    """ "the departure of" person, or person's "departure"."""
    if place.lang == "id":
        return _gone_behind(place)
    if place.text.rstrip().endswith(" of"):
        people = people_after(place, 80)
        owner = next((t.name for t, b in objects(place, "ON") if t.name not in people), None)
        before = org_before(place) if owner is None else owner
        return drafts(place, people, from_org=before if before not in people else None)
    people = [t.name for t in place.masked.tokens if t.letter in "PN" and t.end < place.start][-1:]
    left, _ = sides(place, people)
    return drafts(place, people, from_org=left) if people else []


def _gone_behind(place: Place) -> list[Draft]:
    """ "kepergian" person [from organisation] [to organisation]: whoever loses somebody is where they were."""
    people = people_after(place, 80)
    left, joined = sides(place, people)
    actor = org_before(place, "O")
    actor = actor if re.search(r"kepergian|kehilangan|ditinggal|pengunduran", place.text, re.I) else None
    if not people or (LOST.search(place.text) and (DIED.search(place.masked.text) or not (left or joined or actor))):
        return []
    return drafts(place, people, from_org=left or actor, to_org=joined)


# Words of losing somebody that are said of the dead too.
LOST = re.compile(r"kepergian|perginya|kehilangan|ditinggal", re.I)
DIED = re.compile(
    r"\b(?:meninggal|wafat|tewas|duka|almarhum\w*|mendiang|dibunuh|pembunuhan|tutup usia|berpulang|mengenang|selama-lamanya|jenazah|dimakamkan|belasungkawa)\b",
    re.I,
)


def something_of(place: Place, person: Name) -> bool:
    """Whether something of a person is meant, not the person: "suspended ⟦P⟧'s account"."""
    token = next(t for t in place.masked.tokens if t.name == person)
    return re.match(r"['’]s? ", place.masked.text[token.end : token.end + 3]) is not None
