"""A sentence of the press made shorter without becoming another sentence.

1. What stands before the news is taken off: the dateline, "According to a statement," "据报道，", "Selain itu,".
2. Brackets go, and so do dashes around an aside, honorifics, and days of the week.
3. The rest is divided at its commas; an aside between subject and verb ("who ran…", "the bank's founder", "yang…") may
   go, so may an opening adverbial before its own comma, and what follows the main clause.
4. What is left must be a whole clause: a verb, no open bracket or quotation mark, no opening "while" without its end.

Every version's words stand in the sentence in their order; only the mark at the end may be ours. An attribution to
somebody unnamed ("people familiar with the matter", "知情人士") stays, for it says how sure the news is; so does the
speaker of a quotation.
"""

import re

from feeds.reading.text import has_han, size

# How many versions of one sentence are worth a look.
MOST = 6
SHORTEST = 5
HAN_SHORTEST = 10

AGENCY_LINE = re.compile(
    r"^\s*(?:\(\s*[A-Z][\w .]{1,24}\)\s*(?:-\s*-|--|[-–—])\s*"
    r"|(?:[A-Z][\w./]*(?:,\s*|\s+)){0,4}[A-Z]?[\w./]*\s*(?:,?\s*[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?\s*)?\([A-Z][\w ./]{1,24}\)\s*(?:-\s*-|--|[-–—])\s*"
    r"|[A-Z][\w.-]+\.(?:com|co\.id|co|id|net|CO|COM|CO\.ID)\b\s*,?\s*(?:[A-Z][\w]+\s*){0,3}(?:-\s*-|--|[-–—:])\s*"
    r"|(?:[A-Z][\w.]+\s?){1,3},\s*(?:[A-Z][\w.]+\s?){1,3}(?:-\s*-|--|[-–—])\s+"
    r"|[A-Z]{3,}(?:[ ,]+[A-Z]{3,}){0,3}\s*(?:-\s*-|--|[-–—])\s*)(?=\S)"
)
OPENINGS = {
    "en": re.compile(
        r"^(?:(?:However|Meanwhile|In addition|Additionally|Separately|Moreover|Furthermore|Also|Still|Instead|Then|Now|Indeed|But|And|So(?! (?:far|that|many|much|long)\b)|Yet|In fact|Of course|At the same time"
        r"|According to (?:a|an|the|its|his|her) [^,]{3,40}|In a (?:statement|memo|filing|blog post)[^,]{0,40})(?:,\s+|(?<=But)\s+|(?<=And)\s+|(?<=So)\s+|(?<=Yet)\s+))+"
    ),
    "id": re.compile(
        r"^(?:(?:Selain itu|Sementara itu|Di samping itu|Namun(?: demikian)?|Meski(?:pun)? (?:demikian|begitu)|Seperti diketahui|Diketahui|Sebagai informasi|Untuk diketahui|Tak hanya itu"
        r"|Kemudian|Lebih lanjut|Adapun|Dengan demikian|Oleh karena itu|Karena itu|Bahkan|Lalu|Nah|Pasalnya|Tetapi|Tapi|Dan|Terlebih|Apalagi|Sebelumnya diberitakan"
        r"|(?:Dikutip|Dilansir|Mengutip|Melansir|Berdasarkan (?:keterangan|informasi|data))[^,]{2,50})(?:,\s+|(?<=Adapun)\s+|(?<=Kemudian)\s+|(?<=Namun)\s+|(?<=Bahkan)\s+|(?<=Tapi)\s+|(?<=Dan)\s+))+"
    ),
    "zh": re.compile(
        r"^(?:(?:【[^】]{0,40}】|[^，。\s]{1,12}(?:(?<!腾)(?<!科大)讯|快讯)(?=[，,：:\s（(])(?:[（(][^）)]{0,30}[）)])?[，,：:\s]*|[^，。]{1,8}(?:\d+月\d+日)[丨|｜]|[^，。]{1,8}网\d+月\d+日(?:消息|讯)?[，,]|[^，。]{0,12}(?:\d+月\d+日)?(?:[上下]午|晚间?|早间)?消息[，,]"
        r"|(?:据悉|据了解|据介绍|公开资料显示|资料显示|消息称|值得一提的是|值得注意的是|此外|另外|与此同时|同时|对此|其中|但|但是|不过|然而|而且|并且|因此|所以)[，：]?"
        r"|(?:据|根据)[^，。知人士消息源]{2,24}(?:报道|介绍|披露|显示|透露|消息|公告|统计)[，：]|记者从[^，。]{2,20}获悉，))+"
    ),
}
# A day in brackets ("Senin (8/9/2025)") is no aside: it says when.
BRACKETS = re.compile(
    r"\s*(?:\((?!\d{1,2} ?/ ?\d{1,2}(?: ?/ ?\d{4})?\))[^()]{0,120}\)|（[^（）]{0,80}）|\[[^\[\]]{0,80}\]|【[^【】]{0,40}】)"
)
DASHED = re.compile(r"\s+(?:--|—|–|- -)\s+[^—–]{3,160}?\s+(?:--|—|–|- -)\s+")
WEEKDAY = re.compile(
    r",? (?:late |early )?on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?(?=[,.]| (?!and\b|or\b|to\b|through\b))"
    r"| (?:late|early) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=[,.]| )"
    r"|(?:,| pada)? (?:hari )?(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu)(?: (?:pagi|siang|sore|malam))?(?=[,.]|$)"
)
# "陈先生" keeps its title: a surname alone is no name.


def _apart(aside: "re.Match[str]") -> str:
    """What stands in the place of an aside: a blank where a number or a Latin word would run into the next."""
    before, after = aside.string[: aside.start()][-1:], aside.string[aside.end() :][:1]
    return " " if before.isascii() and after.isascii() and before.isalnum() and after.isalnum() else ""


HONORIFIC = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?<![，。、；：“由向为与和及对将给被因即任免替接聘请邀让使令称求约令谢迎劝留挖招][\u4e00-\u9fff])(?:先生|女士|同志)(?=[\u4e00-\u9fff，。、；（(]|$)"
)
# Said of somebody beside what they did; as a sentence of its own it is filler (``boilerplate``).
NO_COMMENT = re.compile(
    r",? (?:and|but|though) (?:has |have )?(?:declined|refused) (?:to comment(?: further)?|(?:further )?comment)(?=\.$)"
    r"|,? (?:dan|namun|tetapi|tapi) (?:enggan|menolak) (?:ber|memberi(?:kan)? )?komentar(?: lebih lanjut| lebih jauh)?(?=\.$)"
    r"|，(?:但|并)?(?:拒绝|不予)(?:进一步)?置评(?=。$)"
)
AGE = re.compile(r", \d{2},(?= )")

# What opens an aside (between commas) or a clause that the main one does not need.
ASIDE = {
    "en": re.compile(
        r"^(?:who|which|whose|whom|where|including|such as|along with|together with|formerly|considered|once|owned|backed|valued|seen|known|called|based|led|founded|one of|an?|the|its|his|her|their|currently|previously|according|as well as|both"
        r"|most|especially|particularly|among)\b",
        re.I,
    ),
    "id": re.compile(
        r"^(?:yang|termasuk|seperti|yakni|yaitu|di mana|dimana|salah satu|mantan|sekaligus|serta|bersama|selaku|sebagaimana|menurut|dikutip|dilansir|mengutip)\b",
        re.I,
    ),
}
AFTER = {
    "en": re.compile(
        r"^(?:who|which|whose|where|when|while|as|although|though|even|because|since|after|before|amid|following|with|without|including|such as|along|according|citing|adding|saying|and|but|or|so|yet|to|in|at|for|from|by"
        r"|making|becoming|helping|leaving|giving|bringing|marking|putting|\w+ing|just|days|weeks|months|years|less|more|an?|the|one|if|unless|until|despite|rather|not|particularly|especially|per)\b|^\w+(?: \w+){0,6} (?:said|says)\b",
        re.I,
    ),
    "id": re.compile(
        r"^(?:yang|termasuk|seperti|yakni|yaitu|di mana|dimana|sementara|sedangkan|setelah|usai|karena|sebab|meski|meskipun|walau|walaupun|namun|tetapi|tapi|dengan|untuk|agar|sehingga|serta|dan|sebagai|saat|ketika|jika|bila"
        r"|dikutip|dilansir|mengutip|menurut|kata|ujar|tutur|ungkap|ucap|jelas|papar|terang|hingga|sejak|menyusul|akibat|mulai|sekaligus|bahkan|apalagi|pada|di|ke|dari|dalam|selama|lalu|kemudian|antara|baik)\b",
        re.I,
    ),
}
INTRODUCES = {
    "en": re.compile(
        r"^(?:Now that|As|When|While|After|Before|Despite|Although|Though|In|At|On|With|Without|If|Since|Following|Under|For|To|By|During|Effective|Amid|Because|Until|Once|From|Like|Among|Prior|Based|Having|\w+ing|Earlier|Last|This|Over)\b"
    ),
    "id": re.compile(
        r"^(?:Dalam|Pada|Setelah|Usai|Sebelum|Sejak|Saat|Ketika|Dengan|Untuk|Demi|Meski|Meskipun|Walau|Jika|Bila|Karena|Melalui|Sebagai|Menurut|Berdasarkan|Selama|Di|Dari|Hingga|Terkait|Akibat|Seiring|Atas|Selain|Sementara|Selanjutnya|Sebelumnya|Saat ini|Kini)\b"
    ),
}
FINITE = {
    "en": re.compile(
        r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|said|says|did|does|do|left|took|became|went|made|began|held|won|ran|led|grew|fell|rose|told|quit|joins|leaves|plans|takes|becomes|gets|wants|remains|works"
        r"|\w{3,}(?<!ne)(?<!hundr)ed)\b"
    ),
    "id": re.compile(
        r"\b(?:adalah|ialah|merupakan|akan|telah|sudah|bakal|resmi|masih|kini|dapat|bisa|harus|tidak|belum|(?:me[mnlrwy]|ber|di|ter)\w{3,}|jadi|ada|mundur|pindah|hengkang|pensiun|keluar|masuk|kembali|punya|ingin|mulai|tiba|ikut|wafat|tewas|gagal|menang|kalah)\b"
    ),
}
STARTS_FINITE = {
    "en": re.compile(
        r"^(?:also |now |recently |previously |officially |later |then |still |already )?(?:is|are|was|were|has|have|had|will|would|can|could|may|said|says|left|took|became|went|plans|joins|leaves|takes|becomes|announced|resigned|stepped|joined|told|confirmed|\w{3,}ed)\b"
    ),
    "id": re.compile(
        r"^(?:juga |kini |resmi |akhirnya |langsung )?(?:adalah|merupakan|akan|telah|sudah|bakal|resmi|masih|kini|tidak|belum|me[mnlrwy]\w{3,}|ber\w{3,}|di\w{4,}|ter\w{4,}|mundur|pindah|hengkang|pensiun)\b"
    ),
}
UNNAMED = re.compile(
    r"\b(?:people|(?<!-)persons?|sources?|insiders|reports?|reportedly|rumou?rs?|sumber|kabarnya|laporan)\b", re.I
)
LISTS = re.compile(r"^(?:and|or|dan|atau|serta|hingga)\b")
UNFINISHED = re.compile(
    r"\b(?:and|or|but|of|the|an?|to|in|on|at|by|for|from|with|that|which|who|dan|atau|yang|dari|bahwa|di|ke|untuk|dengan)$",
    re.I,
)
SPEECH = re.compile(r"[\"“”„「」『』]")
# Han clauses that only lead up to the next one, and those that only trail the one before.
HAN_LEADS = re.compile(
    r"^(?:根据|依据|经|并于|于是|随着|截至|虽然|尽管|如果|若|由于|因(?!个人|工作|身体)|为(?:了|进一步)|当|在.{2,20}(?:后|时|前|中|上|下|背景下)$|除了?|除此|作为|按照|鉴于|自.{2,14}(?:以来|起)$|此前|目前|今日|近日|日前|不仅|一方面|而|但|如今|受.{2,30}影响$|自从|针对|如同|面对|结合|围绕|对于|有消息称|有媒体|从.{2,12}看$|通过.{2,30}(?:交易|方式|平台|账号|渠道|合作)$|.{2,}(?:不久后|之后|以后|以来|期间|之际|的同时)$)"
)
HAN_TRAILS = re.compile(
    r"(?:衷心感谢|表示感谢|贡献)|^(?:和|与|及|以及|或)[^，]{2,40}$|原?因为?[^，]{1,10}为[^，]{2,20}$"
)
HAN_OPEN = re.compile(
    r"(?:(?<!审议)(?<!表决)通过(?!了)[^，]{2,40}|称|公布|获悉|表示|指出|认为|显示|透露|披露|宣布|公告|强调|写道|说|是|为|以及|和|与|及|或|但|而|因|由|在|对|将|的|如果|虽然|尽管|由于|随着|不仅|包括|例如|其中|即)$"
)
HAN_SAYS = re.compile(
    r"^(?P<org>[^，。]{2,24}?)(?:于?\d{1,2}月\d{1,2}日)?(?:晚间|早间|上午|下午|晚)?(?:发布公告|公告)(?:称|显示|披露)?[，：]\s*(?:公司)?(?=董事会|监事会)"
)


def versions(sentence: str, lang: str) -> tuple[str, ...]:
    """The sentence itself, cleaned, and its shorter versions, longest first; each whole, each in the words that stand there.

    Empty where nothing of it stands as a sentence. At most ``MOST``.
    """
    text = sentence.strip()
    han = lang == "zh" and has_han(text)
    clean = _cleaned(text, lang)
    found = [clean]
    found += _han_versions(clean) if han else _latin_versions(clean, "id" if lang == "id" else "en")
    kept: list[str] = []
    for version in found:
        ended = _ended(version, han)
        if ended not in kept and size(ended) >= SHORTEST and balanced(ended):
            kept.append(ended)
    return tuple(sorted(kept, key=size, reverse=True)[:MOST])


def balanced(text: str) -> bool:
    """Whether every bracket and quotation mark that opens also closes."""
    pairs = (("(", ")"), ("（", "）"), ("[", "]"), ("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("【", "】"))
    return all(text.count(a) == text.count(b) for a, b in pairs) and text.count('"') % 2 == 0


def _cleaned(text: str, lang: str) -> str:
    """Dateline, opening words, brackets, asides in dashes, honorifics and days of the week taken off."""
    text = NO_COMMENT.sub("", AGENCY_LINE.sub("", text, count=1))
    bare = OPENINGS[lang].sub("", text, count=1)
    if lang == "zh" or not STARTS_FINITE[lang].match(bare[:1].lower() + bare[1:]):
        text = bare  # "Kemudian, ditutup…" has no subject without what stands before it
    if not SPEECH.search(text):
        text = DASHED.sub(" ", text)
    text = BRACKETS.sub(_apart, text)
    text = HONORIFIC.sub("", text) if lang == "zh" else AGE.sub("", WEEKDAY.sub("", text))
    if lang == "zh":
        text = HAN_SAYS.sub(lambda m: m.group("org"), text)
    text = re.sub(r"[ \t]{2,}", " ", text).replace(" ,", ",").strip(" ,，：:")
    return text[:1].upper() + text[1:]


def _ended(text: str, han: bool) -> str:
    """The text with the mark that ends a sentence."""
    text = text.strip().rstrip(",;:，；：、 ")
    if not re.search(r"[.!?。！？…][\"'”’」』]*$", text):
        text += "。" if han else "."
    return text[:1].upper() + text[1:]


def _latin_versions(text: str, lang: str) -> list[str]:
    segments = _segments(text)
    if len(segments) < 2:
        return []
    found: list[str] = []
    bare = _without_asides(segments, lang)
    starts = [segments] + ([bare] if bare != segments else [])
    starts += [s[1:] for s in list(starts) if len(s) > 1 and INTRODUCES[lang].match(s[0]) and s[1][:1].isupper()]
    for parts in starts:
        if FINITE[lang].search(", ".join(parts)):
            found.append(", ".join(parts))
        for end in range(len(parts) - 1, 0, -1):
            main = parts[:end]
            if _stands(main, parts[end:], lang):
                found.append(", ".join(main))
    return [f for f in found if FINITE[lang].search(f)]


def _segments(text: str) -> list[str]:
    """The text's parts between commas that stand outside quotation marks; a comma in a number divides nothing."""
    parts: list[str] = []
    inside = False
    start = 0
    for at, mark in enumerate(text):
        if mark in '"“”':
            inside = mark == "“" or (mark == '"' and not inside)
        elif mark == "," and not inside and text[at + 1 : at + 2] == " ":
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return [p for p in parts if p]


def _without_asides(segments: list[str], lang: str) -> list[str]:
    """The segments without asides between a subject and its verb, where subject and verb join again without a comma."""
    kept: list[str] = []
    at = 0
    while at < len(segments):
        if at and ASIDE[lang].match(segments[at]) and not SPEECH.search(segments[at]):
            after = next((j for j in range(at + 1, len(segments)) if STARTS_FINITE[lang].match(segments[j])), None)
            if after is not None and kept and not FINITE[lang].search(kept[-1]):
                kept[-1] = f"{kept[-1]} {segments[after]}"
                at = after + 1
                continue
        kept.append(segments[at])
        at += 1
    return kept


def _stands(main: list[str], dropped: list[str], lang: str) -> bool:
    """Whether a main clause has ended before the segments ``dropped``, and nothing of weight goes with them."""
    rest = dropped[0]
    body = main[1:] if INTRODUCES[lang].match(main[0]) else main
    if not body or not FINITE[lang].search(" ".join(body)) or SPEECH.search(", ".join(main)):
        return False
    if any(UNFINISHED.search(part) for part in main) or not AFTER[lang].match(rest) or STARTS_FINITE[lang].match(rest):
        return False
    if LISTS.match(rest) and len(main[-1].split()) <= 3:
        return False  # "Visa, PayPal, and Stripe" is one list
    if ASIDE[lang].match(rest) and any(STARTS_FINITE[lang].match(part) for part in dropped[1:]):
        return False  # the verb is still to come
    return UNNAMED.search(", ".join(dropped)) is None


def _han_versions(text: str) -> list[str]:
    """Prefixes at commas, with clauses that only lead up to the next one taken off."""
    clauses = [c for c in re.split(r"[，；](?![^“「『《]*[”」』》])", text) if c]
    found: list[str] = []
    starts = [clauses]
    lead = 0
    while lead < len(clauses) - 1 and HAN_LEADS.search(clauses[lead]):
        lead += 1
    if lead:
        starts.append(clauses[lead:])
    for parts in starts:
        for end in range(len(parts), 0, -1):
            last = parts[end - 1].rstrip("。！？")
            if (
                HAN_OPEN.search(last)
                or HAN_TRAILS.search(last)
                or (end < len(parts) and HAN_LEADS.search(parts[end - 1]))
            ):
                continue
            if end == 1 and HAN_LEADS.search(parts[0]):
                continue
            if end < len(parts) and size("，".join(parts[:end])) < HAN_SHORTEST:
                continue
            found.append("，".join(parts[:end]))
    return found
