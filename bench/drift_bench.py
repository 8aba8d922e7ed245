#!/usr/bin/env python3
"""Drift of raw rows and from stored profiles, in pairs with Evidently, NannyML and alibi-detect.

    bench/drift_bench.py [--rounds N] [--build build/release]

Needs the build, and the peers by bench/peers/install.sh. Each round runs every peer and then
Ontos, all on the core that is given; the table has the median of CPU seconds, which other work on
the machine moves least. Prints Markdown.
"""

import argparse
import json
import os
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = {"evidently": "evidently", "nannyml": "nannyml", "alibi": "alibi", "scipy": "alibi"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--build", type=Path, default=ROOT / "build/release")
    arguments.add_argument("--core", default="0")
    options = arguments.parse_args()
    peers = {peer: [] for peer in PEERS}
    versions, found, ours = {}, {}, {}
    for _ in range(options.rounds):
        for peer, folder in PEERS.items():
            answer = run_peer(peer, ROOT / ".deps/peers" / folder, options.core)
            if answer is None:
                continue
            peers[peer] += answer["cpu_seconds"]
            versions[peer], found[peer] = answer["version"], answer["found"]
        for name, seconds in run_ours(options.build, options.core).items():
            ours.setdefault(name, []).append(seconds)
    print_table(peers, versions, found, {n: statistics.median(s) for n, s in ours.items()})


def run_peer(peer: str, folder: Path, core: str) -> dict | None:
    python = folder / "bin/python"
    if not python.exists():
        return None
    done = subprocess.run(
        ["taskset", "-c", core, python, ROOT / "bench/peers/drift.py", peer],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    if done.returncode != 0:
        print(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_ours(build: Path, core: str) -> dict[str, float]:
    done = subprocess.run(
        ["taskset", "-c", core, build / "bench/bench_drift", "--benchmark_format=json"],
        capture_output=True,
        text=True,
        check=True,
    )
    scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
    return {
        one["name"]: one["cpu_time"] * scale[one["time_unit"]]
        for one in json.loads(done.stdout)["benchmarks"]
    }


def print_table(peers: dict, versions: dict, found: dict, ours: dict[str, float]) -> None:
    raw = ours["drift_of_raw_rows_edges_included"]
    page = ours["drift_page_of_50_features_from_stored_hours"]
    print("| | version | CPU seconds | times raw rows | times stored profiles | found |")
    print("|---|---|--:|--:|--:|---|")
    for peer, seconds in peers.items():
        if not seconds:
            continue
        median = statistics.median(seconds)
        print(
            f"| {peer} | {versions[peer]} | {median:.2f} | {median / raw:.1f} | "
            f"{median / page:,.0f} | {found[peer]} |"
        )
    print(f"| Ontos, raw rows, edges included | | {raw:.3f} | 1 | | 5 columns drifted |")
    known = ours["drift_of_raw_rows_edges_known"]
    print(f"| Ontos, raw rows, edges known | | {known:.3f} | | | |")
    print(f"| Ontos, from 168 stored hours | | {page:.6f} | | 1 | |")
    for name, seconds in ours.items():
        print(f"{name}: {seconds * 1e9:,.1f} ns")


if __name__ == "__main__":
    main()
