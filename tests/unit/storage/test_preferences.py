"""What a chat has chosen about delivery comes back as it was kept, whatever stands in the row."""

import json
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import preferences
from storage.database import Database
from storage.preferences import DELIVERIES, Preferences, as_settings, preferences_of
from tests.unit.storage.builders import add_chat, execute

minutes = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))
chosen = st.builds(
    Preferences,
    delivery=st.sampled_from(DELIVERIES),
    digest_at=minutes,
    digest_day=st.integers(0, 6),
    quiet=st.none() | st.tuples(minutes, minutes),
    silent_nights=st.booleans(),
    breaking=st.booleans(),
    all_quiet=st.booleans(),
    preview=st.booleans(),
)


@given(chosen)
def test_what_is_kept_comes_back(value: Preferences) -> None:
    assert preferences_of(json.dumps(as_settings(value))) == value


@pytest.mark.parametrize(
    "settings",
    ["", "{}", '{"delivery": "hourly"}', '{"digest_at": "25:00"}', '{"digest_at": 8}', '{"quiet": ["22:00"]}',
     '{"quiet": "22:00-07:00"}', '{"digest_day": null}', '{"of a later version": 1}'],
)  # fmt: skip
def test_what_cannot_be_understood_is_the_default(settings: str) -> None:
    assert preferences_of(settings) == Preferences()


async def test_a_chat_keeps_its_preferences_and_other_settings_stay(db: Database) -> None:
    await add_chat(db, 5)
    await execute(db, 'UPDATE subscribers SET settings = \'{"script": "hant"}\' WHERE chat_id = 5')
    wanted = Preferences(delivery="daily", digest_at=time(7, 30), quiet=(time(22), time(6, 15)), preview=False)
    async with db.write() as c:
        await preferences.put(c, 5, wanted)
    async with db.read() as c:
        assert await preferences.get(c, 5) == wanted
        assert json.loads(await c.value("SELECT settings FROM subscribers WHERE chat_id = 5"))["script"] == "hant"
        assert await preferences.get(c, 99) == Preferences()
