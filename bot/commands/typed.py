"""Clock times, days of the week and spans of hours as people type them in the three languages. Pure.

1. The text is folded: width, case, traditional characters.
2. Clock times are taken out of it: 08:00, 7.30, 0815, 8am, jam 7 malam, 早上8点半, 晚上十点.
3. What is left must be words that are known here. A word that is not known makes the whole text one that is not
   understood: better to ask again than to guess at when somebody is woken.
"""

import re
from dataclasses import dataclass
from datetime import time

from feeds.reading.text import folded
from storage.preferences import Delivery

DAYS = (
    ("monday", "mon", "senin", "sen", "周一", "星期一", "礼拜一"),
    ("tuesday", "tue", "tues", "selasa", "sel", "周二", "星期二", "礼拜二"),
    ("wednesday", "wed", "rabu", "rab", "周三", "星期三", "礼拜三"),
    ("thursday", "thu", "thur", "thurs", "kamis", "kam", "周四", "星期四", "礼拜四"),
    ("friday", "fri", "jumat", "jum'at", "jum", "周五", "星期五", "礼拜五"),
    ("saturday", "sat", "sabtu", "sab", "周六", "星期六", "礼拜六"),
    ("sunday", "sun", "minggu", "ahad", "min", "周日", "周天", "星期日", "星期天", "礼拜日", "礼拜天"),
)
OFF = frozenset({"off", "none", "no", "never", "mati", "matikan", "nonaktif", "tidak", "tanpa", "关闭", "关", "关掉",
                 "无", "不要", "取消", "停用"})  # fmt: skip
ON = frozenset({"on", "yes", "nyala", "aktif", "hidup", "ya", "开", "打开", "开启", "启用"})
AT_ONCE = frozenset({"at once", "instant", "instantly", "immediately", "now", "live", "langsung", "segera", "seketika",
                     "saat itu juga", "立即", "立刻", "马上", "即时", "实时"})  # fmt: skip
DAILY = frozenset({"daily", "every day", "each day", "day", "harian", "tiap hari", "setiap hari", "每天", "每日",
                   "天天"})  # fmt: skip
EACH_DAY = frozenset({"tiap hari", "setiap hari"})  # also of one day: "setiap hari Senin" is every Monday
WEEKLY = frozenset({"weekly", "every week", "each week", "week", "mingguan", "tiap minggu", "setiap minggu", "每周",
                    "每星期", "每礼拜"})  # fmt: skip
FILLERS = frozenset({"at", "on", "from", "to", "until", "till", "and", "every", "each", "digest", "jam", "pukul",
                     "pada", "hari", "dari", "sampai", "sampe", "hingga", "s/d", "sd", "dan", "tiap", "setiap",
                     "rangkuman", "wib", "wita", "wit", "从", "到", "至", "每", "在", "的", "和", "-", "–", "—", "~",
                     ",", "，", "简报", "点"})  # fmt: skip

BEFORE = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜"
AFTER = r"(?:a\.?m\.?|p\.?m\.?|pagi|siang|sore|malam)(?![a-z])"  # no \b: Han letters may follow
CLOCK = re.compile(
    rf"(?P<before>{BEFORE})?\s*"
    r"(?<![\d:.])(?:(?P<packed>[0-2]\d[0-5]\d)|(?P<hour>\d{1,2})(?:\s*[:.点时h]\s*(?P<minute>[0-5]\d|半)?分?)?)(?![\d:]|\.\d)"
    rf"\s*(?P<after>{AFTER})?"
)
HAN_NUMBER = re.compile(r"(二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])(?=点|时)")
HAN_DIGITS = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of the digest; None: as it is."""

    delivery: Delivery | None = None
    at: time | None = None
    day: int | None = None  # Monday is 0


def digest_of(text: str) -> Wanted | None:
    """What the words after /digest ask for; None where they are not understood."""
    times, rest = _clocks(_plain(text))
    words = _words(rest)
    if words is None or len(times) > 1:
        return None
    days = {n for n, names in enumerate(DAYS) if words & {*names}}
    daily, weekly = bool(words & DAILY), bool(words & WEEKLY)
    at = times[0] if times else None
    if words & (AT_ONCE | OFF):
        return None if times or days or daily or weekly else Wanted("instant")
    if len(days) > 1 or (daily and (weekly or (days and not words & EACH_DAY))):
        return None
    if days:
        return Wanted("weekly", at, days.pop())
    if weekly:
        return Wanted("weekly", at)
    if daily or at is not None or words & ON:
        return Wanted("daily", at)
    return None


def quiet_of(text: str) -> tuple[time, time] | bool | None:
    """The hours after /quiet; False: none; True: the usual ones; None where the words are not understood."""
    times, rest = _clocks(_plain(text))
    words = _words(rest)
    if words is None or words & (DAILY | WEEKLY | AT_ONCE) or any(words & {*names} for names in DAYS):
        return None
    if len(times) == 2 and not words & (OFF | ON):
        return (times[0], times[1]) if times[0] != times[1] else False
    if times or not words & (OFF | ON):
        return None
    return not words & OFF


def _plain(text: str) -> str:
    plain = " ".join(folded(text).replace("’", "'").split())
    return HAN_NUMBER.sub(lambda found: str(_number(found[0])), plain)


def _number(han: str) -> int:
    tens, ten, ones = han.rpartition("十")
    if not ten:
        return HAN_DIGITS[han]
    return (HAN_DIGITS[tens] if tens else 1) * 10 + (HAN_DIGITS[ones] if ones else 0)


def _clocks(plain: str) -> tuple[list[time], str]:
    """The clock times of a text, and the text without them; a number that is no time stays in the text."""
    found: list[time] = []

    def taken(match: re.Match[str]) -> str:
        at = _clock(match)
        if at is None:
            return match[0]
        found.append(at)
        return " "

    return found, CLOCK.sub(taken, plain)


def _clock(match: re.Match[str]) -> time | None:
    packed, minute = match["packed"], match["minute"]
    hour = int(packed[:2] if packed else match["hour"])
    minutes = int(packed[2:]) if packed else 30 if minute == "半" else int(minute or 0)
    part = (match["before"] or match["after"] or "").replace(".", "")
    if part and hour <= 12:
        hour = _of_day(hour, part)
    if hour == 24 and minutes == 0:
        hour = 0
    return time(hour, minutes) if hour < 24 else None


def _of_day(hour: int, part: str) -> int:
    """The hour of 24 for an hour of 12 with a part of the day: "jam 1 malam" is one o'clock at night."""
    if part in ("am", "pagi", "凌晨", "清晨", "早上", "早晨", "上午", "半夜"):
        return hour % 12
    if part in ("pm", "下午", "傍晚"):
        return hour % 12 + 12
    if part == "中午":
        return hour if hour >= 10 else hour + 12
    if part == "siang":
        return hour if hour >= 10 else hour + 12
    if part == "sore":
        return hour % 12 + 12
    return (hour + 12) % 24 if hour >= 5 else hour  # malam, 晚上, 夜里: the evening, or the small hours


DAY_NAMES = tuple(name for names in DAYS for name in names)
# The longest first ("tiap minggu" before "minggu"), of equals the days ("每周一" is a Monday).
KNOWN = tuple(
    sorted(
        dict.fromkeys((*DAY_NAMES, *sorted(OFF | ON | AT_ONCE | DAILY | WEEKLY | FILLERS))),
        key=lambda word: (-len(word), word not in DAY_NAMES),
    )
)


def _words(rest: str) -> set[str] | None:
    """The known words of a text, longest first; None where another word stands in it."""
    found: set[str] = set()
    rest = f" {rest} "
    for word in KNOWN:
        # Chinese writes no spaces, and a dash stands against its neighbours.
        close = not word.isascii() or not word[0].isalnum()
        pattern = re.escape(word) if close else rf"(?<![a-z']){re.escape(word)}(?![a-z'])"
        rest, count = re.subn(pattern, " ", rest)
        if count:
            found.add(word)
    return None if rest.strip() else found
