"""Who stands before a cue and does what it tells, or is named right behind it."""

import re

from feeds.reading.moving.places import BOUNDARY, NOT_SUBJECT, OWNS_ZH, POSSESSED, REACH_LEFT, RELATIVE, Place
from feeds.reading.moving.slots import Token, clause_start
from feeds.reading.naming.lexicon import ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name

JOINING = re.compile(r"^(?:,? and (?:\w+ )?|, |,|、|和|与|及|以及| & |,? dan (?:\w+ )?| serta |\s)$")

# In Chinese a list goes on over titles and over the post of the next one: 董事⟦P⟧先生、监事会主席⟦P⟧.
JOINING_ZH = re.compile(
    r"^(?:先生|女士|博士|教授)?(?:[（(][^）)]{0,12}[）)])?(?:、|，|和|与|及|以及|，和|，以及|，及)\s*(?:现任|原|前|时任)?(?P<post>[^⟦。；、]{0,24})$"
)


def subjects(place: Place, letters: str = "PN") -> list[Name]:
    """The people before a cue who act: the nearest, with those joined to them by "and"."""
    text = place.masked.text
    begin = max(clause_start(text, place.start), place.start - REACH_LEFT)
    for boundary in BOUNDARY[place.lang].finditer(text, begin, place.start):
        begin = boundary.end()
    before = [t for t in place.masked.tokens if begin <= t.start and t.end <= place.start]
    people = [t for t in before if t.letter in letters]
    if place.lang in RELATIVE and RELATIVE[place.lang].search(text[begin : place.start]):
        return []
    absolute = re.match(r"\w+ing\b", place.text)  # "with ⟦P⟧ leaving": who leaves, all the same
    while (
        people
        and place.lang != "zh"
        and NOT_SUBJECT.search(before_it := text[max(0, people[-1].start - 18) : people[-1].start])
        and not (absolute and re.search(r"\bwith (?:[\w-]+ )?$", before_it))
    ):
        popped = people.pop()
        if popped.end == place.start - 1 and place.text.startswith("to ") and before_it.endswith("for "):
            return []  # "waiting for ⟦P⟧ to retire"
    if place.lang == "en" and people and POSSESSED.match(text[people[-1].end : place.start]):
        return []
    if place.lang == "zh":
        people = [
            t
            for t in people
            if not re.search(r"(?:被|向|对|接替|取代)\s*$", text[max(0, t.start - 3) : t.start])
            and not OWNS_ZH.match(text, t.end)
        ]
    between = text[people[-1].end : place.start] if people else ""
    if place.lang == "id" and people and (SPEAKS.match(between) or MANY_BETWEEN.match(between)):
        people = []  # "⟦P⟧ menjelaskan, direksi … mundur": who speaks of others
    if not people:
        return _named_behind(place) or _namely(place) or _mononym(place)
    return _with_joined(people, text, place.lang)


SPEAKS = re.compile(
    r"^,? (?:menjelaskan|mengatakan|menilai|menyebut(?:kan)?|menuturkan|menegaskan|menyatakan|mengungkapkan|menyampaikan|menambahkan|berpendapat|mengaku|kata|ujar|tutur)"
    r"(?:,| bahwa| jika)?(?![^⟦]*\b(?:ia|dia|dirinya|akan|siap|telah|sudah|ingin)\b) (?=[^⟦]*(?:⟦O|\w))[^⟦]*(?:⟦O\d+⟧|\b(?:para|sejumlah|direksi|calon|karyawan|pegawai|pejabat)\b)",
    re.I,
)
MANY_BETWEEN = re.compile(
    r"[^⟦]*\b(?:warga|penduduk|masyarakat|karyawan|pekerja|pegawai|mahasiswa|para \w+) (?:[\w-]+ ){0,6}yang\b[^⟦]*$",
    re.I,
)

# "Dicopot dari Norvale, Rangga Wirawan …": an Indonesian heading that begins with what befell somebody.
HEADS = re.compile(r"^(?:resmi |baru saja |akhirnya |usai |sah |batal )?$", re.I)
BEHIND = re.compile(r"^[^.;⟦]{0,40}(?:⟦[OW]\d+⟧[^.;⟦,]{0,24})?, (?:(?:eks|mantan|[a-z]+) (?:[\w-]+ ){0,3})?(?=⟦[PN])")


def _named_behind(place: Place) -> list[Name]:
    if place.lang != "id" or not HEADS.match(place.masked.text[: place.start]):
        return []
    match = BEHIND.match(place.masked.text[place.end : place.end + 120])
    at = place.end + match.end() if match else -1
    return [t.name for t in place.masked.tokens if t.start == at]


# Many Indonesians bear one name: "⟦W⟧ ditunjuk sebagai direktur", "direktur keuangan ⟦O⟧ ⟦W⟧ resmi mundur".
ONE_NAME = re.compile(r"⟦W\d+⟧ (?:resmi |juga |kini |sah |akhirnya )?$")
FIRMS_POST = re.compile(r"\b(?:direktur|dirut|CEO|CTO|CFO|COO|komisaris|presdir|bos)(?: [A-Za-z]+)? ⟦O\d+⟧ $", re.I)
AS_POST = re.compile(rf" (?:sebagai|menjadi|jadi) (?:{ROLE_ID.pattern})")


def _mononym(place: Place) -> list[Name]:
    text = place.masked.text
    match = ONE_NAME.search(text[: place.start]) if place.lang == "id" else None
    if match is None:
        return []
    held = FIRMS_POST.search(text[: match.start()])
    given = place.frame == "named" and AS_POST.match(text[place.end :])
    return [t.name for t in place.masked.tokens if t.start == match.start()] if held or given else []


# "Dua direktur Norvale mundur, yakni ⟦P⟧ dan ⟦P⟧": who they are is told behind the verb.
NAMELY = re.compile(
    r"^[^.;⟦]{0,40}?(?:⟦[OW]\d+⟧[^.;⟦]{0,40}?)?(?:,|:| -)? (?:yakni|yaitu|antara lain|masing-masing(?: adalah)?|mereka adalah)(?: [a-z]+){0,2}:? (?=⟦[PN])"
)


def _namely(place: Place) -> list[Name]:
    match = NAMELY.match(place.masked.text[place.end : place.end + 120]) if place.lang == "id" else None
    if match is None:
        return []
    first = place.end + match.end()
    found: list[Token] = []
    for token in place.masked.tokens:
        if token.start >= first and token.letter in "PN":
            if found and not joined(place.masked.text[found[-1].end : token.start], place.lang):
                break
            found.append(token)
    return [t.name for t in found]


def joined(between: str, lang: str) -> bool:
    """Whether what stands between two people only goes on with a list of them."""
    if JOINING.match(between):
        return True
    match = JOINING_ZH.match(between) if lang == "zh" else None
    return match is not None and (not match.group("post") or ROLE_ZH.search(match.group("post")[-8:]) is not None)


def _with_joined(people: list[Token], text: str, lang: str) -> list[Name]:
    found = [people[-1]]
    for token in reversed(people[:-1]):
        if lang == "id" and NOT_SUBJECT.search(text[max(0, token.start - 24) : token.start]):
            break  # "anak buah ⟦P⟧, ⟦P⟧, dipecat": the second is who the first has
        if joined(text[token.end : found[0].start], lang):
            found.insert(0, token)
        else:
            break
    return [t.name for t in found]
