"""Template customers against the standard plan that they follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.emulator.world import World
from data.ledger import TemplateLink
from data.models import Authorization, Definition, EligibleAuthorization
from data.plans import Plan
from data.roles import role_name
from data.snapshot import Snapshot
from data.templates import Compared, Likeness, Standards
from tests.conftest import Sync
from tests.data.arbitrary import records
from tests.data.records import (
    CONTRIBUTOR,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    definition,
    guid,
    role_id,
    subscription,
)

FAB = guid("fabrikam")
AT = subscription("retail", "fabrikam")
STANDARD = Plan("standard", "Gold", authorizations=(OPS_READS, OPS_CHANGES))
OTHER = Plan("other", "Silver", authorizations=(OPS_READS,))
HELPER = Authorization(
    OPS, role_id("User Access Administrator"), "Operations", (READER, CONTRIBUTOR)
)


def held(
    *authorizations: Authorization,
    eligible: tuple[EligibleAuthorization, ...] = (),
    name: str = "definition",
) -> Definition:
    return definition(AT, name=name, authorizations=authorizations, eligible=eligible)


def compare(found: Definition, *links: TemplateLink) -> Compared:
    return Standards(links, (STANDARD, OTHER)).compare(FAB, found)


def likeness(found: Definition, standard: Plan) -> Likeness:
    links = [TemplateLink(FAB, "", standard.id)]
    compared = Standards(links, [standard]).compare(FAB, found)
    assert compared.standard == standard
    return compared.likeness


def test_without_a_link_there_is_nothing_to_compare_with() -> None:
    found = held(OPS_READS)
    for links in ((), (TemplateLink(guid("litware"), "", "standard"),)):
        assert compare(found, *links) == Compared(Likeness.NOT_LINKED)
    beside = TemplateLink(FAB, held(name="beside").key, "standard")
    assert compare(found, beside) == Compared(Likeness.NOT_LINKED)


def test_a_link_to_a_plan_that_was_deleted_is_said() -> None:
    assert compare(held(OPS_READS), TemplateLink(FAB, "", "deleted")) == Compared(Likeness.GONE)


def test_a_definitions_own_link_comes_before_the_customers() -> None:
    first, second = held(OPS_READS), held(OPS_READS, OPS_CHANGES, name="second")
    links = (TemplateLink(FAB, "", "standard"), TemplateLink(FAB, first.id.upper(), "other"))
    assert compare(first, *links) == Compared(Likeness.SAME, OTHER)
    assert compare(second, *links) == Compared(Likeness.SAME, STANDARD)
    assert compare(first, links[0]) == Compared(Likeness.DIFFERENT, STANDARD)


@pytest.mark.parametrize(
    "found",
    [
        held(OPS_READS, OPS_CHANGES),
        held(OPS_CHANGES, OPS_READS),
        held(OPS_READS, OPS_CHANGES, OPS_READS),
        held(OPS_READS, Authorization(OPS.upper(), CONTRIBUTOR.upper(), "Operations")),
    ],
)
def test_order_repetition_and_letter_case_of_ids_do_not_count(found: Definition) -> None:
    assert likeness(found, STANDARD) is Likeness.SAME


@pytest.mark.parametrize(
    "found",
    [
        held(),
        held(OPS_READS),
        held(OPS_READS, OPS_CHANGES, HELPER),
        held(OPS_READS, structs.replace(OPS_CHANGES, display_name="Night shift")),
        held(OPS_READS, structs.replace(OPS_CHANGES, principal_id=NIGHT)),
        held(OPS_READS, structs.replace(OPS_CHANGES, role_id=READER)),
        held(OPS_READS, structs.replace(OPS_CHANGES, delegated_role_ids=(READER,))),
        held(OPS_READS, OPS_CHANGES, eligible=(NIGHT_ON_CALL,)),
        held(OPS_READS, eligible=(EligibleAuthorization(OPS, CONTRIBUTOR, "Operations"),)),
    ],
)
def test_every_other_difference_counts(found: Definition) -> None:
    assert likeness(found, STANDARD) is Likeness.DIFFERENT


def test_the_order_of_delegated_roles_does_not_count_but_which_they_are_does() -> None:
    standard = structs.replace(STANDARD, authorizations=(HELPER,))
    turned = structs.replace(HELPER, delegated_role_ids=HELPER.delegated_role_ids[::-1])
    assert likeness(held(turned), standard) is Likeness.SAME
    fewer = structs.replace(HELPER, delegated_role_ids=(READER,))
    assert likeness(held(fewer), standard) is Likeness.DIFFERENT


@given(st.lists(records(Authorization), max_size=4), st.data())
def test_same_exactly_when_all_fields_of_all_authorizations_are(
    entries: list[Authorization], data: st.DataObject
) -> None:
    standard = structs.replace(STANDARD, authorizations=tuple(entries))
    turned = data.draw(st.permutations(entries))
    assert likeness(held(*turned), standard) is Likeness.SAME
    more = data.draw(records(Authorization))
    is_there = any(_facts(more) == _facts(each) for each in entries)
    found = likeness(held(*turned, more), standard)
    assert found is (Likeness.SAME if is_there else Likeness.DIFFERENT)


def _facts(entry: Authorization) -> tuple[object, ...]:
    roles = {each.lower() for each in entry.delegated_role_ids}
    return entry.principal_id.lower(), entry.role_id.lower(), entry.display_name, roles


@given(records(EligibleAuthorization))
def test_an_eligible_authorization_counts(eligible: EligibleAuthorization) -> None:
    found = held(OPS_READS, OPS_CHANGES, eligible=(eligible,))
    assert likeness(found, STANDARD) is Likeness.DIFFERENT
    assert likeness(found, structs.replace(STANDARD, eligible=(eligible,))) is Likeness.SAME


def test_template_customers_of_the_sample_azure(world: World, synced: Sync) -> None:
    rows = Snapshot(synced()).scopes_of(world.cases["template"]).rows
    definitions = [each.definition for each in rows if each.definition]
    assert definitions
    assert all(each.plan is None for each in definitions)
    tenant, first = world.cases["template"], definitions[0]
    plan = Plan("standard", authorizations=first.authorizations)
    standards = Standards([TemplateLink(tenant, "", "standard")], [plan])
    assert {standards.compare(tenant, each).likeness for each in definitions} == {Likeness.SAME}
    assert any(role_name(each.role_id) == "Reader" for each in first.authorizations)
    fewer = Standards(
        [TemplateLink(tenant, "", "standard")],
        [structs.replace(plan, authorizations=first.authorizations[1:])],
    )
    assert fewer.compare(tenant, first).likeness is Likeness.DIFFERENT
