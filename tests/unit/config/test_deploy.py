"""The files of deploy/ hold together with the program, its settings and docs/running.md."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli import parser
from bot.config import Settings
from bot.stopping import STOP_SECONDS

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "hengkang.service").read_text("utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
RUNNING = (ROOT / "docs" / "running.md").read_text("utf-8")


def entries(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.M)


def variables() -> set[str]:
    """The names in the environment that are settings."""
    found = {"HENGKANG_TOKEN"}
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        keys = type(default).model_fields if isinstance(default, BaseModel) else {}
        found |= {f"HENGKANG_{name}__{key}".upper() for key in keys}
    return found


def test_the_unit_starts_the_program_with_options_that_it_has() -> None:
    (command,) = entries("ExecStart")
    program, *arguments = command.split()
    assert program.endswith("/hengkang")
    assert parser().parse_args(arguments).command == "run"


def test_the_container_starts_the_program_with_options_that_it_has() -> None:
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", DOCKERFILE, re.M)
    (more,) = re.findall(r"^CMD (.*)$", DOCKERFILE, re.M)
    program, *arguments = [*json.loads(entry), *json.loads(more)]
    assert program == "hengkang"
    assert parser().parse_args(arguments).command == "run"


@pytest.mark.parametrize("text", [UNIT, DOCKERFILE, COMPOSE], ids=["unit", "Dockerfile", "compose"])
def test_every_variable_is_a_setting(text: str) -> None:
    named = set(re.findall(r"\bHENGKANG_\w+", text))
    assert named
    assert named <= variables()


def test_whoever_stops_the_bot_waits_longer_than_it_takes() -> None:
    grace = re.search(r"stop_grace_period: (\d+)s", COMPOSE)
    assert grace is not None
    assert min(float(entries("TimeoutStopSec")[0]), float(grace.group(1))) > STOP_SECONDS
    assert float(entries("WatchdogSec")[0]) > Settings().monitor.stuck_seconds


def test_the_container_is_built_from_hashes_and_runs_as_nobody_in_particular() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert set(images) == {"python:3.11-slim"}
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert re.search(r"^USER [1-9]\d+$", DOCKERFILE, re.M)
    for word in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "tmpfs:", "mem_limit:"):
        assert word in COMPOSE


def test_what_is_copied_into_the_container_is_let_through() -> None:
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.M)
    copied = {name for line in re.findall(r"^COPY ((?:\w[\w.]* )+)\./", DOCKERFILE, re.M) for name in line.split()}
    assert copied == set(let_in)
    assert all((ROOT / name).exists() for name in let_in)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit_and_finds_it_as_safe_as_the_docs_say(tmp_path: Path) -> None:
    unit = tmp_path / "hengkang.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT), encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    told = re.search(r"exposure (\d+\.\d)", RUNNING)
    assert told is not None
    limit = f"--threshold={float(told.group(1)) * 10:.0f}"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", limit, str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
