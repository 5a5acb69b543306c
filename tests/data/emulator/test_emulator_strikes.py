"""When a fault strikes, and the names by which faults are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.emulator.faults import KINDS, LONGEST_BURST, Fault, parse

TRIES = LONGEST_BURST + 1
faults = st.builds(
    Fault,
    st.sampled_from(sorted(KINDS)),
    rate=st.floats(0.01, 1),
    seed=st.integers(0, 1_000_000),
)


@given(faults, st.text(), st.integers(0, 1000))
def test_a_fault_that_heals_never_strikes_a_request_four_times_in_a_row(
    fault: Fault, request: str, before: int
) -> None:
    struck = [fault.strikes(request, before + at) for at in range(TRIES)]
    assert not all(struck)


@given(faults, st.text(), st.integers(0, 1000))
def test_a_fault_that_lasts_strikes_a_request_each_time_or_never(
    fault: Fault, request: str, before: int
) -> None:
    lasting = replace(fault, lasting=True)
    assert lasting.strikes(request, before) == lasting.strikes(request, 0)
    assert replace(lasting, rate=1).strikes(request, before)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("lasting", [True, False])
def test_the_rate_is_the_share_of_requests_that_are_struck(rate: float, lasting: bool) -> None:
    fault = Fault("storm", rate, lasting=lasting)
    struck = sum(fault.strikes(f"GET /{number}", 0) for number in range(4000))
    assert struck / 4000 == pytest.approx(rate, abs=0.03)


def test_bursts_are_of_every_length_and_other_seeds_strike_others() -> None:
    names = [f"GET /{number}" for number in range(200)]

    def lengths(fault: Fault) -> list[int]:
        return [sum(fault.strikes(name, before) for before in range(TRIES)) for name in names]

    assert set(lengths(Fault("drop", rate=1))) == {1, 2, 3}
    assert lengths(Fault("drop", 0.5, seed=1)) == lengths(Fault("drop", 0.5, seed=1))
    assert lengths(Fault("drop", 0.5, seed=1)) != lengths(Fault("drop", 0.5, seed=2))
    assert lengths(Fault("drop", 0.5)) != lengths(Fault("stall", 0.5))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("strom", "no fault 'strom'; known are latency, storm,"),
        ("", "no fault ''"),
        ("storm=0", "above 0 and at most 1, not 0."),
        ("storm=1.5", "above 0 and at most 1, not 1.5."),
        ("storm=nan", "above 0 and at most 1"),
        ("storm=often", "'often' in --fault storm=often is no number"),
        ("storm=", "no number"),
    ],
)
def test_nonsense_is_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as error:
        parse(text, 1)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_a_name_and_a_rate() -> None:
    assert parse("storm", 7) == Fault("storm", seed=7)
    assert parse("storm=0.25", 7) == Fault("storm", 0.25, 7)
