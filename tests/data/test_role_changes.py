from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from data import roles
from data.models import Authorization, EligibleAuthorization
from data.plans import Plan
from data.role_changes import changed_roles, changed_since_shipped, hits
from data.roles import CATALOGUE_DATE, USER_ACCESS_ADMINISTRATOR, catalogue, shipped
from tests.data.records import CONTRIBUTOR, MSP, OPS, READER, definition, role_id, subscription

BACKUP = role_id("Backup Contributor")
LOG_ANALYTICS = role_id("Log Analytics Contributor")
LATER = "2026-11-25T08:00:00+00:00"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    yield
    roles.use()


def with_role(id: str, **fields: Any) -> dict[str, roles.Role]:
    """The shipped catalogue with one role changed."""
    return {**shipped(), id: replace(shipped()[id], **fields)}


@pytest.mark.parametrize(
    ("id", "fields", "words"),
    [
        (
            BACKUP,
            {"lighthouse": "no", "reasons": ("data_actions",)},
            "Lighthouse does not take it any more: it has data actions",
        ),
        (LOG_ANALYTICS, {"lighthouse": "yes", "reasons": ()}, "Lighthouse takes it now"),
        (
            LOG_ANALYTICS,
            {"reasons": ("restricted_actions",)},
            "refused for another reason: it may change access itself",
        ),
        (READER, {"lighthouse": "limited"}, "Lighthouse takes it now, in a limited way"),
        (BACKUP, {"deprecated": True}, "deprecated"),
        (CONTRIBUTOR, {"reads_all": False}, "not any more: reads every resource"),
        (
            READER,
            {"writes": True, "lists_keys": True},
            "changes resources; lists keys",
        ),
    ],
)
def test_what_changed(id: str, fields: dict[str, Any], words: str) -> None:
    found = changed_roles(shipped(), with_role(id, **fields))
    assert {id: each.words for id, each in found.items()} == {id: words}


def test_another_name_or_category_or_its_permissions_are_no_change() -> None:
    after = with_role(READER, name="Lector", category="x", permissions=(roles.Permission(),))
    assert changed_roles(shipped(), after) == {}
    assert changed_roles({}, shipped()) == {}


def test_a_role_that_azure_does_not_list_any_more() -> None:
    after = {id: each for id, each in shipped().items() if id not in (BACKUP, LOG_ANALYTICS)}
    found = changed_roles(shipped(), after)
    assert {each.words for each in found.values()} == {"Azure does not list it any more"}
    assert found[BACKUP].is_refused_now
    assert not found[LOG_ANALYTICS].is_refused_now


def test_whom_a_change_hits() -> None:
    changes = [
        *changed_roles(shipped(), with_role(BACKUP, deprecated=True)).values(),
        *changed_roles(shipped(), with_role(LOG_ANALYTICS, deprecated=True)).values(),
        *changed_roles(shipped(), with_role(READER, deprecated=True)).values(),
    ]
    gives = Plan("1", authorizations=(Authorization(OPS, BACKUP.upper()),))
    activates = Plan("2", eligible=(EligibleAuthorization(OPS, BACKUP),))
    assigns = definition(
        subscription("prod", "fabrikam"),
        authorizations=[Authorization(OPS, USER_ACCESS_ADMINISTRATOR, "", (LOG_ANALYTICS,))],
    )
    assert [
        (each.change.before.id, each.plans, each.definitions)
        for each in hits(changes, [gives, activates, Plan("3")], [assigns])
    ] == [(BACKUP, (gives, activates), ()), (LOG_ANALYTICS, (), (assigns,))]


def test_a_refreshed_catalogue_takes_the_place_of_the_shipped_one() -> None:
    new = replace(shipped()[BACKUP], id=MSP, name="Brand new")
    roles.use([*with_role(BACKUP, name="Backups", deprecated=True).values(), new], LATER)
    assert roles.role_name(BACKUP) == "Backups"
    assert roles.role_name(MSP) == "Brand new"
    assert [each.id for each in roles.search("brand new")] == [MSP]
    assert (roles.catalogue_date(), roles.is_refreshed()) == ("2026-11-25", True)
    assert list(changed_since_shipped()) == [BACKUP]
    roles.use()
    assert roles.role_name(BACKUP) == "Backup Contributor"
    assert (roles.catalogue_date(), roles.is_refreshed()) == (CATALOGUE_DATE, False)
    assert changed_since_shipped() == {}
    assert catalogue() == shipped()


@pytest.mark.parametrize("read_at", ["2026-08-21T23:59:59+00:00", "", "2019-01-01T00:00:00"])
def test_a_list_that_is_older_than_the_shipped_one_is_not_used(read_at: str) -> None:
    roles.use([shipped()[READER]], read_at)
    assert catalogue() == shipped()
    assert not roles.is_refreshed()
