"""Quality measures agree with scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from sketches.probe import ask

CASES = 50


def random_scores(rng):
    n = int(rng.integers(30, 3000))
    labels = rng.random(n) < rng.uniform(0.1, 0.9)
    labels[:2] = [True, False]
    logits = rng.normal(labels * rng.uniform(0, 3) - 1, 1.5)
    scores = 1 / (1 + np.exp(-logits))
    return (np.round(scores, 2) if rng.random() < 0.3 else scores), labels.astype(int)


def test_binary_classifiers():
    rng = np.random.default_rng(1)
    cases = [(*random_scores(rng), rng.integers(10, 991) / 1000) for _ in range(CASES)]
    answers = ask(*[["scores", len(s), t, *np.column_stack([s, y]).ravel()] for s, y, t in cases])
    for (scores, labels, threshold), answer in zip(cases, answers, strict=True):
        predicted = scores >= threshold
        accuracy, precision, recall, f1, auc, auc_error, log_loss, brier, calibration = answer
        assert accuracy == pytest.approx(metrics.accuracy_score(labels, predicted), abs=1e-12)
        if precision >= 0:
            expected = metrics.precision_score(labels, predicted, zero_division=0)
            assert precision == pytest.approx(expected, abs=1e-12)
        assert recall == pytest.approx(metrics.recall_score(labels, predicted), abs=1e-12)
        assert f1 == pytest.approx(metrics.f1_score(labels, predicted), abs=1e-12)
        assert auc == pytest.approx(metrics.roc_auc_score(labels, scores), abs=auc_error + 1e-12)
        assert auc_error < 0.01
        assert log_loss == pytest.approx(metrics.log_loss(labels, scores), abs=1e-9)
        assert brier == pytest.approx(metrics.brier_score_loss(labels, scores), abs=1e-9)
        assert calibration == pytest.approx(expected_calibration_error(labels, scores), abs=1e-9)


def expected_calibration_error(labels, scores):
    tenth = np.searchsorted(np.arange(1, 10) / 10, scores, side="right")
    parts = [np.abs((scores - labels)[tenth == i].sum()) for i in range(10)]
    return sum(parts) / len(scores)


def test_many_classes():
    rng = np.random.default_rng(2)
    for _ in range(CASES):
        classes, n = int(rng.integers(2, 20)), int(rng.integers(5, 500))
        actual = rng.integers(classes, size=n)
        predicted = np.where(rng.random(n) < 0.6, actual, rng.integers(classes, size=n))
        pairs = np.column_stack([predicted, actual]).ravel()
        (answer,) = ask(["classes", classes, n, *pairs])
        macro = metrics.precision_recall_fscore_support(
            actual, predicted, average="macro", zero_division=0
        )
        expected = [metrics.accuracy_score(actual, predicted), *macro[:3]]
        assert answer == pytest.approx(expected, abs=1e-12)


def test_regressions():
    rng = np.random.default_rng(3)
    for _ in range(CASES):
        n = int(rng.integers(2, 2000))
        actual = rng.normal(rng.uniform(-1e4, 1e4), rng.uniform(0.1, 100), n)
        predicted = actual + rng.normal(0, rng.uniform(0.1, 100), n)
        (answer,) = ask(["errors", n, *np.column_stack([predicted, actual]).ravel()])
        expected = [
            metrics.mean_absolute_error(actual, predicted),
            metrics.root_mean_squared_error(actual, predicted),
            metrics.r2_score(actual, predicted),
        ]
        assert answer == pytest.approx(expected, rel=1e-9)


def said(rng, n, classes, agreement):
    """What two people say of n items: the second repeats the first with this probability."""
    first = rng.integers(classes, size=n)
    return first, np.where(rng.random(n) < agreement, first, rng.integers(classes, size=n))


def test_cohens_kappa_and_its_interval():
    rng = np.random.default_rng(3)
    for _ in range(CASES):
        first, second = said(rng, int(rng.integers(10, 500)), int(rng.integers(2, 6)), 0.6)
        (answer,) = ask(["cohen", len(first), *np.column_stack([first, second]).ravel()])
        kappa = metrics.cohen_kappa_score(first, second)
        assert answer[0] == pytest.approx(np.mean(first == second), abs=1e-12)
        assert answer[1] == pytest.approx(kappa, abs=1e-12)
        assert answer[2:] == pytest.approx(interval(first, second, kappa), abs=1e-9)


def interval(first, second, kappa):
    """Fleiss, Cohen and Everitt (1969), equation 13, from the whole table."""
    table = metrics.confusion_matrix(first, second) / len(first)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    expected = rows @ columns
    diagonal = np.diag(table) @ (1 - (rows + columns) * (1 - kappa)) ** 2
    crossed = (columns[:, None] + rows[None, :]) ** 2 * table
    rest = (1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed))
    variance = diagonal + rest - (kappa - expected * (1 - kappa)) ** 2
    half = 1.959963984540054 * np.sqrt(variance / len(first)) / (1 - expected)
    return [max(-1, kappa - half), min(1, kappa + half)]


def test_intervals_of_kappa_hold_the_truth():
    """In 19 of 20 samples, give or take: both say the same with a known probability."""
    rng = np.random.default_rng(4)
    truth = 0.6  # balanced classes: kappa is the share that is repeated
    held = {"cohen": 0, "fleiss": 0}
    for _ in range(400):
        first, second = said(rng, 150, 3, truth)
        pairs = np.column_stack([first, second]).ravel()
        cohen, fleiss = ask(["cohen", 150, *pairs], ["fleiss", 150, 2, *pairs])
        held["cohen"] += cohen[2] <= truth <= cohen[3]
        held["fleiss"] += fleiss[2] <= truth <= fleiss[3]
    assert all(370 <= count <= 390 for count in held.values()), held
