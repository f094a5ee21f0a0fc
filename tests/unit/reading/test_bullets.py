"""The bullets: every move tells itself as a whole sentence in each language, and sentences of a source stay whole."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import LANGUAGES, Article, Mention, Move, MoveKind, MoveStatus, Reading
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.boilerplate import is_boilerplate, is_filler
from feeds.reading.prose.choosing import choices
from feeds.reading.prose.resting import rests_on
from feeds.reading.prose.shortening import balanced, versions
from feeds.reading.prose.summary import LIMIT, bullets
from feeds.reading.prose.telling import follows, tell
from feeds.reading.text import size

NOBODY = Catalog({})
NAMES = {
    "en": ("Mara Velling", "Norvale", "Quandyne", "head of speech", "chief scientist"),
    "id": ("Raka Sandoro", "Norvale", "Quandyne", "kepala riset", "direktur teknologi"),
    "zh": ("岳明澈", "诺瓦科技", "泉达智能", "语音负责人", "首席科学家"),
}
END = {"en": ".", "id": ".", "zh": "。"}
DATES = (None, "2026", "2026-02", "2026-02-13")
LATIN_ENDING = re.compile(
    r"\b(?:has|have|was|were|is|are|from|to|for|as|at|of|by|dari|ke|di|sebagai|pada|yang|oleh)[.,]"
)


def move(lang: str, kind: MoveKind, status: MoveStatus, slots: str, date: str | None = None, person: int = 1) -> Move:
    """A made-up move with the slots named: f from, t to, r role gone to, q role left; ``person`` 0 is nobody."""
    name, left, joined, was, becomes = NAMES[lang]
    return Move(
        person=name if person else None,
        from_org=left if "f" in slots else None,
        to_org=joined if "t" in slots else None,
        kind=kind,
        status=status,
        evidence="",
        role=becomes if "r" in slots else None,
        from_role=was if "q" in slots else None,
        date=date,
        person_key="~mara velling" if person else None,
        from_key="~norvale" if "f" in slots else None,
        to_key="~quandyne" if "t" in slots else None,
        article_id="a",
        lang=lang,
    )


def faults(text: str, lang: str) -> list[str]:
    """What is wrong with the form of a sentence."""
    found = []
    if not text.endswith(END[lang]) or text.count(END[lang]) != 1:
        found.append("does not end once with its mark")
    if re.search(r"None|\{|\}|  |，，|,,| [.,]|，。|：。|，：", text):
        found.append("a slot or a mark stands empty")
    if not text[0].isupper() and lang != "zh":
        found.append("begins small")
    if lang != "zh" and LATIN_ENDING.search(text):
        found.append("breaks off")
    if size(text) > LIMIT[lang] // 2:
        found.append("is too long")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", list(MoveKind))
def test_every_kind_status_and_set_of_slots_tells_itself_as_one_whole_sentence(lang: str, kind: MoveKind) -> None:
    wrong = []
    slots = ["".join(s) for s in product(("", "f"), ("", "t"), ("", "r"), ("", "q"))]
    every = list(product(MoveStatus, slots, DATES, (0, 1)))
    for status, held, date, person in every[::3]:  # three divides none of the lengths: every pair of values stays
        text = tell(move(lang, kind, status, held, date, person), lang, NOBODY)
        wrong += [(held, status, date, text, fault) for fault in faults(text, lang)]
    assert not wrong[:5]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", LANGUAGES)
def test_a_move_read_in_another_language_borrows_no_role_in_it(lang: str, reader: str) -> None:
    for kind in MoveKind:
        text = tell(move(lang, kind, MoveStatus.REPORTED, "ftrq"), reader, NOBODY)
        borrowed = [role for role in NAMES[lang][3:] if role in text]
        assert not borrowed or lang == reader, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_denial_and_a_rumour_say_what_they_are(lang: str) -> None:
    marks = {"en": ("denied", "Unconfirmed"), "id": ("dibantah", "Belum dikonfirmasi"), "zh": ("否认", "尚未证实")}
    for kind in MoveKind:
        if kind is MoveKind.LAID_OFF:
            continue
        assert marks[lang][0] in tell(move(lang, kind, MoveStatus.DENIED, "ft"), lang, NOBODY)
        assert marks[lang][1] in tell(move(lang, kind, MoveStatus.RUMOUR, "ft"), lang, NOBODY)


@pytest.mark.parametrize(
    ("lang", "kind", "slots", "date", "expected"),
    [
        ("en", "leaves", "ft", None, "Mara Velling has left Norvale for Quandyne."),
        ("en", "leaves", "f", "2026-02", "Mara Velling left Norvale in February 2026."),
        (
            "en",
            "appointed",
            "tr",
            "2026-02-13",
            "Mara Velling was named chief scientist of Quandyne on 13 February 2026.",
        ),
        ("en", "steps_down", "fq", None, "Mara Velling has resigned as head of speech of Norvale."),
        ("en", "retires", "f", None, "Mara Velling is retiring from Norvale."),
        ("en", "founds", "ft", None, "Mara Velling has left Norvale to found Quandyne."),
        ("en", "board_joins", "t", None, "Mara Velling joins the board of Quandyne."),
        ("id", "leaves", "ft", None, "Raka Sandoro meninggalkan Norvale dan pindah ke Quandyne."),
        ("id", "dismissed", "fq", None, "Raka Sandoro diberhentikan dari jabatan kepala riset Norvale."),
        ("id", "joins", "t", "2026-02", "Raka Sandoro bergabung dengan Quandyne pada Februari 2026."),
        ("id", "promoted", "tr", None, "Raka Sandoro dipromosikan menjadi direktur teknologi Quandyne."),
        ("zh", "leaves", "ft", "2026-02", "2026年2月，岳明澈离开诺瓦科技，加入泉达智能。"),
        ("zh", "appointed", "tr", None, "岳明澈出任泉达智能首席科学家。"),
        ("zh", "dismissed", "fq", None, "岳明澈被免去诺瓦科技语音负责人职务。"),
        ("zh", "returns", "t", None, "岳明澈重返泉达智能。"),
    ],
)
def test_a_move_is_told_with_the_verb_of_its_kind(
    lang: str, kind: str, slots: str, date: str | None, expected: str
) -> None:
    assert tell(move(lang, MoveKind(kind), MoveStatus.REPORTED, slots, date), lang, NOBODY) == expected


@pytest.mark.parametrize(
    ("lang", "slots", "expected"),
    [
        ("en", "tr", "Quandyne has named a new chief scientist."),
        ("en", "t", "Quandyne has named a new executive."),
        ("en", "r", "A new chief scientist has been named."),
        ("id", "tr", "Quandyne menunjuk direktur teknologi baru."),
        ("id", "r", "Direktur teknologi baru ditunjuk."),
        ("zh", "tr", "泉达智能任命了新的首席科学家。"),
    ],
)
def test_a_post_filled_by_nobody_named_is_told_as_what_the_firm_did(lang: str, slots: str, expected: str) -> None:
    assert tell(move(lang, MoveKind.APPOINTED, MoveStatus.REPORTED, slots, person=0), lang, NOBODY) == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Several executives of Norvale are leaving."),
        ("id", "Sejumlah petinggi Norvale mengundurkan diri."),
    ],
)
def test_a_post_of_more_than_one_is_told_of_several(lang: str, expected: str) -> None:
    one = move("zh", MoveKind.LEAVES, MoveStatus.REPORTED, "f", person=0)
    half = Move(**{**{f: getattr(one, f) for f in one.__slots__}, "role": "半数联合创始人", "from_org": "Norvale"})
    assert tell(half, lang, NOBODY) == expected


@pytest.mark.parametrize(
    ("lang", "count", "expected"),
    [
        ("en", "1,200", "Norvale is cutting 1,200 jobs."),
        ("en", "10-15 %", "Norvale is cutting 10-15 % of its jobs."),
        ("en", None, "Norvale is cutting jobs."),
        ("id", "1.200", "Norvale melakukan PHK terhadap 1.200 orang."),
        ("zh", "250", "诺瓦科技裁员250人。"),
        ("zh", None, "诺瓦科技裁员。"),
    ],
)
def test_a_lay_off_is_told_by_its_head_count(lang: str, count: str | None, expected: str) -> None:
    said = Move(
        person=None,
        from_org=NAMES[lang][1],
        to_org=None,
        kind=MoveKind.LAID_OFF,
        status=MoveStatus.REPORTED,
        evidence="",
        head_count=count,
        from_key="~norvale",
        lang=lang,
    )
    assert tell(said, lang, NOBODY) == expected


@pytest.mark.parametrize(
    ("lang", "people", "expected"),
    [
        ("en", ("Ana Bo", "Cy Dun"), "Ana Bo and Cy Dun have left Norvale for Quandyne."),
        ("en", ("Ana Bo", "Cy Dun", "Eli Fo"), "Ana Bo, Cy Dun and Eli Fo have left Norvale for Quandyne."),
        ("en", ("Ana Bo", "Cy Dun", "Eli Fo", "Gil Ho"), "Ana Bo, Cy Dun and 2 others have left Norvale for Quandyne."),
        ("id", ("Ana Bo", "Cy Dun"), "Ana Bo dan Cy Dun meninggalkan Norvale dan pindah ke Quandyne."),
        ("zh", ("安博", "杜晨", "方立", "何吉"), "安博、杜晨等4人离开诺瓦科技，加入泉达智能。"),
    ],
)
def test_several_people_of_one_move_are_told_together(lang: str, people: tuple[str, ...], expected: str) -> None:
    one = move(lang, MoveKind.LEAVES, MoveStatus.REPORTED, "ft")
    together = [
        Move(**{**{f: getattr(one, f) for f in one.__slots__}, "person": p, "person_key": f"~{p}"}) for p in people
    ]
    assert tell(together, lang, NOBODY) == expected


def test_several_people_take_a_post_in_the_plural() -> None:
    one = move("en", MoveKind.APPOINTED, MoveStatus.REPORTED, "tr")
    two = [Move(**{**{f: getattr(one, f) for f in one.__slots__}, "person": p, "person_key": p}) for p in ("Ana", "Bo")]
    assert tell(two, "en", NOBODY) == "Ana and Bo have been named chief scientists of Quandyne."


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Mara Velling takes over from Ira Dost at Quandyne."),
        ("id", "Raka Sandoro menggantikan Ira Dost di Quandyne."),
        ("zh", "岳明澈接替 Ira Dost 在泉达智能的职位。"),
    ],
)
def test_a_successor_is_told_with_whom_they_follow(lang: str, expected: str) -> None:
    one = move(lang, MoveKind.APPOINTED, MoveStatus.REPORTED, "t")
    after = Move(**{**{f: getattr(one, f) for f in one.__slots__}, "replaces": "Ira Dost"})
    assert follows(after, lang, NOBODY) == expected
    assert follows(one, lang, NOBODY) is None
    if lang != "zh":
        han = Move(**{**{f: getattr(one, f) for f in one.__slots__}, "replaces": "沈若溪", "lang": "zh"})
        assert "Shen Ruoxi" in (follows(han, lang, NOBODY) or "")


@pytest.mark.parametrize(
    ("org", "expected"),
    [
        ("United Nations", "Mara Velling has joined the United Nations."),
        ("Ministry of Finance", "Mara Velling has joined the Ministry of Finance."),
        ("The Norvale Foundation", "Mara Velling has joined The Norvale Foundation."),
        ("Bank of Norvale", "Mara Velling has joined Bank of Norvale."),
    ],
)
def test_english_says_the_before_what_is_no_firm(org: str, expected: str) -> None:
    said = move("en", MoveKind.JOINS, MoveStatus.REPORTED, "t")
    named = {f: getattr(said, f) for f in said.__slots__} | {"to_org": org, "to_key": f"~{org.lower()}"}
    assert tell(Move(**named), "en", NOBODY) == expected


def test_the_evidence_lends_the_verb_and_the_article_its_spelling() -> None:
    source = "Velling steps down\nMara Velling stepped down as head of speech of Norvale Ltd. on Friday."
    said = Move(
        person="Mara Velling",
        from_org="Norvale Ltd.",
        to_org=None,
        kind=MoveKind.STEPS_DOWN,
        status=MoveStatus.REPORTED,
        evidence=source.split("\n")[1],
        from_role="head of speech",
        lang="en",
        date="2026-02-13",
    )
    text = tell(said, "en", NOBODY, source)
    # No date: the article, in the reader's own language, does not give the day's number.
    assert text == "Mara Velling has stepped down as head of speech of Norvale Ltd."
    assert rests_on(text, source)


# -- sentences of a source


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        (
            "en",
            "BERLIN, Nov 11 (Presswire) - Norvale has named a new chief scientist.",
            "Norvale has named a new chief scientist.",
        ),
        (
            "en",
            "(Presswire) -- Mara Velling, who ran speech for ten years, is leaving Norvale.",
            "Mara Velling is leaving Norvale.",
        ),
        (
            "en",
            "Mara Velling, 53, will leave Norvale in June, becoming the third to go.",
            "Mara Velling will leave Norvale in June.",
        ),
        (
            "en",
            "Despite a strong year, Norvale will close its laboratory in May.",
            "Norvale will close its laboratory in May.",
        ),
        ("en", "The laboratory will move to Oslo, the company said.", "The laboratory will move to Oslo."),
        (
            "id",
            "Jakarta, Kantor Berita - Raka Sandoro, yang memimpin riset, mundur dari Norvale.",
            "Raka Sandoro mundur dari Norvale.",
        ),
        (
            "id",
            "Norvale (NRV) akan menutup laboratoriumnya pada Mei, kata manajemen.",
            "Norvale akan menutup laboratoriumnya pada Mei.",
        ),
        (
            "id",
            "Raka Sandoro (45) dilantik di Bandung, Senin (8/9/2025).",
            "Raka Sandoro dilantik di Bandung, Senin (8/9/2025).",
        ),
        (
            "zh",
            "某某财经讯（记者 某某）诺瓦科技宣布聘任岳明澈女士为首席科学家，任期三年。",
            "诺瓦科技宣布聘任岳明澈为首席科学家。",
        ),
        (
            "zh",
            "根据公司章程有关规定，公司董事会决定聘任岳明澈为总经理，任期三年。",
            "公司董事会决定聘任岳明澈为总经理。",
        ),
    ],
)
def test_a_sentence_is_shortened_to_its_main_clause(lang: str, sentence: str, expected: str) -> None:
    assert expected in versions(sentence, lang)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Norvale will close its laboratory, according to people familiar with the matter."),
        ("en", "So far this year, Norvale has closed four laboratories."),
        ("zh", "科大讯飞宣布聘任岳明澈为首席科学家。"),
        ("zh", "董事会委任岳明澈接替陈先生。"),
        ("en", "The firm hires from Aldane, Berrow, and Corvid."),
        ("en", "Norvale fell after Quandyne, its largest rival, said that it would hire fifty of its engineers."),
        ("id", "Norvale akan menutup laboratoriumnya, menurut sejumlah sumber."),
    ],
)
def test_what_says_how_sure_the_news_is_and_what_the_verb_needs_stay(lang: str, sentence: str) -> None:
    assert versions(sentence, lang)
    for version in versions(sentence, lang):
        assert version.endswith(sentence.rsplit(" ", 3)[-1]) and version[:2] == sentence[:2], version


WORDS = {
    "en": "Norvale Quandyne said will who which and the leave, (NRV) “we -- after 12, becoming Friday, Monday said,",
    "id": "Norvale akan yang menutup, mundur, kata dan (NRV) “kami setelah 12, karena pada Senin, menurut sumber,",
    "zh": "诺瓦科技 宣布， 聘任， 先生 （注） “我们 因为 将 公告称， 的 12 以及， 据悉， 通过",
}


@given(st.data())
def test_versions_of_any_run_of_words_are_whole_and_in_its_words(data: st.DataObject) -> None:
    lang = data.draw(st.sampled_from(LANGUAGES))
    drawn = data.draw(st.lists(st.sampled_from(WORDS[lang].split()), min_size=1, max_size=25))
    sentence = ("" if lang == "zh" else " ").join(drawn) + END[lang]
    known = set(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", sentence.lower()))
    for version in versions(sentence, lang):
        assert version[-1] in ".。?!？！”" and balanced(version)
        assert set(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", version.lower())) <= known
        assert size(version) <= size(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up for our daily newsletter here.",
        "Photo by Ira Dost.",
        "Reporting by Ira Dost; editing by Mara Velling.",
        "By Ira Dost and Mara Velling",
        "The Morning Post is Norvale's daily round-up of what you need to know.",
        "The Aldmoor Herald first reported the talks.",
        "公司召开董事会第七次会议，审议通过《关于聘任高管的议案》。",
        "岳明澈未持有公司股份。",
        "Norvale declined to comment.",
        "A spokesman did not immediately respond to requests.",
        "Shares of Norvale fell 3% in early trading.",
        "Baca juga: Norvale tutup laboratorium.",
        "Manajemen enggan berkomentar.",
        "Foto: Kantor Norvale.",
        "Saham Norvale ditutup turun 3%.",
        "责任编辑：岳明",
        "某某理财大赛火热报名中。",
        "感知经济温度，见证前行脚步。",
        "年报显示，公司收入全部来自工业，占营收比例为100%。",
        "来源：某某财经",
        "诺瓦科技对此暂未回应。",
        "未经授权不得转载。",
        "截至发稿，股价下跌3%。",
        "原标题：诺瓦科技换帅",
    ],
)
def test_shells_prices_and_refusals_to_comment_are_never_worth_a_bullet(sentence: str) -> None:
    assert is_filler(sentence)


def test_a_share_price_is_worth_a_bullet_where_the_title_is_about_shares() -> None:
    text = "Shares of Norvale fell 3% in early trading on Monday."
    assert [c.text for c in choices(text, "en", title="Norvale shares slide after the strike")]
    assert not choices(text, "en", title="Norvale names Mara Velling its chief scientist")


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        (
            "en",
            "Mara Velling confirmed that she applied and declined to comment further.",
            "Mara Velling confirmed that she applied.",
        ),
        (
            "id",
            "Raka Sandoro mengaku melamar jabatan di Norvale dan enggan berkomentar lebih lanjut.",
            "Raka Sandoro mengaku melamar jabatan di Norvale.",
        ),
        ("zh", "岳明澈证实自己已经递交申请，但拒绝进一步置评。", "岳明澈证实自己已经递交申请。"),
    ],
)
def test_of_who_says_no_more_what_was_said_is_kept(lang: str, sentence: str, expected: str) -> None:
    assert [c.text for c in choices(sentence, lang)] == [expected]


def test_a_share_price_or_a_refusal_may_still_answer_a_question() -> None:
    assert not is_boilerplate("Shares of Norvale fell 3% in early trading.")
    assert not is_boilerplate("Norvale declined to comment.")
    assert is_boilerplate("Sign up for our daily newsletter here.")


STORY = (
    "LONDON (Presswire) - Norvale is moving its speech laboratory to Oslo in May. Sign up for our newsletter.\n"
    "Mara Velling founded the laboratory in 2015. She will lead the new team of forty engineers in Oslo.\n"
    "“We are building for ten years. Nobody else here does,” Velling said.\n"
    "Norvale declined to comment. Shares of Norvale fell 3% on Friday.\n"
    "But that was not the end of it."
)


def reading(text: str, lang: str = "en", title: str = "", moves: tuple[Move, ...] = ()) -> Reading:
    at = text.find("Mara Velling")
    people = (Mention("Mara Velling", "person", at + len(title) + 1, at + len(title) + 13, "~mara velling"),)
    article = Article("a", title, text)
    return Reading(article, lang, bool(moves), 0.9, moves=moves, mentions=people if at >= 0 else ())


def test_an_article_without_a_move_gives_three_of_its_own_sentences() -> None:
    found = [b.text for b in bullets([reading(STORY)], "en", NOBODY)]
    assert found == [
        "Norvale is moving its speech laboratory to Oslo in May.",
        "Mara Velling founded the laboratory in 2015.",
        "Mara Velling will lead the new team of forty engineers in Oslo.",
    ]


def test_where_there_is_room_two_short_sentences_make_one_bullet_and_the_last_stands_alone() -> None:
    text = (
        "Norvale akan menutup laboratorium suara di Bandung pada Mei. Empat puluh insinyur pindah ke Surabaya.\n"
        "Gedung lama dijual kepada pemerintah kota. Pembangunan kampus baru menelan biaya delapan miliar rupiah."
    )
    found = bullets([reading(text, "id")], "id", NOBODY)
    assert [b.text for b in found] == [
        "Norvale akan menutup laboratorium suara di Bandung pada Mei.",
        "Empat puluh insinyur pindah ke Surabaya. Gedung lama dijual kepada pemerintah kota.",
        "Pembangunan kampus baru menelan biaya delapan miliar rupiah.",
    ]
    assert [len(b.evidence) for b in found] == [1, 2, 1]


def test_what_is_no_move_is_told_in_the_order_of_its_lead() -> None:
    lead = (
        "The council of Aldmoor has set aside land for a harbour railway of nine stations in the east. "
        "The first line will open in stages from the spring of next year, beginning at the fish market by the old quay. "
        "Tickets stay as cheap as today."
    )
    later = (
        " Aldmoor council land, harbour railway stations and 4,000 jobs at 17 firms were named by the mayor in 2019."
    )
    found = bullets([reading(lead + later, title="Aldmoor council land for harbour railway stations")], "en", NOBODY)
    assert [b.text[:3] for b in found] == ["The", "The", "Tic"]


@pytest.mark.parametrize(
    ("lang", "follows", "other"),
    [
        ("en", "Ira Dost succeeds Mara Velling in May.", "Ira Dost advises Mara Velling in May."),
        ("id", "Sari Wening menggantikan Raka Sandoro pada Mei.", "Sari Wening menemui Raka Sandoro pada Mei."),
        ("zh", "五月起由文若兰接替岳明澈主持实验室。", "五月起由文若兰协助岳明澈主持实验室。"),
    ],
)
def test_who_comes_after_whom_is_worth_more_than_another_sentence(lang: str, follows: str, other: str) -> None:
    assert choices(follows, lang)[0].worth > choices(other, lang)[0].worth * 1.2


def test_a_sentence_about_one_of_two_is_not_shown_and_the_middle_of_a_quotation_never() -> None:
    two = "Mara Velling met Ira Dost in Oslo last week. She will lead the new team of engineers."
    people = (Mention("Mara Velling", "person", 0, 12, "~mv"), Mention("Ira Dost", "person", 17, 25, "~id"))
    assert {c.number for c in choices(two, "en", people)} == {0}
    shown = [c.text for c in choices(STORY, "en")]
    assert not any("Nobody else" in text or "building" in text for text in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_a_move_the_first_bullet_is_told_and_a_sentence_of_the_source_follows(lang: str) -> None:
    said = move("en", MoveKind.LEAVES, MoveStatus.REPORTED, "ft")
    text = "Mara Velling has left Norvale for Quandyne. The team of forty engineers will move to Oslo in May next year."
    source = Move(**{**{f: getattr(said, f) for f in said.__slots__}, "evidence": text.split(". ")[0] + "."})
    found = bullets([reading(text, moves=(source,))], lang, NOBODY)
    assert not found[0].quoted
    assert "Quandyne" in found[0].text
    assert found[-1].quoted and found[-1].text in text
    assert all(b.evidence for b in found)
    assert sum(size(b.text) for b in found) <= LIMIT[lang]


def test_a_move_is_told_once_by_us_or_by_the_source() -> None:
    text = (
        "Mara Velling, who ran speech for ten years, has left Norvale after a dispute over the laboratory in Oslo.\n"
        "The team of forty engineers will move to Bergen in May. Norvale opened the laboratory there in 2015."
    )
    said = move("en", MoveKind.LEAVES, MoveStatus.REPORTED, "f")
    source = Move(**{**{f: getattr(said, f) for f in said.__slots__}, "evidence": text.split("\n")[0]})
    found = [b.text for b in bullets([reading(text, moves=(source,))], "en", NOBODY)]
    assert sum("left Norvale" in line for line in found) == 1
    assert "after a dispute" in found[0] and len(found) == 3


def test_a_record_that_its_own_article_does_not_bear_out_is_not_told() -> None:
    said = move("en", MoveKind.DISMISSED, MoveStatus.REPORTED, "f")
    found = bullets([reading("Quandyne opened a laboratory in Oslo on the first of May.", moves=(said,))], "en", NOBODY)
    assert [b.text for b in found] == ["Quandyne opened a laboratory in Oslo on the first of May."]


def test_an_article_of_nothing_but_a_title_gives_its_title() -> None:
    assert [b.text for b in bullets([reading("", title="Norvale moves to Oslo")], "en", NOBODY)] == [
        "Norvale moves to Oslo"
    ]
    assert bullets([reading("")], "en", NOBODY) == ()


@given(st.data())
def test_bullets_of_any_text_are_three_at_most_within_the_limit_and_not_told_twice(data: st.DataObject) -> None:
    lang = data.draw(st.sampled_from(LANGUAGES))
    words = WORDS[lang].split()
    glue = "" if lang == "zh" else " "
    lines = data.draw(st.lists(st.lists(st.sampled_from(words), min_size=1, max_size=30), max_size=8))
    text = "\n".join(glue.join(line) + END[lang] for line in lines)
    found = bullets([reading(text, lang, title="Norvale")], lang, NOBODY)
    assert len(found) <= 3
    assert sum(size(b.text) for b in found) <= LIMIT[lang]
    assert len({b.text for b in found}) == len(found)
