"""Which places of a text are hits of a watched name, and that offsets point into the text as it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Article, Hit, Watched
from feeds.reading.naming import catalog, match
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.match import Matcher, bounded, near_context


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load()


def hits(known: Catalog, watch: str, text: str) -> list[str]:
    return [h.alias for h in Matcher([known.watched(watch)], known).find(Article("1", "", text))]


def plain(name: str, text: str, *aliases: str) -> tuple[Hit, ...]:
    return Matcher([Watched("w", name, aliases)]).find(Article("1", "", text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norvale's chief left", ["Norvale"]),
        ("Norvale’s chief left", ["Norvale"]),
        ("the Norvales", []),
        ("saham Norvale-nya", ["Norvale"]),
        ("Norvalenya tumbuh", ["Norvale"]),
        ("Norvalenyata", []),
        ("Norvale-backed (Norvale), NORVALE", ["Norvale", "Norvale", "NORVALE"]),
        ("Ｎｏｒｖａｌｅ发布", ["Ｎｏｒｖａｌｅ"]),
        ("她从Norvale离职", ["Norvale"]),
        ("Norvaleの社長", ["Norvale"]),
        ("xNorvale and Norvale2", []),
        ("Nor\u00advale", ["Nor\u00advale"]),
    ],
)
def test_a_latin_name_ends_where_a_word_ends(text: str, found: list[str]) -> None:
    assert [h.alias for h in plain("Norvale", text)] == found


def test_han_needs_no_boundary_and_traditional_forms_are_the_same() -> None:
    (simplified, traditional) = plain("诺维尔", "她离开诺维尔加入对手，諾維爾回应")
    assert (simplified.alias, traditional.alias) == ("诺维尔", "諾維爾")


def test_of_overlapping_spellings_the_longest_is_the_hit() -> None:
    assert [h.alias for h in plain("Norvale", "Norvale Research Lab", "Norvale Research", "Research Lab")] == [
        "Norvale Research"
    ]


def test_two_watches_may_share_a_place() -> None:
    both = [Watched("a", "Norvale", ()), Watched("b", "NORVALE", ())]
    assert [h.watch for h in Matcher(both).find(Article("1", "", "Norvale hires"))] == ["a", "b"]


@pytest.mark.parametrize(
    ("watch", "text", "found"),
    [
        ("jd", "京东方发布新屏", []),
        ("jd", "京东在北京京东总部", ["京东", "京东"]),
        ("jd", "北京东城区、南京东路、东京东部", []),
        ("alibaba", "阿里山的日出，西藏阿里地区", []),
        ("alibaba", "拳王阿里，阿里·汗", []),
        ("alibaba", "他从阿里离职", ["阿里"]),
        ("baidu", "百度云负责人", ["百度云"]),
        ("gome", "中国美术馆的公司", []),
        ("vanke", "上千万科研经费", []),
        ("pku", "东北大学校长", []),
        ("hku", "香港大学教授", ["香港大学"]),
        ("midea", "集团建造最美的总部", []),
        ("telkom", "Telkomsel menunjuk direktur", ["Telkomsel"]),
        ("goto", "Saham GOTO naik setelah direktur mundur", ["GOTO"]),
    ],
)
def test_a_longer_name_or_word_is_another(known: Catalog, watch: str, text: str, found: list[str]) -> None:
    assert hits(known, watch, text) == found


@pytest.mark.parametrize(
    ("watch", "text", "found"),
    [
        ("meta", "Meta hires a researcher", ["Meta"]),
        ("meta", "meta tags for engineers and CEO blogs", []),
        ("grab", "Grab a coffee before you go", []),
        ("grab", "Grab names a new CFO", ["Grab"]),
        ("grab", "Grab menunjuk direktur baru", ["Grab"]),
        ("apple", "Apple pie with cream", []),
        ("apple", "苹果任命新的副总裁", ["苹果"]),
        ("apple", "今年苹果丰收", []),
        ("xiaomi", "早上喝小米粥", []),
        ("xiaomi", "小米副总裁离职", ["小米"]),
        ("bytedance", "文件有1024字节", []),
        ("bytedance", "他从字节离职", ["字节"]),
        ("target", "Target penjualan perusahaan naik", []),
        ("bank-mandiri", "Ia hidup Mandiri di kota", []),
        ("bank-mandiri", "Laba Mandiri dan BRI tumbuh, kata bankir", ["Mandiri"]),
        ("moonshot", "Kimi 大模型的负责人", ["Kimi"]),
        ("moonshot", "Kimi Räikkönen wins in Monaco", []),
        ("sam-altman", "Altman told OpenAI staff", ["Altman"]),
        ("sam-altman", "孩子们喜欢奥特曼", []),
    ],
)
def test_ambiguous_names_need_their_context(known: Catalog, watch: str, text: str, found: list[str]) -> None:
    assert hits(known, watch, text) == found


def test_a_name_surely_told_once_is_meant_throughout() -> None:
    heron = Watched("w", "Heron AI", ("Heron",), ambiguous=frozenset({"Heron"}), context=("CEO",))
    far = "Heron grew. " + "Nothing else. " * 40
    assert len(Matcher([heron]).find(Article("1", "", far + "Heron AI said so."))) == 2
    assert Matcher([heron]).find(Article("1", "", far)) == ()


def test_context_words_are_whole_words_near_by() -> None:
    assert near_context("heron, the ai firm", 0, 5, ("ai",))
    assert not near_context("heron, he said again", 0, 5, ("ai",))
    assert not near_context("heron" + " " * 301 + "ai", 0, 5, ("ai",))
    assert not near_context("heron ai", 0, 8, ("ai",))  # a word of the name itself is no context


@pytest.mark.parametrize(("text", "found"), [("NVL rises", ["NVL"]), ("nvl rises", []), ("ＮＶＬ上涨", ["ＮＶＬ"])])
def test_exact_names_keep_their_case(text: str, found: list[str]) -> None:
    watch = Watched("w", "Norvale", ("NVL",), exact=frozenset({"NVL"}))
    assert [h.alias for h in Matcher([watch]).find(Article("1", "", text))] == found


def test_a_person_is_written_with_a_capital(known: Catalog) -> None:
    assert hits(known, "he-kaiming", "he kaiming; He Kaiming; Kaiming He; 何恺明; 何愷明") == [
        "He Kaiming",
        "Kaiming He",
        "何恺明",
        "何愷明",
    ]


@pytest.mark.parametrize(
    ("watch", "text"),
    [
        ("alibaba", "Tongyi Lab's head leaves"), ("alibaba", "達摩院院長離職"), ("tencent", "混元团队迎来新人"),
        ("alphabet", "DeepMind loses a scientist"), ("telkom", "Dirut Telkomsel diganti"),
        ("bank-mandiri", "Mandiri Sekuritas menunjuk direktur"),
    ],
)  # fmt: skip
def test_a_watch_on_a_firm_is_hit_by_its_labs(known: Catalog, watch: str, text: str) -> None:
    assert hits(known, watch, text)


PIECES = ["Norvale", "諾維爾", "Ａ", "ﬁ", "e\u0301", "İ", " ", "，", "’s", "\u200b", "北", "𠮷", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_offsets_point_into_the_text_as_it_was_written(text: str) -> None:
    article = Article("1", "Title", text)
    for hit in Matcher([Watched("w", "Norvale", ("诺维尔",))]).find(article):
        assert article.whole[hit.start : hit.end] == hit.alias
        written = unicodedata.normalize("NFKC", hit.alias).replace("\u200b", "")
        assert written in ("Norvale", "諾維爾")


@given(st.text(alphabet="ab '’-.阿里", max_size=20))
def test_a_boundary_is_judged_the_same_at_every_place(text: str) -> None:
    for end in range(1, len(text) + 1):
        joined = end < len(text) and text[end - 1] in "ab" and text[end] in "ab"
        assert bounded(text, 0, end) is not joined


def test_what_covers_a_name_is_known_after_each_change_of_what_is_watched() -> None:
    files = Catalog({e.id: e for e in (Entity("a", "organisation", "Norvale"), Entity("b", "organisation", "京东方"))})
    norvale, jd = Watched("a", "Norvale", ("Norvale",)), Watched("jd", "京东", ("京东",))
    for watched in ([norvale], [norvale, jd], [jd], [norvale, jd]):
        for text, found in (("京东方宣布", False), ("京东宣布", jd in watched)):
            hits = Matcher(watched, files).find(Article("1", text, ""))
            assert bool(hits) == found, (watched, text)
    without = files.changed({"b": None}, {}, 1)
    assert Matcher([jd], without).find(Article("1", "京东方宣布", ""))
    added = files.changed({"c": Entity("c", "organisation", "京东北")}, {}, 2)
    assert not Matcher([jd], added).find(Article("1", "京东北宣布", ""))


def test_a_name_that_two_entities_bear_covers_until_both_are_given_up() -> None:
    two = [Entity(id, "organisation", name, aliases=("京东方",)) for id, name in (("a", "BOE"), ("b", "Boe Display"))]
    files = Catalog({e.id: e for e in two})
    jd = Watched("jd", "京东", ("京东",))
    assert not Matcher([jd], files.changed({"a": None}, {}, 1)).find(Article("1", "京东方宣布", ""))
    assert Matcher([jd], files.changed({"a": None, "b": None}, {}, 2)).find(Article("1", "京东方宣布", ""))


def test_watches_in_groups_are_found_like_those_in_one_and_groups_that_stay_are_taken_over(
    known: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches = [known.watched(id) for id in sorted(known.entities)[::4]]
    watches += [Watched(f"w{n}", f"Norvale {n}", (f"N{n} Labs",)) for n in range(200)]
    added = Watched("x", "Bravik", ("Bravik AI",))
    text = " ".join(w.name for w in (*watches[::7], added))
    articles = [Article("1", "", part) for part in (text, text.lower(), text.replace(" ", ""))]
    whole = [Matcher(w, known) for w in (watches, [*watches, added], watches[1:])]
    monkeypatch.setattr(match, "GROUP", 64)
    monkeypatch.setattr(match, "TOGETHER", 64)
    first = Matcher(watches, known)
    more = Matcher([*watches, added], known, first)
    less = Matcher(watches[1:], known, more)
    for one, other in zip((first, more, less), whole, strict=True):
        assert [one.find(a) for a in articles] == [other.find(a) for a in articles]
    assert any(h.watch == "x" for a in articles for h in more.find(a))
    groups = len(first._groups)
    assert len(set(map(id, first._groups)) & set(map(id, more._groups))) == groups - 1 > 6
