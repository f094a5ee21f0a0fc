"""What is said of a move, by language and kind: patterns with slots for what the record holds.

Slots: {f} the organisation left, {t} the one joined, {q} the post left, {r} the post gone to; in English {has}, {was},
{is} and {s} agree with the number of people. A pattern can be used where every slot of it is known. Of those, the ones
with most slots come first, then the one whose verb the evidence itself uses, then the first in the list.
"""

import re

from feeds.model import MoveKind, MoveStatus

PATTERNS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "leaves": (
            "{has} left {f} to become {r} at {t}", "{has} left {f} for {t}", "{is} leaving {f} for {t}", "{has} left as {q} of {f}", "{is} leaving as {q} of {f}",
            "will leave as {q} of {f}", "{has} departed as {q} of {f}", "{has} left {f}", "{is} leaving {f}", "will leave {f}", "{has} departed from {f}", "{has} quit {f}",
            "{has} moved to {t} as {r}", "{has} moved to {t}", "{has} joined {t}", "{is} leaving as {q}", "{has} left as {q}", "{is} leaving", "{has} left",
        ),
        "joins": (
            "{has} left {f} to become {r} at {t}", "{has} moved from {f} to {t} as {r}", "{has} joined {t} from {f} as {r}", "{has} moved from {f} to {t}", "{has} joined {t} from {f}",
            "{has} left {f} for {t}", "{is} joining {t} from {f}", "will join {t} from {f}", "{has} joined {t} as {r}", "{is} joining {t} as {r}", "will join {t} as {r}", "{was} hired by {t} as {r}",
            "{has} joined {t}", "{is} joining {t}", "will join {t}", "{was} hired by {t}", "{has} left {f} to become {r}", "{has} left {f}", "{is} leaving {f}", "becomes {r}", "{has} moved",
        ),
        "poached": (
            "{was} hired away from {f} by {t} as {r}", "{was} poached from {f} by {t} as {r}", "{was} hired away from {f} by {t}", "{was} poached from {f} by {t}", "{was} hired from {f} by {t}",
            "{was} hired away from {f}", "{was} poached from {f}", "{was} hired away by {t} as {r}", "{was} hired away by {t}", "{was} poached by {t}", "{was} hired away",
        ),
        "appointed": (
            "{has} moved from {f} to become {r} of {t}", "{has} been named {r} of {t}", "{has} been appointed {r} of {t}", "{was} named {r} of {t}", "{was} appointed {r} of {t}", "{has} become {r} of {t}",
            "become{s} {r} of {t}", "will become {r} of {t}", "take{s} over as {r} of {t}", "will be {r} of {t}", "{has} been elected {r} of {t}", "{has} moved from {f} to {t}",
            "{has} been named {r}", "{has} been appointed {r}", "{was} named {r}", "{was} appointed {r}", "become{s} {r}", "{has} become {r}", "{is} becoming {r}", "will become {r}", "take{s} over as {r}",
            "take{s} a new post at {t}", "{has} been appointed at {t}", "{was} named to a new post at {t}", "take{s} a new post at {f}", "take{s} a new post",
        ),
        "promoted": (
            "{has} been promoted from {q} to {r} at {t}", "{has} been promoted to {r} at {t}", "{was} promoted to {r} at {t}", "{has} been named {r} of {t}", "become{s} {r} of {t}", "{has} become {r} of {t}",
            "{has} been promoted to {r} at {f}", "{has} been promoted to {r}", "{was} promoted to {r}", "become{s} {r}", "{has} been promoted at {t}", "{has} been promoted at {f}", "{has} been promoted",
        ),
        "steps_down": (
            "{has} stepped down as {q} of {f} and stay{s} on as {r}", "{is} stepping down as {q} of {f} and will stay on as {r}", "{has} resigned from {f} to become {r} at {t}", "{has} resigned as {q} of {f} and {is} going to {t}", "{has} resigned from {f} and {is} going to {t}",
            "{has} resigned as {q} of {f}", "{has} stepped down as {q} of {f}", "{is} stepping down as {q} of {f}", "step{s} down as {q} of {f}", "will step down as {q} of {f}", "resign{s} as {q} of {f}",
            "{has} resigned from {f}", "{has} stepped down from {f}", "{is} stepping down from {f}", "{has} resigned and {is} going to {t}",
            "{has} resigned as {q}", "{has} stepped down as {q}", "{is} stepping down as {q}", "step{s} down as {q}", "will step down as {q}", "{has} resigned", "{has} stepped down", "{is} stepping down", "will step down",
        ),
        "retires": (
            "{is} retiring as {q} of {f}", "{has} retired as {q} of {f}", "will retire as {q} of {f}", "{is} retiring from {f}", "{has} retired from {f}", "will retire from {f}",
            "{is} retiring as {q}", "{has} retired as {q}", "{is} retiring", "{has} retired", "will retire",
        ),
        "dismissed": (
            "{was} dismissed by {f} and {is} going to {t}", "{was} dismissed as {q} of {f}", "{was} fired as {q} of {f}", "{has} been ousted as {q} of {f}", "{was} removed as {q} of {f}", "{was} sacked as {q} of {f}",
            "{was} dismissed by {f}", "{was} fired by {f}", "{was} sacked by {f}", "{was} ousted from {f}", "{was} removed from {f}", "{was} dismissed and {is} going to {t}",
            "{was} dismissed as {q}", "{was} removed as {q}", "{was} ousted as {q}", "{was} fired as {q}", "{was} dismissed", "{was} fired", "{was} ousted", "{was} sacked",
        ),
        "suspended": (
            "{was} suspended as {q} of {f}", "{was} suspended by {f}", "{has} been suspended by {f}", "{has} been placed on leave by {f}", "{was} suspended by {t}", "{was} suspended as {q}", "{was} suspended", "{has} been placed on leave",
        ),
        "founds": (
            "{has} left {f} to found {t}", "{has} left {f} to start {t}", "{has} left {f} to found a company", "{has} left {f} to start a company", "{has} founded {t}", "{has} started {t}", "{has} launched {t}", "{has} founded a company",
        ),
        "returns": (
            "return{s} from {f} to {t} as {r}", "return{s} from {f} to {t}", "return{s} to {t} as {r}", "{has} returned to {t} as {r}", "{has} rejoined {t} as {r}", "return{s} to {t}", "{has} returned to {t}", "{has} rejoined {t}",
            "return{s} from {f}", "{is} returning as {r}", "{is} returning",
        ),
        "transferred": (
            "{was} transferred from {f} to {t} as {r}", "{was} transferred from {f} to {t}", "{was} transferred to {t} as {r}", "{has} moved from {f} to {t}", "{was} transferred to {t}", "{was} signed by {t}", "{has} joined {t}",
            "{was} transferred from {f}", "{was} transferred to become {r}", "{was} transferred",
        ),
        "board_joins": (
            "join{s} the board of {t} as {r}", "join{s} the board of {t}", "{has} joined the board of {t}", "{was} elected to the board of {t}", "{was} appointed to the board of {t}", "{has} been named to the board of {t}", "join{s} the board of {f}", "join{s} the board",
        ),
        "board_leaves": (
            "leave{s} the board of {f}", "{has} left the board of {f}", "{has} resigned from the board of {f}", "{is} leaving the board of {f}", "{is} stepping down from the board of {f}", "leave{s} the board of {t}", "leave{s} the board",
        ),
    },
    "id": {
        "leaves": (
            "meninggalkan {f} dan menjadi {r} {t}", "meninggalkan {f} dan pindah ke {t}", "hengkang dari {f} ke {t}", "meninggalkan {f} dan bergabung dengan {t}", "keluar dari {f} dan bergabung dengan {t}",
            "meninggalkan jabatan {q} {f}", "mundur dari jabatan {q} {f}", "mundur sebagai {q} {f}", "melepas jabatan {q} {f}", "tidak lagi menjabat {q} {f}", "meninggalkan {f}", "hengkang dari {f}", "keluar dari {f}", "mundur dari {f}", "mengundurkan diri dari {f}", "berpisah dengan {f}",
            "pindah ke {t} sebagai {r}", "pindah ke {t}", "bergabung dengan {t}", "meninggalkan jabatan {q}", "mundur sebagai {q}", "mengundurkan diri", "mundur", "hengkang", "pergi",
        ),
        "joins": (
            "pindah dari {f} ke {t} sebagai {r}", "meninggalkan {f} dan menjadi {r} {t}", "pindah dari {f} ke {t}", "bergabung dengan {t} dari {f}", "bergabung ke {t} dari {f}", "bergabung dengan {t} sebagai {r}", "bergabung ke {t} sebagai {r}", "direkrut {t} sebagai {r}",
            "bergabung dengan {t}", "bergabung ke {t}", "gabung {t}", "direkrut {t}", "pindah ke {t}", "merapat ke {t}", "meninggalkan {f}", "bergabung sebagai {r}", "menjadi {r}", "pindah",
        ),
        "poached": (
            "dibajak {t} dari {f} sebagai {r}", "dibajak {t} dari {f}", "direkrut {t} dari {f}", "dibajak dari {f}", "dibajak {t} sebagai {r}", "dibajak {t}", "direkrut {t}", "dibajak",
        ),
        "appointed": (
            "pindah dari {f} menjadi {r} {t}", "ditunjuk sebagai {r} {t}", "ditunjuk menjadi {r} {t}", "diangkat sebagai {r} {t}", "diangkat menjadi {r} {t}", "dilantik sebagai {r} {t}", "dilantik menjadi {r} {t}", "terpilih sebagai {r} {t}", "terpilih menjadi {r} {t}",
            "resmi menjabat {r} {t}", "menjabat sebagai {r} {t}", "menjadi {r} {t}", "pindah dari {f} ke {t}", "ditunjuk sebagai {r}", "ditunjuk menjadi {r}", "diangkat sebagai {r}", "diangkat menjadi {r}", "dilantik sebagai {r}", "dilantik menjadi {r}", "terpilih sebagai {r}",
            "menjabat sebagai {r}", "menjadi {r}", "mendapat jabatan baru di {t}", "ditunjuk di {t}", "diangkat di {t}", "dilantik di {t}", "mendapat jabatan baru di {f}", "mendapat jabatan baru", "ditunjuk memegang jabatan baru",
        ),
        "promoted": (
            "dipromosikan dari {q} menjadi {r} {t}", "dipromosikan menjadi {r} {t}", "naik jabatan menjadi {r} {t}", "diangkat menjadi {r} {t}", "menjadi {r} {t}", "dipromosikan menjadi {r} {f}", "dipromosikan menjadi {r}", "naik jabatan menjadi {r}", "menjadi {r}",
            "dipromosikan di {t}", "dipromosikan di {f}", "dipromosikan",
        ),
        "steps_down": (
            "mundur sebagai {q} {f} dan tetap menjadi {r}", "mundur dari {f} dan menjadi {r} {t}", "mundur dari {f} dan pindah ke {t}", "mundur dari jabatan {q} {f}", "mundur sebagai {q} {f}", "mengundurkan diri dari jabatan {q} {f}", "mengundurkan diri sebagai {q} {f}", "meletakkan jabatan {q} {f}",
            "mundur dari {f}", "mengundurkan diri dari {f}", "mundur dan pindah ke {t}", "mundur dari jabatan {q}", "mundur sebagai {q}", "mengundurkan diri sebagai {q}", "mengundurkan diri dari jabatan {q}", "mengundurkan diri", "mundur",
        ),
        "retires": (
            "pensiun sebagai {q} {f}", "pensiun dari jabatan {q} {f}", "pensiun dari {f}", "akan pensiun dari {f}", "pensiun sebagai {q}", "akan pensiun", "pensiun",
        ),
        "dismissed": (
            "diberhentikan dari {f} dan pindah ke {t}", "diberhentikan dari jabatan {q} {f}", "diberhentikan sebagai {q} {f}", "dicopot dari jabatan {q} {f}", "dicopot sebagai {q} {f}", "dipecat sebagai {q} {f}", "dipecat dari jabatan {q} {f}",
            "diberhentikan dari {f}", "dicopot dari {f}", "dipecat {f}", "dipecat dari {f}", "diberhentikan dan pindah ke {t}", "diberhentikan sebagai {q}", "dicopot dari jabatan {q}", "dicopot sebagai {q}", "dipecat sebagai {q}", "diberhentikan", "dicopot", "dipecat",
        ),
        "suspended": (
            "dinonaktifkan sebagai {q} {f}", "dinonaktifkan dari jabatan {q} {f}", "diskors {f}", "dinonaktifkan dari {f}", "dinonaktifkan dari {t}", "dinonaktifkan sebagai {q}", "diskors", "dinonaktifkan",
        ),
        "founds": (
            "meninggalkan {f} untuk mendirikan {t}", "keluar dari {f} dan mendirikan {t}", "meninggalkan {f} untuk mendirikan perusahaan", "mendirikan {t}", "mendirikan perusahaan",
        ),
        "returns": (
            "kembali dari {f} ke {t} sebagai {r}", "kembali dari {f} ke {t}", "kembali ke {t} sebagai {r}", "kembali ke {t}", "kembali bergabung dengan {t}", "balik ke {t}", "kembali dari {f}", "kembali sebagai {r}", "kembali",
        ),
        "transferred": (
            "dimutasi dari {f} ke {t} sebagai {r}", "dimutasi dari {f} ke {t}", "pindah dari {f} ke {t}", "dimutasi ke {t} sebagai {r}", "dimutasi ke {t}", "pindah ke {t}", "dimutasi dari {f}", "dimutasi menjadi {r}", "dimutasi",
        ),
        "board_joins": (
            "masuk dewan {t} sebagai {r}", "masuk dewan {t}", "bergabung dengan dewan direksi {t}", "masuk jajaran direksi {t}", "masuk jajaran komisaris {t}", "masuk dewan {f}", "masuk dewan direksi",
        ),
        "board_leaves": (
            "keluar dari dewan {f}", "mundur dari dewan {f}", "mundur dari jajaran direksi {f}", "mundur dari jajaran komisaris {f}", "keluar dari dewan {t}", "keluar dari dewan",
        ),
    },
    "zh": {
        "leaves": (
            "离开{f}，出任{t}{r}", "离开{f}，加入{t}", "离开{f}，加盟{t}", "从{f}离职，加入{t}", "从{f}离职，加盟{t}", "卸任{f}{q}", "辞去{f}{q}职务", "离任{f}{q}", "不再担任{f}{q}", "从{f}{q}任上离职", "离开{f}", "从{f}离职",
            "转投{t}，任{r}", "转投{t}", "加入{t}", "加盟{t}", "不再担任{q}", "卸任{q}", "辞去{q}职务", "离任{q}", "离职", "离任",
        ),
        "joins": (
            "离开{f}，出任{t}{r}", "离开{f}，加入{t}，任{r}", "离开{f}，加入{t}", "离开{f}，加盟{t}", "从{f}离职，加入{t}", "从{f}转投{t}", "加入{t}，任{r}", "加入{t}，担任{r}", "加盟{t}，出任{r}", "入职{t}，担任{r}", "加入{t}", "加盟{t}", "入职{t}", "离开{f}", "加入新团队，任{r}", "转投新东家",
        ),
        "poached": (
            "被{t}从{f}挖走，任{r}", "被{t}从{f}挖走", "被{t}从{f}挖角", "被从{f}挖走", "被{t}挖走，任{r}", "被{t}挖走", "被{t}挖角", "被挖走",
        ),
        "appointed": (
            "从{f}转任{t}{r}", "出任{t}{r}", "获任{t}{r}", "担任{t}{r}", "接任{t}{r}", "获聘为{t}{r}", "获聘任为{t}{r}", "获委任为{t}{r}", "被任命为{t}{r}", "当选{t}{r}", "履新{t}{r}", "从{f}转到{t}任职", "出任{r}", "获任{r}", "担任{r}", "接任{r}", "获聘任为{r}", "获委任为{r}", "被任命为{r}", "当选{r}",
            "在{t}获任新职", "在{f}获任新职", "获任新职",
        ),
        "promoted": (
            "从{q}晋升为{t}{r}", "晋升为{t}{r}", "升任{t}{r}", "出任{t}{r}", "晋升为{f}{r}", "晋升为{r}", "升任{r}", "出任{r}", "在{t}获晋升", "在{f}获晋升", "获晋升",
        ),
        "steps_down": (
            "卸任{f}{q}，留任{r}", "辞去{f}职务，出任{t}{r}", "辞去{f}的职务，转到{t}", "辞去{f}{q}职务", "辞任{f}{q}", "卸任{f}{q}", "不再担任{f}{q}", "辞去{f}的职务", "从{f}辞职", "辞职并转到{t}", "辞去{q}职务", "辞任{q}", "卸任{q}", "不再担任{q}", "辞职", "辞任",
        ),
        "retires": (
            "从{f}{q}任上退休", "从{f}退休", "卸任{f}{q}并退休", "从{q}任上退休", "退休",
        ),
        "dismissed": (
            "被{f}免职，转到{t}", "被免去{f}{q}职务", "被解除{f}{q}职务", "被解聘{f}{q}职务", "被{f}免职", "被{f}解雇", "被{f}开除", "被{f}解聘", "被免职，转到{t}", "被免去{q}职务", "被解除{q}职务", "被免职", "被解雇", "被解聘",
        ),
        "suspended": (
            "被暂停{f}{q}职务", "被{f}停职", "被{t}停职", "被暂停{q}职务", "被停职",
        ),
        "founds": (
            "离开{f}，创办{t}", "离开{f}，创立{t}", "离开{f}创业", "从{f}离职创业", "创办{t}", "创立{t}", "成立{t}", "创业",
        ),
        "returns": (
            "从{f}回到{t}，任{r}", "从{f}回到{t}", "从{f}回归{t}", "重返{t}，任{r}", "回归{t}，任{r}", "重返{t}", "回归{t}", "回到{t}", "从{f}回归", "回归，任{r}", "回归",
        ),
        "transferred": (
            "从{f}调任{t}{r}", "从{f}调到{t}", "调任{t}{r}", "调到{t}", "转会{t}", "从{f}转会{t}", "从{f}调离", "调任{r}", "调任新职",
        ),
        "board_joins": (
            "加入{t}董事会，任{r}", "加入{t}董事会", "进入{t}董事会", "加入{f}董事会", "加入董事会",
        ),
        "board_leaves": (
            "退出{f}董事会", "离开{f}董事会", "退出{t}董事会", "退出董事会",
        ),
    },
}  # fmt: skip
# The whole sentence by status; {who} {what}, {when}.
FRAMES = {
    "en": {
        MoveStatus.REPORTED: "{who} {what}{when}.",
        MoveStatus.CONFIRMED: "Confirmed: {who} {what}{when}.",
        MoveStatus.RUMOUR: "Unconfirmed: {who} {what}{when}, according to reports.",
        MoveStatus.DENIED: "The report that {who} {what}{when} is denied.",
        MoveStatus.CORRECTED: "Corrected: {who} {what}{when}.",
    },
    "id": {
        MoveStatus.REPORTED: "{who} {what}{when}.",
        MoveStatus.CONFIRMED: "Dikonfirmasi: {who} {what}{when}.",
        MoveStatus.RUMOUR: "Belum dikonfirmasi: {who} dikabarkan {what}{when}.",
        MoveStatus.DENIED: "Kabar bahwa {who} {what}{when} dibantah.",
        MoveStatus.CORRECTED: "Koreksi: {who} {what}{when}.",
    },
    "zh": {
        MoveStatus.REPORTED: "{when}{who}{what}。",
        MoveStatus.CONFIRMED: "已证实：{when}{who}{what}。",
        MoveStatus.RUMOUR: "传闻{who}{what}，尚未证实。",
        MoveStatus.DENIED: "关于{who}{what}的消息遭否认。",
        MoveStatus.CORRECTED: "更正：{when}{who}{what}。",
    },
}
FOLLOWS = {
    "en": "{who} {take} over from {whom}{org}.",
    "id": "{who} menggantikan {whom}{org}.",
    "zh": "{who}接替{whom}{org}。",
}
# A post filled by nobody named: what the organisation did where the post can be told, where it cannot, and without it.
FILLED = {
    "en": ("has named a new {role}", "has named a new executive", "A new {role}", "has been named"),
    "id": ("menunjuk {role} baru", "menunjuk pejabat baru", "{role} baru", "ditunjuk"),
    "zh": ("任命了新的{role}", "任命了一名新高管", "新任{role}", "获任命"),
}
SEVERAL = re.compile(
    r"半数|多[名位]|数[名位]|[二两三四五六七八九十\d]+[名位]|\b(?:several|two|three|four|five|half|most|dozens?|\d+)\b.*s\b|\b(?:para|sejumlah|beberapa|dua|tiga)\b",
    re.I,
)
# Names of organisations before which English puts "the"; those of firms stand without.
WITH_ARTICLE = re.compile(
    r"^(?:UN|U\.N\.|EU|IMF|WHO|WTO|OECD|ECB|FDA|FCC|FTC|SEC|FBI|CIA|NSA|Fed|United (?:Nations|States|Kingdom)|World (?:Bank|Economic Forum)|European (?:Union|Central Bank|Parliament)"
    r"|Federal Reserve|International Monetary Fund|White House|Pentagon|Bank of (?:England|Japan|Israel))$"
    r"|^(?!The )(?=[A-Z]).*\b(?:Ministry|Department|Commission|Council|Senate|Cabinet|Authority|Agency|Treasury|Committee|Federation|Foundation|Association|Organi[sz]ation)\b"
)
AT = {"en": " at {org}", "id": " di {org}", "zh": "在{org}的职位"}
# With a number of people, with a share, with none.
LAY_OFF = {
    "en": ("is cutting {n} jobs{place}", "is cutting {n} of its jobs{place}", "is cutting jobs{place}"),
    "id": (
        "melakukan PHK terhadap {n} orang{place}",
        "melakukan PHK terhadap {n} karyawannya{place}",
        "melakukan PHK{place}",
    ),
    "zh": ("{place}裁员{n}人", "{place}裁员{n}", "{place}裁员"),
}
PART = {"en": " in its {part}", "id": " di {part}", "zh": "{part}"}
PLACE = {"en": " in {place}", "id": " di {place}", "zh": "在{place}"}
SOMEBODY_CUTS = {"en": "An employer", "id": "Sebuah perusahaan", "zh": "一家公司"}
WHEN = {"en": " in {date}", "id": " pada {date}", "zh": "{date}，"}
WHEN_DAY = {"en": " on {date}", "id": " pada {date}", "zh": "{date}，"}
# How names are listed: between two, before the last, and with more unnamed.
TOGETHER = {
    "en": (", ", " and ", "{names} and {n} others"),
    "id": (", ", " dan ", "{names} dan {n} orang lainnya"),
    "zh": ("、", "和", "{names}等{all}人"),
}
ONE = {"has": "has", "was": "was", "is": "is", "s": "s"}
MANY = {"has": "have", "was": "were", "is": "are", "s": ""}
SLOT = re.compile(r"\{([ftqr])\}")
ARRIVALS = frozenset(
    {
        MoveKind.APPOINTED,
        MoveKind.PROMOTED,
        MoveKind.JOINS,
        MoveKind.RETURNS,
        MoveKind.BOARD_JOINS,
        MoveKind.TRANSFERRED,
        MoveKind.POACHED,
    }
)
INTERNATIONAL = re.compile(r"[A-Z]{2,4}|(?:Chief|Vice) .+|Managing Director|Country Head")
TAIL = {
    "en": re.compile(r"(?:[\s,]+(?:as|of|at|the|and|for|in|to|from|with|by|its|a|an))+$", re.I),
    "id": re.compile(r"(?:[\s,]+(?:yang(?: baru)?|baru|di|pada|dan|dari|untuk|sebagai|lama))+$", re.I),
    "zh": re.compile(r"(?:的|、|及|和|兼|职务|一职)+$"),
}
POSSESSIVE = re.compile(r"\b(?:his|her|their|its|my|our)\b|\w{4,}nya\b", re.I)
NO_ROLE = frozenset(
    """
    officer officers executive managers eksekutif petinggi pejabat 高管 负责人 spokeswoman spokesman spokesperson founders partners executives exec boss bos chiefs heads
    posisi jabatan kursi
    """.split()
)
