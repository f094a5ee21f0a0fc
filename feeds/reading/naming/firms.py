"""Organisations compared by their entity keys: one and the same, one's owner, of one house, or at odds."""

from rapidfuzz import fuzz

from feeds.reading.naming.catalog import Catalog
from feeds.reading.text import has_han

MISSPELT = 85  # of 100; unknown names as alike as this are one name misspelt or shortened


def family(key: str | None, catalog: Catalog) -> frozenset[str]:
    """An organisation's key with those of its owners: a lab's news is its owner's."""
    if not key:
        return frozenset()
    return frozenset((key, *catalog.owners(key)))


def search_keys(key: str | None, catalog: Catalog) -> frozenset[str]:
    """The keys under which stories about an organisation are found: its family's, and a shorter form of a long name."""
    words = (key or "").split()
    shorter = {" ".join(words[:2])} if len(words) > 2 and (key or "").startswith("~") else set()
    return family(key, catalog) | shorter


def one_house(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two organisations are one, one owns the other, or one owner has both."""
    return bool(family(a, catalog) & family(b, catalog))


def one_firm(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two keys are one organisation or one of them owns the other; two labs of one owner are not.

    Of unknown names one may hold the other ("homeland security", "homeland security department").
    """
    if not a or not b:
        return False
    if a in family(b, catalog) or b in family(a, catalog):
        return True
    if not (a.startswith("~") and b.startswith("~")) or has_han(a) or has_han(b):
        return False
    x, y = set(a[1:].split()), set(b[1:].split())
    return min(len(x), len(y)) >= 2 and (x <= y or y <= x)


def contradict(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether both are named, can be compared and are not of one house; unknown names of two scripts cannot be."""
    if not a or not b or one_house(a, b, catalog):
        return False
    comparable = not a.startswith("~") or not b.startswith("~") or has_han(a) == has_han(b)
    return comparable and fuzz.token_set_ratio(a, b) < MISSPELT
