"""A move as a line and as a sentence, in Indonesian, English and Chinese, told from its slots.

The words are ours; only names, roles and numbers come from the article. Each sentence stands alone: it names who it
speaks of. A denial is told as a denial, a rumour as one.
"""

import re

from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.catalog import Catalog
from feeds.reading.text import has_han

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
    "id": {"rumour": "rumor", "reported": "dilaporkan", "confirmed": "dikonfirmasi", "denied": "dibantah", "corrected": "dikoreksi"},
    "zh": {"rumour": "传闻", "reported": "据报道", "confirmed": "已证实", "denied": "已否认", "corrected": "已更正"},
}  # fmt: skip
SOMEBODY = {"en": "Unnamed executive", "id": "Pejabat tanpa nama", "zh": "未具名人士"}
# What a person did, with {f} the organisation left and {t} the one joined; the keys say which of them are known.
DONE = {
    "en": {
        "leaves": {"ft": "has left {f} for {t}", "f": "has left {f}", "t": "has moved to {t}", "": "is leaving"},
        "joins": {"ft": "has moved from {f} to {t}", "f": "has left {f}", "t": "has joined {t}", "": "has moved"},
        "poached": {"ft": "was hired away from {f} by {t}", "f": "was hired away from {f}", "t": "was hired away by {t}", "": "was hired away"},
        "appointed": {"ft": "has moved from {f} to {t}", "f": "has been appointed at {f}", "t": "has been appointed at {t}", "": "has been appointed"},
        "promoted": {"ft": "has been promoted at {t}", "f": "has been promoted at {f}", "t": "has been promoted at {t}", "": "has been promoted"},
        "steps_down": {"ft": "has resigned from {f} to join {t}", "f": "has resigned from {f}", "t": "has resigned to join {t}", "": "has resigned"},
        "retires": {"ft": "is retiring from {f}", "f": "is retiring from {f}", "t": "is retiring", "": "is retiring"},
        "dismissed": {"ft": "was dismissed from {f} and has joined {t}", "f": "was dismissed from {f}", "t": "was dismissed and has joined {t}", "": "was dismissed"},
        "suspended": {"ft": "was suspended from {f}", "f": "was suspended from {f}", "t": "was suspended from {t}", "": "was suspended"},
        "founds": {"ft": "has left {f} to found {t}", "f": "has left {f} to found a company", "t": "has founded {t}", "": "has founded a company"},
        "returns": {"ft": "returns from {f} to {t}", "f": "returns from {f}", "t": "returns to {t}", "": "is returning"},
        "transferred": {"ft": "was transferred from {f} to {t}", "f": "was transferred from {f}", "t": "was transferred to {t}", "": "was transferred"},
        "board_joins": {"ft": "joins the board of {t}", "f": "joins a board", "t": "joins the board of {t}", "": "joins the board"},
        "board_leaves": {"ft": "leaves the board of {f}", "f": "leaves the board of {f}", "t": "leaves the board", "": "leaves the board"},
    },
    "id": {
        "leaves": {"ft": "meninggalkan {f} dan pindah ke {t}", "f": "meninggalkan {f}", "t": "pindah ke {t}", "": "mengundurkan diri"},
        "joins": {"ft": "pindah dari {f} ke {t}", "f": "meninggalkan {f}", "t": "bergabung dengan {t}", "": "pindah"},
        "poached": {"ft": "dibajak {t} dari {f}", "f": "dibajak dari {f}", "t": "dibajak {t}", "": "dibajak"},
        "appointed": {"ft": "pindah dari {f} ke {t}", "f": "ditunjuk di {f}", "t": "ditunjuk di {t}", "": "ditunjuk"},
        "promoted": {"ft": "dipromosikan di {t}", "f": "dipromosikan di {f}", "t": "dipromosikan di {t}", "": "dipromosikan"},
        "steps_down": {"ft": "mundur dari {f} dan pindah ke {t}", "f": "mundur dari {f}", "t": "mundur dan pindah ke {t}", "": "mengundurkan diri"},
        "retires": {"ft": "pensiun dari {f}", "f": "pensiun dari {f}", "t": "pensiun", "": "pensiun"},
        "dismissed": {"ft": "diberhentikan dari {f} dan pindah ke {t}", "f": "diberhentikan dari {f}", "t": "diberhentikan dan pindah ke {t}", "": "diberhentikan"},
        "suspended": {"ft": "dinonaktifkan dari {f}", "f": "dinonaktifkan dari {f}", "t": "dinonaktifkan dari {t}", "": "dinonaktifkan"},
        "founds": {"ft": "meninggalkan {f} untuk mendirikan {t}", "f": "meninggalkan {f} untuk mendirikan perusahaan", "t": "mendirikan {t}", "": "mendirikan perusahaan"},
        "returns": {"ft": "kembali dari {f} ke {t}", "f": "kembali dari {f}", "t": "kembali ke {t}", "": "kembali"},
        "transferred": {"ft": "dimutasi dari {f} ke {t}", "f": "dimutasi dari {f}", "t": "dimutasi ke {t}", "": "dimutasi"},
        "board_joins": {"ft": "masuk dewan {t}", "f": "masuk dewan direksi", "t": "masuk dewan {t}", "": "masuk dewan direksi"},
        "board_leaves": {"ft": "keluar dari dewan {f}", "f": "keluar dari dewan {f}", "t": "keluar dari dewan", "": "keluar dari dewan"},
    },
    "zh": {
        "leaves": {"ft": "离开{f}，加入{t}", "f": "离开{f}", "t": "转投{t}", "": "离职"},
        "joins": {"ft": "离开{f}，加入{t}", "f": "离开{f}", "t": "加入{t}", "": "转投新东家"},
        "poached": {"ft": "被{t}从{f}挖走", "f": "被从{f}挖走", "t": "被{t}挖走", "": "被挖走"},
        "appointed": {"ft": "从{f}转到{t}任职", "f": "在{f}获任新职", "t": "在{t}获任新职", "": "获任新职"},
        "promoted": {"ft": "在{t}获晋升", "f": "在{f}获晋升", "t": "在{t}获晋升", "": "获晋升"},
        "steps_down": {"ft": "辞去{f}的职务，转到{t}", "f": "辞去{f}的职务", "t": "辞职并转到{t}", "": "辞职"},
        "retires": {"ft": "从{f}退休", "f": "从{f}退休", "t": "退休", "": "退休"},
        "dismissed": {"ft": "被{f}免职，转到{t}", "f": "被{f}免职", "t": "被免职，转到{t}", "": "被免职"},
        "suspended": {"ft": "被{f}停职", "f": "被{f}停职", "t": "被{t}停职", "": "被停职"},
        "founds": {"ft": "离开{f}创办{t}", "f": "离开{f}创业", "t": "创办{t}", "": "创业"},
        "returns": {"ft": "从{f}回到{t}", "f": "从{f}回归", "t": "重返{t}", "": "回归"},
        "transferred": {"ft": "从{f}调到{t}", "f": "从{f}调离", "t": "调到{t}", "": "调任"},
        "board_joins": {"ft": "加入{t}董事会", "f": "加入董事会", "t": "加入{t}董事会", "": "加入董事会"},
        "board_leaves": {"ft": "退出{f}董事会", "f": "退出{f}董事会", "t": "退出董事会", "": "退出董事会"},
    },
}  # fmt: skip
# The whole sentence by status; {who} did {what}, {role}, {when}.
FRAMES = {
    "en": {
        MoveStatus.REPORTED: "{who} {what}{role}{when}.",
        MoveStatus.CONFIRMED: "Confirmed: {who} {what}{role}{when}.",
        MoveStatus.RUMOUR: "Unconfirmed: {who} {what}{role}{when}, according to reports.",
        MoveStatus.DENIED: "Denied: the report that {who} {what}{role}{when}.",
        MoveStatus.CORRECTED: "Corrected: {who} {what}{role}{when}.",
    },
    "id": {
        MoveStatus.REPORTED: "{who} {what}{role}{when}.",
        MoveStatus.CONFIRMED: "Dikonfirmasi: {who} {what}{role}{when}.",
        MoveStatus.RUMOUR: "Belum dikonfirmasi: {who} dikabarkan {what}{role}{when}.",
        MoveStatus.DENIED: "Dibantah: kabar bahwa {who} {what}{role}{when}.",
        MoveStatus.CORRECTED: "Koreksi: {who} {what}{role}{when}.",
    },
    "zh": {
        MoveStatus.REPORTED: "{when}{who}{what}{role}。",
        MoveStatus.CONFIRMED: "已证实：{when}{who}{what}{role}。",
        MoveStatus.RUMOUR: "传闻：{when}{who}{what}{role}，尚未证实。",
        MoveStatus.DENIED: "已否认：关于{who}{what}{role}的说法不实。",
        MoveStatus.CORRECTED: "更正：{when}{who}{what}{role}。",
    },
}
ROLE_AS = {"en": " as {role}", "id": " sebagai {role}", "zh": "，任{role}"}
ROLE_WAS = {"en": ", having been {role}", "id": ", dengan jabatan terakhir {role}", "zh": "（原任{role}）"}
# By the precision of the date: a year, a month, a day.
WHEN = {
    "en": (" in {date}", " in {date}", " on {date}"),
    "id": (" pada {date}", " pada {date}", " pada {date}"),
    "zh": ("{date}，", "{date}，", "{date}，"),
}
# English does not say "has left" of a moment that is named.
DATED = (
    (re.compile(r"\bhas been\b"), "was"),
    (re.compile(r"\bhas left\b"), "left"),
    (re.compile(r"\bhas (\w+ed)\b"), r"\1"),
)
FOLLOWS = {
    "en": "{who} takes over from {whom}{org}.",
    "id": "{who} menggantikan {whom}{org}.",
    "zh": "{who}接替{whom}{org}。",
}
AT = {"en": " at {org}", "id": " di {org}", "zh": "在{org}的职位"}
# With a number of people, with a share or a vague number, with none; {place} is put in by AT_PLACE.
LAY_OFF = {
    "en": ("is cutting {n} jobs{place}", "is cutting jobs{place} ({n})", "is cutting jobs{place}"),
    "id": ("melakukan PHK terhadap {n} orang{place}", "melakukan PHK{place} ({n})", "melakukan PHK{place}"),
    "zh": ("{place}裁员{n}人", "{place}裁员（{n}）", "{place}裁员"),
}
LAY_OFF_LINE = {
    "en": ("{n} lay-offs", "lay-offs ({n})", "lay-offs"),
    "id": ("PHK {n} orang", "PHK ({n})", "PHK"),
    "zh": ("裁员{n}人", "裁员（{n}）", "裁员"),
}
AT_PLACE = {"en": " in {place}", "id": " di {place}", "zh": "在{place}"}
COMPANY = {"en": "A company", "id": "Sebuah perusahaan", "zh": "一家公司"}
UNNAMED_AT = {"en": "an executive of {org}", "id": "seorang petinggi {org}", "zh": "{org}一名高管"}
POST = {"en": "the {role} of {org}", "id": "{role} {org}", "zh": "{org}{role}"}
MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "id": ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
}  # fmt: skip


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
        form, count = _lay_off(move, lang)
        return f"{left or COMPANY[lang]}{colon}{LAY_OFF_LINE[lang][form].format(n=count)}"
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
    return f"{who}{colon}{joined} ({role})" if role else f"{who}{colon}{joined}"


def names_kind(move: Move) -> bool:
    """Whether the headline tells the kind in words: for lay-offs, and where there is no way from a place to another."""
    sides = bool(move.from_org) + bool(move.to_org)
    return move.kind is MoveKind.LAID_OFF or sides == 0 or (not move.person and sides == 1)


def subject(move: Move, lang: str, catalog: Catalog) -> str:
    """Who moves: the name as readers of this language know it, or the post, or that nobody is named."""
    if move.person:
        return catalog.display(move.person_key, lang, move.person)
    role = move.role or move.from_role
    org = left_name(move, lang, catalog) or joined_name(move, lang, catalog)
    if role is None or move.lang != lang:
        return UNNAMED_AT[lang].format(org=org) if org else SOMEBODY[lang]
    return POST[lang].format(role=role, org=org) if org else role


def left_name(move: Move, lang: str, catalog: Catalog) -> str:
    """The organisation left, as shown in this language."""
    return catalog.display(move.from_key, lang, move.from_org) if move.from_org else ""


def joined_name(move: Move, lang: str, catalog: Catalog) -> str:
    """The organisation joined, as shown in this language."""
    return catalog.display(move.to_key, lang, move.to_org) if move.to_org else ""


def tell(move: Move, lang: str, catalog: Catalog) -> str:
    """The move as one sentence that stands alone."""
    who, what = _done(move, lang, catalog)
    role, when = _role(move, lang), _when(move, lang)
    if when and lang == "en":
        for pattern, past in DATED:
            what = pattern.sub(past, what)
    tail = when + role if role.startswith(ROLE_WAS[lang][:2]) else role + when
    values = {"role": role, "when": when} if lang == "zh" else {"role": tail, "when": ""}
    text = FRAMES[lang][move.status].format(who=who, what=what, **values)
    return text[0].upper() + text[1:]


def _done(move: Move, lang: str, catalog: Catalog) -> tuple[str, str]:
    """Who, and what they did."""
    left, joined = left_name(move, lang, catalog), joined_name(move, lang, catalog)
    if move.kind is MoveKind.LAID_OFF:
        form, count = _lay_off(move, lang)
        place = AT_PLACE[lang].format(place=move.place) if move.place else ""
        return left or COMPANY[lang], LAY_OFF[lang][form].format(n=count, place=place)
    sides = ("f" if left else "") + ("t" if joined else "")
    kind = move.kind.value
    if left and left == joined and kind in ("joins", "appointed", "leaves", "poached", "returns"):
        kind, sides = "appointed", "t"
    if not move.person and sides and move.role:
        sides = sides.replace("f", "") if left else sides  # the post already names the organisation
    return subject(move, lang, catalog), DONE[lang][kind][sides].format(f=left, t=joined)


def _lay_off(move: Move, lang: str) -> tuple[int, str]:
    """Which form tells a lay-off, and its number as this language writes it; words of another language are left out."""
    told = (move.head_count or "").strip()
    number = re.fullmatch(r"\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?", told)
    if number is not None or "%" in told:
        given, wanted = (",", ".") if lang == "id" else (".", ",")
        told = re.sub(rf"(?<=\d){re.escape(given)}(?=\d{{3}}\b)", wanted, told)
        return (0, told) if number is not None else (1, told)
    return (1, told) if told and move.lang == lang else (2, "")


def follows(move: Move, lang: str, catalog: Catalog) -> str | None:
    """Who takes over from whom, where the move says so."""
    if not move.person or not move.replaces:
        return None
    org = joined_name(move, lang, catalog)
    where = AT[lang].format(org=org) if org else ("的职位" if lang == "zh" else "")
    return FOLLOWS[lang].format(who=subject(move, lang, catalog), whom=move.replaces, org=where)


def role_in(move: Move, lang: str) -> str | None:
    """The role gone to, where its words can stand in a sentence of this language."""
    role = move.role
    if not role or not move.person or len(role) > 60 or (has_han(role) != (lang == "zh")):
        return None
    if (
        move.lang
        and move.lang != lang
        and not (
            move.lang in ("en", "id")
            and re.fullmatch(r"[A-Z]{2,4}|(?:Chief|Vice) .+|Managing Director|Country Head", role)
        )
    ):
        return None
    return role


def _role(move: Move, lang: str) -> str:
    role = role_in(move, lang)
    if role is None or (move.to_org and role == move.from_role):
        return ""
    arrives = bool(move.to_org) or move.kind in (MoveKind.APPOINTED, MoveKind.PROMOTED)
    return (ROLE_AS if arrives else ROLE_WAS)[lang].format(role=role)


def _when(move: Move, lang: str) -> str:
    if not move.date:
        return ""
    return WHEN[lang][move.date.count("-")].format(date=spoken_date(move.date, lang))


def spoken_date(date: str, lang: str) -> str:
    """An ISO date of any precision as the language writes it: February 2025, 3 Februari 2025, 2025年2月."""
    parts = [int(p) for p in date.split("-")]
    if lang == "zh":
        return "".join(f"{p}{mark}" for p, mark in zip(parts, "年月日", strict=False))
    if len(parts) == 1:
        return str(parts[0])
    month = f"{MONTHS[lang][parts[1] - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{parts[2]} {month}"
