"""Every command has its page, in the menu's order and within Telegram's limits; the subscribers' pages are of today."""

import pytest

from bot.commands.help import ABOUT, examples, one, overview
from bot.commands.manual import GROUPS, PAGES
from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.commands.registry import ADMIN_COMMANDS, COMMANDS
from bot.locales.texts import texts
from bot.pages.rich import MESSAGE_LIMIT, units
from feeds.model import LANGUAGES
from tools.subscriber_pages import page, path_of


def test_every_command_has_a_page_and_an_example_of_its_own() -> None:
    assert set(PAGES) == {*COMMANDS, *ADMIN_COMMANDS}
    for lang in LANGUAGES:
        for name in PAGES:
            lines = examples(name, texts(lang))
            assert lines
            assert all(line.split()[0] == f"/{name}" for line in lines)


def test_the_groups_are_the_menu_and_whoever_runs_the_bot_has_a_line_for_each_command() -> None:
    assert [name for _, names in GROUPS for name in names] == [name for name, _ in EVERYBODY]
    assert {name for name, _ in ADMINISTRATORS} == set(ADMIN_COMMANDS)
    assert set(ABOUT) == {*COMMANDS, *ADMIN_COMMANDS} - {"start", "about"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_fits_into_a_message_and_every_line_of_the_menu_into_its_place(lang: str) -> None:
    t = texts(lang)
    assert units(overview(True, t).text) <= MESSAGE_LIMIT
    for name in PAGES:
        assert units(one(name, t).text) <= 1024
    assert [name for name, about in (*EVERYBODY, *ADMINISTRATORS) if not 1 <= len(t(about)) <= 256] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_subscribers_page_is_what_make_docs_writes(lang: str) -> None:
    assert path_of(lang).read_text("utf-8") == page(texts(lang)), "run make docs"
