"""Every answer against Microsoft's own documents, for every customer; prints a table with ``-s``.

uv run pytest -n 0 -s tests/data/emulator/test_emulator_documents.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from data.emulator.entities import Behaviour
from data.emulator.serve import Running, running
from data.emulator.world import make_world
from tests.data.emulator.openapi import Document
from tests.data.emulator.walk import Allowed, Seen, Walk, read_documents

NOT_SERVED = {
    "authorization": {
        "Permissions_ListForResource",
        "Permissions_ListForResourceGroup",
        "RoleDefinitions_CreateOrUpdate",
        "RoleDefinitions_Delete",
    },
    "managedservices": set[str](),
    "monitor": {"EventCategories_List"},
    "resourcegraph": {"Operations_List"},
    "resources": {
        "Operations_List",
        "Subscriptions_CheckZonePeers",
        "Subscriptions_ListLocations",
        "checkResourceName",
    },
}
"""What nobody who speaks to this Azure asks for."""
ALLOWED = (
    Allowed(
        "/authorization/",
        r"(value/\d+/)?properties/(createdBy|updatedBy)",
        'null is not of type "string"',
        "The recorded list of built-in roles has null there.",
    ),
    Allowed(
        "/monitor/",
        "",
        r"Additional properties are not allowed \('Code', 'Message' were unexpected\)",
        "The recorded refusal begins both names with a capital.",
    ),
    Allowed(
        "/resources/",
        "",
        '"nextLink" is a required property',
        "Real lists of one page have none, and clients stop at a page without it.",
    ),
)
NEVER_ANSWERED = {("RegistrationAssignments_Delete", "200")}
"""Declared, but the recorded service takes 202 for what is there, and 204 says it is not."""
OTHERWISE = Behaviour(
    page_size=5,
    subscriptions_page_size=40,
    list_group_assignments=False,
    groups_open_subscription=False,
    marketplace="newest",
    graph_plan=False,
    graph_quota=6,
    root_scope_read=True,
    operation_seconds=0.02,
)
"""The other way round wherever an answer's shape or a list's rows depend on it."""


def test_every_answer_is_as_microsofts_documents_say(shared: Path) -> None:
    specs = shared / "rest-api-specs"
    common = Document(specs / "common-types/resource-management/v2/types.json")
    walk = Walk(list(read_documents(specs)), common, ALLOWED)
    with running(make_world()) as azure:
        walk.through(azure)
        assert_every_customer_was_asked_about(azure)
    changed = make_world()
    changed.behaviour = OTHERWISE
    with running(changed) as azure:
        walk.through(azure, thorough=False)
    sys.stdout.write(f"\n{table(walk.seen, specs)}\n")
    assert not walk.problems, "\n".join(
        f"{kind}\n    {where}" for kind, where in walk.problems.items()
    )
    assert walk.used == set(ALLOWED), "an allowance is not needed any more"
    for each in walk.seen:
        name = each.document.path.relative_to(specs).parts[0]
        operations = {operation.id for operation in each.document.operations}
        assert operations - each.served.keys() <= NOT_SERVED[name]
        assert each.validated == each.served.keys()
        assert not set(unanswered(each)) - NEVER_ANSWERED


def test_a_wrong_answer_of_the_sample_azure_is_found(shared: Path) -> None:
    specs = shared / "rest-api-specs"
    common = Document(specs / "common-types/resource-management/v2/types.json")
    (path,) = specs.rglob("2019-09-01/managedservices.json")
    world = make_world()
    (definition,) = world.showing("newest")[-1].definitions.values()
    definition.state = "Asleep"
    definition.authorizations = ({"principalId": 7, "colour": "red"},)
    walk = Walk([Document(path)], common, ())
    with running(world) as azure:
        walk.through(azure, thorough=False)
    at = "2019-09-01/managedservices.json at /value/*/properties"
    expected = {
        f"{at}/authorizations/*: Additional properties are not allowed ('colour' was unexpected)",
        f'{at}/authorizations/*: "roleDefinitionId" is a required property',
        f'{at}/authorizations/*/principalId: 7 is not of type "string"',
    }
    assert expected <= walk.problems.keys()
    assert any('"Asleep" is not one of' in each for each in walk.problems)
    assert all("/registration" in where for where in walk.problems.values())


def assert_every_customer_was_asked_about(azure: Running) -> None:
    paths = {each.path for each in azure.requests}
    listing = "{}/providers/Microsoft.ManagedServices/registrationAssignments"
    asked = [
        held for held in azure.world.subscriptions.values() if listing.format(held.path) in paths
    ]
    customers = {held.tenant for held in azure.world.subscriptions.values()}
    assert {held.tenant for held in asked} == customers
    assert len(customers) > 60


def unanswered(seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the statuses of success that a document declares and no answer had."""
    for name, operation in seen.served.items():
        for status in operation.responses:
            if status != "default" and int(status) not in seen.statuses[name]:
                yield name, status


def table(seen: list[Seen], specs: Path) -> str:
    row = "{:40}{:20}{:>11}{:>8}{:>9}{:>10}"
    lines = [row.format("document", "api-version", "operations", "served", "covered", "requests")]
    for each in seen:
        path = each.document.path.relative_to(specs)
        counts = (len(each.document.operations), len(each.served), len(each.validated))
        requests = f"{each.requests:,}"
        lines.append(row.format(path.name, each.document.version, *counts, requests))
    served = sum(len(each.served) for each in seen)
    covered = sum(len(each.validated) for each in seen)
    lines.append(f"operations covered / served: {covered} / {served}")
    return "\n".join(lines)
