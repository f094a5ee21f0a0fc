"""The starter packs name what the catalog knows, and each has a title."""

from bot.commands.packs import PACKS, titles
from bot.commands.start import COMPANIES
from feeds.reading.naming import catalog


def test_packs_and_companies_are_in_the_catalog() -> None:
    known = catalog.load()
    assert [e for members in (*PACKS.values(), COMPANIES) for e in members if known.entity(e) is None] == []
    assert titles().keys() == PACKS.keys()
    assert all(len(set(members)) == len(members) for members in PACKS.values())
