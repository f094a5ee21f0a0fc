"""analyze, match, cluster, feed and page: what goes in, and what comes out to the letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from feeds.model import MoveKind, MoveStatus
from tests.e2e.cli.conftest import Hengkang, lines

ANALYSIS = ["id", "lang", "talent", "score", "moves", "entities", "summary", "quotes", "questions"]
MOVE = [
    "person", "person_id", "from", "from_id", "to", "to_id", "role", "kind", "status", "date", "evidence",
]  # fmt: skip
ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "id": "one",
        "title": "🚀 Tara Qvist leaves Quorvexa for Bravik",
        "text": "Tara Qvist, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist.\n"
        "“I want to build 🛰 things that people use every day,” Qvist said.\n"
        "Bravik is expected to name the rest of her team in March.",
        "url": "https://harbour.example/a/1",
        "published": "2025-11-03T09:00:00Z",
    },
    {
        "id": "two",
        "title": "Milan Oyelaran hengkang dari Quorvexa",
        "text": "Milan Oyelaran, kepala riset Quorvexa, mengundurkan diri.",
        "published": "Mon, 03 Nov 2025 17:30:00 +0700",
        "lang": "id",
    },
    {
        "id": "three",
        "title": "Quorvexa研究负责人陈晓辉离职，加入Bravik",
        "text": "Quorvexa研究负责人陈晓辉已离职，加入Bravik。",
    },
    {"id": "four", "title": "Rain in Riga", "text": None, "url": None, "lang": None, "published": None, "extra": [1]},
)


def whole(article: dict[str, Any]) -> str:
    return f"{article['title']}\n{article['text'] or ''}"


def test_an_analysis_has_the_keys_types_and_offsets_that_are_promised(hengkang: Hengkang) -> None:
    ended = hengkang("analyze", stdin=lines(*ARTICLES))
    assert (ended.status, ended.err) == (0, "")
    assert [row["id"] for row in ended.rows] == [a["id"] for a in ARTICLES]
    assert [row["lang"] for row in ended.rows] == ["en", "id", "zh", "en"]
    assert [row["talent"] for row in ended.rows] == [True, True, True, False]
    for row, article in zip(ended.rows, ARTICLES, strict=True):
        text = whole(article)
        assert list(row) == ANALYSIS
        assert isinstance(row["score"], float)
        assert 0 <= row["score"] <= 1
        assert bool(row["moves"]) == row["talent"]
        for move in row["moves"]:
            assert list(move) == MOVE
            assert move["evidence"] in text
            assert MoveKind(move["kind"])
            assert MoveStatus(move["status"])
            assert all(move[side] is None or move[side] in text for side in ("person", "from", "to"))
        for entity in row["entities"]:
            assert list(entity) == ["name", "id", "kind", "start", "end"]
            assert text[entity["start"] : entity["end"]] == entity["name"]
            assert entity["kind"] in ("person", "organisation")
        assert len(row["summary"]) <= 3
        assert all(list(quote) == ["speaker", "text"] and quote["text"] in text for quote in row["quotes"])
        for question in row["questions"]:
            assert list(question) == ["q", "a", "evidence"]
            assert question["evidence"]
            assert all(sentence in text for sentence in question["evidence"])
    (move,) = ended.rows[0]["moves"]
    assert (move["person"], move["from"], move["to"]) == ("Tara Qvist", "Quorvexa", "Bravik")
    assert [q["speaker"] for q in ended.rows[0]["quotes"]] == ["Tara Qvist"]


def test_the_summary_is_in_the_language_asked_for_and_the_rest_stays(hengkang: Hengkang) -> None:
    plain, asked = (hengkang("analyze", *lang, stdin=lines(ARTICLES[0])).rows[0] for lang in ((), ("--lang", "id")))
    assert "meninggalkan Quorvexa" in asked["summary"][0] or "dari Quorvexa" in asked["summary"][0]
    assert "left Quorvexa" in plain["summary"][0] or "from Quorvexa" in plain["summary"][0]
    assert {k: v for k, v in asked.items() if k not in ("summary", "questions")} == {
        k: v for k, v in plain.items() if k not in ("summary", "questions")
    }
    explained = hengkang("analyze", "--explain", stdin=lines(ARTICLES[0])).rows[0]
    assert list(explained) == [*ANALYSIS, "explain"]
    assert explained["explain"]["talent"]
    made = explained["explain"]["moves"][0]
    assert list(made) == ["person", "from", "to", "past", "why"] and any("cue 'leaves'" in why for why in made["why"])
    stays = {"id": "s", "title": "Tara Qvist refused to leave Google", "text": ""}
    (refused,) = hengkang("analyze", "--explain", stdin=lines(stays)).rows[0]["explain"]["refused"]
    assert refused == {"cue": "to leave", "why": "taken back by what stands before it", "sentence": stays["title"]}


def test_a_hit_names_watch_spelling_and_place_and_a_firm_is_hit_by_its_labs(hengkang: Hengkang, tmp_path: Path) -> None:
    watches = tmp_path / "watches.jsonl"
    watches.write_bytes(
        lines(
            {"id": "w1", "name": "Quorvexa", "kind": "organisation", "aliases": ["QVX"]},
            {"id": "w2", "name": "Alibaba"},
            {"id": "w3", "name": "Chen Xiaohui", "kind": "person"},
        )
    )
    articles = (*ARTICLES, {"id": "five", "title": "𝐐 QVX and Tongyi Lab", "text": "通义实验室发布新模型。"})
    ended = hengkang("match", "--watches", watches, stdin=lines(*articles))
    assert (ended.status, ended.err) == (0, "")
    texts = {a["id"]: whole(a) for a in articles}
    for row in ended.rows:
        assert list(row) == ["id", "watch", "alias", "start", "end"]
        assert texts[row["id"]][row["start"] : row["end"]] == row["alias"]
    found = {(row["id"], row["watch"], row["alias"]) for row in ended.rows}
    assert {
        ("one", "w1", "Quorvexa"), ("three", "w1", "Quorvexa"), ("five", "w1", "QVX"),
        ("five", "w2", "Tongyi Lab"), ("three", "w3", "陈晓辉"),
    } <= found  # fmt: skip
    assert not any(row["id"] == "four" for row in ended.rows)


def test_stories_come_in_order_of_publication_whatever_way_dates_are_written(hengkang: Hengkang) -> None:
    title, text = ARTICLES[0]["title"], ARTICLES[0]["text"]
    given = (
        {"id": "last", "title": title, "text": text, "published": "2025-11-04T08:00:00+08:00"},
        {"id": "undated", "title": "Rain in Riga", "text": "It rained."},
        {"id": "first", "title": title, "text": text, "published": "Mon, 03 Nov 2025 08:00:00 GMT"},
        {
            "id": "between",
            "title": ARTICLES[1]["title"],
            "text": ARTICLES[1]["text"],
            "published": "2025年11月3日 20:00",
        },
    )
    ended = hengkang("cluster", stdin=lines(*given))
    assert (ended.status, ended.err) == (0, "")
    assert all(list(row) == ["id", "story"] for row in ended.rows)
    assert [row["id"] for row in ended.rows] == ["first", "between", "last", "undated"]
    story = {row["id"]: row["story"] for row in ended.rows}
    assert story["first"] == story["last"]
    assert len(set(story.values())) == 3


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour &amp; Sea</title>
<item><title>Rain</title><link>https://harbour.example/a/1</link><guid>g-1</guid>
<pubDate>Mon, 03 Nov 2025 08:00:00 +0700</pubDate><description>&lt;p&gt;It rained.&lt;/p&gt;</description></item>
<item><title>Wind</title></item></channel></rss>"""
PAGE = """<html lang="id"><head><title>Hujan</title><meta property="article:published_time"
content="2025-11-03T08:00:00+07:00"></head><body><nav>Menu</nav><article><h1>Hujan</h1><p>{0}</p><p>{0}</p></article>
</body></html>"""


def test_a_feed_file_is_told_with_its_entries(hengkang: Hengkang, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 8)
    ended = hengkang("feed", "feed.xml", "empty", "missing.xml", "noise", ".")
    good, empty, noise = ended.rows
    assert list(good) == ["file", "format", "title", "entries"]
    assert (good["file"], good["format"], good["title"]) == ("feed.xml", "rss20", "Harbour & Sea")
    assert good["entries"][0] == {
        "id": "g-1", "title": "Rain", "link": "https://harbour.example/a/1", "published": "2025-11-03T01:00:00Z",
        "text": "It rained.",
    }  # fmt: skip
    assert good["entries"][1]["published"] is None
    for bad in (empty, noise):
        assert list(bad) == ["file", "format", "title", "entries", "error"]
        assert bad["entries"] == []
        assert bad["error"]
    assert "missing.xml: No such file" in ended.err
    assert ".: Is a directory" in ended.err
    assert ended.status == 1


def test_a_page_file_is_told_with_its_text(hengkang: Hengkang, tmp_path: Path) -> None:
    sentence = "Hujan turun sejak pagi di seluruh kota dan warga diminta tetap berada di rumah sampai sore."
    (tmp_path / "page.html").write_text(PAGE.format(sentence))
    (tmp_path / "empty.html").write_bytes(b"")
    ended = hengkang("page", "page.html", "empty.html")
    assert (ended.status, ended.err) == (0, "")
    assert all(list(row) == ["file", "title", "published", "lang", "text"] for row in ended.rows)
    assert ended.rows[0] | {"text": ""} == {
        "file": "page.html", "title": "Hujan", "published": "2025-11-03T01:00:00Z", "lang": "id", "text": "",
    }  # fmt: skip
    assert sentence in ended.rows[0]["text"]
    assert "Menu" not in ended.rows[0]["text"]
    assert ended.rows[1] == {"file": "empty.html", "title": "", "published": None, "lang": None, "text": ""}


@pytest.mark.parametrize("name", [b"\xff.xml"])
def test_a_file_whose_name_is_no_text_is_named_all_the_same(hengkang: Hengkang, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / name.decode("utf-8", "surrogateescape")
    path.write_text(RSS)
    ended = hengkang("feed", path.name)
    assert ended.rows[0]["file"] == json.loads('"\\udcff.xml"')


def test_names_that_the_configuration_adds_to_the_catalog_are_known_on_the_command_line(
    tmp_path: Path, hengkang: Hengkang
) -> None:
    (tmp_path / "names.toml").write_text(
        '[[organisation]]\nid = "norvale"\nname = "Norvale"\naliases = ["NVL Group"]\n'
    )
    (tmp_path / "config.toml").write_text('catalog = ["names.toml"]\n')
    article = {"id": "a", "title": "Tara Qvist leaves NVL Group", "text": "Tara Qvist has left NVL Group."}
    (move,) = hengkang("analyze", stdin=lines(article)).rows[0]["moves"]
    assert move["from_id"] == "norvale"
    (tmp_path / "watches.jsonl").write_bytes(lines({"id": "w", "name": "Norvale"}))
    assert {h["alias"] for h in hengkang("match", "--watches", "watches.jsonl", stdin=lines(article)).rows} == {
        "NVL Group"
    }
    (tmp_path / "wrong.toml").write_text("[[organisation]]\n")
    (tmp_path / "config.toml").write_text('catalog = ["wrong.toml"]\n')
    wrong = hengkang("analyze", stdin=lines(article))
    assert wrong.status == 1
    assert "wrong.toml" in wrong.err
