"""Texts and entities as Telegram keeps them."""

import pytest

from bot.simulator import ApiError
from bot.simulator.entities import Entity, cover, formatted, found, utf16_length


def entity(kind: str, offset: int, length: int, **more: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


def stands(text: str, entities: list[Entity]) -> list[tuple[str, str]]:
    return [(e["type"], cover(text, e)) for e in entities]


def refusal(text: str, *given: object) -> str:
    with pytest.raises(ApiError) as refused:
        formatted(text, given)
    assert refused.value.code == 400
    return refused.value.description.removeprefix("Bad Request: ")


def test_length_counts_utf16_units() -> None:
    assert [utf16_length(text) for text in ("abc", "阿里", "😀", "👨‍👩‍👧", "")] == [3, 2, 2, 8, 0]


def test_offsets_count_utf16_units_over_scripts_and_emoji() -> None:
    text = "😀 阿里 Sari"
    given = [entity("bold", 3, 2), entity("italic", 6, 4)]
    assert stands(*formatted(text, given)) == [("bold", "阿里"), ("italic", "Sari")]


def test_trimming_moves_entities_along() -> None:
    text, entities = formatted("  \n Ada\t→ B \n ", [entity("bold", 4, 3)])
    assert text == "Ada → B"
    assert stands(text, entities) == [("bold", "Ada")]


def test_an_entity_at_the_start_keeps_its_leading_blank() -> None:
    assert formatted("  Ada", [entity("bold", 0, 5)])[0] == "  Ada"


def test_an_entity_over_a_blank_stays_unless_it_is_trimmed() -> None:
    text = "👉 👉  "
    assert formatted(text, [entity("bold", 2, 1)]) == ("👉 👉", [entity("bold", 2, 1)])
    assert formatted(text, [entity("bold", 5, 1)]) == ("👉 👉", [])


def test_carriage_returns_vanish_under_an_entity() -> None:
    text, entities = formatted("a\r\nb c", [entity("bold", 0, 4), entity("italic", 5, 1)])
    assert stands(text, entities) == [("bold", "a\nb"), ("italic", "c")]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (entity("bold", 1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            entity("bold", 0, 1),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (entity("bold", 3, 6), "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 9"),
        (entity("bold", 9, 1), "entity begins after the end of the text at UTF-16 offset 9"),
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (entity("bold", 0, -1), "receive an entity with incorrect length -1"),
        (entity("shiny", 0, 2), "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        ("bold", "can't parse MessageEntity: expected an Object"),
        (entity("text_link", 0, 2), "can't parse MessageEntity: Can't find field \"url\""),
        (
            entity("text_link", 0, 2, url="ftp://a.example"),
            "entity URL 'ftp://a.example' is invalid: Unsupported URL protocol",
        ),
        (entity("text_link", 0, 2, url="nodot"), "entity URL 'nodot' is invalid: Wrong HTTP URL"),
        (entity("date_time", 0, 2), "can't parse MessageEntity: Can't find field \"unix_time\""),
    ],
)
def test_what_telegram_refuses(given: object, text: str) -> None:
    assert refusal("😀 news", given) == text


def test_date_time_and_links_keep_their_fields() -> None:
    given = [
        entity("date_time", 0, 5, unix_time=1_795_000_000, date_time_format="r"),
        entity("text_link", 6, 4, url="https://news.example/a?b=1"),
    ]
    _, entities = formatted("today news", given)
    assert entities == given


def test_kinds_that_telegram_finds_itself_are_passed_over() -> None:
    assert formatted("plain", [entity("url", 0, 5)]) == ("plain", [])


def test_crossing_styles_are_cut_until_they_nest() -> None:
    text, entities = formatted("abcdef", [entity("bold", 0, 4), entity("italic", 2, 4)])
    assert stands(text, entities) == [("bold", "abcd"), ("italic", "cd"), ("italic", "ef")]


def test_a_style_may_stand_in_a_link_but_not_in_code() -> None:
    link = entity("text_link", 0, 6, url="https://news.example/")
    assert formatted("abcdef", [entity("bold", 2, 2), link])[1] == [link, entity("bold", 2, 2)]
    assert formatted("abcdef", [entity("bold", 2, 2), entity("code", 0, 6)])[1] == [entity("code", 0, 6)]


def test_the_later_of_two_links_that_meet_is_dropped() -> None:
    first = entity("text_link", 0, 4, url="https://a.example/")
    second = entity("text_link", 3, 3, url="https://b.example/")
    assert formatted("abcdef", [second, first])[1] == [first]


def test_touching_styles_of_one_kind_become_one() -> None:
    assert formatted("abcdef", [entity("bold", 0, 3), entity("bold", 3, 3)])[1] == [entity("bold", 0, 6)]


def test_only_a_hundred_entities_are_kept() -> None:
    text = "ab " * 120
    assert len(formatted(text, [entity("bold", 3 * n, 1) for n in range(120)])[1]) == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start@a_bot now", [("bot_command", "/start@a_bot")]),
        ("either/or a/b", []),
        ("😀 /ask 谁", [("bot_command", "/ask")]),
        ("hi @sari_w, #pindah!", [("mention", "@sari_w"), ("hashtag", "#pindah")]),
        ("see https://a.example/x?y=1.", [("url", "https://a.example/x?y=1")]),
        ("01.AI and kopi.id", [("url", "01.AI"), ("url", "kopi.id")]),
        ("mail ada@kopi.example", [("email", "ada@kopi.example")]),
    ],
)
def test_what_telegram_finds_in_a_typed_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert stands(text, found(text)) == expected
