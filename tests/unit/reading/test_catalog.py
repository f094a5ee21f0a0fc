"""The catalog: every spelling finds its entity, nobody's name is somebody else's, and a mistake is told with its place."""

from collections import defaultdict
from pathlib import Path

import pytest

from feeds.reading.naming.catalog import CatalogError, load
from feeds.reading.text import folded
from tests.unit.reading.helpers import CATALOG

ENTITIES = tuple(CATALOG.entities.values())
ORGANISATIONS = tuple(e for e in ENTITIES if e.kind == "organisation")


def test_the_talent_war_is_covered() -> None:
    assert len(ORGANISATIONS) >= 200
    wanted = (
        "Alibaba", "阿里巴巴", "阿里", "Tongyi Lab", "通义", "JD.com", "京东", "Tencent", "騰訊", "Hunyuan", "01.AI", "零一万物",
        "ByteDance Seed", "字节跳动", "Moonshot", "月之暗面", "DeepSeek", "OpenAI", "Google DeepMind", "Meta", "xAI", "Mistral",
        "GoTo", "Grab", "Telkom",
    )  # fmt: skip
    assert [n for n in wanted if not CATALOG.resolve(n, "organisation")] == []


def test_every_spelling_finds_its_entity() -> None:
    lost = [(e.id, s) for e in ENTITIES for s in e.spellings if e not in CATALOG.resolve(s, e.kind)]
    assert lost == []


def test_every_spelling_finds_its_entity_in_other_forms() -> None:
    lost = [
        (e.id, s)
        for e in ENTITIES
        for s in e.spellings
        if e not in CATALOG.resolve(f"  {s.upper()} ") and e not in CATALOG.resolve(s.translate(WIDE))
    ]
    assert lost == []


WIDE = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}


def test_a_spelling_of_two_entities_is_marked_ambiguous_or_one_family() -> None:
    """Where a spelling alone cannot tell two firms apart, each must ask for a word of its context, or be the other's."""
    owners: dict[str, set[str]] = defaultdict(set)
    marked = {(e.id, folded(a)) for e in ENTITIES for a in e.ambiguous}
    for entity in ENTITIES:
        for spelling in entity.spellings:
            owners[folded(spelling)].add(entity.id)
    clashes = {
        text: sorted(ids)
        for text, ids in owners.items()
        if len(ids) > 1
        and not all(b in CATALOG.family(a) for a in ids for b in ids)
        and not all((i, text) in marked for i in ids)
        and not all(CATALOG.entities[i].kind == "person" for i in ids)
    }
    assert clashes == {}


def test_what_is_ambiguous_or_exact_is_a_spelling_with_a_context() -> None:
    stray = [(e.id, a) for e in ENTITIES for a in (*e.ambiguous, *e.exact) if a not in (*e.spellings, *e.products)]
    assert stray == []
    assert [e.id for e in ENTITIES if e.ambiguous and not e.context] == []


def test_no_ownership_goes_round_in_circles() -> None:
    for entity in ENTITIES:
        owners = CATALOG.owners(entity.id)
        assert entity.id not in owners
        assert all(entity.id in CATALOG.units(o) for o in owners)


def test_a_lab_belongs_to_its_owner() -> None:
    (lab,) = CATALOG.resolve("Tongyi Lab")
    assert "alibaba" in CATALOG.owners(lab.id)
    assert lab.id in CATALOG.units("alibaba")
    assert "通义实验室" in CATALOG.watched("alibaba").aliases


@pytest.mark.parametrize(
    ("typed", "id"),
    (("Alibabba", "alibaba"), ("Tencet", "tencent"), ("Bytedanse", "bytedance"), ("Anthropc", "anthropic")),
)
def test_a_misspelt_name_is_suggested(typed: str, id: str) -> None:
    assert not CATALOG.resolve(typed)
    assert id in [e.id for e in CATALOG.suggest(typed)]


@pytest.mark.parametrize("typed", ("", " ", "qzxwvk", "?" * 500, "\ud800"))
def test_what_is_no_name_is_nobody(typed: str) -> None:
    assert CATALOG.resolve(typed) == ()
    assert CATALOG.suggest(typed) == ()


def written(tmp_path: Path, text: str) -> tuple[Path]:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return (path,)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"none\.toml"):
        load((tmp_path / "none.toml",))


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogError, match=r"own\.toml"):
        load((path,))
