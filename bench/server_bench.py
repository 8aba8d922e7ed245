#!/usr/bin/env python3
"""Whole servers, paired: Ontos and each peer in turn, the server on core 0, wrk on core 1.

usage: server_bench.py [--seconds S] [--rounds R] [--peers fastapi,mlserver,mlflow] [--out FILE]
Every case runs Ontos, peer, Ontos, peer, ... and reports medians and the median of the pairwise
ratios. Needs build/release/ontos, wrk, and the peers of bench/peers/install.sh in .deps/peers.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "examples" / "breast_cancer"
PEERS = ROOT / ".deps" / "peers"
ONTOS = ROOT / "build" / "release" / "ontos"
MODELS = {"linear": "v1", "100 trees": "v2"}
LABEL = "diagnosis"


@dataclass
class Server:
    """One process to measure: how to start it, and where and in which form it takes rows."""

    name: str
    command: list[str]
    route: str
    form: str
    environment: dict[str, str] = field(default_factory=dict)
    prepare: object = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def held_out() -> tuple[list[str], list[list[float]]]:
    with open(SAMPLE / "held_out.csv", newline="") as file:
        table = list(csv.DictReader(file))
    columns = [name for name in table[0] if name != LABEL]
    return columns, [[float(row[name]) for name in columns] for row in table]


def bodies(folder: pathlib.Path, form: str, rows: int) -> pathlib.Path:
    """A file of JSON bodies, one a line, of real rows."""
    path = folder / f"{form}_{rows}.jsonl"
    if path.exists():
        return path
    columns, table = held_out()
    with open(path, "w") as file:
        for start in range(16):
            some = [table[(start * 7 + i) % len(table)] for i in range(rows)]
            if form == "records":
                body: object = {"inputs": [dict(zip(columns, row, strict=True)) for row in some]}
            elif form == "dataframe_split":
                body = {"dataframe_split": {"columns": columns, "data": some}}
            else:
                body = {"inputs": some}
            file.write(json.dumps(body, separators=(",", ":")) + "\n")
    return path


def post(port: int, route: str, body: bytes, timeout: float = 10) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{route}", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=timeout) as reply:
        return reply.read()


class Running:
    """A started server; the time until its first right answer is measured."""

    def __init__(self, server: Server, port: int, work: pathlib.Path) -> None:
        self.server, self.port = server, port
        log = (work / f"{server.name}.log").open("w")  # noqa: SIM115
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "ORT_DISABLE_TELEMETRY": "1",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "1",
            **server.environment,
        }
        began = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *server.command],
            env=environment,
            stdout=log,
            stderr=log,
            cwd=work,
            start_new_session=True,
        )
        if server.prepare:
            server.prepare(port)
        body = pathlib.Path(bodies(work, server.form, 1)).read_text().partition("\n")[0].encode()
        while True:
            try:
                post(port, server.route, body)
                break
            except (OSError, urllib.error.URLError, http.client.HTTPException) as error:
                if self.process.poll() is not None or time.monotonic() - began > 60:
                    self.stop()
                    raise RuntimeError(f"{server.name} does not answer: {error}") from error
                time.sleep(0.01)
        self.start_seconds = time.monotonic() - began

    def members(self) -> list[int]:
        """Every process of the server's session."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    if os.getsid(int(entry)) == self.process.pid:
                        found.append(int(entry))
                except OSError:
                    continue
        return found

    def memory_mib(self) -> float:
        total = 0
        for pid in self.members():
            try:
                text = pathlib.Path(f"/proc/{pid}/status").read_text()
                total += int(re.search(r"VmRSS:\s+(\d+)", text)[1])
            except (OSError, TypeError):
                continue
        return total / 1024

    def cpu_seconds(self) -> float:
        total = 0
        for pid in self.members():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                continue
        return total / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        for stop_signal in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.members():
                try:
                    os.kill(pid, stop_signal)
                except OSError:
                    continue
            deadline = time.monotonic() + 5
            while self.members() and time.monotonic() < deadline:
                self.process.poll()
                time.sleep(0.05)


def load(
    running: Running, work: pathlib.Path, rows: int, connections: int, seconds: int
) -> dict[str, float]:
    """One run of wrk."""
    server = running.server
    environment = {
        **os.environ,
        "BODIES": str(bodies(work, server.form, rows)),
        "ROUTE": server.route,
    }
    cpu = running.cpu_seconds()
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    command += ["--timeout", "20s", "-s", str(ROOT / "bench" / "peers" / "post.lua")]
    command += [f"http://127.0.0.1:{running.port}{server.route}"]
    output = subprocess.run(command, env=environment, capture_output=True, text=True).stdout
    line = next(line for line in output.splitlines() if line.startswith("RESULT "))
    result = json.loads(line[len("RESULT ") :])
    result["rps"] = result["requests"] / result["us"] * 1e6
    result["cpu_us"] = (running.cpu_seconds() - cpu) / max(1, result["requests"]) * 1e6
    return result


def overhead_us(running: Running, work: pathlib.Path, requests: int = 3000) -> dict[str, float]:
    """Server time minus model time, from the server-timing header, one connection."""
    lines = pathlib.Path(bodies(work, running.server.form, 1)).read_text().splitlines()
    connection = http.client.HTTPConnection("127.0.0.1", running.port)
    spent, model = [], []
    for i in range(requests):
        connection.request(
            "POST",
            running.server.route,
            lines[i % len(lines)],
            {"Content-Type": "application/json"},
        )
        reply = connection.getresponse()
        reply.read()
        timing = reply.getheader("server-timing")
        inside, total = (float(number) for number in re.findall(r"dur=([\d.]+)", timing))
        if i >= 100:
            spent.append((total - inside) * 1000)
            model.append(inside * 1000)
    spent.sort()
    return {
        "p50": statistics.median(spent),
        "p99": spent[int(len(spent) * 0.99)],
        "model_p50": statistics.median(model),
    }


def ontos(work: pathlib.Path, port: int, version: str, form: str) -> Server:
    data = work / f"data_{version}"
    if not (data / "ready").exists():
        shutil.rmtree(data, ignore_errors=True)
        setup_ontos(data, version)
    return Server(
        f"ontos_{form}",
        [str(ONTOS), "serve", "--port", str(port), "--data", str(data), "--io-threads", "1"]
        + ["--scoring-threads", "1", "--log-level", "warning"],
        "/api/v1/deployment/endpoints/bench/query",
        form,
    )


def setup_ontos(data: pathlib.Path, version: str) -> None:
    """Registers and deploys once; what is measured is a restart, as in production."""
    port = free_port()
    process = subprocess.Popen(
        [str(ONTOS), "serve", "--port", str(port), "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    process.stdout.readline()
    client = [str(ONTOS)]
    server = ["--server", f"http://127.0.0.1:{port}"]
    name = "bench.models.cancer"
    folder = str(SAMPLE / version)
    subprocess.run([*client, "models", "register", name, folder, *server], check=True)
    subprocess.run(
        [*client, "deploy", name, "--endpoint", "bench", "--wait", "60", *server], check=True
    )
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    (data / "ready").touch()


def mlserver(work: pathlib.Path, port: int, version: str) -> Server:
    folder = work / f"mlserver_{version}"
    folder.mkdir(exist_ok=True)
    settings = {
        "name": "m",
        "implementation": "mlserver_mlflow.MLflowRuntime",
        "parameters": {"uri": str(SAMPLE / version), "version": "1"},
    }
    (folder / "model-settings.json").write_text(json.dumps(settings))
    host = {"host": "127.0.0.1", "http_port": port, "grpc_port": free_port()}
    host |= {"metrics_port": free_port(), "parallel_workers": 0, "debug": False}
    (folder / "settings.json").write_text(json.dumps(host))
    return Server(
        "mlserver",
        [str(PEERS / "mlserver/bin/mlserver"), "start", str(folder)],
        "/invocations",
        "dataframe_split",
        {"PATH": f"{PEERS}/mlserver/bin:{os.environ['PATH']}"},
    )


def peer(name: str, work: pathlib.Path, port: int, version: str) -> Server:
    model = SAMPLE / version
    if name == "mlserver":
        return mlserver(work, port, version)
    if name == "fastapi":
        command = [str(PEERS / "fastapi/bin/python"), "-m", "uvicorn", "fastapi_app:app"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        command += ["--no-access-log", "--log-level", "warning"]
        paths = {"PYTHONPATH": str(ROOT / "bench" / "peers"), "MODEL": str(model / "model.onnx")}
        return Server("fastapi", command, "/predict", "tensor", paths)
    command = [str(PEERS / "mlflow/bin/mlflow"), "models", "serve", "-m", str(model)]
    command += ["-h", "127.0.0.1", "-p", str(port), "--workers", "1", "--env-manager", "local"]
    return Server(
        "mlflow",
        command,
        "/invocations",
        "dataframe_split",
        {"PATH": f"{PEERS}/mlflow/bin:{os.environ['PATH']}"},
    )


def version_of(name: str) -> str:
    package = {"fastapi": "fastapi", "mlserver": "mlserver", "mlflow": "mlflow"}[name]
    output = subprocess.run(
        [str(PEERS / name / "bin/python"), "-c", f"import {package}; print({package}.__version__)"],
        capture_output=True,
        text=True,
    ).stdout
    return output.strip().splitlines()[-1] if output.strip() else "?"


def compare(name: str, model: str, work: pathlib.Path, seconds: int, rounds: int) -> list[dict]:
    """Both servers up at once, idle in turn; rounds alternate."""
    version = MODELS[model]
    theirs = peer(name, work, free_port(), version)
    port = int(theirs.command[theirs.command.index("--port") + 1]) if name == "fastapi" else None
    if name == "mlflow":
        port = int(theirs.command[theirs.command.index("-p") + 1])
    if name == "mlserver":
        settings = json.loads((work / f"mlserver_{version}" / "settings.json").read_text())
        port = settings["http_port"]
    our_port = free_port()
    them = Running(theirs, port, work)
    us = Running(ontos(work, our_port, version, theirs.form), our_port, work)
    rows: list[dict] = []
    try:
        for count, connections in ((1, 1), (1, 16), (1, 512), (256, 1)):
            load(us, work, count, connections, 1)
            load(them, work, count, connections, 1)
            pairs = []
            for _ in range(rounds):
                pair = [load(server, work, count, connections, seconds) for server in (us, them)]
                pairs.append(pair)
            row = {"peer": name, "model": model, "rows": count, "connections": connections}
            for index, who in enumerate(("ontos", "peer")):
                for key in ("rps", "p50_us", "p99_us", "cpu_us", "bad_status", "bad_socket"):
                    row[f"{who}_{key}"] = statistics.median(pair[index][key] for pair in pairs)
            # A peer that answers nothing in a run counts as one request.
            least = 1 / seconds
            row["ratio"] = statistics.median(a["rps"] / max(b["rps"], least) for a, b in pairs)
            row["ontos_start_s"], row["peer_start_s"] = us.start_seconds, them.start_seconds
            row["ontos_mib"], row["peer_mib"] = us.memory_mib(), them.memory_mib()
            print(json.dumps(row), flush=True)
            rows.append(row)
    finally:
        us.stop()
        them.stop()
    return rows


def own_overhead(work: pathlib.Path) -> list[dict]:
    rows = []
    for model, version in MODELS.items():
        for form in ("tensor", "records"):
            port = free_port()
            running = Running(ontos(work, port, version, form), port, work)
            try:
                load(running, work, 1, 1, 1)
                rows.append({"model": model, "form": form, **overhead_us(running, work)})
                print(json.dumps(rows[-1]), flush=True)
            finally:
                running.stop()
    return rows


def table(rows: list[dict], overhead: list[dict]) -> str:
    lines = [
        "| peer | model | rows | connections | Ontos req/s | peer req/s | ratio "
        "| Ontos p50 / p99 µs "
        "| peer p50 / p99 µs | CPU µs a request, Ontos / peer |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        lines.append(
            f"| {row['peer']} | {row['model']} | {row['rows']} | {row['connections']} "
            f"| {row['ontos_rps']:,.0f} | {row['peer_rps']:,.0f} | {row['ratio']:.1f} "
            f"| {row['ontos_p50_us']:,.0f} / {row['ontos_p99_us']:,.0f} "
            f"| {row['peer_p50_us']:,.0f} / {row['peer_p99_us']:,.0f} "
            f"| {row['ontos_cpu_us']:.0f} / {row['peer_cpu_us']:.0f} |"
        )
    lines += ["", "| server | start to first answer, s | resident, MiB |", "|---|--:|--:|"]
    ours = rows[-1]
    lines.append(f"| Ontos | {ours['ontos_start_s']:.2f} | {ours['ontos_mib']:.0f} |")
    for name in dict.fromkeys(row["peer"] for row in rows):
        last = [row for row in rows if row["peer"] == name][-1]
        lines.append(
            f"| {name} {version_of(name)} | {last['peer_start_s']:.2f} | {last['peer_mib']:.0f} |"
        )
    lines += [
        "",
        "Server time minus model time, one connection, one row (µs):",
        "",
        "| model | form | p50 | p99 | model's own p50 |",
        "|---|---|--:|--:|--:|",
    ]
    for row in overhead:
        lines.append(
            f"| {row['model']} | {row['form']} | {row['p50']:.0f} | {row['p99']:.0f} "
            f"| {row['model_p50']:.1f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="fastapi,mlserver,mlflow")
    parser.add_argument("--out", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ontos-bench-") as folder:
        work = pathlib.Path(folder)
        overhead = own_overhead(work)
        rows: list[dict] = []
        for name in filter(None, options.peers.split(",")):
            for model in MODELS:
                try:
                    rows += compare(name, model, work, options.seconds, options.rounds)
                except RuntimeError as error:
                    print(f"{name}, {model}: left out: {error}", flush=True)
        text = table(rows, overhead) if rows else json.dumps(overhead, indent=2)
        print(text)
        if options.out:
            pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
