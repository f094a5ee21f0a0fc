"""Where people came from and went: who counts, once, on which side; and how it is told."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.locales.texts import texts
from bot.pages.flow import Flow, Reported, concerned, counts, flow
from bot.pages.rich import Writer, units
from bot.pages.script import Traditional
from bot.pages.sheet import BARS, Asked, caption, sheet, signed
from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import load
from feeds.reading.naming.names import organisation_key

CATALOG = load()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
OWN = frozenset(("alibaba", *CATALOG.units("alibaba")))
FIRMS = ("Alibaba", "Tongyi Lab", "ByteDance", "Tencent", "Quorvexa", "Google DeepMind", None)


def reported(
    person: str | None,
    left: str | None,
    joined: str | None,
    status: MoveStatus = MoveStatus.REPORTED,
    days: int = 1,
    past: bool = False,
) -> Reported:
    from_key, to_key = (organisation_key(name, CATALOG) if name else None for name in (left, joined))
    move = Move(
        kind=MoveKind.LEAVES, status=status, evidence="", person=person, person_key=f"~{person}" if person else None,
        from_org=left, to_org=joined, from_key=from_key, to_key=to_key, past=past,
    )  # fmt: skip
    return move, NOW - timedelta(days=days)


reports = st.lists(
    st.builds(
        reported,
        st.sampled_from(["Ana", "Ben", "Cyd", "Dee", "Eva", None]),
        st.sampled_from(FIRMS),
        st.sampled_from(FIRMS),
        st.sampled_from(MoveStatus),
        st.integers(0, 80),
        st.booleans(),
    ),
    max_size=25,
)


@given(reports)
def test_each_person_counts_once_a_side_and_only_where_a_live_report_says_so(told: list[Reported]) -> None:
    found = flow(told, OWN, CATALOG)
    live = [m for m, _ in told if counts(m)]
    came = {m.person for m in live if m.to_key in OWN and m.from_key not in OWN}
    went = {m.person for m in live if m.from_key in OWN and m.to_key not in OWN}
    assert sum(s.width for s in found.came) == len(came)
    assert sum(s.width for s in found.went) == len(went)
    sure = {m.person for m in live if m.status is not MoveStatus.RUMOUR and m.from_key in OWN and m.to_key not in OWN}
    assert found.left == len(sure)
    assert {m.person for m in concerned(told, OWN)} == came | went
    assert not {s.key for s in (*found.came, *found.went)} & OWN
    assert bool(found) == bool(came | went)


@given(reports)
def test_denied_moves_change_nothing(told: list[Reported]) -> None:
    assert flow(told, OWN, CATALOG) == flow([r for r in told if r[0].status is not MoveStatus.DENIED], OWN, CATALOG)


@given(reports, st.sampled_from(["en", "id", "zh"]))
def test_the_picture_and_its_caption_tell_the_same_figures(told: list[Reported], lang: str) -> None:
    found, t = flow(told, OWN, CATALOG), texts(lang)
    asked = Asked("alibaba", "Alibaba", 90, NOW, "Asia/Jakarta", 7)
    drawn = sheet(found, asked, NOW - timedelta(days=90), CATALOG, t, "a_bot")
    out = Writer()
    caption(out, found, asked, NOW - timedelta(days=90), CATALOG, t)
    lines = out.done().text.split("\n")
    net = signed(found.arrived - found.left)
    assert [figure for _, figure in drawn.figures] == [str(found.arrived), net, str(found.left)]
    assert t("Came: {n}", n=found.arrived) in lines and t("Went: {n}", n=found.left) in lines
    assert lines[:2] == [drawn.title, drawn.about]
    assert sum(b.people for b in drawn.left) == found.arrived
    assert sum(b.people + b.rumoured for b in drawn.right) == sum(s.width for s in found.went)


def test_a_lab_counts_as_its_owner_and_the_last_report_that_names_a_firm_holds() -> None:
    told = [
        reported("Ana", "Tongyi Lab", None, days=9),
        reported("Ana", "Tongyi Lab", "Google DeepMind", days=5),
        reported("Ana", "Alibaba", None, days=2),
        reported("Ana", "Alibaba", "Tencent", MoveStatus.RUMOUR, days=1),
        reported("Ben", "Alibaba", "Alphabet", MoveStatus.RUMOUR),
        reported("Cyd", "Alibaba", None),
    ]
    named, unnamed = flow(told, OWN, CATALOG).went
    assert (named.key, named.people, named.rumoured) == (CATALOG.owners("google-deepmind")[-1], 1, 1)
    assert (unnamed.key, unnamed.people) == (None, 1)


def test_many_firms_are_drawn_as_twelve_bars_and_the_caption_stays_short() -> None:
    told = [reported(f"P{i}", "Alibaba", f"Firm {'x' * 90} {i}", days=i) for i in range(40)]
    told += [reported(f"Q{i}", f"House {'y' * 90} {i}", "Alibaba", days=i) for i in range(40)]
    found = flow(told, OWN, CATALOG)
    asked = Asked("~" + "z" * 300, "z" * 300, 90, NOW, "UTC", 80)
    for lang in ("en", "id", "zh"):
        drawn = sheet(found, asked, NOW, CATALOG, texts(lang), "a_bot")
        assert len(drawn.right) == BARS and drawn.right[-1].plain and drawn.right[-1].people == 40 - BARS + 1
        out = Writer()
        caption(out, found, asked, NOW, CATALOG, texts(lang))
        assert units(out.done().text) <= 1024


def test_nothing_reported_is_told_as_noughts() -> None:
    empty = Flow((), ())
    assert not empty
    drawn = sheet(empty, Asked("alibaba", "Alibaba", 30, NOW, "UTC", 0), NOW, CATALOG, texts("en"), "")
    assert [figure for _, figure in drawn.figures] == ["0", "0", "0"]
    assert drawn.footer == "Hengkang"


def test_the_picture_is_written_in_traditional_characters_where_asked_for() -> None:
    found = flow([reported("Ana", "Alibaba", "Tencent")], OWN, CATALOG)
    drawn = sheet(found, Asked("alibaba", "Alibaba", 90, NOW, "UTC", 1), NOW, CATALOG, texts("zh"), "a_bot")
    other = drawn.converted(Traditional().text)
    assert other.right[0].label == "騰訊" and other.title == "阿里巴巴：誰來了，誰走了"
    assert other.figures[0] == ("加入", "0") and other.footer == drawn.footer
