"""What is remembered by name has a bound: new names never run out, and the bot runs for months."""

import gc
import importlib
import pkgutil
from functools import _lru_cache_wrapper
from inspect import signature
from typing import Any

import feeds.reading

LARGEST = 1 << 15  # entries; with its arguments one takes some hundreds of bytes
# Without a bound, since what they are asked for are our own texts and languages, or single characters.
OURS = {
    "feeds.reading.text._folded_character",
    "feeds.reading.moving.affiliation.patterns",
    "feeds.reading.moving.affiliation._sieve",
    "feeds.reading.moving.layoffs._sieve",
    "feeds.reading.moving.cues.cues",
    "feeds.reading.moving.cues._sieve",
    "feeds.reading.naming.catalog.load",
    "feeds.reading.naming.words.common",
    "feeds.reading.naming.gazetteer._alternatives",
    "feeds.reading.naming.gazetteer._pattern",
    "feeds.reading.naming.gazetteer._cut",
    "feeds.reading.answering.weighing.weights",
}


def caches() -> dict[str, Any]:
    """Every cache of what reads articles, by its function's name."""
    for module in pkgutil.walk_packages(feeds.reading.__path__, "feeds.reading."):
        importlib.import_module(module.name)
    gc.unfreeze()  # tests/conftest.py puts what was imported out of its sight
    found = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]
    gc.freeze()
    return {name: one for one in found if (name := f"{one.__module__}.{one.__qualname__}").startswith("feeds.reading.")}


def test_every_cache_that_is_asked_for_what_comes_from_outside_has_a_bound() -> None:
    every = caches()
    assert len(every) > 20
    asked = {name: one.cache_info().maxsize for name, one in every.items() if signature(one.__wrapped__).parameters}
    assert {name for name, most in asked.items() if most is None} == OURS
    assert {name: most for name, most in asked.items() if most is not None and most > LARGEST} == {}
