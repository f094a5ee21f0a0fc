"""Lay-offs of people without names: organisation, part of it, head count or range, place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from feeds.model import Article, Move, MoveKind
from feeds.reading.moving import status
from feeds.reading.moving.headcount import COUNT
from feeds.reading.moving.places import COMPANY_ACTS
from feeds.reading.moving.slots import Masked
from feeds.reading.naming.gazetteer import where
from feeds.reading.naming.name import Name
from feeds.reading.sieve import Sieve

AFTER_NUMBER = 16  # characters behind a number in which it is said of what: "10 percent of jobs"
EARLY = 25  # characters; a capitalised word further on is hardly who acts
SLOT = r"⟦[A-Z]\d+⟧"
ABOUT = {
    "en": r"(?:about |around |nearly |up to |more than |over |some |as many as |roughly |another |at least |approximately |almost |an estimated |a further |as much as |fewer than )*",
    "id": r"(?:sekitar |hampir |lebih dari |hingga |sebanyak |setidaknya |terhadap |kepada |sampai |kurang lebih |total )*",
    "zh": r"(?:约|近|超|逾|超过|至少|最多|多达|大约|接近|达|达到|比例|规模|人数|为|将|了|全球|其|旗下|内部){0,4}",
}
PEOPLE = {
    "en": r"(?:jobs?|staff(?:ers)?|employees|workers|people|positions|roles|workforce|posts|engineers|personnel|headcount|contractors)",
    "id": r"(?:karyawan|pekerja|pegawai|orang|buruh|staf|tenaga kerja|posisi|pekerjaan)(?:nya)?",
    "zh": r"(?:多|余)?(?:名|个|％|%)?(?:左右|以上)?的?(?:人|员工|岗位|职位|工作岗位|雇员|职工)",
}
CUTS = {
    "en": r"(?:lay(?:s|ing)? off|laid off|let(?:s|ting)? go(?: of)?|axe[sd]?|axing|shed(?:s|ding)?|cut(?:s|ting)?|eliminat(?:e|es|ed|ing)|slash(?:es|ed|ing)?|dismiss(?:es|ed|ing)?|trim(?:s|med|ming)?|reduc(?:e|es|ed|ing)|retrench(?:es|ed|ing)?|furlough(?:s|ed|ing)?|fir(?:e|es|ed|ing)|sack(?:s|ed|ing)?|make(?:s)? redundant)",
    "id": r"(?:PHK|mem-?PHK|(?:me)?rumahkan|(?:mem)?berhentikan|memangkas|pangkas|memecat|pecat|mengurangi|kurangi|merampingkan)",
    "zh": r"(?:裁员|裁减|裁撤|裁掉|(?<!总)裁|削减|缩减|减少|解雇|优化|遣散)",
}
# "cut 200 jobs", "jobs cut: 200", "200 staff of X are laid off".
FORMS = {
    "en": [
        rf"\b{CUTS['en']} {ABOUT['en']}(?P<n>{COUNT})(?: of)?(?: its| the| their)?(?: [\w-]+| {SLOT}(?:['’]s)?){{0,4}}? {PEOPLE['en']}",
        rf"\b(?:layoffs?|lay-offs?|job cuts|redundancies)(?: \w+| {SLOT}){{0,6}}? (?:of|affect(?:s|ed|ing)?|hit(?:s|ting)?|impact(?:s|ed|ing)?|cover(?:s|ing)?) {ABOUT['en']}(?P<n>{COUNT})",
        rf"\b(?P<n>{COUNT})(?: of)?(?: {SLOT}(?:['’]s)?)?(?: [\w-]+){{0,2}}? {PEOPLE['en']}(?:(?: [\w-]+| {SLOT}){{0,5}}? (?:is|are|was|were|be|been|being|get|getting))?(?: \w+ly)? (?:laid off|cut|let go|to go|made redundant|los(?:e|ing) their jobs|lost their jobs|dismissed|eliminated|axed)\b",
    ],
    "id": [
        rf"\b{CUTS['id']}(?: massal)?(?: \w+){{0,3}}? {ABOUT['id']}(?P<n>{COUNT}) ?(?: \w+){{0,2}}? ?{PEOPLE['id']}",
        rf"\b(?P<n>{COUNT}) (?:surat|pemberitahuan) (?:PHK|pemutusan hubungan kerja)",
        rf"\b(?P<n>{COUNT}) (?:\w+ )?{PEOPLE['id']}(?: \w+| {SLOT}){{0,4}}? (?:di[ -]?PHK|terkena PHK|kena PHK|ter(?:kena )?dampak|dirumahkan|diberhentikan|terancam PHK)",
    ],
    "zh": [
        rf"{CUTS['zh']}[^，。；⟦\d]{{0,4}}?{ABOUT['zh']}(?P<n>{COUNT})(?:多|余)?(?:人|名|个|％|%|员工|岗位|左右)?",
        rf"(?P<n>{COUNT})(?:余|多)?(?:人|名|个)[^，。；⟦]{{0,6}}?(?:被裁|遭裁|被优化|被解雇|下岗)",
    ],
}
COMPILED = {lang: tuple(re.compile(form, re.I) for form in forms) for lang, forms in FORMS.items()}
BARE = {
    "en": re.compile(
        r"\b(?:lay(?:s|ing)? off (?:staff|employees|workers)|layoffs?|lay-offs?|job cuts|cut(?:s|ting)? jobs|mass (?:firing|redundanc)|retrench)",
        re.I,
    ),
    "id": re.compile(r"\b(?:PHK(?: massal)?|pemutusan hubungan kerja|rumahkan karyawan|pangkas karyawan)\b", re.I),
    "zh": re.compile(r"(?<!被)裁员(?!补偿|赔偿|潮|名单|员工)|大规模裁|优化人员"),
}
# What is only known for them, fears them, or speaks of them elsewhere lays nobody off here.
ELSEWHERE = re.compile(
    r"(?:\bfor|\bhistory of|\bsurviv\w+|\bfears? of|\bfearing|\bspared|\bcriticis\w+|\byang|\bsoal|\btentang|\bmengenai|\bancaman|\bkecam|\bkritik|受害者?|批评|痛批)\s*$",
    re.I,
)
COUNTED = {
    "en": re.compile(rf"{PEOPLE['en']}|laid off|lay(?:s|ing)? off|layoff|let(?:s|ting)? go", re.I),
    "id": re.compile(rf"PHK|{PEOPLE['id']}", re.I),
    "zh": re.compile(r"裁|人|员工|岗位|职位|雇员|名"),
}
# The part of a firm that is cut, as the sentence names it; told only to those who read the article's language.
KINDS_OF_PART = {
    "en": r"(?:unit|division|team|department|business|arm|studios?|labs?|operations|segment|organi[sz]ation|office)",
    "id": r"(?:divisi|unit(?: bisnis)?|tim|departemen|bagian|lini bisnis|studio)",
    "zh": r"(?:部门|事业部|事业群|团队|业务线|业务|工作室|研究院|实验室)",
}
PART = {
    "en": re.compile(
        rf"\b(?:in|at|from|across|within) its (?P<part>[\w-]+(?: (?:and )?[\w-]+){{0,3}}? {KINDS_OF_PART['en']})\b"
    ),
    "id": re.compile(
        rf"\b(?:di|dari|pada) (?P<part>{KINDS_OF_PART['id']} [\w-]+(?: [\w-]+)?)(?= (?:di|pada|yang|dan|sebanyak|setelah|karena)\b|[,.;]|$)"
    ),
    "zh": re.compile(rf"(?:其|旗下|在)(?P<part>[\u4e00-\u9fffA-Za-z]{{1,8}}?{KINDS_OF_PART['zh']})"),
}


@cache
def _sieve(lang: str) -> Sieve:
    return Sieve(COMPILED[lang])


def find(masked: Sequence[Masked], article: Article, lang: str) -> list[Move]:
    """The lay-offs that an article tells, at most one an organisation; the number as told, if need be further down."""
    found: list[Move] = []
    for sentence in masked[:12]:
        match = _told(sentence, lang)
        if match is None:
            continue
        count = match.group("n").strip() if "n" in match.re.groupindex else None
        acts = COMPANY_ACTS[lang].search(sentence.text[: match.start()])
        org = None if found and acts else _firm(sentence)
        known = next((i for i, m in enumerate(found) if org is None or m.from_key == org.key), None)
        if known is not None:
            found[known] = replace(found[known], head_count=found[known].head_count or count)
        elif org is not None:
            found.append(_move(sentence, org, article, lang, count))
    return [m for m in found if m.head_count] or found[:1]


def _firm(sentence: Masked) -> Name | None:
    """Who lays off: the first organisation; a capitalised word at the beginning where the sentence names none."""
    named = [t for t in sentence.tokens if t.letter == "O"]
    named = named or [t for t in sentence.tokens if t.letter == "W" and t.start <= EARLY]
    return named[0].name if named else None


def _told(sentence: Masked, lang: str) -> re.Match[str] | None:
    """Where a sentence tells a lay-off: with its number anywhere, without one in a title only."""
    text = sentence.text
    match = next((m for i in _sieve(lang).passing(text) if (m := COMPILED[lang][i].search(text))), None)
    # What is cut must be people: "cuts 200 jobs", not "cuts 200 dollars".
    if match is not None and not COUNTED[lang].search(text[match.start() : match.end() + AFTER_NUMBER]):
        return None
    if match is None and sentence.in_title:
        match = BARE[lang].search(text)
        if match is not None and ELSEWHERE.search(text[: match.start()]):
            return None
    return None if match is None or status.negated(text[: match.start()], lang) else match


def _move(sentence: Masked, org: Name, article: Article, lang: str, count: str | None) -> Move:
    part = PART[lang].search(sentence.text)
    return Move(
        person=None,
        from_org=org.full,
        to_org=None,
        kind=MoveKind.LAID_OFF,
        status=status.status_of(sentence.text, lang, False),
        evidence=sentence.sentence.text,
        from_id=org.entity_id,
        from_key=org.key,
        head_count=count,
        place=where(sentence.sentence.text, lang),
        part=part.group("part") if part else None,
        article_id=article.id,
        lang=lang,
        explain=(f"a lay-off in sentence {sentence.number}",),
    )
