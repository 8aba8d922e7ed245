"""Makes the sample: two versions of a breast cancer classifier as MLflow model directories.

Run as: python make_models.py. Same versions in, same bytes out (requirements.txt pins them).
"""

import hashlib
import json
import platform
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import skl2onnx
import sklearn
import yaml
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
SEED = 7
CREATED = "2026-01-15 09:00:00.000000"
MLFLOW_VERSION = "3.4.0"


def read_data():
    data = load_breast_cancer(as_frame=True)
    diagnosis = data.target.map({0: "malignant", 1: "benign"}).rename("diagnosis")
    return train_test_split(
        data.data, diagnosis, test_size=0.3, random_state=SEED, stratify=diagnosis
    )


def rename_outputs(model, names):
    """Both versions get one signature: skl2onnx names outputs by whether there is a ZipMap."""
    new_name = dict(zip([output.name for output in model.graph.output], names, strict=True))
    for node in model.graph.node:
        node.input[:] = [new_name.get(name, name) for name in node.input]
        node.output[:] = [new_name.get(name, name) for name in node.output]
    for output in model.graph.output:
        output.name = new_name[output.name]
    return model


def to_onnx(pipeline, options):
    model = skl2onnx.convert_sklearn(
        pipeline,
        name="breast_cancer",
        initial_types=[("X", FloatTensorType([None, 30]))],
        target_opset=17,
        options={id(pipeline): options},
    )
    rename_outputs(model, ["output_label", "output_probability"])
    onnx.checker.check_model(model)
    return model


def columns_of(frame):
    return json.dumps(
        [{"type": "double", "name": name, "required": True} for name in frame.columns]
    )


def mlmodel(model_bytes, example):
    return {
        "artifact_path": "model",
        "flavors": {
            "onnx": {
                "code": None,
                "data": "model.onnx",
                "onnx_session_options": None,
                "onnx_version": onnx.__version__,
                "providers": ["CUDAExecutionProvider", "CPUExecutionProvider"],
            },
            "python_function": {
                "data": "model.onnx",
                "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
                "loader_module": "mlflow.onnx",
                "python_version": platform.python_version(),
            },
        },
        "mlflow_version": MLFLOW_VERSION,
        "model_size_bytes": len(model_bytes),
        "model_uuid": hashlib.sha256(model_bytes).hexdigest()[:32],
        "saved_input_example_info": {
            "artifact_path": "input_example.json",
            "pandas_orient": "split",
            "serving_input_path": "serving_input_example.json",
            "type": "dataframe",
        },
        "signature": {
            "inputs": columns_of(example),
            "outputs": json.dumps([{"type": "string", "name": "output_label", "required": True}]),
            "params": None,
        },
        "utc_time_created": CREATED,
    }


def dump_yaml(path, value):
    path.write_text(yaml.safe_dump(value, default_flow_style=False))


def save_mlflow(folder, model, example):
    folder.mkdir(exist_ok=True)
    model_bytes = model.SerializeToString(deterministic=True)
    (folder / "model.onnx").write_bytes(model_bytes)
    dump_yaml(folder / "MLmodel", mlmodel(model_bytes, example))
    split = {"columns": list(example.columns), "data": example.values.tolist()}
    (folder / "input_example.json").write_text(json.dumps(split))
    (folder / "serving_input_example.json").write_text(
        json.dumps({"dataframe_split": split}, indent=2)
    )
    pins = [
        f"mlflow=={MLFLOW_VERSION}",
        f"numpy=={np.__version__}",
        f"onnx=={onnx.__version__}",
        f"onnxruntime=={onnxruntime.__version__}",
        f"pandas=={pd.__version__}",
    ]
    (folder / "requirements.txt").write_text("\n".join(pins))
    python = platform.python_version()
    dump_yaml(
        folder / "python_env.yaml",
        {
            "python": python,
            "build_dependencies": ["pip==25.2", "setuptools==80.9.0", "wheel==0.45.1"],
            "dependencies": ["-r requirements.txt"],
        },
    )
    dump_yaml(
        folder / "conda.yaml",
        {
            "channels": ["conda-forge"],
            "dependencies": [f"python={python}", "pip<=25.2", {"pip": pins}],
            "name": "mlflow-env",
        },
    )
    return model_bytes


def shortest(values):
    """float32 as the shortest decimal that reads back to the same float32."""
    return [[float(np.format_float_scientific(p, unique=True)) for p in row] for row in values]


def expected(pipeline, model_bytes, rows):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # with more, trees are added up in another order
    session = onnxruntime.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])
    classes = list(pipeline.classes_)

    def ask(values):
        labels, probabilities = session.run(None, {"X": values})
        if isinstance(probabilities, list):
            probabilities = np.array(
                [[row[name] for name in classes] for row in probabilities], np.float32
            )
        return labels, probabilities

    values = rows.to_numpy(np.float32)
    labels, together = ask(values)
    alone = np.concatenate([ask(values[i : i + 1])[1] for i in range(len(values))])
    return {
        "classes": classes,
        "labels": list(map(str, labels)),
        "onnxruntime": shortest(together),
        "onnxruntime_row_by_row": shortest(alone),
        "sklearn": pipeline.predict_proba(rows).tolist(),
    }


def main():
    train, held_out, train_label, held_out_label = read_data()
    example = held_out.head(2)
    pipelines = {
        "v1": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, random_state=SEED)),
        "v2": make_pipeline(GradientBoostingClassifier(n_estimators=100, random_state=SEED)),
    }
    answers = {}
    for version, pipeline in pipelines.items():
        pipeline.fit(train, train_label)
        model = to_onnx(pipeline, {} if version == "v1" else {"zipmap": False})
        model_bytes = save_mlflow(HERE / version, model, example)
        answers[version] = expected(pipeline, model_bytes, held_out)
        answers[version]["accuracy"] = pipeline.score(held_out, held_out_label)
    train.to_csv(HERE / "baseline.csv", index=False)
    held_out.assign(diagnosis=held_out_label).to_csv(HERE / "held_out.csv", index=False)
    (HERE / "expected.json").write_text(json.dumps(answers) + "\n")
    print({version: answer["accuracy"] for version, answer in answers.items()}, sklearn.__version__)


if __name__ == "__main__":
    main()
