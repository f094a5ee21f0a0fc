"""docs/reliability.md is what the promises and the figures say, and names what exists."""

import shlex

from benchmarks.figures import load
from benchmarks.reliability import FOUND, PAGE, ROOT, read, written


def test_the_page_is_the_one_that_promises_and_figures_make() -> None:
    assert PAGE.read_text("utf-8") == written(read(), load(FOUND)), "make reliability ARGS=--write"


def test_every_test_and_measurement_that_it_names_is_there() -> None:
    page = read()
    tests = {test for promise in page.promises for test in promise.tests}
    assert len(tests) > 10
    assert [test for test in sorted(tests) if not (ROOT / test).is_file()] == []
    modules = {shlex.split(part.run)[0] for part in page.parts}
    assert [m for m in sorted(modules) if not (ROOT / "benchmarks" / f"{m}.py").is_file()] == []
    assert set(load(FOUND)) <= {part.name for part in page.parts}, "figures of a part that the page does not have"


def test_it_is_found_from_where_people_look() -> None:
    assert "](docs/reliability.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "](reliability.md)" in (ROOT / "docs" / "administrators.md").read_text("utf-8")
