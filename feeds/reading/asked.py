"""What a question asks for: its type, whom and what it names, and the ideas in it, in any of the three languages."""

import re
from dataclasses import dataclass

from feeds.model import Article
from feeds.reading import names
from feeds.reading.catalog import Catalog
from feeds.reading.language import detect
from feeds.reading.name import Name
from feeds.reading.text import folded, search_tokens

# In order: the first that fits is the type.
TYPES = (
    (
        "successor",
        r"\bwho (?:will |would )?(?:replac|succeed|take[s]? over|took over|fill)|\bwho(?: is|'s)? (?:the |his |her )?(?:new|successor|replacement)|siapa (?:yang )?(?:akan )?(?:meng)?ganti|siapa (?:yang )?(?:mengisi|pengganti)|pengganti(?:nya)?|谁(?:将|会|来)?(?:接替|接任|接手|取代|继任|接棒)|接替者|继任者|接班",
    ),
    ("how_long", r"how long|how many years|berapa lama|berapa tahun|selama apa|多久|多长时间|几年|多少年"),
    ("how_old", r"how old|\bage of\b|berapa usia|berapa umur|usia berapa|umur berapa|多大年|多少岁|几岁|年龄"),
    (
        "how_much",
        r"how much|what (?:is|was) (?:the |his |her )?(?:salary|pay|price|value|cost)|berapa (?:gaji|harga|nilai|biaya|dana|besar|bayaran|mahar|jumlah uang)|薪酬是多少|年薪|多少钱|身价|薪水|工资|估值|金额",
    ),
    (
        "how_many",
        r"how many|what number|what (?:percentage|percent|share)|berapa|seberapa banyak|多少|几(?:名|个|位|家|人|次|项)",
    ),
    (
        "when",
        r"\bwhen\b|what (?:date|day|year|month|time)|since when|kapan|tanggal berapa|tahun berapa|bulan apa|sejak kapan|hari apa|什么时候|何时|哪一?年|哪一?天|几月|时间是|多会儿",
    ),
    (
        "why",
        r"\bwhy\b|what (?:was|is) the reason|for what reason|what (?:caused|led|prompted)|mengapa|kenapa|apa (?:alasan|sebab|penyebab)|apa yang (?:membuat|menyebabkan)|为什么|为何|原因|什么理由|因何",
    ),
    (
        "where_to",
        r"where (?:did|does|is|will|has) .{0,40}(?:go|going|gone|move|work|join)|which (?:company|firm|team|club|lab).{0,40}(?:join|go|move)|what (?:did|does|will) .{0,50}(?:do after|do next|join)|ke ?mana|pindah ke (?:mana|apa)|bergabung (?:dengan|ke) (?:apa|mana|siapa|klub apa|perusahaan apa)|ke (?:klub|tim|perusahaan) mana|去了?哪|加入了?(?:哪|什么)|去向|转投哪|跳槽到哪|下一站",
    ),
    (
        "where_from",
        r"where .{0,40}(?:come from|from\?)|which (?:company|firm|team|club).{0,40}(?:leave|left|from)|dari mana|dari (?:klub|tim|perusahaan) mana|meninggalkan (?:apa|perusahaan apa)|来自哪|从哪|离开了?(?:哪|什么)",
    ),
    (
        "where",
        r"\bwhere\b|which (?:city|country|place)|di ?mana|kota mana|negara mana|哪里|哪儿|在哪|何处|什么地方|哪个(?:城市|国家)",
    ),
    ("who", r"\bwho(?:m|se)?\b|which (?:person|executive|player|people)|siapa|谁|哪(?:位|些人|几位|个人|些高管)|何人"),
    ("what", r".*"),
)
COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in TYPES)
# Ideas that the three languages word differently: a question in one finds a sentence in another by them.
IDEAS = {
    "leave": r"\b(?:leav\w*|left|quit\w*|resign\w*|depart\w*|step\w* down|exit\w*|hengkang|keluar|mundur|mengundurkan|pengunduran|meninggalkan|tinggalkan|lengser)\b|离职|离开|辞|卸任|出走",
    "join": r"\b(?:join\w*|hire\w*|recruit\w*|mov(?:e|ed|es|ing) to|bergabung|gabung|pindah|direkrut|merekrut|rekrut)\b|加入|加盟|入职|挖|跳槽",
    "appoint": r"\b(?:appoint\w*|named|becom\w*|became|ditunjuk|menunjuk|diangkat|dilantik|menjabat|jadi|menjadi)\b|任命|出任|担任|升任|上任",
    "replace": r"\b(?:replac\w*|succe(?:ed|ss)\w*|tak\w* over|went to|filled|menggantikan|gantikan|digantikan|diganti|pengganti|diisi)\b|接替|接任|取代|继任|接棒",
    "reason": r"\b(?:because|reason\w*|due to|after|following|amid|over|cit\w+|karena|akibat|alasan\w*|sebab|setelah|lantaran)\b|因|由于|原因|出于",
    "restructure": r"\b(?:restructur\w*|reorgani[sz]\w*|overhaul|restrukturisasi|reorganisasi)\b|调整|重组",
    "role": r"\b(?:role|job|post|position|title|head\w*|led|lead\w*|chief|director|peran\w*|jabatan|posisi|memimpin|kepala|direktur|tugas)\b|职位|职务|负责|主管|岗位|角色|担任",
    "pay": r"\b(?:pay|paid|salary|compensation|bonus|gaji|bayaran|kompensasi|dibayar)\b|薪|工资|奖金",
    "ceo": r"\b(?:ceo|chief executive|dirut|direktur utama)\b|首席执行官",
    "plan": r"\b(?:plan\w*|will|expect\w*|next|announc\w*|akan|rencana\w*|diperkirakan|berikutnya)\b|将|计划|预计|下一步",
    "say": r"\b(?:said|say\w*|comment\w*|respon\w*|respons|kata|ujar|tanggapan|komentar)\b|表示|回应|说",
    "study": r"\b(?:universit\w*|stud(?:y|ied)|degree|graduat\w*|universitas|kuliah|lulus\w*)\b|毕业|大学|学位",
    "age": r"\b(?:aged?|years old|born|usia|umur|lahir|berusia)\b|岁|出生|年龄",
}
IDEA_PATTERNS = {name: re.compile(p, re.I) for name, p in IDEAS.items()}
STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "what",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "which",
        "that",
        "this",
        "his",
        "her",
        "its",
        "their",
        "he",
        "she",
        "it",
        "they",
        "him",
        "them",
        "apa",
        "siapa",
        "kapan",
        "mana",
        "dimana",
        "kemana",
        "mengapa",
        "kenapa",
        "berapa",
        "bagaimana",
        "yang",
        "di",
        "ke",
        "dari",
        "dan",
        "atau",
        "adalah",
        "itu",
        "ini",
        "nya",
        "saja",
        "pada",
        "untuk",
        "dengan",
        "oleh",
        "sudah",
        "telah",
        "akan",
        "juga",
        "ia",
        "dia",
        "mereka",
        "什么",
        "谁",
        "哪",
        "哪里",
        "为什么",
        "多少",
        "怎么",
        "如何",
        "的",
        "了",
        "是",
        "在",
        "吗",
        "呢",
        "他",
        "她",
    ]
)
PRONOUN = re.compile(r"\b(?:he|she|him|his|her|they|ia|dia|beliau|dirinya|nya)\b|[他她]|其", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood: ``tokens`` are its own words without names and little words."""

    text: str
    type: str
    lang: str
    names: tuple[Name, ...]
    ideas: frozenset[str]
    tokens: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys that the question names."""
        return frozenset(n.key for n in self.names)


def understand(question: str, catalog: Catalog, context: tuple[str, ...] = ()) -> Asked:
    """Understand a question; a pronoun without a name takes the names of the conversation's last turn that has any."""
    text = " ".join(question.split())
    lang = detect(text)
    found = _names(text, lang, catalog)
    if not any(n.kind != "organisation" for n in found) and PRONOUN.search(text):
        for turn in reversed(context):
            earlier = [n for n in _names(turn, detect(turn), catalog) if n.kind in ("person", "name")]
            if earlier:
                found = (*found, earlier[0])
                break
    named = {t for n in found for t in search_tokens(n.text)}
    tokens = frozenset(t for t in search_tokens(text) if t not in STOP and t not in named)
    kind = next(name for name, pattern in COMPILED if pattern.search(folded(text)))
    ideas = frozenset(name for name, pattern in IDEA_PATTERNS.items() if pattern.search(folded(text)))
    return Asked(text, kind, lang, found, ideas, tokens)


def _names(text: str, lang: str, catalog: Catalog) -> tuple[Name, ...]:
    """The names in a question; a single capitalised word inside it counts here."""
    found = names.read(Article("", "", text), lang, catalog)
    kept = [n for n in found if n.kind != "initial"]
    if lang == "zh":
        kept += _han_guess(text, kept, catalog)
    return tuple(kept)


def _han_guess(text: str, known: list[Name], catalog: Catalog) -> list[Name]:
    """A name at the start of a Chinese question or after 谁接替了, where no context marks it as one."""
    from feeds.reading.match import han_names

    guesses = []
    for start, end, _ in han_names(folded(text)):
        before = text[max(0, start - 2) : start]
        if (start == 0 or before.endswith(("了", "替", "，", "？"))) and not any(
            n.start < end and start < n.end for n in known
        ):
            name = text[start:end]
            guesses.append(Name(name, start, end, "person", name, names.person_key(name, catalog)))
    return sorted(guesses, key=lambda n: (n.start, n.start - n.end))[:1]
