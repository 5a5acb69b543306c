from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models import version_number
from data.plan_versions import Part, above, bumped, tidy_version

_versions = st.tuples(*[st.integers(0, 99)] * 3).map(lambda parts: ".".join(map(str, parts)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", "1.0.0"),
        ("1.2", "1.2.0"),
        (" v1.2.3 ", "1.2.3"),
        ("1.2.3.0", "1.2.3"),
        ("01.2.3", "1.2.3"),
        ("1.2.3.4", ""),
        ("1.2.x", ""),
        ("1,2", ""),
        ("", ""),
        ("\u0661.0.0", ""),
    ],
)
def test_what_was_meant_by_a_version(text: str, meant: str) -> None:
    assert tidy_version(text) == meant


@pytest.mark.parametrize(
    ("part", "raised"),
    [(Part.MAJOR, "2.0.0"), (Part.MINOR, "1.10.0"), (Part.PATCH, "1.9.5")],
)
def test_each_number_can_be_raised(part: Part, raised: str) -> None:
    assert bumped("1.9.4", part) == raised


def test_what_is_no_version_becomes_one() -> None:
    assert bumped("") == bumped("next") == "1.0.0"
    assert bumped("1.2", Part.PATCH) == "1.2.1"
    assert above([]) == above(["next"]) == "1.0.0"
    assert above(["1.9.0", "1.10.4", "2.0"]) == "1.11.0"


@given(_versions, st.sampled_from(Part))
def test_a_raised_version_is_above(version: str, part: Part) -> None:
    before, after = version_number(version), version_number(bumped(version, part))
    assert before
    assert after
    assert after > before


@given(st.lists(_versions, min_size=1))
def test_the_next_version_is_above_all(versions: list[str]) -> None:
    after = version_number(above(versions))
    assert after
    assert all(after > number for number in map(version_number, versions) if number)
