"""Changes of the catalog as they are written, and as buttons carry them."""

import pytest

from bot.commands.administration.changes import Form, fault_of, form_of, is_short, packed, unpacked
from feeds.model import CatalogChange


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Norvale", Form("Norvale")),
        ("  Norvale \n Group ", Form("Norvale Group")),
        ("Norvale + NVL", Form("Norvale", "+", "NVL")),
        ("“Norvale” + @norvale_ai", Form("Norvale", "+", "norvale_ai")),
        ("诺维尔+诺维尔集团", Form("诺维尔", "+", "诺维尔集团")),
        ("诺维尔＋NVL", Form("诺维尔", "+", "NVL")),
        ("诺维尔=Norvale", Form("诺维尔", "=", "Norvale")),
        ("Norvale - NVL", Form("Norvale", "-", "NVL")),
        ("Norvale - NVL = Halmerion", Form("Norvale", "-", "NVL", "Halmerion")),
        ("Norvale Lab < Norvale", Form("Norvale Lab", "<", "Norvale")),
        ("Norvale Lab < -", Form("Norvale Lab", "<")),
        ("Norvale Lab < —", Form("Norvale Lab", "<")),
        # What stands in a name is no sign.
        ("A+E Networks", Form("A+E Networks")),
        ("Norvale-Halmerion", Form("Norvale-Halmerion")),
        ("Norvale+ + Norvale Plus", Form("Norvale+", "+", "Norvale Plus")),
    ],
)
def test_what_is_written_is_understood(text: str, form: Form) -> None:
    assert form_of(text) == form


@pytest.mark.parametrize("text", ["a + b + c", "+ b", "a = b = c", "a - b < c", "a +  + b"])
def test_signs_that_make_no_sense_are_refused(text: str) -> None:
    form = form_of(text)
    assert form is None or not form.name


@pytest.mark.parametrize(
    ("name", "fault"), [("Norvale", None), ("海", None), ("N", "short"), ("", "odd"), ("&—", "odd"), ("x" * 81, "long")]
)
def test_names_that_cannot_be_found_are_told(name: str, fault: str | None) -> None:
    assert fault_of(name) == fault


def test_abbreviations_count_in_their_case_only() -> None:
    assert is_short("NVL") and is_short("N.V.")
    assert not is_short("Nori") and not is_short("阿里")


@pytest.mark.parametrize(
    "change",
    [
        CatalogChange(0, "alias", "norvale", names=("N|V|L", "诺维尔"), doubtful=True, exact=True),
        CatalogChange(7, "entity", "rara", kind="person", names=("Rara: the | one",)),
        CatalogChange(12, "merge", "norvale", "halmerion"),
        CatalogChange(3, "split", "norvale", "nvl", "organisation", ("NVL",)),
        CatalogChange(3, "split", "norvale", "", None, ("NVL",)),
        CatalogChange(3, "owner", "norvale-lab"),
    ],
)
def test_a_button_carries_a_change_whole(change: CatalogChange) -> None:
    assert unpacked(packed(change)) == change


@pytest.mark.parametrize(
    "value",
    [
        "",
        "|||||",
        "1|alias|norvale||||",
        "1|drop|norvale||||x1",
        "-1|alias|norvale||||NVL",
        "1|alias|NORVALE||||NVL",
        "1|alias|norvale|; --|||NVL",
        "1|alias|norvale||q||NVL",
        "1|alias|norvale|||z|NVL",
        "1|entity|norvale||||NVL",
        "1|alias|norvale||||\u202eNVL",
        "1|alias|norvale||||" + "x" * 81,
        "９|alias|norvale||||NVL" + "\x00",
    ],
)
def test_a_button_that_nobody_was_offered_carries_none(value: str) -> None:
    assert unpacked(value) is None
