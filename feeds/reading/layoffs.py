"""Lay-offs of people without names: organisation, part of it, head count or range, place."""

import re
from collections.abc import Sequence

from feeds.model import Article, Move, MoveKind
from feeds.reading import status
from feeds.reading.gazetteer import where
from feeds.reading.slots import Masked

COUNT = r"(?:\d[\d.,]*(?:\s?(?:%|万|千|百)?\s?(?:-|–|to|hingga|sampai|至|到)\s?\d[\d.,]*)?\s?(?:%|per ?cent|persen|percent|万|千|百|ribu|thousand)?|hundreds|thousands|dozens|ratusan|ribuan|puluhan|数百|数千|上千|上百|近百|近千|逾千|百余|千余|半数|half|a (?:third|quarter)|separuh)"
AFTER_NUMBER = 16  # characters behind a number in which it is said of what: "10 percent of jobs"
FORMS = {
    "en": [
        rf"(?:lay(?:s|ing)? off|laid off|axe[sd]?|axing|shed(?:s|ding)?|cut(?:s|ting)?|eliminat(?:e|es|ed|ing)|slash(?:es|ed|ing)?|dismiss(?:es|ed)?) (?:about |around |nearly |up to |more than |over |some |as many as |roughly |another |at least |approximately |almost |an estimated )?(?P<n>{COUNT})(?: of its)?(?: \w+){{0,4}}? ?(?:jobs|staff|employees|workers|people|positions|roles|workforce|posts|engineers|personnel)?",
        rf"(?:layoffs?|lay-offs?|job cuts|redundancies)(?: \w+){{0,6}}? (?:of|affect(?:s|ing)?|hit(?:s|ting)?|impact(?:s|ing)?) (?:about |around |nearly |up to |more than |over |some )?(?P<n>{COUNT})",
        rf"(?P<n>{COUNT}) (?:jobs|staff|employees|workers|people|positions|roles|posts)(?: \w+){{0,4}}? (?:laid off|cut|let go|to go|made redundant|losing their jobs|lose their jobs)",
    ],
    "id": [
        rf"(?:PHK|mem-?PHK|merumahkan|memberhentikan|memangkas|pangkas|memecat|pecat)(?: \w+){{0,3}}? (?:sekitar |hampir |lebih dari |hingga |sebanyak |setidaknya |terhadap )*(?P<n>{COUNT})(?: \w+){{0,2}}? ?(?:karyawan|pekerja|pegawai|orang|buruh|staf)",
        rf"(?P<n>{COUNT}) (?:karyawan|pekerja|pegawai|orang|buruh|staf)(?:nya)?(?: \w+){{0,4}}? (?:di-?PHK|terkena PHK|kena PHK|terdampak PHK|dirumahkan|diberhentikan)",
    ],
    "zh": [
        rf"(?:裁员|裁减|裁撤|削减|解雇|优化)[^，。；⟦]{{0,10}}?(?P<n>{COUNT})(?:余|多)?(?:人|名|个|％|%|员工|岗位)?",
        rf"(?P<n>{COUNT})(?:余|多)?(?:人|名|个)[^，。；⟦]{{0,6}}?(?:被裁|遭裁|被优化|被解雇|下岗)",
    ],
}
BARE = {
    "en": re.compile(
        r"\b(?:lay(?:s|ing)? off (?:staff|employees|workers)|layoffs?|lay-offs?|job cuts|cut(?:s|ting)? jobs|mass (?:firing|redundanc)|retrench)",
        re.I,
    ),
    "id": re.compile(r"\b(?:PHK(?: massal)?|pemutusan hubungan kerja|rumahkan karyawan|pangkas karyawan)\b", re.I),
    "zh": re.compile(r"(?<!被)裁员(?!传闻不实)|大规模裁|优化人员"),
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


# What is only known for them, fears them, or speaks of them elsewhere lays nobody off here.
ELSEWHERE = re.compile(
    r"(?:\bknown for|\bhistory of|\bfamous for|\bsurviv\w+|\bfears? of|\bfearing|\bspared|\bcriticis\w+|\byang|\bancaman|\bkecam|\bkritik|受害者?|批评|痛批)\s*$",
    re.I,
)


def find(masked: Sequence[Masked], article: Article, lang: str) -> list[Move]:
    """The lay-offs that an article tells, at most one an organisation; the number as told."""
    found: list[Move] = []
    for sentence in masked[:12]:
        orgs = [t for t in sentence.tokens if t.letter in "OW" and not (t.letter == "W" and t.start > 25)]
        if not orgs:
            continue
        match = next((m for f in FORMS[lang] if (m := re.search(f, sentence.text, re.I))), None)
        bare = BARE[lang].search(sentence.text) if sentence.in_title else None
        if (match is None and bare is None) or any(m.from_key == orgs[0].name.key for m in found):
            continue
        if (
            bare is None
            and match is not None
            and not _people(sentence.text[match.start() : match.end() + AFTER_NUMBER], lang)
        ):
            continue
        before = sentence.text[: (match or bare).start()]  # type: ignore[union-attr]
        if status.negated(before, lang) or (match is None and ELSEWHERE.search(before)):
            continue
        found.append(_move(sentence, article, lang, match.group("n") if match else None))
    return [m for m in found if m.head_count] or found[:1]


def _people(text: str, lang: str) -> bool:
    """Whether what is cut are people: "cuts 200 jobs", not "cuts 200 dollars"."""
    wanted = {
        "en": r"jobs|staff|employees|workers|people|positions|roles|workforce|posts|engineers|personnel|laid off|lay(?:s|ing)? off|layoff",
        "id": r"PHK|karyawan|pekerja|pegawai|orang|buruh|staf",
        "zh": r"裁|人|员工|岗位|名",
    }
    return re.search(wanted[lang], text, re.I) is not None


def _move(sentence: Masked, article: Article, lang: str, count: str | None) -> Move:
    org = next(t.name for t in sentence.tokens if t.letter in "OW")
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
        head_count=count.strip() if count else None,
        place=where(sentence.text, lang),
        part=part.group("part") if part else None,
        article_id=article.id,
        lang=lang,
        explain=(f"a lay-off in sentence {sentence.number}",),
    )
