"""The runner itself: what it accepts, and that it does not accept too much."""

import pytest

from rest import expected, rest_file
from rest.contract import Contract
from support.client import Reply


def differ(wanted, found):
    captured = {}
    return expected.mismatches(expected.parse(wanted), found, captured), captured


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ('{"a": 1, ...}', {"a": 1, "b": 2}),
        ('{"a": ...}', {"a": [1]}),
        ('{..., "a": "..."}', {"a": "x", "c": None}),
        ('{"a": "must be ... at most 3"}', {"a": "must be text of at most 3"}),
        ("[1, ...]", [1, 2, 3]),
        ("[..., 3]", [1, 2, 3]),
        ('[..., {"a": 2, ...}, ...]', [{"a": 1}, {"a": 2, "b": 1}, 7]),
        ("[...]", []),
        ("[1, 0]", [1.0, -0.0]),
        ('{"a": [], "b": {}, "c": -1.5e-3}', {"a": [], "b": {}, "c": -0.0015}),
        ('"a \\" ... b"', 'a " and b'),
    ],
)
def test_what_is_as_expected_is_accepted(wanted, found):
    assert differ(wanted, found)[0] == []


@pytest.mark.parametrize(
    ("wanted", "found", "complaint"),
    [
        ('{"a": 1}', {"a": 1, "b": 2}, "/b: unexpected 2"),
        ('{"a": 1, ...}', {"b": 2}, "/a: missing"),
        ('{"a": "..."}', {"a": 3}, '/a: expected "...", found 3'),
        ('{"a": 1}', {"a": True}, "/a: expected 1, found true"),
        ('{"a": 1}', {"a": 1.5}, "/a: expected 1, found 1.5"),
        ('{"a": 1}', {"a": "1"}, '/a: expected 1, found "1"'),
        ("[1]", [1, 2], "/1: unexpected 2"),
        ("[1, 2]", [1], "/1: missing 2"),
        ("[..., 4, ...]", [1, 2], "/: nowhere [4, ...] in [1, 2]"),
        ('"a...c"', "ab", '/: expected "a...c", found "ab"'),
        ("null", 0, "/: expected null, found 0"),
    ],
)
def test_what_differs_is_named(wanted, found, complaint):
    assert differ(wanted, found)[0] == [complaint]


def test_a_capture_remembers_texts_and_numbers():
    wrong, captured = differ('{"id": "{=id}", "n": {=n}}', {"id": "x7", "n": 3})
    assert (wrong, captured) == ([], {"id": "x7", "n": "3"})
    assert rest_file.substitute("/e/{id}?n={n}&pad={z*3}", captured) == "/e/x7?n=3&pad=zzz"


def test_an_unknown_variable_is_an_error():
    with pytest.raises(rest_file.RestError, match="captured as {nobody}"):
        rest_file.substitute("{nobody}", {})


def test_a_file_is_read_in_all_its_forms(tmp_path):
    path = tmp_path / "all.rest"
    path.write_text(
        "# Title.\n# serve: --a 1\n\nPOST /x\naccept: y\n@until 3\n\n{}\n----\n201\netag: {=e}\n"
        "\n{\n...}\n\n# About the next.\nPOST /y\n@form\nmodel=@z\n----\n400\n\n"
        "RUN models ls\n----\n0\n\nRAW\n> GET / HTTP/1.1\n>\n----\n400\n"
    )
    file = rest_file.read(path)
    first, second, third, fourth = file.exchanges
    assert file.flags == ["--a", "1"]
    assert (first.headers, first.until_seconds, first.body) == ([("accept", "y")], 3, "{}")
    assert (first.expected_headers, first.expected_body) == ([("etag", "{=e}")], "{\n...}")
    assert (second.kind, second.body, second.status) == ("form", "model=@z", "400")
    assert (third.method, third.target, third.line) == ("RUN", "models ls", 23)
    assert fourth.body == "GET / HTTP/1.1\r\n\r\n"


def test_a_file_without_reply_is_an_error(tmp_path):
    path = tmp_path / "bad.rest"
    path.write_text("GET /x\n200\n")
    with pytest.raises(rest_file.RestError, match="bad.rest:1"):
        rest_file.read(path)


DOCUMENT = {
    "paths": {
        "/items/{id}": {
            "get": {
                "operationId": "show_item",
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
                        }
                    },
                    "404": {"$ref": "#/components/responses/Missing"},
                },
            }
        },
        "/items/all": {"get": {"operationId": "list_items", "responses": {"200": {}}}},
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"$ref": "#/components/schemas/Id"}},
            },
            "Id": {"type": "integer"},
        },
        "responses": {
            "Missing": {"content": {"application/json": {"schema": {"required": ["detail"]}}}}
        },
    },
}


def complaints(target, status, body):
    reply = Reply(status, [("Content-Type", "application/json")], body)
    return Contract(DOCUMENT).complaints("GET", target, reply)


def test_replies_are_checked_against_their_schema():
    assert complaints("/items/1?x=1", 200, b'{"id": 1}') == []
    assert "is not of type 'integer'" in complaints("/items/1", 200, b'{"id": "1"}')[0]
    assert "'detail' is a required" in complaints("/items/1", 404, b"{}")[0]
    assert complaints("/items/1", 500, b"{}") == ["status 500 is not documented for show_item"]
    assert complaints("/items/all", 200, b"[]") == []
    assert complaints("/nowhere", 404, b"{}") == []
