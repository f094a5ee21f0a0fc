"""What people type after /digest and /quiet is understood in three languages, or asked about; never guessed at."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.typed import DAYS, KNOWN, Wanted, digest_of, quiet_of

hours = st.integers(0, 23)
minutes = st.integers(0, 59)
clocks = st.builds(time, hours, minutes)
HAN = "零一二三四五六七八九"


def han(hour: int) -> str:
    """An hour in Chinese numerals: 二十二."""
    tens, ones = divmod(hour, 10)
    return HAN[hour] if hour < 10 else ("" if tens == 1 else HAN[tens]) + "十" + (HAN[ones] if ones else "")


def written(at: time) -> list[str]:
    """The ways in which a time is written."""
    ways = [
        f"{at:%H:%M}",
        f"{at:%H.%M}",
        f"{at:%H%M}",
        f"{at.hour}:{at:%M}",
        f"{at.hour}点{at:%M}分",
        f"pukul {at:%H.%M}",
    ]
    twelve = at.hour % 12 or 12
    ways += [
        f"{twelve}:{at:%M}{'am' if at.hour < 12 else 'pm'}",
        f"{twelve}.{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}",
    ]
    if at.minute == 0:
        ways += [f"{at.hour}", f"jam {at.hour}", f"{at.hour}点", f"{han(at.hour)}点", f"{at.hour}時"]
    if at.minute == 30:
        ways += [f"{at.hour}点半", f"{han(at.hour)}点半"]
    return ways


@given(clocks, st.data())
def test_a_time_is_understood_in_every_way_of_writing_it(at: time, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(written(at)))
    assert digest_of(way) == Wanted("daily", at)


@given(clocks, clocks, st.data())
def test_quiet_hours_are_two_times_whatever_stands_between_them(begin: time, end: time, data: st.DataObject) -> None:
    first, last = data.draw(st.sampled_from(written(begin))), data.draw(st.sampled_from(written(end)))
    between = data.draw(st.sampled_from([" ", " - ", "–", "~", " to ", " sampai ", "到", "至", ", "]))
    assert quiet_of(f"{first}{between}{last}") == ((begin, end) if begin != end else False)


@given(st.integers(0, 6), clocks, st.data())
def test_a_day_makes_it_weekly(day: int, at: time, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([one for one in DAYS[day] if one != "minggu"]))  # which is a week as well
    before = data.draw(
        st.sampled_from(["", "weekly ", "every ", "setiap ", "mingguan "] if name.isascii() else ["", "每"])
    )
    assert digest_of(f"{before}{name}") == Wanted("weekly", None, day)
    assert digest_of(f"{before}{name} {at:%H:%M}") == Wanted("weekly", at, day)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("off", Wanted("instant")), ("At once", Wanted("instant")), ("langsung", Wanted("instant")),
        ("立即", Wanted("instant")), ("即時", Wanted("instant")), ("daily", Wanted("daily")),
        ("harian", Wanted("daily")),
        ("每天早上八点", Wanted("daily", time(8))), ("setiap hari jam 7 malam", Wanted("daily", time(19))),
        ("weekly", Wanted("weekly")), ("tiap minggu", Wanted("weekly")), ("minggu", Wanted("weekly", None, 6)),
        ("setiap hari senin pukul 9", Wanted("weekly", time(9), 0)), ("每週一 9點", Wanted("weekly", time(9), 0)),
        ("每星期天晚上九点", Wanted("weekly", time(21), 6)), ("on", Wanted("daily")),
        ("１２ａｍ", Wanted("daily", time(0))),
        ("jam 12 siang", Wanted("daily", time(12))), ("jam 1 malam", Wanted("daily", time(1))),
        ("中午12点半", Wanted("daily", time(12, 30))), ("下午3点", Wanted("daily", time(15))),
    ],
)  # fmt: skip
def test_what_people_type_of_the_digest(text: str, wanted: Wanted) -> None:
    assert digest_of(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "25:00", "8:75", "24:30", "monday tuesday", "daily monday", "off 8", "8 9", "soon", "never mind", "8 bananas",
     "daily weekly", "08:00:30", "明年", "8" * 300],
)  # fmt: skip
def test_what_is_not_understood_of_the_digest_is_not_guessed(text: str) -> None:
    assert digest_of(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("22-7", (time(22), time(7))), ("22:00 06:30", (time(22), time(6, 30))), ("10pm-7am", (time(22), time(7))),
        ("晚上10点到早上7点", (time(22), time(7))), ("晚上十點半至早上七點", (time(22, 30), time(7))),
        ("dari jam 10 malam sampai 7 pagi", (time(22), time(7))), ("24-8", (time(0), time(8))),
        ("off", False), ("mati", False), ("关闭", False), ("關閉", False), ("7-7", False), ("on", True), ("开启", True),
    ],
)  # fmt: skip
def test_what_people_type_of_quiet_hours(text: str, wanted: tuple[time, time] | bool) -> None:
    assert quiet_of(text) == wanted


@pytest.mark.parametrize("text", ["", "22", "22-7-8", "monday", "at once", "22-25", "off 22-7", "on off x", "late"])
def test_what_is_not_understood_of_quiet_hours_is_not_guessed(text: str) -> None:
    assert quiet_of(text) is None


@given(st.text() | st.lists(st.sampled_from(KNOWN) | st.sampled_from(["8", "22:00", "7am", "x"])).map(" ".join))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    found = digest_of(text)
    assert found is None or found.delivery is not None
    span = quiet_of(text)
    assert not isinstance(span, tuple) or span[0] != span[1]
