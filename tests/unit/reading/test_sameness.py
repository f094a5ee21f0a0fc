"""What two names, posts and numbers have to do with each other, over scripts and languages."""

import pytest

from feeds.reading.moving.posts import agreement, posts
from feeds.reading.moving.quantity import bounds, other_number, same_number, told_in
from feeds.reading.naming.firms import contradict, one_firm, search_keys
from feeds.reading.naming.namesakes import common, same_person
from feeds.reading.naming.sounds import sound_alike
from tests.unit.reading.helpers import CATALOG, move


@pytest.mark.parametrize(
    ("latin", "han"),
    (
        ("Mira Ostrova", "米拉·奥斯特罗娃"),
        ("Brandon Keller", "布兰登·凯勒"),
        ("Gregor McBride", "格雷戈尔·麦克布赖德"),
        ("Sophie Gelderman", "索菲·盖尔德曼"),
        ("Philip Thornton", "桑顿"),
        ("Xavier Quentin", "泽维尔·昆廷"),
        ("Andrés Castañeda", "安德烈斯·卡斯塔涅达"),
    ),
)
def test_a_foreign_name_sounds_like_its_chinese_characters(latin: str, han: str) -> None:
    assert sound_alike(latin, han)


@pytest.mark.parametrize(
    ("latin", "han"),
    (
        ("Mira Ostrova", "米拉·彼得罗娃"),
        ("Tara Keller", "布兰登·凯勒"),  # a family name in common is not enough where both given names are told
        ("Brandon Keller", "布兰登·库珀"),
        ("Zhou Hao", "赵辉"),  # pinyin is read, not heard
        ("Ann Lee", "李"),
        ("Mira Ostrova", "Mira Ostrova"),
        ("", "米拉"),
        ("Mira", ""),
    ),
)
def test_other_names_do_not_sound_alike(latin: str, han: str) -> None:
    assert not sound_alike(latin, han)


@pytest.mark.parametrize(
    ("a", "b", "degree"),
    (
        ("Zhou Mingyuan", "周明远", "full"),
        ("Mingyuan Zhou", "周明遠", "full"),
        ("John Q. Lindqvist", "John Lindqvist", "full"),
        ("Lindqvist", "John Lindqvist", "part"),
        ("J. Lindqvist", "John Lindqvist", "part"),
        ("Bob Lindqvist", "Robert Lindqvist", "part"),
        ("周先生", "周明远", "part"),
        ("奥斯特罗娃", "米拉·奥斯特罗娃", "part"),
        ("Mira Ostrova", "米拉·奥斯特罗娃", "sound"),
        ("Anna Lindqvist", "John Lindqvist", "no"),
        ("周明远", "周明媛", "no"),  # written otherwise, read alike
        ("孙先生", "周明远", "no"),
        ("周先生", "孙先生", "no"),
        ("Wei Zhang", "Wei Zhong", "no"),
        ("Sam Altman", "Satya Nadella", "no"),
    ),
)
def test_how_surely_two_names_are_one_person(a: str, b: str, degree: str) -> None:
    mine, theirs = move(a, "Norvale", None, "leaves"), move(b, "Norvale", None, "leaves")
    assert same_person(mine, theirs, CATALOG) == same_person(theirs, mine, CATALOG) == degree


def test_a_short_chinese_name_is_borne_by_many() -> None:
    assert all(common(move(n, None, "Norvale")) for n in ("周明", "Zhou Ming", "Ming Zhou"))
    assert not any(common(move(n, None, "Norvale")) for n in ("周明远", "Zhou Mingyuan", "Tara Qvist", "Sam Altman"))


def test_a_lab_is_its_owner_and_two_labs_are_two_firms() -> None:
    assert one_firm("tongyi-lab", "alibaba", CATALOG) and one_firm("alibaba", "alibaba", CATALOG)
    assert not one_firm("google-deepmind", "youtube", CATALOG) and not contradict("google-deepmind", "youtube", CATALOG)
    assert one_firm("~harbour safety", "~harbour safety agency", CATALOG)
    assert not one_firm("~harbour", "~harbour safety", CATALOG) and not one_firm("~港", "~港湾", CATALOG)
    assert not one_firm(None, "alibaba", CATALOG) and not contradict(None, "alibaba", CATALOG)
    assert contradict("alibaba", "tencent", CATALOG)
    assert not contradict("~norvale", "~诺瓦莱", CATALOG)  # unknown names of two scripts
    assert "~harbour safety" in search_keys("~harbour safety agency", CATALOG)
    assert search_keys(None, CATALOG) == frozenset()


@pytest.mark.parametrize(
    ("a", "b", "found"),
    (
        ("AI chief", "人工智能负责人", "agree"),
        ("kepala keamanan siber", "cybersecurity chief", "agree"),
        ("chief executive officer", "direktur utama", "agree"),
        ("chairman and CEO", "首席执行官", "agree"),
        ("boss", "CEO", "agree"),
        ("head of speech", "视觉负责人", "at odds"),
        ("CFO", "CEO", "at odds"),
        ("vice president of sales", "president", "at odds"),
        ("head of AI", "head of AI hardware", "unknown"),
        ("growth chief", "CEO", "unknown"),
        ("", "CEO", "unknown"),
        (None, None, "unknown"),
    ),
)
def test_posts_agree_over_languages_or_are_at_odds(a: str | None, b: str | None, found: str) -> None:
    assert agreement(posts(a), posts(b)) == agreement(posts(b), posts(a)) == found


@pytest.mark.parametrize(
    ("count", "least_and_most"),
    (
        ("8,000", (8000, 8000)),
        ("8.000", (8000, 8000)),
        ("1.250.000", (1250000, 1250000)),
        ("2,5 ribu", (2500, 2500)),
        ("1.2万", (12000, 12000)),
        ("一千二百", (1200, 1200)),
        ("3 thousand", (3000, 3000)),
        ("10-15 %", (10, 15)),
        ("hundreds", None),
        ("数百", None),
        (None, None),
        ("", None),
    ),
)
def test_a_head_count_is_read_as_numbers(count: str | None, least_and_most: tuple[float, float] | None) -> None:
    assert bounds(count) == least_and_most


@pytest.mark.parametrize(
    ("a", "b", "same", "other"),
    (
        ("8,000", "7.800", True, False),
        ("1.2万", "12,000", True, False),
        ("10-15 %", "12%", True, False),
        ("8,000", "2,000", False, True),
        ("10%", "20%", False, True),
        ("10%", "8,000", False, False),
        ("hundreds", "8,000", False, False),
        (None, "8,000", False, False),
    ),
)
def test_two_head_counts_are_one_or_two_or_cannot_be_compared(a: str | None, b: str, same: bool, other: bool) -> None:
    assert same_number(a, b) is same_number(b, a) is same
    assert other_number(a, b) is other_number(b, a) is other


def test_a_number_is_found_in_another_text_as_it_writes_it() -> None:
    assert told_in("8,000", "Norvale akan memangkas 8.000 posisi.")
    assert told_in("1.2万", "Norvale said that 12,000 jobs would go.")
    assert told_in("10%", "裁员约10%。")
    assert not told_in("10%", "in 10 towns") and not told_in("8,000", "80,000 people") and not told_in(None, "8,000")
