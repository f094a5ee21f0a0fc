"""Posts that every firm has, in three languages: what a reader of another language is told of a role.

A closed table of whole titles. A role is told in another language only where each of its parts is in the table; a title
with anything of its own ("head of speech at the Oslo laboratory") is not, and stays untold. Each cell holds the form that is
written, then, after "|", others that are read; what begins with "=" is written only, for it may mean something else ("president"
of a country). An empty cell has no good word in that language. The first row that reads a title holds.
"""

import re

from feeds.reading.text import folded

_LANGUAGES = ("en", "id", "zh")
_TABLE = """
CEO|chief executive|chief executive officer ; CEO|chief executive officer ; 首席执行官|CEO|行政总裁|首席执行长
co-CEO|co-chief executive ; co-CEO ; 联席首席执行官|联席CEO
CFO|chief financial officer|finance chief ; direktur keuangan|CFO ; 首席财务官|CFO|财务总监|财务负责人
CTO|chief technology officer ; direktur teknologi|CTO ; 首席技术官|CTO
COO|chief operating officer ; direktur operasional|direktur operasi|COO ; 首席运营官|COO
chief scientist ; kepala ilmuwan|ilmuwan kepala ; 首席科学家
chairman|chair|chairwoman|chairperson|board chairman ; ketua dewan direksi|chairman|ketua dewan direktur ; 董事长|董事会主席|主席
executive chairman|executive chair ; ketua eksekutif ; 执行董事长|执行主席
vice chairman|deputy chairman|vice chair ; wakil ketua dewan direksi ; 副董事长|副主席
=president ; =presiden direktur ; 总裁
vice president ; vice president ; 副总裁
president director ; direktur utama|dirut|presiden direktur|presdir ; 总裁|首席执行董事
deputy president director ; wakil direktur utama|wadirut ; 副总裁
general manager ; manajer umum|general manager ; 总经理
deputy general manager ; wakil manajer umum ; 副总经理
executive deputy general manager ; wakil manajer umum eksekutif ; 常务副总经理
senior vice president ; senior vice president ; 高级副总裁
executive vice president ; executive vice president ; 执行副总裁|常务副总裁
managing director ; managing director|direktur pelaksana ; 董事总经理
executive director ; direktur eksekutif ; 执行董事
independent non-executive director ; direktur independen non-eksekutif ; 独立非执行董事
non-executive director ; direktur non-eksekutif ; 非执行董事
independent director ; direktur independen ; 独立董事
non-independent director ; direktur non-independen ; 非独立董事
board member|member of the board ; anggota dewan direksi ; 董事|董事会成员
director ; direktur ;
president commissioner ; komisaris utama|presiden komisaris ;
supervisor ; anggota dewan pengawas ; 监事
board secretary|secretary of the board ; sekretaris dewan direksi ; 董事会秘书|董秘
company secretary|corporate secretary ; sekretaris perusahaan ; 公司秘书
authorised representative|authorized representative ; perwakilan resmi ; 授权代表
adviser|advisor ; penasihat ; 顾问
founder ; pendiri ; 创始人
co-founder|cofounder ; salah satu pendiri|co-founder ; 联合创始人
partner ; mitra|partner ; 合伙人
technical director ; direktur teknik ; 技术总监
head of research ; kepala riset ; 研究负责人
core researcher ; peneliti inti ; 核心研究员
research scientist ; ilmuwan riset ; 研究科学家
researcher ; peneliti ; 研究员
engineer ; insinyur ; 工程师
=president ; =direktur utama ; 行长
=vice president ; =wakil direktur utama ; 副行长
=executive vice president ; =wakil direktur utama eksekutif ; 常务副行长
Party secretary ; sekretaris Partai ; 党委书记
deputy Party secretary ; wakil sekretaris Partai ; 党委副书记
finance minister|minister of finance ; menteri keuangan|menkeu ; 财政部长
minister ; menteri ; 部长
rector ; rektor ; 校长
head coach ; pelatih kepala|pelatih ; 主教练
coach ; pelatih ; 教练
manager ; manajer ; 经理
"""
_PARTS = {
    "en": re.compile(r",\s+(?:and\s+)?|\s+(?:and|&|/)\s+"),
    "id": re.compile(r",\s+(?:dan\s+)?|\s+(?:dan|sekaligus|merangkap|serta)\s+"),
    "zh": re.compile(r"[、，兼及和]|以及"),
}
_AND = {"en": " and ", "id": " dan ", "zh": "、"}


def _read() -> dict[str, dict[str, tuple[str, ...]]]:
    """For each language its titles, folded, with the row that tells them in the three languages."""
    read: dict[str, dict[str, tuple[str, ...]]] = {lang: {} for lang in _LANGUAGES}
    for line in _TABLE.strip().splitlines():
        cells = [cell.strip().split("|") for cell in line.split(";")]
        row = tuple(cell[0].removeprefix("=") for cell in cells)
        for lang, cell in zip(_LANGUAGES, cells, strict=True):
            for title in cell:
                if title and not title.startswith("="):
                    read[lang].setdefault(folded(title), row)
    return read


_ROWS = _read()


def title_in(role: str, given: str, wanted: str) -> str | None:
    """A role told in the language ``given``, in the language ``wanted``; None where the table does not hold all of it."""
    parts = [part.strip() for part in _PARTS[given].split(role) if part.strip()]
    found = [_ROWS[given][folded(part)] for part in parts if folded(part) in _ROWS[given]]
    told = list(dict.fromkeys(row[_LANGUAGES.index(wanted)] for row in found))
    if not parts or len(found) < len(parts) or not all(told):
        return None
    last = _AND[wanted].join(told[-2:])
    comma = "、" if wanted == "zh" else ", "
    return comma.join([*told[:-2], last])


def plural(title: str) -> str:
    """An English title of several people: "vice presidents", "heads of research", "board secretaries"."""
    head, of, rest = title.partition(" of ")
    if re.search(r"s$|[,&]| and |^[A-Z]{2,4}$", head):
        return title
    many = head[:-1] + "ies" if re.search(r"[^aeiou]y$", head) else head + "s"
    return many + of + rest
