"""Who an article says belongs where: "the former head of speech at Alibaba's Tongyi Lab", 原通义语音团队负责人鄢志杰.

An affiliation is not a move. It fills the side of a move that its own sentence leaves open, and it gives the role.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from feeds.reading.moving.slots import Masked, Token
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name
from feeds.reading.sieve import Sieve

PERSON = r"⟦[PN](?P<p>\d+)⟧"
ORG = r"⟦[ONW](?P<o>\d+)⟧"
STRICT = r"⟦O(?P<o>\d+)⟧"
# What people of a firm are called who hold no titled post.
TRADES = (
    r"dealmaker|banker|trader|lawyer|strategist|czar|guru|lobbyist|rainmaker|mathematician|physicist|programmer"
    r"|second-in-command|number two|recruiter|marketer|planner|evangelist"
)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's place in an organisation, as one sentence tells it; ``former`` where it says so."""

    person: Name
    org: Name
    role: str | None
    former: bool
    number: int  # of the sentence
    began: bool = False  # told as the beginning of that time ("joined Alibaba in 2015")


@cache
def patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    """The forms of an affiliation in a language; groups p, o, role and former."""
    forms = {"en": _english, "id": _indonesian, "zh": _chinese}[lang]()
    return tuple(re.compile(f, re.IGNORECASE if lang == "en" else 0) for f in forms)


def _english() -> list[str]:
    """ "Tara Qvist, a former engineer at Norvale"."""
    role, former = (
        rf"(?P<role>{ROLE_EN.pattern})",
        r"(?P<former>former |ex-|previous |previously |outgoing |one-time |late |then-|departing )",
    )
    few = r"(?:(?:the |a |an |its |his |her |one of (?:the )?|of )?(?:[a-z][\w-]+ ){0,4})"
    fewest = few.replace("{0,4}", "{0,4}?")  # before a role, which begins with "chief", not behind it
    before = r"(?P<former>previously|formerly|most recently|until recently|late of|ex-|ex|until \w+)"
    return [
        rf"{PERSON},? (?:who (?:was )?)?{before} (?:(?:the |a |an )?[\w-]+ ){{0,3}}?(?:at|of|with) {few}?{ORG}",
        rf"\b(?P<former>[Aa]fter )(?:[\w-]+ ){{0,4}}(?:years?|months?|decades?|stints?|spell|career)(?: [\w-]+){{0,3}} (?:at|with|in) {few}?{ORG},? {PERSON}",
        rf"{ORG} (?:[\w&-]+ ){{0,2}}?(?:veteran|insider|lifer|stalwart|{TRADES}),? {PERSON}",
        rf"{ORG}['’]s? (?:[\w&-]+ ){{0,3}}?(?:{TRADES}),? {PERSON}",
        rf"^(?:Hired|Poached|Recruited|Lured)(?P<former> )(?:away )?from {ORG}[^⟦.;]{{0,30}}, {PERSON}",
        rf"{ORG} (?:[\w&-]+ ){{0,2}}?(?P<former>alum(?:nus|na)?),? {PERSON}",
        rf"{PERSON},? who (?:headed|led|ran|heads|leads|runs|has (?:led|run)|had (?:led|run)|oversaw|oversees) {few}?{ORG}['’]s?",
        rf"{PERSON},? (?:\(?\d\d\)?, )?(?:who (?:headed|led|ran|heads|leads|runs|was|is|had been|has been|served as|oversaw|built) )?(?:is |was |then |currently |another |and )?(?:the |a |an |its )?{former}?{fewest}{role}(?:,? (?:and|&) [^⟦,]{{2,40}})? (?:at|of|for|with|in|from) {few}?{ORG}",
        rf"{former}?{ORG}(?:['’]s?)? (?:former |ex-|then )?(?:[\w-]+ ){{0,4}}?{role},? {PERSON}",
        rf"{ORG}(?:['’]s?)? {former}(?:[\w-]+ ){{0,4}}?{role},? {PERSON}",
        rf"{former}?(?:⟦W\d+⟧ )?{role} (?:at|of|for|with) {few}?{ORG},? {PERSON}",
        rf"{PERSON},? (?:who (?:headed|led|ran|heads|leads|runs|has led|oversaw|spent|worked|had worked|served)) [^⟦;]{{0,60}}?(?:at|of|for|with|in) {few}?{ORG}",
        rf"{PERSON} (?:of|from) {few}?{ORG}",
        rf"{STRICT}['’]s? {PERSON}",
        rf"{PERSON}, {former}?(?:another |a |the )?(?:[\w-]+ )*?{ORG}(?:['’]s?)? (?:[\w-]+ ){{0,3}}?{role}(?!,? ⟦[PN])",
    ]


def _indonesian() -> list[str]:
    """ "mantan direktur Norvale, Rangga Wirawan"."""
    role, former = rf"(?P<role>{ROLE_ID.pattern})", r"(?P<former>(?:mantan|eks|bekas) )"
    player = r"(?P<role>bintang|pemain|kapten|winger|bomber|penjaga gawang|striker|bek|gelandang|penyerang|kiper)"
    few = r"(?:[\w-]+ ){0,4}"
    return [
        rf"{former}?{role}(?: dari| di| pada| untuk| milik)?,? (?:{few}?){ORG}(?: (?:Asia|Asia Pasifik|Asia Tenggara|Indonesia|Global|Internasional|ASEAN))?(?: (?:bidang|divisi|bagian|urusan|untuk) [a-z]+(?: [a-z]+){{0,2}})?(?: milik ⟦O\d+⟧)?(?: \([^)]*\))?,? {PERSON}",
        rf"{PERSON},? (?:yang )?(?:merupakan |adalah |sebelumnya |saat ini |kini |dulu(?:nya)? )?(?:menjabat (?:sebagai )?|memimpin |menjadi |salah satu )?{former}?(?:{role})(?: [a-z]+){{0,4}}?(?: dari| di| pada| milik)? {few}?{ORG}",
        rf"{PERSON},? yang (?:sebelumnya )?(?:memimpin|mengepalai|bekerja|menjabat)[^⟦;]{{0,60}}?{ORG}",
        rf"{PERSON} (?:dari|asal) (?:[a-z]+ )?{ORG}",
        rf"^(?P<former>Setelah|Usai|Selepas|Sesudah) (?:[^⟦.;]{{0,40}}\b(?:di|bersama|dari)|dipecat(?: oleh)?|meninggalkan|tinggalkan) (?:[a-z]+ )?{ORG}[^⟦.;,]{{0,24}}, (?:(?:eks|mantan) )?(?:{ROLE_ID.pattern} )?{PERSON}",
        rf"{PERSON}[^.;⟦]{{0,60}}?(?:⟦O\d+⟧ )?(?:merupakan|adalah|sebelumnya (?:menjabat|bekerja)(?: sebagai)?) {former}?{role}(?: [a-z]+){{0,3}}? (?:dari|di|pada) {few}?{ORG}",
        rf"{former}?{player}(?: [a-z]+){{0,3}}? {ORG},? (?:yakni |yaitu )?{PERSON}",
    ]


def _chinese() -> list[str]:
    """原诺维尔公司总裁秦若兰."""
    role = rf"(?P<role>{ROLE_ZH.pattern})"
    former = r"(?P<former>原|前|时任|前任|曾任|原任)"
    return [
        rf"{former}?{STRICT}(?:公司|集团|的|前|原)?(?:\s?⟦W\d+⟧\s?)?(?:[^⟦，。；、]{{1,14}}、){{0,3}}[^⟦，。；、]{{0,14}}?{role}(?:兼[^⟦，。；]{{0,10}}|、[^⟦，。；]{{0,12}})?[\s“]*{PERSON}",
        rf"{PERSON}[（(，,]\s*(?:是|为|系)?{former}?{STRICT}[^⟦，。；]{{0,14}}?{role}",
        rf"{STRICT}的{PERSON}",
        rf"{PERSON}(?:是|系|现任|曾任|此前任|此前担任|曾担任|此前是){former}?{STRICT}[^⟦，。；]{{0,14}}?{role}",
    ]


@cache
def _sieve(lang: str) -> Sieve:
    return Sieve(patterns(lang))


def patterns_in(text: str, lang: str) -> list[re.Pattern[str]]:
    """The forms that may stand in a text, in their order."""
    every = patterns(lang)
    return [every[number] for number in _sieve(lang).passing(text)]


def affiliations(sentences: Iterable[Masked], lang: str) -> dict[str, list[Affiliation]]:
    """Every affiliation told, by the person's key, in the order of the sentences."""
    found: dict[str, list[Affiliation]] = {}
    for masked in sentences:
        tokens = {t.start: t for t in masked.tokens}
        if len({t.name.key for t in masked.tokens}) < 2:
            continue  # one name belongs nowhere
        for pattern in patterns_in(masked.text, lang):
            for match in pattern.finditer(masked.text):
                person = tokens.get(match.start("p") - 2)
                org = tokens.get(match.start("o") - 2)
                if person is None or org is None or person.name.key == org.name.key:
                    continue
                if lang == "en" and person.start < org.start:
                    person = _head_of(masked, person)
                if lang == "id" and GIVEN.search(masked.text[: match.start()]):
                    continue  # "sebagai Direktur Layanan, ⟦P⟧ sebagai …": a post given to the one before
                if COMING[lang].search(masked.text[person.end : match.end()] if person.start < org.start else ""):
                    continue
                if lang == "en" and AS.search(masked.text[: match.start()]):
                    continue
                groups = match.groupdict()
                told = Affiliation(
                    person.name,
                    org.name,
                    _clean(groups.get("role"), lang),
                    bool(groups.get("former"))
                    or _former(masked.text, match.start())
                    or (lang == "en" and LONG_GONE.search(masked.text[match.start() : match.end() + 24]) is not None),
                    masked.number,
                )
                for one in (told, *_alike(masked, person, told, lang)):
                    known = found.setdefault(one.person.key, [])
                    if not any(k.org.key == one.org.key and k.number == one.number for k in known):
                        known.append(one)
    return found


def _alike(masked: Masked, first: Token, told: Affiliation, lang: str) -> list[Affiliation]:
    """The same of the further people of an English list: "Norvale's co-founders ⟦P⟧ and ⟦P⟧"."""
    if lang != "en" or not (told.role or "").endswith("s"):
        return []
    found, at = [], first.end
    for token in masked.people():
        if token.start > first.start and re.fullmatch(r", |,? and ", masked.text[at : token.start]):
            found.append(replace(told, person=token.name))
            at = token.end
    return found


GIVEN = re.compile(r"\b(?:sebagai|menjadi|jadi) $")


def _head_of(masked: Masked, person: Token) -> Token:
    """Whom a clause behind a relative one speaks of: in "⟦P0⟧, who succeeds ⟦P1⟧, was head of…" the first."""
    match = re.search(r"⟦[PN]\d+⟧(?=, who[^,⟦]{0,40}$)", masked.text[: person.start])
    if match is None or masked.text[person.end : person.end + 1] != ",":
        return person
    return next((t for t in masked.tokens if t.start == match.start()), person)


# "the financier who once ran Norvale", "head of the office under President Qvist".
LONG_GONE = re.compile(r"\bwho (?:once|formerly|previously)\b|⟧ under (?:President|Prime Minister|former|then)\b")
AS = re.compile(r"\b[Aa]s (?:the |its |a |an |new )*$")  # "As head of design at Norvale, she will …": a post to come
# What follows is a post to come, not one held.
COMING = {
    "en": re.compile(
        r"^,?(?:[^⟦,]{0,20})\b(?:becom\w+|named|appointed|to be|as|join\w*|hired|will be|will lead|to lead|to head|tak\w+ over|took over|set to|candidate|applied)\b"
    ),
    "id": re.compile(
        r"^,?(?:[^⟦,]{0,24})\b(?:menjadi|jadi|ditunjuk|diangkat|dilantik|sebagai|akan|bakal|calon|menggantikan|terpilih)\b"
    ),
    "zh": re.compile(r"^[^⟦，]{0,6}(?:将|拟|出任|获任|接任|升任|就任)"),
}
FORMER = re.compile(r"(?:\b(?:former|ex-|ex|mantan|eks|bekas|previously|outgoing)\s*(?:[\w-]+ ){0,2}|原|前)$", re.I)


def _former(text: str, start: int) -> bool:
    return FORMER.search(text[max(0, start - 30) : start]) is not None


ROLE_BEGINS = re.compile(r"收到|担任|出任|就任|卸任|辞去|的|公司|集团|该行|本行|现任|曾任|历任|时任|新任|原|兼任?|之|⟧")


def plain_role(role: str) -> str:
    """A Chinese post without what stood before it: 日前收到副总裁 is 副总裁."""
    last = ROLE_BEGINS.split(role)[-1].strip("“”： ")
    return last if ROLE_ZH.fullmatch(last) else role.lstrip("的之兼去")


def _clean(role: str | None, lang: str) -> str | None:
    if not role:
        return None
    text = " ".join(role.split()).strip(" ,、，的")
    if lang == "zh":
        text = plain_role(text)
    return text or None
