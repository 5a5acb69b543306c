from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from data.emulator import rules
from data.emulator.cases import EXPLAINED
from data.emulator.entities import Assignment, Definition, Subscription
from data.emulator.people import DATABRICKS_TENANT, MANAGING_TENANT, OTHER_PROVIDER_TENANT
from data.emulator.roles import built_in_roles, role_id
from data.emulator.world import World, make_world

CASES = sorted(EXPLAINED)


def definitions(world: World, case: str) -> list[Definition]:
    return [each for held in world.showing(case) for each in held.definitions.values()]


def assignments(world: World, case: str) -> list[Assignment]:
    return [each for held in world.showing(case) for each in held.assignments.values()]


def versions(world: World, case: str) -> set[str]:
    return {
        f"{each.plan['product']}/{each.plan['name']} {each.plan['version']}" if each.plan else ""
        for each in definitions(world, case)
    }


def test_the_same_numbers_give_the_same_world() -> None:
    first, second = make_world(80, 5, 3), make_world(80, 5, 3)
    assert dataclasses.asdict(first) == dataclasses.asdict(second)


def test_another_seed_gives_other_customers() -> None:
    one, other = make_world(80, seed=1), make_world(80, seed=2)
    shared = one.tenants.keys() & other.tenants.keys()
    assert shared == {MANAGING_TENANT}


def test_the_first_customers_stay_when_there_are_more() -> None:
    few, many = make_world(20), make_world(90)
    ids = list(few.tenants)
    assert list(many.tenants)[: len(ids)] == ids
    assert [many.tenants[each] for each in ids] == list(few.tenants.values())


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_there_at_sixty_customers(world: World, case: str) -> None:
    assert world.showing(case), EXPLAINED[case]


def test_no_case_is_there_that_is_not_explained(world: World) -> None:
    assert set(world.cases) == set(EXPLAINED)


def test_delegations_are_as_many_as_asked_for_on_average() -> None:
    world = make_world(600, 10)
    count = sum(len(each.assignments) for each in world.subscriptions.values())
    assert count == pytest.approx(6000, rel=0.05)


def test_names_differ_at_five_thousand_customers() -> None:
    world = make_world(5000, 1)
    names = Counter(each.name for each in world.tenants.values() if each.name)
    assert {name: count for name, count in names.items() if count > 1} == {
        "Meridian Dental Group": 2
    }
    unnamed = sum(each.name is None for each in world.tenants.values())
    assert len(names) + unnamed == 5000
    assert not [name for name in names if any(sign.isdigit() for sign in name) and "[" not in name]


def test_most_customers_are_on_a_recent_version_of_managed_operations() -> None:
    world = make_world(1000, 3)
    plans = Counter(
        each.plan["version"]
        for held in world.subscriptions.values()
        for each in held.definitions.values()
        if each.plan and (each.plan["product"], each.plan["name"]) == ("managed-ops", "gold")
    )
    newest, behind = plans["1.10.0"], plans["1.2.0"]
    assert 0.5 < newest / plans.total() < 0.75
    assert 0.15 < behind / plans.total() < 0.35


def test_ids_and_keys_agree(world: World) -> None:
    for key, held in world.subscriptions.items():
        assert key == held.id.lower()
        assert all(each == thing.id.lower() for each, thing in held.definitions.items())
        assert all(each == thing.id.lower() for each, thing in held.assignments.items())


def test_every_assignment_rests_on_a_definition_of_its_subscription(world: World) -> None:
    for held in world.subscriptions.values():
        for each in held.assignments.values():
            assert held.definition_of(each), each.id


def test_every_marketplace_version_would_pass_the_rules(world: World) -> None:
    for each in world.marketplace:
        body = {
            "plan": each.block,
            "properties": {
                "managedByTenantId": MANAGING_TENANT,
                "authorizations": list(each.authorizations),
                "eligibleAuthorizations": list(each.eligible),
            },
        }
        rules.check_definition("0" * 8 + "-0000-4000-a000-" + "0" * 12, body, "x", "", None)


def test_several_versions_of_a_plan_are_in_use(world: World) -> None:
    in_use = {
        each.plan["version"]
        for held in world.subscriptions.values()
        for each in held.definitions.values()
        if each.plan and (each.plan["product"], each.plan["name"]) == ("managed-ops", "gold")
    }
    assert in_use >= {"1.0.0", "1.1.0", "1.2.0", "1.10.0"}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("newest", {"managed-ops/gold 1.10.0"}),
        ("one behind", {"managed-ops/gold 1.2.0"}),
        ("far behind", {"managed-ops/gold 1.0.0"}),
        ("mixed versions", {"managed-ops/gold 1.10.0", "managed-ops/gold 1.1.0"}),
        ("preview", {"managed-ops-preview/gold 1.10.0"}),
        ("odd version", {"backup-dr/standard 2.0"}),
        ("beta version", {"managed-ops/silver 1.2.0-beta"}),
        ("ahead", {"finops/advisor 1.2.0"}),
        ("finops", {"finops/advisor 1.0.0"}),
        ("unlisted plan", {"server-care/basic 1.0.0"}),
        ("private plan", {"managed-ops/sovereign 1.1.0"}),
        ("private plan behind", {"managed-ops/sovereign 1.0.0"}),
        ("template", {""}),
        ("polish", {""}),
    ],
)
def test_versions_of_the_cases(world: World, case: str, expected: set[str]) -> None:
    assert versions(world, case) == expected


def test_ahead_is_above_everything_listed_and_the_unlisted_plan_has_nothing(world: World) -> None:
    listed = {each.identifier for each in world.marketplace if each.listed}
    assert "northwindmsp.finops.advisor.1.1.0" in listed
    assert "northwindmsp.finops.advisor.1.2.0" not in listed
    assert not [each for each in listed if ".server-care." in each]


def test_groups_only_and_both_levels(world: World) -> None:
    assert all("/resourceGroups/" in each.scope for each in assignments(world, "groups only"))
    first = world.showing("subscription and group")[0]
    scopes = {each.scope for each in first.assignments.values()}
    assert first.path in scopes
    assert sum("/resourceGroups/" in each for each in scopes) == 2


def test_overlapping_delegations_share_a_principal_and_role(world: World) -> None:
    held = world.showing("overlap")[0]
    pairs = Counter(
        pair
        for each in held.definitions.values()
        for pair in {(row["principalId"], row["roleDefinitionId"]) for row in each.authorizations}
    )
    assert len(held.assignments) == 2
    assert max(pairs.values()) == 2


def test_eligible_entries_vary(world: World) -> None:
    policies = [
        row["justInTimeAccessPolicy"]
        for each in definitions(world, "eligible")
        for row in each.eligible
    ]
    assert {each["multiFactorAuthProvider"] for each in policies} == {"Azure", "None"}
    assert {each["maximumActivationDuration"] for each in policies} > {"PT30M", "PT8H"}
    assert {len(each.get("managedByTenantApprovers", ())) for each in policies} == {0, 1, 2}


def test_states(world: World) -> None:
    states = {each.state for each in assignments(world, "failed")}
    assert states == {"Failed", "Succeeded"}
    assert "Disabled" in {each.state for each in world.showing("disabled")}
    assert "Warned" in {each.state for each in world.showing("warned")}


def test_refusals(world: World) -> None:
    assert all(each.refused for each in world.showing("refused"))
    assert {each.refused for each in world.showing("partly refused")} == {True, False}


def test_leftovers(world: World) -> None:
    (only,) = world.showing("leftover only")
    assert only.definitions
    assert not only.assignments
    assert not only.managed_by
    used = {each.definition_id for each in assignments(world, "leftover")}
    assert len(definitions(world, "leftover")) == len(used) + 1


def test_managers(world: World) -> None:
    assert any(DATABRICKS_TENANT in each.managed_by for each in world.showing("databricks"))
    own = [each.managed_by for each in world.showing("own databricks")]
    assert [DATABRICKS_TENANT] in own
    assert not assignments(world, "home")
    others = {each.managing_tenant for each in definitions(world, "another provider")}
    assert others == {MANAGING_TENANT, OTHER_PROVIDER_TENANT}


def test_names(world: World) -> None:
    renamed = world.tenants[world.cases["renamed"]]
    assert renamed.name not in {None, definitions(world, "renamed")[0].customer_name}
    assert world.tenants[world.cases["unnamed"]].name is None
    assert not world.tenants[world.cases["absent"]].listed
    twins = {world.tenants[world.cases[each]].name for each in ("same name", "same name twin")}
    assert len(twins) == 1
    assert len(world.tenants[world.cases["long name"]].name or "") > 100
    hostile = world.tenants[world.cases["hostile"]].name or ""
    assert all(sign in hostile for sign in ("[bold red]", "\x1b", "\u202e", "\n"))
    assert any("[@click=" in each.name for each in world.showing("hostile"))


def test_authorizations_of_the_cases(world: World) -> None:
    unnamed = [
        row for each in definitions(world, "unnamed principal") for row in each.authorizations
    ]
    assert not any("principalIdDisplayName" in row for row in unnamed)
    reader_like = {role_id(name) for name in ("Reader", "Contributor", "Monitoring Reader")}
    roles = {
        row["roleDefinitionId"]
        for each in definitions(world, "no reader")
        for row in each.authorizations
    }
    assert roles
    assert not roles & reader_like
    used = {
        row["roleDefinitionId"]
        for each in definitions(world, "unknown role")
        for row in each.authorizations
    }
    assert used - built_in_roles().keys()


def test_letter_case_differs_but_means_the_same(world: World) -> None:
    held: list[Subscription] = world.showing("letter case")
    pairs = [
        (each, subscription.definition_of(each))
        for subscription in held
        for each in subscription.assignments.values()
    ]
    assert any(found and each.definition_id != found.id for each, found in pairs)
    assert any("/resourcegroups/" in each.id for each, _ in pairs)


def test_the_largest_customer_has_the_most(world: World) -> None:
    sizes = {
        tenant: sum(len(each.assignments) for each in world.of_tenant(tenant))
        for tenant in world.tenants
    }
    assert max(sizes, key=lambda each: sizes[each]) == world.cases["largest"]


def test_a_world_of_one_customer_is_a_world() -> None:
    world = make_world(1, 1)
    assert len(world.tenants) == 2
    assert sum(len(each.assignments) for each in world.subscriptions.values()) == 1
