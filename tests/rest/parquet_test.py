"""Parquet: exports by the readers that people have; baselines that are the same as their CSV."""

from __future__ import annotations

import io
import json
import os

import pytest
from pandas import Categorical, DataFrame, read_parquet

from support.sample import MODEL, V1, must
from support.server import SAMPLE, Server
from support.upload import CONTENT_TYPE, archive_of, form, part

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

ROWS = 40


@pytest.fixture(scope="module")
def server():
    """A server with the sample model."""
    with Server() as running:
        must(running.register(MODEL, V1), 201)
        yield running


def asked(n):
    """A prompt and its response, some behind a system message."""
    prompt = f"Question {n * n * 7919} of {n}?"
    response = f'Answer {n}, "quoted"\n{chr(0x1F600 + n)}'
    if n % 3:
        return {"prompt": prompt, "response": response}
    said = {"system": "Be kind.", "user": prompt, "assistant": response}
    return {"messages": [{"role": role, "content": text} for role, text in said.items()]}


@pytest.fixture(scope="module")
def sheet(server):
    """A sheet of approved texts, with what trips readers up."""
    client = server.client()
    made = must(client.call("POST", "/training-sheets", {"name": "Support"}), 201)
    rows = [
        {
            **asked(n),
            "rejected_response": f"Wrong {n}" if n % 2 else None,
            "review_status": "approved",
        }
        for n in range(ROWS)
    ]
    must(client.call("POST", f"/training-sheets/{made['id']}/rows", {"rows": rows}), 201)
    client.close()
    return made["id"]


def export(client, sheet, **options):
    """A ready export."""
    made = must(client.call("POST", f"/training-sheets/{sheet}/export", options), 201)
    assert made["status"] == "ready", made
    return made


def download(client, made, folder):
    """All files of an export below a folder."""
    for file in made["manifest"]["files"]:
        name = file["name"].replace("/", "%2F")
        reply = client.call("GET", f"/exports/{made['export_id']}/files/{name}")
        assert reply.status == 200
        path = folder / file["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(reply.body)


def lines_of(client, sheet):
    """The rows as JSON lines."""
    made = export(client, sheet, format="jsonl")
    out = []
    for file in made["manifest"]["files"]:
        if file["split"]:
            reply = client.call("GET", f"/exports/{made['export_id']}/files/{file['name']}")
            out += [json.loads(line) for line in reply.body.decode().split("\n") if line]
    return out


def test_parquet_holds_what_json_lines_hold(client, sheet, tmp_path):
    """By pyarrow: the schema, and every value."""
    made = export(client, sheet, format="parquet")
    download(client, made, tmp_path)
    assert made["train_path"].endswith("support_train.parquet")
    table = pa.concat_tables(
        pq.read_table(tmp_path / file["name"])
        for file in made["manifest"]["files"]
        if file["split"]
    )
    assert table.schema.field("created_at").type == pa.timestamp("us", "UTC")
    assert pa.types.is_list(table.schema.field("messages").type)
    rows = table.to_pylist()
    expected = lines_of(client, sheet)
    assert len(rows) == len(expected) == ROWS
    for row, line in zip(rows, expected, strict=True):
        assert row.pop("created_at").isoformat().startswith(line.pop("created_at")[:19])
        assert row.pop("features") is None
        line.pop("features")
        assert row == line


def test_pandas_reads_it(client, sheet, tmp_path):
    """One row a line, nulls as missing."""
    made = export(client, sheet, format="parquet")
    download(client, made, tmp_path)
    frame = read_parquet(tmp_path / "support_train.parquet")
    assert len(frame) == made["train_count"]
    assert frame["rejected_response"].isna().sum() > 0
    assert frame["messages"].iloc[0][-1]["role"] == "assistant"


@pytest.fixture
def datasets(monkeypatch, tmp_path):
    """Hugging Face's library, without the network."""
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", os.fspath(tmp_path / "hf"))
    return pytest.importorskip("datasets")


def test_hugging_face_reads_the_folder(client, sheet, datasets, tmp_path):
    """By the README's configuration, with its splits."""
    made = export(client, sheet, format="hf_dataset", train_split=0.6)
    folder = tmp_path / "support"
    download(client, made, folder)
    assert (folder / "data/train-00000-of-00001.parquet").exists()
    loaded = datasets.load_dataset(os.fspath(folder), cache_dir=os.fspath(tmp_path / "cache"))
    assert set(loaded) == {"train", "validation"}
    assert len(loaded["train"]) == made["train_count"]
    assert len(loaded["validation"]) == made["val_count"]
    assert loaded["train"][0]["messages"][-1]["role"] == "assistant"


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("trl_prompt_completion", {"prompt": "string", "completion": "string"}),
        (
            "trl_preference",
            {"prompt": "string", "chosen": "string", "rejected": "string"},
        ),
        ("trl_unpaired", {"prompt": "string", "completion": "string", "label": "bool"}),
    ],
)
@pytest.mark.parametrize("conversational", [False, True])
def test_trl_gets_its_documented_columns(
    client, sheet, datasets, tmp_path, kind, columns, conversational
):
    """The columns of TRL's dataset formats, and no other; texts, or lists of messages."""
    made = export(client, sheet, format=kind, conversational=conversational, force=True)
    download(client, made, tmp_path)
    name = made["train_path"].rsplit("/", 1)[-1]
    loaded = datasets.load_dataset(
        "json",
        data_files=os.fspath(tmp_path / name),
        cache_dir=os.fspath(tmp_path / "cache"),
    )["train"]
    assert set(loaded.features) == set(columns)
    for column, kind_of_text in columns.items():
        feature = loaded.features[column]
        if conversational and column != "label":
            assert set(feature.feature) == {"role", "content"}
        else:
            assert feature.dtype == kind_of_text


def test_features_are_typed_columns(client, tmp_path):
    """Of an endpoint of rows: numbers, booleans and texts, and the label."""
    sheet = must(client.call("POST", "/training-sheets", {"name": "Rows"}), 201)["id"]
    rows = [
        {
            "features": {
                "age": 20 + n,
                "vip": n % 2 == 0,
                "city": "Rome",
                "odd": n if n else "x",
            },
            "response": "yes" if n % 2 else "no",
            "review_status": "approved",
        }
        for n in range(10)
    ]
    must(client.call("POST", f"/training-sheets/{sheet}/rows", {"rows": rows}), 201)
    made = export(client, sheet, format="parquet", layout="features", train_split=0.95)
    download(client, made, tmp_path)
    table = pq.read_table(tmp_path / "rows_train.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "age": "double",
        "city": "string",
        "odd": "string",
        "vip": "bool",
        "label": "string",
    }


def frame_of(count=300):
    """Rows of every type that people keep in a table."""
    n = range(count)
    return DataFrame(
        {
            "float64": [i / 7 for i in n],
            "float32": DataFrame({"x": [i / 3 for i in n]})["x"].astype("float32"),
            "int64": [i * 10**12 for i in n],
            "uint8": DataFrame({"x": [i % 256 for i in n]})["x"].astype("uint8"),
            "with_nan": [float("nan") if i % 5 == 0 else i * 0.5 for i in n],
            "with_null": [None if i % 4 == 0 else i for i in n],
            "bool": [i % 2 == 0 for i in n],
            "text": [f'city, "{i % 7}"' for i in n],
            "text_or_null": [None if i % 3 == 0 else f"t{i % 5}" for i in n],
            "category": Categorical([f"c{i % 11}" for i in n]),
            "nothing": [None for _ in n],
            "prediction": [i % 3 for i in n],
        }
    )


def parquet_of(frame, **options):
    """A frame as bytes of Parquet."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame), out, **options)
    return out.getvalue()


def send_baseline(client, content, **fields):
    """POST /monitoring/baselines."""
    parts = [part(name, text.encode()) for name, text in fields.items()]
    body = form(*parts, part("baseline", content, "rows"))
    path = "/api/v1/monitoring/baselines"
    return client.request("POST", path, body, {"content-type": CONTENT_TYPE})


@pytest.fixture(scope="module")
def elsewhere(server):
    """An endpoint whose model nobody has described."""
    client = server.client()
    body = {
        "endpoint_name": "elsewhere",
        "endpoint_type": "model",
        "model_name": "a.b.c",
        "model_version": "1",
    }
    made = must(client.call("POST", "/registries/endpoints", body), 201)
    client.close()
    return made["id"]


SAME = ("rows", "rows_kept", "layout_id", "sha256", "other_columns", "warnings")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"row_group_size": 7, "compression": "gzip"},
        {"use_dictionary": False, "data_page_version": "2.0", "compression": "brotli"},
        {"store_schema": False, "compression": "lz4"},
    ],
)
def test_a_baseline_is_the_same_as_its_csv(client, elsewhere, options):
    """Types of pandas, in row groups, pages and codecs of all kinds."""
    frame = frame_of()
    csv = must(
        send_baseline(client, frame.to_csv(index=False).encode(), endpoint_id=elsewhere),
        201,
    )
    parquet = must(send_baseline(client, parquet_of(frame, **options), endpoint_id=elsewhere), 201)
    assert {name: parquet[name] for name in SAME} == {name: csv[name] for name in SAME}
    assert parquet["status"] == "ready"


def test_a_registered_baseline_is_the_same_as_its_csv(server, client):
    """With a signature, and kept as CSV."""
    frame = DataFrame({"n": [0]})
    lines = (SAMPLE / "baseline.csv").read_text().splitlines()
    names = lines[0].split(",")
    values = [line.split(",") for line in lines[1:]]
    frame = DataFrame(
        {
            name: [float(row[i]) if name != "diagnosis" else row[i] for row in values]
            for i, name in enumerate(names)
        }
    )
    found = []
    for model, content in (
        ("main.pq.csv", (SAMPLE / "baseline.csv").read_bytes()),
        ("main.pq.parquet", parquet_of(frame)),
    ):
        body = form(
            part("model", archive_of(V1, ".zip"), "v1.zip"),
            part("baseline", content, "rows"),
        )
        path = f"/api/v1/deployment/models/{model}/versions"
        made = must(client.request("POST", path, body, {"content-type": CONTENT_TYPE}), 201)
        path = f"/monitoring/baselines/{made['baseline']['id']}"
        while (one := client.call("GET", path)).status == 404 or one.json()["status"] == "pending":
            pass
        assert one.json()["status"] == "ready", one.json()
        found.append({name: one.json()[name] for name in SAME})
    assert found[0] == found[1]
    assert not list(server.data.rglob("*.rows.csv"))


HOSTILE = (
    "wide",
    "list",
    "struct",
    "map",
    "binary",
    "duration",
    "cut",
    "magic",
    "footer",
)
HOSTILE += ("encrypted", "empty", "bomb")


def hostile():
    """Files that are wrong, and what is said of them."""
    good = parquet_of(frame_of(50))
    wide = pa.table({f"c{i}": [1.0] for i in range(10_000)})
    out = io.BytesIO()
    pq.write_table(wide, out)
    yield "wide", out.getvalue(), "it has 10000 columns; at most 4096 are read"
    for name, column in {
        "list": pa.array([[1], [2]]),
        "struct": pa.array([{"a": 1}, {"a": 2}]),
        "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
        "binary": pa.array([b"\xff", b"a"]),
        "duration": pa.array([1, 2], pa.duration("s")),
    }.items():
        out = io.BytesIO()
        pq.write_table(pa.table({"nested": column}), out)
        yield name, out.getvalue(), "column `nested` is "
    yield "cut", good[: len(good) // 2], "the Parquet file cannot be read"
    yield "magic", b"PAR1", "the Parquet file cannot be read"
    yield (
        "footer",
        good[:-12] + b"\xff\xff\xff\x0f" * 2 + b"PAR1",
        "the Parquet file cannot be read",
    )
    yield "encrypted", b"PARE" + good[4:-4] + b"PARE", "the Parquet file cannot be read"
    out = io.BytesIO()
    pq.write_table(pa.table({"n": pa.array([], pa.float64())}), out)
    yield "empty", out.getvalue(), "the file has a header but no row"
    # Few bytes, a great many values: a page that unpacks to half a gigabyte.
    out = io.BytesIO()
    bomb = pa.table({"t": pa.array(["x" * (600 << 20)], pa.large_string())})
    pq.write_table(bomb, out, compression="zstd")
    yield "bomb", out.getvalue(), "more memory than is given"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(server, client, elsewhere, name):
    """4xx with the rule, and the server lives."""
    content, what = next((c, w) for one, c, w in hostile() if one == name)
    reply = send_baseline(client, content, endpoint_id=elsewhere)
    assert reply.status == 400, reply.body
    assert what in reply.json()["detail"]
    assert os.fspath(server.data) not in reply.body.decode()
    assert client.call("GET", "/monitoring/baselines").status == 200
    assert not list((server.data / "baselines").iterdir())


def test_many_rows_in_few_bytes_are_bounded():
    """A small file whose rows are large as CSV."""
    with Server(flags=("--max-baseline-bytes", "100000")) as small:
        client = small.client()
        body = {
            "endpoint_name": "e",
            "endpoint_type": "model",
            "model_name": "a.b.c",
            "model_version": "1",
        }
        endpoint = must(client.call("POST", "/registries/endpoints", body), 201)["id"]
        content = parquet_of(DataFrame({"n": [1.5] * 1_000_000}))
        assert len(content) < 50_000
        reply = send_baseline(client, content, endpoint_id=endpoint)
        assert reply.status == 413, reply.body
        client.close()


def test_without_the_module_it_says_what_to_do():
    """CSV for a baseline, ./dev build for an export."""
    with Server(flags=("--parquet", "/nowhere.so")) as bare:
        must(bare.register(MODEL, V1), 201)
        client = bare.client()
        fields = {"model_name": MODEL, "model_version": "1"}
        reply = send_baseline(client, parquet_of(frame_of(5)), **fields)
        assert (reply.status, reply.json()["code"]) == (415, "send_csv")
        sheet = must(client.call("POST", "/training-sheets", {"name": "s"}), 201)["id"]
        for kind in ("parquet", "hf_dataset"):
            path = f"/training-sheets/{sheet}/export"
            reply = client.call("POST", path, {"format": kind})
            assert (reply.status, reply.json()["code"]) == (422, "parquet_missing")
            assert "./dev build" in reply.json()["hint"]
        client.close()
