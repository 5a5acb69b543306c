"""What is said of a profile, in layers, and what is refused of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import WrongUseError
from data.profile_settings import (
    KEYS,
    CloudName,
    ProfileSettings,
    ReaderName,
    SignIn,
    both_problem,
    from_environment,
    key_problem,
    layered,
    value_problem,
)
from tests.data.records import MSP

URL = "https://localhost:8443"
RIGHT = {
    "tenant": st.uuids().map(lambda id: str(id).upper()),
    "cloud": st.sampled_from([each.value for each in CloudName]),
    "arm_url": st.just(URL),
    "ca": st.just(__file__),
    "sign_in": st.sampled_from([each.value for each in SignIn]),
    "reader": st.sampled_from([each.value for each in ReaderName]),
    "leave_out": st.lists(st.uuids().map(str), min_size=1).map(", ".join),
}
layers = st.lists(
    st.sampled_from(["cloud", "arm_url"]).flatmap(
        lambda other: st.fixed_dictionaries(
            {}, optional={key: RIGHT[key] for key in KEYS if key != other}
        )
    ),
    max_size=3,
)


def test_without_a_word_it_is_the_public_cloud_and_any_tenant() -> None:
    assert layered() == layered({}, {}) == ProfileSettings()
    assert ProfileSettings().cloud is CloudName.PUBLIC


@given(layers)
def test_what_is_said_last_holds(said: list[dict[str, str]]) -> None:
    found = layered(*said)
    for key in KEYS:
        values = [each[key] for each in said if key in each]
        if values and key == "tenant":
            assert found.tenant == values[-1].lower()
        elif values and key == "leave_out":
            assert ", ".join(found.leave_out) == values[-1]
        elif values and key not in ("cloud", "arm_url"):
            assert getattr(found, key) == values[-1]
    places = [key for each in said for key in each if key in ("cloud", "arm_url")]
    assert bool(found.arm_url) == (places[-1:] == ["arm_url"])


def test_an_address_takes_the_cloud_away_and_the_other_way_round() -> None:
    cloud, address = {"cloud": "china"}, {"arm_url": URL}
    assert layered(cloud, address) == ProfileSettings(arm_url=URL)
    assert layered(address, cloud) == ProfileSettings(cloud=CloudName.CHINA)
    assert both_problem(cloud) == both_problem(address) == ""
    assert "both say" in both_problem({**cloud, **address})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("tenant", "contoso.com", "GUID"),
        ("cloud", "goverment", "public, us-government or china"),
        ("arm_url", "http://localhost", "https"),
        ("arm_url", "localhost", "https"),
        ("ca", "/no/such/file.pem", "no such file"),
        ("sign_in", "password", "auto, az, environment, browser or device-code"),
        ("reader", "", "auto, graph or arm"),
        ("reader", 3, "in quotes"),
        ("leave_out", f"{MSP} Fabrikam", "Fabrikam is none."),
        ("tenant", True, "in quotes"),
    ],
)
def test_what_cannot_be_is_told_with_what_would_be_right(
    key: str, value: object, said: str
) -> None:
    assert said in value_problem(key, value)
    assert key in value_problem(key, value)


def test_what_can_be(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.touch()
    right = {"tenant": MSP.upper(), "cloud": "us-government", "arm_url": URL, "ca": str(file)}
    assert {value_problem(key, value) for key, value in right.items()} == {""}
    assert {key_problem(key) for key in KEYS} == {""}


def test_a_key_that_is_none() -> None:
    assert key_problem("tennant") == '"tennant" is no key of a profile. Is tenant meant?'
    assert "There are tenant, cloud," in key_problem("password")


def test_variables_say_the_same() -> None:
    said = {"LIGHTKEEPER_TENANT": MSP, "LIGHTKEEPER_READER": "arm", "LIGHTKEEPER_CA": "", "X": "y"}
    assert from_environment(said) == {"tenant": MSP, "reader": "arm"}
    with pytest.raises(WrongUseError, match="LIGHTKEEPER_CLOUD cannot be used: cloud is"):
        from_environment({"LIGHTKEEPER_CLOUD": "moon"})
    with pytest.raises(WrongUseError, match="both say"):
        from_environment({"LIGHTKEEPER_CLOUD": "china", "LIGHTKEEPER_ARM_URL": URL})
