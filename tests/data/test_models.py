from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models import (
    Definition,
    Delegation,
    MarketplacePlan,
    PlanKey,
    same_id,
    scope_of,
    version_number,
)

SUBSCRIPTION = "0AFEFE50-734e-4610-8a82-a144abf49dea"
PROVIDER = "/providers/Microsoft.ManagedServices"
NUMBER = st.tuples(*[st.integers(0, 30)] * 3)


@given(NUMBER, NUMBER)
def test_versions_compare_as_numbers(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    left, right = (version_number(".".join(map(str, each))) for each in (one, other))
    assert left is not None
    assert right is not None
    assert (left < right, left == right) == (one < other, one == other)


def test_ten_is_more_than_nine() -> None:
    assert (
        max(["1.9.0", "1.10.0", "1.2.30"], key=lambda text: version_number(text) or ()) == "1.10.0"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1",
        "1.2",
        "1.2.",
        ".1.2",
        "1..2",
        "1.2.3.4",
        "v1.2.3",
        "1.2.3-beta",
        "1.2.x",
        "-1.2.3",
        "+1.2.3",
        "1_0.2.3",
        " 1.2.3",
        "1.2.3\n",
        "1,2,3",
        "\u0661.2.3",
        "\u00b2.0.0",
    ],
    ids=ascii,
)
def test_other_forms_are_no_version(text: str) -> None:
    assert version_number(text) is None


def test_a_hostile_version_costs_nobody_the_list() -> None:
    assert version_number(f"1.{'9' * 5_000}.0") is None


@given(st.text("0123456789.v-", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = version_number(text)
    assert (number is not None) == bool(re.fullmatch("[0-9]+[.][0-9]+[.][0-9]+", text))
    assert number is None or number == tuple(map(int, text.split(".")))


@st.composite
def spellings(draw: st.DrawFn, text: str) -> str:
    upper = draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    return "".join(c.upper() if up else c.lower() for c, up in zip(text, upper, strict=True))


GROUP = st.text(string.ascii_letters + string.digits + "-_.()ü", min_size=1, max_size=12)


@given(
    spellings(f"/subscriptions/{SUBSCRIPTION}"),
    spellings("/resourceGroups/"),
    GROUP,
    spellings(PROVIDER),
)
def test_a_scope_in_any_spelling(start: str, groups: str, group: str, provider: str) -> None:
    assert scope_of(f"{start}{groups}{group}{provider}/x/y") == (SUBSCRIPTION.lower(), group)
    assert scope_of(f"{start}{provider}/x/y") == (SUBSCRIPTION.lower(), "")


@pytest.mark.parametrize(
    ("resource_id", "scope"),
    [
        ("", ("", "")),
        ("/", ("", "")),
        ("/subscriptions", ("", "")),
        ("/subscriptions/A", ("a", "")),
        ("/subscriptions/A/resourceGroups", ("a", "")),
        ("/subscriptions/A/resourceGroups/rg-Net", ("a", "rg-Net")),
        ("/subscriptions/A/resourceGroups/rg/", ("a", "rg")),
        (f"{PROVIDER}/marketplaceRegistrationDefinitions/a.b.c", ("", "")),
        ("/providers/Microsoft.Management/managementGroups/mg", ("", "")),
        ("/subscriptions/A/providers/Microsoft.Web/sites/resourceGroups", ("a", "")),
    ],
)
def test_scopes_of_odd_ids(resource_id: str, scope: tuple[str, str]) -> None:
    assert scope_of(resource_id) == scope


def test_an_assignment_tells_what_is_delegated() -> None:
    whole = Delegation(f"/subscriptions/{SUBSCRIPTION}{PROVIDER}/registrationAssignments/1", "")
    group = Delegation(
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Net{PROVIDER}/registrationAssignments/1", ""
    )
    assert (whole.subscription_id, whole.resource_group) == (SUBSCRIPTION.lower(), "")
    assert (group.subscription_id, group.resource_group) == (SUBSCRIPTION.lower(), "Net")
    assert whole.key != group.key


def test_keys_are_equal_whatever_the_case_of_the_id() -> None:
    path = f"/subscriptions/{SUBSCRIPTION}{PROVIDER}/registrationDefinitions/X"
    one, other = (Definition(each, "Offer", "") for each in (path.upper(), path.lower()))
    assert one.key == other.key == same_id(path)
    assert one.id != other.id


@pytest.mark.parametrize(
    ("product", "preview"),
    [
        ("managed-ops", False),
        ("managed-ops-preview", True),
        ("Managed-Ops-PREVIEW", True),
        ("managed-preview-ops", False),
    ],
)
def test_the_preview_copy_is_a_plan_by_itself(product: str, preview: bool) -> None:
    plan = MarketplacePlan("Contoso", product, "Gold", "1.2.0")
    stripped = "managed-preview-ops" if product == "managed-preview-ops" else "managed-ops"
    assert plan.key == PlanKey("contoso", stripped, "gold", preview)
    assert plan.key.ordinary == PlanKey("contoso", stripped, "gold")
    assert plan.key.short == f"{stripped}/gold{' (preview)' if preview else ''}"
    assert plan.key.identifier == f"contoso.{product.lower()}.gold"
    assert plan.identifier == f"Contoso.{product}.Gold.1.2.0"
