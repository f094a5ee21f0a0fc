"""Where person and organisation stand around a cue that gives a post: "named", "appoints", "is considered for"."""

import re
from collections.abc import Sequence

from feeds.reading.moving.affiliation import plain_role
from feeds.reading.moving.objects import objects, org_of_role, people_after, role_after
from feeds.reading.moving.places import ROLE, Draft, Place, drafts, in_office, org_before
from feeds.reading.moving.slots import Token
from feeds.reading.moving.subjects import subjects
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name


def named(place: Place) -> list[Draft]:
    """person CUE role [of organisation]."""
    people = subjects(place)
    role = role_after(place)
    org = _org_of_role(place, people)
    leads = org is not None and LEADS.search(place.masked.text[place.start : place.end + 24]) is not None
    if role is None and (org is None or place.frame == "named") and not leads:
        return _leads(place, people)
    if place.lang == "zh" and place.text in ("新任",):
        people = people_after(place, 30) or people
    if org is not None and org in people:
        org = None
    return [*drafts(place, people, to_org=org, role=role), *_further_posts(place, people, org)]


# "dipercaya memimpin ⟦O⟧", "kini pimpin ⟦O⟧": the post is said by the verb.
LEADS = re.compile(r"(?:pimpin|mimpin|nakhodai|mengepalai|mengomandoi) ⟦O", re.I)


def stint(place: Place) -> list[Draft]:
    """ "Setelah sepuluh tahun di" organisation, person "menjadi" role [of organisation]."""
    inside = [t for t in place.masked.tokens if place.start <= t.start and t.end <= place.end]
    role, org = role_after(place), org_of_role(place)
    if len(inside) != 2 or (role is None and org is None):
        return []
    return [place.draft(inside[1].name, from_org=inside[0].name, to_org=org, role=role)]


# "leaves to lead ⟦O⟧", "⟦O⟧ partner ⟦P⟧ to head Asia private equity"; a delegation, a mission, talks are led by anybody.
WILL_LEAD = re.compile(r"(?:to|will) (?:lead|head|run|oversee)$", re.I)
FIRM_LED = re.compile(r" (?:[\w-]+ ){0,3}(?=⟦[OW]\d+⟧(?:[.,;]|$| (?:as|after|from|in|on|following|until|amid)\b))")
UNIT_LED = re.compile(
    r" (?!(?:a|an|the|talks|team|his|her)\b)(?![^.;,⟦]*\b(?:delegation|mission|talks|meeting|probe|review|inquiry|campaign|round|race|charge|group of)\b)[\w&-]+"
)


def _leads(place: Place, people: list[Name]) -> list[Draft]:
    """Who will lead a firm, or, holding a post, a part of one."""
    if place.lang != "en" or not people or not WILL_LEAD.search(place.text):
        return []
    text = place.masked.text
    if not place.text.endswith("oversee") and (match := FIRM_LED.match(text, place.end)):
        return drafts(place, people, to_org=next(t.name for t in place.masked.tokens if t.start == match.end()))
    unit = not place.text.endswith("lead") and in_office(place) and UNIT_LED.match(text, place.end)
    return drafts(place, people) if unit else []


def name(place: Place) -> list[Draft]:
    """[organisation] CUE person as role."""
    people = people_after(place, 60)
    role = _own_role(place, people) or role_after(place)
    if not people or (role is None and place.lang == "en" and not _top_job(place, people)):
        return []
    if place.lang == "zh" and _stays(people[-1], place):
        return []
    if place.lang == "zh" and role is None:
        tail = place.masked.text[place.end : place.end + 60]
        match = re.search(rf"⟦[PN]\d+⟧[^，。；]{{0,4}}(?:为|担任|出任|任)(?:⟦O\d+⟧)?({ROLE_ZH.pattern})", tail)
        role = match.group(1) if match else None
        if role is None:
            return []
    left = introduced(place, people) if place.lang == "en" else None
    actor = _org_of_role(place, people, left) or org_before(place, "O") or org_before(place)
    if actor in people:
        actor = org_before(place, "O") or org_before(place)
    found = drafts(place, people, to_org=actor, role=role, from_org=left)
    return [*found, *_further_posts(place, people, actor)]


def _stays(person: Name, place: Place) -> bool:
    """Whether who is elected holds the post already: 选举董事，⟦P⟧连任."""
    text = place.masked.text
    return any(
        re.match(r"(?:成功|再度|再次|将)?(?:连任|留任|续任)", text[t.end :])
        for t in place.masked.tokens
        if t.name == person
    )


AS_ROLE = {
    "en": re.compile(
        rf"^(?: (?:serving|acting))?(?: as| becoming| become) (?:its |the |a |an |new |⟦O\d+⟧['’]s )*({ROLE_EN.pattern})",
        re.I,
    ),
    "id": re.compile(rf"^ (?:sebagai|menjadi|jadi) ({ROLE_ID.pattern}(?: (?:[A-Z]\w+|dan|&)){{0,4}})"),
    "zh": re.compile(rf"^(?:先生|女士)?(?:为|任|担任|出任)(?:公司)?({ROLE_ZH.pattern})"),
}


# The post right behind its holder, without "as": "names ⟦P⟧ CFO", "promotes ⟦P⟧ to head of design".
POST_BEHIND = re.compile(
    rf"^,? (?:as |to (?:be |become |serve as |run as |the (?:post|role|position|job) of )?)?(?:its |the |a |an |new |next |first |⟦O\d+⟧['’]s )*((?:[a-z]+ )?{ROLE_EN.pattern})",
    re.I,
)
POST_AHEAD = re.compile(rf" (?:its |a |the )?(?:first|new|next) (?:[\w-]+ ){{0,3}}?({ROLE_EN.pattern}), ", re.I)
TOP_JOB = re.compile(
    r"^,? (?:as |to |for )(?:be |lead |run |head |oversee )?(?:its |the |a |⟦O\d+⟧['’]s )?(?:[\w-]+ ){0,2}(?:job|post|role|position|seat)\b",
    re.I,
)


def _last(place: Place, people: Sequence[Name]) -> Token | None:
    return next((t for t in reversed(place.masked.tokens) if t.name in people and t.start >= place.end), None)


def _top_job(place: Place, people: Sequence[Name]) -> bool:
    """Whether somebody is given "its top job", a post without a title."""
    last = _last(place, people)
    return last is not None and TOP_JOB.match(place.masked.text[last.end :]) is not None


def _own_role(place: Place, people: Sequence[Name]) -> str | None:
    """The role right behind the last of the people: of "names ⟦P⟧ as head of design and ⟦P⟧ as counsel" the first."""
    last = _last(place, people)
    match = AS_ROLE[place.lang].match(place.masked.text[last.end :]) if last is not None else None
    if match is None and last is not None and place.lang == "en":
        match = POST_AHEAD.fullmatch(place.masked.text[place.end : last.start])
        match = match or POST_BEHIND.match(place.masked.text[last.end :])
    return " ".join(match.group(1).split()).removesuffix(" and") if match else None


def _org_of_role(place: Place, people: Sequence[Name], skip: Name | None = None) -> Name | None:
    """The organisation of the role, where it is none of the people with whom the list goes on."""
    org = org_of_role(place, skip)
    return None if org in {d.person for d in _further_posts(place, people, None)} else org


def _further_posts(place: Place, people: Sequence[Name], org: Name | None) -> list[Draft]:
    """The list that goes on behind an appointment: "…, ⟦P⟧ as head of design and ⟦P⟧ as counsel"."""
    found = []
    for token in place.masked.tokens:
        if token.letter not in "PN" or token.start < place.end or token.name in people:
            continue
        match = AS_ROLE[place.lang].match(place.masked.text[token.end :])
        if match:
            found.append(
                place.draft(token.name, to_org=org, role=" ".join(match.group(1).split()).removesuffix(" and"))
            )
    return found


# What stands between a firm and one of its people: "⟦O⟧'s top tech banker, ⟦P⟧", "⟦O⟧ veteran ⟦P⟧".
ITS_PERSON = re.compile(
    rf"['’]s? (?:[\w&/-]+ ){{0,6}}(?:[\w&/-]+, )?| (?:[\w&/-]+ ){{0,5}}?(?:{ROLE_EN.pattern}|veterans?|insider|alum(?:nus|na|ni)?),? ",
    re.I,
)


def introduced(place: Place, people: Sequence[Name]) -> Name | None:
    """Whose person is named: "named Norvale Inc. executive ⟦P⟧ as", "hires Norvale's top banker, ⟦P⟧"."""
    first = next((t for t in place.masked.tokens if t.name in people and t.start >= place.end), None)
    if first is None:
        return None
    for token in place.masked.tokens:
        if token.letter in "ONW" and place.end <= token.start and token.end <= first.start and token.name not in people:
            between = place.masked.text[token.end : first.start]
            if ITS_PERSON.fullmatch(between) and (token.letter != "W" or between[0] != " "):
                return token.name
    return None


APPROVED = re.compile(
    rf"⟦[PN]\d+⟧(?:先生|女士)?(?:担任|任|为|的)?(?:⟦O\d+⟧)?(?:[（(][^）)]*[）)])?({ROLE_ZH.pattern})?(?:的)?任职资格"
)


def approved(place: Place) -> list[Draft]:
    """CUE person [organisation] [role] 任职资格: a bank's post that its regulator consents to."""
    people = people_after(place, 60)
    if not people:
        return []
    tail = place.masked.text[place.end : place.limit]
    match = APPROVED.search(tail)
    before = re.search(rf"({ROLE_ZH.pattern})⟦P", tail)
    role = (match and match.group(1)) or (before.group(1) if before else None)
    org = next((t.name for t, _ in objects(place, "O")), None)
    return drafts(place, people, to_org=org, role=plain_role(role) if role else None) if role else []


def sought(place: Place) -> list[Draft]:
    """person CUE: somebody who is only considered for a post of whom the article speaks."""
    return [place.draft(p) for p in subjects(place)]


def with_role(place: Place) -> list[Draft]:
    """CUE ("As chief scientist,") person: who takes up a post, told by what they will do in it."""
    role = ROLE[place.lang].search(place.text)
    orgs = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end and t.letter == "O"]
    if role is None:
        return []
    return drafts(
        place, people_after(place, 20)[:1], to_org=orgs[-1] if orgs else None, role=" ".join(role.group().split())
    )


# 选举两名监事: the post is what stands behind the verb and the number.
LEAD = re.compile(r"^.*(?:聘任|任命|委任|选举|提名|增选|[\d一二三四五六七八九十]+[名位])")


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
    alone = re.search(r"candidate|contender|runner|successor", place.text, re.I) and place.text.endswith(("ing", "as"))
    if len(people) < (1 if alone else 2) or (alone and people[0].start - place.end > 60):
        return []
    role = ROLE[place.lang].search(place.text)
    inside = [t.name for t in place.masked.tokens if place.start <= t.start and t.end <= place.end and t.letter == "O"]
    org = inside[-1] if inside else org_before(place, "O")
    return drafts(
        place, [t.name for t in people], to_org=org, role=LEAD.sub("", role.group()).strip() or None if role else None
    )


def _goes_on(between: str) -> bool:
    """Whether a list of people goes on, with what the next one does in between."""
    return (
        len(between) < 60
        and re.search(r"、|，及|和|以及|与|, | and | dan ", between) is not None
        and "。" not in between
    )
