"""The catalog as administrators changed it: what each change does, what it refuses, and undoing in any order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import CatalogChange
from feeds.reading.naming import catalog_files
from feeds.reading.naming.additions import additions
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.naming.changes import applied, id_for, in_the_way

FILE = """
[[organisation]]
id = "norvale"
name = "Norvale"
zh = "诺维尔"
aliases = ["Norvale Group", "NVL"]
exact = ["NVL"]
products = ["Nori"]
[[organisation]]
id = "norvale-lab"
name = "Norvale Lab"
owner = "norvale"
[[organisation]]
id = "halmerion"
name = "Halmerion"
aliases = ["Halm", "NVL"]
[[organisation]]
id = "bravik"
name = "Bravik"
owner = "halmerion"
[[person]]
id = "tan-ruo"
name = "Tan Ruo"
zh = "谭若"
[[person]]
id = "milan-oyelaran"
name = "Milan Oyelaran"
"""
FILES = Catalog(catalog_files.read([("test.toml", FILE)]))
TEXTS = (
    "Norvale Group and NVL of 诺维尔, Halm, Zelvane and Zelvane Labs",
    "谭若 left Norvale Lab; Tan Ruo, Ruo Tan and Milan Oyelaran of Bravik, 泽尔万",
)


def change(number: int, action: str, entity: str, other: str = "", *names: str, **more: object) -> CatalogChange:
    return replace(CatalogChange(number, action, entity, other, names=names), **more)  # type: ignore[arg-type]


def state(catalog: Catalog) -> object:
    """Everything that the catalog answers with, for every name and id that the tests use."""
    names = {s for e in (*FILES.entities.values(), *catalog.entities.values()) for s in (*e.spellings, *NAMES)}
    ids = sorted({*FILES.entities, *catalog.entities, *IDS})
    return (
        dict(catalog.entities),
        {n: catalog.resolve(n) for n in names},
        {i: (catalog.entity(i), catalog.owners(i), sorted(catalog.units(i))) for i in ids},
        [[(s.entity.id, s.shown, a, b) for s, a, b in catalog.found_in(text.casefold())] for text in TEXTS],
        catalog.around(["a", "e", "norv", "京东"]),
        {n: (catalog.suggest(n + "x"), catalog.beginning(n[:4])) for n in names},
    )


NAMES = ("Zelvane", "Zelvane Labs", "泽尔万", "Norvale Group", "NVL", "诺维尔", "谭若", "Halm")
IDS = ("norvale", "norvale-lab", "halmerion", "bravik", "tan-ruo", "milan-oyelaran", "new-1", "new-2")


@st.composite
def changes(draw: st.DrawFn) -> list[CatalogChange]:
    made = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        action = draw(st.sampled_from(["entity", "alias", "merge", "split", "owner"]))
        names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)))
        kind = draw(st.sampled_from(["organisation", "person"])) if action == "entity" else None
        if action == "split":
            kind = draw(st.sampled_from([None, "organisation"]))
        made.append(
            CatalogChange(
                number, action, draw(st.sampled_from(IDS)), draw(st.sampled_from((*IDS, ""))), kind, names,  # type: ignore[arg-type]
                doubtful=draw(st.booleans()), exact=draw(st.booleans()),
            )
        )  # fmt: skip
    return made


@settings(max_examples=150, deadline=None)
@given(changes(), st.data())
def test_any_changes_and_undos_leave_what_the_rest_makes(made: list[CatalogChange], data: st.DataObject) -> None:
    # Made one after the other, each refused one left out, as the chat does it; then undone while nothing is in the way.
    standing: list[CatalogChange] = []
    for one in made:
        if one.number not in applied(FILES, [*standing, one]).refused:
            standing.append(one)
    for _ in range(data.draw(st.integers(0, len(standing)))):
        free = [c for c in standing if not in_the_way(FILES, standing, c.number)]
        assert free, "the last change can always be undone"
        undone = data.draw(st.sampled_from(free))
        standing.remove(undone)
    result = applied(FILES, standing)
    assert not result.refused
    # Over the files' indexes it answers as one that is built anew of the same entities.
    fresh = Catalog(dict(result.catalog.entities), result.catalog.became)
    assert state(result.catalog) == state(fresh)
    if not standing:
        assert state(result.catalog) == state(FILES)


def made(*what: CatalogChange) -> Catalog:
    result = applied(FILES, what)
    assert not result.refused
    return result.catalog


def test_a_spelling_is_found_and_resolved() -> None:
    catalog = made(
        change(1, "alias", "halmerion", "", "哈尔美"), change(2, "alias", "halmerion", "", "HLM", exact=True)
    )
    entity = catalog.entities["halmerion"]
    assert catalog.resolve("哈尔美") == (entity,)
    assert catalog.display("halmerion", "zh") == "哈尔美", "the first Chinese spelling is its Chinese name"
    assert entity.exact == {"HLM"}
    assert [s.shown for s, _, _ in catalog.found_in("加入哈尔美")] == ["哈尔美"]
    assert FILES.resolve("哈尔美") == ()


def test_a_doubtful_spelling_counts_beside_words_of_firms_or_of_the_entity() -> None:
    entity = made(change(1, "alias", "halmerion", "", "Heron", doubtful=True)).entities["halmerion"]
    assert entity.doubtful("heron")
    assert {"CEO", "公司", "Halmerion"} <= set(entity.context)


def test_a_merge_takes_names_labs_and_old_ids_along() -> None:
    catalog = made(change(1, "merge", "norvale", "halmerion"))
    one = catalog.entities["halmerion"]
    assert set(one.given) == {"Halmerion", "Halm", "NVL", "Norvale", "Norvale Group", "诺维尔"}
    assert one.products == ("Nori",)
    assert catalog.resolve("NVL") == (one,)
    assert catalog.entity("norvale") is one
    assert set(catalog.units("halmerion")) == {"bravik", "norvale-lab"}
    assert set(catalog.units("norvale")) == {"halmerion", "bravik", "norvale-lab"}
    assert catalog.owners("norvale") == ("halmerion",)
    assert catalog.display("norvale", "en") == "Halmerion"


def test_a_split_makes_an_entity_of_names_that_are_taken_out() -> None:
    catalog = made(change(1, "split", "norvale", "nvl", "NVL", kind="organisation"))
    assert "NVL" not in catalog.entities["norvale"].given
    assert catalog.entities["norvale"].exact == frozenset()
    assert [e.id for e in catalog.resolve("NVL")] == ["halmerion", "nvl"]


def test_a_split_into_another_or_into_nobody() -> None:
    catalog = made(
        change(1, "split", "norvale", "bravik", "Norvale Group"), change(2, "split", "halmerion", "", "Halm")
    )
    assert [e.id for e in catalog.resolve("Norvale Group")] == ["bravik"]
    assert catalog.resolve("Halm") == ()


def test_a_lab_goes_to_another_owner() -> None:
    catalog = made(change(1, "owner", "norvale-lab", "halmerion"), change(2, "owner", "bravik"))
    assert catalog.owners("norvale-lab") == ("halmerion",)
    assert catalog.owners("bravik") == ()
    assert catalog.units("norvale") == ()


def test_a_chinese_person_is_called_by_pinyin_where_latin_letters_are_read() -> None:
    catalog = made(change(1, "entity", "shen-ruoxi", "", "沈若溪", kind="person"))
    assert catalog.display("shen-ruoxi", "en") == "Shen Ruoxi"
    assert catalog.display("shen-ruoxi", "zh") == "沈若溪"
    assert [e.id for e in catalog.resolve("Ruoxi Shen")] == ["shen-ruoxi"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (change(1, "alias", "nobody", "", "X1"), "unknown"),
        (change(1, "alias", "norvale", "", "norvale group"), "known"),
        (change(1, "entity", "norvale", "", "N", kind="organisation"), "taken"),
        (change(1, "merge", "norvale", "tan-ruo"), "kinds"),
        (change(1, "merge", "norvale", "norvale"), "known"),
        (change(1, "split", "norvale", "", "Norvale"), "chief"),
        (change(1, "split", "norvale", "", "Halm"), "lacks"),
        (change(1, "owner", "norvale", "norvale-lab"), "circle"),
        (change(1, "owner", "tan-ruo", "norvale"), "kinds"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wrong: CatalogChange, reason: str) -> None:
    result = applied(FILES, [wrong])
    assert result.refused == {1: reason}
    assert state(result.catalog) == state(FILES)


def test_what_builds_on_a_change_is_in_the_way_of_its_undo() -> None:
    new, on_it, apart = (
        change(1, "entity", "new-1", "", "Zelvane", kind="organisation"),
        change(2, "alias", "new-1", "", "Zelvane Labs"),
        change(3, "alias", "bravik", "", "泽尔万"),
    )
    assert in_the_way(FILES, [new, on_it, apart], 1) == (on_it,)
    assert in_the_way(FILES, [new, on_it, apart], 2) == ()
    assert in_the_way(FILES, [new, apart], 1) == ()


def test_ids_are_readable_and_nobody_elses() -> None:
    catalog = made(change(1, "merge", "norvale", "halmerion"))
    assert id_for("Zelvane Labs", catalog) == "zelvane-labs"
    assert id_for("Norvale", catalog) == "norvale-2", "that of an entity which was given up is not given again"
    assert id_for("沈若溪", catalog) == "shen-ruoxi"
    assert id_for("Ж", catalog) == "entity"


def test_the_exported_file_says_what_was_added() -> None:
    catalog = made(
        change(1, "entity", "zelvane", "", "Zelvane", "泽尔万", kind="organisation"),
        change(2, "alias", "halmerion", "", 'Heron "H"', doubtful=True),
        change(3, "owner", "zelvane", "norvale"),
        change(4, "entity", "shen-ruoxi", "", "沈若溪", kind="person", doubtful=True),
    )
    again = Catalog(catalog_files.read([("test.toml", FILE), ("names.toml", additions(catalog))]))
    assert {i: (set(e.given), e.owner, e.ambiguous, e.exact) for i, e in again.entities.items()} == {
        i: (set(e.given), e.owner, e.ambiguous, e.exact) for i, e in catalog.entities.items()
    }


def test_what_a_file_cannot_say_stands_as_a_comment() -> None:
    catalog = made(change(1, "merge", "norvale", "halmerion"), change(2, "owner", "bravik"))
    text = additions(catalog)
    assert '# not in this file: "norvale" is one with "halmerion"' in text
    assert '# not in this file: the owner of "bravik" is "nobody"' in text
    assert "[[" not in text


def test_a_change_lies_over_the_packaged_files_and_leaves_them_as_they_are() -> None:
    files = load()
    catalog = applied(files, [change(1, "alias", "alibaba", "", "Zelvane Holding")]).catalog
    assert catalog.files is files and len(catalog.differing) == 1
    assert [e.id for e in catalog.resolve("Zelvane Holding")] == ["alibaba"]
    assert catalog.resolve("OpenAI") == files.resolve("OpenAI")
