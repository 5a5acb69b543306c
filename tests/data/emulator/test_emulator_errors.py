"""Each code with which Azure refuses a delegation, provoked over HTTPS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from data.emulator.directory import application
from data.emulator.entities import MANAGED_SERVICES, Definition, Subscription
from data.emulator.ids import guid_of
from data.emulator.people import (
    ENGINEERING,
    MANAGING_TENANT,
    OTHER_PROVIDER_TENANT,
    POLICY_ROBOT,
    SERVICE_DESK,
    just_in_time,
    permanent,
    principal,
)
from data.emulator.roles import role_id
from tests.data.emulator.asking import Answer, Asker

NEW = guid_of("new")
INVALID = "InvalidRegistrationDefinitionCreateRequest"
READER = permanent(SERVICE_DESK, "Reader")
ELIGIBLE = just_in_time(ENGINEERING, "Contributor")

Provoke = Callable[["Place"], Answer]


class Place(NamedTuple):
    """Where something is asked for, and by whom."""

    asker: Asker
    held: Subscription

    @property
    def definition(self) -> Definition:
        return next(iter(self.held.definitions.values()))

    def at(self, kind: str, name: str = NEW, group: str = "") -> str:
        scope = f"{self.held.path}/resourceGroups/{group}" if group else self.held.path
        return f"{scope}{MANAGED_SERVICES}/{kind}/{name}"

    def define(self, path: str = "", **properties: Any) -> Answer:
        whole = {"managedByTenantId": MANAGING_TENANT, "authorizations": [READER], **properties}
        path = path or self.at("registrationDefinitions")
        return self.asker.ask("PUT", path, body={"properties": whole})

    def assign(self, definition: str, path: str = "") -> Answer:
        body = {"properties": {"registrationDefinitionId": definition}}
        return self.asker.ask("PUT", path or self.at("registrationAssignments"), body=body)


def at(case: str) -> Callable[[Asker], Place]:
    return lambda asker: Place(asker, asker.azure.world.showing(case)[0])


def giving(**fields: Any) -> Provoke:
    return lambda place: place.define(authorizations=[{**READER, **fields}])


def eligible(*rows: dict[str, Any], managing: str = MANAGING_TENANT) -> Provoke:
    return lambda place: place.define(managedByTenantId=managing, eligibleAuthorizations=list(rows))


def unregistered(place: Place) -> Answer:
    place.held.registered = False
    return place.define()


CODES: dict[str, tuple[str, Provoke, int, str]] = {
    "a role with data actions": (
        "newest",
        giving(roleDefinitionId=role_id("Log Analytics Contributor")),
        400,
        INVALID,
    ),
    "a role with restricted actions": (
        "newest",
        giving(roleDefinitionId=role_id("Locks Contributor")),
        400,
        INVALID,
    ),
    "Owner is not eligible": (
        "newest",
        eligible({**ELIGIBLE, "roleDefinitionId": role_id("Owner")}),
        400,
        INVALID,
    ),
    "User Access Administrator is not eligible": (
        "newest",
        eligible({**ELIGIBLE, "roleDefinitionId": role_id("User Access Administrator")}),
        400,
        INVALID,
    ),
    "the managing tenant is the customer's": (
        "newest",
        lambda place: place.define(managedByTenantId=place.held.tenant),
        400,
        INVALID,
    ),
    "one role with two policies": (
        "newest",
        eligible(ELIGIBLE, just_in_time(SERVICE_DESK, "Contributor", "PT1H")),
        400,
        INVALID,
    ),
    "a principal by its name": ("newest", giving(principalId=SERVICE_DESK), 400, INVALID),
    "a principal by its e-mail": ("newest", giving(principalId="tier1@example.com"), 400, INVALID),
    "an application in a principal's place": (
        "newest",
        giving(principalId=application(POLICY_ROBOT)),
        400,
        INVALID,
    ),
    "a tenant without PIM": (
        "newest",
        eligible(ELIGIBLE, managing=OTHER_PROVIDER_TENANT),
        400,
        INVALID,
    ),
    "a definition in a group": (
        "newest",
        lambda place: place.define(place.at("registrationDefinitions", group=place.held.groups[0])),
        400,
        "InvalidRegistrationDefinitionUri",
    ),
    "an assignment of a definition in a group": (
        "newest",
        lambda place: place.assign(place.at("registrationDefinitions", group=place.held.groups[0])),
        400,
        "InvalidRegistrationDefinitionUri",
    ),
    "a second assignment at a scope": (
        "newest",
        lambda place: place.assign(place.definition.id),
        400,
        "MultipleRegistrationAssignmentsNotAllowed",
    ),
    "another managing tenant": (
        "newest",
        lambda place: place.define(place.definition.id, managedByTenantId=OTHER_PROVIDER_TENANT),
        400,
        "RegistrationDefinitionInvalidUpdate",
    ),
    "a deployer who is no Owner": (
        "refused",
        lambda place: place.define(),
        403,
        "InsufficientPrivilegesForManagedServiceResource",
    ),
    "no right to read": (
        "refused",
        lambda place: place.asker.get(place.definition.id),
        403,
        "AuthorizationFailed",
    ),
    "no right to delete": (
        "refused",
        lambda place: place.asker.ask("DELETE", place.definition.id),
        403,
        "AuthorizationFailed",
    ),
    "not registered": ("newest", unregistered, 409, "MissingSubscriptionRegistration"),
}


@pytest.mark.parametrize("name", CODES)
def test_every_code_can_be_provoked(asker: Asker, name: str) -> None:
    case, provoke, status, code = CODES[name]
    place = at(case)(asker)
    before = (set(place.held.definitions), set(place.held.assignments))
    answer = provoke(place)
    assert (answer.status, answer.code) == (status, code)
    assert answer.body["error"]["message"].strip()
    assert (set(place.held.definitions), set(place.held.assignments)) == before


def test_the_same_without_the_mistake_is_accepted(asker: Asker) -> None:
    place = at("newest")(asker)
    robot = permanent(POLICY_ROBOT, "Contributor")
    assert robot["principalId"] == principal(POLICY_ROBOT)
    made = place.define(authorizations=[READER, robot], eligibleAuthorizations=[ELIGIBLE])
    assert made.status == 201
    assert place.assign(made.body["id"]).status == 201


def test_a_refusal_names_what_is_missing_in_its_details(asker: Asker) -> None:
    answer = unregistered(at("newest")(asker))
    (detail,) = answer.body["error"]["details"]
    assert detail["code"] == "MissingSubscriptionRegistration"
    assert detail["target"] == "Microsoft.ManagedServices"
