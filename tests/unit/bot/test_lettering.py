"""Texts in the letters that a font has, in the room that there is."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pages.lettering import fitted, legible


def latin(ch: str) -> bool:
    return ch.isascii()


def test_han_that_a_font_lacks_is_written_in_pinyin() -> None:
    assert legible("阿里巴巴", latin) == "Alibaba"
    assert legible("Moonshot 月之暗面 AI", latin) == "Moonshot Yuezhianmian AI"
    assert legible("字节A组", lambda ch: ch != "组") == "字节A Zu"


def test_marks_are_left_out_and_what_no_letter_stands_for_falls_out() -> None:
    assert legible("Nguyễn Société 🚀 Ltd", latin) == "Nguyen Societe Ltd"
    assert legible("$x_1$", latin) == "$x_1$"


@given(st.text(max_size=40))
def test_nothing_is_written_that_the_font_lacks(text: str) -> None:
    assert all(latin(ch) for ch in legible(text, latin))


@given(st.text(st.sampled_from("ab 中文,"), max_size=60), st.integers(2, 20), st.integers(1, 3))
def test_lines_fit_and_are_no_more_than_asked_for(text: str, room: int, lines: int) -> None:
    made = fitted(text, room, len, lines)
    assert len(made) <= lines
    assert all(len(line) <= room for line in made)
    kept = "".join(made).removesuffix("…").replace(" ", "")
    assert text.replace(" ", "").startswith(kept)
    if len(text.strip()) <= room:
        assert " ".join(made) == text.strip()


def test_a_long_name_goes_over_two_lines_between_words() -> None:
    assert fitted("Quorvexa Interactive", 12, len, 2) == ("Quorvexa", "Interactive")
    assert fitted("微软亚洲研究院", 4, len, 2) == ("微软亚洲", "研究院")
    assert fitted("Quorvexainteractive", 10, len, 2) == ("Quorvexai…",)
