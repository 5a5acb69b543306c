"""Terraform against the provider's own schema."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from data.formats.identity import Target
from data.plans import Plan
from tests.data.formats.azurerm_schema import CannotInstallError, Schema, installed_schema
from tests.data.formats.test_arm_template import PLAN, TARGETS
from tests.data.formats.test_terraform import ONE, TWO, evaluated, written

pytestmark = [pytest.mark.tools, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def schema() -> Schema:
    try:
        return installed_schema()
    except CannotInstallError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, eligible=())])
def test_the_provider_takes_it(schema: Schema, plan: Plan, target: Target) -> None:
    found = evaluated(written(replace(plan, audience=(ONE, TWO)), target))
    for each in found["azurerm_lighthouse_definition"]:
        assert list(schema.problems("DefinitionArgs", each)) == []
    for each in found["azurerm_lighthouse_assignment"]:
        assert list(schema.problems("AssignmentArgs", each)) == []


def test_what_the_provider_would_refuse_is_found(schema: Schema) -> None:
    files = written(replace(PLAN, audience=(ONE,)), Target())
    broken = files[".tf"].replace("managing_tenant_id", "tenant", 1)
    broken = broken.replace("maximum_activation_duration", "duration", 1)
    (definition,) = evaluated({**files, ".tf": broken})["azurerm_lighthouse_definition"]
    assert set(schema.problems("DefinitionArgs", definition)) == {
        ".managing_tenant_id: missing",
        ".tenant: unknown",
        ".eligible_authorizations.just_in_time_access_policy.duration: unknown",
    }
