"""The administrators' manual names commands, options, settings and places that there are."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from bot.cli import parser
from bot.commands.registry import ADMIN_COMMANDS, COMMANDS
from tools.settings_page import settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "administrators.md").read_text("utf-8")
BLOCKS = [line[4:] for line in PAGE.splitlines() if line.startswith("    ")]
SPANS = re.findall(r"`([^`\n]+)`", PAGE)
# What @BotFather understands, and the addresses of docs/running.md.
OTHERS = {"newbot", "setinline", "setjoingroups", "setprivacy", "revoke", "healthz"}


def calls() -> list[str]:
    """Every line of the manual that calls the program, without what stands around it."""
    found = [match[1] for line in BLOCKS if (match := re.search(r"(?:^|/|\| )(hengkang [a-z].*?)(?: >| \||$)", line))]
    return [*found, *(span for span in SPANS if re.match(r"hengkang [a-z]", span))]


@pytest.mark.parametrize("call", dict.fromkeys(calls()))
def test_every_call_is_understood(call: str) -> None:
    _, *arguments = shlex.split(call.replace(" ID", " 5"))
    assert isinstance(parser().parse_args(arguments), argparse.Namespace)


def test_the_calls_are_found() -> None:
    assert len(set(calls())) >= 12


def test_every_command_of_the_chat_is_one() -> None:
    named = {name for span in SPANS for name in re.findall(r"^/([a-z]+)\b(?!/)", span)}
    assert len(named) > 15
    assert named - set(COMMANDS) - set(ADMIN_COMMANDS) == named & OTHERS


def test_every_setting_is_one() -> None:
    tables = {name.partition(".")[0] for name, _ in settings() if "." in name}
    named = {match[1] for span in SPANS if (match := re.match(r"([a-z]+\.[a-z_]+)( =|$)", span))}
    named = {name for name in named if name.partition(".")[0] in tables}
    assert len(named) >= 10
    assert named - {name for name, _ in settings()} == set()


def anchor(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https:)([^)]+)\)", PAGE)
    assert len(links) >= 8
    for link in links:
        name, _, place = link.partition("#")
        target = ROOT / "docs" / (name or "administrators.md")
        assert target.is_file(), link
        anchors = {anchor(h) for h in re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)}
        assert not place or place in anchors, link
