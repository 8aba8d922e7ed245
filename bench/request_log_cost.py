"""What the request log costs a prediction: two servers, log on and off, loaded in turn by wrk.

The log keeps what it keeps by default: 1,000 rows and 50 payloads a second. Needs what
server_bench.py needs.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import tempfile

from server_bench import Running, free_port, load, ontos

SETTINGS = {"on": [], "off": ["--request-log-rows-per-second", "0"]}
KEYS = ("rps", "p50_us", "p99_us", "cpu_us", "bad_status", "bad_socket")


def spare_a_core(running: Running) -> None:
    """All threads but those that serve share the other core with wrk."""
    for task in pathlib.Path(f"/proc/{running.process.pid}/task").iterdir():
        if (task / "comm").read_text().strip() != "http":
            os.sched_setaffinity(int(task.name), {1})


def start(work: pathlib.Path, setting: str, has_spare_core: bool) -> Running:
    folder = work / setting
    folder.mkdir(exist_ok=True)
    port = free_port()
    server = ontos(folder, port, "v1", "records")
    server.command += SETTINGS[setting]
    running = Running(server, port, folder)
    if has_spare_core:
        spare_a_core(running)
    return running


def measure(work: pathlib.Path, seconds: int, rounds: int, has_spare_core: bool) -> list[dict]:
    running = {setting: start(work, setting, has_spare_core) for setting in SETTINGS}
    rows = []
    try:
        for count, connections in ((1, 1), (1, 16), (64, 1)):
            for setting in SETTINGS:
                load(running[setting], work / setting, count, connections, 1)
            pairs: list[dict] = []
            for number in range(rounds):
                order = ("on", "off") if number % 2 else ("off", "on")
                pairs.append(
                    {
                        setting: load(running[setting], work / setting, count, connections, seconds)
                        for setting in order
                    }
                )
            row: dict = {"rows": count, "connections": connections}
            for setting in SETTINGS:
                for key in KEYS:
                    row[f"{setting}_{key}"] = statistics.median(
                        pair[setting][key] for pair in pairs
                    )
            for key in ("p50_us", "p99_us"):
                differences = [pair["on"][key] - pair["off"][key] for pair in pairs]
                row[f"{key}_more"] = statistics.median(differences)
            print(json.dumps(row), flush=True)
            rows.append(row)
    finally:
        for one in running.values():
            one.stop()
    return rows


def table(rows: list[dict]) -> str:
    lines = [
        "| rows | connections | req/s on / off | p50 µs on / off | p99 µs on / off "
        "| CPU µs a request on / off |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        cells = [f"| {row['rows']} | {row['connections']} "]
        for key, form in (
            ("rps", ",.0f"),
            ("p50_us", ",.0f"),
            ("p99_us", ",.0f"),
            ("cpu_us", ".1f"),
        ):
            cells.append(f"| {row[f'on_{key}']:{form}} / {row[f'off_{key}']:{form}} ")
        lines.append("".join(cells) + "|")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--spare-core", action="store_true", help="background threads share the core of wrk"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        print(table(measure(work, arguments.seconds, arguments.rounds, arguments.spare_core)))


if __name__ == "__main__":
    main()
