"""Catalog files: what may stand in them, and that every mistake is told with its file, its entry and what to do."""

from pathlib import Path

import pytest

from feeds.reading.naming import catalog, catalog_files
from feeds.reading.naming.catalog_files import CatalogError

A = '[[organisation]]\nid = "a"\nname = "A"\n'
GROUPS = '[context]\nfirm = ["CEO", "公司"]\n'


def read(*texts: str) -> dict[str, catalog.Entity]:
    return catalog_files.read([("groups.toml", GROUPS), *((f"names{i}.toml", t) for i, t in enumerate(texts, 1))])


def test_defaults_fill_what_organisations_leave_out() -> None:
    found = read(
        'defaults = { country = "ID", sector = "ai" }\n'
        '[[organisation]]\nid = "norvale"\nname = "Norvale"\n'
        '[[organisation]]\nid = "tamber"\nname = "Tamber"\ncountry = "SG"\nkind = "lab"\nowner = "norvale"\n'
        '[[person]]\nid = "rina-haddow"\nname = "Rina Haddow"\n'
    )
    assert (found["norvale"].country, found["norvale"].sector, found["norvale"].type) == ("ID", "ai", "company")
    assert (found["tamber"].country, found["tamber"].owner, found["tamber"].type) == ("SG", "norvale", "lab")
    assert (found["rina-haddow"].kind, found["rina-haddow"].country) == ("person", "")


def test_context_groups_are_written_out() -> None:
    found = read(
        '[[organisation]]\nid = "plover"\nname = "Plover"\nambiguous = ["Plover"]\ncontext = ["@firm", "Tamber"]\n',
    )
    assert found["plover"].context == ("CEO", "公司", "Tamber")


def test_a_later_file_adds_spellings_to_what_is_known() -> None:
    found = read(
        '[[organisation]]\nid = "norvale"\nname = "Norvale"\naliases = ["Norvale Group"]\n',
        '[[more]]\nid = "norvale"\naliases = ["诺维尔", "NVL"]\nexact = ["NVL"]\nproducts = ["Nori"]\n',
    )
    assert found["norvale"].spellings == ("Norvale", "Norvale Group", "诺维尔", "NVL")
    assert found["norvale"].exact == {"NVL"}
    assert found["norvale"].products == ("Nori",)


def test_the_pinyin_of_an_ambiguous_chinese_name_is_ambiguous_too() -> None:
    found = read(
        '[[person]]\nid = "li-ming"\nname = "Lee Ming"\nzh = "李明"\nambiguous = ["李明"]\ncontext = ["@firm"]\n'
    )
    assert found["li-ming"].doubtful("Li Ming")
    assert found["li-ming"].doubtful("ming li")
    assert not found["li-ming"].doubtful("Lee Ming")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[organisation]\n", "names1.toml: not TOML: .*line 1"),
        ('[[organization]]\nid = "a"\nname = "A"\n', "names1.toml: unknown section 'organization'; there are context"),
        ('[organisation]\nid = "a"\n', r"names1.toml: organisation must be a list of entries; begin each with \[\["),
        ('[[organisation]]\nname = "A"\n', "names1.toml: A: an entry needs an id of small letters"),
        ('[[organisation]]\nid = "Acme Corp"\nname = "A"\n', "names1.toml: Acme Corp: an entry needs an id of small"),
        ('[[organisation]]\nid = "a"\n', "names1.toml: a: name must be a text"),
        (A + 'alias = ["B"]\n', "names1.toml: a: unknown key 'alias'; there are al"),
        (A + 'aliases = "B"\n', "names1.toml: a: aliases must be a list of texts"),
        (A + 'aliases = [" "]\n', "names1.toml: a: aliases must be a list of texts"),
        (A + 'kind = "shop"\n', "names1.toml: a: unknown kind 'shop'; there are ag"),
        (A + 'country = "Indonesia"\n', "names1.toml: a: country must be two capi"),
        (A + 'exact = ["B"]\n', "names1.toml: a: exact names 'B', which is not"),
        (A + 'ambiguous = ["B"]\n', "names1.toml: a: ambiguous names 'B', which"),
        (A + 'ambiguous = ["A"]\n', "names1.toml: a: an ambiguous spelling needs"),
        (A + 'context = ["@frim"]\n', "unknown context group '@frim'; there are fi"),
        (A * 2, "names1.toml: a stands twice; choose another id, or add to it"),
        (A + 'owner = "b"\n', "a: its owner 'b' is in no file"),
        (
            A + 'owner = "b"\n[[organisation]]\nid = "b"\nname = "B"\nowner = "a"\n',
            "a: owners go round in a circle: a → b → a",
        ),
        ('[[person]]\nid = "p"\nname = "P"\nowner = "a"\n', "names1.toml: p: unknown key 'owner'"),
        ('[[more]]\nid = "nobody"\naliases = ["N"]\n', "names1.toml: nobody: more adds to an entity that is known"),
        ('defaults = { city = "Jakarta" }\n', "names1.toml: defaults: unknown key 'city'; there are country, sector"),
        ("defaults = 3\n", "names1.toml: defaults must be a table"),
        ('[context]\nbank = "teller"\n', "names1.toml: context: bank must be a list of texts"),
    ],
)
def test_each_mistake_is_told(text: str, told: str) -> None:
    with pytest.raises(CatalogError, match=told):
        read(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"none\.toml: No such file"):
        catalog.load((tmp_path / "none.toml",))


def test_a_file_of_other_bytes_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('[[person]]\nid = "a"\nname = "Jérôme"\n'.encode("latin-1"))
    with pytest.raises(CatalogError, match=r"latin\.toml: not UTF-8"):
        catalog.load((tmp_path / "latin.toml",))
