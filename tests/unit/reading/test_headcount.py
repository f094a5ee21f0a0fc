"""Head counts: read as the press writes them, and written as another language does."""

import pytest

from feeds.model import Article
from feeds.reading.moving.headcount import is_share, written
from feeds.reading.naming import catalog
from feeds.reading.reader import Reader

READER = Reader(catalog.load())


@pytest.mark.parametrize(
    ("told", "of", "en", "id", "zh"),
    [
        ("1,200", "en", "1,200", "1.200", "1,200"),
        ("1.200", "id", "1,200", "1.200", "1,200"),
        ("1.5万", "zh", "15,000", "15.000", "1.5万"),
        ("6 ribu", "id", "6,000", "6 ribu", "6,000"),
        ("一千二百", "zh", "1,200", "1.200", "一千二百"),
        ("10% to 15%", "en", "10% to 15%", "10-15%", "10-15%"),
        ("7,5 persen", "id", "7.5%", "7,5 persen", "7.5%"),
        ("hundreds", "en", "hundreds", "ratusan", "数百"),
        ("近千", "zh", "thousands", "ribuan", "近千"),
        ("a third", "en", "a third", "sepertiga", "三分之一"),
        ("seluruh", "id", "", "seluruh", ""),
        ("1,2,3.4.5", "en", "", "", ""),
    ],
)
def test_a_count_is_written_as_each_language_does_or_left_out(told: str, of: str, en: str, id: str, zh: str) -> None:
    expected = {"en": en, "id": id, "zh": zh} | {of: told}
    assert {lang: written(told, of, lang) for lang in expected} == expected


def test_a_share_is_told_from_a_number() -> None:
    assert [is_share(told) for told in ("15%", "7 persen", "half", "半数", "1,200", "hundreds")] == [True] * 4 + [
        False
    ] * 2


@pytest.mark.parametrize(
    ("lang", "text", "count", "status"),
    [
        ("en", "Intel said it will lay off 15% of its workforce.", "15%", "reported"),
        ("en", "Around 6,000 Microsoft employees are being laid off.", "6,000", "reported"),
        ("en", "Lay-offs at Tesla hit 500 workers in Berlin.", "500", "reported"),
        ("en", "Meta denies it plans layoffs of 10% of staff.", "10%", "denied"),
        ("en", "Meta did not lay off 50 people.", None, None),
        ("en", "Amazon slashes its budget by 10 percent.", None, None),
        ("en", "Tesla fills 4,000 jobs a day and has cut its costs.", None, None),
        ("en", "200 jobs cut at Tesla.", "200", "reported"),
        ("id", "Traveloka PHK 100 karyawan.", "100", "reported"),
        ("id", "Sebanyak 1.000 karyawan Grab terkena PHK.", "1.000", "reported"),
        ("id", "Bukalapak akan mengurangi 7 persen karyawannya.", "7 persen", "reported"),
        ("id", "Tokopedia bantah PHK 450 karyawan.", "450", "denied"),
        ("zh", "美团将裁员一千人。", "一千", "reported"),
        ("zh", "蔚来宣布将减少10%左右的岗位。", "10%", "reported"),
        ("zh", "百度回应裁员20%：不实。", "20%", "denied"),
        ("zh", "百度减少20%的开支。", None, None),
    ],
)
def test_a_sentence_tells_its_lay_off(lang: str, text: str, count: str | None, status: str | None) -> None:
    reading = READER.read(Article(id="a", title="", text=text))
    found = [(m.head_count, m.status.value) for m in reading.moves if m.kind.value == "laid_off"]
    assert reading.lang == lang
    assert found == ([(count, status)] if status else [])
