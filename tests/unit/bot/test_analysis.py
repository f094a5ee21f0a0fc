"""The figures beside a story: what they count, and what they leave out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.locales.texts import texts
from bot.pages.analysis import Figure, Reported, figures
from bot.pages.behind import analysis_page, figure_line, figure_page
from feeds.model import Article, Move, MoveKind, MoveStatus, Story
from feeds.reading.naming.catalog import load

CATALOG = load()
AT = datetime(2026, 6, 30, 12, tzinfo=UTC)


def move(person: str, old: str | None = "alibaba", new: str | None = "jd", **values: object) -> Move:
    """A move of somebody, by the keys of the firms."""
    return replace(
        Move(
            person,
            old,
            new,
            MoveKind.JOINS,
            MoveStatus.REPORTED,
            "x",
            person_key=f"~{person}",
            from_key=old,
            to_key=new,
        ),
        **values,  # type: ignore[arg-type]
    )


def story(*moves: Move) -> Story:
    return Story("7", moves, (Article("1", "A title", "x"),), MoveStatus.REPORTED, AT, AT)


def told(*ledger: Reported, of: Move) -> list[tuple[str, str, int]]:
    return [(f.kind, f.key, f.count) for f in figures(story(of), ledger, CATALOG)]


YAN = move("Yan")


def test_a_move_alone_gives_no_figure() -> None:
    assert told((YAN, AT), of=YAN) == []


def test_departures_and_arrivals_of_ninety_days_are_counted_and_who_went_the_same_way_this_year() -> None:
    ledger = (
        (YAN, AT),
        (move("Bo", new="tencent"), AT - timedelta(days=89)),
        (move("Too early", new="tencent"), AT - timedelta(days=91)),
        (move("Li", old="baidu"), AT - timedelta(days=5)),
        (move("In spring"), AT - timedelta(days=120)),
        (move("Last year"), AT - timedelta(days=220)),
        (move("Later"), AT + timedelta(days=1)),
    )
    assert told(*ledger, of=YAN) == [("left", "alibaba", 2), ("joined", "jd", 2), ("between", "jd", 2)]


def test_a_person_counts_once_and_denied_past_and_inner_moves_not_at_all() -> None:
    ledger = (
        (YAN, AT),
        (move("Yan", new=None), AT - timedelta(days=3)),
        (move("Denied", status=MoveStatus.DENIED), AT),
        (move("Past", past=True), AT),
        (move("Inside", old="tongyi-lab", new="alibaba"), AT),
        (replace(move("Nobody"), person=None), AT),
    )
    assert told(*ledger, of=YAN) == []


def test_a_lab_has_its_own_figure_before_its_owners() -> None:
    lab = next(k for k, e in CATALOG.entities.items() if e.owner == "alibaba" and e.kind == "organisation")
    ledger = ((move("Yan", old=lab), AT), (move("Bo", old=lab, new=None), AT), (move("Li", new=None), AT))
    assert told(*ledger, of=move("Yan", old=lab)) == [("left", lab, 2), ("left", "alibaba", 3)]


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
def test_a_figure_opens_the_list_of_what_it_counts(lang: str) -> None:
    t = texts(lang)
    figure = Figure("left", "alibaba", tuple(replace(move(f"P{i}"), article_id="1") for i in range(14)))
    page = analysis_page(story(YAN), (figure,), CATALOG, t)
    assert figure_line(figure, CATALOG, t) in page.text
    assert [b.data for row in page.buttons for b in row] == ["n:7:0", "b:7"]
    listed = figure_page(story(YAN), figure, {"1": "https://example.com/1"}, CATALOG, t)
    assert len([line for line in listed.text.split("\n") if line.startswith("•")]) == 12
    assert listed.text.endswith(t.n("+{n} more", "+{n} more", 2))
    assert [b.data for row in listed.buttons for b in row] == ["n:7"]
