"""How sure a sentence is of what it tells: denied, rumoured, confirmed, or not told as a fact at all."""

import re

from feeds.model import MoveStatus
from feeds.reading.sieve import sieved

DENIED = {
    "en": re.compile(
        r"\b(?:den(?:y|ies|ied|ying)|refut(?:es|ed)|dismiss(?:es|ed) (?:a |the )?(?:reports?|rumou?rs?|speculation|claims?)|(?:report|rumou?r)s? (?:is|are|was|were) (?:false|untrue|wrong|baseless)|no plans? to (?:leave|resign|step down|quit)|not (?:leaving|resigning|stepping down|quitting)|is staying\b(?! on)|will stay\b(?! on)|remains in (?:his|her) post)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:membantah(?:nya)?|bantah|dibantah|terbantahkan|menepis(?:nya)?|ditepis|tepis|menampik(?:nya)?|tampik|tidak benar|tak benar|tidaklah benar|keliru|hoaks|hoax|kabar bohong|masih menjabat|tetap menjabat)\b",
        re.I,
    ),
    "zh": re.compile(r"否认|不实|辟谣|假消息|谣言|不属实|子虚乌有|纯属谣|并无此事|未离职|没有离职|并未离职"),
}
RUMOUR = {
    "en": re.compile(
        r"\b(?:in talks|rumou?r(?:ed|s)?|reportedly|(?:is|are) said to|said to (?:be|have|leave|join|quit|step|depart|plan|replace|succeed)|consider(?:s|ing)|may (?:leave|join|step|quit|be|move|replace|take|name|hire)|might|could (?:leave|join|step|be|replace|become|move|succeed|take)|people familiar|person familiar|sources? (?:said|say|familiar|close)|according to (?:people|sources|a person|two people|three people)|likely to|poised to|set to be (?:named|replaced)|linked with|linked to a move|mull(?:s|ing)|weigh(?:s|ing)|speculation|tipped|frontrunners?|front-runners?|candidates?|contenders?|short-?list(?:ed)?|calls? (?:for|on) [^.]{0,40} to (?:resign|quit|step)|(?:urged|asked|pressed|under pressure|threaten(?:s|ed|ing)?|want(?:s|ed)?|hopes?|offer(?:s|ed)|ready|prepared) to (?:resign|quit|leave|step|join|retire|return)|should (?:resign|quit|step|leave)|would (?:resign|quit|leave|step down) if|potential (?:CEO|successor|candidate|replacement)|exploring|in line to|applied for|(?:be|been|being) considered|in the running|in contention|(?:is|are|was|were) (?:believed|understood|thought|tipped|reported) to|expected to (?:be (?:named|appointed|replaced)|name|resign|step down|leave|quit|replace|succeed)|who could|could (?:lead|head|run)|reports? sa(?:y|id)|close to (?:joining|signing|hiring|appointing|naming)|interested in|target(?:s|ing)|wants? to (?:sign|hire|leave)|eyeing|keen on|bid for)\b|-(?:sources|source|report|reports)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:kabar(?:nya)?|dikabarkan|dirumorkan|rumor(?:nya)?|isu(?:nya)?|santer|disebut-sebut|disebut (?:akan|bakal)|diisukan|konon|dikaitkan|berpeluang|kemungkinan|mungkin|berniat|tertarik|incar|mengincar|diincar|bidik|membidik|dibidik|calon|kandidat|spekulasi|mempertimbangkan|sumber (?:yang )?(?:dekat|mengatakan|menyebut)|diduga|dispekulasikan|gosip|diminta(?! keterangan)|desak(?:an)?|mendesak|didesak|dituntut|menuntut|tuntutan|menyerukan|seruan|sepatutnya|seharusnya|sebaiknya|lebih baik|jika|apabila|kalau|andai|mengancam|ancam|selangkah lagi|siap (?:hengkang|mundur|meninggalkan|pindah|bergabung|melepas|pensiun)|diusulkan|mengusulkan|usulan|usul|peluang|keinginan|condong|terancam|belum (?:dipastikan|bisa memastikan|diputuskan|memutuskan)|masa depan|meminta (?:agar )?|ingin (?:kembali|mundur|bergabung|pensiun|meninggalkan)|disebut (?:siap|sudah|ingin|tertarik|mengincar)|ditawari|tawaran|nominasi|dinominasikan|merancang|negosiasi|ingin (?:merekrut|hengkang|pindah|pergi)|diklaim|digadang-gadang|dijagokan|berpotensi|wacana|munculnya nama|berminat|minati|diminati|buru|memburu)\b",
        re.I,
    ),
    "zh": re.compile(
        r"据传|传闻|传出|被传|盛传|网传|外传|疑似|消息称|消息人士|知情人士|或将|有望|可能(?:会|将)?(?:离|加|出|接|跳)|拟(?:任|聘|加|离)|据悉(?=.*或)|据称|传言|坊间|流传|听说|拟由|呼声|被曝|曝(?:料|出|光)?|传(?=⟦[PN])|传(?:将|已|其)|疑(?:将|似)|或“?(?=离职|加盟|加入|接任|出任|担任|任|将|辞|空降|跳槽)|初定|候选人|人选|拟(?=[^，。]{0,8}(?:聘|任|出任|担任))|要求(?=[^，。]{0,12}(?:辞|下台|离职))|应当?(?:辞职|下台)|呼吁|如果|若(?=离|辞)|有可能|或许|计划(?=离|辞|加入|退休)|爆料|考虑|有意(?=加|离|聘|签|引)|洽谈|接触(?=⟦)|欲(?=加|离|签|引|挖)"
    ),
}
CONFIRMED = {
    "en": re.compile(
        r"\b(?:confirm(?:s|ed|ing)?|in a (?:regulatory |stock exchange |exchange )?filing|announced in a statement)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:mengonfirmasi|mengkonfirmasi|konfirmasi|memastikan|dipastikan|membenarkan|keterbukaan informasi)\b", re.I
    ),
    "zh": re.compile(r"证实|确认|官宣|属实|公告(?:称|显示|表示)|发布公告"),
}
NEGATED = {
    "en": re.compile(
        r"(?:\bnot|n['’]t|\bnever|\bno plans? to|\brefus(?:es|ed) to|\bdeclin(?:es|ed) to|\brul(?:es|ed) out|\bwithout|\binstead of|\brather than|\bcannot|\bunless|\bif|\bfail(?:s|ed) to|\bafter failing to|\bhad wanted to|\bavoid(?:s|ed)?|\bwithdr(?:ew|aws|awn) (?:from )?(?:his|her|a|the)|\bany (?:plan|intention)s? (?:to|of)|\bmiss(?:es|ed) (?:out on |the |a )?chance (?:to|of))(?: \w+){0,2}\s*$|\b(?:assuming|unless|whether|should|if)(?: that)? ⟦[PN]\d+⟧(?: \w+){0,3}\s*$",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:tidak|tak|belum|bukan|batal|gagal|urung|jangan|menolak|enggan|tanpa|tidak akan|tak akan|seandainya|jika|kalau|bila|(?:melewatkan|lewatkan|menyia-nyiakan) (?:kesempatan|peluang))(?: \w+){0,2}\s*$",
        re.I,
    ),
    "zh": re.compile(
        r"(?:不会|没有|未能|并未|尚未|从未|(?<!从)未(?!来|婚|必|知|遂|名)|不再考虑|拒绝|无意|(?<!不得)不(?!得不)|没|未曾|如果|若|假如|避免|防止|无法|婉拒|放弃|错过)(?:[^，。；⟦]{0,3})$|(?:仍|继续|依旧|依然|仍然|仅|留任|连任)(?:将|会|是)?$"
    ),
}
# Told as something before this news: who did what earlier in a life.
BACKGROUND = {
    "en": re.compile(
        r"\b(?:previously|formerly|earlier in (?:his|her) career|before (?:that|joining|moving|becoming)|prior to|since (?:joining|leaving)|once|had (?:worked|served|joined|left|been)|first joined|originally|after (?:leaving|joining|stints?|retiring|quitting|resigning|departing)|who (?:had )?joined|(?:he|she) joined|joined (?:the (?:company|firm|bank) )?(?:in|from) (?:19|20)\d\d|worked (?:at|for)|anniversary|years? ago|last year|decades?)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:(?:setelah|usai|sesudah|pasca) (?:memasuki (?:masa )?)?(?:pensiun|lengser)|(?:hari|pekan|bulan|tahun) (?:setelah|sejak|usai)|sebelumnya|pernah|dulu(?:nya)?|sempat(?! dikabarkan)|yang bergabung|sebelum (?:itu|bergabung|menjadi|menjabat)|sejak bergabung|tahun lalu|mengawali karier|semula|kala itu|saat itu|silam|menjabat sejak|bergabung (?:dengan [^,.]{0,30} )?(?:pada|sejak)(?: tahun)? (?:19|20)\d\d|memulai karier)\b",
        re.I,
    ),
    "zh": re.compile(
        r"此前|曾(?:任|在|于|经|先后|加入|就职|担任|是)?|之前|先后|早年|历任|毕业后|(?:19|20)\d\d年(?:\d+月)?(?:正式)?(?:加入|入职|加盟|离开|离职|进入|起)|去年|多年前|当年|本科|博士期间|后(?:加入|入职)|期间|简历|履历|出生|年前"
    ),
}
RETROSPECTIVE = re.compile(
    r"\b(?:anniversary|retrospective|throwback|on this day|years? ago today|looking back|history of|obituary|dies (?:at|aged)|died (?:at|aged)|has died|passes away|tutup usia|meninggal dunia|kilas balik|mengenang|napak tilas|(?:se)?puluh tahun lalu|tahun lalu: |profil |biodata|sejarah )"
    r"|周年|昨夜今晨|(?:IT|AI|科技|财经|互联网|今日|每日)[早晚午]报|一周要闻|回顾|往事|盘点|生平|讣告|逝世|去世|病逝|十年前|那些年",
    re.I,
)


def status_of(text: str, lang: str, article_denies: bool, rumoured: bool = False) -> MoveStatus:
    """The status that a masked sentence gives to the moves it tells.

    ``article_denies`` and ``rumoured`` say what the article's heading is: the sentences below it tell the same.
    """
    if sieved(DENIED[lang]).search(text) or article_denies:
        return MoveStatus.DENIED
    if sieved(RUMOUR[lang]).search(text):
        return MoveStatus.RUMOUR
    if sieved(CONFIRMED[lang]).search(text):
        return MoveStatus.CONFIRMED
    return MoveStatus.RUMOUR if rumoured else MoveStatus.REPORTED


def negated(before: str, lang: str) -> bool:
    """Whether what stands right before a cue takes it back."""
    return NEGATED[lang].search(before[-40:]) is not None
