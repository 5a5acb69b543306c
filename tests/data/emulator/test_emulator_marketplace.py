from __future__ import annotations

import pytest

from data.emulator.entities import Behaviour
from tests.data.emulator.asking import MANAGED_SERVICES, Asker, Sdk

PATH = f"{MANAGED_SERVICES}/marketplaceRegistrationDefinitions"
GOLD = "northwindmsp.managed-ops.gold"


def found(asker: Asker, identifier: str, scope: str = "") -> list[str]:
    rows = asker.all(f"{scope}{PATH}", filter=f"planIdentifier eq '{identifier}'")
    return [each["plan"]["version"] for each in rows]


def test_the_sdk_lists_every_version_of_a_plan(sdk: Sdk, asker: Asker) -> None:
    rows = list(
        sdk.managed.marketplace_registration_definitions_without_scope.list(
            filter=f"planIdentifier eq '{GOLD}'"
        )
    )
    assert [each.plan.version for each in rows] == ["1.0.0", "1.1.0", "1.2.0", "1.10.0"]
    newest = rows[-1]
    assert newest.name == f"{GOLD}.1.10.0"
    assert newest.properties.managed_by_tenant_id == asker.azure.tenant
    assert newest.properties.offer_display_name == "Managed Operations"
    assert newest.properties.eligible_authorizations
    first, last = (
        {each.role_definition_id for each in row.properties.authorizations} for row in rows[::3]
    )
    assert first != last


@pytest.mark.parametrize(
    ("identifier", "versions"),
    [
        (f"{GOLD}.1.2.0", ["1.2.0"]),
        (f"{GOLD}.1.2", []),
        ("NorthwindMSP.Managed-Ops-Preview.Gold", ["1.10.0"]),
        ("northwindmsp.finops.advisor", ["1.0.0", "1.1.0"]),
        ("northwindmsp.server-care.basic", []),
        ("someone.else.entirely", []),
    ],
)
def test_identifiers(asker: Asker, identifier: str, versions: list[str]) -> None:
    assert found(asker, identifier) == versions


def test_shorter_identifiers_name_more(asker: Asker) -> None:
    product, publisher = found(asker, "northwindmsp.managed-ops"), found(asker, "northwindmsp")
    everything = asker.all(PATH)
    assert len(found(asker, GOLD)) < len(product) < len(publisher) == len(everything)


def test_get_by_identifier(sdk: Sdk, asker: Asker) -> None:
    get = sdk.managed.marketplace_registration_definitions_without_scope.get
    assert get(marketplace_identifier=f"{GOLD}.1.1.0").plan.version == "1.1.0"
    assert get(marketplace_identifier=GOLD).plan.version == "1.10.0"
    assert asker.get(f"{PATH}/northwindmsp.none").code == "ResourceNotFound"


def test_at_a_customers_scope(asker: Asker) -> None:
    held, stranger = (asker.azure.world.showing(each)[0] for each in ("private plan", "newest"))
    row = asker.get(f"{held.path}{PATH}/{GOLD}.1.0.0").body
    assert row["id"] == f"{held.path}{PATH}/{GOLD}.1.0.0"
    private = "northwindmsp.managed-ops.sovereign"
    assert "1.1.0" in found(asker, private, held.path)
    assert found(asker, private, stranger.path) == []
    assert found(asker, private) == ["1.0.0", "1.1.0"]


def test_pages(asker: Asker) -> None:
    whole = asker.all(PATH)
    asker.azure.world.behaviour.page_size = 3
    assert asker.all(PATH) == whole
    assert len(asker.get(PATH).body["value"]) == 3


def test_versions_without_eligible_authorizations(asker: Asker) -> None:
    old = asker.all(PATH, "2019-09-01")[0]["properties"]
    new = asker.all(PATH)[0]["properties"]
    assert new.keys() - old.keys() == {"eligibleAuthorizations"}


@pytest.mark.parametrize(
    ("marketplace", "without", "within"),
    [("all", 4, 4), ("newest", 1, 1), ("scoped", 0, 4), ("nothing", 0, 0)],
)
def test_behaviours(asker: Asker, marketplace: str, without: int, within: int) -> None:
    asker.azure.world.behaviour = Behaviour(marketplace=marketplace)  # type: ignore[arg-type]  # any of the four
    held = asker.azure.world.showing("newest")[0]
    at_none, at_scope = found(asker, GOLD), found(asker, GOLD, held.path)
    assert (len(at_none), len(at_scope)) == (without, within)
    assert {*at_none[-1:], *at_scope[-1:]} <= {"1.10.0"}
