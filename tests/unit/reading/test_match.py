"""The matcher: a watched name is found in any script, and a longer name that holds it is another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Watched
from feeds.reading.naming.match import Matcher
from feeds.reading.naming.names import spellings
from feeds.reading.text import folded
from tests.unit.reading.helpers import CATALOG, article

IDS = ("alibaba", "jd", "tencent", "meta", "google", "openai", "xiaomi", "apple")
KNOWN = tuple(CATALOG.watched(i) for i in IDS)
MATCHER = Matcher(KNOWN, CATALOG)


def found(text: str, title: str = "") -> set[str]:
    return {h.watch for h in MATCHER.find(article(text, title))}


@pytest.mark.parametrize(
    ("text", "watch"),
    (
        ("Alibaba hires.", "alibaba"),
        ("ALIBABA GROUP hires", "alibaba"),
        ("Ａｌｉｂａｂａ hires", "alibaba"),
        ("Alibaba's lab", "alibaba"),
        ("Alibaba’s lab", "alibaba"),
        ("(Alibaba)", "alibaba"),
        ("阿里巴巴离职潮", "alibaba"),
        ("他从阿里离职", "alibaba"),
        ("通义实验室负责人离职", "alibaba"),
        ("the Tongyi Lab team", "alibaba"),
        ("騰訊挖角", "tencent"),
        ("JD.com hires", "jd"),
        ("京东挖角", "jd"),
        ("Meta hires", "meta"),
        ("Google DeepMind loses a scientist", "google"),
        ("OpenAI的研究员", "openai"),
    ),
)
def test_a_watch_is_hit_by_every_spelling_and_by_its_labs(text: str, watch: str) -> None:
    assert watch in found(text)
    assert watch in found("", text)


@pytest.mark.parametrize(
    ("text", "watch"),
    (
        ("京东方发布新屏幕", "jd"),
        ("阿里山日出", "alibaba"),
        ("小米粥的做法", "xiaomi"),
        ("a meta analysis of studies", "meta"),
        ("metabolic rates", "meta"),
        ("googled it", "google"),
        ("an apple a day", "apple"),
        ("Alibabaland opens", "alibaba"),
        ("nothing here", "openai"),
        ("", "openai"),
    ),
)
def test_what_only_holds_a_name_is_no_hit(text: str, watch: str) -> None:
    assert watch not in found(text)


def test_overlapping_spellings_are_one_hit() -> None:
    (hit,) = [h for h in MATCHER.find(article("Alibaba Group Holding hires.")) if h.watch == "alibaba"]
    assert hit.start == 1 and hit.alias.startswith("Alibaba Group")


def test_a_name_stands_beside_a_longer_one() -> None:
    hits = [h for h in MATCHER.find(article("京东方与京东合作")) if h.watch == "jd"]
    assert [(h.start, h.alias) for h in hits] == [(5, "京东")]


@pytest.mark.parametrize("text", ("鄢志杰离职", "鄢志傑離職", "Yan Zhijie left", "Zhijie Yan left", "YAN ZHIJIE left"))
def test_a_person_is_hit_in_either_order_and_script(text: str) -> None:
    for name in ("Yan Zhijie", "鄢志杰"):
        watch = Watched("w", name, spellings(name, "person"), "person")
        assert [h.watch for h in Matcher([watch], CATALOG).find(article(text))] == ["w"], name


def test_a_short_name_in_small_letters_is_a_word() -> None:
    watch = Watched("w", "SEED", ("SEED",), "organisation", exact=frozenset(("SEED",)))
    matcher = Matcher([watch])
    assert matcher.find(article("The SEED team"))
    assert not matcher.find(article("The seed team; Seed"))


def test_an_ambiguous_name_needs_a_word_of_its_context() -> None:
    watch = Watched("w", "Seed", ("Seed",), "organisation", ambiguous=frozenset(("Seed",)), context=("ByteDance",))
    matcher = Matcher([watch])
    assert matcher.find(article("Seed, the lab of ByteDance, hires"))
    assert not matcher.find(article("Seed funding rose"))


PARTS = st.lists(
    st.sampled_from(("Alibaba", "阿里巴巴", "ＯｐｅｎＡＩ", "騰訊", "京东", "京东方", "é", "e\u0301", "\u200b", " ", "x", "ﬁ", "Meta’s", "。", "\ud800"))
    | st.text(max_size=4),
    max_size=25,
).map("".join)  # fmt: skip


@given(PARTS, PARTS)
def test_hits_point_at_the_original(title: str, text: str) -> None:
    one = article(text, title)
    spellings = {folded(a) for w in KNOWN for a in w.aliases}
    for hit in MATCHER.find(one):
        assert one.whole[hit.start : hit.end] == hit.alias
        assert folded(hit.alias) in spellings


@given(st.lists(st.text(max_size=6), max_size=5), PARTS)
def test_any_watch_over_any_text(names: list[str], text: str) -> None:
    watched = [Watched(str(i), n, (n,)) for i, n in enumerate(names)]
    hits = Matcher(watched).find(article(text))
    assert list(hits) == sorted(hits, key=lambda h: (h.start, h.end, h.watch))
