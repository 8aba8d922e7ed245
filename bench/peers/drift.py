"""One drift library on frames in memory: drift.py evidently|nannyml|alibi|scipy.

100,000 reference and 100,000 current rows of 50 float64 columns, 5 of them shifted by half a
standard deviation. Prints one JSON line: version, seconds of each run, what it found.
"""

import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable

os.environ.update(
    DO_NOT_TRACK="1", NML_DISABLE_USAGE_LOGGING="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"
)
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

ROWS, COLUMNS, RUNS = 100_000, 50, 3
Peer = tuple[str, Callable[[], str]]  # its version, and what is timed
NAMES = [f"f{i:02d}" for i in range(COLUMNS)]


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(7)
    reference = random.normal(size=(ROWS, COLUMNS))
    current = random.normal(size=(ROWS, COLUMNS))
    current[:, :5] += 0.5
    return pd.DataFrame(reference, columns=NAMES), pd.DataFrame(current, columns=NAMES)


def evidently(reference: pd.DataFrame, current: pd.DataFrame) -> Peer:
    import evidently as library
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    def run() -> str:
        definition = DataDefinition(numerical_columns=NAMES)
        sides = [Dataset.from_pandas(f, data_definition=definition) for f in (current, reference)]
        report = Report([DataDriftPreset()]).run(*sides)
        return str(json.loads(report.json())["metrics"][0].get("value"))

    return library.__version__, run


def nannyml(reference: pd.DataFrame, current: pd.DataFrame) -> Peer:
    import nannyml as library

    def run() -> str:
        calculator = library.UnivariateDriftCalculator(
            column_names=NAMES,
            continuous_methods=["kolmogorov_smirnov", "jensen_shannon"],
            chunk_size=ROWS // 10,
        )
        found = calculator.fit(reference).calculate(current).filter(period="analysis").to_df()
        alerts = [bool(found[(n, "kolmogorov_smirnov", "alert")].any()) for n in NAMES]
        return f"{sum(alerts)} columns alerting"

    return library.__version__, run


def alibi(reference: pd.DataFrame, current: pd.DataFrame) -> Peer:
    import alibi_detect as library
    from alibi_detect.cd import KSDrift

    def run() -> str:
        detector = KSDrift(reference.to_numpy(), p_val=0.05)
        found = detector.predict(current.to_numpy(), drift_type="feature")
        return f"{int(found['data']['is_drift'].sum())} columns drifted"

    return library.__version__, run


def scipy(reference: pd.DataFrame, current: pd.DataFrame) -> Peer:
    import scipy as library
    from scipy.stats import ks_2samp

    def run() -> str:
        values = [
            ks_2samp(reference[n].to_numpy(), current[n].to_numpy(), method="asymp").pvalue
            for n in NAMES
        ]
        return f"{sum(value < 0.001 for value in values)} columns under p = 0.001"

    return library.__version__, run


def main() -> None:
    peer = sys.argv[1]
    version, run = {"evidently": evidently, "nannyml": nannyml, "alibi": alibi, "scipy": scipy}[
        peer
    ](*frames())
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        answer = run()
        seconds.append(round(time.process_time() - start, 3))
    print(json.dumps({"peer": peer, "version": version, "cpu_seconds": seconds, "found": answer}))


if __name__ == "__main__":
    main()
