"""docs/catalog.md: its example loads as it stands and finds what the page says; its tables name what there is."""

import re
from pathlib import Path

import pytest

from feeds.model import Article
from feeds.reading.naming import catalog, catalog_files
from feeds.reading.naming.match import Matcher

PAGE = Path(__file__).parents[3].joinpath("docs", "catalog.md").read_text("utf-8")


@pytest.fixture
def example(tmp_path: Path) -> catalog.Catalog:
    """The catalog with the page's own example beside the packaged files."""
    (block,) = re.findall(r"```toml\n# my-names\.toml\n(.*?)```", PAGE, re.S)
    (tmp_path / "my-names.toml").write_text(block, "utf-8")
    return catalog.load((tmp_path / "my-names.toml",))


def test_the_example_loads_beside_the_packaged_files(example: catalog.Catalog) -> None:
    assert example.owners("norvale-research") == ("norvale",)
    assert [e.id for e in example.resolve("诺维尔研究院")] == ["norvale-research"]
    assert [e.id for e in example.resolve("Ruo Tannery")] == ["tan-ruo"]
    assert [e.id for e in example.resolve("Ali-Cloud Intelligence")] == ["alibaba-cloud"]
    assert example.entity("alibaba") is not None


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Heron hires a new CEO from Norvale", True),
        ("A grey Heron stood in the shallow water", False),
        ("the heron and its CEO", False),
        ("诺维尔研究院的负责人离职", False),
    ],
)
def test_the_example_is_found_as_the_page_says(example: catalog.Catalog, text: str, hit: bool) -> None:
    matcher = Matcher([example.watched("heron")], example)
    assert bool(matcher.find(Article("1", "", text))) is hit


def test_a_watch_on_the_examples_firm_is_hit_by_its_lab(example: catalog.Catalog) -> None:
    (hit,) = Matcher([example.watched("norvale")], example).find(Article("1", "", "她加入了诺维尔研究院"))
    assert (hit.watch, hit.alias) == ("norvale", "诺维尔研究院")


def test_every_key_kind_and_group_is_explained() -> None:
    named = set(re.findall(r"`@?([a-z_]+)`", PAGE))
    keys = set().union(*catalog_files.KEYS.values())
    (groups,) = (text for name, text in catalog_files.packaged() if name == "context.toml")
    assert keys | catalog_files.TYPES | catalog_files.SECTIONS <= named
    assert set(re.findall(r"^([a-z]+) = \[", groups, re.M)) <= named


def test_the_mistakes_that_the_page_lists_are_told_in_these_words() -> None:
    source = Path(catalog_files.__file__).read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE.split("## What mistakes are told")[1], re.M)
    assert len(rows) >= 8
    for row in rows:
        words = re.sub(r"\{[^}]*\}|…", "\0", row).split("\0")
        assert all(w.strip() in source for w in words if len(w.strip()) > 6), row
