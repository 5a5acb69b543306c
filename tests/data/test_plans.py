from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.models import Authorization
from data.plan_listings import plan_state
from data.plans import (
    Plan,
    authorization_problems,
    guid_problem,
    identifier_problem,
    new_plan,
    plan_problems,
    required_problem,
    version_problem,
)
from tests.data.records import MSP, OPS_READS

COMPLETE = Plan("1", "Gold", "managed-ops", "gold", MSP, "1.0.0", (OPS_READS,))


@given(st.uuids())
def test_a_guid_in_either_case(value: uuid.UUID) -> None:
    assert guid_problem(str(value)) == ""
    assert guid_problem(str(value).upper()) == ""


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("", "Required"),
        ("ops@contoso.com", "e-mail"),
        ("9f2c1f6a@contoso.com", "e-mail"),
        ("/subscriptions/0afefe50-734e-4610-8a82-a144abf49dea", "resource id"),
        ("/providers/Microsoft.Authorization/roleDefinitions/x", "resource id"),
        ("Operations", "name"),
        ("Tier 2 Support", "name"),
        ("f98g86a2-4cc4-4e6d-ad47-b3e80a1bcdfc", "Not a GUID"),
        ("f98d86a2-4cc4-4e6d-ad47-b3e80a1bcdf", "Not a GUID"),
        ("f98d86a24cc44e6dad47b3e80a1bcdfc", "Not a GUID"),
        ("{f98d86a2-4cc4-4e6d-ad47-b3e80a1bcdfc}", "Not a GUID"),
        ("f98d86a2-4cc4-4e6d-ad47-b3e80a1bcdfc\n", "Not a GUID"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668-4cc4-4e6d-ad47-b3e80a1bcdfc", "Not a"),
    ],
)
def test_what_is_no_guid_is_told_by_what_it_looks_like(value: str, word: str) -> None:
    problem = guid_problem(value)
    assert word in problem
    assert "GUID" in problem


@given(st.from_regex(r"[a-z0-9_-]{1,50}", fullmatch=True))
def test_offer_and_plan_ids(value: str) -> None:
    assert identifier_problem(value) == ""
    assert "lower-case" in identifier_problem(value + "A")[-60:] or len(value) == 50


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "Required"),
        ("a" * 51, "At most 50 characters; this has 51."),
        ("Managed", "Only lower-case letters"),
        ("managed ops", "Only lower-case letters"),
        ("managed.ops", "Only lower-case letters"),
        ("managé", "Only lower-case letters"),
        ("\u0661", "Only lower-case letters"),
        ("managed\n", "Only lower-case letters"),
    ],
    ids=ascii,
)
def test_what_no_offer_or_plan_id_can_be(value: str, words: str) -> None:
    assert words in identifier_problem(value)


def test_fifty_characters_are_enough() -> None:
    assert identifier_problem("a" * 50) == ""


@pytest.mark.parametrize("value", ["1.0.0", "0.0.1", "1.10.0", "2026.11.22"])
def test_manifest_versions(value: str) -> None:
    assert version_problem(value) == ""


@pytest.mark.parametrize(
    "value", ["", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.x", "1.0.-1", "1.0.0 "]
)
def test_what_is_no_manifest_version(value: str) -> None:
    assert "1.2.0" in version_problem(value)


@pytest.mark.parametrize("value", ["", "  ", "\t"])
def test_a_required_field_holds_more_than_blanks(value: str) -> None:
    assert required_problem(value) == "Required."
    assert required_problem(value + "x") == ""


def test_a_new_plan_names_what_is_missing() -> None:
    one, other = new_plan(MSP), new_plan(MSP)
    assert one.id != other.id
    assert one.managing_tenant_id == MSP
    assert set(plan_problems(one)) == {"name", "authorizations"}
    assert plan_state(one) == "2 to fix"
    offer = replace(one, offer_id="managed-ops")
    assert set(plan_problems(offer)) == {"name", "plan_id", "authorizations"}
    assert "managing_tenant_id" in plan_problems(new_plan(""))


def test_a_complete_plan_has_no_problem() -> None:
    assert plan_problems(COMPLETE) == {}
    assert plan_state(COMPLETE) == "complete"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", " ", required_problem("")),
        ("offer_id", "Managed", identifier_problem("Managed")),
        ("plan_id", "", identifier_problem("")),
        ("managing_tenant_id", "contoso", guid_problem("contoso")),
        ("version", "1.0", version_problem("1.0")),
        ("authorizations", (), "At least one authorization is needed."),
    ],
)
def test_each_field_is_looked_at(field: str, value: object, problem: str) -> None:
    assert plan_problems(replace(COMPLETE, **{field: value})) == {field: problem}
    assert problem


def test_an_authorization_names_what_is_missing() -> None:
    assert authorization_problems(OPS_READS) == {}
    found = authorization_problems(Authorization("ops@contoso.com", "Reader"))
    assert set(found) == {"principal_id", "display_name", "role_id"}
    assert "e-mail" in found["principal_id"]
    assert found["role_id"] == "Choose a role: type a part of its name, then pick below."


def test_a_plan_with_an_incomplete_authorization_is_not_complete() -> None:
    entry = Authorization("no guid", "nor this", "Tier 1")
    plan = replace(COMPLETE, authorizations=(entry,))
    assert plan_problems(plan) == {"authorizations": "1 of 1 are not complete."}


def test_the_same_role_twice_for_one_principal_is_not_complete() -> None:
    plan = replace(COMPLETE, authorizations=(OPS_READS, OPS_READS))
    assert "has already" in plan_problems(plan)["authorizations"]
