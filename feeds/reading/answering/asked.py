"""What a question asks for: its type, whom and what it names, and the ideas in it, in any of the three languages."""

import re
from dataclasses import dataclass

from feeds.model import Article
from feeds.reading.answering.ideas import ideas_in
from feeds.reading.answering.stems import stem
from feeds.reading.language import detect
from feeds.reading.naming import names
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import folded, search_tokens

# In order: the first that fits is the type.
TYPES = (
    ("predecessor", r"\bwho (?:does|did|will|is|was) .{2,60}(?:succeed|replac|take over from)|siapa (?:yang )?(?:akan )?digantikan|menggantikan siapa|(?:接替|接任|取代|代替)(?:了|的)?(?:是)?谁|前任是谁"),
    ("successor", r"\bwho (?:\w+ ){0,2}(?:replac|succeed|take[s]? over|taking over|took over|fill)|\bwho(?: is|'s)? (?:the |his |her )?(?:successor|replacement)|siapa (?:yang )?(?:akan )?(?:meng)?ganti|siapa (?:yang )?(?:mengisi|pengganti)|pengganti(?:nya)?|谁(?:将|会|来|已)?(?:接替|接任|接手|取代|继任|接棒)|由谁(?:接|继|代)|接替者|继任者|接班"),
    ("how_long", r"how long|how many (?:years|months|weeks|days|hours)|(?:be)?berapa lama|berapa(?:kah)? (?:tahun|bulan|hari|jam)\b|selama apa|多久|多长时间|几年|多少(?:年|天|个月)"),
    ("how_old", r"how old|\bage of\b|\bages?\b.{0,12}\?|berapa(?:kah)? usia|berapa(?:kah)? umur|usia(?:nya)? berapa|umur(?:nya)? berapa|多大(?:年|岁)|今年多大|多少岁|几岁|年龄"),
    ("how_much", r"how (?:much|far)|what (?:did|does|do|will|would|has|have) .{1,40} (?:pay|paid|cost|earn|charge|raise|raised)(?: for\b.*| to\b.*)?\?|at what (?:price|valuation)|what (?:is|was|were|are) (?:the |his |her |its )?(?:salary|pay|price|value|cost|net worth|valuation)|what percent|net worth|berapa(?:kah)? (?:gaji|harga|nilai|biaya|dana|besar|bayaran|mahar|jumlah uang|persen|laba|kekayaan|kerugian|tingkat)|薪酬是多少|年薪|多少钱|身价|薪水|工资|估值|金额|报酬|薪酬|百分之|多少(?:美元|元|亿|万)"),
    ("how_many", r"how many|how (?:big|large|tall|high|deep|fast|heavy|wide)|what number|(?:what|which) (?:percentage|share|proportion)|berapa|seberapa|多少|几(?:名|个|位|家|人|次|项|届|条|座|种|轮|支|岁)|第几|多(?:高|长|重|宽|大|远|深)"),
    ("when", r"\bwhen\b|(?:what|which) (?:date|day|year|month|century|decade|time)|since when|kapan|tanggal berapa|tahun berapa|bulan apa|(?:hari|tahun|tanggal|bulan) (?:apa|mana)|什么时候|什么时间|何[时年月日]|哪一?[年天月日]|几月|几号|时间是|多会儿"),
    ("why", r"\bwhy\b|what (?:was|is|were) the reason|for what reason|what (?:caused|led|prompted)|mengapa|kenapa|apa(?:kah)? (?:yang menjadi )?(?:alasan|sebab|penyebab)|atas apa|karena apa|apa(?:kah)? yang (?:membuat|menyebabkan)|为什么|为何|原因|什么理由|因何"),
    ("role", r"what (?:[\w'’-]+ ){0,5}(?:position|role|job|title|post)s?\b|which (?:position|role|job|title|post)|what (?:did|does|will|is) .{0,50}\bdo(?:ing)?(?: (?:next|now|before|for|at|there|in)\b.*)?\?|as what|(?:jabatan|posisi|peran|pekerjaan|profesi|tugas)\w* (?:apa|baru apa)|apa(?:kah)? (?:jabatan|posisi|peran|pekerjaan|profesi|tugas)|sebagai apa|(?:什么|何|哪些?)(?:新|高管)?(?:职务|职位|岗位|职|角色|工作)|职务是|职位是|担任(?:了|过)?(?:什么|何|哪)|任什么|任何职|职务[?？]?$|做什么[?？]?$|可能做什么"),
    ("where_to", r"where (?:did|does|is|will|has|are) .{0,40}(?:go|going|gone|move|work next|join|head)|which (?:company|firm|team|club|lab|bank).{0,40}(?:join|go|move)|what (?:did|does|will) .{0,50}(?:join|do (?:after|next))|ke ?mana|pindah ke (?:mana|apa)|bergabung (?:dengan|ke) (?:apa|mana|siapa|klub apa|perusahaan apa)|ke (?:klub|tim|perusahaan) (?:apa|mana)|去了?哪|加入了?(?:哪|什么)|去向|转投哪|跳槽到哪|下一站"),
    ("where_from", r"where .{0,40}(?:come from|from\?|work(?:ed)? before|previously)|which (?:company|firm|team|club).{0,40}(?:leave|left|from)|from (?:which|what) |dari mana|dari (?:klub|tim|perusahaan|korps) (?:apa|mana)|meninggalkan (?:apa|perusahaan apa)|来自哪|从哪|离开了?(?:哪|什么)"),
    ("org", r"(?:what|which) (?:other )?(?:company|companies|firm|team|club|bank|agency|university|school|organi[sz]ation|body|group|newspaper|paper|outlet|party|studio|label|network)\b|(?:perusahaan|klub|tim|bank|lembaga|universitas|organisasi|partai|media|badan|grup) (?:apa|mana)|哪(?:家|支|所|一家|个(?:公司|机构|组织|大学|学校|球队|银行|部门|政党))|什么(?:公司|机构|组织|大学|学校|球队|部门)"),
    ("where", r"\bwhere\b|(?:which|what) (?:city|country|place|state|town|region|continent|province)|di ?mana|(?:kota|negara|provinsi|daerah|wilayah|kabupaten|pulau|tempat|desa) (?:apa|mana)|哪里|哪儿|在哪|何处|何地|什么(?:地方|位置|城市|国家)|哪个(?:城市|国家|地区|省|地方|州)"),
    ("who", r"\bwho(?:m|se)?\b|which (?:person|executive|player|people|director)|siapa|谁|哪(?:位|些人|几位|个人|些高管|名)|何人|什么人"),
    ("yes_no", r"^(?:is|are|was|were|did|does|do|has|have|had|will|can|could) |是否|吗[?？]?$|有没有|是不是|^(?:apakah|adakah) (?!nama|yang|judul)\w+ .*\b(?:harus|terbukti|akan|sudah|masih|ikut|bersedia|boleh|pernah|bisa|dapat)\b"),
    ("name", r"\bnames?\b|\bcalled\b|apa(?:kah)? nama|(?:ber)?nama\w* apa|disebut apa|judul|叫(?:做|作)?什么|什么名字|名(?:字|称)(?:是|叫)|被?称为什么|又名|别名"),
    ("how", r"\bhow\b|what happened|bagaimana|apa (?:tanggapan|reaksi|respons|komentar|kata)|怎么|怎样|如何|什么样"),
    ("what", r".*"),
)  # fmt: skip
COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in TYPES)
# Types that answer alike: what little there is to learn of each, they share.
GROUPS = {
    "successor": "who", "predecessor": "who", "who": "who", "how_long": "number", "how_old": "number", "how_much": "number",
    "how_many": "number", "when": "when", "why": "why", "where": "where", "where_to": "org", "where_from": "org", "org": "org", "role": "role",
}  # fmt: skip
# Words that only say the kind of thing asked for: no sentence that answers needs them ("in which country is it located?").
KIND_WORDS = {
    "where": frozenset(
        "letak letaknya lokasi lokasinya terletak berlokasi berada terdapat negara kota provinsi propinsi pulau daerah wilayah benua tempat"
        " kabupaten city country state located location place situated town province 位于 城市 国家 地区 地方 地点 省份".split()
    ),
    "how_many": frozenset("jumlah jumlahnya banyak banyaknya number 数量 人数".split()),
    "when": frozenset("tanggal tahun bulan hari date day year month 时间 年份 日期".split()),
}
NONE: frozenset[str] = frozenset()
# The ideas that a sentence words which answers a type, however the question is worded ("Where is she going?").
SOUGHT = {"where_to": frozenset({"join"}), "successor": frozenset({"replace"}), "how_old": frozenset({"age"})}
STOP = frozenset(
    re.findall(
        r"\S+",
        """
    the a an of in on at to for from by with and or is are was were be been do does did has have had will would can could may might should shall what who whom
    whose when where why how which that this these those his her its their he she it they him them there than as into about s not no also ever any some so such
    many much long old kind type name named called
    apa siapa kapan mana dimana kemana mengapa kenapa berapa bagaimana apakah siapakah kapankah manakah berapakah dimanakah adakah yang di ke dari dan atau adalah
    itu ini nya saja pada untuk dengan oleh sudah telah akan juga ia dia mereka para dalam sebagai nama bernama disebut seperti saat ada bisa dapat tersebut
    什么 谁 哪 哪里 哪个 哪些 为什么 为何 多少 怎么 怎样 如何 的 了 是 在 吗 呢 他 她 什么时 么时 时候 何时 是什 是谁 是多 么是 有多 有哪 有什 是哪 在哪 的是 多少 少个
        """,
    )
)
PRONOUN = re.compile(
    r"\b(?:he|she|him|his|her|they|their|them|ia|dia|beliau|dirinya|mereka|\w{4,}nya)\b|[他她]|其(?!他|它|余|实|中)|二人|两人",
    re.I,
)
# The noun that says what kind of thing is asked for: "what company", "klub apa", "apa nama X", 什么职务.
FOCUS = (
    re.compile(r"\b(?:what|which)(?: (?:kind|type|sort|name)s? of)? (?:other )?([a-z-]+)(?: ([a-z-]+))?"),
    re.compile(r"\bapa(?:kah)? nama ([a-z-]+)(?: ([a-z-]+))?"),
    re.compile(r"([a-z-]{4,}) (?:apa|mana)(?:kah)?\b"),
    re.compile(r"\bsiapa(?:kah)? (?:nama )?([a-z-]+)(?: ([a-z-]+))?"),
    re.compile(r"(?:什么|哪个|哪家|哪种|哪些|哪位|何种|多少|几)([\u4e00-\u9fff]{2})"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood: ``tokens`` are its own words without names and little words, ``focus`` the kind asked for."""

    text: str
    type: str
    lang: str
    names: tuple[Name, ...]
    ideas: frozenset[str]
    tokens: frozenset[str]
    focus: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        """The question with the names that a pronoun of it stands for."""
        return " ".join((self.text, *(n.text for n in self.names if n.text not in self.text)))

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys that the question names."""
        return frozenset(n.key for n in self.names)


def understand(question: str, catalog: Catalog, context: tuple[str, ...] = ()) -> Asked:
    """Understand a question; a pronoun without a name takes the names of the conversation's last turn that has any."""
    text = " ".join(question.split())
    lang = detect(text)
    plain = folded(text)
    found = _names(text, lang, catalog)
    if not any(n.kind != "organisation" for n in found) and PRONOUN.search(text):
        for turn in reversed(context):
            earlier = [n for n in _names(turn, detect(turn), catalog) if n.kind in ("person", "name")]
            if earlier:
                found = (*found, earlier[0])
                break
    named = {t for n in found for t in search_tokens(n.text)}
    tokens = frozenset(t for t in search_tokens(text) if t not in STOP and t not in named)
    kind = next(name for name, pattern in COMPILED if pattern.search(plain))
    tokens -= KIND_WORDS.get(kind, NONE)
    focus = frozenset(
        stem(w, lang)
        for pattern in FOCUS
        for m in [pattern.search(plain)]
        if m
        for w in m.groups()
        if w and w not in STOP and w not in named
    )
    return Asked(text, kind, lang, found, ideas_in(text) | SOUGHT.get(kind, NONE), tokens, focus)


def _names(text: str, lang: str, catalog: Catalog) -> tuple[Name, ...]:
    """The names in a question; a single capitalised word inside it counts here."""
    found = names.read(Article("", "", text), lang, catalog)
    kept = [n for n in found if n.kind != "initial"]
    if lang == "zh":
        kept += _han_guess(text, kept, catalog)
    return tuple(kept)


def _han_guess(text: str, known: list[Name], catalog: Catalog) -> list[Name]:
    """A name at the start of a Chinese question or after 谁接替了, where no context marks it as one."""
    from feeds.reading.naming.match import han_names

    guesses = []
    for start, end, _ in han_names(folded(text)):
        before = text[max(0, start - 2) : start]
        if (start == 0 or before.endswith(("了", "替", "，", "？"))) and not any(
            n.start < end and start < n.end for n in known
        ):
            name = text[start:end]
            guesses.append(Name(name, start, end, "person", name, names.person_key(name, catalog)))
    return sorted(guesses, key=lambda n: (n.start, n.start - n.end))[:1]
