"""Makes the small ONNX files of the inference tests, and what Python answers for those that learn.

Run as: python make_testdata.py. Same versions in, same bytes out (requirements.txt pins them).
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto as T
from onnx import helper as h
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

HERE = Path(__file__).resolve().parent
RANDOM = np.random.default_rng(11)
ML = "ai.onnx.ml"


def tensor(name, element, shape):
    return h.make_tensor_value_info(name, element, shape)


def model_of(nodes, inputs, outputs, initializers=(), functions=(), domains=()):
    graph = h.make_graph(list(nodes), "test", list(inputs), list(outputs), list(initializers))
    opsets = [h.make_opsetid("", 17), h.make_opsetid(ML, 3)] + [h.make_opsetid(d, 1) for d in domains]
    return h.make_model(graph, opset_imports=opsets, ir_version=8, functions=list(functions))


def save(name, model, check=True):
    if check:
        onnx.checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def maps_of(name, key):
    value = h.make_tensor_type_proto(T.FLOAT, [])
    return h.make_value_info(name, h.make_sequence_type_proto(h.make_map_type_proto(key, value)))


TYPES = {
    "float32": T.FLOAT, "float64": T.DOUBLE, "float16": T.FLOAT16, "int64": T.INT64, "int32": T.INT32,
    "int16": T.INT16, "int8": T.INT8, "uint64": T.UINT64, "uint32": T.UINT32, "uint16": T.UINT16,
    "uint8": T.UINT8, "bool": T.BOOL, "string": T.STRING,
}


def every_type():
    """One input of each type, [N] each, answered unchanged."""
    save("every_type", model_of(
        [h.make_node("Identity", [name], [name + "_out"]) for name in TYPES],
        [tensor(name, element, ["N"]) for name, element in TYPES.items()],
        [tensor(name + "_out", element, ["N"]) for name, element in TYPES.items()]))


def identity(name, element, shape):
    save(name, model_of([h.make_node("Identity", ["x"], ["y"])],
                        [tensor("x", element, shape)], [tensor("y", element, shape)]))


def shapes():
    identity("matrix", T.FLOAT, ["N", 4])
    identity("image", T.FLOAT, ["N", 2, 3])
    identity("free_width", T.FLOAT, ["N", "K"])
    identity("one_row", T.FLOAT, [1, 3])
    identity("one_column", T.DOUBLE, ["N", 1])
    save("pair", model_of(
        [h.make_node("Add", ["b", "a"], ["sum"])],
        [tensor("a", T.FLOAT, ["N", 1]), tensor("b", T.FLOAT, ["N", 3])],
        [tensor("sum", T.FLOAT, ["N", 3])]))
    save("no_answer_by_row", model_of(
        [h.make_node("ReduceSum", ["x"], ["y"], keepdims=0)],
        [tensor("x", T.FLOAT, ["N", 2])], [tensor("y", T.FLOAT, [])]))


def several_outputs():
    save("several_outputs", model_of(
        [h.make_node("ReduceSum", ["x", "axes"], ["total"], keepdims=0),
         h.make_node("Div", ["x", "x"], ["ratio"]),
         h.make_node("Greater", ["x", "zero"], ["is_positive"])],
        [tensor("x", T.FLOAT, ["N", 2])],
        [tensor("total", T.FLOAT, ["N"]), tensor("ratio", T.FLOAT, ["N", 2]),
         tensor("is_positive", T.BOOL, ["N", 2])],
        [h.make_tensor("axes", T.INT64, [1], [1]), h.make_tensor("zero", T.FLOAT, [], [0.0])]))


def maps():
    """A ZipMap that cannot be removed: it reads the input itself."""
    save("maps", model_of(
        [h.make_node("ZipMap", ["p"], ["by_label"], domain=ML, classlabels_strings=["no", "yes"])],
        [tensor("p", T.FLOAT, ["N", 2])], [maps_of("by_label", T.STRING)]))
    save("maps_and_label", model_of(
        [h.make_node("ZipMap", ["p"], ["by_label"], domain=ML, classlabels_int64s=[3, 7]),
         h.make_node("ArgMax", ["p"], ["best"], axis=1, keepdims=0),
         h.make_node("Gather", ["classes", "best"], ["label"])],
        [tensor("p", T.FLOAT, ["N", 2])],
        [tensor("label", T.INT64, ["N"]), maps_of("by_label", T.INT64)],
        [h.make_tensor("classes", T.INT64, [2], [3, 7])]))


def slow():
    """Counts to 10^12, unless it is stopped."""
    body = h.make_graph(
        [h.make_node("Identity", ["go"], ["go_on"]), h.make_node("Add", ["state", "one"], ["next"])],
        "body", [tensor("i", T.INT64, []), tensor("go", T.BOOL, []), tensor("state", T.FLOAT, ["N", 1])],
        [tensor("go_on", T.BOOL, []), tensor("next", T.FLOAT, ["N", 1])])
    save("slow", model_of(
        [h.make_node("Cast", ["x"], ["times"], to=T.INT64),
         h.make_node("Squeeze", ["times"], ["count"]),
         h.make_node("Loop", ["count", "", "x"], ["y"], body=body)],
        [tensor("x", T.FLOAT, ["N", 1])], [tensor("y", T.FLOAT, ["N", 1])],
        [h.make_tensor("one", T.FLOAT, [], [1.0])]))


def refused():
    save("custom_operator", model_of(
        [h.make_node("Explode", ["x"], ["y"], domain="evil.corp")],
        [tensor("x", T.FLOAT, ["N", 1])], [tensor("y", T.FLOAT, ["N", 1])], domains=["evil.corp"]), check=False)
    hidden = h.make_graph([h.make_node("Explode", ["x"], ["then_y"], domain="evil.corp")], "then", [],
                          [tensor("then_y", T.FLOAT, ["N", 1])])
    plain = h.make_graph([h.make_node("Identity", ["x"], ["else_y"])], "else", [],
                         [tensor("else_y", T.FLOAT, ["N", 1])])
    save("hidden_operator", model_of(
        [h.make_node("If", ["never"], ["y"], then_branch=hidden, else_branch=plain)],
        [tensor("x", T.FLOAT, ["N", 1])], [tensor("y", T.FLOAT, ["N", 1])],
        [h.make_tensor("never", T.BOOL, [], [False])], domains=["evil.corp"]), check=False)
    save("bfloat16", model_of(
        [h.make_node("Cast", ["x"], ["y"], to=T.FLOAT)],
        [tensor("x", T.BFLOAT16, ["N", 1])], [tensor("y", T.FLOAT, ["N", 1])]))
    weights = h.make_tensor("w", T.FLOAT, [2], np.array([2, 3], np.float32).tobytes(), raw=True)
    weights.ClearField("raw_data")
    weights.data_location = T.EXTERNAL
    weights.external_data.add(key="location", value="weights.bin")
    save("external", model_of(
        [h.make_node("Mul", ["x", "w"], ["y"])],
        [tensor("x", T.FLOAT, ["N", 2])], [tensor("y", T.FLOAT, ["N", 2])], [weights]), check=False)
    (HERE / "weights.bin").write_bytes(np.array([2, 3], np.float32).tobytes())


def function():
    """A function that the model brings itself is no custom operator."""
    twice = h.make_function("local.functions", "Twice", ["x"], ["y"],
                            [h.make_node("Add", ["x", "x"], ["y"])], [h.make_opsetid("", 17)])
    save("function", model_of(
        [h.make_node("Twice", ["x"], ["y"], domain="local.functions")],
        [tensor("x", T.FLOAT, ["N", 1])], [tensor("y", T.FLOAT, ["N", 1])], functions=[twice],
        domains=["local.functions"]))


def named_columns():
    model = model_of([h.make_node("Identity", ["x"], ["y"])],
                     [tensor("x", T.FLOAT, ["N", 2])], [tensor("y", T.FLOAT, ["N", 2])])
    h.set_model_props(model, {"feature_names": json.dumps(["height", "weight"])})
    save("named_columns", model)


def ask(name, inputs):
    return onnxruntime.InferenceSession(HERE / f"{name}.onnx").run(None, inputs)


def learned():
    """What sklearn and LightGBM export, with the answers of ONNX Runtime in Python."""
    rows = 40
    frame = pd.DataFrame({
        "age": RANDOM.uniform(18, 80, rows).round(2), "visits": RANDOM.integers(0, 9, rows),
        "color": RANDOM.choice(["red", "green", "blü"], rows)})
    target = np.where(frame.age + 5 * (frame.color == "red") > 55, 5, np.where(frame.visits > 4, 2, 1))
    encode = ColumnTransformer([("color", OneHotEncoder(), ["color"])], remainder="passthrough")
    pipeline = make_pipeline(encode, LogisticRegression(max_iter=2000)).fit(frame, target)
    save("mixed_columns", convert_sklearn(pipeline, name="mixed", target_opset=17, initial_types=[
        ("age", FloatTensorType([None, 1])), ("visits", Int64TensorType([None, 1])),
        ("color", StringTensorType([None, 1]))]))
    inputs = {"age": frame[["age"]].to_numpy(np.float32), "visits": frame[["visits"]].to_numpy(np.int64),
              "color": frame[["color"]].to_numpy(object)}
    labels, maps_ = ask("mixed_columns", inputs)
    answers = {"mixed_columns": {
        "rows": frame.to_dict("records"), "labels": labels.tolist(),
        "probabilities": [[float(str(np.float32(p))) for p in row.values()] for row in maps_]}}

    x = RANDOM.normal(size=(60, 3)).astype(np.float32)
    save("regressor", convert_sklearn(LinearRegression().fit(x, x @ [1.5, -2, 0.25] + 7), name="regressor",
                                      target_opset=17, initial_types=[("x", FloatTensorType([None, 3]))]))
    answers["regressor"] = {"rows": x[:5].astype(float).tolist(),
                            "predictions": [float(str(v)) for v in ask("regressor", {"x": x[:5]})[0][:, 0]]}

    import lightgbm
    from onnxmltools.convert import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType as Float
    label = np.where(x[:, 0] > 0.4, "high", np.where(x[:, 1] > 0, "middle", "low"))
    booster = lightgbm.LGBMClassifier(n_estimators=5, num_leaves=4, min_child_samples=3, verbose=-1,
                                      random_state=1, n_jobs=1).fit(x, label)
    save("lightgbm", convert_lightgbm(booster, name="lightgbm", target_opset=15,
                                      initial_types=[("x", Float([None, 3]))]))
    labels, maps_ = ask("lightgbm", {"x": x[:9]})
    answers["lightgbm"] = {"rows": x[:9].astype(float).tolist(), "labels": [str(l) for l in labels],
                           "probabilities": [[float(str(np.float32(p))) for p in row.values()] for row in maps_],
                           "classes": [str(k) for k in maps_[0]]}
    (HERE / "answers.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    for make in (every_type, shapes, several_outputs, maps, slow, refused, function, named_columns, learned):
        make()
