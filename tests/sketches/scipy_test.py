"""Distances and tests agree with scipy on random counts and samples."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import distance

from sketches.probe import ask

CASES = 200


def random_counts(rng):
    size = int(rng.integers(2, 40))
    weights = rng.dirichlet(np.full(size, 2.0), 2)
    rows = rng.integers(size * 20, 20_000, 2)
    counts = np.array([rng.multinomial(n, w) for n, w in zip(rows, weights, strict=True)]) + 1
    return counts[0], counts[1]


def test_distances_and_contingency_tests():
    rng = np.random.default_rng(1)
    cases = [random_counts(rng) for _ in range(CASES)]
    questions = [["cells", len(b), *np.column_stack([b, c]).ravel()] for b, c in cases]
    for (b, c), answer in zip(cases, ask(*questions), strict=True):
        p, q = b / b.sum(), c / c.sum()
        chi2 = stats.chi2_contingency([b, c], correction=False)
        g = stats.chi2_contingency([b, c], correction=False, lambda_="log-likelihood")
        fit = stats.chisquare(c, p * c.sum())
        expected = [
            stats.entropy(p, q) + stats.entropy(q, p),
            stats.entropy(p, q),
            distance.jensenshannon(p, q),
            np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2),
            np.abs(p - q).sum() / 2,
            np.abs(p - q).max(),
            chi2.statistic,
            chi2.pvalue,
            g.statistic,
            g.pvalue,
            fit.statistic,
            fit.pvalue,
        ]
        assert answer == pytest.approx(expected, rel=1e-8, abs=1e-300)


def test_the_kolmogorov_distribution():
    rng = np.random.default_rng(2)
    sizes = [int(10**x) for x in rng.uniform(0.5, 6, CASES)]
    cases = [
        (min(z / np.sqrt(n), 0.999), n)
        for n, z in zip(sizes, rng.uniform(0.4, 4, CASES), strict=True)
    ]
    answers = ask(*[["tail", d, n] for d, n in cases])
    for (d, n), (answer,) in zip(cases, answers, strict=True):
        exact = stats.kstwo.sf(d, n)
        assert answer == pytest.approx(exact, rel=0.01, abs=1e-11), (d, n)
        assert answer == pytest.approx(exact, abs=1e-9 if n <= 140 else 1e-6), (d, n)


def random_samples(rng):
    m, n = rng.integers(150, 1500, 2)
    kind = rng.integers(3)
    shift, scale = rng.normal(0, 0.3), rng.uniform(0.7, 1.4)
    x, y = rng.normal(size=m), rng.normal(shift, scale, n)
    if kind == 1:
        x, y = np.exp(x), np.exp(y)
    if kind == 2:
        x, y = np.maximum(x, 0), np.maximum(y, 0)
    return x, y


def sturges(x, y):
    edges = np.histogram_bin_edges(np.concatenate([x, y]), "sturges")
    return [np.histogram(side, edges)[0] / len(side) for side in (x, y)]


def filled(shares):
    smallest = shares[shares > 0].min()
    return np.where(shares == 0, smallest / 1e6 if smallest <= 1e-4 else 1e-4, shares)


def test_samples_by_bins_within_their_bounds_and_as_evidently_exactly():
    rng = np.random.default_rng(3)
    cases = [random_samples(rng) for _ in range(CASES)]
    answers = ask(*[["samples", len(x), len(y), *x, *y] for x, y in cases])
    for (x, y), answer in zip(cases, answers, strict=True):
        ks_low, ks_high, w1, ks_p, w1_normed, js, psi, kl = answer
        exact = stats.ks_2samp(x, y)
        assert ks_low - 1e-12 <= exact.statistic <= ks_high + 1e-12
        assert ks_p == pytest.approx(exact.pvalue, rel=1e-6, abs=1e-13)
        inside = np.clip(y, x.min(), x.max())
        edges = np.quantile(x, np.linspace(0, 1, 101))
        # A bin's width times the smaller share, summed, is at most the range over the bins.
        allowed = 2 * (edges[-1] - edges[0]) / 128 / x.std()
        assert w1 == pytest.approx(stats.wasserstein_distance(x, inside) / x.std(), abs=allowed)
        assert w1_normed == pytest.approx(stats.wasserstein_distance(x, y) / x.std(), rel=1e-9)
        p, q = sturges(x, y)
        assert js == pytest.approx(distance.jensenshannon(p, q), rel=1e-9)
        p, q = filled(p), filled(q)
        assert psi == pytest.approx(((p - q) * np.log(p / q)).sum(), rel=1e-9)
        assert kl == pytest.approx(stats.entropy(p, q), rel=1e-9)
