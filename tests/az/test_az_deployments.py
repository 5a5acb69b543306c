"""What we export is deployed by the real az; after a sync the delegation equals the draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from data.emulator.entities import Subscription
from data.emulator.ids import guid_of
from data.emulator.world import World
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target
from data.formats.outputs import names_of_files
from data.models import scope_of
from data.plans import Plan, plan_from
from tests.az.driving import Az
from tests.conftest import Sync
from tests.data.emulator.test_emulator_deployments import ELIGIBLE, OFFERED, PLAN
from tests.data.formats.planning import carried

pytestmark = [pytest.mark.az, pytest.mark.timeout(900)]

VARIANTS = {
    "subscription": (PLAN, Target()),
    "one group": (PLAN, Target(("rg-net",))),
    "many groups": (PLAN, Target(("rg-net", "rg-db"))),
    "eligible, with approvers": (ELIGIBLE, Target()),
    "eligible, in groups": (ELIGIBLE, Target(("rg-net", "rg-db"))),
    "marketplace plan": (OFFERED, Target()),
    "marketplace plan, in a group": (OFFERED, Target(("rg-net",))),
    "without its marketplace plan": (OFFERED, Target(marketplace=False)),
}


@pytest.fixture
def held(world: World) -> Subscription:
    """There before az signs in: it asks for subscriptions only then."""
    made = Subscription(
        guid_of("fresh"), "Fresh", world.cases["eligible"], groups=["rg-net", "rg-db"]
    )
    world.add_subscription(made)
    return made


def written(plan: Plan, target: Target, folder: Path) -> list[str]:
    """Write a template and its parameters, and return what az is told of them."""
    files = export(plan, Format.ARM, target).files
    names = names_of_files(files, "main.json")
    for name, each in zip(names, files, strict=True):
        (folder / name).write_text(each.text, encoding="utf-8")
    return ["--template-file", str(folder / names[0]), "--parameters", f"@{folder / names[1]}"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_is_deployed(
    held: Subscription,
    az: Az,
    tmp_path: Path,
    variant: str,
    synced: Sync,
) -> None:
    plan, target = VARIANTS[variant]
    files = written(plan, target, tmp_path)
    where = ("--location", "westeurope", "--subscription", held.id, "--name", "delegate")
    done = az("deployment", "sub", "create", *where, *files)
    assert done["properties"]["provisioningState"] == "Succeeded"
    assert done["properties"]["outputs"]["mspOfferName"]["value"] == plan.name
    known = synced("arm")
    found = [each for each in known.delegations if scope_of(each.id)[0] == held.id]
    assert {each.resource_group for each in found} == set(target.groups or ("",))
    (definition,) = {
        each.key: each for each in known.definitions if each.subscription_id == held.id
    }.values()
    draft = plan if target.marketplace else replace(plan, publisher_id="", offer_id="", plan_id="")
    assert carried(plan_from(definition)) == replace(
        carried(draft), version=draft.version if draft.plan_id else "1.0.0"
    )


def test_a_template_alone_is_enough(held: Subscription, az: Az, tmp_path: Path) -> None:
    template = written(PLAN, Target(), tmp_path)[:2]
    where = ("--location", "westeurope", "--subscription", held.id, "--name", "alone")
    checked = az("deployment", "sub", "validate", *where, *template)
    assert checked["properties"]["provisioningState"] == "Succeeded"
    assert not held.definitions
    az("deployment", "sub", "create", *where, *template)
    assert len(held.assignments) == 1
    assert az("deployment", "sub", "show", *where[2:])["name"] == "alone"
    assert [each["name"] for each in az("deployment", "sub", "list", *where[2:4])] == ["alone"]
    assert len(az("deployment", "operation", "sub", "list", *where[2:])) == 2
    az("deployment", "sub", "delete", *where[2:])
    assert az.run("deployment", "sub", "show", *where[2:]).code == 3


def test_a_refusal_reaches_the_user(held: Subscription, az: Az, tmp_path: Path) -> None:
    twin = replace(PLAN, managing_tenant_id=held.tenant)
    files: list[Any] = written(twin, Target(), tmp_path)
    where = ("--location", "westeurope", "--subscription", held.id, "--name", "twin")
    done = az.run("deployment", "sub", "create", *where, *files)
    assert done.code == 1
    assert "InvalidRegistrationDefinitionCreateRequest" in json.dumps(done.err)
