"""What an article's own sentences say of names that nobody knows: which are organisations, and which belong to which.

1. A capitalised word that is joined, left, or hires, fires and declines to comment is an organisation wherever the
   article names it; in Chinese text so is a Latin word where a firm would stand.
2. "Norvale's Kestrel Lab", "Kestrel milik Norvale" and "Kestrel, the research arm of Norvale" tie a unit to its owner:
   the unit then carries the owner's key in this article, so that its news is the owner's.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from feeds.reading.naming import pinyin
from feeds.reading.naming.name import Name
from feeds.reading.text import has_han

REACH = 28
UNIT_WORDS = r"(?:实验室|研究院|研究所|学院|集团|公司|大学|银行)"
BEFORE = {
    "en": re.compile(
        r"\b(?:joined|joining|joins|left|leaving|leaves?|quit(?:s|ting)?|exits|exited|rejoin(?:s|ed)|rival|start-?up|company|firm|maker|founder of|work(?:s|ed) (?:briefly )?(?:for|at)"
        r"|(?:arm|unit|institute|division|subsidiary|part) of|hired by|poached by|employees? (?:of|at)|(?:team|speech|research|head|chief[\w ]*) at)\s+$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:milik|perusahaan|startup|rintisan|pendiri|bergabung dengan|bergabung ke|meninggalkan|dibajak|direkrut|karyawan|laboratorium"
        r"|bos|dirut|ceo|tim model|keluar dari|hengkang dari|mundur dari|bekerja di)\s+$",
        re.I,
    ),
    "zh": re.compile(r"(?:从|自|加入|加盟|入职|转投|跳槽至|跳槽到|任职于|就职于|供职于|离开|来自|挖角|被|由)\s*$"),
}
AFTER = {
    "en": re.compile(
        r"^(?:['’]s (?:[\w-]+ ){0,3}?(?:team|lab|unit|division|arm|business|founders?|chief|head|board|model|labs|staff|employees|headquarters|technology|platform|customers|users|IPO|valuation|revenues?|shareholders|subsidiar(?:y|ies))\b"
        r"| (?:says|said|denies|denied|confirms|confirmed|announces|announced) (?:that )?its\b"
        r"| (?:raises|raised|has raised|nabs|secures|closes|bags|snags|lands) (?:an? )?[$€£¥]\d"
        r"| (?:Group|Holdings|Inc|Corp)\b| (?:declined to comment|hires|hired|has hired|has filled|poaches|poached|named|appoints|appointed|lays off|laid off|loses|fires|ousts|sacks|suspends|promotes|taps|recruits|lures)\b| (?:fired|ousted|removed|sacked|suspended|promoted|lost) its\b)"
    ),
    "id": re.compile(
        r"^ (?:merekrut|membajak|menunjuk|mengangkat|memecat|kehilangan|menggaet|menolak berkomentar|Group|Tbk)\b"
    ),
    "zh": re.compile(
        rf"^\s*(?:{UNIT_WORDS}|宣布|方面|联合创始人|创始人|公司|集团|内部|发言人|首席|旗下|高管|否认|任命|挖角|挖走|官宣|团队|大模型团队|加入)"
    ),
}
# Whoever stands right before somebody's post and name is whose post it is: "Norvale founder Tara Qvist", "Norvale bosses".
HOLDS_POST = {
    "en": re.compile(
        r"^(?:['’]s)? (?:[a-z][\w-]* ){0,2}(?:(?:co-?)?founder|(?:co-)?CEO|CTO|CFO|COO|chief executive|chief|president|chairman|chairwoman|executive|director|veteran|contributor|head|boss)s?(?: and [\w-]+(?: [\w-]+)?)? (?=[A-Z])"
        r"|^['’]s (?:[\w-]+ ){0,3}?(?:unit|division|subsidiary|board|workforce|IPO|initial public offering)\b"
        r"|^(?:['’]s)? (?:bosses|executives|shares|stock|shareholders|investors|employees|staffers|headquarters)\b"
    ),
    "id": re.compile(r"^ (?:bosses|Indonesia) (?=mere|menunj|meng)"),
}
HOLDER_BEFORE = re.compile(
    r"\b(?:bintang|pemain|bek|striker|kiper|gelandang|penyerang|pelatih|bos|dirut|direktur(?: utama)?|ceo|ketua|kepala|pemilik|pendiri|presiden(?: direktur)?|manajer|rektor)\s+$",
    re.I,
)
KIND_BEFORE = {
    "en": re.compile(
        r"\b(?:label|brand|retailer|chain|platform|app|lender|carmaker|automaker|airline|giant|unicorn|operator|provider|publisher|studio|developer|fintech|agency|initiative|insurer|utility|chipmaker|start-?up|firm|company)\s+$"
    ),
    "id": re.compile(
        r"\b(?:PT|perusahaan|startup|rintisan|emiten|direksi|manajemen|karyawan|pegawai|buruh|pekerja|saham|pabrik|gerai|bank|klub|aplikasi|platform|maskapai|raksasa|induk usaha|anak usaha)\s+$",
        re.I,
    ),
}
TEAM = re.compile(rf"^\s?(?:{UNIT_WORDS}|团队|大模型)")
OWNING = {
    "en": (
        re.compile(r"(?: Group| Holdings)?['’]s "),
        re.compile(
            r", (?:the |an? |its )?(?:[a-z-]+ ){0,4}(?:arm|unit|institute|lab|laboratory|division|subsidiary|part|team|group|affiliate|branch|business|brand|studio|academy|outfit|centre|center) (?:of|at) "
        ),
    ),
    "id": (
        re.compile(
            r"(?:,? (?:milik|punya|kepunyaan)|, (?:laboratorium|unit|anak usaha|divisi|lembaga riset|lab)(?: \w+)?(?: milik)?) "
        ),
    ),
    "zh": (re.compile(r"(?:旗下的?|的)? ?"),),
}


def judged(names: Sequence[Name], whole: str, lang: str) -> list[Name]:
    """The names with those made organisations for which the article's sentences speak."""
    times = Counter(n.text for n in names)
    given = {part for n in names if n.kind == "person" for part in n.text.split()}
    speaks = {
        n.text
        for n in names
        if (n.kind == "weak" or (n.kind == "initial" and (lang == "zh" or times[n.text] > 1)))
        and len(n.text) > 2
        and not pinyin.latin_key(n.text)
        and n.text not in given
        and _spoken_for(n, whole, lang)
    }
    if lang != "zh":
        speaks |= {
            n.text
            for n in names
            if n.kind in ("weak", "initial", "name") and not pinyin.latin_key(n.text) and _of_a_firm(n, whole, lang)
        }
    if lang == "zh":
        speaks |= {
            n.text
            for n in names
            if n.kind == "name"
            and not has_han(n.text)
            and (n.text.split()[0] in speaks or TEAM.match(whole[n.end : n.end + REACH]))
            and not pinyin.latin_key(n.text)
        }
    keys = {n.text: n.key for n in names}
    holders = {n.text for n in names if n.kind == "person" and n.entity_id is None and _names_holder(n, whole, lang)}
    return [
        _organisation(n, whole, lang, keys) if (n.text in speaks and n.kind != "person") or n.text in holders else n
        for n in names
    ]


def _ahead(n: Name, whole: str) -> str:
    """What stands before a name in its own line."""
    return whole[max(0, n.start - REACH) : n.start].rsplit("\n", 1)[-1]


def _spoken_for(n: Name, whole: str, lang: str) -> bool:
    return bool(BEFORE[lang].search(_ahead(n, whole)) or AFTER[lang].match(whole[n.end : n.end + REACH]))


def _names_holder(n: Name, whole: str, lang: str) -> bool:
    """ "Mantan Direktur Utama Norvale Sekuritas, Tara Qvist": what follows the post is where it is held."""
    return (
        lang == "id"
        and not pinyin.latin_key(n.text)
        and HOLDER_BEFORE.search(_ahead(n, whole)) is not None
        and re.match(r", [A-Z][\w.'-]+ [A-Z]", whole[n.end : n.end + 60]) is not None
    )


def _of_a_firm(n: Name, whole: str, lang: str) -> bool:
    """Whether a name stands as a firm's before a post or behind the kind of firm."""
    ahead, behind = _ahead(n, whole), whole[n.end : n.end + 70]
    if lang == "id" and HOLDER_BEFORE.search(ahead) and re.match(r", [A-Z][\w.'-]+ [A-Z]", behind):
        return True  # "bintang Norvale, Tara Qvist, …": the first is whose star the second is
    before = KIND_BEFORE[lang].search(ahead) and n.kind != "initial"
    return bool(HOLDS_POST[lang].match(behind) or before)


def _organisation(n: Name, whole: str, lang: str, keys: Mapping[str, str]) -> Name:
    """The name as an organisation; one that begins with another's name is that one's unit."""
    end = n.end
    if lang == "zh" and (unit := re.match(rf"\s?{UNIT_WORDS}", whole[n.end : n.end + 6])):
        end += unit.end()
    text = whole[n.start : end]
    key = keys.get(n.text.split()[0], n.key) if n.kind == "name" else n.key
    return replace(n, kind="organisation", text=text, full=text, end=end, key=key)


ABBREVIATED = re.compile(r" ?[（(](?:简称|下称|以下简称)?[：:]?[“\"]?")


def abbreviated(names: Sequence[Name], whole: str) -> list[Name]:
    """The names with abbreviations under the full name's key: "Institut Norvale (IN)", 诺瓦研究院（简称：诺研）."""
    full: dict[str, Name] = {}
    for a, b in pairwise(names):
        pair = a.kind in ("organisation", "name") and b.kind == "organisation" and a.text != b.text
        closed = whole[b.end : b.end + 2].startswith((")", "）", "”", '"'))
        if pair and closed and ABBREVIATED.fullmatch(whole[a.end : b.start]):
            full.setdefault(b.text, a)
    if not full:
        return list(names)
    spelt = {a.text: a for a in full.values()}
    result = []
    for n in names:
        if n.text.removeprefix("PT ") in full and n.entity_id is None:
            known = full[n.text.removeprefix("PT ")]
            result.append(replace(n, key=known.key, entity_id=known.entity_id, full=known.full))
        elif n.text in spelt and n.kind == "name":
            result.append(replace(n, kind="organisation"))
        else:
            result.append(n)
    return result


def owned(names: Sequence[Name], whole: str, lang: str) -> list[Name]:
    """The names with units under their owner's key, as the article ties them."""
    owners: dict[str, Name] = {}
    for a, b in pairwise(names):
        between = whole[a.end : b.start]
        if (lang == "en" and OWNING["en"][0].fullmatch(between) and _org(a) and _unit(b) and b.kind != "name") or (
            lang == "zh" and OWNING["zh"][0].fullmatch(between) and _org(a) and _unit(b) and not has_han(a.text)
        ):
            owners.setdefault(_core(b.text), a)
        elif lang in ("en", "id") and OWNING[lang][-1].fullmatch(between) and _unit(a) and _org(b):
            owners.setdefault(_core(a.text), b)
    alone = {n.text: n for n in names if _org(n) and " " not in n.text}
    for n in names:
        head, _, unit = n.text.partition(" ")
        if lang == "zh" and _org(n) and unit and head in alone and not has_han(unit[0]):
            owners.setdefault(_core(unit), alone[head])
    if not owners:
        return list(names)
    return [_under(n, owners) for n in names]


def _org(n: Name) -> bool:
    return n.kind == "organisation"


def _unit(n: Name) -> bool:
    return n.kind in ("organisation", "weak", "name") and n.entity_id is None


def _core(text: str) -> str:
    """The unit's own word: "Kestrel Lab", "Kestrel 实验室" and "Kestrel" are one."""
    latin = re.match(r"[^\s\u3400-\u9fff]+", text)
    return (latin.group() if latin else text.split()[0]).casefold()


def _under(n: Name, owners: dict[str, Name]) -> Name:
    owner = owners.get(_core(n.text)) if _unit(n) else None
    if owner is None or owner.text == n.text:
        return n
    return replace(n, kind="organisation", key=owner.key, entity_id=owner.entity_id)
