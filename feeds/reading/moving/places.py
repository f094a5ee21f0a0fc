"""The surroundings of a cue in a masked sentence: who acts before it, who and what stands behind it, in which role.

A draft holds what its own clause says and nothing more; ``completion.py`` completes drafts over the article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feeds.model import MoveKind
from feeds.reading.moving.slots import Masked, clause_start
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name

REACH_LEFT = 170
REACH_RIGHT = 150

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
