"""openapi.json: committed, current, valid, and complete for every operation."""

import json
import re
import subprocess

import pytest
from openapi_spec_validator import validate

from support.server import BINARY, ROOT, clean_environment

METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}


@pytest.fixture(scope="module")
def text():
    done = subprocess.run(
        [BINARY, "openapi"], capture_output=True, text=True, timeout=60, env=clean_environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def document(text):
    return json.loads(text)


@pytest.fixture(scope="module")
def operations(document):
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_the_committed_document_is_what_the_program_says(text):
    committed = (ROOT / "openapi.json").read_text()
    assert committed == text, "run ./dev docs and commit openapi.json"


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_operation_ids_are_unique_words(operations):
    names = [operation["operationId"] for operation in operations.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_every_operation_is_described(operations):
    for name, operation in operations.items():
        assert operation["summary"].endswith("."), name
        assert len(operation["tags"]) == 1, name
        for parameter in operation.get("parameters", []):
            assert parameter.get("description") or "$ref" in parameter, (name, parameter)


def test_every_operation_tells_its_success_and_its_errors(operations):
    for name, operation in operations.items():
        statuses = set(operation["responses"])
        assert any(status.startswith(("2", "3")) for status in statuses), name
        if "/api/v1/" in name:
            assert any(status.startswith("4") for status in statuses) or "default" in statuses, name


def test_the_routes_of_the_specification_are_there(document, operations):
    e, m = "/api/v1/deployment/endpoints/{}", "/api/v1/deployment/models"
    wanted = [
        *(f"GET {m}", f"GET {m}/{{}}/versions", f"GET {m}/{{}}/deployments"),
        *("GET /api/v1/deployment/endpoints", f"GET {e}", "POST /api/v1/deployment/deploy"),
        *(f"DELETE {e}", f"POST {e}/query", "GET /api/v1/deployment/deployments"),
        *(f"POST {e}/rollback", f"PUT {e}", f"GET {e}/history", f"POST {e}/validate"),
        "GET /api/v1/monitoring/metrics/performance",
        "GET /api/v1/monitoring/metrics/realtime/{}",
        "GET /api/v1/monitoring/metrics/timeseries/{}",
    ]
    found = {re.sub(r"\{\w+\}", "{}", name) for name in operations}
    assert [name for name in wanted if name not in found] == []
