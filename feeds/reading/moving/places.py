"""The surroundings of a cue in a masked sentence: who acts before it, who and what stands behind it, in which role.

A draft holds what its own clause says and nothing more; ``completion.py`` completes drafts over the article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feeds.model import MoveKind
from feeds.reading.moving.affiliation import plain_role
from feeds.reading.moving.slots import Masked, Token, clause_end, clause_start
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name

JOINING = re.compile(r"^(?:,? and (?:\w+ )?|, |,|、|和|与|及|以及| & |,? dan (?:\w+ )?| serta |\s)$")
REACH_LEFT = 170
REACH_RIGHT = 150

# In Chinese a list goes on over titles and over the post of the next one: 董事⟦P⟧先生、监事会主席⟦P⟧.
JOINING_ZH = re.compile(
    r"^(?:先生|女士|博士|教授)?(?:[（(][^）)]{0,12}[）)])?(?:、|，|和|与|及|以及|，和|，以及|，及)\s*(?:现任|原|前|时任)?(?P<post>[^⟦。；、]{0,24})$"
)
# A word between a preposition and the name that it governs; another preposition begins something else.
PLAIN = r"(?!(?:in|on|at|to|for|after|before|with|by|from|of|amid|over|under|and|as|since|while|when)\b)[\w'’-]+"

FROM_BEFORE = {
    "en": re.compile(
        rf"(?:\bfrom|\bat|\bof|\bleaving|\bout of|\bwith|\bex-|\bformer|\bformerly (?:of|at|with)) (?:{PLAIN} ){{0,4}}$|\bfrom$",
        re.I,
    ),
    "id": re.compile(r"\b(?:dari|asal|meninggalkan|tinggalkan|di|eks|mantan) (?:[\w-]+ ){0,4}$", re.I),
    "zh": re.compile(r"(?:从|自|由|离开|原|前|来自|辞去|卸任|辞任)[^⟦，。；]{0,8}$"),
}
TO_BEFORE = {
    "en": re.compile(
        rf"\b(?:to join|to head|to lead|to run|for|(?<!according )(?<!due )(?<!next )(?<!compared )(?<!related )(?<!thanks )to|joining|as [^⟦]{{2,50}} (?:of|at|for|with)|with rival|to become [^⟦]{{2,50}} (?:of|at)|and (?:has )?joined|move to|moves to|moved to|take (?:on |up )?(?:a|an|the) (?:[\w-]+ ){{0,2}}(?:job|role|post|position) (?:at|with)) (?:{PLAIN} ){{0,4}}$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:ke|gabung|bergabung dengan|bergabung ke|untuk bergabung|menuju|ke klub|demi|membela|jadi [^⟦]{2,40} di) (?:[\w-]+ ){0,3}$",
        re.I,
    ),
    "zh": re.compile(
        r"(?:加入|加盟|入职|至|到|去|转投|投奔|跳槽[至到去]?|(?<![曾经历时现原前])(?:出任|担任|任))[^⟦，。；]{0,6}$"
    ),
}
DIRECT = re.compile(r"^[\s了“\"]*(?:the |its |his |her |rival |start-?up |[a-z][\w'’-]* ){0,4}$")
PRONOUN = {
    "en": re.compile(r"\b(?:he|she|who)\b(?:[^⟦.;]{0,40})$|^(?:he|she|his|her)\b", re.I),
    "id": re.compile(r"\b(?:ia|dia|beliau|dirinya)\b(?:[^⟦.;]{0,40})$|^(?:ia|dia|sebelumnya)\b", re.I),
    "zh": re.compile(r"(?:他|她|其)[^⟦。；]{0,16}$|^(?:他|她|其|随后|之后|目前|并|后)"),
}
ROLE = {"en": ROLE_EN, "id": ROLE_ID, "zh": ROLE_ZH}
# A name after one of these words is not who acts.
NOT_SUBJECT = re.compile(
    r"(?:\b(?:by|with|from|of|after|than|under|against|told|for|oleh|dari|dengan|kepada|bersama|milik|anak buah|tangan kanan|orang (?:dekat|kepercayaan)|putr[ai]|istri|suami|adik|kakak|asisten|pendahulu)\b|被|向|对|由|比|将|把|给|跟)\s*(?:[\w-]+ )?$",
    re.I,
)
# "Tara Qvist's security chief has left": who leaves is not she.
POSSESSED = re.compile(rf"^['’]s? (?:[\w-]+ ){{0,4}}?(?:{ROLE_EN.pattern})\s*$", re.I)
# "workers who were laid off": they, and nobody named before them.
RELATIVE = {
    "en": re.compile(
        r"\b(?:workers|employees|staff|staffers|people|those|colleagues|engineers|researchers|members) (?:who|that) (?:[\w-]+ ){0,3}$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:karyawan|pekerja|pegawai|buruh|staf|orang|mereka|rekan|peneliti|insinyur|anggota)(?:nya)?(?: [\w-]+)? yang (?:[\w-]+ ){0,3}$"
    ),
}
# Whoever stands right before a firm has it: 马斯克xAI is Musk's.
OWNS_ZH = re.compile(r"\s?⟦O\d+⟧(?!的⟦)")
# What is left is the organisation that the sentence has named already.
THE_COMPANY = {
    "en": re.compile(r" (?:the|his|her|their) (?:company|firm|lab|start-?up|bank|group)\b", re.I),
    "id": re.compile(r"(?: dari)? perusahaan(?:nya| itu| tersebut)\b", re.I),
    "zh": re.compile(r"了?(?:该|这家)公司"),
}
BOUNDARY = {
    "en": re.compile(r",? (?:while|whereas|but|although)\b|\. |; "),
    "id": re.compile(r",? (?:sementara|sedangkan|namun|tetapi|tapi)\b|\. |; "),
    "zh": re.compile(r"[。；]|\s(?=来源[：:])"),
}


# The firm as its article speaks of it without its name.
COMPANY_ACTS = {
    "en": re.compile(
        r"\b(?:it|they|the (?:[\w-]+ ){0,2}(?:company|firm|start-?up|group|bank|lab|carmaker|giant|maker|retailer|platform|fund))(?: (?:also|today|recently|announced that it|said it|has|had|have|will|is|was|[\w]+ly)){0,4}\s*$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:perusahaan|perseroan|klub|bank|startup|emiten)(?: (?:itu|ini|tersebut|juga|telah|akan|resmi))*\s*$"
    ),
    "zh": re.compile(r"(?:公司|集团|董事会|本行|该行)(?:已|将|决定|同意|拟|近日|还|也)*$"),
}


@dataclass(slots=True)
class Draft:
    """A move as one clause tells it."""

    person: Name | None
    kind: MoveKind
    masked: Masked
    at: int
    from_org: Name | None = None
    to_org: Name | None = None
    role: str | None = None
    from_role: str | None = None
    replaces: str | None = None
    replaced: Name | None = None
    past: bool = False
    frame: str = ""
    cue: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A cue found at ``[start, end)`` of a masked sentence."""

    masked: Masked
    lang: str
    kind: MoveKind
    frame: str
    start: int
    end: int
    limit: int = 1_000_000  # where the next cue begins: what stands behind it is not this cue's

    @property
    def text(self) -> str:
        """The cue's own words."""
        return self.masked.text[self.start : self.end]

    def draft(self, person: Name | None, **slots: object) -> Draft:
        """A draft of this cue for a person."""
        return Draft(person, self.kind, self.masked, self.start, frame=self.frame, cue=self.text.strip(), **slots)  # type: ignore[arg-type]


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


# A league, a cup, a tournament employs nobody.
CONTEST = re.compile(
    r"\b(?:League|Liga|Cup|Piala|Championship|Kejuaraan|Olimpiade|Games|Grand Prix|Copa|Serie A|Bundesliga)\b"
)


# Where it was said: "lewat akun LinkedIn".
CHANNEL = re.compile(
    r"\b(?:lewat|melalui|via|mengutip|dikutip dari|dilansir(?: dari)?)(?: (?:akun|unggahan|laman|postingan|situs|platform|media sosial))*\s+$",
    re.I,
)


def objects(place: Place, letters: str) -> list[tuple[Token, str]]:
    """The names after a cue within its clause, each with the words before it (up to the name or cue before)."""
    text = place.masked.text
    end = min(clause_end(text, place.end), place.end + REACH_RIGHT, place.limit)
    boundary = BOUNDARY[place.lang].search(text, place.end, end)
    if boundary:
        end = boundary.start()
    if text.rfind("《", 0, place.start) > text.rfind("》", 0, place.start):
        end = min(end, max(text.find("》", place.end), place.end))  # the title of a resolution ends there
    found: list[tuple[Token, str]] = []
    last = place.end
    for token in place.masked.tokens:
        if token.start >= place.end and token.end <= end:
            if place.lang == "id" and (
                CONTEST.search(token.name.text) or CHANNEL.search(text[max(0, token.start - 30) : token.start])
            ):
                continue
            if token.letter in letters:
                found.append((token, text[last : token.start]))
            last = token.end
    return found


# "hired outside lawyers to review Tara Qvist": she is not who is hired.
FOR_A_PURPOSE = re.compile(r"\b(?:a|an|the|another|outside) [^⟦]{3,60} to (?!succeed|replace)[a-z]+ ")


def people_after(place: Place, reach: int = 90) -> list[Name]:
    """The people right after a cue, with those joined to them."""
    found = [(t, pre) for t, pre in objects(place, "PN") if t.start - place.end <= reach]
    if not found:
        return []
    first = found[0][0]
    if place.lang == "en" and FOR_A_PURPOSE.search(found[0][1]):
        return []
    names = [first]
    for token, _ in found[1:]:
        if joined(place.masked.text[names[-1].end : token.start], place.lang):
            names.append(token)
        else:
            break
    return [t.name for t in names]


# "The Harbour Daily reported that ⟦P⟧'s firm had hired": who reports hires nobody.
REPORTS = re.compile(
    r" (?:has |had )?(?:report(?:s|ed)|learn(?:s|ed)|understands)\b|['’]s (?:new |own )?(?:firm|company|start-?up|group|fund|lab)\b"
)


def org_before(place: Place, letters: str = "ONW") -> Name | None:
    """The organisation before a cue that acts: the nearest that no preposition governs."""
    text = place.masked.text
    begin = max(clause_start(text, place.start), place.start - REACH_LEFT)
    before = [t for t in place.masked.tokens if begin <= t.start and t.end <= place.start and t.letter in letters]
    for token in reversed(before):
        if place.lang == "en" and REPORTS.match(text, token.end):
            continue
        if not re.search(
            r"(?:\bfrom|\bof|\bat|\bby|\bdari|\bdi|从|被|原|前|自)\s*$",
            text[max(0, token.start - 8) : token.start],
            re.I,
        ):
            return token.name
    return None


def sides(place: Place, skip: Sequence[Name] = ()) -> tuple[Name | None, Name | None]:
    """The organisations left and joined that stand after a cue, by the words before each."""
    left: Name | None = None
    joined: Name | None = None
    for token, before in objects(place, "ONW"):
        if token.name in skip or (token.letter == "N" and token.name.kind == "person"):
            continue
        if joined is None and TO_BEFORE[place.lang].search(before):
            joined = token.name
        elif left is None and FROM_BEFORE[place.lang].search(before) and token.letter != "W":
            left = token.name
    return left, joined


def left_post(place: Place) -> Name | None:
    """The organisation of the post given up: "resigned as chief executive of ⟦O⟧", "mundur sebagai direktur utama ⟦O⟧"."""
    if place.kind is not MoveKind.STEPS_DOWN:
        return None
    token, before = next(iter(objects(place, "ON")), (None, ""))
    return token.name if token is not None and re.match(r" (?:as|sebagai) ", before) else None


# What begins here speaks of somebody else, or of another time.
OTHER_CLAUSE = re.compile(r",? (?:and|but) (?:that|who|which|he|she|they)\b|, (?:who|which|whose|where|after)\b|[.;] ")


def role_after(place: Place) -> str | None:
    """The role named after a cue: "as chief scientist of …", "sebagai direktur", 担任首席科学家."""
    text = place.masked.text[place.end : place.end + 140]
    text = BOUNDARY[place.lang].split(text)[0]
    if place.lang == "en":
        text = OTHER_CLAUSE.split(text)[0]
    if place.lang == "zh":
        found = re.match(r"[为了：:“\s]*(?:⟦O\d+⟧)?(?:公司|集团|的)?([^，。；⟦、]{2,26})", text)
        match = ROLE_ZH.search(found.group(1)) if found else None
        if match is None or (found and re.match("委员会|小组|办公室|联合会", found.group(1)[match.end() :])):
            return None
        return plain_role(match.group().lstrip("为了的：“"))
    lead = (
        r"(?:as|to be|to become|sebagai|menjadi|jadi|untuk posisi)"
        if place.frame not in ("named", "namedby", "bare")
        else r"(?:as|sebagai|menjadi|jadi|its|the|a|an|kursi|posisi|jabatan)?"
    )
    found = re.search(
        rf"{lead}\s*(?:the |its |a |an |new |their |⟦O\d+⟧['’]s )*({ROLE[place.lang].pattern})",
        text,
        re.I if place.lang == "en" else 0,
    )
    return re.sub(r" (?:and|or)$", "", " ".join(found.group(1).split())) if found else None


def org_of_role(place: Place, skip: Name | None = None) -> Name | None:
    """The organisation in which the role after a cue lies: "named CEO of ⟦O⟧", "ditunjuk jadi direktur ⟦O⟧", 出任⟦O⟧总裁."""
    for token, before in objects(place, "ONW"):
        if token.name == skip:
            continue
        if token.letter == "W" and not re.search(r"\b(?:of|at|for|di)\s+(?:the )?$", before):
            continue
        if token.letter == "N" and token.name.kind == "person":
            continue
        if FROM_BEFORE[place.lang].search(before) and not re.search(
            r"\b(?:of|at|di|dari)\s+(?:[\w'-]+ ){0,3}$", before
        ):
            continue
        return token.name
    return None


# "Norvale's CFO ⟦P⟧ out after a year"; a player is out for a season.
IN_OFFICE = re.compile(
    rf"(?<!-)\b(?!captain|striker|midfielder|defender|goalkeeper)(?:{ROLE_EN.pattern}|veteran),? ⟦[PN]\d+⟧,? $", re.I
)


def in_office(place: Place) -> bool:
    """Whether a post introduces who stands right before an English cue."""
    return IN_OFFICE.search(place.masked.text[max(0, place.start - 120) : place.start]) is not None


def drafts(place: Place, people: Sequence[Name], need_org: bool = False, **slots: object) -> list[Draft]:
    """A draft a person; without one, a draft for the post that acts, where the clause names one."""
    if need_org and slots.get("to_org") is None and slots.get("from_org") is None:
        return []
    return [place.draft(p, **slots) for p in people] or [place.draft(None, **slots)]
