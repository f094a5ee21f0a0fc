"""Posts compared over languages: "AI chief", 人工智能负责人 and "kepala AI" are one, the chief of design is another.

A text is read for the offices and the fields that it names, each by one word whatever the language. Two texts *agree* when
they name the same but for a further office ("CEO", "chairman and CEO"), are *at odds* when both name some and share none,
and else say nothing of each other: "head of AI" and "head of AI hardware" may be one post or two.
"""

import re
from typing import Literal

from feeds.reading.text import folded

# An office that one person holds, or the field of one, under its names; the longer names stand first.
NAMES = {
    "top": r"\bceo\b|chief exec\w*|administrator|director[ -]general|direktur utama|\bdirut\b|首席执行官|行政总裁|掌门人|一号位",
    "cfo": r"\bcfo\b|chief financ\w* officer|financ\w* chief|finance director|direktur keuangan|首席财务官|财务总监|财务负责人",
    "coo": r"\bcoo\b|chief operat\w*|operations chief|direktur operasi\w*|首席运营官",
    "cto": r"\bcto\b|chief technolog\w*|technology chief|direktur teknologi|首席技术官",
    "chair": r"\bchair(?:man|woman|person)?\b|komisaris utama|presiden komisaris|董事长|董事会主席|(?<!副)主席",
    "president": r"(?<!vice )(?<!vice-)\bpresident\b|\bpresdir\b|presiden direktur|(?<!副)总裁(?!助理)",
    "general manager": r"general manager|manajer umum|(?<!副)总经理",
    "counsel": r"general counsel|chief legal|legal chief|首席法务官|总法律顾问",
    "scientist": r"chief (?:ai )?scientist|ilmuwan (?:utama|kepala)|首席(?:人工智能|ai)?科学家",
    "secretary": r"company secretary|sekretaris perusahaan|董事会秘书|董秘",
    "coach": r"\bcoach\b|\bpelatih\b|主教练|\b教练",
    "governor": r"\bgovernor\b|\bgubernur\b|行长|省长",
    "minister": r"\bminister\b|\bmenteri\b|\bmenkeu\b|部长|大臣",
    "ai": r"\bai\b|artificial intelligence|machine learning|kecerdasan buatan|人工智能|机器学习|大模型",
    "speech": r"\bspeech\b|\bvoice\b|\bsuara\b|语音",
    "vision": r"\bvision\b|\bvisual\b|penglihatan|视觉",
    "language": r"\blanguage\b|\bnlp\b|\bbahasa\b|自然语言",
    "research": r"\bresearch\b|\briset\b|penelitian|研究(?!员)",
    "design": r"\bdesign\b|\bdesain\b|设计",
    "hardware": r"\bhardware\b|perangkat keras|硬件",
    "software": r"\bsoftware\b|perangkat lunak|软件",
    "security": r"(?:cyber)?[ -]?security|keamanan(?: siber)?|网络安全|信息安全",
    "safety": r"\bsafety\b|\balignment\b|keselamatan|(?<!网络)(?<!信息)安全",
    "policy": r"\bpolicy\b|government (?:affairs|relations)|kebijakan|政策|政府事务",
    "marketing": r"\bmarketing\b|\bcmo\b|pemasaran|市场(?:营销|总监|负责人)|首席营销官",
    "sales": r"\bsales\b|\brevenue\b|penjualan|销售",
    "people": r"human resources|\bhr\b|\bpeople\b|sumber daya manusia|\bsdm\b|人力资源",
    "communications": r"communications|public relations|\bkomunikasi\b|\bhumas\b|公关|传播",
    "cloud": r"\bcloud\b|komputasi awan|云计算|云业务|云智能",
    "chips": r"\bchips?\b|semiconductor|silicon|semikonduktor|芯片|半导体",
    "robotics": r"robot\w*|机器人",
    "driving": r"self-driving|autonomous|autopilot|otonom|自动驾驶|智驾|智能驾驶",
    "product": r"\bproducts?\b|\bcpo\b|produk|产品",
    "engineering": r"\bengineering\b|rekayasa|工程(?!师)",
    "infrastructure": r"infrastructure|infrastruktur|基础设施|基础架构",
    "data": r"\bdata\b|数据",
    "games": r"\bgam(?:es|ing)\b|\bgim\b|游戏",
    "advertising": r"\bads?\b|advertising|\biklan\b|广告",
    "search": r"\bsearch\b|pencarian|搜索",
    "retail": r"\bretail\b|\britel\b|零售|门店",
}
OFFICES = frozenset(
    {"top", "cfo", "coo", "cto", "chair", "president", "general manager", "counsel", "scientist", "secretary"}
)
# Who heads the whole where the role says no more: "the Norvale boss".
ALONE = re.compile(r"(?:chief|boss|leader|head|bos|pimpinan)")
PATTERN = re.compile("|".join(f"(?P<p{i}>{names})" for i, names in enumerate(NAMES.values())))
WORDS = tuple(NAMES)

Agreement = Literal["agree", "at odds", "unknown"]


def posts(text: str | None) -> frozenset[str]:
    """The offices and fields that a role or a heading names."""
    plain = folded(text or "").strip()
    if ALONE.fullmatch(plain):
        return frozenset({"top"})
    return frozenset(WORDS[int((m.lastgroup or "p0")[1:])] for m in PATTERN.finditer(plain))


def agreement(a: frozenset[str], b: frozenset[str]) -> Agreement:
    """Whether two posts can be one."""
    if not a or not b:
        return "unknown"
    if not a & b:
        return "at odds"
    return "agree" if a ^ b <= OFFICES else "unknown"


def of_the_whole(names: frozenset[str]) -> bool:
    """Whether only offices are named: then a unit's is not its owner's."""
    return names <= OFFICES
