"""What is answered from an article, how short, on which sentence, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Answer, Article
from feeds.reading.answering.answer import answer, answer_from, candidates
from feeds.reading.answering.asked import understand
from feeds.reading.answering.ideas import ideas_in
from feeds.reading.answering.stems import stem
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.text import size

ENGLISH = Article(
    "en-1",
    "Quillmark chief to step down",
    "Dora Vantongeren will step down as chief executive of Quillmark on 14 March 2025, the publisher said on Monday. "
    "She has led the company for nine years. "
    "The board named Pavel Ostrander, the head of its audio business, to replace her. "
    "Vantongeren, 58, said she was leaving because she wanted to spend more time on teaching. "
    "Quillmark employs 1,200 people in Rotterdam and paid $40 million for the audio business in 2021. "
    "Shares of Quillmark fell 3 percent after the announcement.",
)
INDONESIAN = Article(
    "id-1",
    "Direktur keuangan Samudra Pangan mundur",
    "Ratna Widjanarko mengundurkan diri sebagai direktur keuangan PT Samudra Pangan pada Senin (3/3/2025). "
    "Posisinya diisi oleh Bagas Pramudya, mantan kepala audit perusahaan itu. "
    "Ratna mundur karena ingin merawat orang tuanya. "
    "Samudra Pangan memiliki 4.500 karyawan di Surabaya.",
)
CHINESE = Article(
    "zh-1",
    "云杉科技财务总监离职",
    "云杉科技3月5日宣布，财务总监周晓岚因个人原因辞职，自2025年4月1日起生效。"
    "公司表示，周晓岚的职务将由副总裁孙立恒接任。"
    "云杉科技目前有员工3200名，总部位于成都。",
)
CATALOG = load()
ARTICLES = {a.id: a for a in (ENGLISH, INDONESIAN, CHINESE)}
ANSWERED = [
    ("en-1", "When will Vantongeren step down?", "14 March 2025"),
    ("en-1", "Who replaces Vantongeren?", "Pavel Ostrander"),
    ("en-1", "How long has Vantongeren led Quillmark?", "nine years"),
    ("en-1", "Why is Vantongeren leaving?", "spend more time on teaching"),
    ("en-1", "How many people does Quillmark employ?", "1,200"),
    ("en-1", "How much did Quillmark pay for the audio business?", "$40 million"),
    ("id-1", "Kapan Ratna mengundurkan diri?", "3/3/2025"),
    ("id-1", "Siapa yang menggantikan Ratna Widjanarko?", "Bagas Pramudya"),
    ("id-1", "Mengapa Ratna mundur?", "merawat orang tuanya"),
    ("id-1", "Berapa karyawan Samudra Pangan?", "4.500"),
    ("zh-1", "周晓岚的辞职何时生效？", "2025年4月1日"),
    ("zh-1", "谁接任周晓岚的职务？", "孙立恒"),
    ("zh-1", "云杉科技有多少员工？", "3200"),
]
SILENT = [
    ("en-1", "How old is Pavel Ostrander?"),
    ("en-1", "Who replaces Ostrander as head of the audio business?"),
    ("en-1", "Which university did Dora Vantongeren attend?"),
    ("en-1", "How much will Ostrander be paid?"),
    ("id-1", "Berapa usia Ratna Widjanarko?"),
    ("id-1", "Berapa gaji Bagas Pramudya?"),
    ("zh-1", "周晓岚的年薪是多少？"),
    ("zh-1", "孙立恒今年多少岁？"),
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return CATALOG


def asked(catalog: Catalog, article: str, question: str, context: tuple[str, ...] = ()) -> Answer:
    return answer(question, [ARTICLES[article]], catalog, (), context)


@pytest.mark.parametrize(("article", "question", "wanted"), ANSWERED)
def test_what_the_article_says_is_answered(catalog: Catalog, article: str, question: str, wanted: str) -> None:
    given_ = asked(catalog, article, question)
    assert given_.answered
    assert wanted in given_.text


@pytest.mark.parametrize(("article", "question"), SILENT)
def test_what_it_does_not_say_of_somebody_it_names_is_refused(catalog: Catalog, article: str, question: str) -> None:
    given_ = asked(catalog, article, question)
    assert not given_.answered
    assert (given_.text, given_.evidence) == ("", ())


@pytest.mark.parametrize(("article", "question", "wanted"), ANSWERED)
def test_evidence_stands_verbatim_and_holds_the_answer(
    catalog: Catalog, article: str, question: str, wanted: str
) -> None:
    evidence = asked(catalog, article, question).evidence
    assert 1 <= len(evidence) <= 2
    assert all(e.sentence in ARTICLES[article].whole for e in evidence)
    assert wanted in evidence[0].sentence


WORDS = (
    "who",
    "what",
    "when",
    "why",
    "how",
    "much",
    "many",
    "Quillmark",
    "Ratna",
    "周晓岚",
    "谁",
    "何时",
    "siapa",
    "kapan",
)


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(ARTICLES)),
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
        max_size=7,
    ),
)
def test_whatever_is_asked_an_answer_is_short_and_its_evidence_verbatim(article: str, words: list[str]) -> None:
    given_ = answer(" ".join(words) + "?", [ARTICLES[article]], CATALOG)
    han = any("\u4e00" <= c <= "\u9fff" for c in given_.text)
    assert size(given_.text) <= (90 if han else 30)
    assert all(e.sentence in ARTICLES[article].whole for e in given_.evidence)
    assert given_.answered == bool(given_.text)


def test_a_date_is_answered_alone_and_not_with_its_sentence(catalog: Catalog) -> None:
    assert size(asked(catalog, "en-1", "When will Vantongeren step down?").text) <= 5


def test_a_pronoun_in_a_follow_up_is_the_person_of_the_turn_before(catalog: Catalog) -> None:
    before = ("Who is Dora Vantongeren?",)
    assert "teaching" in asked(catalog, "en-1", "Why is she leaving?", before).text
    assert [n.text for n in understand("Why is she leaving?", catalog, before).names] == ["Dora Vantongeren"]


def test_a_surname_in_a_question_is_the_article_s_full_name(catalog: Catalog) -> None:
    full = asked(catalog, "en-1", "Why is Dora Vantongeren leaving?")
    assert asked(catalog, "en-1", "Why is Vantongeren leaving?").evidence == full.evidence


def test_a_question_in_indonesian_finds_the_date_in_a_chinese_article(catalog: Catalog) -> None:
    given_ = asked(catalog, "zh-1", "Kapan Zhou Xiaolan mengundurkan diri?")
    assert given_.answered
    assert "4月1日" in given_.evidence[0].sentence


def test_who_is_asked_for_is_given_as_people_too(catalog: Catalog) -> None:
    assert "Pavel Ostrander" in asked(catalog, "en-1", "Who replaces Vantongeren?").people


def test_sentences_prepared_once_answer_as_the_article_does(catalog: Catalog) -> None:
    prepared = candidates([ENGLISH], catalog)
    question = "Who replaces Vantongeren?"
    assert answer_from(prepared, question, catalog) == answer(question, [ENGLISH], catalog)


def test_no_article_no_answer(catalog: Catalog) -> None:
    assert not answer("Who left?", [], catalog).answered


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        ("en", ("resigns", "resigned", "resigning")),
        ("en", ("left", "leave", "leaving")),
        ("en", ("nominated", "nomination", "nominates")),
        ("en", ("acquire", "acquired", "acquisition")),
        ("en", ("die", "died", "death")),
        ("id", ("mengganti", "digantikan", "penggantinya")),
        ("id", ("memecat", "dipecat", "pemecatan")),
        ("id", ("melantik", "dilantik", "pelantikan")),
    ],
)
def test_the_forms_of_a_word_have_one_stem(lang: str, forms: tuple[str, ...]) -> None:
    assert len({stem(f, lang) for f in forms}) == 1


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who will replace Ada Orn as treasurer?", "successor"),
        ("Who does Ada Orn succeed?", "predecessor"),
        ("What is Ada Orn's new job?", "role"),
        ("In which year did Ada Orn join?", "when"),
        ("What did Norvale pay for Kestrel Labs?", "how_much"),
        ("Which share of Norvale does Ada Orn hold?", "how_many"),
        ("Berapa lama Sari menjabat?", "how_long"),
        ("Apa jabatan Sari sebelumnya?", "role"),
        ("Siapa yang digantikan Sari?", "predecessor"),
        ("她的年薪是多少？", "how_much"),
        ("他为什么离开？", "why"),
        ("她现任什么职务？", "role"),
    ],
)
def test_the_type_of_a_question(catalog: Catalog, question: str, kind: str) -> None:
    assert understand(question, catalog).type == kind


def test_the_person_is_taken_who_stands_by_the_post_asked_for(catalog: Catalog) -> None:
    text = (
        "The chair of the board of Quillmark, Ilse Brandvold, spoke of a hard year. Pavel Ostrander, the new head of "
        "retail, and Dora Vantongeren, the head of audio, will present the plans of the board."
    )
    article = Article("en-2", "Quillmark presents its plans", text)
    for question, wanted in (
        ("Who is chair of the board?", "Ilse Brandvold"),
        ("Who is the head of retail?", "Pavel Ostrander"),
    ):
        assert wanted in answer(question, [article], catalog).text


def test_a_word_of_several_ideas_is_found_by_any_of_them(catalog: Catalog) -> None:
    text = "Ada Orn, the treasurer of Norvale, will take up the post of chief executive at Kestrel Labs on 27 April."
    given_ = answer("When does Orn start?", [Article("en-3", "Kestrel Labs names a chief", text)], catalog)
    assert "27 April" in given_.text


def test_where_somebody_goes_is_one_idea_however_it_is_worded() -> None:
    for text in (
        "Orn's next stop is Brindlewick",
        "Orn heads to Brindlewick",
        "Orn menuju Brindlewick",
        "奥恩转投布林德",
    ):
        assert "join" in ideas_in(text)


def test_an_answer_from_two_articles_speaks_one_language(catalog: Catalog) -> None:
    english = Article(
        "en-5", "Orn at Norvale", "In between Ada Orn spent a year at Norvale, and left again after a quarrel there."
    )
    indonesian = Article(
        "id-5", "Orn dan Norvale", "Ada Orn bekerja setahun di Norvale, lalu keluar lagi setelah pertengkaran di sana."
    )
    given_ = answer("Why did Ada Orn leave Norvale?", [english, indonesian], catalog)
    assert given_.answered
    assert ("quarrel" in given_.text) != ("pertengkaran" in given_.text)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Di negara manakah Bandara Welasari berada?", "Norwegia"),
        ("In which country is Welasari Airport located?", "Norwegia"),
    ],
)
def test_a_name_read_otherwise_is_found_where_its_words_stand(catalog: Catalog, question: str, wanted: str) -> None:
    text = "Pesawat itu mendarat di bandara airport Welasari, Norwegia, pada malam hari. Cuaca di sana buruk."
    assert wanted in answer(question, [Article("id-6", "", text)], catalog).text


def test_words_for_the_kind_of_thing_asked_for_are_not_looked_for(catalog: Catalog) -> None:
    assert understand("Di kota manakah lokasi patung itu dibuat?", catalog).tokens == {"patung", "dibuat"}
