"""Terraform, read and evaluated by HashiCorp's own parser as tfparse carries it."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import tfparse  # type: ignore[import-untyped]
from hypothesis import given, settings
from msgspec.structs import replace

from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target, names_of
from data.formats.text_functions import guid
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Deployed, Plan, Visibility
from tests.data.formats.planning import carried, groups, plans
from tests.data.formats.test_arm_template import GROUPS, PLAN, SUBSCRIPTION
from tests.data.records import MSP

ONE, TWO = guid("one subscription"), guid("two subscriptions")


def written(plan: Plan, target: Target) -> dict[str, str]:
    return {each.ending: each.text for each in export(plan, Format.TERRAFORM, target, "x").files}


def evaluated(files: dict[str, str]) -> dict[str, Any]:
    """The resources, one for each turn of ``for_each``, with every expression worked out."""
    with tempfile.TemporaryDirectory() as folder:
        for ending, text in files.items():
            (Path(folder) / f"x{ending}").write_text(text, encoding="utf-8")
        found: dict[str, Any] = tfparse.load_from_path(
            folder, stop_on_hcl_error=True, vars_paths=["x.auto.tfvars"]
        )
    return found


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def approvers(policy: Any) -> tuple[Approver, ...]:
    return tuple(
        Approver(each["principal_id"], each.get("principal_display_name", ""))
        for each in many(policy.get("approver"))
    )


def read(definition: Any) -> Plan:
    """The plan that a definition says."""
    block = definition.get("plan") or {}
    return Plan(
        id="",
        name=definition["name"],
        description=definition["description"],
        managing_tenant_id=definition["managing_tenant_id"],
        publisher_id=block.get("publisher", ""),
        offer_id=block.get("product", ""),
        plan_id=block.get("name", ""),
        version=block.get("version", "1.0.0"),
        authorizations=tuple(
            Authorization(
                each["principal_id"],
                each["role_definition_id"],
                each.get("principal_display_name", ""),
                tuple(each.get("delegated_role_definition_ids") or ()),
            )
            for each in many(definition.get("authorization"))
        ),
        eligible=tuple(
            EligibleAuthorization(
                each["principal_id"],
                each["role_definition_id"],
                each.get("principal_display_name", ""),
                each["just_in_time_access_policy"].get("multi_factor_auth_provider", "None"),
                each["just_in_time_access_policy"]["maximum_activation_duration"],
                approvers(each["just_in_time_access_policy"]),
            )
            for each in many(definition.get("eligible_authorization"))
        ),
    )


def composed(plan: Plan) -> str:
    """A plan with its letters as Terraform has them, which takes apart no letter and accent."""
    return unicodedata.normalize("NFC", repr(plan))


@settings(max_examples=40)
@given(plan=plans(), into=groups)
def test_every_value_is_that_of_the_plan(plan: Plan, into: tuple[str, ...]) -> None:
    files = written(replace(plan, audience=(ONE, TWO)), Target(into))
    found = evaluated(files)
    definitions = found["azurerm_lighthouse_definition"]
    wanted = [f"/subscriptions/{of}" for of in (ONE, TWO)]
    assert [each["scope"] for each in definitions] == wanted
    draft = plan if plan.plan_id else replace(plan, version="1.0.0")
    for each in definitions:
        assert composed(read(each)) == composed(carried(draft))
        assert each["lighthouse_definition_id"] == guid(plan.name)
    assignments = found["azurerm_lighthouse_assignment"]
    scopes = sorted(each["scope"] for each in assignments)
    tails = [f"/resourceGroups/{each}" for each in into] or [""]
    assert scopes == sorted(f"/subscriptions/{of}{tail}" for of in (ONE, TWO) for tail in tails)
    for each in assignments:
        group = each["scope"].partition("/resourceGroups/")[2]
        assert each["name"] == names_of(plan).assignment(group)


def test_resources_keep_the_names_that_were_deployed() -> None:
    deployed = (Deployed(guid("of old"), "Of old", MSP, guid("one"), "RG-net"),)
    plan = replace(PLAN, deployed=deployed, audience=(ONE,))
    found = evaluated(written(plan, GROUPS))
    (definition,) = found["azurerm_lighthouse_definition"]
    assert definition["lighthouse_definition_id"] == guid("of old")
    assignments = found["azurerm_lighthouse_assignment"]
    names = {each["scope"].rpartition("/")[2]: each["name"] for each in assignments}
    assert names["rg-net"] == guid("one")
    assert names["rg-db"] == names_of(plan).assignment("rg-db")


def test_without_an_audience_the_subscriptions_are_left_to_fill_in() -> None:
    files = written(PLAN, SUBSCRIPTION)
    assert files[".auto.tfvars"] == "subscription_ids = []\n"
    assert "condition     = length(var.subscription_ids) > 0" in files[".tf"]
    (note,) = export(PLAN, Format.TERRAFORM, SUBSCRIPTION).notes
    assert "fill in subscription_ids" in note


def test_the_audience_becomes_the_subscriptions_and_so_it_is_told() -> None:
    plan = replace(PLAN, audience=(ONE,), visibility=Visibility.PUBLIC)
    left, made = export(plan, Format.TERRAFORM, SUBSCRIPTION).notes
    assert left == "Left out, for it is no matter of a deployment: visibility."
    assert "It is for the 1 subscription of the audience" in made


def test_no_mfa_is_left_out() -> None:
    eligible = replace(PLAN.eligible[0], mfa="None")
    text = written(replace(PLAN, eligible=(eligible,)), SUBSCRIPTION)[".tf"]
    assert "multi_factor_auth_provider" not in text
    assert "maximum_activation_duration" in text


def test_roles_have_their_names_beside_them() -> None:
    text = written(PLAN, SUBSCRIPTION)[".tf"]
    assert re.search(
        r'role_definition_id += "acdd72a7-3385-48ef-bd42-f606fba81ae7" # Reader\n', text
    )


def test_what_is_no_terraform_is_found() -> None:
    files = written(PLAN, SUBSCRIPTION)
    with pytest.raises(tfparse.ParseError):
        evaluated({**files, ".tf": files[".tf"] + "resource {"})


def test_a_name_ends_no_comment() -> None:
    files = written(replace(PLAN, name='One\nvariable "evil" {}', audience=(ONE,)), SUBSCRIPTION)
    assert len(evaluated(files)["variable"]) == 1
