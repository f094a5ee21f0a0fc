"""Texts with entities: whatever is written, the offsets point at it, in UTF-16 units."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rich import Button, Rich, Span, Writer, units

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
