"""Lists, numbers, dates and names as each language writes them."""

from datetime import UTC, date, datetime

import pytest

from bot.locales.texts import texts


@pytest.mark.parametrize(
    ("lang", "one", "two", "three", "either"),
    [
        ("en", "GoTo", "GoTo and 京东", "GoTo, 京东, and {0}", "GoTo, 京东, or {0}"),
        ("id", "GoTo", "GoTo dan 京东", "GoTo, 京东, dan {0}", "GoTo, 京东, atau {0}"),
        ("zh", "GoTo", "GoTo 和京东", "GoTo、京东和{0}", "GoTo、京东或{0}"),
    ],
)
def test_lists(lang: str, one: str, two: str, three: str, either: str) -> None:
    t = texts(lang)
    names = ["GoTo", "京东", "{0}"]
    assert [t.many(names[:n]) for n in (0, 1, 2, 3)] == ["", one, two, three]
    assert [t.any_of(names), t.any_of([])] == [either, ""]


@pytest.mark.parametrize(
    ("lang", "told", "decimal"),
    [
        ("en", ["0 feeds", "1 feed", "2 feeds", "12,345 feeds"], "1,234.50"),
        ("id", ["0 feed", "1 feed", "2 feed", "12.345 feed"], "1.234,50"),
        ("zh", ["0 个订阅源", "1 个订阅源", "2 个订阅源", "12,345 个订阅源"], "1,234.50"),
    ],
)
def test_numbers(lang: str, told: list[str], decimal: str) -> None:
    t = texts(lang)
    assert [t.n("{n} feed", "{n} feeds", n) for n in (0, 1, 2, 12345)] == told
    assert t.number(1234.5, 2) == decimal


@pytest.mark.parametrize(
    ("lang", "day", "moment"),
    [
        ("en", "26 November 2026", "26 November 2026, 07:05 WIB"),
        ("id", "26 November 2026", "26 November 2026, 07:05 WIB"),
        ("zh", "2026年11月26日", "2026年11月26日 07:05 WIB"),
    ],
)
def test_dates(lang: str, day: str, moment: str) -> None:
    t = texts(lang)
    assert t.day(date(2026, 11, 26)) == day
    assert t.moment(datetime(2026, 11, 26, 0, 5, tzinfo=UTC), "Asia/Jakarta") == moment


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("Watching {name}.", {"name": "京东"}, "已关注京东。"),
        ("Watching {name}.", {"name": "JD.com"}, "已关注 JD.com。"),
        ("You watch {names}", {"names": "01.AI"}, "您关注了 01.AI"),
        ("Remove {name}", {"name": "GoTo"}, "删除 GoTo"),
        ("I do not know /{name}. /help shows what I can do.", {"name": "x"}, "我不认识 /x。/help 显示我的功能。"),
        ("Did you mean {commands}?", {"commands": "/watch 京东"}, "您是不是想输入 /watch 京东？"),
        ("Since {day}.", {"day": "2026年1月2日"}, "自2026年1月2日起关注。"),
        ("{first} to {last}", {"first": "2025年12月2日", "last": "2026年3月2日"}, "2025年12月2日至2026年3月2日"),
        ("{n} people have gone from {other} to {name} in {year}",
         {"n": 3, "other": "GoTo", "name": "京东", "year": 2026}, "2026年有 3 人从 GoTo 转投京东"),
    ],
)  # fmt: skip
def test_a_space_stands_where_han_meets_latin(text: str, values: dict[str, object], told: str) -> None:
    assert texts("zh")(text, **values) == told


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
def test_a_value_is_no_template(lang: str) -> None:
    assert "{name} {0} %s" in texts(lang)("Watching {name}.", name="{name} {0} %s")
