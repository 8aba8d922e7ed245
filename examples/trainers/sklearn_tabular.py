"""A named trainer: a classifier of tabular rows, from the CSV of an export to an MLflow model.

It runs in its working folder, reads job.json there and the files that it names, and leaves
output/model (an MLflow model with the ONNX flavour), output/baseline.csv and output/metrics.json.
In the configuration file of the server:

    [trainers.sklearn]
    command = ["/opt/trainers/venv/bin/python", "/opt/trainers/sklearn_tabular.py"]
    format = "csv"
    layout = "features"
    environment = { BASE_ROWS = "/opt/trainers/base_rows.csv" }

BASE_ROWS is optional: earlier training rows with their labels in the last column, so that a few
corrections add to what is known instead of replacing it. `training_config` may say `C` (1.0),
`max_iter` (1000) and `correction_weight` (5.0: how much more a corrected row counts than one of
BASE_ROWS).
"""

import csv
import json
import os
import sys
from pathlib import Path

import numpy as np
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def tell(percent: float, message: str, **metrics: float) -> None:
    """A line that the server understands; every other line is only kept in the log."""
    said = {"progress_percent": percent, "message": message, "metrics": metrics}
    print("ontos: " + json.dumps(said), flush=True)


def read_rows(path: str) -> tuple[list[str], list[list[float]], list[str]]:
    """Names of the columns, rows, labels; the label is the last column."""
    with Path(path).open(newline="") as file:
        lines = csv.reader(file)
        names = next(lines)[:-1]
        rows, labels = [], []
        for line in lines:
            rows.append([float(text) for text in line[:-1]])
            labels.append(line[-1])
    return names, rows, labels


def of_split(job: dict, split: str) -> tuple[list[str], list[list[float]], list[str]]:
    """All rows of one side of the export."""
    names: list[str] = []
    rows: list[list[float]] = []
    labels: list[str] = []
    for file in job["files"]:
        if file["split"] == split:
            names, more_rows, more_labels = read_rows(file["path"])
            rows += more_rows
            labels += more_labels
    return names, rows, labels


def with_base(names: list[str], rows: list, labels: list, weight: float) -> tuple:
    """Rows, labels and weights together with those of BASE_ROWS."""
    weights = [weight] * len(rows)
    base = os.environ.get("BASE_ROWS")
    if base:
        base_names, base_rows, base_labels = read_rows(base)
        places = [base_names.index(name) for name in names]
        rows = rows + [[row[place] for place in places] for row in base_rows]
        labels = labels + base_labels
        weights += [1.0] * len(base_rows)
    return np.array(rows, np.float32), np.array(labels), np.array(weights)


def save(folder: Path, names: list[str], pipeline) -> None:  # noqa: ANN001
    """An MLflow model directory; MLmodel is YAML, and JSON is YAML."""
    model = convert_sklearn(
        pipeline,
        initial_types=[("X", FloatTensorType([None, len(names)]))],
        options={id(pipeline): {"zipmap": False}},
        target_opset=17,
    )
    inputs = [{"type": "double", "name": name, "required": True} for name in names]
    outputs = [{"type": "string", "name": "output_label", "required": True}]
    described = {
        "artifact_path": "model",
        "flavors": {"onnx": {"data": "model.onnx"}},
        "signature": {"inputs": json.dumps(inputs), "outputs": json.dumps(outputs)},
    }
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    (folder / "MLmodel").write_text(json.dumps(described, indent=2))


def main() -> None:
    """Trains, measures, saves."""
    job = json.loads(Path("job.json").read_text())
    asked = job["training_config"]
    names, rows, labels = of_split(job, "train")
    tell(10, f"{len(rows)} rows to train on")
    values, targets, weights = with_base(
        names, rows, labels, float(asked.get("correction_weight", 5.0))
    )
    if len(set(targets)) < 2:
        sys.exit(f"all {len(targets)} rows have one label: there is nothing to tell apart")
    classifier = LogisticRegression(
        C=float(asked.get("C", 1.0)), max_iter=int(asked.get("max_iter", 1000))
    )
    pipeline = make_pipeline(StandardScaler(), classifier)
    pipeline.fit(values, targets, logisticregression__sample_weight=weights)
    metrics = {"train_rows": len(values), "train_accuracy": pipeline.score(values, targets)}
    _, held_rows, held_labels = of_split(job, "validation")
    if held_rows:
        metrics["val_rows"] = len(held_rows)
        metrics["val_accuracy"] = pipeline.score(np.array(held_rows, np.float32), held_labels)
    tell(80, "trained", **metrics)
    output = Path(job["output_folder"])
    save(output / "model", names, pipeline)
    with (output / "baseline.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(names)
        lines.writerows(values.tolist())
    (output / "metrics.json").write_text(json.dumps(metrics))
    tell(95, "saved")


if __name__ == "__main__":
    main()
