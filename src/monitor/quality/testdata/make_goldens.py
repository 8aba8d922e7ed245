"""Writes goldens.json: predictions, labels, and what scikit-learn 1.9.1 says of them.

python make_goldens.py, with numpy 2.4.6 and scikit-learn 1.9.1.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn import metrics

ROWS = 200


def classifier(rng: np.random.Generator, classes: list[str]) -> dict[str, Any]:
    """Scores that know something of the label, as float32 like those of a model."""
    truth = rng.integers(0, len(classes), ROWS)
    logits = rng.normal(0, 1, (ROWS, len(classes)))
    logits[np.arange(ROWS), truth] += 1
    scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    scores[: ROWS // 2] = np.round(scores[: ROWS // 2], 1)  # ties
    scores = (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)
    predicted = scores.argmax(axis=1)
    # A double of the shortest text of each float32, as an answer has it.
    exact = np.array([[float(str(score)) for score in row] for row in scores])
    average = "binary" if len(classes) == 2 else "macro"
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        truth, predicted, average=average, zero_division=0
    )
    aucs = [metrics.roc_auc_score(truth == k, exact[:, k]) for k in range(len(classes))]
    return {
        "classes": classes,
        "predicted": [classes[i] for i in predicted],
        "truth": [classes[i] for i in truth],
        "scores": [float(score) for score in scores.ravel()],
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "roc_auc": aucs[1] if len(classes) == 2 else float(np.mean(aucs)),
        "log_loss": metrics.log_loss(truth, exact),
    }


def regression(rng: np.random.Generator) -> dict[str, Any]:
    """Predictions with an error."""
    truth = rng.normal(10, 3, ROWS)
    predicted = (truth + rng.normal(0, 1, ROWS)).astype(np.float32)
    exact = np.array([float(str(number)) for number in predicted])
    return {
        "predicted": [float(number) for number in predicted],
        "truth": list(truth),
        "mae": metrics.mean_absolute_error(truth, exact),
        "rmse": metrics.root_mean_squared_error(truth, exact),
        "r2": metrics.r2_score(truth, exact),
    }


rng = np.random.default_rng(20260301)
goldens = {
    "binary": classifier(rng, ["no", "yes"]),
    "multiclass": classifier(rng, ["a", "b", "c", "d"]),
    "regression": regression(rng),
}
Path(__file__).with_name("goldens.json").write_text(json.dumps(goldens, indent=0) + "\n")
