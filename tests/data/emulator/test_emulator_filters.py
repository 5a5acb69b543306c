"""``$filter``: what it understands, and that it refuses all else in one way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.emulator import filters
from data.emulator.people import MANAGING_TENANT, OTHER_PROVIDER_TENANT, PUBLISHER
from data.emulator.replies import AzureError
from data.emulator.serve import running
from data.emulator.world import make_world
from tests.data.emulator.asking import MANAGED_SERVICES, Asker

FIELD = "managedByTenantId"
GOLD = f"{PUBLISHER}.managed-ops.gold"
PIECES = (FIELD, "eq", "in", "(", ")", "'x'", "'", ",", "and", "$filter=", "%24filter%3D")
BLANKS = st.text(" \t", min_size=1, max_size=3)


def quoted(value: str) -> str:
    return "'{}'".format(value.replace("'", "''"))


@given(st.text(), BLANKS, BLANKS, st.sampled_from(["eq", "EQ", "Eq"]))
def test_any_value_comes_out_as_it_went_in(value: str, one: str, two: str, word: str) -> None:
    text = f"{one}{FIELD}{one}{word}{two}{quoted(value)}{two}"
    assert filters.wanted(text, FIELD) == {value.lower()}
    assert filters.wanted(f"$filter={text.strip()}", FIELD.upper()) == {value.lower()}


@given(st.lists(st.text(), min_size=1, max_size=5), st.sampled_from([",", " , ", ",  "]))
def test_lists_of_values_come_out_as_they_went_in(values: list[str], between: str) -> None:
    text = f"{FIELD} in ({between.join(map(quoted, values))})"
    assert filters.wanted(text, FIELD) == {each.lower() for each in values}


@given(st.text())
def test_the_published_encoding_is_understood(value: str) -> None:
    text = quote_plus(f"$filter={FIELD} eq {quoted(value)}")
    assert filters.wanted(text, FIELD) == {value.lower()}


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_all_else_is_refused_in_one_way(text: str) -> None:
    refused = 400, "InvalidFilterInQueryString"
    found = outcome(text)
    assert found == refused or isinstance(found, set)
    assert outcome(f"{text}, but not quite") == refused


def outcome(text: str) -> object:
    try:
        return filters.wanted(text, FIELD)
    except AzureError as error:
        return error.status, error.code


ODD = (
    "",
    " ",
    "managedByTenantId",
    "managedByTenantId eq",
    "managedByTenantId eq x",
    'managedByTenantId eq "x"',
    "managedByTenantId eq 'x",
    "managedByTenantId eq 'it's'",
    "managedByTenantId ne 'x'",
    "managedByTenantId eq 'x' and managedByTenantId eq 'y'",
    "managedByTenantId eq 'x' or 1 eq 1",
    "managedByTenantId in ()",
    "managedByTenantId in ('x' 'y')",
    "managedByTenantId in ('x',)",
    "managedByTenantId in 'x'",
    "managedByTenantId in (x)",
    "startswith(managedByTenantId, 'x')",
    "name eq 'x'",
    "eq 'x'",
    "'x' eq managedByTenantId",
    "$filter=$filter=managedByTenantId eq 'x'",
    "filter=managedByTenantId eq 'x'",
    "%24filter%3D",
)


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with running(make_world()) as azure:
        yield Asker(azure)


@pytest.mark.parametrize("text", ODD)
def test_odd_filters_are_refused_over_the_wire(asker: Asker, text: str) -> None:
    held = asker.azure.world.showing("another provider")[0]
    for kind in ("registrationDefinitions", "registrationAssignments"):
        path = f"{held.path}{MANAGED_SERVICES}/{kind}"
        answer = asker.get(path, "2022-10-01", filter=text)
        assert (answer.status, answer.code) == (400, "InvalidFilterInQueryString")
        assert asker.get(path, "2019-09-01", filter=text).status == 200
    for scope in ("", held.path):
        path = f"{scope}{MANAGED_SERVICES}/marketplaceRegistrationDefinitions"
        swapped = text.replace(FIELD, "planIdentifier")
        answer = asker.get(path, "2019-09-01", filter=swapped)
        assert (answer.status, answer.code) == (400, "InvalidFilterInQueryString")


@pytest.mark.parametrize("kind", ["registrationDefinitions", "registrationAssignments"])
@pytest.mark.parametrize("version", ["2022-01-01-preview", "2022-10-01"])
def test_each_scope_has_its_managing_tenants(asker: Asker, kind: str, version: str) -> None:
    held = asker.azure.world.showing("another provider")[0]
    path = f"{held.path}{MANAGED_SERVICES}/{kind}"
    group = f"{held.path}/resourceGroups/{held.groups[0]}{MANAGED_SERVICES}/{kind}"
    everyone = f"{FIELD} in ('{OTHER_PROVIDER_TENANT}', '{MANAGING_TENANT.upper()}')"
    for text, count in (
        (f"{FIELD} eq '{MANAGING_TENANT}'", 1),
        (quote_plus(f"$filter={FIELD} eq '{OTHER_PROVIDER_TENANT}'"), 1),
        (everyone, 2),
        (f"{FIELD} eq 'nobody'", 0),
    ):
        assert len(asker.all(path, version, filter=text)) == count
        below = asker.all(group, version, filter=text)
        assert len(below) == (count if kind == "registrationDefinitions" else 0)


@pytest.mark.parametrize("version", ["2019-09-01", "2020-02-01-preview", "2022-10-01"])
@pytest.mark.parametrize(
    ("identifier", "versions"),
    [(GOLD, ["1.0.0", "1.1.0", "1.2.0", "1.10.0"]), (f"{GOLD}.1.10.0", ["1.10.0"])],
)
def test_plans_by_identifiers_with_and_without_a_version(
    asker: Asker, version: str, identifier: str, versions: list[str]
) -> None:
    held = asker.azure.world.showing("newest")[0]
    group = f"{held.path}/resourceGroups/{held.groups[0]}"
    for scope in ("", held.path, group):
        path = f"{scope}{MANAGED_SERVICES}/marketplaceRegistrationDefinitions"
        rows = asker.all(path, version, filter=f"planIdentifier eq '{identifier}'")
        assert [each["plan"]["version"] for each in rows] == versions
        one = asker.get(f"{path}/{identifier}", version).body
        assert one["plan"]["version"] == versions[-1]
        assert one["id"].startswith(f"{scope}{MANAGED_SERVICES}")
