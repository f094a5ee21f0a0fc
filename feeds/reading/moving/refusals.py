"""What looks like a move and is none, by the words around its cue: "joins a panel", "quits the cup", 离职员工.

Each refusal is of a kind (a table below); none looks at a single name or event.
"""

import re

from feeds.reading.moving.places import ROLE, Draft, Place, in_office
from feeds.reading.moving.slots import Token

# What is joined or left here is no employer.
NO_EMPLOYER = re.compile(
    r"\b(?:panel|committee|programme|program|race|forces|list|index|talks|calls?|nights?|criticism|debate|queue|crowd|search|hunt|battle|backlash|outcry|meeting|conference|podcast|show|lawsuit|coalition|alliance"
    r"|chorus|conversation|campaign|rally|strike|protest|market(?! leader)|board meeting|webinar|community|waitlist|beta|network of|initiative|liga|league|piala|cup|kejuaraan|turnamen"
    r"|deal|venture(?! (?:firm|capital|fund|investor))|consortium|boycott|effort|fight|fray|probe|suit|pact|accord|treaty|advisory council|live ?stream|webcast|townhall|parade|trend|proyek|aliansi|koalisi|aksi|demo|grup obrolan)\b"
    r"|联盟|评审团|评委会|评审|大赛|委员会成员企业|标准|协会|行列|计划|峰会|论坛|生态|群聊|直播间|战局|大军",
    re.I,
)
# Behind a verb of leaving: things are left, sold or left as they are, and nobody goes.
LEFT_AS_IT_IS = re.compile(
    r"^[^,.;]{0,40}?\b(?:alone|behind|off\b(?! the board)|unchanged|unscathed|stranded|injured|dead|homeless|in (?:doubt|limbo|tears|ruins|shock|debt)|wanting|wondering|reeling|nothing|"
    r"open|unanswered|hanging|untouched)\b"
)
SOLD = re.compile(r"^(?:['’]s?)? (?:shares?|stakes?|holdings?|bonds?|stock|positions? in|market|saham|index)\b", re.I)
# Who is hired for a task from outside: "hires a law firm to help with an inquiry".
HIRED_SERVICE = re.compile(
    r"\b(?:law firms?|lawyers?|attorneys?|auditors?|consultants?|contractors?|bankers(?! from\b)|investment banks?|pengacara|kuasa hukum|konsultan|auditor|akuntan)\b"
    r"|\bto (?:help |assist (?:it )?(?:in|with) )?(?:look into|probe|investigat\w+|review|advise (?:it )?on|explore|sell|audit|defend|represent)\b"
    r"|律师|会计师|审计|财务顾问|法律顾问|代言|专家(?:参与|团队|协助)",
    re.I,
)
# What a person or a team leaves here is a competition; what a head of state leaves is a house or a town.
COMPETITION = re.compile(
    r"\b(?:Open|Masters|Grand Prix|Cup|Championships?|Olympics|World Cup|Tour|Terbuka|Piala|Kejuaraan|Olimpiade|Liga|Copa|turnamen|babak|tournament|final)\b"
    r"|公开赛|锦标赛|世界杯|奥运|联赛|大奖赛|比赛|决赛",
)
TRAVEL = re.compile(
    r"^\s*(?:(?:from )?(?:the )?(?:White House|airport|hospital|scene|courthouse|court|stage|room|house|podium|pitch|field|hotel|country)\b"
    r"|(?:lokasi|tempat|ruang|stadion|lapangan|arena|sidang|rapat|rumah|kota|Tanah Air)\b"
    r"|for (?!Google\b)(?:vacation|holiday|China|Japan|India|Washington|Beijing|Europe|Asia|home|a (?:trip|visit|tour|holiday|vacation)|the (?:airport|weekend|summer|day)))",
    re.I,
)
# Many, unnamed, nearer to the verb than the name before them: it is they who go.
CROWD = {
    "en": re.compile(
        r"\b(?:employees|workers|staff|users|customers|students|voters|investors|people|residents|players|fans|members|patients|passengers|tenants|shares|stocks|troops|refugees|which|companies|firms)"
        r"(?: (?:who|that|have|had|has|are|were|will|would|could|may|also|to|soon|already|reportedly|who are|who were))*\s*$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:ASN|PNS|pegawai(?: negeri(?: sipil)?)?|karyawan|warga|pengungsi|penumpang|mahasiswa|siswa|pekerja|pengguna|pelanggan|nasabah|penduduk|saham|kader|relawan|pemudik|buruh)(?:nya)?"
        r"(?: (?:yang|akan|bakal|telah|sudah|harus|bisa|dapat|mulai|segera|untuk|ini|itu|tersebut|ramai-ramai))*\s*$",
        re.I,
    ),
    "zh": re.compile(
        r"(?:员工|职员|网友|玩家|用户|司机|学生|乘客|客户|粉丝|股民|投资者|老人|居民|球迷|考生|消费者)[^，。；⟦]{0,6}$"
    ),
}
# 离职员工, 被裁员工, 退休生活: the cue tells which people are meant; 离职后: what came after it.
ADJECTIVE = re.compile(
    r"^(?:的|了的)?(?:员工|同事|人员|职工|者|率|潮|手续|补偿|原因|证明|赔偿|金|生活|规划|年龄|待遇|保险|职务的|老人|老师|教师|球员|军人|风波|门槛|费|商|店|政策|模式)|^(?:之?后|以来|期间|那天|时，)"
)
FIGURATIVE = re.compile(r"[“\"‘「『]$")
# A wish, a chance, a condition: nobody has gone yet, nor is said to go.
SUPPOSED = re.compile(
    r"\b(?:if (?:⟦|he|she|they|the )[^,.;]{0,40}|(?:chances?|odds|hopes?|dreams?|prospects?) of (?:[\w-]+ )?|(?:qualified|eligible|unfit|fit|worthy|suited) )$",
    re.I,
)
# Said of things: "it becomes easier", "the firm becomes the first to …".
BECOMES_THING = re.compile(r"\b(?:it|this|that|which|what|there)\s*$", re.I)
# Indonesian verbs with a second meaning: "menunjuk pada" points to, "meresmikan" opens a road, "memilih" votes.
SECOND_MEANING = (
    ("menunjuk", re.compile(r"^ (?:pada|ke|kepada)\b"), None),
    (
        "meresmikan",
        re.compile(
            r"^ (?:pengoperasian|pembangunan|penggunaan|proyek|jalan|jembatan|gedung|pabrik|kereta|stasiun|bandara|bendungan|pasar|rumah|kantor|gerai|toko|pusat|kerja sama|peluncuran|fasilitas)\b"
        ),
        None,
    ),
    ("memilih", re.compile(r""), re.compile(r"\b(?:pemilu|pilkada|pilpres|coblos|pemilih|suara|TPS)\b", re.I)),
    (
        "disingkirkan",
        re.compile(r""),
        re.compile(r"\b(?:copa|piala|liga|leg|babak|skor|turnamen|laga|perempat|semifinal)\b", re.I),
    ),
    ("meninggalkan", re.compile(r""), re.compile(r"\b(?:skor|poin|gim|set|game|\d{1,2}\s?-\s?\d{1,2})\b", re.I)),
)
CASE = re.compile(
    r" (?:[\w'’-]+ ){0,3}(?:case|claims?|suit|lawsuit|appeal|charges?|complaint|motion|bid) (?:against|by|from|over|in|of)\b"
)
NAMED_AFTER = re.compile(r"(?P<what>(?: [a-z][\w-]*){1,3}) (?:after|in honou?r of) ")
# One player comes on for another in a match.
SUBSTITUTED = re.compile(
    r"\b(?:menit(?: ke)?|minute|half-time|babak (?:pertama|kedua)|substitut\w+|cedera)\b|分钟|替补|下半场", re.I
)
PLAYED = re.compile(
    r"\b(?:(?:films?|movies?)(?! (?:studio|unit|division|business|chief|boss|head|company|executive|group|arm|producer))|sinetron|syuting|pemeran|membintangi|sutradara|starring|cast of|sequel|sitcom|serial)\b",
    re.I,
)
COUNCIL = re.compile(
    r"^ (?:from |as (?:a |an )?(?:member|adviser) of )?(?:the )?(?:⟦\w+⟧(?:['’]s)? |[\w-]+(?:['’]s)? ){0,3}?(?:(?:advisory|business|economic|manufacturing|presidential|White House|Trump|⟦\w+⟧(?:['’]s)?) (?:[\w-]+ )?(?:council|panel|board of advis[eo]rs)|task force|jury)\b",
    re.I,
)
# Things are removed and released far more often than people are: it takes a post to make it somebody's dismissal.
REMOVED = re.compile(r"\b(?:removed|released|terminated|axed)\b", re.I)
OF_A_POST = re.compile(
    r"^ (?:as\b|by ⟦O|from (?:his|her|their|office|power|the (?:[\w-]+ )?(?:post|board|role|job|position|job))\b)", re.I
)
PRETENDED = re.compile(r"\b(?:berpura-pura|pura-pura|pretend(?:s|ed|ing)? to)\b|假装|佯装|恶搞", re.I)
TEAM_CALL = re.compile(r"\b(?:timnas|tim nasional|skuat|skuad|squad|national team)\b|国家队|国足|大名单|集训", re.I)
# "joins Norvale's boss at dinner"
COMPANION = re.compile(
    r"(?:['’]s?)? (?:boss|chief|CEO|founder|colleagues?|executives?|president|chairman)(?: ⟦\w+⟧)? (?:at|in|on|for|to)\b",
    re.I,
)
COACHES = re.compile(r"\b(?:coach|manager|pelatih|asisten)\b|主教练|教练|主帅|领队", re.I)
THINGS = re.compile(
    r"(?:手机|机型|新机|车型|卫星|机器人|游戏|版本|系统|芯片|品牌|产品|动画|平台|软件|功能|模型|套餐|股票|指数|航班|新车|服务)[^，。；⟦的]{0,6}$"
)
# Posts that a firm, not a person, takes in a deal.
FIRMS_POST = re.compile(
    r"财务顾问|法律顾问|承销|保荐|审计师|审计机构|代言人|主办方|合作伙伴|financial advis[eo]r|auditor|underwriter|bookrunner",
    re.I,
)
SPOKEN_OF = re.compile(r"\b(?:on|about|life after|learn(?:ed|t) (?:after|from)) $", re.I)  # "⟦P⟧ on leaving the nest"
OUT = frozenset({"out", "dropped", "gone"})
ACTED = frozenset({"out", "in", "dropped", "named"})  # the subject stands before the cue


def refusal(draft: Draft, place: Place) -> str | None:
    """Why the clause of a cue can be no person's move; None where it can."""
    text = place.masked.text
    after = text[place.end : place.end + 90]
    if (why := cue_refusal(place)) is not None:
        return why
    if place.frame in ACTED and draft.person is not None and _crowd_between(draft, place):
        return "who goes are many without a name"
    if place.frame == "in" and (why := _no_employer(draft, place, after)) is not None:
        return why
    if place.frame in OUT and (why := _no_leaving(draft, after)) is not None:
        return why
    if place.frame in ("take", "name") and place.lang != "id" and HIRED_SERVICE.search(re.split(r"[.;。；]", after)[0]):
        return "who is hired gives a service from outside"
    if place.lang == "id" and _second_meaning(place):
        return "the verb is meant in its second meaning"
    if draft.person is not None and place.frame == "take" and HIRED_SERVICE.search(draft.person.text):
        return "who is hired is a firm"
    if place.frame in ("dropped", "drop") and REMOVED.search(place.text) and not _from_a_post(draft, place, after):
        return "things are removed, too: no post is named"
    if draft.role and FIRMS_POST.search(draft.role):
        return "the post is one that firms take"
    return None


def cue_refusal(place: Place) -> str | None:
    """Why a cue tells no move whoever stands around it."""
    text = place.masked.text
    before, after = text[max(0, place.start - 40) : place.start], text[place.end : place.end + 30]
    if FIGURATIVE.search(before) and re.match(r"[”\"’」』]", after):
        return "the word is meant in another sense: it stands in quotation marks"
    if place.lang == "zh" and (ADJECTIVE.match(after) or re.search(r"(?:在职或|开放|招商|可|非)$", before)):
        return "the word tells which people are meant, or what was before"
    if PRETENDED.search(before):
        return "pretended"
    if place.lang == "en" and SUPPOSED.search(before):
        return "supposed: nobody is said to have gone"
    if place.text.lower() == "out" and not in_office(place):
        return "who is out holds no post"
    if place.lang == "en" and SPOKEN_OF.search(before):
        return "spoken of, not told"
    if place.frame == "out":
        return _left_otherwise(text[place.end : place.end + 60], _unmasked(place, 60))
    return _other_sense(place)


def _unmasked(place: Place, reach: int) -> str:
    """The article's own words behind a cue."""
    parts, at = [], place.end
    for token in place.masked.tokens:
        if place.end <= token.start < place.end + reach:
            parts += [place.masked.text[at : token.start], token.name.text]
            at = token.end
    return "".join([*parts, place.masked.text[at : max(at, place.end + reach)]])


def _left_otherwise(after: str, words: str) -> str | None:
    if LEFT_AS_IT_IS.match(after):
        return "something is left as it is"
    if TRAVEL.match(words):
        return "a place is left, no employer"
    if re.match(r" (?:from (?:the (?:edge|brink|fray|spotlight|limelight)|it all)|for a moment)\b", after):
        return "no post is left"
    if re.match(r" (?:away )?from [^,.;]{0,30}\b(?:talks|deal|bid|merger|takeover|crash|offer|negotiations)\b", after):
        return "a deal is left, no employer"
    if COUNCIL.match(after):
        return "a panel is left, no employer"
    return None


def _other_sense(place: Place) -> str | None:
    """Why a verb is meant in its other sense here."""
    text = place.masked.text
    before, after = text[max(0, place.start - 60) : place.start], text[place.end : place.end + 60]
    if place.lang == "en" and place.frame == "named" and BECOMES_THING.search(before):
        return "said of a thing"
    if place.lang == "en" and place.frame == "drop" and CASE.match(after):
        return "a case is dismissed"
    named = NAMED_AFTER.match(after) if place.lang == "en" and place.frame == "name" else None
    if named and not ROLE["en"].search(named["what"]):
        return "a thing is named after somebody"
    if place.frame in ("succeed", "succeeded") and SUBSTITUTED.search(text):
        return "one player comes on for another"
    if place.frame in ("in", "take") and place.lang != "zh" and PLAYED.search(text):
        return "a part in a film, no post"
    return None


def _from_a_post(draft: Draft, place: Place, after: str) -> bool:
    behind = re.sub(r"^ ⟦\w+⟧", "", after) if place.frame == "drop" else after
    board = re.search(r"\b(?:board|directors|shareholders)\b", place.masked.text[: place.start], re.I)
    return bool(draft.role or draft.from_role or board or OF_A_POST.match(behind))


def _second_meaning(place: Place) -> bool:
    text = place.masked.text
    return any(
        verb in place.text.lower() and behind.match(text[place.end :]) and (around is None or around.search(text))
        for verb, behind, around in SECOND_MEANING
    )


def _crowd_between(draft: Draft, place: Place) -> bool:
    """Whether many without a name stand nearer to the cue than the name; they may be masked as a name themselves."""
    tokens = [t for t in place.masked.tokens if t.end <= place.start]
    if all(t.name != draft.person for t in tokens) and any(t.name == draft.person for t in place.masked.tokens):
        return False  # the many are named behind the verb
    near = place.masked.text[tokens[-1].end if tokens else 0 : place.start]
    last = tokens[-1].name.text if tokens and tokens[-1].name != draft.person else ""
    return CROWD[place.lang].search(f"{last}{near}") is not None


def _no_employer(draft: Draft, place: Place, after: str) -> str | None:
    org = draft.to_org
    unknown = org is not None and org.entity_id is None
    if org is not None and unknown and (NO_EMPLOYER.search(after.split("⟦", 1)[0]) or NO_EMPLOYER.search(org.text)):
        return "what is joined is no employer"
    if org is not None:
        token = next((t for t in place.masked.tokens if t.name == org and t.start >= place.end), None)
        if token is not None and _belongs_to_it(place, token):
            return f"what is joined is something of {org.text}, no employer"
        if token is not None and COMPANION.match(place.masked.text[token.end : token.end + 30]):
            return "somebody is joined, no employer"
        if TEAM_CALL.search(org.text) and not (draft.role and COACHES.search(draft.role)):
            return "called up for a team, not employed"
    if NO_EMPLOYER.search(re.split(r"[,，。.]|⟦", after[:50])[0]) or re.match(r" us\b", after):
        return "what is joined is no employer"
    return None


def _belongs_to_it(place: Place, org: Token) -> bool:
    """Whether what is joined is an index, a programme or a panel of the organisation: "join Norvale's bond index"."""
    tail = place.masked.text[org.end : org.end + 60]
    return re.match(rf"(?:['’]s?)? (?:[\w-]+ ){{0,3}}?(?:{NO_EMPLOYER.pattern})", tail, re.I) is not None


def _no_leaving(draft: Draft, after: str) -> str | None:
    tail = re.match(r"[^⟦]{0,12}⟦\w+⟧(?P<rest>.{0,40})", after)
    if tail and SOLD.match(tail["rest"]):
        return "shares are left, no employer"
    if draft.from_org is not None and COMPETITION.search(draft.from_org.text):
        return "a competition is left, no employer"
    if re.match(r"[^,.;，。；⟦]{0,25}", after) and COMPETITION.search(re.split(r"[,.;，。；⟦]", after)[0]):
        return "a competition is left, no employer"
    return None
