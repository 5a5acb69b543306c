from __future__ import annotations

from typing import Any

import pytest

from data.emulator import kql
from data.emulator.kql_expressions import KqlError
from data.emulator.results import Result

ROWS: list[dict[str, Any]] = [
    {"id": "/b", "name": "Beta", "n": 2, "properties": {"state": "On", "tags": ["x", "y"]}},
    {"id": "/a", "name": "alpha", "n": 10, "properties": {"state": "off", "tags": []}},
    {"id": "/c", "name": "Gamma-ray burst", "n": None, "properties": {"deep": {"er": True}}},
]


def run(query: str) -> list[dict[str, Any]]:
    table = Result(ROWS, ("id", "name", "n", "properties"))
    return kql.run(query, lambda name: table if name == "things" else None).rows


def ids(query: str) -> list[str]:
    return [row["id"] for row in run(query)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("name == 'Beta'", ["/b"]),
        ("name == 'beta'", []),
        ("name =~ 'BETA'", ["/b"]),
        ("name != 'Beta'", ["/a", "/c"]),
        ("name !~ 'bEta'", ["/a", "/c"]),
        ('name in ("Beta", "alpha")', ["/b", "/a"]),
        ("name in ('beta')", []),
        ("name in~ ('beta', 'ALPHA')", ["/b", "/a"]),
        ("name !in ('Beta')", ["/a", "/c"]),
        ("name !in~ ('beta', 'x')", ["/a", "/c"]),
        ("name has 'ray'", ["/c"]),
        ("name has 'ra'", []),
        ("name !has 'ray'", ["/b", "/a"]),
        ("name contains 'A'", ["/b", "/a", "/c"]),
        ("name !contains 'ray'", ["/b", "/a"]),
        ("name startswith 'ga'", ["/c"]),
        ("name endswith 'TA'", ["/b"]),
        ("n > 2", ["/a"]),
        ("n >= 2 and n < 10", ["/b"]),
        ("n <= 2 or name =~ 'alpha'", ["/b", "/a"]),
        ("not(n == 2)", ["/a", "/c"]),
        ("(n == 2 or n == 10) and name != 'Beta'", ["/a"]),
        ("isnull(n)", ["/c"]),
        ("isnotnull(n)", ["/b", "/a"]),
        ("properties.state =~ 'ON'", ["/b"]),
        ("properties['state'] == 'off'", ["/a"]),
        ("properties.deep.er == true", ["/c"]),
        ("properties.tags[1] == 'y'", ["/b"]),
        ("isempty(properties.state)", ["/c"]),
        ("isnotempty(tostring(properties.state))", ["/b", "/a"]),
        ("array_length(properties.tags) == 2", ["/b"]),
        ("tolower(name) == 'beta' // a remark", ["/b"]),
        ("toupper(name) == @'BETA'", ["/b"]),
        ("strcat(name, '-', n) == 'Beta-2'", ["/b"]),
        ("coalesce(properties.state, 'none') == 'none'", ["/c"]),
        ("iff(n == 2, 'two', 'other') == 'two'", ["/b"]),
        ("array_length(split(name, '-')) == 2", ["/c"]),
        ("toint(tostring(n)) == 10", ["/a"]),
    ],
)
def test_where(condition: str, expected: list[str]) -> None:
    assert ids(f"Things | where {condition}") == expected


def test_no_step_gives_the_whole_table() -> None:
    assert run("things") == ROWS


def test_project_names_and_renames_columns() -> None:
    query = "things | where id == '/b' | project id, s = tolower(tostring(properties.state)), n"
    assert run(query) == [{"id": "/b", "s": "on", "n": 2}]


def test_project_names_what_the_query_does_not() -> None:
    query = "things | take 1 | project properties.state, tostring(properties.tags), strcat(id, n)"
    assert run(query) == [
        {"properties_state": "On", "properties_tags": '["x","y"]', "Column3": "/b2"}
    ]


def test_what_is_not_there_is_nothing_and_reads_as_empty_text() -> None:
    query = "things | where id == '/c' | project a = properties.state, b = tostring(properties.x.y)"
    assert run(query) == [{"a": None, "b": ""}]


def test_extend_keeps_the_row() -> None:
    (row,) = run("things | extend twice = strcat(name, name) | where n == 2")
    assert row == {**ROWS[0], "twice": "BetaBeta"}


def test_projections_by_exclusion() -> None:
    assert run("things | project-away properties, n | limit 1") == [{"id": "/b", "name": "Beta"}]
    assert run("things | project-keep n, id | limit 1") == [{"id": "/b", "n": 2}]
    (row,) = run("things | project id | project-rename key = id | limit 1")
    assert row == {"key": "/b"}


def test_order() -> None:
    assert ids("things | order by id asc") == ["/a", "/b", "/c"]
    assert ids("things | sort by id") == ["/c", "/b", "/a"]
    assert ids("things | order by n desc, id asc") == ["/a", "/b", "/c"]
    assert ids("things | order by isnull(n) asc, id desc") == ["/b", "/a", "/c"]
    assert ids("things | top 2 by id asc") == ["/a", "/b"]


def test_limit_and_count() -> None:
    assert ids("things | take 2") == ["/b", "/a"]
    assert run("things | where n > 1 | count") == [{"Count": 2}]


def test_distinct_and_summarize() -> None:
    assert run("things | extend k = isnull(n) | distinct k") == [{"k": False}, {"k": True}]
    assert run("things | summarize count() by known = isnotnull(n)") == [
        {"known": True, "count_": 2},
        {"known": False, "count_": 1},
    ]
    assert run("things | summarize rows = count(), dcount(id), least = min(n), max(n)") == [
        {"rows": 3, "dcount_id": 3, "least": None, "max_n": 10}
    ]
    assert run("things | where id == 'x' | summarize count()") == [{"count_": 0}]
    assert run("things | summarize by properties.state | order by properties_state asc") == [
        {"properties_state": None},
        {"properties_state": "On"},
        {"properties_state": "off"},
    ]
    assert run("things | summarize countif(n > 2)") == [{"countif_": 1}]


def test_mv_expand() -> None:
    rows = run("things | mv-expand tag = properties.tags | project id, tag")
    assert rows == [{"id": "/b", "tag": "x"}, {"id": "/b", "tag": "y"}, {"id": "/c", "tag": None}]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "nothings",
        "things things",
        "things | ",
        "things | frobnicate",
        "things | join kind=inner (things) on id",
        "things | where",
        "things | where nope == 1",
        "things | where name ==",
        "things | where frob(name)",
        "things | where (name == 'x'",
        "things | where name == 'x' name",
        "things | where name ; drop",
        "things | order id",
        "things | limit many",
        "things | project id,",
        "things | summarize count(id)",
        "things | summarize dcount()",
        "things | project id | where name == 'x'",
    ],
)
def test_what_is_not_understood_is_refused(query: str) -> None:
    with pytest.raises(KqlError):
        run(query)
