"""A question over many moves as a query: "who left Alibaba?", "siapa direktur baru Bank Sentosa?", 谁从Meta去了OpenAI？

Each way to ask is a pattern with the places of the organisations in it: ``left``, ``joined``, or ``post`` (a new post
there, whoever held one before). What stands at a place is stripped of roles and little words and resolved by the catalog.
"""

import re
from dataclasses import dataclass
from typing import Literal

from feeds.reading.answering.asked import understand
from feeds.reading.naming import names
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID
from feeds.reading.text import has_han

Way = Literal["moved", "post", "fired"]
EN_WHO = r"^(?:and |so )?(?:who(?:m| all| else)?|which (?:[a-z]+ )?(?:people|persons?|executives?|researchers?|engineers?|scientists?|players?|directors?|managers?|staff)|(?:list|name|show)(?: me)? (?:the |all )*(?:people|executives|everyone|those) who)(?: (?:has|have|had|was|were|is|are|will|would|might|may|could|recently|just|got|been|be|being))*"
ID_WHO = r"^(?:lalu |dan )?siapa(?:kah)?(?: saja)?(?: orang)?(?: yang)?(?: (?:akan|sudah|telah|baru saja|baru|resmi|pernah|bakal))*"
ZH_WHO = r"(?:都?有?(?:谁|哪些?(?:人|高管|员工|研究员|高层|几位|位)|哪几位|何人))"
MAYBE = re.compile(
    r"\b(?:rumou?red|considered|tipped|suggested|applied|candidates?|reportedly|linked|dirumorkan|dikabarkan|disebut-sebut|calon|kandidat|diisukan)\b|传闻|传言|拟任|提名|候选|据传|或将",
    re.I,
)
A, B = r"(?P<{}>.+?)", r"(?P<{}>.+)"
LEFT, JOINED, POST = B.format("left"), B.format("joined"), B.format("post")
# In order; the first that fits. Each is (way, pattern); the question mark is gone, the case is as written.
PATTERNS: tuple[tuple[Way, str], ...] = (
    ("moved", rf"{EN_WHO} (?:\w+ )?from {A.format('left')} (?:to|for|and joined) {JOINED}"),
    ("moved", rf"{EN_WHO} (?:left|leaves|leaving|quit|quits|departed) {A.format('left')} (?:for|to join) {JOINED}"),
    ("moved", rf"{EN_WHO} (?:joined|joins|joining) {A.format('joined')} from (?!where){LEFT}"),
    ("moved", r"^who(?:m)? (?:did|has|will) (?P<joined>.+?) (?:poach|poached|hire|hired|recruit|recruited|take|lure|lured) from (?P<left>.+)"),
    ("moved", r"^who(?:m)? (?:did|has|will) (?P<joined>.+?) (?:poach|poached|hire|hired|recruit|recruited|sign|signed)$"),
    ("moved", r"^who(?:m)? (?:did|has|will) (?P<left>.+?) (?:lose|lost)"),
    ("fired", rf"{EN_WHO} (?:fired|dismissed|ousted|sacked|laid off|let go|removed|suspended) (?:by|from|at) {LEFT}"),
    ("fired", r"^who(?:m)? (?:did|has) (?P<left>.+?) (?:fire|fired|dismiss|dismissed|oust|sack|sacked)$"),
    ("moved", rf"{EN_WHO} (?:left|leaves|leaving|leave|quit|quits|exited|departed|ditched|(?:resigned|resigning|retired|retiring|retire|stepped down|steps down|stepping down|departed|gone) (?:from|at|as .+? (?:of|at))) {LEFT}"),
    ("moved", rf"{EN_WHO} (?:joined|joins|join|joining|went to|going to|go to|moved to|moving to|move to|hired (?:by|at)|recruited by|poached by|came to|signed (?:for|with)|linked (?:to|with)|rumou?red to (?:join|move to)|tipped (?:for|to join)) {JOINED}"),
    ("post", rf"{EN_WHO} (?:appointed|named|promoted|elected|chosen|get|gets|given)? ?(?:a )?(?:new )?(?:post|job|role|position)?(?: as .+?)? ?(?:at|by|to the board of|to lead|to head) {POST}"),
    ("post", rf"{EN_WHO} (?:become|becomes|became|becoming|named|appointed|promoted to|take over as|takes over as|took over as|made) (?P<role>.+?) (?:of|at|for) {POST}"),
    ("post", r"^who(?: is|'s|’s| are| will be| was named| was appointed) (?P<post>.+?)['’]s? (?:new|next) (?P<role>.+)"),
    ("post", r"^who(?: is|'s|’s| are| will be) the (?:new|next) (?P<role>.+?) (?:of|at|for) (?P<post>.+)"),
    ("post", r"^who(?:m)? (?:did|has|will) (?P<post>.+?) (?:appoint|appointed|name|named|promote|promoted|elect)(?: as (?P<role>.+))?$"),
    ("post", r"^who .*(?:considered|applied|suggested|tipped|rumou?red|candidates?).* (?:for|of|at) (?P<post>.+)"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,2}}dari {A.format('left')} (?:ke|dan bergabung (?:dengan|ke)|untuk bergabung (?:dengan|ke)) {JOINED}"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,2}}(?:dibajak|direkrut) {A.format('joined')} dari {LEFT}"),
    ("fired", rf"{ID_WHO} (?:dipecat|dicopot|diberhentikan|di-phk|didepak|diskors)(?: (?:dari|oleh))?(?: (?:jabatan|posisi|kursi))? {LEFT}"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:keluar|mundur|hengkang|pensiun|pergi|cabut|mengundurkan diri|resign|lengser|berhenti|pindah) (?:sebagai .+? )?dari {LEFT}"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:meninggalkan|tinggalkan) {LEFT}"),
    ("moved", rf"{ID_WHO} (?:(?:selesai|tidak lagi|tak lagi|berhenti) menjabat|(?:diganti|digantikan) sebagai) {LEFT}"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:bergabung|gabung|pindah|hijrah|berlabuh|merapat|datang|masuk)(?: (?:dengan|ke|di|bersama))? {JOINED}"),
    ("moved", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:direkrut|dibajak|dikontrak|digaet)(?: oleh)? {JOINED}"),
    ("post", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:naik jabatan|naik pangkat|promosi|dipromosikan|dilantik|diangkat|ditunjuk|terpilih)(?: .+?)?? (?:di|oleh|memimpin|sebagai|menjadi|jadi) {POST}"),
    ("post", rf"{ID_WHO} (?:\w+ ){{0,1}}(?:menjadi|jadi|menjabat(?: sebagai)?|mengisi (?:kursi|posisi|jabatan)|menempati (?:kursi|posisi)) {POST}"),
    ("post", r"^siapa(?:kah)?(?: saja)? (?P<role>.+?) baru (?:di |untuk )?(?P<post>.+)"),
    ("post", r"^siapa(?:kah)?(?: saja)? (?P<post>.+?) (?:yang |)(?:baru|terbaru)$"),
    ("moved", rf"{ZH_WHO}(?:已|将|要)?从(?P<left>.+?)(?:去了?|跳槽到?|加入了?|转投|来到?|到了?|转会到?|加盟了?)(?P<joined>.+)"),
    ("moved", rf"{ZH_WHO}(?:已|将|要)?从(?P<left>.+?)(?:离职|辞职|离开|出走|退休|走了?|跳槽)"),
    ("moved", r"(?P<joined>.+?)从(?P<left>.+?)(?:挖|招)[走来]?了?(?:谁|哪)"),
    ("fired", rf"{ZH_WHO}被(?P<left>.+?)(?:解雇|开除|免职|裁|解聘|罢免)"),
    ("moved", rf"{ZH_WHO}被(?P<joined>.+?)(?:挖|聘|招|录用)"),
    ("moved", rf"{ZH_WHO}(?:已|将|要|将要)?(?:离开|退出|告别|离任|卸任|辞任|辞去|不再担任|不再任)了?(?P<left>.+)"),
    ("moved", rf"{ZH_WHO}(?:已|将|要|将要|将会)?(?:加入|进入|加盟|入职|去往?|来到|转投|跳槽到)了?(?P<joined>.+)"),
    ("post", rf"{ZH_WHO}(?:已|将|要)?(?:出任|担任|接任|升任|就任|履新|任职|任)了?(?P<post>.+)"),
    ("moved", r"(?P<left>.+?)(?:都?有)?(?:谁|哪些人|哪些高管|哪几位)(?:离职|离开|辞职|辞任|走|退休)"),
    ("moved", r"(?P<left>.+?)(?:流失|失去|走)了(?:谁|哪)"),
    ("moved", r"(?P<joined>.+?)(?:挖来|挖走|挖到|招揽|引进|招聘|招募)了?(?:谁|哪)"),
    ("post", r"(?P<post>.+?)(?:聘任|任命|委任|聘用|选举|提拔|提名|聘请|选聘|晋升)了?(?:谁|哪)(?:.*(?:为|任|担任)(?P<role>.+))?"),
    ("post", r"(?P<post>.+?)的?新任?(?P<role>[^的]{2,12}?)(?:都?有|是)(?:谁|哪)"),
    ("post", r"(?P<post>.+?)(?:都|的?拟任的?[^的]{0,10}|的新[^的]{0,10})?(?:有|是)哪些(?:高管|人|董事)"),
)  # fmt: skip
WAYS = tuple((way, re.compile(pattern, re.I)) for way, pattern in PATTERNS)
# Where the name of a place ends: a second question, a time.
ENDS = re.compile(
    r"\s*(?:,|\band (?:from where|where|why|when|how)\b|\bdan (?:dari mana|ke mana|mengapa|kapan)\b|，|、|\b(?:this|last|in the last|in) (?:year|month|week|quarter|\d.*)|\b(?:since|recently|lately|so far)\b|\b(?:tahun|bulan|pekan|kuartal) (?:ini|lalu)|\bsejak\b|(?:今年|去年|最近|本季度|近期)).*$",
    re.I,
)
ROLE_TAIL_HAN = re.compile(
    r"(?:的)?(?:新任?|副|代|常务|执行|独立|非执行|高级|联席|公司|拟任)*(?:董事长|总经理|总裁|首席[\u4e00-\u9fff]{1,5}官|CEO|CTO|CFO|COO|董秘|董事会秘书|秘书|监事|董事|行长|职务|职位|岗位|主席|负责人|主管|总监|高管|院长|校长|主任|顾问|掌门人)(?:候选人|一职)?$"
)
LITTLE = re.compile(r"^(?:the|a|an|pt|jabatan|posisi|kursi|sebagai|menjadi|jadi|di|oleh|dari|ke)\s+", re.I)


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Who went from one organisation and/or to another; keys include the units of each.

    ``post``: ``joined`` is where a new post was taken, from outside or from within; ``role`` is which, as asked.
    ``fired``: only dismissals. ``maybe``: what is only rumoured is asked for.
    """

    left: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    left_name: str = ""
    joined_name: str = ""
    post: bool = False
    role: str = ""
    fired: bool = False
    maybe: bool = False


def ledger_question(question: str, catalog: Catalog) -> LedgerQuery | None:
    """The ledger query that a question is, None where it is about something else: one person, a reason, a date."""
    text = " ".join(question.split()).strip(" ?？。.!")
    plain = MAYBE.sub(" ", text) if MAYBE.search(text) and not has_han(text) else text
    for way, pattern in WAYS:
        for tried in dict.fromkeys((text, " ".join(plain.split()))):
            match = pattern.search(tried)
            query = _query(way, match.groupdict(), text, catalog) if match else None
            if query is not None:
                return query
    return None


def _query(way: Way, found: dict[str, str | None], text: str, catalog: Catalog) -> LedgerQuery | None:
    left, joined, post = (place(found.get(side) or "") for side in ("left", "joined", "post"))
    role = (found.get("role") or "") or _role(found.get("post") or "")
    if not (left or joined or post) or any(_is_person(p, text, catalog) for p in (left, joined, post) if p):
        return None
    to = joined or post
    return LedgerQuery(
        left=_keys(left, catalog),
        joined=_keys(to, catalog),
        left_name=left,
        joined_name=to,
        post=way == "post",
        role=role.strip(),
        fired=way == "fired",
        maybe=MAYBE.search(text) is not None,
    )


def place(words: str) -> str:
    """The organisation in what stands at its place: no role, no time, no little words; empty where none is left."""
    words = ENDS.sub("", words).strip(" ?？,")
    if has_han(words):
        words = re.sub(r"^(?:传闻|据传)", "", words)
        previous = None
        while previous != words:
            previous, words = words, ROLE_TAIL_HAN.sub("", words)
        return words.strip("的了 ")
    for role in (ROLE_ID, ROLE_EN):
        match = role.match(words)
        if match and match.end() < len(words):
            words = re.sub(r"^\s*(?:of|at|for|di|yang|baru)\s+", "", words[match.end() :])
    while LITTLE.match(words):
        words = LITTLE.sub("", words)
    words = re.sub(r"\s+(?:yang )?baru$", "", words)
    capital = re.search(r"(?<![\w-])[A-Z0-9].*", words)
    name = capital.group() if capital else words
    return re.sub(r"['’]s$", "", name).strip()


def _role(words: str) -> str:
    """The role that stands before an organisation ("Direktur Utama Bank Sentosa") or after it in Han."""
    if has_han(words):
        match = ROLE_TAIL_HAN.search(ENDS.sub("", words))
        return match.group().removeprefix("的") if match else ""
    for pattern in (ROLE_ID, ROLE_EN):
        found = pattern.match(words)
        if found:
            return found.group()
    return ""


def _is_person(place: str, text: str, catalog: Catalog) -> bool:
    """Whether a place is filled by somebody (谁接任李明), so that the question is about one person's post."""
    return has_han(place) and any(n.kind == "person" and n.text == place for n in understand(text, catalog).names)


def _keys(place: str, catalog: Catalog) -> frozenset[str]:
    if not place:
        return frozenset()
    key = names.organisation_key(place, catalog)
    return frozenset((key, *catalog.units(key)))
