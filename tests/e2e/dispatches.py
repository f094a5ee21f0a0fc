"""What happens in a made-up town of firms, and how the press words it: plain news that leaves nothing to guess.

Each happening is written in three languages; who comes from where, in which post and how sure it is, is known to who
made it up. Names are Latin in every language, so that they can be found in whatever the bot says.
"""

from dataclasses import dataclass
from typing import Literal

from benchmarks.articles import FIRMS, FIRST, LANGUAGES, LAST

__all__ = ["FIRMS", "FIRST", "LANGUAGES", "LAST", "Happening", "Kind", "Way"]

Kind = Literal["move", "head", "promotion", "layoff", "mention"]
Way = Literal["told", "rumoured", "confirmed", "denied"]

# A title, then the paragraphs. {a} is left, {b} is joined, {n} a head count.
TEXTS: dict[tuple[Kind, Way, str], tuple[str, ...]] = {
    ("move", "told", "en"): (
        "{person} leaves {a} for {b}",
        "{person}, a software engineer at {a}, has left {a} and joined {b} as a software engineer, {b} said on Friday.",
        "{person} worked on speech recognition. The office is near the harbour.",
    ),
    ("move", "told", "id"): (
        "{person} hengkang dari {a} ke {b}",
        "{person}, insinyur perangkat lunak {a}, hengkang dari {a} dan bergabung dengan {b} sebagai insinyur perangkat"
        " lunak, kata {b}.",
        "{person} mengerjakan pengenalan suara. Kantornya berada di dekat pelabuhan.",
    ),
    ("move", "told", "zh"): (
        "{person}离开{a}，加入{b}",
        "{a}软件工程师{person}已离职，加入{b}担任软件工程师，{b}表示。",
        "{person}曾从事语音识别工作。",
    ),
    ("move", "rumoured", "en"): (
        "{person} is said to leave {a} for {b}",
        "{person}, a software engineer at {a}, is rumoured to leave {a} and join {b}, according to people familiar"
        " with the matter.",
        "Neither firm answered questions.",
    ),
    ("move", "rumoured", "id"): (
        "{person} dikabarkan hengkang dari {a} ke {b}",
        "{person}, insinyur perangkat lunak {a}, dikabarkan akan hengkang dari {a} dan bergabung dengan {b}, menurut"
        " sumber yang mengetahui hal itu.",
        "Kedua perusahaan tidak menjawab pertanyaan.",
    ),
    ("move", "rumoured", "zh"): (
        "传{person}将离开{a}，加入{b}",
        "据知情人士透露，{a}软件工程师{person}可能离职并加入{b}。",
        "两家公司均未回应。",
    ),
    ("move", "confirmed", "en"): (
        "{a} confirms that {person} has left for {b}",
        "{a} confirmed on Friday that {person} has left {a} and joined {b}.",
        "The firm thanked its engineer for six years of work.",
    ),
    ("move", "confirmed", "id"): (
        "{a} membenarkan {person} hengkang ke {b}",
        "{a} membenarkan bahwa {person} telah hengkang dari {a} dan bergabung dengan {b}.",
        "Perusahaan berterima kasih atas enam tahun kerjanya.",
    ),
    ("move", "confirmed", "zh"): (
        "{a}证实{person}离职，加入{b}",
        "{a}证实，{person}已从{a}离职，加入{b}。",
        "公司感谢其六年的工作。",
    ),
    ("move", "denied", "en"): (
        "{a} denies that {person} is leaving for {b}",
        "{a} denied on Friday that {person} is leaving {a} for {b}.",
        "The reports are false, a spokeswoman said.",
    ),
    ("move", "denied", "id"): (
        "{a} membantah {person} hengkang ke {b}",
        "{a} membantah kabar bahwa {person} hengkang dari {a} ke {b}.",
        "Kabar itu tidak benar, kata juru bicara perusahaan.",
    ),
    ("move", "denied", "zh"): (
        "{a}否认{person}离职加入{b}",
        "{a}否认{person}将离开{a}加入{b}的传闻。",
        "公司发言人称报道不实。",
    ),
    ("head", "told", "en"): (
        "{person} leaves {a} to become chief executive of {b}",
        "{person} has left {a} and joined {b} as chief executive, {b} said on Friday.",
        "The board met on Thursday.",
    ),
    ("head", "told", "id"): (
        "{b} tunjuk {person} dari {a} sebagai CEO",
        "{b} menunjuk {person} sebagai CEO. {person} hengkang dari {a} setelah enam tahun.",
        "Dewan bertemu pada hari Kamis.",
    ),
    ("head", "told", "zh"): (
        "{person}离开{a}，出任{b}首席执行官",
        "{person}已从{a}离职，加入{b}担任首席执行官，{b}表示。",
        "董事会于周四开会。",
    ),
    ("promotion", "told", "en"): (
        "{a} promotes {person} to test manager",
        "{a} has promoted {person} to test manager.",
        "The change takes effect at once.",
    ),
    ("promotion", "told", "id"): (
        "{person} dipromosikan menjadi manajer pengujian {a}",
        "{a} mempromosikan {person} menjadi manajer pengujian.",
        "Perubahan itu berlaku segera.",
    ),
    ("layoff", "told", "en"): (
        "{a} lays off {n} employees",
        "{a} is laying off {n} employees, the firm said on Friday.",
        "The cuts begin at once.",
    ),
    ("layoff", "told", "zh"): (
        "{a}裁员{n}人",
        "{a}宣布裁员{n}人。",
        "裁员即日开始。",
    ),
    ("mention", "told", "en"): (
        "{a} opens data centre number {n} by the river",
        "{a} has opened data centre number {n}, which runs on wind power.",
        "Visitors may see it on Sundays.",
    ),
    ("mention", "told", "id"): (
        "{a} buka pusat data nomor {n} di tepi sungai",
        "{a} membuka pusat data nomor {n} yang memakai tenaga angin.",
        "Pengunjung boleh datang pada hari Minggu.",
    ),
    ("mention", "told", "zh"): (
        "{a}在河边启用第{n}号数据中心",
        "{a}启用第{n}号数据中心，使用风电。",
        "周日可以参观。",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens once: who, from where, to where. ``number`` is also the head count of a lay-off."""

    number: int
    kind: Kind
    a: str
    b: str = ""
    person: str = ""

    def written(self, way: Way, lang: str) -> tuple[str, str]:
        """Title and text of an article about it."""
        title, *lines = TEXTS[self.kind, way, lang]
        values = {"person": self.person, "a": self.a, "b": self.b, "n": self.number}
        return title.format(**values), "\n".join(lines).format(**values)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can be written in."""
        return tuple(lang for kind, way, lang in TEXTS if kind == self.kind and way == "told")

    @property
    def mark(self) -> str:
        """What tells it from all others in whatever the bot says of it."""
        return self.person or f"{self.number}"
