"""Time zones are found by what people call them, in three languages, misspelt too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.zones import CITIES, OFFERED, alike, zone_of
from bot.locales.texts import texts
from feeds.model import LANGUAGES


@pytest.mark.parametrize(
    ("written", "zone"),
    [("WIB", "Asia/Jakarta"), ("wita", "Asia/Makassar"), ("WIT", "Asia/Jayapura"), ("Beijing", "Asia/Shanghai"),
     ("北京时间", "Asia/Shanghai"), ("上海市", "Asia/Shanghai"), ("臺北", "Asia/Taipei"),
     ("Singapura", "Asia/Singapore"),
     ("雅加达", "Asia/Jakarta"), ("London", "Europe/London"), ("utc+7", "Etc/GMT-7"), ("GMT-3", "Etc/GMT+3"),
     ("+0", "UTC"), ("asia/kathmandu", "Asia/Kathmandu"), ("new_york", "America/New_York"), ("UTC+99", None),
     ("nowhere", None), ("", None)],
)  # fmt: skip
def test_a_zone_has_many_names(written: str, zone: str | None) -> None:
    assert zone_of(written) == zone


@pytest.mark.parametrize(
    ("written", "city"),
    [("Jakrta", "Jakarta"), ("Bejing", "Beijing"), ("Surabya", "Surabaya"), ("Lodnon", "London"), ("新加玻", "新加坡"),
     ("Los Angles", "Los Angeles")],
)  # fmt: skip
def test_a_misspelt_city_is_recognised(written: str, city: str) -> None:
    assert zone_of(written) is None
    found = alike(written)
    assert found[0][0] == city and len(found) <= 3


def test_what_is_offered_and_listed_can_be_typed() -> None:
    assert [zone_of(zone) for zone in OFFERED] == list(OFFERED)
    assert [city for city in CITIES if zone_of(city) != CITIES[city]] == []
    for lang in LANGUAGES:
        assert [z for z in OFFERED if z != "UTC" and zone_of(texts(lang).city(z)) != z] == []


@given(st.text(max_size=60))
def test_any_text_names_a_zone_or_none(text: str) -> None:
    zone = zone_of(text)
    assert zone is None or zone_of(zone) == zone
    assert all(zone_of(z) == z for _, z in alike(text))
