"""Texts with entities: whatever is written, the offsets point at it, in UTF-16 units."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pages.rich import Button, Rich, Span, Writer, clean, units

PIECES = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
        | st.sampled_from(("", " ", "\n", "😀", "Yan 鄢志杰", "𠮷野家", "\u202e<b>&amp;")),
        st.sampled_from(((), ("bold",), ("bold", "italic"))),
        st.none() | st.just("https://example.com/a"),
    ),
    max_size=12,
)


def cut(text: str, span: Span) -> str:
    """What a span covers, as Telegram would count it."""
    raw = text.encode("utf-16-le")
    return raw[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")


@given(PIECES)
def test_each_span_covers_what_was_written(pieces: list[tuple[str, tuple[str, ...], str | None]]) -> None:
    out = Writer()
    for text, kinds, url in pieces:
        out.add(text, *kinds, url=url)
    rich = out.done()
    pieces = [(clean(text), kinds, url) for text, kinds, url in pieces]
    assert rich.text == "".join(text for text, _, _ in pieces).rstrip()
    formatted = [
        (kind, text, url if kind == "text_link" else None)
        for text, kinds, url in pieces
        for kind in (*kinds, *(("text_link",) if url else ()))
        if text.strip()
    ]
    assert len(rich.spans) == len(formatted)
    for span, (kind, text, url) in zip(rich.spans, formatted, strict=True):
        assert (span.type, span.url) == (kind, url)
        covered = cut(rich.text, span)
        assert covered in (text, text.rstrip()), "but for white space that ended the message"
        assert span.offset + span.length <= units(rich.text), "no span is longer than the text"


def test_units_count_as_telegram_does() -> None:
    assert [units(t) for t in ("abc", "鄢志杰", "😀", "𠮷", "\ud800")] == [3, 3, 2, 2, 1]


def test_a_line_ends_outside_its_formatting() -> None:
    rich = Writer().line("Yan", "bold").line("left").done()
    assert rich.text == "Yan\nleft"
    assert rich.spans == (Span("bold", 0, 3),)


def test_the_payload_leaves_out_what_is_not_there() -> None:
    bare = Rich("x").as_payload()
    assert bare == {"text": "x", "link_preview_options": {"is_disabled": True}}
    out = Writer().add("10:00", "date_time", unix_time=5, date_time_format="dT")
    full = out.done([[Button("Go", "g:x"), Button("See", url="https://example.com")], []], "https://example.com/p")
    payload = full.as_payload()
    assert payload["entities"] == [
        {"type": "date_time", "offset": 0, "length": 5, "unix_time": 5, "date_time_format": "dT"}
    ]
    assert payload["reply_markup"] == {
        "inline_keyboard": [[{"text": "Go", "callback_data": "g:x"}, {"text": "See", "url": "https://example.com"}]]
    }
    assert payload["link_preview_options"]["url"] == "https://example.com/p"


@settings(max_examples=50)
@given(st.text(max_size=20))
def test_what_is_not_seen_is_left_out_and_all_else_kept(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert kept.isascii() or kept.encode("utf-8")
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_direction_and_control_characters_are_left_out() -> None:
    assert clean("a\u202eb\x07c\u2066d\u2028e\tf\n👩\u200d🔬") == "abcd e f\n👩\u200d🔬"


def test_a_message_that_is_too_long_is_cut_at_the_end_of_a_line() -> None:
    lines = Writer()
    for _ in range(100):
        lines.line("x" * 99, "bold")
    rich = lines.done()
    assert units(rich.text) <= 4096 and rich.text.endswith("x\n…")
    assert rich.text.count("\n") == 40 and len(rich.spans) <= 41
    alone = Writer().add("𠮷" * 5000, "bold").done()
    assert 4000 < units(alone.text) <= 4096 and alone.spans[0].length <= units(alone.text)
