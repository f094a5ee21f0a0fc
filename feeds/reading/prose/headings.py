"""A move as a line: "Yan Zhijie: Alibaba → JD.com", with its kind and status in words."""

from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.telling import joined_name, lay_off_form, left_name, role_in, subject
from feeds.reading.text import apart

ARROW = " → "

KINDS = {
    "en": {
        "leaves": "departure", "joins": "move", "appointed": "appointment", "promoted": "promotion", "poached": "poached",
        "steps_down": "resignation", "retires": "retirement", "dismissed": "dismissal", "suspended": "suspension",
        "laid_off": "lay-offs", "founds": "new venture", "returns": "return", "transferred": "transfer",
        "board_joins": "joins the board", "board_leaves": "leaves the board",
    },
    "id": {
        "leaves": "hengkang", "joins": "pindah", "appointed": "penunjukan", "promoted": "promosi", "poached": "dibajak",
        "steps_down": "mundur", "retires": "pensiun", "dismissed": "diberhentikan", "suspended": "dinonaktifkan",
        "laid_off": "PHK", "founds": "usaha baru", "returns": "kembali", "transferred": "mutasi",
        "board_joins": "masuk dewan", "board_leaves": "keluar dari dewan",
    },
    "zh": {
        "leaves": "离职", "joins": "加盟", "appointed": "任命", "promoted": "晋升", "poached": "被挖角",
        "steps_down": "辞任", "retires": "退休", "dismissed": "被免职", "suspended": "停职",
        "laid_off": "裁员", "founds": "创业", "returns": "回归", "transferred": "调任",
        "board_joins": "加入董事会", "board_leaves": "退出董事会",
    },
}  # fmt: skip
STATUSES = {
    "en": {"rumour": "rumour", "reported": "reported", "confirmed": "confirmed", "denied": "denied", "corrected": "corrected"},
    "id": {"rumour": "rumor", "reported": "dilaporkan", "confirmed": "dikonfirmasi", "denied": "dibantah", "corrected": "diralat"},
    "zh": {"rumour": "传闻", "reported": "据报道", "confirmed": "已证实", "denied": "已否认", "corrected": "已更正"},
}  # fmt: skip
# With a number of people, with a share or a vague number, with none.
LAY_OFF_LINE = {
    "en": ("{n} lay-offs", "lay-offs ({n})", "lay-offs"),
    "id": ("PHK {n} orang", "PHK ({n})", "PHK"),
    "zh": ("裁员{n}人", "裁员（{n}）", "裁员"),
}
COMPANY = {"en": "A company", "id": "Sebuah perusahaan", "zh": "一家公司"}


def kind_label(move: Move, lang: str) -> str:
    """The kind of a move in a word or two."""
    return KINDS[lang][move.kind.value]


def status_label(status: MoveStatus, lang: str) -> str:
    """The status in a word."""
    return STATUSES[lang][status.value]


def headline(move: Move, lang: str, catalog: Catalog) -> str:
    """The move in a line: "Yan Zhijie: Alibaba → JD.com"; one side alone where no more is known.

    Where not even one side can be shown, and for lay-offs, it names the kind instead (``names_kind``).
    """
    colon = "：" if lang == "zh" else ": "
    left, joined = left_name(move, lang, catalog), joined_name(move, lang, catalog)
    if move.kind is MoveKind.LAID_OFF:
        form, count = lay_off_form(move, lang)
        told = LAY_OFF_LINE[lang][form].format(n=count)
        return f"{left or COMPANY[lang]}{colon}{apart(told) if lang == 'zh' else told}"
    who = subject(move, lang, catalog)
    who = who[:1].upper() + who[1:]
    if names_kind(move):
        return f"{who}{colon}{kind_label(move, lang)}"
    if left and joined and left != joined:
        return f"{who}{colon}{left}{ARROW}{joined}"
    if not joined:
        return f"{who}{colon}{left}{ARROW.rstrip()}"
    if left != joined and move.kind is not MoveKind.PROMOTED:
        return f"{who}{ARROW}{joined}"
    role = role_in(move, lang)
    aside = ("（{}）" if lang == "zh" else " ({})").format(role) if role else ""
    return f"{who}{colon}{joined}{aside}"


def names_kind(move: Move) -> bool:
    """Whether the headline tells the kind in words: for lay-offs, and where there is no way from a place to another."""
    sides = bool(move.from_org) + bool(move.to_org)
    return move.kind is MoveKind.LAID_OFF or sides == 0 or (not move.person and sides == 1)
