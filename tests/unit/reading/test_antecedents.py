"""A sentence shown alone names who it speaks of: pronouns and "the company" become names where only one can be meant."""

import pytest

from feeds.model import Mention
from feeds.reading.prose.antecedents import leans, named, points
from feeds.reading.text import sentences

PEOPLE = ("Mara Velling", "Ira Dost", "Raka Sandoro", "岳明澈", "沈若溪")
FIRMS = ("Norvale", "Quandyne", "诺瓦科技")


def shown(text: str, lang: str) -> list[str]:
    """The text's sentences as they are shown, with the names above marked in it."""
    mentions = [
        Mention(name, "person" if name in PEOPLE else "organisation", at, at + len(name), name)
        for name in (*PEOPLE, *FIRMS)
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    return named(sentences(text), lang, sorted(mentions, key=lambda m: m.start), 0)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Mara Velling left. She will teach in Oslo.", "Mara Velling will teach in Oslo."),
        ("en", "Mara Velling left. She's moving to Oslo.", "Mara Velling is moving to Oslo."),
        ("en", "Mara Velling left. She's been ill.", "Mara Velling has been ill."),
        ("en", "Mara Velling left. Her last day is Friday.", "Mara Velling's last day is Friday."),
        ("en", "Mara Velling left. It rains. She will teach.", "Mara Velling will teach."),
        ("en", "Mara Velling left. She taught. She will teach again.", "Mara Velling will teach again."),
        ("en", "Mara Velling follows Ira Dost. She praised Dost.", "She praised Dost."),
        ("en", "Mara Velling follows Ira Dost. She praised Ira Dost.", "Mara Velling praised Ira Dost."),
        ("en", "Mara Velling left. Nobody knows what he thinks. She will teach.", "She will teach."),
        ("en", "Mara Velling left. That is bold, said Kor. She will teach.", "She will teach."),
        ("en", "Norvale closed it. The company will hire again.", "Norvale will hire again."),
        ("en", "Norvale closed it. The company's board agreed.", "Norvale's board agreed."),
        ("en", "Norvale sued Quandyne. The company will appeal.", "The company will appeal."),
        ("en", "Norvale closed it. The company that bought it is small.", "The company that bought it is small."),
        ("id", "Raka Sandoro mundur. Ia akan mengajar di Bandung.", "Raka Sandoro akan mengajar di Bandung."),
        ("id", "Norvale menutup kantor. Perusahaan itu akan pindah.", "Norvale akan pindah."),
        ("zh", "岳明澈离职。他将去教书。", "岳明澈将去教书。"),
        ("zh", "岳明澈离职。他的团队留下。", "岳明澈的团队留下。"),
        ("zh", "岳明澈离职。他们留下。", "他们留下。"),
        ("zh", "岳明澈接替沈若溪。她将去教书。", "她将去教书。"),
        ("zh", "诺瓦科技发布公告。公司董事会同意聘任。", "诺瓦科技董事会同意聘任。"),
    ],
)
def test_an_opening_pronoun_becomes_the_name_only_where_one_can_be_meant(lang: str, text: str, expected: str) -> None:
    assert shown(text, lang)[-1] == expected


@pytest.mark.parametrize(
    "text",
    [
        "She left.",
        "It says so.",
        "They left.",
        "Both are new.",
        "Mereka pindah.",
        "Menurutnya, ini wajar.",
        "两人离职。",
    ],
)
def test_what_opens_with_a_pronoun_leans_on_another_sentence(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The two most senior editors left.",
        "It is not yet clear who follows.",
        "其中三人离职。",
        "Hari ini Norvale tutup.",
    ],
)
def test_what_only_begins_alike_stands_alone(text: str) -> None:
    assert not leans(text) and not points(text)


@pytest.mark.parametrize("text", ["This leaves one.", "Langkah ini berat.", "Pria itu ditangkap.", "该模型已发布。"])
def test_what_points_at_the_sentence_before_is_known(text: str) -> None:
    assert points(text)
