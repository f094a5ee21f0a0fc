"""Made-up news in three languages, the same for the same numbers.

Of forty articles one tells a move between made-up firms, and another outlet tells the same move in another language;
the others are ordinary news, a third of which holds a word that the gate lets through.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

LANGUAGES = ("en", "id", "zh")
ONE_IN = 40  # articles that tell a move
EVERY = timedelta(minutes=20)  # between two articles of one outlet

FIRMS = (
    "Quorvexa", "Bravik", "Halmerion", "Norvale", "Zelidor", "Pelavex", "Torquant", "Fenagen", "Lorivix", "Draplex",
    "Silumira", "Korodyne", "Velazar", "Brienor", "Calovex", "Ondaron", "Rasigen", "Wexitane", "Verubrix", "Tavanor",
)  # fmt: skip
FIRST = (
    "Tara", "Milan", "Odette", "Ravi", "Joana", "Pavel", "Ines", "Marek", "Salma", "Teo", "Lidia", "Karim", "Freya",
    "Anton", "Noemi", "Bruno", "Alma", "Viktor", "Petra", "Omar", "Selin", "Hugo", "Nadia", "Emil", "Carla", "Jonas",
)  # fmt: skip
LAST = (
    "Qvist", "Oyelaran", "Brandvold", "Sastri", "Mirova", "Tennant", "Halloran", "Petrak", "Solis", "Weller",
    "Adeyemi", "Kross", "Lund", "Ferro", "Baez", "Novak", "Iversen", "Duarte", "Maroni", "Keller", "Okonjo", "Sandoval",
)  # fmt: skip
CITIES = {
    "en": ("Riga", "Lagos", "Oslo", "Porto", "Dakar"),
    "id": ("Medan", "Bogor", "Ambon", "Malang", "Solo"),
    "zh": ("苏州", "厦门", "大连", "昆明", "珠海"),
}

MOVES = {
    "en": (
        "{person} leaves {a} for {b}",
        "{person}, who led speech research at {a}, has left {a} and joined {b} as chief scientist, {b} said.",
        "{a} said it would name a successor in the coming weeks. “I want to build things people use every day,” {person} said.",
    ),
    "id": (
        "{person} hengkang dari {a} ke {b}",
        "{person}, kepala riset suara {a}, hengkang dari {a} dan bergabung dengan {b} sebagai kepala ilmuwan, kata {b}.",
        "{a} akan mengumumkan penggantinya dalam beberapa pekan ke depan.",
    ),
    "zh": (
        "{a}研究负责人{person}离职，加入{b}",
        "{a}语音研究负责人{person}已离职，加入{b}担任首席科学家，{b}表示。",
        "{a}将在未来几周公布继任者。",
    ),
}
# (title, first sentence); of each six, two hold a word that the gate takes for coming or going.
OTHER = {
    "en": (
        ("{firm} opens a data centre near {city}", "{firm} has opened a data centre near {city} that runs on {n} megawatts of wind power."),
        ("New phone from {firm} lasts {n} hours", "The new phone by {firm} runs for {n} hours on one charge, our test in {city} shows."),
        ("Chip prices climb {n} percent in {city}", "Prices of memory chips have climbed by {n} percent since May, traders in {city} say."),
        ("{firm} releases model {n} with longer context", "{firm} has released version {n} of its model, which reads whole books at once."),
        ("{firm} signs {n}-year cloud contract in {city}", "{firm} signed a contract over {n} years with the city of {city} for storage and computing."),
        ("Founder of {firm} sells {n} percent of shares", "The founder of {firm} has sold {n} percent of the shares, a filing in {city} shows."),
    ),
    "id": (
        ("{firm} buka pusat data di dekat {city}", "{firm} membuka pusat data di dekat {city} yang memakai {n} megawatt tenaga angin."),
        ("Ponsel baru {firm} tahan {n} jam", "Ponsel baru buatan {firm} bisa dipakai {n} jam, menurut uji kami di {city}."),
        ("Harga cip naik {n} persen di {city}", "Harga cip memori naik {n} persen sejak Mei, kata pedagang di {city}."),
        ("{firm} rilis model {n} dengan konteks lebih panjang", "{firm} merilis versi {n} modelnya yang sanggup membaca satu buku utuh."),
        ("{firm} teken kontrak {n} tahun di {city}", "{firm} meneken kontrak {n} tahun dengan pemerintah kota {city} untuk penyimpanan data."),
        ("Saham {firm} jadi incaran, naik {n} persen", "Saham {firm} menjadi incaran pembeli di {city} dan naik {n} persen."),
    ),
    "zh": (
        ("{firm} 在{city}附近启用数据中心", "{firm} 在{city}附近启用数据中心，使用{n}兆瓦风电。"),
        ("{firm} 新手机续航{n}小时", "{firm} 的新手机一次充电可用{n}小时，{city}的测试显示。"),
        ("{city}芯片价格上涨{n}%", "自五月以来，存储芯片价格上涨{n}%，{city}的贸易商说。"),
        ("{firm} 发布第{n}版模型", "{firm} 发布第{n}版模型，可以一次读完整本书。"),
        ("{firm} 与{city}签署{n}年云服务合同", "{firm} 调整价格，与{city}签署为期{n}年的云服务合同。"),
        ("{firm} 创始人谈{city}人才市场", "{firm} 负责人在{city}谈到人才市场，称需求增长{n}%。"),
    ),
}  # fmt: skip
FILLING = {
    "en": (
        "Analysts had expected a smaller figure, and said that demand from hospitals and schools was behind it.",
        "The company gave no forecast for the year. Its shares were little changed in early trading.",
        "Neighbours of the site had asked for a study of noise and water use, which will be published in autumn.",
        "Similar plans exist in three other cities, where building is to begin once the permits are there.",
    ),
    "id": (
        "Para analis memperkirakan angka yang lebih kecil dan menyebut permintaan rumah sakit dan sekolah.",
        "Perusahaan tidak memberi proyeksi tahun ini. Harga sahamnya nyaris tidak berubah pada awal perdagangan.",
        "Warga sekitar meminta kajian kebisingan dan pemakaian air, yang akan terbit pada akhir tahun.",
        "Rencana serupa ada di tiga kota lain, dan pembangunannya dimulai setelah izin terbit.",
    ),
    "zh": (
        "分析师此前预计的数字较小，并称需求来自医院和学校。",
        "公司没有给出全年预测，股价在早盘变化不大。",
        "附近居民要求对噪音和用水进行研究，结果将于秋季公布。",
        "另外三个城市也有类似计划，获得许可后即可动工。",
    ),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One article: its outlet's number and its own, the greater the newer."""

    outlet: int
    number: int
    title: str
    text: str
    published: datetime


@dataclass(frozen=True, slots=True)
class World:
    """All that there is to read; ``begin`` is when the first article above the first ``items`` comes out."""

    feeds: int
    items: int
    begin: datetime

    def lang(self, outlet: int) -> str:
        """The outlet's language."""
        return LANGUAGES[outlet % len(LANGUAGES)]

    def moves(self, outlet: int, number: int) -> bool:
        """Whether an article tells a move."""
        return (outlet + 17 * (number - self.items)) % ONE_IN == 0

    def piece(self, outlet: int, number: int) -> Piece:
        """An article; the same numbers give the same one."""
        lang = self.lang(outlet)
        if self.moves(outlet, number):
            title, *lines = (line.format(**self._move(outlet, number)) for line in MOVES[lang])
        else:
            mixed = drawn(f"{outlet}:{number}")
            values = {
                "firm": f"{FIRST[mixed % 26]}{LAST[mixed % 22].lower()}",
                "n": 3 + mixed % 89,
                "city": CITIES[lang][mixed % 5],
            }
            title, first = (part.format(**values) for part in OTHER[lang][mixed // 100 % 6])
            lines = [first]
        mark = f"{title} ({outlet}-{number})" if not self.moves(outlet, number) else title
        return Piece(
            outlet, number, mark, "\n".join((*lines, *FILLING[lang])), self.begin + (number - self.items) * EVERY
        )

    def _move(self, outlet: int, number: int) -> dict[str, str]:
        # Outlets forty apart tell the same move, and forty is no multiple of three languages.
        mixed = drawn(f"move {outlet // (2 * ONE_IN)}:{outlet % ONE_IN}:{number}")
        away = mixed % len(FIRMS)
        return {
            "person": f"{FIRST[mixed // 100 % len(FIRST)]} {LAST[mixed // 10_000 % len(LAST)]}",
            "a": FIRMS[away],
            "b": FIRMS[(away + 1 + mixed // 1_000_000 % (len(FIRMS) - 1)) % len(FIRMS)],
        }


def drawn(text: str) -> int:
    """A number drawn by lot from a text, always the same one."""
    return int.from_bytes(sha256(text.encode()).digest()[:6])
