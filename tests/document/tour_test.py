"""The tour of the README, typed line by line into a shell: it answers what the README says."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from support.server import BINARY, ROOT, SAMPLE, Server, clean_environment

ANY = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{6}Z)?", "TIME"),
    (r"-?\d+(\.\d+)?(e[-+]\d+)?", "N"),
)
START = "./dev run "
NAMES = "api json row said sheet job receipt"  # variables of the tour
CUT = 40  # characters: where both were cut short, ids and numbers moved the end


class Step(NamedTuple):
    """One command of the README, and what it says came out."""

    command: str
    told: str


def tour() -> list[Step]:
    """The commands of the README's console blocks, in order."""
    readme = (ROOT / "README.md").read_text()
    out = []
    for block in re.findall(r"```console\n(.*?)```", readme, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, told = re.match(r"((?:[^\n]*\\\n)*[^\n]*\n)(.*)", part, re.S).groups()
            out.append(Step(command, told))
    return out


def masked(text: str) -> str:
    """Without what differs from run to run: ids, times, numbers."""
    for pattern, name in ANY:
        text = re.sub(pattern, name, text)
    return re.sub(r" {2,}", "  ", text).strip()


def flags_of(steps: list[Step]) -> list[str]:
    """With what the README starts the server, as the shell splits it."""
    flags = ["--sample", str(SAMPLE)]
    for command, _ in steps:
        if command.startswith(START):
            print_each = command.replace(START, r"printf '%s\n' ", 1)
            done = subprocess.run(["bash", "-c", print_each], cwd=ROOT, capture_output=True)
            flags += done.stdout.decode().splitlines()
    return flags


def run(command: str, server: Server, variables: Path) -> str:
    """What the shell prints at the server instead of the tour's address; its variables stay."""
    path = f"{Path(BINARY).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [
            "bash",
            "-c",
            f". {variables}; {command.replace('http://127.0.0.1:8000', server.url)}\n"
            f"code=$?; declare -p {NAMES} >{variables} 2>/dev/null; exit $code",
        ],
        cwd=ROOT,
        env=clean_environment(ONTOS_SERVER=server.url, PATH=path),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def test_the_tour_of_the_readme_is_true(tmp_path):
    steps = tour()
    assert len(steps) > 8
    variables = tmp_path / "variables"
    variables.touch()
    with Server(flags=tuple(flags_of(steps))) as server:
        for command, told in steps:
            if command.startswith(START):
                continue
            found, said = masked(run(command, server, variables)), masked(told)
            if "| head -c" in command:
                length = min(len(found), len(said)) - CUT
                found, said = found[:length], said[:length]
            assert found == said, command
